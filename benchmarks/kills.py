"""Kill the program 200 times at random moments and look at what is left: ``python -m benchmarks.kills [KILLS]``.

Four kinds of runs: a first wave, the same wave again with other answers, a second wave, closing a wave. Each kill is a SIGKILL.
Some hit the whole command, started as a user starts it. Most moments of that are before anything is written, so others hit
processes that are forked from a run when it begins to write, and when all is written and looked at and is put in place.
After each, without any repair: every published wave can be opened, which compares all its files with its checksums; a wave that
the run does not write is to the byte what it was, the one that it writes is the one before or a whole new one; nothing but waves
is in ``outputs/``; the ledger can be read. Then runs to their end leave nothing of the killed ones anywhere.
Writes ``benchmarks/results/kills.md``.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from pipeline.errors import UserError
from pipeline.private import close as closing
from pipeline.private.lock import LOCK, STAGING
from pipeline.publish import bundle
from pipeline.publish.atomic import leftovers
from pipeline.publish.bundle import WAVE, open_wave, waves
from pipeline.publish.checksums import FILE, file_sha256
from pipeline.release.ledger import read_ledger
from pipeline.run import Request, close
from pipeline.run.analyze import analyze

ROOT: Final = Path(__file__).parents[1]
CENTER: Final = ROOT / "sample_data" / "small_center"
FIRST: Final = "2026-11"
SECOND: Final = "2027-02"
RESULTS: Final = Path(__file__).with_name("results") / "kills.md"
_LONGEST: Final = 300.0  # seconds that one run may take


@dataclass(frozen=True, slots=True)
class Run:
    """One kind of run: from which folders it starts, what it writes, how it is started from a shell and from here.

    forks : functions at whose call processes are forked, module and name, with the share of the kills that hits these.
    """

    name: str
    start: Path
    wave: str
    arguments: tuple[str, ...]
    whole: Callable[[Path], object]
    forks: tuple[tuple[ModuleType, str, float], ...]


@dataclass(slots=True)
class Tally:
    """What was seen of one kind of run."""

    kills: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def main(kills: int = 200, seed: int = 8) -> int:
    """Kill, print, write the table; returns 1 where anything was wrong."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        runs = _runs(folder)
        tallies = {run.name: Tally() for run in runs}
        for number, run in enumerate(runs):
            share = kills // len(runs) + (number < kills % len(runs))
            for module, function, part in run.forks:
                _kill_from(run, (module, function), round(share * part), rng, tallies[run.name], folder)
                print(f"{run.name}: {tallies[run.name].kills} kills", file=sys.stderr, flush=True)
            _kill_commands(run, share - tallies[run.name].kills, rng, tallies[run.name], folder / "work")
    text = _table(tallies)
    print(text)
    RESULTS.write_text(text, encoding="utf-8")
    return int(any(tally.wrong for tally in tallies.values()))


def _runs(folder: Path) -> list[Run]:
    """The folders that runs start from, made by running to the end."""
    fewer = folder / "fewer.csv"
    lines = (CENTER / f"{FIRST}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    fewer.write_text("".join(lines[:-40]), encoding="utf-8")
    nothing, draft = folder / "nothing", folder / "draft"
    nothing.mkdir()
    analyze(_request(draft, CENTER / f"{FIRST}.csv", FIRST))
    kinds = [
        ("a first wave", nothing, CENTER / f"{FIRST}.csv", FIRST),
        ("the same wave again", draft, fewer, FIRST),
        ("a second wave", draft, fewer, SECOND),
    ]
    runs = [
        Run(
            name,
            start,
            wave,
            ("analyze", str(export), "--roster", str(CENTER / "roster.csv"), "--wave", wave, "--no-pdf", "--quiet"),
            partial(_analyzed, export=export, wave=wave),
            ((bundle, "publish", 0.15), (bundle, "sync", 0.73)),
        )
        for name, start, export, wave in kinds
    ]
    return [*runs, Run("closing a wave", draft, FIRST, ("close", FIRST), _closed, ((closing, "read_ledger", 0.85),))]


def _analyzed(work: Path, export: Path, wave: str) -> object:
    return analyze(_request(work, export, wave))


def _closed(work: Path) -> object:
    return close(FIRST, work / "outputs")


def _request(work: Path, export: Path, wave: str) -> Request:
    return Request(export, roster=CENTER / "roster.csv", wave=wave, out=work / "outputs", pdf=False)


def _kill_from(run: Run, point: tuple[ModuleType, str], kills: int, rng: random.Random, tally: Tally, folder: Path) -> None:
    """Run up to the first call of a function, fork there once for each kill, and run to the end."""
    work, held, parent = folder / "work", folder / "held", os.getpid()
    module, name = point
    plain = getattr(module, name)

    def forking(*parts: Any, **named: Any) -> Any:
        setattr(module, name, plain)
        shutil.copytree(work, held)
        before, seconds, until = _published(work), 0.0, tally.kills + kills
        while tally.kills < until:
            _fresh(held, work)
            begun = time.perf_counter()
            child = os.fork()
            if child == 0:  # goes on as the run would
                return plain(*parts, **named)
            if seconds:
                time.sleep(rng.uniform(0, seconds))
                os.kill(child, signal.SIGKILL)
            killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
            if killed:
                _look(run, work, before, tally)
            seconds = seconds or time.perf_counter() - begun  # the first is left alone, to see how long it takes
        _fresh(held, work)
        shutil.rmtree(held)
        return plain(*parts, **named)

    _fresh(run.start, work)
    setattr(module, name, forking)
    try:
        run.whole(work)
    finally:
        if os.getpid() != parent:
            os._exit(0)
    _look_after(run, work, tally)


def _kill_commands(run: Run, kills: int, rng: random.Random, tally: Tally, work: Path) -> None:
    """Kills of the command as a user starts it, at moments of its whole time."""
    arguments = [sys.executable, "-m", "pipeline", *run.arguments, "--out", str(work / "outputs")]
    _fresh(run.start, work)
    whole = _timed(lambda: subprocess.run(arguments, cwd=ROOT, capture_output=True, check=True, timeout=_LONGEST))
    until = tally.kills + kills
    while tally.kills < until:
        before = _fresh(run.start, work)
        process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0, whole))
        process.send_signal(signal.SIGKILL)
        if process.wait() == -signal.SIGKILL:
            _look(run, work, before, tally)
    subprocess.run(arguments, cwd=ROOT, capture_output=True, check=True, timeout=_LONGEST)  # over what the last kill left
    _look_after(run, work, tally)


