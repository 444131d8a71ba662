"""Tables of ``end_to_end``: one per size, what is asked, and where our time goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from benchmarks.end_to_end import GROWTH_ASKED, MEMORY_ASKED, MILLION, OURS, Ratio, ratios
from benchmarks.table import keep_as_measured, markdown

Kept = Mapping[str, Mapping[str, Any]]
NOTE: Final = """\
Each program is a whole process and is run in turns with the others, medians of {runs} runs, with the range of the wall time
(at ten million answers only polars and ours run more than once). Files are in the page cache. *Start-up* ends when a
program's libraries are imported. *Processor* is user and system time of all its threads. *Ours, to the protected release*
cleans, judges every answer's quality, scores, chooses what can be shown, writes it and attacks the files as written;
*`analyze` as a whole* then finds, plans, writes reports, slides and lists, prints the PDF, attacks everything and scans it
for private texts. The others do less: see benchmarks/competitors/README.md. Where `ours / it` is below 1, ours is faster. A
program that would leave the machine less than 1.5 GB of memory is stopped: *memory ended*."""


def write_page(kept: Kept) -> None:
    """results/national.md of everything that was measured; sizes may have been measured on different days."""
    sizes = sorted(kept, key=int)
    parts = [NOTE.format(runs=_runs(kept)), "## What is asked", markdown(asked(kept))]
    for size in sizes:
        known = kept[size]
        parts += [
            f"## {int(size):,} answers, {known['megabytes']:,.0f} MB",
            _versions(known),
            markdown(_programs(size, known, kept)),
        ]
        parts += [f"{name} was left out: {why}." for name, why in known["absent"].items()]
    if any(known.get("profile") for known in kept.values()):
        parts += ["## Where the time goes", PROFILE, markdown(profile(kept))]
    keep_as_measured("national", "From raw export to results, against what users would pick instead", *parts)


PROFILE: Final = """\
One run to the protected release, sampled every 5 ms: seconds, and their share without start-up. *Coding* is cleaning and
turning text into codes, *moments* is scoring, reliability and everything that is counted or summed, *protecting* is choosing
what can be shown (which attacks every choice), *audit* is the attack on the files as written and each attack made while
choosing."""


def _runs(kept: Kept) -> str:
    runs = sorted({figures["runs"] for known in kept.values() for figures in known["programs"].values()})
    return " to ".join(str(n) for n in dict.fromkeys((runs[0], runs[-1])))


def _versions(known: Mapping[str, Any]) -> str:
    return known["machine"] + (f"; {known['r']}" if known["r"] else "")


def _programs(size: str, known: Mapping[str, Any], kept: Kept) -> list[dict[str, object]]:
    of_size = {one.against: one for one in ratios(kept) if one.rows == int(size)}
    return [_program(name, figures, of_size.get(name)) for name, figures in known["programs"].items()]


def _program(name: str, figures: Mapping[str, Any], ratio: Ratio | None) -> dict[str, object]:
    if figures["ended"]:
        return {
            "program": name,
            "wall, s": figures["ended"],
            "peak, MB": f"{figures['peak']:.0f} then" if figures["peak"] else "",
        }
    told = figures["start"] is not None
    return {
        "program": name,
        "wall, s": f"{figures['wall']:.2f} ({figures['least']:.2f} to {figures['most']:.2f})",
        "start-up, s": f"{figures['start']:.2f}" if told else "",
        "without it, s": f"{figures['work']:.2f}" if told else "",
        "processor, s": f"{figures['processor']:.2f}",
        "peak, MB": f"{figures['peak']:.0f}",
        "ours / it": f"{ratio.whole:.2f}" if ratio else "",
        "without start-up": f"{ratio.work:.2f}" if ratio else "",
    }


def asked(kept: Kept) -> list[dict[str, object]]:
    """What the project set itself, what was found, and whether it is met."""
    rows = [_row(f"{one.rows:,} answers: ours / {one.against}", one.whole, one.asked) for one in ratios(kept) if one.asked]
    for size, most in MEMORY_ASKED.items():
        mine = _mine(kept, size)
        if mine:
            rows.append(_row(f"{size:,} answers: peak memory of ours, MB", mine["peak"], most, "{:.0f}"))
    small, large = _mine(kept, 10_000_000, MILLION), _mine(kept, 10_000_000)
    if small and large:
        growth = large["wall"] / small["wall"] / 10
        rows.append(_row("from 1,000,000 to 10,000,000 answers: time of ours / linear growth", growth, GROWTH_ASKED))
    return rows or [{"what": "nothing was measured yet", "found": "", "at most": "", "": ""}]


def short(kept: Kept) -> list[dict[str, object]]:
    """Programs by sizes, for the head page."""
    sizes = sorted(kept, key=int)
    names = list(dict.fromkeys(name for size in sizes for name in kept[size]["programs"]))
    return [{"program": name, **{f"{int(size):,}": _cell(kept[size]["programs"].get(name)) for size in sizes}} for name in names]


def _cell(figures: Mapping[str, Any] | None) -> str:
    if figures is None:
        return ""
    return figures["ended"] or f"{figures['wall']:.2f} ({figures['peak']:.0f})"


def _mine(kept: Kept, size: int, name: str = OURS) -> Mapping[str, Any] | None:
    figures = kept.get(str(size), {}).get("programs", {}).get(name)
    return figures if figures and not figures["ended"] else None


def _row(what: str, found: float, most: float, form: str = "{:.2f}") -> dict[str, object]:
    return {"what": what, "found": form.format(found), "at most": most, "": "met" if found <= most else "NOT met"}


def profile(kept: Kept) -> list[dict[str, object]]:
    """Parts of the work by size."""
    sizes = [size for size in sorted(kept, key=int) if kept[size].get("profile")]
    parts: Sequence[str] = list(dict.fromkeys(part for size in sizes for part in kept[size]["profile"]))
    order = ["reading", "coding", "quality", "moments", "protecting", "audit", "writing"]
    rows = []
    for part in sorted(parts, key=lambda part: order.index(part) if part in order else len(order)):
        row: dict[str, object] = {"part": part}
        for size in sizes:
            seconds = kept[size]["profile"]
            share = seconds.get(part, 0.0) / sum(seconds.values())
            row[f"{int(size):,} answers"] = f"{seconds.get(part, 0.0):.2f} s, {share:.0%}"
        rows.append(row)
    return rows
