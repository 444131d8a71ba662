"""The charts of the content as charts of a slide: which figures are drawn, and the sheet of figures that opens behind each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from pipeline.publish.content.model import ChartBlock
from pipeline.publish.numbers import percent
from pipeline.publish.slides.chart_bars import Fill, Series, bars_xml
from pipeline.publish.slides.chart_book import workbook
from pipeline.publish.slides.chart_dots import dots_xml
from pipeline.publish.slides.chart_parts import Axis, Ends, Place
from pipeline.publish.slides.look import DARK, INK, LIGHT, MIDDLE, PALE, PAPER
from pipeline.publish.wording import quadrant_words
from pipeline.tables import records

_PARTS: Final = {
    "favourable": Fill(DARK, ink=PAPER),
    "neutral": Fill("DCE4EB"),
    "unfavourable": Fill(LIGHT, "wdUpDiag", PALE, INK),
}
_FOUR: Final = {
    "ready_willing": Fill(DARK, ink=PAPER),
    "willing_not_ready": Fill("8FB3CB", "pct10", PAPER),
    "ready_not_willing": Fill(LIGHT, "wdUpDiag", PALE),
    "neither": Fill("E9EDF1"),
}
_PLAIN: Final = Fill(MIDDLE)
_ROOM: Final = 0.075
"""Parts that are smaller have no room for what is written on them."""
_TICKS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_MOST_TICKS: Final = 6
_STEP: Final = 0.5
"""Between the numbers of an axis of standard deviations."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart whose rows lie beside those of a table.

    Has what ``shapes.add_chart`` asks of chart data: the chart, and the workbook behind it.
    """

    draw: Callable[[Place], bytes]
    figures: pd.DataFrame
    place: Place

    def xml_bytes(self, _: object) -> bytes:
        """The chart."""
        return self.draw(self.place)

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook that "edit data" opens."""
        return workbook(self.figures)


def plot(block: ChartBlock, rows: int, place: Place) -> Plot | None:
    """The first rows of a chart; None for kinds that slides do not draw, and where there are none."""
    table = block.table.head(rows).reset_index(drop=True)
    if table.empty or block.kind not in _DRAWN:
        return None
    draw, figures = _DRAWN[block.kind](block, table)
    return Plot(draw, figures, place)


_Drawn = tuple[Callable[[Place], bytes], pd.DataFrame]


def _names(table: pd.DataFrame, *columns: str) -> tuple[str, ...]:
    """Every row in words, with n: n stays with the chart wherever it is copied to."""
    words = [": ".join(str(row[column]) for column in columns) for row in records(table)]
    return tuple(f"{word} (n = {int(n):,})" for word, n in zip(words, table["n"], strict=True))


def _floats(column: pd.Series) -> tuple[float, ...]:
    return tuple(float(value) for value in column)


def _scales(_: ChartBlock, table: pd.DataFrame) -> _Drawn:
    names, texts = _names(table, "scale"), {part: tuple(table[f"{part}_text"].astype("str")) for part in _PARTS}
    return _stacked(names, table, {part: part for part in _PARTS}, _PARTS, texts)


def _four(_: ChartBlock, table: pd.DataFrame) -> _Drawn:
    texts = {part: tuple(map(percent, table[part])) for part in _FOUR}
    return _stacked(_names(table, "name"), table, {part: quadrant_words(part) for part in _FOUR}, _FOUR, texts)


def _stacked(
    names: tuple[str, ...],
    table: pd.DataFrame,
    called: dict[str, str],
    parts: dict[str, Fill],
    texts: dict[str, tuple[str, ...]],
) -> _Drawn:
    columns = dict(zip(parts, "CDEF", strict=False))
    series = tuple(
        Series(
            called[part],
            columns[part],
            _floats(table[part]),
            fill,
            tuple(text if value >= _ROOM else "" for text, value in zip(texts[part], table[part], strict=True)),
        )
        for part, fill in parts.items()
    )
    figures = pd.DataFrame({"": names, "n": table["n"], **{called[part]: table[part].astype("float64") for part in parts}})
    return lambda place: bars_xml(names, series, Axis(0, 1, 0.2, "0 %", shown=False), place), figures


