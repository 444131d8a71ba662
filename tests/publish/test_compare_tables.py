"""Two groups beside each other, and what staff answered: figures of the release and findings, and never more than they tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.chart_tables import compare_table, item_answers, may_share_people
from pipeline.tables import NOT_CONVINCED, group_key

NURSES, OTHERS, UNIT = "role:rn_onc", "role:app", "department:infusion_center"


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, "2026-11")


def test_both_groups_have_their_own_figures(bundle: Bundle) -> None:
    table = compare_table(bundle, NURSES, OTHERS).set_index("measure")
    estimates = bundle.findings.estimates
    own = estimates[group_key(estimates) == NURSES].set_index("scale")
    scales = [scale for scale in table.index if scale != NOT_CONVINCED]
    assert table.index[:3].tolist() == [NOT_CONVINCED, bundle.instrument.readiness.id, bundle.instrument.willingness.id]
    assert np.allclose(table.loc[scales, "first"], own.loc[scales, "mean"])
    assert table.loc[scales, "first_n"].tolist() == own.loc[scales, "n"].tolist()
    reluctance = bundle.findings.reluctance
    share = reluctance[group_key(reluctance) == OTHERS].iloc[0]
    assert table.loc[NOT_CONVINCED, "second"] == pytest.approx(100 * share["share"])


def test_turned_round_the_difference_changes_its_sign_only(bundle: Bundle) -> None:
    there, back = (compare_table(bundle, *keys).set_index("measure") for keys in ((NURSES, OTHERS), (OTHERS, NURSES)))
    told = there["difference"].notna()
    assert told.sum() == 2  # the two composites: the organisation's pairs have no others
    assert np.allclose(there.loc[told, "difference"], -back.loc[told, "difference"])
    assert there["said"].tolist() == back["said"].tolist() and np.allclose(there["first"], back["second"])


def test_no_difference_is_told_that_the_release_does_not_hold(bundle: Bundle) -> None:
    table = compare_table(bundle, NURSES, UNIT)
    assert table["difference"].isna().all() and (table["bracket"] == "").all()
    apart = (table["first_low"] > table["second_high"]) | (table["second_low"] > table["first_high"])
    assert (table["overlap"] == ~apart).all()
    known = table[table["comparable"]]
    words = known["overlap"].map({True: "The intervals overlap", False: "The intervals do not overlap"})
    assert known["said"].tolist() == words.tolist()


def test_people_may_be_in_a_role_and_a_department_but_not_in_two_roles() -> None:
    assert may_share_people(NURSES, UNIT) and not may_share_people(NURSES, OTHERS)


def test_a_group_that_is_not_shown_has_no_rows(bundle: Bundle) -> None:
    assert compare_table(bundle, NURSES, "role:nobody").empty


@pytest.mark.parametrize("key", ["overall", NURSES])
def test_what_staff_answered_is_what_the_release_has(bundle: Bundle, key: str) -> None:
    table = item_answers(bundle, key)
    items = bundle.release.items
    own = items[group_key(items) == key].set_index("item").loc[table["id"]]
    assert table["n"].tolist() == own["n"].tolist() and len(table)
    exact = own["favourable"].notna().to_numpy()
    shares = (own["favourable"] / own["n"]).to_numpy(dtype=float)[exact]
    assert [f"{100 * share:.0f} %" for share in shares] == table["favourable_text"][exact].tolist()
    parts = table[["favourable", "neutral", "unfavourable"]].sum(axis=1)
    assert np.allclose(parts, 1)
    order = [item.id for item in bundle.instrument.items]
    assert table["id"].tolist() == [item for item in order if item in set(table["id"])]


def test_reversed_questions_say_so(bundle: Bundle) -> None:
    table = item_answers(bundle).set_index("id")["item"]
    for item in bundle.instrument.items:
        if item.id in table.index:
            assert ("disagreement counts as favourable" in table[item.id]) == item.reverse
