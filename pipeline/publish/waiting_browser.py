"""A browser that is started before there is anything to print, since that takes longer than printing.

It is spoken to through two pipes in the Chrome DevTools Protocol (https://chromedevtools.github.io/devtools-protocol/): messages
of JSON, each ended by a zero byte. It ends by itself when they are closed, however this process ends.
"""

from __future__ import annotations

import base64
import json
import os
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

from pipeline.publish.browser import browser, end, scratch, started

_THROUGH: Final = ("sh", "-c", 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null')
"""The browser takes orders from file 3 and answers through file 4."""
_PIECE: Final = 1 << 20
_MOMENT: Final = 0.02
_LONGEST: Final = 30.0
"""Seconds after which it is given up, and another one is started."""


class WaitingBrowser:
    """A browser with an empty page. to, back : the pipes."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = to, back
        self._numbers, self._rest = count(os.getpid() << 16), b""
        self._until, self._heard = 0.0, set[str]()

    def pdf(self, page: Path) -> bytes:
        """A page as it prints it; raises OSError, ValueError or LookupError where it does not. To be asked once."""
        self._until = time.monotonic() + _LONGEST
        while not (pages := [one for one in self._ask("Target.getTargets")["targetInfos"] if one["type"] == "page"]):
            time.sleep(_MOMENT)  # it answers before it has a page
        session = self._ask("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]
        self._ask("Page.enable", session)
        self._ask("Page.navigate", session, url=page.resolve().as_uri())
        while "Page.loadEventFired" not in self._heard:
            self._message()
        # As the browser prints by itself: with colours, on the paper that the style sheet names.
        return base64.b64decode(self._ask("Page.printToPDF", session, printBackground=True, preferCSSPageSize=True)["data"])

    def _ask(self, method: str, session: str = "", **values: object) -> dict[str, Any]:
        """The result of one command; raises LookupError where it is refused."""
        number = next(self._numbers)
        order = {"id": number, "method": method, "params": values, **({"sessionId": session} if session else {})}
        os.write(self._to, json.dumps(order).encode() + b"\0")
        while (answer := self._message()).get("id") != number:
            pass
        return answer["result"]

    def _message(self) -> dict[str, Any]:
        """The next message; raises OSError where none comes."""
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._back], [], [], max(self._until - time.monotonic(), 0))
            piece = os.read(self._back, _PIECE) if ready else b""
            if not piece:
                raise OSError("the browser does not answer")
            self._rest += piece
        text, _, self._rest = self._rest.partition(b"\0")
        message = json.loads(text)
        self._heard.add(message.get("method", ""))
        return message


@contextmanager
def waiting_browser(wanted: bool = True) -> Iterator[WaitingBrowser | None]:
    """Start it, and end it at the end; None where it is not wanted, not there or cannot be started in this way (POSIX only)."""
    found = browser() if wanted and os.name == "posix" else None
    if found is None:
        yield None
        return
    with scratch() as own:
        (orders, to), (back, answers) = os.pipe(), os.pipe()
        process = started(found, own, ("--remote-debugging-pipe", "about:blank"), _THROUGH, (orders, answers))
        os.close(orders)
        os.close(answers)
        try:
            yield WaitingBrowser(to, back) if process is not None else None
        finally:
            os.close(to)
            os.close(back)
            if process is not None:
                end(process)
