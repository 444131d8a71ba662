"""Charts of the report as SVG text: finished table in, picture out. Legible in greyscale; the same bytes every time."""

from __future__ import annotations

import html
import io
import math
import re
import textwrap
import warnings
from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from pipeline.publish.content.model import ChartBlock
from pipeline.publish.wording import quadrant_words

INK: Final = "#1F2933"
QUIET: Final = "#9AA5B1"
DARK: Final = "#1B4F72"
MIDDLE: Final = "#B7C4CF"
WARM: Final = "#B45F06"
_ROW: Final = 0.34  # inches per row: two lines of a label fit
_LINE: Final = 0.16  # inches per line of a label, where one has more
_WIDTH: Final = 7.4
_PAGE: Final = 9.6  # inches for the rows of one picture, so that it fits a printed page with its title
_LABEL: Final = 34  # characters per line of a label
_FOUR: Final = (
    ("ready_willing", DARK, "white"),
    ("willing_not_ready", "#8FB3CB", INK),
    ("ready_not_willing", WARM, "white"),
    ("neither", "#E9EDF1", INK),
)
"""Neighbours differ in lightness, so that a print in grey tells them apart. Hatching would make a PDF four times as large."""
_ROOM: Final = 0.09  # share of the width below which a part has no room for its text
_MARKS: Final = {"priority": ("s", WARM), "watch": ("D", WARM), "unknown": ("o", QUIET), "none": ("o", DARK)}
_ARROWS: Final = {"up": ("^", DARK), "down": ("v", WARM), "none": ("o", QUIET)}


def draw(chart: ChartBlock) -> list[str]:
    """The pictures of a chart: one, or several where it has more rows than fit a printed page."""
    table = chart.table.reset_index(drop=True)
    labels = _labels(_names(chart.kind, table), table["n"])
    rows = len(table)
    pictures = max(1, math.ceil(rows / int(_PAGE / _row_height(labels))))
    each = max(1, math.ceil(rows / pictures))
    name, parts = chart.table_name or chart.kind, []
    for at in range(0, max(rows, 1), each):
        part = table.iloc[at : at + each].reset_index(drop=True)
        figure, axes = _axes(labels[at : at + each])
        _DRAWN[chart.kind](figure, axes, part, chart)
        parts.append(_svg(figure, chart.alt, name if at == 0 else f"{name}_{at}"))
    return parts


def _names(kind: str, table: pd.DataFrame) -> pd.Series:
    """What the rows of a chart are about."""
    if kind == "causes":
        return table["group"].str.cat(table["cause"], sep=": ")
    return table[{"scales": "scale", "four_answers": "name", "needs": "topic"}.get(kind, "group")]


def _row_height(labels: list[str]) -> float:
    """Inches that every row needs, so that the longest label fits."""
    return max([_ROW, *(_LINE * (label.count("\n") + 1) for label in labels)])


