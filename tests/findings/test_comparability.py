"""What may not be compared over time: two instruments, two releases, and what only the exports tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from pipeline.findings.before import Before
from pipeline.findings.comparability import comparability, groups_not_trended, not_trended
from pipeline.instrument.model import Instrument
from pipeline.tables import NOT_CONVINCED

EARLIER = "2026-11"


def edited(instrument: Instrument, **lists: Any) -> Instrument:
    """The instrument with some of its parts as given, checked anew."""
    return Instrument.model_validate({**instrument.model_dump(), **lists})


def items(instrument: Instrument, *changes: tuple[str, str, Any], without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The items with (id, field, value) changed and some left out."""
    found = [item.model_dump() for item in instrument.items if item.id not in without]
    for name, field, value in changes:
        next(item for item in found if item["id"] == name)[field] = value
    return {"items": found}


@pytest.fixture(scope="module")
def ledger(release, instrument):
    """The ledger between an instrument of before and the shipped one of the tests, as a frame by (kind, id, what)."""

    def make(before: Instrument, now: Instrument = instrument, seen: pd.DataFrame | None = None, **more) -> pd.DataFrame:
        found = comparability(
            more.get("now_release", release), now, Before(EARLIER, more.get("release", release), before, seen=seen)
        )
        return found.set_index(["kind", "id", "what"])

    return make


def test_nothing_differs_between_a_wave_and_itself(ledger, instrument) -> None:
    assert ledger(instrument).empty


def test_without_a_wave_before_there_are_no_rows(release, instrument) -> None:
    found = comparability(release, instrument, None)
    assert found.empty and not not_trended(found) and not groups_not_trended(found)


def test_order_of_items_does_not_matter(ledger, instrument) -> None:
    turned = edited(instrument, items=[item.model_dump() for item in reversed(instrument.items)])
    assert ledger(turned).empty


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [("text", "something else", "wording"), ("reverse", True, "direction"), ("scale", "concerns", "scale")],
)
def test_an_item_that_changed_is_not_trended(ledger, instrument, field: str, value: Any, what: str) -> None:
    found = ledger(edited(instrument, **items(instrument, ("usefulness_1", field, value))))
    row = found.loc[("item", "usefulness_1", what)]
    assert not row["trended"] and row["earlier"] == EARLIER
    assert "usefulness" in row["affects"].split(";") and "willingness" in row["affects"].split(";")


def test_wording_is_the_same_in_another_spelling(ledger, instrument) -> None:
    assert ledger(edited(instrument, **items(instrument, ("usefulness_1", "text", "<b>Usefulness_1</b>.")))).empty


def test_a_scale_falls_out_when_fewer_than_three_items_or_half_are_the_same(ledger, instrument) -> None:
    # Three items a scale: one changed leaves 2 of 3, less than the three that it takes. Willingness keeps 8 of 9.
    found = ledger(edited(instrument, **items(instrument, ("usefulness_1", "text", "other"))))
    assert not_trended(found.reset_index()) == {"usefulness"}
    row = found.loc[("scale", "willingness", "members")]
    assert row["trended"] and (row["before"], row["now"]) == ("9", "8")


def test_a_composite_falls_out_with_half_of_its_items(ledger, instrument) -> None:
    # Five of nine items of willingness are other ones: four are left, more than three but less than half.
    names = ["usefulness_1", "usefulness_2", "usefulness_3", "confidence_1", "confidence_2"]
    found = ledger(edited(instrument, **items(instrument, *((name, "text", "other") for name in names))))
    assert not_trended(found.reset_index()) == {"usefulness", "confidence", "willingness", NOT_CONVINCED}


def test_an_added_item_counts_as_one_that_is_missing(ledger, instrument) -> None:
    # Before there were two items: the third is new; 2 of 3 are the same.
    before = edited(instrument, **items(instrument, without=("usefulness_3",)))
    found = ledger(before)
    assert ("item", "usefulness_3", "new") in found.index and not_trended(found.reset_index()) == {"usefulness"}
    # And the other way round.
    found = ledger(instrument, now=before)
    assert ("item", "usefulness_3", "gone") in found.index and not_trended(found.reset_index()) == {"usefulness"}


def test_both_ways_round_the_same_measures_fall_out(ledger, instrument) -> None:
    other = edited(
        instrument, **items(instrument, ("skills_1", "text", "a"), ("intention_2", "reverse", True), without=("workflow_3",))
    )
    assert not_trended(ledger(other).reset_index()) == not_trended(ledger(instrument, now=other).reset_index())


def test_other_answers_break_every_item_that_is_answered_with_them(ledger, instrument) -> None:
    scales = [scale.model_dump() for scale in instrument.answer_scales]
    scales[0]["answers"][4]["label"] = "wholly"
    found = ledger(edited(instrument, answer_scales=scales))
    assert ("answers", "agreement", "answers") in found.index
    assert {one for kind, one, what in found.index if kind == "item"} == {item.id for item in instrument.items}
    every = {scale.id for scale in instrument.scales} | {part.id for part in instrument.composites} | {NOT_CONVINCED}
    assert not_trended(found.reset_index()) == every


