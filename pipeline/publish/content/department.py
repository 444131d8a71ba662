"""What one published department (or any other group that is shown) has to know of itself: one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.findings.gaps import LARGEST
from pipeline.publish.chart_tables import FOUR, quadrant_bars
from pipeline.publish.content.change import change_of_group
from pipeline.publish.content.model import Content, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.ready import four_cells
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import columns, count, rows_of
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
    group_sentences,
    quadrant_words,
    records,
    reluctance_sentence,
)
from pipeline.publish.wording.sentence import row_key
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_TOPICS_SHOWN: Final = 2 * LARGEST - 1
_PRIVACY: Final = (
    "Figures are of the whole department, of at least {k} people, and protected: nobody's answer can be read from them or from "
    "several pages together. Do not ask who answered, and what."
)


def department_content(bundle: Bundle, key: str) -> Content:
    """One page of one group. key : of a published group, as ``department:infusion``.

    raises : KeyError where the group is not published.
    """
    refer = Refer(bundle.wave)
    frame = bundle.findings.reluctance
    rows = records(frame[group_key(frame) == key])
    if not rows:
        raise KeyError(key)
    row = rows[0]
    found = (
        _standing(bundle, row, refer),
        change_of_group(bundle, key, refer),
        _four(bundle, key, refer),
        _helps(bundle, row, refer),
        _topics(bundle, key, refer),
    )
    instrument, manifest = bundle.instrument, bundle.manifest
    privacy = Said(_PRIVACY.format(k=instrument.thresholds.k))
    sections = [section for section in found if section]
    sections.append(Section("privacy", "Who may be recognized?", privacy))
    return Content(
        title=group_label(row, instrument),
        wave=bundle.wave,
        analyzed=manifest.created_at[:10],
        source=str(manifest.input["file"]),
        notices=(DRAFT,) if manifest.state == "draft" else (),
        headlines=(refer.said(_answered(bundle, key)),),
        sections=tuple(sections),
        instrument=f"{instrument.id} {instrument.version}",
    )


def _answered(bundle: Bundle, key: str) -> Sentence:
    groups = bundle.release.groups
    row = records(groups[group_key(groups) == key])[0]
    n, at = int(row["n"]), f"release/groups#{key}"
    if pd.isna(row["staff"]):
        return Sentence(f"{people(n)}; without a roster the response cannot be told.", at, n, "response")
    text = f"{n:,} of {int(row['staff']):,} staff answered ({percent(row['response_rate'])})."
    return Sentence(text, at, n, "response")


def _standing(bundle: Bundle, row: dict[str, Any], refer: Refer) -> Section:
    """The finding, how sure it is, and what would change it."""
    more = [said for said in group_sentences(bundle, row)[1:] if said.rule != "quadrants"]
    blocks = (Paragraph(tuple(refer.said(said) for said in more)),) if more else ()
    finding = refer.said(reluctance_sentence(row, bundle.instrument), led=True)
    return Section("convinced", "How convinced is the staff?", finding, blocks, slide="convinced")


def _four(bundle: Bundle, key: str, refer: Refer) -> Section | None:
    """Four answers instead of one score."""
    rows = [row for row in rows_of(quadrant_bars(bundle)) if row["key"] == key]
    if not rows:
        return None
    row = rows[0]
    name = refer.word(row["name"], f"findings/reluctance#{key}", note=f"n = {row['n']:,}")
    heads = columns("Group", *(quadrant_words(quadrant) for quadrant in FOUR))
    table = TableBlock("four_answers", "Expected share of staff, with limits", heads, (Row((name, *four_cells(row, refer))),))
    roughly = f" {ROUGHLY_MEANS}" if row["basis"] == "margins" else ""
    means = Paragraph((Said(four_answers_text(bundle.instrument.thresholds) + roughly),), "how")
    finding = Said(f"As a whole: {row['stands'].lower()}.", refer.row(f"findings/reluctance#{key}"))
    return Section("four_answers", "Ready and willing?", finding, (table, means), slide="ready")


def _helps(bundle: Bundle, row: dict[str, Any], refer: Refer) -> Section:
    """Causes with the evidence, what helps, and the nearest win."""
    steps = helps_list(bundle, row, refer)
    causes = cause_labels(str(row["causes"]), bundle.instrument).lower()
    words = f"What stands out: {causes}." if causes else NO_CAUSE
    finding = Said(words, refer.row(f"findings/reluctance#{row_key(row)}"))
    return Section("helps", "Why, and what helps?", finding, (steps,), slide="helps")


def _topics(bundle: Bundle, key: str, refer: Refer) -> Section | None:
    """The topics with the largest gaps of the group."""
    needs = bundle.findings.training_needs
    rows = needs[group_key(needs) == key].sort_values(["gap", "topic"], ascending=[False, True], kind="stable")
    if rows.empty:
        return None
    labels = bundle.instrument.labels()["topic"]
    table = TableBlock(
        "topics",
        "The largest gaps: importance for the own job minus confidence today, 1 to 5 each",
        columns("Topic", "n", "Gap", "Status", "Chance to be among the three largest", "Seats (low to high)", words=("Status",)),
        tuple(Row(_topic(row, key, labels, refer)) for row in rows_of(rows.head(_TOPICS_SHOWN))),
    )
    first = rows_of(rows.head(1))[0]
    n, topic = int(first["n"]), labels[first["topic"]]
    said = Sentence(f"The largest gap: {topic} (n = {n:,}).", f"findings/training_needs#{key}:{first['topic']}", n, "training")
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
