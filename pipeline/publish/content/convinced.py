"""Who is not yet convinced, and how sure is that? Flagged groups, every group with its interval, roles by department."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from pipeline.publish.chart_tables import heat_map
from pipeline.publish.chart_tables.groups import MARGIN_KINDS
from pipeline.publish.content.model import Block, ChartBlock, Item, ListBlock, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import columns, count, rows_of
from pipeline.publish.numbers import percent, share_range, short_chance
from pipeline.publish.wording import (
    BLOCKED,
    DEPENDS,
    IN_PERSON,
    SILENCE,
    WORTH_SAYING,
    Sentence,
    flags,
    group_sentences,
    rule,
)

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.publish.bundle import Bundle

_MARKS: Final = (
    "Square: not yet convinced. Diamond: possibly. Dark dot: no sign of reluctance. Pale dot: not enough answers to say. "
    "Dashed line: the limit of {cut}."
)
_TERMS: Final = (
    "Tipping point: by how many points those who did not answer must be more (or, with a minus, less) reluctant for the label to "
    f"change. {SILENCE} Depends on the cut: what it would be if whoever is undecided counted as not yet convinced. Among three "
    "lowest: the chance to be among the three groups of its kind with the most staff not yet convinced. Blocked: equipment, time "
    "or workflow comes first among the causes. In person by nature: the barrier named most is that the work cannot be done at a "
    "distance."
)
_HEAT: Final = (
    'Expected share not yet convinced. "Too few answers" and "nobody there" are different things. Square: not yet '
    "convinced; diamond: possibly."
)


def convinced(bundle: Bundle, headlines: Sequence[Sentence], groups: pd.DataFrame, refer: Refer) -> Section:
    """All staff, the flagged groups, and every group that can be shown. groups : ``reluctance_table``."""
    found = [said for said in headlines if said.rule in ("not_convinced", "weighted", "")]
    flag = flags(bundle)
    finding = found[-1] if flag else found[0]
    blocks: list[Block] = [Paragraph(tuple(refer.said(said) for said in found if said is not finding))]
    if flag:
        blocks.append(ListBlock(tuple(_flagged(bundle, row, refer) for row in flag)))
    margins = groups[groups["kind"].isin(MARGIN_KINDS)].reset_index(drop=True)
    if len(margins):
        blocks += _groups(bundle, margins, refer)
    limits = bundle.instrument.thresholds
    how = Paragraph((refer.said(Sentence(rule(limits), "manifest#thresholds")), Said(_TERMS)), "how")
    blocks += [how, role_by_department(bundle, refer)]
    title = "Who is not yet convinced, and how sure is that?"
    return Section("convinced", title, refer.said(finding), tuple(blocks), slide="convinced")


def _flagged(bundle: Bundle, row: dict[str, Any], refer: Refer) -> Item:
    first, *more = group_sentences(bundle, row)
    return Item(refer.said(first, led=True), tuple(refer.said(said) for said in more))


def _groups(bundle: Bundle, margins: pd.DataFrame, refer: Refer) -> list[Block]:
    limits = bundle.instrument.thresholds
    cut, interval = percent(limits.group_share), percent(limits.interval)
    table = TableBlock(
        "groups",
        "Roles and departments, the surest finding first",
        columns(
            *("Group", "n", "Staff", "Finding", "Expected", f"{interval} interval", "Answered so", f"Chance above {cut}"),
            *("Tipping point", "Among three lowest", "Causes"),
            words=("Finding", "Causes"),
        ),
        tuple(Row(_group(row, refer), row["label"]) for row in rows_of(margins)),
    )
    chart = ChartBlock(
        "groups",
        margins,
        "Expected share of staff not yet convinced",
        "Expected share not yet convinced for each role and department; the table below has the figures",
        _MARKS.format(cut=cut),
        table.name,
        limits.group_share,
        interval,
    )
    return [chart, table]


def _group(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    at = f"findings/reluctance#{row['key']}"
    tip, among = row["tipping_point"], row["among_lowest"]
    said = among is not None and among >= WORTH_SAYING
    return (
        refer.word(row["group"], at, note=". ".join(part for part in (row["members"], row["stands"]) if part)),
        count(refer, at, "n", row["n"]),
        count(refer, at, "staff", row["staff"]),
        Said(_finding(row), note=f"{DEPENDS}: {row['stricter'].lower()}" if row["stricter"] else "", mark=row["label"]),
        refer.number(percent(row["share"]), at, "share", value=row["share"]),
        refer.number(share_range(row["share_low"], row["share_high"]), at, "share_low", "share_high", value=row["share_low"]),
        refer.number(row["raw"], at, *row["raw_columns"]),
        refer.number(short_chance(row["probability"]), at, "probability", value=row["probability"]),
        refer.number("" if tip is None else f"{tip:+.0f}", at, "tipping_point", value=tip),
        refer.number(short_chance(among) if said else "", at, "among_lowest", value=among),
        Said(row["causes"]),
    )


def _finding(row: dict[str, Any]) -> str:
    beside = [words for flag, words in (("blocked", BLOCKED), ("in_person", IN_PERSON)) if row[flag]]
    return f"{row['finding']} ({'; '.join(beside)})" if beside else str(row["finding"])


def role_by_department(bundle: Bundle, refer: Refer) -> TableBlock:
    """Every role in every department: its share, or why there is none."""
    frame = heat_map(bundle)
    places = list(dict.fromkeys(frame["department"]))
    cells = {(row["role"], row["department"]): _cell(row, refer) for row in rows_of(frame)}
    rows = tuple(
        Row((Said(role), *(cells.get((role, place), Said("")) for place in places))) for role in dict.fromkeys(frame["role"])
    )
    return TableBlock("role_by_department", _HEAT, columns("Role", *places, words=tuple(places)), rows, matrix=True)


def _cell(row: dict[str, Any], refer: Refer) -> Said | Number:
    if row["state"] != "published":
        return Said(row["state_label"], mark=row["state"])
    return refer.number(
        f"{percent(row['share'])} (n = {row['n']})",
        f"findings/reluctance#role_department:{row['role_id']}:{row['department_id']}",
        *("share", "n"),
        value=row["share"],
        mark=f"{row['state']} {row['label']}",
    )
