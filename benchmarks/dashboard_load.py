"""Fifty readers at once: how long they wait, and what they cost in memory. Run: python -m benchmarks.dashboard_load

The readers have no browser, so this is the server alone; they share the machine's processors with it. A choice in a filter
runs the whole page here, where a browser may ask for a part of it, so the figures are on the safe side. About four minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.dashboard_client import Answer, Reader, Server, server
from benchmarks.dashboard_waves import FOLDER, sample
from benchmarks.table import keep, markdown

PAUSE = 10.0
"""Seconds between two clicks of a person, on average; exponential, so that some come together."""
MINUTE = 60.0
CLICKS = 6
KEPT_FOR = 135.0
"""Seconds after which Streamlit has forgotten a session whose browser left; it keeps it for two minutes in case it comes back."""
TARGET_SECONDS, TARGET_MEMORY = 1.0, 15.0
Row = dict[str, object]
Walk = Callable[[Reader, random.Random], Awaitable[list[Answer]]]


@dataclass(frozen=True, slots=True)
class Phase:
    """What all readers did at once. seconds : it took. busy : processor seconds of the server in it."""

    name: str
    answers: Sequence[Answer]
    seconds: float
    busy: float

    def row(self) -> Row:
        waits = [answer.seconds for answer in self.answers]
        return {
            "what": self.name,
            "answers": len(waits),
            "p50, s": f"{np.percentile(waits, 50):.2f}",
            "p95, s": f"{np.percentile(waits, 95):.2f}",
            "longest, s": f"{max(waits):.2f}",
            "answers a second": f"{len(waits) / self.seconds:.1f}",
            "server's processor time each, ms": f"{1000 * self.busy / len(waits):.0f}",
            "kB each": f"{np.mean([answer.size for answer in self.answers]) / 1000:.0f}",
            "errors": sum(answer.failed for answer in self.answers),
        }


async def click(reader: Reader, chance: random.Random) -> Answer:
    """What a reader does next: more often another choice in a filter of the page than another page."""
    if reader.filters and chance.random() < 0.6:
        one = chance.choice(reader.filters)
        return await reader.choose(one, chance.choice(one.options))
    return await reader.open(chance.choice(sorted(reader.pages)))


async def at_leisure(reader: Reader, chance: random.Random) -> list[Answer]:
    """A minute of a person who reads between clicks."""
    answers, end = [], time.perf_counter() + MINUTE
    while True:
        await asyncio.sleep(chance.expovariate(1 / PAUSE))
        if time.perf_counter() >= end:
            return answers
        answers.append(await click(reader, chance))


async def without_pause(reader: Reader, chance: random.Random) -> list[Answer]:
    """Clicks as fast as answers come: nobody does that, but it tells how many the server can give."""
    return [await click(reader, chance) for _ in range(CLICKS)]


async def first_page(reader: Reader, chance: random.Random) -> list[Answer]:
    """A reader who comes."""
    return [await reader.open()]


async def everything(reader: Reader, chance: random.Random) -> list[Answer]:
    """One reader alone: every page twice, and the choices of its filters."""
    answers = [await reader.open()]
    for name in [*reader.pages, *reader.pages]:
        answers.append(await reader.open(name))
        for one in list(reader.filters):
            answers += [await reader.choose(one, option) for option in one.options[:3]]
    return answers


async def phase(name: str, running: Server, readers: Sequence[Reader], walk: Walk) -> Phase:
    """All readers at once."""
    started, busy = time.perf_counter(), running.busy()
    found = await asyncio.gather(*(walk(reader, random.Random(number)) for number, reader in enumerate(readers)))
    seconds = time.perf_counter() - started
    return Phase(name, [answer for answers in found for answer in answers], seconds, running.busy() - busy)


async def measure(running: Server, sessions: int) -> tuple[list[Phase], list[tuple[str, float]]]:
    """Phases, and the server's memory (MB) between them."""
    memory = [("started", running.memory())]
    async with Reader(running.address) as alone:
        phases = [await phase("one reader, alone, everything for the first time", running, [alone], everything)]
        phases.append(await phase("one reader, alone, again", running, [alone], everything))
    memory.append(("every page was opened once", running.memory()))
    async with AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(Reader(running.address)) for _ in range(sessions)]
        phases.append(await phase(f"{sessions} readers come in the same moment", running, readers, first_page))
        memory.append((f"{sessions} sessions are open", running.memory()))
        phases.append(await phase(f"{sessions} readers, a click every {PAUSE:.0f} s each", running, readers, at_leisure))
        memory.append((f"{sessions} sessions after a minute of clicks", running.memory()))
        phases.append(await phase(f"{sessions} readers without any pause", running, readers, without_pause))
        memory.append((f"{sessions} sessions after clicks without pause", running.memory()))
    await asyncio.sleep(KEPT_FOR)
    async with Reader(running.address) as late:
        phases.append(await phase("one reader, after all others left", running, [late], everything))
    memory.append(("all have left, and one came", running.memory()))
    return phases, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--outputs", type=Path, help="another outputs/ than the sample's")
    options = parser.parse_args()
    with server(options.outputs or sample(FOLDER)) as running:
        phases, memory = asyncio.run(measure(running, options.sessions))
    used = {name: size for name, size in memory}
    after = used[f"{options.sessions} sessions after a minute of clicks"]
    each = (after - used["every page was opened once"]) / options.sessions
    leisure = next(one for one in phases if "a click every" in one.name)
    p95 = float(np.percentile([answer.seconds for answer in leisure.answers], 95))
    verdicts = [
        f"At human pace: p95 {p95:.2f} s (asked: {TARGET_SECONDS:.0f} s): {'met' if p95 <= TARGET_SECONDS else 'NOT met'}.",
        f"Memory per session: {each:.1f} MB (asked: {TARGET_MEMORY:.0f} MB): {'met' if each <= TARGET_MEMORY else 'NOT met'}.",
    ]
    sizes: list[Row] = [{"when": name, "server's memory, MB": f"{size:.0f}"} for name, size in memory]
    keep(
        "dashboard_load",
        f"The dashboard with {options.sessions} readers at once",
        f"Start of the server until it answers: {running.seconds:.2f} s. An answer is the whole run of a page, until its end.",
        "\n".join(f"- {one}" for one in verdicts),
        markdown([one.row() for one in phases]),
        markdown(sizes),
    )


if __name__ == "__main__":
    main()
