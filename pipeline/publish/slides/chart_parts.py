"""What charts of all kinds are made of: the frame, axes, references to the sheet behind them, letters and colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from pipeline.publish.slides.look import FONT, INK, LINE

_SPACE: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
SHEET: Final = "Figures"
CATEGORIES, VALUES = "100001", "100002"
"""Numbers of the two axes."""


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


def chart(plot: str, place: Place, legend: bool) -> bytes:
    """A whole chart without title or frame. plot : what is drawn, with its axes."""
    layout = (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{place.left:.4f}"/><c:y val="0"/><c:w val="{place.width:.4f}"/><c:h val="{place.height:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )
    key = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{letters(900, INK)}</c:legend>' if legend else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_SPACE}><c:date1904 val="0"/>'
        f'<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{layout}{plot}</c:plotArea>{key}'
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/>{no_line()}</c:spPr>'
        f"{letters(1000, INK)}</c:chartSpace>"
    ).encode()


def value_axis(axis: Axis, own: str, other: str, crosses: str) -> str:
    """The axis of numbers at the bottom. crosses : the end of the other axis at which it stands."""
    line = f'<c:spPr><a:ln w="9525"><a:solidFill>{color_of(LINE)}</a:solidFill></a:ln></c:spPr>'
    grid = f"<c:majorGridlines>{line}</c:majorGridlines>" if axis.shown else ""
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/><c:max val="{axis.high:g}"/>'
        f'<c:min val="{axis.low:g}"/></c:scaling><c:delete val="{0 if axis.shown else 1}"/><c:axPos val="b"/>{grid}'
        f'<c:numFmt formatCode="{escape(axis.form)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{line}{letters(1000, INK)}<c:crossAx val="{other}"/><c:crosses val="{crosses}"/>'
        f'<c:majorUnit val="{axis.step:g}"/></c:valAx>'
    )


def text_ref(cells: str, texts: tuple[str, ...]) -> str:
    """Words of cells of the sheet."""
    points = "".join(f'<c:pt idx="{at}"><c:v>{escape(text)}</c:v></c:pt>' for at, text in enumerate(texts))
    return f'<c:strRef><c:f>{_cells(cells)}</c:f><c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache></c:strRef>'


def numbers(column: str, values: tuple[float | None, ...]) -> str:
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


def letters(size: int, color: str) -> str:
    """How text is written: size in hundredths of a point."""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}">{ink(color)}<a:latin typeface="{FONT}"/></a:defRPr>'
        f'</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def ink(color: str) -> str:
    """Plain paint."""
    return f"<a:solidFill>{color_of(color)}</a:solidFill>"


def color_of(color: str) -> str:
    """A colour, six digits."""
    return f'<a:srgbClr val="{color}"/>'


def no_line() -> str:
    """Nothing around it."""
    return "<a:ln><a:noFill/></a:ln>"