def _groups(block: ChartBlock, table: pd.DataFrame) -> _Drawn:
    names, ends = _names(table, "group"), _ends(table, "share")
    figures = _with_ends(names, table, ends, "share")
    figures["row"] = [float(len(table) - at) for at in range(len(table))]
    figures["finding"] = table["finding"].astype("str")
    if block.cut is not None:
        limit = pd.DataFrame({"limit": [block.cut] * 2, "limit drawn from and to": [0.5, len(table) + 0.5]})
        figures = pd.concat([figures, limit], axis=1)
    else:
        figures = figures.assign(**{"limit": None, "limit drawn from and to": None})
    figures = pd.concat([figures, _line(ends, figures["row"].dropna().tolist())], axis=1)
    high = 1.0 if max(ends.high) > 0.8 else 0.8
    axis, marks = Axis(0, high, 0.2, "0 %"), tuple(table["label"].astype("str"))
    return lambda place: dots_xml(names, ends, marks, axis, place, block.cut), figures


def _line(ends: Ends, heights: list[float]) -> pd.DataFrame:
    """The ends of all intervals below each other, with gaps, as the chart draws them."""
    across = [end for low, high in zip(ends.low, ends.high, strict=True) for end in (low, high, None)]
    rows = [row for height in heights for row in (height, height, None)]
    return pd.DataFrame({"interval": across, "interval drawn at": rows})


def _causes(_: ChartBlock, table: pd.DataFrame) -> _Drawn:
    names, values = _names(table, "group", "cause"), _floats(table["strength"])
    texts = tuple(f"{value:.1f}" for value in values)
    series = (Series("strength", "C", values, Fill(DARK, ink=PAPER), texts),)
    figures = pd.DataFrame({"": names, "n": table["n"], "strength": table["strength"]})
    axis = Axis(_below(min(values)), _above(max(values)), _STEP, "0.0")
    return lambda place: bars_xml(names, series, axis, place), figures


def _needs(_: ChartBlock, table: pd.DataFrame) -> _Drawn:
    names = _names(table, "topic")
    if table["seats"].isna().any():
        values = _floats(table["share"])
        figures = pd.DataFrame({"": names, "n": table["n"], "share": table["share"]})
        series, axis = (Series("share", "C", values, _PLAIN),), Axis(0, 1, 0.2, "0 %")
        return lambda place: bars_xml(names, series, axis, place), figures
    ends = _ends(table, "seats")
    series = (Series("seats", "C", ends.values, _PLAIN),)
    most, step = max(ends.high), _step(max(ends.high))
    axis = Axis(0, -(-most // step) * step, step, "#,##0")
    return lambda place: bars_xml(names, series, axis, place, ends), _with_ends(names, table, ends, "seats")


def _step(most: float) -> float:
    """Between the numbers of an axis from 0: round, and so large that there are few."""
    return float(next((step for step in _TICKS if most <= step * _MOST_TICKS), _TICKS[-1]))


def _above(most: float) -> float:
    return max(1.0, -(-most // _STEP) * _STEP)


def _below(least: float) -> float:
    return min(0.0, least // _STEP * _STEP)


def _ends(table: pd.DataFrame, name: str) -> Ends:
    low, high = f"{name}_low", f"{name}_high"
    return Ends(_floats(table[name]), _floats(table[low]), _floats(table[high]), "D", "E")


def _with_ends(names: tuple[str, ...], table: pd.DataFrame, ends: Ends, name: str) -> pd.DataFrame:
    """The figures behind a chart with intervals: distances from the value, as the chart draws them, then the ends themselves."""
    below = [value - low for value, low in zip(ends.values, ends.low, strict=True)]
    above = [high - value for value, high in zip(ends.values, ends.high, strict=True)]
    return pd.DataFrame({"": names, "n": table["n"], name: ends.values, "down to": below, "up to": above})


_DRAWN: Final[dict[str, Callable[[ChartBlock, pd.DataFrame], _Drawn]]] = {
    "scales": _scales,
    "groups": _groups,
    "four_answers": _four,
    "causes": _causes,
    "needs": _needs,
}
