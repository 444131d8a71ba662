"""What is said of what changed: every sentence has its n, its row and its rule, and never says more than the figures do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.before import Before
from pipeline.findings.change import changes
from pipeline.findings.rules import RULES
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.chart_tables import change_cells, change_overall, change_table
from pipeline.publish.content.department import department_content
from pipeline.publish.one_pagers import one_pager
from pipeline.publish.reference import row_keys
from pipeline.publish.wording import (
    ARROWS,
    OTHER_PEOPLE,
    change_headline,
    change_measures,
    change_rule,
    change_sentences,
    headlines,
    records,
    signed_change,
)
from pipeline.tables import CHANGE, COMPARABILITY, LINKED, LINKED_SPREAD, NOT_CONVINCED, Release

EARLIER = "2026-05"
RAISED, POINTS = "infusion_center", 25.0


@pytest.fixture(scope="module")
def first(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, "2026-11")


def raised(release: Release) -> Release:
    """One department is 25 points more willing than before; who answered twice is known, and fell for all staff."""
    scales = release.scales.copy()
    here = scales["department"].eq(RAISED) & scales["grouping"].eq("department") & scales["scale"].eq("willingness")
    scales.loc[here, "total"] = (scales.loc[here, "total"] + POINTS * scales.loc[here, "n"].astype(float)).clip(
        upper=100 * scales.loc[here, "n"].astype(float)
    )
    keys = {"role": None, "department": None, "rollup": None, "scale": "willingness", "earlier": EARLIER}
    linked = pd.DataFrame([{"grouping": "overall", **keys, "n_linked": 500, "change_total": -4500.0}])
    spread = pd.DataFrame({"scale": ["willingness"], "earlier": EARLIER, "n_linked": 500, "correlation": 0.6, "change_sd": 15.0})
    organisation = replace(release.organisation, linked_spread=LINKED_SPREAD.check(spread))
    return replace(release, scales=scales, linked=LINKED.check(linked), organisation=organisation)


@pytest.fixture(scope="module")
def bundle(first: Bundle) -> Bundle:
    """The wave of the sample, compared with itself but for one department."""
    now = raised(first.release)
    found = changes(now, first.instrument, Before(EARLIER, first.release, first.instrument), COMPARABILITY.empty())
    return replace(first, release=now, findings=replace(first.findings, change=found))


def test_every_sentence_stands_on_a_row_and_on_enough_people(bundle: Bundle) -> None:
    rows = set(CHANGE.name + "#" + row_keys(CHANGE, bundle.findings.change))
    for measure in change_measures(bundle):
        for sentence in change_sentences(bundle, measure):
            assert sentence.rule == "change" and RULES["change"].page == "change"
            assert sentence.finding in rows or (sentence.finding == CHANGE.name and sentence.n is None)
            assert sentence.n is None or sentence.n >= bundle.instrument.thresholds.k
            assert "nan" not in sentence.text.lower() and "<NA>" not in sentence.text and "  " not in sentence.text


def test_the_headline_says_all_staff_and_who_changed(bundle: Bundle, first: Bundle) -> None:
    text = change_headline(bundle).text
    assert text.startswith(f"Since {EARLIER}, willingness shows no clear change (") and "answers then" in text
    assert "Changed by 5 points or more, as far as can be told: Infusion center (willingness up, n = " in text
    assert change_headline(bundle).text in [sentence.text for sentence in headlines(bundle)]
    assert change_headline(first).text == "" and headlines(first)[-1].text == headlines(bundle)[-1].text
    calm = bundle.findings.change.assign(arrow="none")
    quiet = change_headline(replace(bundle, findings=replace(bundle.findings, change=calm))).text
    assert "Of no role or department can it be said that it changed by 5 points or more." in quiet


def test_that_all_staff_rose_is_said_only_where_the_interval_says_so(bundle: Bundle) -> None:
    frame = bundle.findings.change
    everybody = (frame["grouping"] == "overall") & (frame["scale"] == "willingness")
    sure = frame.assign(
        change=frame["change"].mask(everybody, 1.7),
        low=frame["low"].mask(everybody, 0.3),
        high=frame["high"].mask(everybody, 3.0),
    )
    told = replace(bundle, findings=replace(bundle.findings, change=sure))
    assert "willingness rose by 1.7 points (+0.3 to +3.0)" in change_headline(told).text
    assert change_overall(told)["said"].iloc[0] == "Up, less than 5 points"
    assert change_overall(bundle)["said"].iloc[0] == "No clear change"


def test_a_group_with_an_arrow_says_how_much_how_sure_and_what_was_answered(bundle: Bundle) -> None:
    [row] = [row for row in records(bundle.findings.change) if row["department"] == RAISED and _is(row, "department")]
    [text] = [s.text for s in change_sentences(bundle, "willingness") if s.text.startswith("Infusion center, willingness: up.")]
    assert f"We expect a change of {signed_change(row['change'])} points" in text
    assert f"({signed_change(row['low'])} to {signed_change(row['high'])})" in text
    assert f"from {row['before']:.1f} to {row['now']:.1f} ({row['n_before']} answers then, {row['n']} now)" in text
    assert "The chance of 5 points or more up is " in text and row["probability_up"] > 0.8


def _is(row: dict, grouping: str) -> bool:
    return row["grouping"] == grouping and row["scale"] == "willingness"


def test_groups_without_an_arrow_are_not_called_unchanged(bundle: Bundle) -> None:
    last = change_sentences(bundle, "willingness")[-1].text
    groups = bundle.findings.change
    margins = groups[(groups["scale"] == "willingness") & groups["grouping"].isin(["role", "department", "role_rollup"])]
    calm = margins[margins["arrow"] == "none"]
    assert last.startswith(f"In {len(calm)} groups no clear change is found. That is not the same as no change: the smallest")
    seen = calm["smallest_detectable"].dropna()
    assert f"{seen.min():.0f} to {seen.max():.0f} points" in last


def test_other_people_are_warned_of_and_who_answered_both_times_stands_beside(bundle: Bundle) -> None:
    texts = [sentence.text for sentence in change_sentences(bundle, "willingness")]
    assert f"Those who answered both times (500 people) changed by {signed_change(-9)}" in texts[1] and OTHER_PEOPLE in texts[1]
    assert "comes from which roles and departments answered; with the staff of the roster it would be" in texts[1]
    assert OTHER_PEOPLE not in " ".join(sentence.text for sentence in change_sentences(bundle, "readiness"))


def test_a_share_that_is_known_as_an_interval_is_said_to_be_about(bundle: Bundle) -> None:
    frame = bundle.findings.change
    changed = frame.assign(bounded=frame["scale"] == NOT_CONVINCED, arrow="down")
    told = change_sentences(replace(bundle, findings=replace(bundle.findings, change=changed)), NOT_CONVINCED)
    assert all("went from about " in sentence.text and " % to about " in sentence.text for sentence in told[2:-1])


def test_numbers_of_points_have_their_sign_and_no_minus_zero() -> None:
    assert [signed_change(value) for value in (1.25, -1.25, 0.04, -0.04, 12)] == ["+1.2", "−1.2", "0.0", "0.0", "+12.0"]


def test_the_rule_says_its_limits(bundle: Bundle) -> None:
    assert "at least a 4-in-5 chance that it changed by 5 points or more" in change_rule(bundle)


def test_tables_have_words_all_staff_first_and_better_is_better(bundle: Bundle) -> None:
    table = change_table(bundle, "willingness")
    assert table["group"].iloc[0] == "All staff" and set(table["said"]) <= set(ARROWS.values())
    assert table["kind"].drop_duplicates().tolist() == ["All staff", "Role", "Department"]
    up = table[table["arrow"] == "up"]
    assert up["group"].tolist() == ["Infusion center"] and up["better"].tolist() == [True]
    departments = table.loc[table["kind"] == "Department", "change"].to_numpy()
    assert (np.diff(departments) <= 0).all()
    assert set(table["finding"]) <= set(CHANGE.name + "#" + row_keys(CHANGE, bundle.findings.change))
    frame = bundle.findings.change.assign(arrow="up")
    worse = change_table(replace(bundle, findings=replace(bundle.findings, change=frame)), NOT_CONVINCED)
    assert not worse["better"].any() and worse["before_text"].str.endswith(" %").all()
    assert change_overall(bundle)["measure"].tolist()[:3] == ["willingness", NOT_CONVINCED, "readiness"]
    cells = change_cells(bundle, "willingness")
    assert len(cells) and set(cells["kind"]) == {"Role in department"}


def test_the_page_of_a_department_says_what_changed_there_and_nowhere_else(bundle: Bundle, first: Bundle) -> None:
    told = {part.name: part for part in department_content(bundle, f"department:{RAISED}").sections}
    assert told["change"].finding.text.startswith(f"Willingness since {EARLIER}: up (+")
    [table, _] = told["change"].blocks
    assert [row.cells[0].text for row in table.rows] == ["Willingness", "Not yet convinced", "Readiness"]
    others = {str(id) for id in bundle.instrument.labels()["department"].values()} - {
        bundle.instrument.labels()["department"][RAISED]
    }
    page = one_pager(bundle, RAISED)
    assert "What changed" in page and not [label for label in others if label in page]
    assert "change" not in {part.name for part in department_content(first, f"department:{RAISED}").sections}