def _axes(labels: list[str], extra: float = 1.0) -> tuple[Any, Any]:
    """A picture with one row per label, from the top, each high enough for its lines."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, len(labels) * _row_height(labels) + extra), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="both", length=0, colors=INK, labelsize=9)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    return figure, axes


def _labels(names: pd.Series, counts: pd.Series) -> list[str]:
    """Name and n of every row, in lines that leave room for the picture."""
    return [
        textwrap.fill(f"{_plain(name)} (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n})", _LABEL)
        for name, n in zip(names, counts, strict=True)
    ]


def _plain(name: object) -> str:
    """A name in which dollar signs begin no formula."""
    return str(name).replace("$", r"\$")


def _svg(figure: Any, alt: str, name: str) -> str:
    """The figure as an SVG element with a description for screen readers; its ids begin with ``name`` and are its own."""
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "telehealth-readiness", "svg.fonttype": "none", "font.family": "sans-serif"}):
        buffer = io.StringIO()
        with warnings.catch_warnings():
            # Text stays text, drawn by the reader's own fonts: that ours lacks a letter says nothing about the picture.
            warnings.filterwarnings("ignore", message="Glyph")
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    text = text.replace("<svg ", f'<svg role="img" aria-label="{html.escape(alt)}" ', 1)
    used = set(re.findall(r"#([\w-]+)", text))
    text = re.sub(r' id="([^"]+)"', lambda found: f' id="{name}-{found[1]}"' if found[1] in used else "", text)
    return re.sub(r'(url\(|href=")#', rf"\1#{name}-", text)


def _scale_bars(figure: Any, axes: Any, table: pd.DataFrame, chart: ChartBlock) -> None:
    """Diverging bars: unfavourable to the left, favourable to the right, neutral split around the middle."""
    rows = range(len(table))
    half = table["neutral"] / 2
    parts = (
        ("unfavourable", -half - table["unfavourable"], WARM),
        ("neutral", -half, MIDDLE),
        ("favourable", half, DARK),
    )
    for name, start, color in parts:
        axes.barh(rows, table[name], left=start, color=color, edgecolor="white", linewidth=0.5, label=name)
    for row, part in enumerate(table.assign(half=half).to_dict("records")):
        left, right = -part["half"] - part["unfavourable"], part["half"] + part["favourable"]
        axes.text(left - 0.01, row, part["unfavourable_text"], ha="right", va="center", fontsize=8, color=INK)
        axes.text(right + 0.01, row, part["favourable_text"], ha="left", va="center", fontsize=8, color=INK)
    reach = float(max((half + table["unfavourable"]).max(), (half + table["favourable"]).max())) + 0.15
    axes.set_xlim(-reach, reach)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.axvline(0, color=INK, linewidth=0.6)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)


def _four_answers(figure: Any, axes: Any, table: pd.DataFrame, chart: ChartBlock) -> None:
    """Four answers of each group as parts of one bar, told apart by lightness and text too."""
    rows = range(len(table))
    left = pd.Series(0.0, index=table.index)
    for quadrant, color, ink in _FOUR:
        share = table[quadrant].astype("float64")
        words = quadrant_words(quadrant)
        axes.barh(rows, share, left=left, color=color, edgecolor="white", linewidth=0.5, label=words)
        for row, start, value in zip(rows, left, share, strict=True):
            if value >= _ROOM:
                axes.text(start + value / 2, row, f"{100 * value:.0f} %", ha="center", va="center", fontsize=8, color=ink)
        left = left + share
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.set_xlabel("expected share of staff", fontsize=9, color=INK)
    figure.legend(loc="outside upper center", ncols=2, frameon=False, fontsize=9)


def _intervals(figure: Any, axes: Any, table: pd.DataFrame, chart: ChartBlock) -> None:
    """Dots with intervals: expected share not yet convinced per group, with the cut as a line."""
    cut = chart.cut
    for row, group in enumerate(table.to_dict("records")):
        marker, color = _MARKS[str(group["label"])]
        axes.plot([group["share_low"], group["share_high"]], [row, row], color=color, linewidth=2.2, solid_capstyle="round")
        axes.plot(group["share"], row, marker=marker, color=color, markersize=7, markeredgecolor=INK, markeredgewidth=0.6)
    if cut is not None:
        axes.axvline(cut, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.text(cut, -0.75, f"{100 * cut:.0f} %", ha="center", va="bottom", fontsize=9, color=INK, backgroundcolor="white")
    axes.set_xlim(0, max(0.8, float(chart.table["share_high"].max()) + 0.05))
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.grid(axis="x", color="#E4E7EB", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(f"expected share of staff not yet convinced, with {chart.interval} interval", fontsize=9, color=INK)


def _causes(figure: Any, axes: Any, table: pd.DataFrame, chart: ChartBlock) -> None:
    """Bars: how much worse than elsewhere each named cause of each flagged group is."""
    rows = range(len(table))
    axes.barh(rows, table["strength"], color=DARK, edgecolor="white", linewidth=0.5, height=0.6)
    for row, strength in zip(rows, table["strength"], strict=True):
        axes.text(strength + 0.01, row, f"{strength:.1f}", ha="left", va="center", fontsize=8, color=INK)
    axes.set_xlim(min(0.0, float(table["strength"].min())), max(1.0, float(table["strength"].max()) * 1.1))
    axes.set_xlabel("worse than elsewhere, in standard deviations of persons", fontsize=9, color=INK)


def _needs(figure: Any, axes: Any, table: pd.DataFrame, chart: ChartBlock) -> None:
    """Bars with intervals: seats by topic; without a roster, the share in need."""
    seats = bool(table["seats"].notna().any())
    for row, topic in enumerate(table.to_dict("records")):
        middle = float(topic["seats"] if seats else topic["share"])
        axes.barh(row, middle, color=MIDDLE, edgecolor=INK, linewidth=0.5, height=0.6)
        if seats:
            axes.plot([topic["seats_low"], topic["seats_high"]], [row, row], color=INK, linewidth=1.6)
        end = float(topic["seats_high"]) if seats else middle
        text = f"{middle:,.0f}" if seats else f"{100 * middle:.0f} %"
        axes.annotate(text, (end, row), (4, 0), textcoords="offset points", ha="left", va="center", fontsize=8, color=INK)
    axes.margins(x=0.12)
    axes.set_xlabel("staff expected to need it (seats)" if seats else "share of staff expected to need it", fontsize=9, color=INK)


def _change(figure: Any, axes: Any, table: pd.DataFrame, chart: ChartBlock) -> None:
    """Dots with intervals: change of each group in points, with nothing and the smallest change that matters as lines."""
    least = chart.cut or 0.0
    for row, group in enumerate(table.to_dict("records")):
        marker, color = _ARROWS[str(group["arrow"])]
        axes.plot([group["low"], group["high"]], [row, row], color=color, linewidth=2.2, solid_capstyle="round")
        axes.plot(group["change"], row, marker=marker, color=color, markersize=7, markeredgecolor=INK, markeredgewidth=0.6)
    axes.axvline(0, color=INK, linewidth=0.8)
    for limit in (-least, least):
        axes.axvline(limit, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.grid(axis="x", color="#E4E7EB", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+.0f}".replace("-", "\N{MINUS SIGN}") if value else "0")
    axes.set_xlabel(f"change in points, with {chart.interval} interval", fontsize=9, color=INK)


_DRAWN: Final[dict[str, Callable[[Any, Any, pd.DataFrame, ChartBlock], None]]] = {
    "scales": _scale_bars,
    "groups": _intervals,
    "four_answers": _four_answers,
    "causes": _causes,
    "needs": _needs,
    "change": _change,
}