def _fresh(start: Path, work: Path) -> dict[str, str]:
    """The folders that a run starts from; wave -> what it is to the byte. A lock that is held stays the same file."""
    work.mkdir(exist_ok=True)
    lock = work / "private" / LOCK
    for path in sorted(work.rglob("*"), reverse=True):
        if path not in (lock, lock.parent):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    shutil.copytree(start, work, dirs_exist_ok=True)
    return _published(work)


def _published(work: Path) -> dict[str, str]:
    return {wave: file_sha256(work / "outputs" / wave / FILE) for wave in waves(work / "outputs")}


def _look(run: Run, work: Path, before: dict[str, str], tally: Tally) -> None:
    """What a kill left, without any repair."""
    tally.kills += 1
    outputs, private = work / "outputs", work / "private"
    where = f"kill {tally.kills} of {run.name}"
    strays = [path.name for path in outputs.iterdir() if not WAVE.fullmatch(path.name)] if outputs.is_dir() else []
    tally.wrong += [f"{where}: {name} is in outputs/" for name in strays]
    now = _published(work)
    tally.wrong += [f"{where}: wave {wave} is gone" for wave in before if wave not in now]
    tally.wrong += [f"{where}: wave {wave} is another" for wave in before if wave != run.wave and now.get(wave) != before[wave]]
    for wave in now:
        try:
            open_wave(outputs, wave)
        except UserError as error:
            tally.wrong.append(f"{where}: wave {wave} cannot be opened: {error}")
    try:
        read_ledger(private)
    except UserError as error:
        tally.wrong.append(f"{where}: {error}")
    tally.moments[_moment(run, private, before, now)] += 1


def _moment(run: Run, private: Path, before: dict[str, str], now: dict[str, str]) -> str:
    staged = next((private / STAGING).glob("*"), None) if (private / STAGING).is_dir() else None
    if now.get(run.wave) != before.get(run.wave):
        return "after it was in place"
    if staged is None:
        return "before it was written"
    return "complete, being looked at or kept" if (staged / FILE).is_file() else "while it was written"


def _look_after(run: Run, work: Path, tally: Tally) -> None:
    """Nothing of killed runs is anywhere once the command has run to its end."""
    folders = [work / "outputs", work / "private", work / "private" / "closed"]
    left = [path.name for folder in folders for path in leftovers(folder)]
    left += [STAGING] if (work / "private" / STAGING).exists() else []
    tally.wrong += [f"{run.name}: {name} was left after a run to its end" for name in left]


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _table(tallies: dict[str, Tally]) -> str:
    moments = ("before it was written", "while it was written", "complete, being looked at or kept", "after it was in place")
    lines = [
        "# Killed at any moment",
        "",
        f"{sum(tally.kills for tally in tallies.values())} runs of the small center were ended with SIGKILL at random moments",
        "(`python -m benchmarks.kills`). After each, before anything was repaired: every published wave could be opened, which",
        "compares all its files with its checksums; a wave that the run does not write was to the byte what it was; nothing but",
        "waves was in `outputs/`; the ledger could be read. *Wrong* counts what was not so. The step in which the folders change",
        "places is so short that few moments hit it; tests/private/test_kills.py kills at chosen moments.",
        "",
        f"| run | kills | {' | '.join(moments)} | wrong |",
        f"|---|{'---:|' * (len(moments) + 2)}",
    ]
    for name, tally in tallies.items():
        lines.append(
            f"| {name} | {tally.kills} | {' | '.join(str(tally.moments[one]) for one in moments)} | {len(tally.wrong)} |"
        )
    lines += ["", *(f"- {text}" for tally in tallies.values() for text in tally.wrong)]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
