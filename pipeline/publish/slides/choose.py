"""Which columns of a table a slide shows: by the published columns that its numbers say, not by their headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.publish.content.model import Number, TableBlock
from pipeline.publish.slides.table import CHART, IDS, Shown

_ID_WIDTH: Final = 0.88
_FINDING: Final = "mark"
"""Stands for the cell that carries the finding of a group."""


@dataclass(frozen=True, slots=True)
class Part:
    """A column that a slide shows.

    Attributes
    ----------
    says : published columns of its numbers, joined by '+'; "mark" for the finding; or the place of the column, for words.
    width : in inches; the first column takes what the others leave.
    """

    says: str | int
    width: float


_COLUMNS: Final = {
    "scales": (Part("n", 0.62), Part(CHART, 3.35), Part("mean", 0.85), Part("low+high", 0.95)),
    "groups": (
        *(Part("n", 0.55), Part(CHART, 2.7), Part("share", 0.95), Part("share_low+share_high", 1.05)),
        *(Part("probability", 1.1), Part(_FINDING, 2.1)),
    ),
    "causes": (
        *(Part(1, 1.25), Part(CHART, 2.6), Part("score", 0.75), Part("score_elsewhere", 1.1), Part("n", 0.55)),
        *(Part("chosen", 0.95), Part("chosen_elsewhere", 1.1), Part("n_chosen", 0.75)),
    ),
    "topics": (Part("n", 0.62), Part(CHART, 4.2), Part("seats+seats_low+seats_high", 1.7), Part("share", 0.85), Part("gap", 0.7)),
    "barriers": (Part("n", 0.7), Part("share", 1.25), Part("share_low+share_high", 1.6)),
    "steps": (Part(1, 1.4), Part(2, 5.0), Part(3, 1.3), Part(4, 1.55)),
}
"""Name of a table -> its columns beside the first. All other tables are shown whole."""
_NUMBER: Final = 1.1


def shown_columns(table: TableBlock, width: float, chart: bool) -> tuple[Shown, ...]:
    """The columns of a table on a slide, so many inches wide, with ids at the end."""
    wanted = _COLUMNS.get(table.name) or tuple(Part(at, _NUMBER) for at in range(1, len(table.columns)))
    found = [Shown(at, part.width) for part in wanted if (at := _at(table, part.says)) is not None]
    if not chart:
        found = [one for one in found if one.at != CHART]
    rest = width - _ID_WIDTH - sum(one.width for one in found)
    return (Shown(0, rest), *found, Shown(IDS, _ID_WIDTH))


def _at(table: TableBlock, says: str | int) -> int | None:
    if isinstance(says, int):
        return says if says < len(table.columns) else None
    for row in table.rows:
        for at, cell in enumerate(row.cells):
            if says == _FINDING and not isinstance(cell, Number) and cell.mark:
                return at
            if isinstance(cell, Number) and cell.id.partition(".")[2] == says:
                return at
    return None
