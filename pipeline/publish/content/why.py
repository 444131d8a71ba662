"""Why, and what helps: causes of the flagged groups with their steps; what holds all staff back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pipeline.publish.chart_tables import association_table, barrier_table, cause_bars, driver_table
from pipeline.publish.chart_tables.causes import steps_by_group
from pipeline.publish.content.comments import comments
from pipeline.publish.content.model import Block, ChartBlock, Item, ListBlock, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import NONE, columns, count, rows_of
from pipeline.publish.numbers import percent, points, ratio, share_range, short_chance
from pipeline.publish.wording import (
    FEW_BARRIERS,
    GOES_TOGETHER,
    GRADES,
    GRADES_MEAN,
    LISTEN,
    NO_CAUSE,
    TOO_FEW_TO_TELL,
    barrier_sentences,
    cause_sentences,
    driver_sentences,
    evidence_text,
    flags,
    group_label,
    helps_sentence,
    more_text,
    nearest_win,
    why_sentence,
)
from pipeline.tables import row_key

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle

_BARRIERS_SHOWN: Final = 8
_CAUSE: Final = (
    "A cause is low in the group and worse than elsewhere. Score: the lowest of the cause's scales, 0 to 100, higher is better."
)


def why(bundle: Bundle, refer: Refer) -> Section:
    """Causes named with flagged groups, then what holds staff back, whoever they are."""
    bars = cause_bars(bundle)
    told = (_barriers(bundle, refer), _intention(bundle, refer), _across(bundle, refer), comments(bundle, refer))
    parts = [part for part in told if part]
    blocks: list[Block] = []
    if len(bars):
        table = TableBlock(
            "causes",
            "Causes named with the flagged groups, the surest group first",
            columns(
                *("Group", "Cause", "Score", "Elsewhere", "n", "Name a barrier of it", "Elsewhere name it"),
                *("n of these", "Chance to be its strongest"),
                words=("Cause",),
            ),
            tuple(Row(_cause(row, refer)) for row in rows_of(bars)),
        )
        chart = ChartBlock(
            "causes",
            bars,
            "How much worse than elsewhere",
            "How much worse than elsewhere each cause of each flagged group is; the table below has the figures",
            "Length: how much worse than elsewhere, in standard deviations of persons.",
            table.name,
        )
        blocks = [chart, table, Paragraph((Said(_CAUSE),), "how")]
    return Section("why", "Why?", refer.said(why_sentence(bundle)), tuple(blocks), tuple(parts), "why")


def _cause(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    at = f"findings/actions#{row['key']}"
    return (
        refer.word(row["group"], at),
        Said(row["cause"]),
        refer.number(points(row["score"]), at, "score", value=row["score"]),
        refer.number(points(row["score_elsewhere"]), at, "score_elsewhere", value=row["score_elsewhere"]),
        count(refer, at, "n", row["n"]),
        refer.number(percent(row["chosen"]), at, "chosen", value=row["chosen"]),
        refer.number(percent(row["chosen_elsewhere"]), at, "chosen_elsewhere", value=row["chosen_elsewhere"]),
        count(refer, at, "n_chosen", row["n_chosen"]),
        refer.number(short_chance(row["certainty"]), at, "certainty", value=row["certainty"]),
    )


def helps(bundle: Bundle, refer: Refer) -> Section:
    """What helps each flagged group, who does it, how good the evidence is, and the nearest win."""
    instrument, steps = bundle.instrument, steps_by_group(bundle.findings.actions)
    found = [(row, steps.get(row_key(row), [])) for row in flags(bundle)]
    lists = tuple(helps_list(row, own, instrument, refer) for row, own in found)
    blocks: tuple[Block, ...] = lists
    if lists:
        blocks = (*lists, Paragraph((Said(f"Grade of the evidence: {GRADES_MEAN}."),), "how"), _steps(found, instrument, refer))
    return Section("helps", "What helps?", refer.said(helps_sentence(bundle)), blocks, slide="helps")


def helps_list(row: dict[str, Any], actions: Sequence[dict[str, Any]], instrument: Instrument, refer: Refer) -> ListBlock:
    """Causes with steps, and the nearest win of one group. row : of RELUCTANCE. actions : its rows of ACTIONS, first first."""
    sentences = cause_sentences(actions, instrument)
    items = [
        Item(refer.said(said, led=True, note=evidence_text(action))) for said, action in zip(sentences, actions, strict=True)
    ]
    if not items:
        items = [Item(Said(f"{NO_CAUSE} {LISTEN}"))]
    items.append(Item(refer.said(nearest_win(row, instrument), led=True)))
    return ListBlock(tuple(items), heading=f"{group_label(row, instrument)} (n = {int(row['n']):,})")


def _steps(found: Sequence[tuple[dict[str, Any], Sequence[dict[str, Any]]]], instrument: Instrument, refer: Refer) -> TableBlock:
    """The steps of the flagged groups in short, for who has to hand them on. found : rows of RELUCTANCE, each with its steps."""
    labels = instrument.labels()["cause"]
    rows = []
    for row, actions in found:
        for action in actions:
            grade = f"{action['grade']}, {GRADES[action['grade']]}" if action["grade"] else GRADES[""]
            wait = "a course waits until what blocks is mended" if action["waits"] else ""
            at = f"findings/actions#{row_key(row)}:{action['cause']}"
            group = refer.word(group_label(row, instrument), at, note=f"n = {int(action['n']):,}")
            cause = labels.get(action["cause"], action["cause"])
            rows.append(Row((group, Said(cause), Said(action["step"], note=wait), Said(action["owner"]), Said(grade))))
    heads = ("Group", "Cause", "Step", "Owner", "Evidence")
    return TableBlock("steps", "Steps with their owners", columns(*heads, words=heads), tuple(rows))


def _barriers(bundle: Bundle, refer: Refer) -> Section | None:
    frame = barrier_table(bundle).head(_BARRIERS_SHOWN)
    if frame.empty:
        return None
    interval = percent(bundle.instrument.thresholds.interval)
    rows = tuple(Row(_barrier(row, refer)) for row in rows_of(frame))
    heads = columns("Barrier", "n", "Expected share", f"{interval} interval")
    table = TableBlock("barriers", "The barriers named most", heads, rows)
    return Section("barriers", "What holds staff back", Said(""), (table,))


def _barrier(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    at = f"findings/barriers#overall:{row['id']}"
    return (
        refer.word(row["barrier"], at),
        count(refer, at, "n", row["n"]),
        refer.number(percent(row["share"]), at, "share", value=row["share"]),
        refer.number(share_range(row["share_low"], row["share_high"]), at, "share_low", "share_high", value=row["share_low"]),
    )


def _intention(bundle: Bundle, refer: Refer) -> Section:
    title = "All staff: what goes together with intention"
    sentences = driver_sentences(bundle)
    if not sentences:
        return Section("intention", title, Said(TOO_FEW_TO_TELL))
    table = TableBlock(
        "intention",
        f"{GOES_TOGETHER} Share: part of what goes together with all of them, with 95 % limits.",
        columns("Scale", "n", "Share", "95 % limits", "Among the two strongest", "Correlation"),
        tuple(Row(_driver(row, refer)) for row in rows_of(driver_table(bundle))),
    )
    items = ListBlock(tuple(Item(refer.said(said)) for said in sentences[1:]))
    return Section("intention", title, refer.said(sentences[0]), (items, table))


def _driver(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    at = f"release/organisation/drivers#{row['id']}"
    low, top = row["share_low"], row["top_two"]
    span = NONE if low is None else share_range(low, row["share_high"])
    return (
        refer.word(row["scale"], at),
        count(refer, at, "n", row["n"]),
        refer.number(percent(row["share"]), at, "share", value=row["share"]),
        refer.number(span, at, "share_low", "share_high", value=low),
        refer.number(NONE if top is None else short_chance(top), at, "top_two", value=top),
        refer.number(f"{row['correlation']:.2f}", at, "correlation", value=row["correlation"]),
    )


def _across(bundle: Bundle, refer: Refer) -> Section | None:
    sentences = barrier_sentences(bundle)
    if not sentences:
        return None
    frame = association_table(bundle)
    rows = tuple(Row(_association(row, refer)) for row in rows_of(frame[frame["goes_together"].astype(bool)]))
    blocks: list[Block] = [ListBlock(tuple(Item(refer.said(said)) for said in sentences[1:FEW_BARRIERS]))]
    if more := more_text(sentences, FEW_BARRIERS):
        blocks.append(Paragraph((Said(more),), "note"))
    if rows:
        caption = (
            "Barriers that go together with not being convinced, within roles: odds ratio with 95 % limits; p adjusted. "
            f"{GOES_TOGETHER}"
        )
        heads = columns("Barrier", "n", "Odds ratio", "95 % limits", "p")
        blocks.append(TableBlock("barriers_across_roles", caption, heads, rows))
    return Section("barriers_across_roles", "Barriers across roles", refer.said(sentences[0]), tuple(blocks))


def _association(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    at = f"release/organisation/associations#{row['id']}"
    return (
        refer.word(row["barrier"], at),
        count(refer, at, "n", row["n"]),
        refer.number(ratio(row["odds_ratio"]), at, "odds_ratio", value=row["odds_ratio"]),
        refer.number(f"{ratio(row['low'])} to {ratio(row['high'])}", at, "low", "high", value=row["low"]),
        refer.number(row["bracket"], at, "bracket"),
    )
