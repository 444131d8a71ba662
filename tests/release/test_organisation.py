"""Figures of roles cross the wall only with the role, and on the counts shown with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.organisations import release_of
from pipeline.instrument.model import Instrument
from pipeline.measure.comparisons import compare
from pipeline.measure.figures import figures_of
from pipeline.measure.forms import Form
from pipeline.measure.patterns import Patterns, count_patterns
from pipeline.measure.reliability import reliability
from pipeline.measure.tally import tally_of
from pipeline.release.build import build_release
from pipeline.release.variants import counts_otherwise
from pipeline.tables import NOT_STATED, SIGNALS, Organisation, Scores, group_key
from pipeline.tables.coded import Named
from pipeline.tables.tally import Otherwise, Tally


@pytest.fixture(scope="module")
def scores(scores_of):
    cells = [("rn_onc", "infusion_center", 80), ("rn_onc", "medical_oncology", 60), ("front_desk", "medical_oncology", 70)]
    return scores_of([*cells, ("genetic", "medical_oncology", 4), ("social_work", "infusion_center", 7)])


def patterns_of(scores: Scores, instrument: Instrument) -> dict[str, Patterns]:
    """Scale -> patterns of keyed answers."""
    role, everybody, found = scores.places["role"], np.ones(len(scores), dtype=bool), {}
    for scale in instrument.scales:
        rated = scores.keyed.columns([item.id for item in instrument.items_of(scale.id)])
        form = Form(scale.id, rated.names, rated.values, role.names)
        found[scale.id] = count_patterns(form, role.codes, list(rated.codes), everybody)
    return found


@pytest.fixture(scope="module")
def release(scores, instrument):
    roles, items = ["rn_onc", "genetic", None], ["SK1", "SK1", "UP1"]
    signals = pd.DataFrame({"kind": "skipped", "role": roles, "item": items, "n": 9, "value": np.nan})
    found = reliability(patterns_of(scores, instrument), instrument)
    organisation = Organisation.of(reliability=found.scales, item_statistics=found.items, signals=SIGNALS.check(signals))
    return release_of(scores, None, instrument, organisation)


def test_roles_that_are_not_shown_have_no_figures(release) -> None:
    shown = set(release.groups.loc[release.groups["grouping"] == "role", "role"])
    assert shown == {"rn_onc", "front_desk"}
    assert set(release.organisation.reliability["role"].dropna()) == shown
    assert set(release.organisation.item_statistics["role"].dropna()) == shown
    signals = release.organisation.signals
    assert set(signals["role"].dropna()) == {"rn_onc"} and len(signals) == 2


def test_figures_of_roles_stand_on_the_counts_that_are_shown(release) -> None:
    for table, of, beside in (("reliability", "scale", release.scales), ("item_statistics", "item", release.items)):
        rows = getattr(release.organisation, table)
        rows = rows[rows["role"].notna()]
        known = beside[beside["grouping"] == "role"].set_index([of, "role"])["n"]
        assert rows["n"].tolist() == [known[key] for key in zip(rows[of], rows["role"], strict=True)]
    # The signal's own count gives way to that of the role.
    assert release.organisation.signals.set_index("role")["n"]["rn_onc"] == 140


def otherwise(tally: Tally, differ: pd.DataFrame) -> Otherwise:
    """The same counts, but for some people who would not count, or would count besides."""
    atom = tally.grid.numbers({axis: Named.of(differ[axis]) for axis in tally.grid.levels})
    return Otherwise("other", tally.people, tally.sides, np.bincount(atom, minlength=tally.grid.atoms))


def test_counts_under_another_decision_are_those_of_the_published_groups(release, scores, instrument) -> None:
    tally = tally_of(scores, instrument)
    same = counts_otherwise(release, otherwise(tally, scores.people.iloc[:0]), tally.grid, instrument)
    assert same["checked"].all()
    published = release.willingness.set_index(group_key(release.willingness))
    found = same.set_index(group_key(same)).loc[published.index]
    for column in ("n", "reluctant_low", "reluctant_high", "willing_low"):
        assert found[column].tolist() == published[column].tolist()


def test_a_group_is_checked_only_where_nobody_or_k_people_differ(release, scores, instrument) -> None:
    differ = scores.people[scores.people["role"] == "rn_onc"].head(9)
    tally = tally_of(scores, instrument)
    few = counts_otherwise(release, otherwise(tally, differ), tally.grid, instrument)
    of = few.set_index(group_key(few))["checked"]
    assert not of["role:rn_onc"] and not of["overall"] and of["role:front_desk"]
    ten = scores.people[scores.people["role"] == "rn_onc"].head(10)
    assert counts_otherwise(release, otherwise(tally, ten), tally.grid, instrument)["checked"].all()


def test_only_shown_roles_and_departments_are_compared(scores_of, instrument) -> None:
    cells = [("rn_onc", "infusion_center", 60), ("rn_onc", "medical_oncology", 60), ("front_desk", "medical_oncology", 70)]
    few, unstated = ("genetic", "medical_oncology", 4), (NOT_STATED, "infusion_center", 30)
    scores = scores_of([*cells, ("social_work", "infusion_center", 40), few, unstated])
    tally = tally_of(scores, instrument)
    figures = figures_of(scores, tally.grid, instrument)
    release = build_release(
        tally, None, instrument, Organisation.of(), compare=lambda shown: compare(figures, tally, shown, instrument)
    )
    pairs, overall = release.organisation.pairs, release.organisation.comparisons
    assert {*pairs["first"], *pairs["second"]} == {"rn_onc", "front_desk", "social_work"}
    # Two departments are too few to be compared.
    assert overall["grouping"].tolist() == ["role", "role"] and (overall["n"] == 230).all()
    of_scales = release.scales[release.scales["grouping"] == "role"].set_index(["scale", "role"])
    mean = of_scales["total"] / of_scales["n"]
    for pair in pairs.itertuples():
        assert pair.difference == round(mean[pair.scale, pair.first] - mean[pair.scale, pair.second], 2)