def test_the_limits_of_a_person_break_the_share_and_nothing_else(ledger, instrument) -> None:
    limits = {**instrument.thresholds.model_dump(), "person_reluctant_below": 55, "priority": 0.9, "k": 12}
    found = ledger(edited(instrument, thresholds=limits))
    assert not_trended(found.reset_index()) == {NOT_CONVINCED}
    assert found.loc[("threshold", "k", "value"), ["before", "now"]].tolist() == ["12", "10"]
    assert found.loc[("threshold", "priority", "value"), "trended"]


def test_roles_new_gone_and_renamed(ledger, instrument) -> None:
    roles = [role.model_dump() for role in instrument.roles]
    roles[0]["label"] = "registered nurse"
    roles[2]["id"] = "secretary"
    found = ledger(edited(instrument, roles=roles))
    assert groups_not_trended(found.reset_index()) == {"clerk", "secretary"}
    assert found.loc[("role", "nurse", "wording"), "trended"]


def test_an_item_for_other_roles_is_said_and_trended(ledger, instrument) -> None:
    found = ledger(edited(instrument, role_sets={"patients": ["nurse", "doctor"]}))
    row = found.loc[("item", "skills_2", "members")]
    assert row["trended"] and row["before"] == "nurse;doctor" and row["now"] == "nurse;doctor;aide"
    assert not not_trended(found.reset_index())


def test_a_roll_up_needs_the_same_members(ledger, instrument, release) -> None:
    def with_rollup(members: str):
        row = release.groups.iloc[0].to_dict() | {"grouping": "role_rollup", "rollup": "small", "members": members}
        return replace(release, groups=pd.concat([release.groups, pd.DataFrame([row])], ignore_index=True))

    same = ledger(instrument, release=with_rollup("aide;clerk"), now_release=with_rollup("clerk;aide"))
    other = ledger(instrument, release=with_rollup("aide;clerk"), now_release=with_rollup("aide;doctor"))
    assert same.empty and groups_not_trended(other.reset_index()) == {"small"}


def test_staff_by_role_and_department(ledger, instrument, release) -> None:
    roster = pd.DataFrame({"role": ["nurse", "nurse"], "department": ["north", "south"], "staff": [30, 20]})
    more = roster.assign(staff=[30, 25])
    found = ledger(instrument, release=replace(release, roster=roster), now_release=replace(release, roster=more))
    texts = {name: (row["before"], row["now"]) for (kind, name, _), row in found.iterrows()}
    assert texts == {"overall": ("50", "55"), "role:nurse": ("50", "55"), "department:south": ("20", "25")}
    assert found["trended"].all()
    gone = ledger(instrument, release=replace(release, roster=roster), now_release=replace(release, roster=None))
    assert list(gone.index) == [("staff", "overall", "gone")]


def seen(*rows: tuple[str, str, str, str | None, str | None, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kind", "id", "what", "before", "now", "trended"])


def test_what_only_the_exports_tell_counts_too(ledger, instrument) -> None:
    rows = seen(("item", "usefulness_1", "wording", "a", "b", False), ("rows", "read", "value", "900", "950", True))
    found = ledger(instrument, seen=rows)
    assert not_trended(found.reset_index()) == {"usefulness"}
    assert found.loc[("rows", "read", "value"), "now"] == "950"


def test_the_instrument_speaks_first_where_the_header_says_the_same(ledger, instrument) -> None:
    before = edited(instrument, **items(instrument, ("usefulness_1", "text", "as declared")))
    found = ledger(before, seen=seen(("item", "usefulness_1", "wording", "as in the header", "b", False)))
    assert found.loc[("item", "usefulness_1", "wording"), "before"] == "as declared"


def test_another_rule_for_missing_answers_breaks_every_measure(ledger, instrument) -> None:
    found = ledger(instrument, seen=seen(("scoring", "rule", "value", "additive", "half", False)))
    every = {scale.id for scale in instrument.scales} | {part.id for part in instrument.composites} | {NOT_CONVINCED}
    assert not_trended(found.reset_index()) == every


def test_a_scale_that_is_gone_or_new_is_not_trended(ledger, instrument) -> None:
    before = edited(
        instrument,
        scales=[scale.model_dump() for scale in instrument.scales if scale.id != "concerns"],
        causes=[],
        barriers=[],
        **items(instrument, without=("concerns_1", "concerns_2", "concerns_3")),
    )
    found = ledger(before)
    assert found.loc[("scale", "concerns", "new"), "now"] == "concerns" and not_trended(found.reset_index()) == {"concerns"}


def test_topics_are_matched_by_id_and_label(ledger, instrument) -> None:
    topics = [topic.model_dump() for topic in instrument.topics]
    topics[0]["label"] = "another topic"
    found = ledger(edited(instrument, topics=topics))
    assert not found.loc[("topic", "T1", "wording"), "trended"] and not not_trended(found.reset_index())
