"""What one published department (or any other group that is shown) has to know of itself: one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.findings.gaps import LARGEST
from pipeline.publish.chart_tables.groups import FOUR, four_row
from pipeline.publish.content.change import change_of_group
from pipeline.publish.content.group_rows import GroupRows, rows_by_group
from pipeline.publish.content.model import Content, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.ready import four_cells
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import columns, count, plain
from pipeline.publish.content.training import seats_cell
from pipeline.publish.content.why import helps_list
from pipeline.publish.numbers import people, percent, short_chance
from pipeline.publish.wording import (
    DRAFT,
    NO_CAUSE,
    ROUGHLY_MEANS,
    STATUS,
    Sentence,
    cause_labels,
    four_answers_text,
    group_label,
    quadrant_words,
    told_of_group,
)

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle
    from pipeline.publish.manifest import Manifest

_TOPICS_SHOWN: Final = 2 * LARGEST - 1
_PRIVACY: Final = (
    "Figures are of the whole department, of at least {k} people, and protected: nobody's answer can be read from them or from "
    "several pages together. Do not ask who answered, and what."
)


def department_content(bundle: Bundle, key: str) -> Content:
    """One page of one group. key : of a published group, as ``department:infusion``.

    raises : KeyError where the group is not published.
    """
    return group_content(rows_by_group(bundle)[key], bundle.instrument, bundle.manifest)


def group_content(of: GroupRows, instrument: Instrument, manifest: Manifest) -> Content:
    """The page of the group that the rows are of; nothing else of the wave is at hand."""
    refer = Refer(manifest.wave)
    found = (
        _standing(of, instrument, refer),
        change_of_group(of.changes, instrument, refer),
        _four(of, instrument, refer),
        _helps(of, instrument, refer),
        _topics(of, instrument, refer),
    )
    privacy = Said(_PRIVACY.format(k=instrument.thresholds.k))
    sections = [section for section in found if section]
    sections.append(Section("privacy", "Who may be recognized?", privacy))
    return Content(
        title=group_label(of.finding, instrument),
        wave=manifest.wave,
        analyzed=manifest.created_at[:10],
        source=str(manifest.input["file"]),
        notices=(DRAFT,) if manifest.state == "draft" else (),
        headlines=(refer.said(_answered(of)),),
        sections=tuple(sections),
        instrument=f"{instrument.id} {instrument.version}",
    )


def _answered(of: GroupRows) -> Sentence:
    row = of.group
    n, at = int(row["n"]), f"release/groups#{of.key}"
    if pd.isna(row["staff"]):
        return Sentence(f"{people(n)}; without a roster the response cannot be told.", at, n, "response")
    text = f"{n:,} of {int(row['staff']):,} staff answered ({percent(row['response_rate'])})."
    return Sentence(text, at, n, "response")


def _standing(of: GroupRows, instrument: Instrument, refer: Refer) -> Section:
    """The finding, how sure it is, and what would change it."""
    first, *more = told_of_group(of.finding, (), instrument)
    blocks = (Paragraph(tuple(refer.said(said) for said in more)),) if more else ()
    finding = refer.said(first, led=True)
    return Section("convinced", "How convinced is the staff?", finding, blocks, slide="convinced")


def _four(of: GroupRows, instrument: Instrument, refer: Refer) -> Section | None:
    """Four answers instead of one score."""
    if not of.quadrants:
        return None
    row, at = four_row(of.finding, of.quadrants, instrument), f"findings/reluctance#{of.key}"
    name = refer.word(row["name"], at, note=f"n = {row['n']:,}")
    heads = columns("Group", *(quadrant_words(quadrant) for quadrant in FOUR))
    table = TableBlock("four_answers", "Expected share of staff, with limits", heads, (Row((name, *four_cells(row, refer))),))
    roughly = f" {ROUGHLY_MEANS}" if row["basis"] == "margins" else ""
    means = Paragraph((Said(four_answers_text(instrument.thresholds) + roughly),), "how")
    finding = Said(f"As a whole: {row['stands'].lower()}.", refer.row(at))
    return Section("four_answers", "Ready and willing?", finding, (table, means), slide="ready")


def _helps(of: GroupRows, instrument: Instrument, refer: Refer) -> Section:
    """Causes with the evidence, what helps, and the nearest win."""
    steps = helps_list(of.finding, of.steps, instrument, refer)
    causes = cause_labels(str(of.finding["causes"]), instrument).lower()
    words = f"What stands out: {causes}." if causes else NO_CAUSE
    finding = Said(words, refer.row(f"findings/reluctance#{of.key}"))
    return Section("helps", "Why, and what helps?", finding, (steps,), slide="helps")


def _topics(of: GroupRows, instrument: Instrument, refer: Refer) -> Section | None:
    """The topics with the largest gaps of the group."""
    rows = [plain(row) for row in sorted(of.needs, key=lambda row: (-row["gap"], row["topic"]))[:_TOPICS_SHOWN]]
    if not rows:
        return None
    labels = instrument.labels()["topic"]
    table = TableBlock(
        "topics",
        "The largest gaps: importance for the own job minus confidence today, 1 to 5 each",
        columns("Topic", "n", "Gap", "Status", "Chance to be among the three largest", "Seats (low to high)", words=("Status",)),
        tuple(Row(_topic(row, of.key, labels, refer)) for row in rows),
    )
    n, topic, at = int(rows[0]["n"]), labels[rows[0]["topic"]], f"findings/training_needs#{of.key}:{rows[0]['topic']}"
    said = Sentence(f"The largest gap: {topic} (n = {n:,}).", at, n, "training")
    return Section("training", "What to train?", refer.said(said), (table,), slide="training")


def _topic(row: dict[str, Any], key: str, labels: dict[str, str], refer: Refer) -> tuple[Said | Number, ...]:
    at = f"findings/training_needs#{key}:{row['topic']}"
    return (
        refer.word(labels[row["topic"]], at),
        count(refer, at, "n", row["n"]),
        refer.number(f"{row['gap']:.1f}", at, "gap", value=row["gap"]),
        Said(STATUS[row["status"]]),
        refer.number(short_chance(row["certainty"]), at, "certainty", value=row["certainty"]),
        seats_cell(row, at, refer),
    )
