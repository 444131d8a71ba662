"""Charts as PowerPoint keeps them: bars, parts of bars, dots with intervals; their rows lie beside the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from pipeline.publish.slides.look import DARK, FONT, GREY, INK, LIGHT, LINE, PAPER

_SPACE: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_MARKS: Final = {
    "priority": ("square", LIGHT),
    "watch": ("diamond", LIGHT),
    "unknown": ("circle", GREY),
    "none": ("circle", DARK),
}
"""Label of a finding -> mark and its colour; they differ by shape or by lightness."""
_OVERLAP: Final = '<c:overlap val="100"/>'
SHEET: Final = "Figures"
_CATEGORIES, _VALUES = "100001", "100002"


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


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of the interval of every row. low_column, high_column : their distances from the value, in the sheet."""

    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    low_column: str
    high_column: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis of values. step : between its numbers. form : how they are written. shown : whether there are any."""

    low: float
    high: float
    step: float
    form: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows are drawn within the chart: shares of its width and height."""

    left: float
    width: float
    height: float


def bars_xml(names: tuple[str, ...], series: tuple[Series, ...], axis: Axis, place: Place, ends: Ends | None = None) -> bytes:
    """Bars from left to right, the first row on top; several series are parts of one bar. ends : intervals of a single series."""
    stacked = len(series) > 1
    parts = "".join(_bar(at, names, one, ends if not stacked else None) for at, one in enumerate(series))
    chart = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{"stacked" if stacked else "clustered"}"/><c:varyColors val="0"/>'
        f'{parts}<c:gapWidth val="{40 if stacked else 70}"/>{_OVERLAP if stacked else ""}'
        f'<c:axId val="{_CATEGORIES}"/><c:axId val="{_VALUES}"/></c:barChart>'
        f'<c:catAx><c:axId val="{_CATEGORIES}"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="1"/>'
        f'<c:axPos val="l"/><c:crossAx val="{_VALUES}"/></c:catAx>'
        f"{_value_axis(axis, _VALUES, _CATEGORIES, 'max')}"
    )
    return _chart(chart, place, legend=stacked)


def dots_xml(names: tuple[str, ...], ends: Ends, marks: tuple[str, ...], axis: Axis, place: Place, cut: float | None) -> bytes:
    """Dots with intervals, the first row on top. marks : label of each row's finding. cut : where a dashed line stands."""
    rows = len(names)
    points = "".join(_dot(at, mark) for at, mark in enumerate(marks))
    heights = tuple(float(rows - at) for at in range(rows))
    title = f"<c:tx>{_text_ref('C1', ('share',))}</c:tx>"
    series = (
        f'<c:ser><c:idx val="1"/><c:order val="1"/>{title}<c:spPr>{_no_line()}</c:spPr>{_marker("none")}{points}'
        f"<c:xVal>{_numbers('C', ends.values)}</c:xVal><c:yVal>{_numbers('F', heights)}</c:yVal>"
        f'<c:smooth val="0"/></c:ser>'
    )
    chart = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f"{_intervals(ends, heights)}{series}{_cut(cut, rows)}"
        f'<c:axId val="{_VALUES}"/><c:axId val="{_CATEGORIES}"/></c:scatterChart>'
        f"{_value_axis(axis, _VALUES, _CATEGORIES, 'min')}"
        f'<c:valAx><c:axId val="{_CATEGORIES}"/><c:scaling><c:orientation val="minMax"/><c:max val="{rows + 0.5}"/>'
        f'<c:min val="0.5"/></c:scaling><c:delete val="1"/><c:axPos val="l"/><c:crossAx val="{_VALUES}"/>'
        f'<c:crosses val="min"/></c:valAx>'
    )
    return _chart(chart, place, legend=False)


def _chart(plot: str, place: Place, legend: bool) -> bytes:
    layout = (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{place.left:.4f}"/><c:y val="0"/><c:w val="{place.width:.4f}"/><c:h val="{place.height:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )
    key = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_letters(900, INK)}</c:legend>' if legend else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_SPACE}><c:date1904 val="0"/>'
        f'<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{layout}{plot}</c:plotArea>{key}'
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/>{_no_line()}</c:spPr>'
        f"{_letters(1000, INK)}</c:chartSpace>"
    ).encode()


def _bar(at: int, names: tuple[str, ...], one: Series, ends: Ends | None) -> str:
    fill = one.fill
    paint = _ink(fill.color)
    if fill.pattern:
        colors = f"<a:fgClr>{_color(fill.color)}</a:fgClr><a:bgClr>{_color(fill.back)}</a:bgClr>"
        paint = f'<a:pattFill prst="{fill.pattern}">{colors}</a:pattFill>'
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx>{_text_ref(f"{one.column}1", (one.name,))}</c:tx>'
        f'<c:spPr>{paint}<a:ln w="9525"><a:solidFill>{_color(INK if ends else PAPER)}</a:solidFill></a:ln></c:spPr>'
        f'<c:invertIfNegative val="0"/>{_labels(one)}{_error_bars(ends) if ends else ""}'
        f"<c:cat>{_text_ref(f'A2:A{len(names) + 1}', names)}</c:cat><c:val>{_numbers(one.column, one.values)}</c:val></c:ser>"
    )


