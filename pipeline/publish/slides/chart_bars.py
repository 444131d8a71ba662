"""Bars from left to right, and bars of several parts, as PowerPoint keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from pipeline.publish.slides.chart_parts import (
    CATEGORIES,
    VALUES,
    Axis,
    Ends,
    Place,
    chart,
    color_of,
    ink,
    letters,
    no_line,
    numbers,
    text_ref,
    value_axis,
)
from pipeline.publish.slides.look import INK, PAPER

_OVERLAP: Final = '<c:overlap val="100"/>'


@dataclass(frozen=True, slots=True)
class Fill:
    """How a part is filled. pattern : of the drawing language, "" for plain. ink : of the text on it."""

    color: str
    pattern: str = ""
    back: str = PAPER
    ink: str = INK


@dataclass(frozen=True, slots=True)
class Series:
    """One figure of every row. column : of the sheet behind the chart. said : what is written on each; None for nothing."""

    name: str
    column: str
    values: tuple[float, ...]
    fill: Fill
    said: tuple[str, ...] | None = None


def bars_xml(names: tuple[str, ...], series: tuple[Series, ...], axis: Axis, place: Place, ends: Ends | None = None) -> bytes:
    """Bars from left to right, the first row on top; several series are parts of one bar. ends : intervals of a single series."""
    stacked = len(series) > 1
    parts = "".join(_bar(at, names, one, ends if not stacked else None) for at, one in enumerate(series))
    plot = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{"stacked" if stacked else "clustered"}"/><c:varyColors val="0"/>'
        f'{parts}<c:gapWidth val="{40 if stacked else 70}"/>{_OVERLAP if stacked else ""}'
        f'<c:axId val="{CATEGORIES}"/><c:axId val="{VALUES}"/></c:barChart>'
        f'<c:catAx><c:axId val="{CATEGORIES}"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="1"/>'
        f'<c:axPos val="l"/><c:crossAx val="{VALUES}"/></c:catAx>'
        f"{value_axis(axis, VALUES, CATEGORIES, 'max')}"
    )
    return chart(plot, place, legend=stacked)


def _bar(at: int, names: tuple[str, ...], one: Series, ends: Ends | None) -> str:
    fill = one.fill
    paint = ink(fill.color)
    if fill.pattern:
        colors = f"<a:fgClr>{color_of(fill.color)}</a:fgClr><a:bgClr>{color_of(fill.back)}</a:bgClr>"
        paint = f'<a:pattFill prst="{fill.pattern}">{colors}</a:pattFill>'
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx>{text_ref(f"{one.column}1", (one.name,))}</c:tx>'
        f'<c:spPr>{paint}<a:ln w="9525"><a:solidFill>{color_of(INK if ends else PAPER)}</a:solidFill></a:ln></c:spPr>'
        f'<c:invertIfNegative val="0"/>{_labels(one)}{_error_bars(ends) if ends else ""}'
        f"<c:cat>{text_ref(f'A2:A{len(names) + 1}', names)}</c:cat><c:val>{numbers(one.column, one.values)}</c:val></c:ser>"
    )


def _labels(one: Series) -> str:
    """What is written on the parts: words of the row, so that a bounded share is not written as a whole one."""
    if one.said is None:
        return ""
    shown = "".join(
        f'<c:dLbl><c:idx val="{at}"/>'
        + (
            f'<c:tx><c:rich><a:bodyPr/><a:p><a:r><a:rPr lang="en-US" sz="1000">{ink(one.fill.ink)}</a:rPr>'
            f"<a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>{_label_parts(1)}"
            if text
            else '<c:delete val="1"/>'
        )
        + "</c:dLbl>"
        for at, text in enumerate(one.said)
    )
    return f"<c:dLbls>{shown}<c:spPr><a:noFill/>{no_line()}</c:spPr>{letters(1000, one.fill.ink)}{_label_parts(0)}</c:dLbls>"


def _label_parts(value: int) -> str:
    place = '<c:dLblPos val="ctr"/>' if value else ""
    return (
        f'{place}<c:showLegendKey val="0"/><c:showVal val="{value}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def _error_bars(ends: Ends) -> str:
    low = tuple(value - end for value, end in zip(ends.values, ends.low, strict=True))
    high = tuple(end - value for value, end in zip(ends.values, ends.high, strict=True))
    return (
        f'<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{numbers(ends.high_column, high)}</c:plus><c:minus>{numbers(ends.low_column, low)}</c:minus>"
        f'<c:spPr><a:ln w="22225" cap="rnd"><a:solidFill>{color_of(INK)}</a:solidFill></a:ln></c:spPr></c:errBars>'
    )
