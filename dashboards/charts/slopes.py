"""Slopes: every group from then to now; those that changed carry their name, the others stay quiet."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from dashboards.charts.change import ARROW_MARKS, both_counts
from dashboards.charts.frame import layout, nothing
from dashboards.charts.labels import apart
from dashboards.charts.names import with_n, wrapped
from dashboards.charts.sheet import Sheet
from dashboards.plain_text import chart_text
from dashboards.theme import INK, PALE, SOFT
from pipeline.publish.wording import records
from pipeline.publish.words import say

_HEIGHT, _NARROW_HEIGHT = 440, 470
_LINE: Final = 16
_NOTED, _ALL = 14, 10
"""Groups with a change that are named at most, and so many groups that all of them are: quietly where nothing is sure."""
_FRAME: Final = 110
"""Pixels of a chart that its legend and axes take."""


def slopes(table: pd.DataFrame, unit: str, then: str, now: str, *, narrow: bool = False) -> go.Figure:
    """Every group of ``change_table`` (one measure) as a line from ``then`` to ``now``, the two waves' names.

    Groups with a change, and all staff, carry name, both values and both n. The others are thin; their names are quiet, and left
    out on a phone or where there are many groups.
    """
    table = chart_text(table).assign(counts=both_counts(table)).reset_index(drop=True)
    if table.empty:
        return nothing(narrow=narrow)
    loud = _loud(table)
    sheet = Sheet()
    low, high = _limits(table)
    _lines(sheet, table[~loud], PALE, 1.5, 5, say("chart.no_change_named"))
    for arrow, (_, color, words) in ARROW_MARKS.items():
        own = table[loud & (table["arrow"] == arrow)]
        if arrow == "none":  # only all staff are named without a change
            _lines(sheet, own, INK, 3, 9, say("chart.all_staff"), dash="dot")
        else:
            _lines(sheet, own, color, 3, 9, words)
    named = (table if not narrow and len(table) <= _ALL else table[loud]).assign(loud=loud)
    _names(sheet, named, (low, high), narrow)
    right = 2.8 if narrow else 1.95
    sheet.x(range=[-0.22, right], tickvals=[0, 1], ticktext=[then, now], showgrid=True)
    sheet.y(title=unit, range=[low, high])
    return layout(sheet, _height(narrow, named), narrow=narrow, note=_note(table[~loud]))


def _height(narrow: bool, named: pd.DataFrame) -> int:
    """Pixels, so that all names have room."""
    return max(_NARROW_HEIGHT if narrow else _HEIGHT, _FRAME + _gap(named, narrow) * (len(named) + 1))


def _gap(named: pd.DataFrame, narrow: bool) -> int:
    """Pixels from one name to the next: as many lines as the longest has."""
    return _LINE * max((_text(row, narrow).count("<br>") + 1 for row in records(named)), default=1) + 3


def _loud(table: pd.DataFrame) -> pd.Series:
    """Groups that are named: with a change, the largest first, and all staff."""
    changed = table[table["arrow"] != "none"]
    kept = changed.reindex(changed["change"].abs().sort_values(ascending=False, kind="stable").index)[:_NOTED]
    return table.index.to_series().isin(kept.index) | (table["key"] == "overall")


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    values = table[["before", "now"]].astype("float64")
    room = max(2.0, 0.06 * float(values.max().max() - values.min().min()))
    return float(values.min().min()) - room, float(values.max().max()) + room


def _lines(sheet: Sheet, part: pd.DataFrame, color: str, width: float, size: float, words: str, dash: str = "solid") -> None:
    """Lines with a ring and a dot at their ends."""
    if part.empty:
        return
    ups = [value for before, now in zip(part["before"], part["now"], strict=True) for value in (before, now, None)]
    line = {"color": color, "width": width, "dash": dash}
    sheet.scatter(x=[0, 1, None] * len(part), y=ups, mode="lines", line=line, name=words, hoverinfo="skip")
    for at, when, symbol in ((0, "before", "circle-open"), (1, "now", "circle")):
        sheet.scatter(
            x=[at] * len(part),
            y=part[when],
            mode="markers",
            marker={"symbol": symbol, "color": color, "size": size, "line": {"color": color, "width": 1.5}},
            customdata=part[["group", "counts", "before_text", "now_text", "said", "key"]].to_numpy(),
            hovertemplate=with_n("%{customdata[0]}", "%{customdata[1]}")
            + "<br>"
            + say("chart.levels_hover", before="%{customdata[2]}", now="%{customdata[3]}")
            + "<br>%{customdata[4]}<extra></extra>",
            showlegend=False,
        )


def _names(sheet: Sheet, part: pd.DataFrame, limits: tuple[float, float], narrow: bool) -> None:
    """Name, n and values of the loud groups in a column on the right, each with a thin line to its dot."""
    if part.empty:
        return
    low, high = limits
    pixel = (high - low) / (_height(narrow, part) - _FRAME)
    texts = [_text(row, narrow) for row in records(part)]
    places = apart([float(value) for value in part["now"]], _gap(part, narrow) * pixel, limits)
    ups = [value for at, place in zip(part["now"], places, strict=True) for value in (at, place, None)]
    line = {"color": PALE, "width": 0.8}
    sheet.scatter(x=[1.02, 1.07, None] * len(part), y=ups, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    for place, text, loud in zip(places, texts, part["loud"], strict=True):
        look = {"size": 12, "color": INK if loud else SOFT}
        sheet.words(text, x=1.09, y=place, xref="x", yref="y", xanchor="left", yanchor="middle", align="left", font=look)


def _text(row: dict[str, Any], narrow: bool) -> str:
    name = with_n(row["group"], row["counts"])
    if not row["loud"]:
        return wrapped(name, 56, 1)
    levels = say("chart.slope_levels", before=row["before_text"], now=row["now_text"])
    return wrapped(name, *((26, 3) if narrow else (50, 2))) + f"<br>{levels}"


def _note(quiet: pd.DataFrame) -> str:
    if quiet.empty:
        return ""
    counts = quiet[["n_before", "n"]].astype("float64")
    return say("chart.quiet_note", low=f"{counts.min().min():,.0f}", high=f"{counts.max().max():,.0f}")
