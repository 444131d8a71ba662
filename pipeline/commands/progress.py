"""Progress of long work, on the error stream: a bar on a terminal, lines elsewhere, nothing where quiet was asked for."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from pipeline.run.request import Say

WEIGHTS: Final[Mapping[str, int]] = {
    "Reading": 12,
    "Scoring": 8,
    "Protecting": 25,
    "Finding": 1,
    "Writing": 54,
}
"""First word of what is said when a stage begins -> its part of the time of an analysis, in percent."""

_LINES: Final = 20


@contextmanager
def progress(quiet: bool, analyses: int = 1) -> Iterator[Say]:
    """What to call with one line when a stage begins."""
    if quiet:
        yield lambda line: None
    elif sys.stderr.isatty():
        with _bar(analyses) as say:
            yield say
    else:
        yield lambda line: print(f"  {line} …", file=sys.stderr, flush=True)


@contextmanager
def _bar(analyses: int) -> Iterator[Say]:
    """A bar that moves by the weight of a stage when the next one begins."""
    from tqdm import tqdm

    form = "  {bar:24} {percentage:3.0f} %  {desc}"
    # A terminal that tells no size gets 80 columns and some lines, not none.
    size = {"ncols": shutil.get_terminal_size().columns - 1, "nrows": _LINES}
    tqdm.monitor_interval = 0  # no thread of its own: a process with threads is not copied (``pipeline.beside``)
    bar = tqdm(total=analyses * sum(WEIGHTS.values()), file=sys.stderr, leave=False, bar_format=form, **size)
    under_way = [0]

    def say(line: str) -> None:
        bar.update(under_way[0])
        under_way[0] = WEIGHTS.get(line.partition(" ")[0].rstrip(":"), 0)
        bar.set_description_str(line, refresh=True)

    try:
        yield say
        bar.update(bar.total - bar.n)
    finally:
        bar.close()
