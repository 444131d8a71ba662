"""Charts of the report as SVG text: finished table in, picture out. Legible in greyscale; the same bytes every time."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from typing import Final

from pipeline.publish import svg
from pipeline.publish.content.model import ChartBlock
from pipeline.publish.numbers import points
from pipeline.publish.svg import GRID, INK, PAPER, SMALL, Shape
from pipeline.publish.wording import quadrant_words
from pipeline.publish.words import say
from pipeline.tables import Row, records

QUIET: Final = "#9AA5B1"
DARK: Final = "#1B4F72"
MIDDLE: Final = "#B7C4CF"
WARM: Final = "#B45F06"
_BAND: Final = "#DCE4EB"
_LINE: Final = 0.25  # half of the line at a published mean, of 100 points
_PAGE: Final = 690.0  # points for the rows of one picture, so that it fits a printed page with its title
_LABEL: Final = 34  # characters per line of a label
_BELOW: Final = 32.0
"""Room below the rows for an axis or a legend."""
_THREE: Final = (("unfavourable", WARM), ("neutral", MIDDLE), ("favourable", DARK))
_FOUR: Final = (
    ("ready_willing", DARK, PAPER),
    ("willing_not_ready", "#8FB3CB", INK),
    ("ready_not_willing", WARM, PAPER),
    ("neither", "#E9EDF1", INK),
)
"""Neighbours differ in lightness, so that a print in grey tells them apart. Hatching would make a PDF four times as large."""
_ROOM: Final = 0.09  # share of the width below which a part has no room for its text
_MARKS: Final[dict[str, tuple[Shape, str]]] = {
    "priority": ("square", WARM),
    "watch": ("diamond", WARM),
    "unknown": ("circle", QUIET),
    "none": ("circle", DARK),
}
_ARROWS: Final[dict[str, tuple[Shape, str]]] = {"up": ("up", DARK), "down": ("down", WARM), "none": ("circle", QUIET)}
_SUBJECTS: Final = {"scales": "scale", "four_answers": "name", "needs": "topic", "elsewhere": "place"}
"""Column that says what a row is about; in all other charts it is the group."""


def draw(chart: ChartBlock) -> list[str]:
    """The pictures of a chart: one, or several where it has more rows than fit a printed page."""
    rows = records(chart.table)
    labels = [_label(chart.kind, row) for row in rows]
    height = svg.row_height(labels)
    pictures = max(1, math.ceil(len(rows) / int(_PAGE / height)))
    each = max(1, math.ceil(len(rows) / pictures))
    starts = range(0, max(len(rows), 1), each)
    return [_DRAWN[chart.kind](chart, rows[at : at + each], labels[at : at + each], height) for at in starts]


def _label(kind: str, row: Row) -> str:
    """What a row is about and its n, in lines that leave room for the picture."""
    name = f"{row['group']}: {row['cause']}" if kind == "causes" else row[_SUBJECTS.get(kind, "group")]
    return textwrap.fill(f"{name} (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{row['n']})", _LABEL)


def _scale_bars(chart: ChartBlock, rows: Sequence[Row], labels: Sequence[str], height: float) -> str:
    """Diverging bars: unfavourable to the left, favourable to the right, neutral split around the middle."""
    ends = [(-row["neutral"] / 2 - row["unfavourable"], row["neutral"] / 2 + row["favourable"]) for row in rows]
    reach = max((max(-left, right) for left, right in ends), default=0.85) + 0.15
    at = svg.plane(labels, height, -reach, reach, above=3)
    starts = {"unfavourable": lambda row: -row["neutral"] / 2 - row["unfavourable"]}
    starts |= {"neutral": lambda row: -row["neutral"] / 2, "favourable": lambda row: row["neutral"] / 2}
    parts = [svg.row_labels(at, labels)]
    for name, color in _THREE:
        begins = [starts[name](row) for row in rows]
        bars = [svg.bar(at, place, begin, begin + row[name]) for place, (row, begin) in enumerate(zip(rows, begins, strict=True))]
        parts.append(svg.group(bars, color))
    for place, (row, (left, right)) in enumerate(zip(rows, ends, strict=True)):
        parts.append(svg.text(at.x(left) - 4, at.y(place), row["unfavourable_text"], "end", SMALL))
        parts.append(svg.text(at.x(right) + 4, at.y(place), row["favourable_text"], size=SMALL))
    parts.append(svg.upright(at, 0, width=0.6))
    parts.append(svg.legend(_THREE, at.bottom + 16, columns=3))
    return svg.picture(chart.alt, at.bottom + _BELOW, parts)


def _four_answers(chart: ChartBlock, rows: Sequence[Row], labels: Sequence[str], height: float) -> str:
    """Four answers of each group as parts of one bar, told apart by lightness and text too."""
    at = svg.plane(labels, height, 0, 1, above=36)
    named = [(quadrant_words(quadrant), color) for quadrant, color, _ in _FOUR]
    parts = [svg.legend(named, 8, columns=2), svg.row_labels(at, labels)]
    begins = [0.0] * len(rows)
    for quadrant, color, ink in _FOUR:
        shares = [float(row[quadrant]) for row in rows]
        ends = [begin + share for begin, share in zip(begins, shares, strict=True)]
        placed = list(enumerate(zip(begins, ends, shares, strict=True)))
        parts.append(svg.group((svg.bar(at, place, begin, end) for place, (begin, end, _) in placed), color))
        parts += [
            svg.text(at.x((begin + end) / 2), at.y(place), f"{100 * share:.0f} %", "middle", SMALL, ink)
            for place, (begin, end, share) in placed
            if share >= _ROOM
        ]
        begins = ends
    parts.append(svg.axis(at, _percents(at), "expected share of staff"))
    return svg.picture(chart.alt, at.bottom + _BELOW, parts)


def _percents(at: svg.Plane) -> list[tuple[float, str]]:
    return [(value, f"{100 * value:.0f} %") for value in svg.steps(at.low, at.high)]


def _intervals(chart: ChartBlock, rows: Sequence[Row], labels: Sequence[str], height: float) -> str:
    """Dots with intervals: expected share not yet convinced per group, with the cut as a line."""
    at = svg.plane(labels, height, 0, max(0.8, float(chart.table["share_high"].max()) + 0.05), above=16)
    ticks = _percents(at)
    parts = [svg.row_labels(at, labels), *(svg.upright(at, value, GRID) for value, _ in ticks)]
    if chart.cut is not None:
        parts.append(svg.upright(at, chart.cut, dashed=True))
        parts.append(svg.text(at.x(chart.cut), at.top - 8, f"{100 * chart.cut:.0f} %", "middle"))
    for place, row in enumerate(rows):
        shape, color = _MARKS[str(row["label"])]
        parts.append(svg.across(at, place, row["share_low"], row["share_high"], color, 2.2))
        parts.append(svg.mark(at, place, row["share"], shape, color))
    title = f"expected share of staff not yet convinced, with {chart.interval} interval"
    return svg.picture(chart.alt, at.bottom + _BELOW, [*parts, svg.axis(at, ticks, title)])


def _causes(chart: ChartBlock, rows: Sequence[Row], labels: Sequence[str], height: float) -> str:
    """Bars: how much worse than elsewhere each named cause of each flagged group is."""
    strengths = [float(row["strength"]) for row in rows]
    at = svg.plane(labels, height, min([0.0, *strengths]), max([1.0, *(1.1 * one for one in strengths)]), above=3)
    bars = (svg.bar(at, place, 0, strength, 0.6) for place, strength in enumerate(strengths))
    words = (svg.text(at.x(one) + 4, at.y(place), f"{one:.1f}", size=SMALL) for place, one in enumerate(strengths))
    ticks = [(value, f"{value:.1f}") for value in svg.steps(at.low, at.high)]
    axis = svg.axis(at, ticks, "worse than elsewhere, in standard deviations of persons")
    return svg.picture(chart.alt, at.bottom + _BELOW, [svg.row_labels(at, labels), svg.group(bars, DARK), *words, axis])


def _needs(chart: ChartBlock, rows: Sequence[Row], labels: Sequence[str], height: float) -> str:
    """Bars with intervals: seats by topic; without a roster, the share in need."""
    seats = any(row["seats"] is not None for row in rows)
    middles = [float(row["seats"] if seats else row["share"]) for row in rows]
    ends = [float(row["seats_high"]) if seats else middle for row, middle in zip(rows, middles, strict=True)]
    at = svg.plane(labels, height, 0, 1.12 * max([*ends, 1e-9]), above=3)
    bars = (svg.bar(at, place, 0, middle, 0.6) for place, middle in enumerate(middles))
    parts = [svg.row_labels(at, labels), svg.group(bars, MIDDLE, INK)]
    for place, (row, middle, end) in enumerate(zip(rows, middles, ends, strict=True)):
        if seats:
            parts.append(svg.across(at, place, row["seats_low"], end, INK, 1.6))
        said = f"{middle:,.0f}" if seats else f"{100 * middle:.0f} %"
        parts.append(svg.text(at.x(end) + 5, at.y(place), said, size=SMALL))
    ticks = [(value, f"{value:,.0f}") for value in svg.steps(at.low, at.high)] if seats else _percents(at)
    title = "staff expected to need it (seats)" if seats else "share of staff expected to need it"
    return svg.picture(chart.alt, at.bottom + _BELOW, [*parts, svg.axis(at, ticks, title)])


def _change(chart: ChartBlock, rows: Sequence[Row], labels: Sequence[str], height: float) -> str:
    """Dots with intervals: change of each group in points, with nothing and the smallest change that matters as lines."""
    least = chart.cut or 0.0
    low, high = min([-least, *(row["low"] for row in rows)]), max([least, *(row["high"] for row in rows)])
    air = 0.04 * (high - low)
    at = svg.plane(labels, height, low - air, high + air, above=3)
    ticks = [(value, _signed(value)) for value in svg.steps(at.low, at.high)]
    parts = [svg.row_labels(at, labels), *(svg.upright(at, value, GRID) for value, _ in ticks), svg.upright(at, 0)]
    parts += [svg.upright(at, limit, dashed=True) for limit in (-least, least)]
    for place, row in enumerate(rows):
        shape, color = _ARROWS[str(row["arrow"])]
        parts.append(svg.across(at, place, row["low"], row["high"], color, 2.2))
        parts.append(svg.mark(at, place, row["change"], shape, color))
    title = f"change in points, with {chart.interval} interval"
    return svg.picture(chart.alt, at.bottom + _BELOW, [*parts, svg.axis(at, ticks, title)])


def _signed(value: float) -> str:
    """A number of an axis with its sign, as many decimals as it needs."""
    return f"{value:+g}".replace("-", "\N{MINUS SIGN}") if value else "0"


def _elsewhere(chart: ChartBlock, rows: Sequence[Row], labels: Sequence[str], height: float) -> str:
    """Our means as dark bands, published ones as light bands with a line; open marks where no spread is given."""
    at = svg.plane(labels, height, 0, 100, above=3)
    ticks = [(value, f"{value:.0f}") for value in (0.0, 25.0, 50.0, 75.0, 100.0)]
    parts = [svg.row_labels(at, labels), *(svg.upright(at, value, GRID) for value, _ in ticks)]
    known = [(place, row) for place, row in enumerate(rows) if not math.isnan(row["low"])]
    for ours, color in ((True, DARK), (False, _BAND)):
        bands = [svg.bar(at, place, row["low"], row["high"], 0.6) for place, row in known if row["here"] == ours]
        parts.append(svg.group(bands, color, INK, 0.8))
    means = ((place, row["mean"]) for place, row in known if not row["here"])
    parts.append(svg.group((svg.bar(at, place, mean - _LINE, mean + _LINE, 0.6) for place, mean in means), INK, INK, 0))
    for place, row in enumerate(rows):
        if math.isnan(row["low"]):
            parts.append(svg.mark(at, place, row["mean"], "diamond", PAPER))
        end = row["mean"] + 1 if math.isnan(row["high"]) else row["high"]
        parts.append(svg.text(at.x(end) + 5, at.y(place), points(row["mean"]), size=SMALL))
    return svg.picture(chart.alt, at.bottom + _BELOW, [*parts, svg.axis(at, ticks, say("elsewhere.axis", end=" "))])


_Drawn = Callable[[ChartBlock, Sequence[Row], Sequence[str], float], str]
_DRAWN: Final[dict[str, _Drawn]] = {
    "scales": _scale_bars,
    "groups": _intervals,
    "four_answers": _four_answers,
    "causes": _causes,
    "needs": _needs,
    "change": _change,
    "elsewhere": _elsewhere,
}
