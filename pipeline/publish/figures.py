"""Charts of the report as SVG text: finished table in, picture out. Legible in greyscale; the same bytes every time."""

from __future__ import annotations

import html
import io
import re
import textwrap
import warnings
from typing import Any, Final

import pandas as pd

from pipeline.publish.wording import quadrant_words

INK: Final = "#1F2933"
QUIET: Final = "#9AA5B1"
DARK: Final = "#1B4F72"
MIDDLE: Final = "#B7C4CF"
LIGHT: Final = "#E39A4B"
_ROW: Final = 0.34  # inches per row: two lines of a label fit
_WIDTH: Final = 7.4
_LABEL: Final = 34  # characters per line of a label
_FOUR: Final = (
    ("ready_willing", DARK, None, "white"),
    ("willing_not_ready", "#8FB3CB", "..", INK),
    ("ready_not_willing", LIGHT, "//", INK),
    ("neither", "#E9EDF1", None, INK),
)
_ROOM: Final = 0.09  # share of the width below which a part has no room for its text
_MARKS: Final = {"priority": ("s", LIGHT), "watch": ("D", LIGHT), "unknown": ("o", QUIET), "none": ("o", DARK)}


def _axes(rows: int, extra: float = 1.0) -> tuple[Any, Any]:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, rows * _ROW + extra), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="both", length=0, colors=INK, labelsize=9)
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


def _svg(figure: Any, description: str) -> str:
    """The figure as an SVG element with a description for screen readers."""
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "telehealth-readiness", "svg.fonttype": "none", "font.family": "sans-serif"}):
        buffer = io.StringIO()
        with warnings.catch_warnings():
            # Text stays text, drawn by the reader's own fonts: that ours lacks a letter says nothing about the picture.
            warnings.filterwarnings("ignore", message="Glyph")
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    return text.replace("<svg ", f'<svg role="img" aria-label="{html.escape(description)}" ', 1)


def scale_bars(table: pd.DataFrame) -> str:
    """Diverging bars: unfavourable to the left, favourable to the right, neutral split around the middle."""
    figure, axes = _axes(len(table))
    rows = range(len(table))
    half = table["neutral"] / 2
    parts = (
        ("unfavourable", -half - table["unfavourable"], LIGHT, "//"),
        ("neutral", -half, MIDDLE, None),
        ("favourable", half, DARK, None),
    )
    for name, start, color, hatch in parts:
        axes.barh(rows, table[name], left=start, color=color, hatch=hatch, edgecolor="white", linewidth=0.5, label=name)
    for row, part in enumerate(table.assign(half=half).to_dict("records")):
        left, right = -part["half"] - part["unfavourable"], part["half"] + part["favourable"]
        axes.text(left - 0.01, row, part["unfavourable_text"], ha="right", va="center", fontsize=8, color=INK)
        axes.text(right + 0.01, row, part["favourable_text"], ha="left", va="center", fontsize=8, color=INK)
    axes.set_yticks(list(rows), _labels(table["scale"], table["n"]))
    axes.invert_yaxis()
    reach = float(max((half + table["unfavourable"]).max(), (half + table["favourable"]).max())) + 0.15
    axes.set_xlim(-reach, reach)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.axvline(0, color=INK, linewidth=0.6)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    return _svg(figure, "Bars of favourable, neutral and unfavourable answers for each scale; the table below has the figures")


def four_answers(table: pd.DataFrame) -> str:
    """Four answers of each group as parts of one bar, told apart by hatching and text too."""
    figure, axes = _axes(len(table))
    rows = range(len(table))
    left = pd.Series(0.0, index=table.index)
    for quadrant, color, hatch, ink in _FOUR:
        share = table[quadrant].astype("float64")
        words = quadrant_words(quadrant)
        axes.barh(rows, share, left=left, color=color, hatch=hatch, edgecolor="white", linewidth=0.5, label=words)
        for row, start, value in zip(rows, left, share, strict=True):
            if value >= _ROOM:
                axes.text(start + value / 2, row, f"{100 * value:.0f} %", ha="center", va="center", fontsize=8, color=ink)
        left = left + share
    axes.set_yticks(list(rows), _labels(table["name"], table["n"]))
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.set_xlabel("expected share of staff", fontsize=9, color=INK)
    figure.legend(loc="outside upper center", ncols=2, frameon=False, fontsize=9)
    return _svg(figure, "Expected share of staff in each of the four answers, per group; the table below has the figures")


def intervals(table: pd.DataFrame, cut: float, interval: str) -> str:
    """Dots with intervals (``interval``: "90 %"): expected share not yet convinced per group, with the cut as a line."""
    figure, axes = _axes(len(table))
    for row, group in enumerate(table.to_dict("records")):
        marker, color = _MARKS[str(group["label"])]
        axes.plot([group["share_low"], group["share_high"]], [row, row], color=color, linewidth=2.2, solid_capstyle="round")
        axes.plot(group["share"], row, marker=marker, color=color, markersize=7, markeredgecolor=INK, markeredgewidth=0.6)
    axes.axvline(cut, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.text(cut, -0.75, f"{100 * cut:.0f} %", ha="center", va="bottom", fontsize=9, color=INK, backgroundcolor="white")
    axes.set_yticks(range(len(table)), _labels(table["group"], table["n"]))
    axes.invert_yaxis()
    axes.set_xlim(0, max(0.8, float(table["share_high"].max()) + 0.05) if len(table) else 1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.grid(axis="x", color="#E4E7EB", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(f"expected share of staff not yet convinced, with {interval} interval", fontsize=9, color=INK)
    return _svg(figure, "Expected share not yet convinced for each role and department; the table below has the figures")
