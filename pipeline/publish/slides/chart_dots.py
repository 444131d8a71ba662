"""Dots with intervals, told apart by shape or lightness, as PowerPoint keeps them."""

from __future__ import annotations

from typing import Final

from pipeline.publish.slides.chart_parts import (
    CATEGORIES,
    VALUES,
    Axis,
    Ends,
    Place,
    chart,
    ink,
    no_line,
    numbers,
    text_ref,
    value_axis,
)
from pipeline.publish.slides.look import DARK, GREY, INK, LIGHT

_MARKS: Final = {
    "priority": ("square", LIGHT),
    "watch": ("diamond", LIGHT),
    "unknown": ("circle", GREY),
    "none": ("circle", DARK),
}
"""Label of a finding -> mark and its colour; they differ by shape or by lightness."""
_NO_POINT: Final = "triangle"
"""The mark of the row of dots as a whole, which no dot has: some programs draw a dot that has it in the colour of the whole."""
_MARK_SIZES: Final = {"diamond": 11}
"""A diamond has less ink than others of its size."""


def dots_xml(names: tuple[str, ...], ends: Ends, marks: tuple[str, ...], axis: Axis, place: Place, cut: float | None) -> bytes:
    """Dots with intervals, the first row on top. marks : label of each row's finding. cut : where a dashed line stands."""
    rows = len(names)
    points = "".join(_dot(at, mark) for at, mark in enumerate(marks))
    heights = tuple(float(rows - at) for at in range(rows))
    title = f"<c:tx>{text_ref('C1', ('share',))}</c:tx>"
    series = (
        f'<c:ser><c:idx val="1"/><c:order val="1"/>{title}<c:spPr>{no_line()}</c:spPr>{_marker(_NO_POINT, DARK)}{points}'
        f"<c:xVal>{numbers('C', ends.values)}</c:xVal><c:yVal>{numbers('F', heights)}</c:yVal>"
        f'<c:smooth val="0"/></c:ser>'
    )
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f"{_intervals(ends, heights)}{series}{_cut(cut, rows)}"
        f'<c:axId val="{VALUES}"/><c:axId val="{CATEGORIES}"/></c:scatterChart>'
        f"{value_axis(axis, VALUES, CATEGORIES, 'min')}"
        f'<c:valAx><c:axId val="{CATEGORIES}"/><c:scaling><c:orientation val="minMax"/><c:max val="{rows + 0.5}"/>'
        f'<c:min val="0.5"/></c:scaling><c:delete val="1"/><c:axPos val="l"/><c:crossAx val="{VALUES}"/>'
        f'<c:crosses val="min"/></c:valAx>'
    )
    return chart(plot, place, legend=False)


def _dot(at: int, mark: str) -> str:
    shape, color = _MARKS.get(mark, _MARKS["none"])
    return f'<c:dPt><c:idx val="{at}"/>{_marker(shape, color)}<c:bubble3D val="0"/></c:dPt>'


def _marker(shape: str, color: str) -> str:
    fill, line = ink(color), f'<a:ln w="9525">{ink(INK)}</a:ln>'
    size = f'<c:symbol val="{shape}"/><c:size val="{_MARK_SIZES.get(shape, 9)}"/>'
    return f"<c:marker>{size}<c:spPr>{fill}{line}</c:spPr></c:marker>"


def _intervals(ends: Ends, heights: tuple[float, ...]) -> str:
    """One line with gaps: not every program draws error bars of dots from left to right."""
    across = tuple(end for low, high in zip(ends.low, ends.high, strict=True) for end in (low, high, None))
    rows = tuple(row for height in heights for row in (height, height, None))
    return (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx>{text_ref("J1", ("interval",))}</c:tx><c:spPr>'
        f'<a:ln w="25400" cap="rnd">{ink(INK)}</a:ln></c:spPr>'
        f'<c:marker><c:symbol val="none"/></c:marker><c:xVal>{numbers("J", across)}</c:xVal>'
        f'<c:yVal>{numbers("K", rows)}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def _cut(cut: float | None, rows: int) -> str:
    if cut is None:
        return ""
    return (
        f'<c:ser><c:idx val="2"/><c:order val="2"/><c:tx>{text_ref("H1", ("limit",))}</c:tx><c:spPr><a:ln w="12700">'
        f'{ink(INK)}<a:prstDash val="dash"/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="none"/></c:marker><c:xVal>{numbers("H", (cut, cut))}</c:xVal>'
        f'<c:yVal>{numbers("I", (0.5, rows + 0.5))}</c:yVal><c:smooth val="0"/></c:ser>'
    )
