"""How sure is this? Rows, response, reliability, alarms, careless answers, weights, and the limits with their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pipeline.publish.chart_tables import response_table
from pipeline.publish.content.model import Block, Item, ListBlock, Number, Paragraph, Row, Said, Section, TableBlock
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.rows import NONE, columns, count, rows_of
from pipeline.publish.measurement import (
    alarm_sentences,
    careless_table,
    reliability_table,
    weighting_sentences,
    what_if_sentence,
)
from pipeline.publish.numbers import people, percent
from pipeline.publish.reference import row_keys
from pipeline.publish.wording import Sentence, rows_sentence
from pipeline.release.attack.files import SENTENCES
from pipeline.tables import ALARMS

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

NO_ALARM: Final = (
    "No alarm: no item runs against its scale, no scale is weak, no role skips an item, no item says the same of everybody."
)
_ALL_STAFF: Final = "findings/reluctance#overall"
_ALPHA: Final = "Reliability: how well the items of a scale agree (Cronbach's alpha, Feldt's 95 % interval)"
_SHOWN: Final = (
    "How we know: each group's figures are drawn towards those of all groups, the more the fewer answers it has, and then "
    "carried to its staff on the roster. Groups are shown only where no sum or difference of what is shown narrows down to fewer "
    "than {k} people."
)
_TRACED: Final = (
    "Where a figure comes from: every row and sentence here has an id, as {row}, and every number that of its row and its "
    "column, as {number}. telehealth-readiness explain ID tells the row, the rule with its version, the release and the file "
    f"behind it. All sentences are in {SENTENCES} beside this page."
)


def sure(bundle: Bundle, refer: Refer) -> Section:
    """What was read, who answered, how well was measured, and by which limits."""
    manifest = bundle.manifest
    rows = Sentence(rows_sentence(manifest.rows), "manifest#rows")
    notes = tuple(refer.said(Sentence(note, "manifest#notes")) for note in manifest.notes)
    status = f" The questionnaire: {bundle.instrument.status}." if bundle.instrument.status else ""
    how = Said(_SHOWN.format(k=bundle.instrument.thresholds.k) + status, refer.row("manifest#thresholds"))
    traced = Said(_TRACED.format(row=refer.row(_ALL_STAFF), number=refer.number("", _ALL_STAFF, "share").id))
    blocks: list[Block] = [Paragraph(notes)] if notes else []
    blocks += [_response(bundle, refer), _reliability(bundle, refer)]
    parts = (_alarms(bundle, refer), _weights(bundle, refer), _limits(bundle, refer))
    blocks += [Paragraph((how,), "how"), Paragraph((traced,), "how")]
    return Section("sure", "How sure is this?", refer.said(rows), tuple(blocks), parts)


def _response(bundle: Bundle, refer: Refer) -> TableBlock:
    rows = tuple(Row(_answered(row, refer)) for row in rows_of(response_table(bundle)))
    return TableBlock("response", "Response", columns("Group", "Answers", "Staff", "Response"), rows)


def _answered(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    at, rate = f"release/groups#{row['key']}", row["response_rate"]
    return (
        refer.word(row["group"], at),
        count(refer, at, "n", row["n"]),
        count(refer, at, "staff", row["staff"]),
        refer.number(percent(rate), at, "response_rate", value=rate),
    )


def _reliability(bundle: Bundle, refer: Refer) -> TableBlock:
    heads = ("Scale", "Items", "n", "Alpha", "95 % interval", "Omega", "Item left out", "Verdict")
    rows = tuple(Row(_scale(row, refer)) for row in rows_of(reliability_table(bundle)))
    return TableBlock("reliability", _ALPHA, columns(*heads, words=("Verdict",)), rows)


def _scale(row: dict[str, Any], refer: Refer) -> tuple[Said | Number, ...]:
    at, prorated = f"findings/reliability#{row['id']}", f"release/organisation/quality#prorated:{row['id']}"
    span = NONE if row["alpha_low"] is None else f"{row['alpha_low']:.2f} to {row['alpha_high']:.2f}"
    return (
        refer.word(row["scale"], at),
        count(refer, at, "items", row["items"]),
        count(refer, at, "n", row["n"]),
        refer.number(_two(row["alpha"]), at, "alpha", value=row["alpha"]),
        refer.number(span, at, "alpha_low", "alpha_high", value=row["alpha_low"]),
        refer.number(_two(row["omega"]), at, "omega", value=row["omega"]),
        Said(row["prorated"]) if row["prorated"] == NONE else refer.word(row["prorated"], prorated),
        Said(row["verdict"]),
    )


def _two(value: float | None) -> str:
    return NONE if value is None else f"{value:.2f}"


def _alarms(bundle: Bundle, refer: Refer) -> Section:
    """Alarms, and signs of answers given without reading."""
    keys = row_keys(ALARMS, bundle.findings.alarms)
    texts = zip(alarm_sentences(bundle), keys, bundle.findings.alarms["n"], strict=True)
    items = tuple(Item(refer.said(Sentence(text, f"findings/alarms#{key}", int(n)))) for text, key, n in texts)
    blocks: list[Block] = [ListBlock(items)] if items else []
    signs = tuple(
        Row((Said(row["sign"]), refer.word(row["found"], f"release/organisation/quality#{row['id']}")))
        for row in rows_of(careless_table(bundle))
    )
    heads = columns("Sign", "Found in", words=("Found in",))
    blocks.append(TableBlock("careless", "Signs of answers given without reading", heads, signs))
    many = f"{people(len(items), 'alarm')}: settle {'it' if len(items) == 1 else 'them'} before the figures are used."
    finding = Sentence(many, "findings/alarms") if items else Sentence(NO_ALARM)
    return Section("alarms", "To look at before the figures are used", refer.said(finding), tuple(blocks))


def _weights(bundle: Bundle, refer: Refer) -> Section:
    weighted, *more = [Sentence(text, "release/organisation/weighting") for text in weighting_sentences(bundle)]
    if text := what_if_sentence(bundle):
        more.append(Sentence(text, _ALL_STAFF))
    blocks = (Paragraph(tuple(refer.said(said) for said in more)),) if more else ()
    return Section("weights", "Who did not answer", refer.said(weighted), blocks)


def _limits(bundle: Bundle, refer: Refer) -> Section:
    values = bundle.instrument.thresholds.model_dump()
    rows = tuple(
        Row((Said(name.replace("_", " ")), refer.number(_value(values[name]), "manifest#thresholds", name), Said(reason)))
        for name, reason in bundle.instrument.threshold_reasons.items()
        if name in values
    )
    heads = columns("Limit", "Value", "Reason", words=("Value", "Reason"))
    table = TableBlock("limits", "Limits and their reasons", heads, rows)
    return Section("limits", "Limits and their reasons", Said("Every limit is written down, with its reason."), (table,))


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {part:g}" for name, part in value.items())
    return f"{value:g}"