def _labels(one: Series) -> str:
    """What is written on the parts: words of the row, so that a bounded share is not written as a whole one."""
    if one.said is None:
        return ""
    shown = "".join(
        f'<c:dLbl><c:idx val="{at}"/>'
        + (
            f'<c:tx><c:rich><a:bodyPr/><a:p><a:r><a:rPr lang="en-US" sz="1000">{_ink(one.fill.ink)}</a:rPr>'
            f"<a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>{_label_parts(1)}"
            if text
            else '<c:delete val="1"/>'
        )
        + "</c:dLbl>"
        for at, text in enumerate(one.said)
    )
    return f"<c:dLbls>{shown}<c:spPr><a:noFill/>{_no_line()}</c:spPr>{_letters(1000, one.fill.ink)}{_label_parts(0)}</c:dLbls>"


def _label_parts(value: int) -> str:
    place = '<c:dLblPos val="ctr"/>' if value else ""
    return (
        f'{place}<c:showLegendKey val="0"/><c:showVal val="{value}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def _dot(at: int, mark: str) -> str:
    shape, color = _MARKS.get(mark, _MARKS["none"])
    return f'<c:dPt><c:idx val="{at}"/>{_marker(shape, color)}<c:bubble3D val="0"/></c:dPt>'


def _marker(shape: str, color: str = INK) -> str:
    if shape == "none":
        shape, color = _MARKS["none"]
    return (
        f'<c:marker><c:symbol val="{shape}"/><c:size val="9"/><c:spPr><a:solidFill>{_color(color)}</a:solidFill>'
        f'<a:ln w="9525"><a:solidFill>{_color(INK)}</a:solidFill></a:ln></c:spPr></c:marker>'
    )


def _error_bars(ends: Ends) -> str:
    low = tuple(value - end for value, end in zip(ends.values, ends.low, strict=True))
    high = tuple(end - value for value, end in zip(ends.values, ends.high, strict=True))
    return (
        f'<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f"<c:plus>{_numbers(ends.high_column, high)}</c:plus><c:minus>{_numbers(ends.low_column, low)}</c:minus>"
        f'<c:spPr><a:ln w="22225" cap="rnd"><a:solidFill>{_color(INK)}</a:solidFill></a:ln></c:spPr></c:errBars>'
    )


def _intervals(ends: Ends, heights: tuple[float, ...]) -> str:
    """One line with gaps: not every program draws error bars of dots from left to right."""
    across = tuple(end for low, high in zip(ends.low, ends.high, strict=True) for end in (low, high, None))
    rows = tuple(row for height in heights for row in (height, height, None))
    return (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx>{_text_ref("J1", ("interval",))}</c:tx><c:spPr>'
        f'<a:ln w="25400" cap="rnd"><a:solidFill>{_color(INK)}</a:solidFill></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="none"/></c:marker><c:xVal>{_numbers("J", across)}</c:xVal>'
        f'<c:yVal>{_numbers("K", rows)}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def _cut(cut: float | None, rows: int) -> str:
    if cut is None:
        return ""
    return (
        f'<c:ser><c:idx val="2"/><c:order val="2"/><c:tx>{_text_ref("H1", ("limit",))}</c:tx><c:spPr><a:ln w="12700">'
        f'<a:solidFill>{_color(INK)}</a:solidFill><a:prstDash val="dash"/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="none"/></c:marker><c:xVal>{_numbers("H", (cut, cut))}</c:xVal>'
        f'<c:yVal>{_numbers("I", (0.5, rows + 0.5))}</c:yVal><c:smooth val="0"/></c:ser>'
    )


def _value_axis(axis: Axis, own: str, other: str, crosses: str) -> str:
    line = f'<c:spPr><a:ln w="9525"><a:solidFill>{_color(LINE)}</a:solidFill></a:ln></c:spPr>'
    grid = f"<c:majorGridlines>{line}</c:majorGridlines>" if axis.shown else ""
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/><c:max val="{axis.high:g}"/>'
        f'<c:min val="{axis.low:g}"/></c:scaling><c:delete val="{0 if axis.shown else 1}"/><c:axPos val="b"/>{grid}'
        f'<c:numFmt formatCode="{escape(axis.form)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{line}{_letters(1000, INK)}<c:crossAx val="{other}"/><c:crosses val="{crosses}"/>'
        f'<c:majorUnit val="{axis.step:g}"/></c:valAx>'
    )


def _text_ref(cells: str, texts: tuple[str, ...]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{escape(text)}</c:v></c:pt>' for at, text in enumerate(texts))
    return f'<c:strRef><c:f>{_cells(cells)}</c:f><c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'


def _numbers(column: str, values: tuple[float | None, ...]) -> str:
    """Numbers of a column of the sheet; None leaves a gap."""
    points = "".join(f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(values) if value is not None)
    cells = _cells(f"{column}2:{column}{len(values) + 1}")
    return (
        f"<c:numRef><c:f>{cells}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _cells(cells: str) -> str:
    first, _, last = cells.partition(":")
    absolute = [f"${part[0]}${part[1:]}" for part in (first, last) if part]
    return f"{SHEET}!{':'.join(absolute)}"


def _letters(size: int, color: str) -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}">{_ink(color)}<a:latin typeface="{FONT}"/></a:defRPr>'
        f'</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def _ink(color: str) -> str:
    return f"<a:solidFill>{_color(color)}</a:solidFill>"


def _color(color: str) -> str:
    return f'<a:srgbClr val="{color}"/>'


def _no_line() -> str:
    return "<a:ln><a:noFill/></a:ln>"
