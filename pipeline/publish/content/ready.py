"""How ready are we? Readiness and willingness, what they are made of, and four answers instead of one score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.publish.chart_tables import FOUR, quadrant_bars, scale_bars
from pipeline.publish.content.elsewhere import elsewhere
from pipeline.publish.content.model import ChartBlock, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import columns, count, rows_of
from pipeline.publish.numbers import percent, points, share_range
from pipeline.publish.wording import ROUGHLY_MEANS, Sentence, all_staff_sentences, four_answers_text, quadrant_words

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.publish.bundle import Bundle

_PARTS = ("favourable", "neutral", "unfavourable")
_CAPTION = "Share of people with a favourable (62.5 or more), neutral, and unfavourable (below 50) score."


def ready(bundle: Bundle, headlines: Sequence[Sentence], groups: pd.DataFrame, refer: Refer) -> Section:
    """The two composites of all staff with their scales. groups : ``reluctance_table``."""
    first, *more = [said for said in headlines if said.rule == "mean"] or [Sentence("Readiness cannot be shown.")]
    bars = scale_bars(bundle)
    interval = percent(bundle.instrument.thresholds.interval)
    table = TableBlock(
        "scales",
        "All staff",
        columns("Scale", "n", "Mean of current staff", f"{interval} interval", "Favourable", "Neutral", "Unfavourable"),
        tuple(Row(_scale(row, refer)) for row in rows_of(bars)),
        slide_rows=8,
    )
    chart = ChartBlock(
        "scales",
        bars,
        "Readiness, willingness and what they are made of",
        "Bars of favourable, neutral and unfavourable answers for each scale; the table below has the figures",
        _CAPTION,
        table.name,
    )
    of_all = all_staff_sentences(bundle)
    standing = tuple(refer.said(said) for said in (*more, *of_all))
    four = four_answers(bundle, groups, of_all[0], refer)
    parts = tuple(part for part in (elsewhere(bundle, refer), four) if part)
    return Section("ready", "How ready are we?", refer.said(first), (Paragraph(standing), chart, table), parts, "ready")


def _scale(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    mean, counts = f"findings/estimates#overall:{row['id']}", f"release/scales#overall:{row['id']}"
    return (
        refer.word(row["scale"], mean),
        count(refer, counts, "n", row["n"]),
        refer.number(points(row["mean"]), mean, "mean", value=row["mean"]),
        refer.number(f"{points(row['low'])} to {points(row['high'])}", mean, "low", "high", value=row["low"]),
        *(
            refer.number(row[f"{part}_text"], counts, *row[f"{part}_columns"], value=None if row["bounded"] else row[part])
            for part in _PARTS
        ),
    )


def four_answers(bundle: Bundle, groups: pd.DataFrame, of_all: Sentence, refer: Refer) -> Section | None:
    """Ready and willing, or not: by group; nothing where it cannot be shown. of_all : where all staff stand."""
    four = quadrant_bars(bundle, groups)
    if four.empty:
        return None
    rows = tuple(Row(_four(row, refer)) for row in rows_of(four))
    table = TableBlock(
        "four_answers",
        "Expected share of staff in each of the four answers, with limits, the surest finding first",
        columns("Group", "n", *(quadrant_words(q) for q in FOUR), "The group as a whole", words=("The group as a whole",)),
        rows,
    )
    means = four_answers_text(bundle.instrument.thresholds)
    roughly = f" {ROUGHLY_MEANS}" if (four["basis"] == "margins").any() else ""
    chart = ChartBlock(
        "four_answers",
        four,
        "Ready and willing?",
        "Expected share of staff in each of the four answers, per group; the table below has the figures",
        means + roughly,
        table.name,
    )
    return Section("four_answers", "Ready and willing?", refer.said(of_all), (chart, table))


def _four(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    group = f"findings/reluctance#{row['key']}"
    name = refer.word(row["name"], f"findings/quadrants#{row['key']}")
    return (name, count(refer, group, "n", row["n"]), *four_cells(row, refer), Said(row["stands"]))


def four_cells(row: dict[str, Any], refer: Refer) -> tuple[Number, ...]:
    """The four shares of one group, each with its limits. row : of quadrant_bars."""
    return tuple(
        refer.number(
            percent(row[q]),
            f"findings/quadrants#{row['key']}:{q}",
            *("share", "share_low", "share_high"),
            value=row[q],
            note=share_range(row[f"{q}_low"], row[f"{q}_high"]),
        )
        for q in FOUR
    )
