"""A reader without a browser: Streamlit's own messages over its live connection, as its page sends and gets them.

Only what a measurement needs: open a page, choose in a filter, wait for the end of the run that this starts.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from dashboards.serve import command, environment

_TICK = 0.02


@dataclass(frozen=True, slots=True)
class Server:
    """A running dashboard. seconds : from its start until it answered."""

    address: str
    process: int
    seconds: float

    def memory(self) -> float:
        """Resident memory, MB."""
        lines = Path(f"/proc/{self.process}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    def busy(self) -> float:
        """Processor time so far, seconds; does not depend on what else the machine does."""
        parts = Path(f"/proc/{self.process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(outputs: Path) -> Iterator[Server]:
    """A dashboard on a free port of this machine, ended with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = time.perf_counter()
    process = subprocess.Popen(command(port), env=dict(environment(outputs)), **quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        while not _answers(f"{address}/_stcore/health"):
            if process.poll() is not None or time.perf_counter() - started > 60:
                raise RuntimeError("the dashboard did not start")
            time.sleep(_TICK)
        yield Server(address, process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=1).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request. seconds : until the run ended. size : bytes. failed : whether an error was shown."""

    seconds: float
    size: int
    failed: bool


@dataclass(slots=True)
class Filter:
    """A choice on a page: its id and kind, and what can be chosen."""

    id: str
    kind: str
    options: list[str]


@dataclass(slots=True)
class Reader:
    """One session. pages : address -> page. filters : of the page that is shown, without the wave."""

    address: str
    pages: dict[str, str] = field(default_factory=dict)
    filters: list[Filter] = field(default_factory=list)
    chosen: dict[str, tuple[str, str]] = field(default_factory=dict)
    page: str = ""
    _socket: Any = None

    async def __aenter__(self) -> Reader:
        from websockets.asyncio.client import connect
        from websockets.typing import Origin, Subprotocol

        where = f"{self.address.replace('http', 'ws', 1)}/_stcore/stream"
        self._socket = await connect(
            where, origin=Origin(self.address), subprotocols=[Subprotocol("streamlit")], max_size=None, open_timeout=60
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._socket.close()

    async def open(self, name: str = "") -> Answer:
        """Open a page by its address; "" is the first one."""
        self.chosen.clear()
        self.page = self.pages.get(name, "")
        return await self._run()

    async def choose(self, one: Filter, option: str) -> Answer:
        """Choose in a filter of the page that is shown."""
        self.chosen[one.id] = (one.kind, option)
        return await self._run()

    async def _run(self) -> Answer:
        from streamlit.proto.BackMsg_pb2 import BackMsg

        asked = BackMsg()
        asked.rerun_script.page_script_hash = self.page
        asked.rerun_script.query_string = ""
        for name, (kind, option) in self.chosen.items():
            state = asked.rerun_script.widget_states.widgets.add(id=name)
            if kind == "button_group":
                state.string_array_value.data.append(option)
            else:
                state.string_value = option
        started = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        return await asyncio.wait_for(self._answer(started), 120)

    async def _answer(self, started: float) -> Answer:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        size, failed = 0, False
        self.filters = []
        async for data in self._socket:
            size += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.pages = {one.url_pathname: one.page_script_hash for one in message.navigation.app_pages}
                self.page = message.navigation.page_script_hash
            elif kind == "delta":
                failed |= self._note(message)
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return Answer(time.perf_counter() - started, size, failed)
        raise RuntimeError("the connection was closed")

    def _note(self, message: Any) -> bool:
        """Remember filters of the page; whether the element is an error."""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "button_group" and not element.button_group.click_mode:
            group = element.button_group
            self._add(Filter(group.id, kind, [option.content for option in group.options]))
        elif kind == "selectbox" and message.metadata.delta_path[0] == 0:  # not in the sidebar, where the wave is
            self._add(Filter(element.selectbox.id, kind, list(element.selectbox.options)))
        return kind == "exception"

    def _add(self, one: Filter) -> None:
        if len(one.options) > 1:
            self.filters.append(one)
