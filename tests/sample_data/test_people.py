"""The made-up people over many seeds: planted groups stand out, base rates are plausible, truth is plain arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from sample_data.people import People, draw
from sample_data.truth import is_reluctant, true_scores, truth
from sample_data.world import draw_planted, load_world

SEEDS = [2026, *range(11)]


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument()


@pytest.fixture(scope="module")
def crowd(instrument: Instrument) -> list[People]:
    return [draw(load_world("sample", seed), instrument) for seed in SEEDS]


@pytest.fixture(scope="module")
def keys(crowd: list[People], instrument: Instrument) -> list[dict]:
    return [truth(people, instrument) for people in crowd]


def test_planted_groups_are_reluctant_and_the_others_are_not(keys: list[dict]) -> None:
    planted = [one["share_reluctant"] for key in keys for one in key["planted"] if one["pattern"] == "reluctant"]
    others = [
        group["share_reluctant"]
        for key in keys
        for kind in ("roles", "departments")
        for group in key[kind].values()
        if group.get("planted") != "reluctant"
    ]
    assert 0.55 < np.mean(planted) < 0.65 and np.quantile(planted, 0.1) > 0.45
    assert 0.18 < np.mean(others) < 0.28 and np.mean(np.array(others) > 0.4) < 0.05


def test_the_willing_but_not_ready_department_is(keys: list[dict]) -> None:
    means = [key["departments"][one["id"]]["means"] for key in keys for one in key["planted"] if one["pattern"] != "reluctant"]
    assert np.mean([m["willingness"] for m in means]) > 65 and np.mean([m["readiness"] for m in means]) < 50


def test_the_cause_stands_out_among_the_constructs(keys: list[dict], instrument: Instrument) -> None:
    """The planted cause's constructs lie about 1 SD (some 20 points) below those of all staff, other readiness does not."""
    causes = {cause.id: cause.scales for cause in instrument.causes}
    falls, spared = [], []
    for key in keys:
        for one in key["planted"]:
            if one["pattern"] != "reluctant":
                continue
            group = key[f"{one['kind']}s"][one["id"]]["means"]
            caused = causes[one["causes"][0]]
            falls += [key["overall"]["means"][scale] - group[scale] for scale in caused]
            spared += [key["overall"]["means"][s] - group[s] for s in instrument.readiness.scales if s not in caused]
    assert 12 < np.mean(falls) < 28
    assert abs(np.mean(spared)) < 6


def test_barriers_of_the_cause_are_ticked_more_often(crowd: list[People], instrument: Instrument) -> None:
    more = []
    for people in crowd:
        for one in people.planted:
            inside = (people.staff[one.plant.kind] == one.group).to_numpy()
            named = [b.id for b in instrument.barriers if b.cause == one.plant.causes[0]]
            ticked = people.chosen["barriers"][named].any(axis=1).to_numpy()
            more.append(ticked[inside].mean() - ticked[~inside].mean())
    assert np.mean(more) > 0.15 and np.mean(np.array(more) > 0) > 0.95


def test_constructs_correlate_and_items_hang_together(crowd: list[People], instrument: Instrument) -> None:
    correlations = true_scores(crowd[0], instrument)[[scale.id for scale in instrument.scales]].corr().to_numpy()
    between = correlations[np.triu_indices_from(correlations, 1)]
    assert 0.15 < between.mean() < 0.5 and between.min() > 0


def test_true_scores_are_plain_means(crowd: list[People], instrument: Instrument) -> None:
    """One person by hand: openness is OP1, OP2 and OP3 reversed, 25 points a step."""
    people, scores = crowd[0], true_scores(crowd[0], instrument)
    for person in (0, 700):
        op1, op2, op3 = (int(people.rated[item].iloc[person]) for item in ("OP1", "OP2", "OP3"))
        assert scores["openness"].iloc[person] == pytest.approx(25 * ((op1 - 1) + (op2 - 1) + (5 - op3)) / 3)
    parts = list(instrument.willingness.scales)
    pd.testing.assert_series_equal(scores["willingness"], scores[parts].mean(axis=1), check_names=False)


def test_reluctant_means_low_willingness_or_no_intention(instrument: Instrument) -> None:
    scores = pd.DataFrame({"willingness": [49.99, 50.0, 60.0, 60.0], "intention": [60.0, 60.0, 25.0, 25.01]})
    assert is_reluctant(scores, instrument).tolist() == [True, False, True, False]


def test_needs_are_among_the_largest_true_gaps(keys: list[dict]) -> None:
    shares = [len(set(role["planted"]) & set(role["largest_gaps"])) / 3 for key in keys for role in key["training"].values()]
    assert np.mean(shares) > 0.85
    first = keys[0]["training"]
    assert len({tuple(role["largest_gaps"]) for role in first.values()}) > 6, "roles need different things"


def test_importance_is_near_its_ceiling_where_a_topic_is_core(crowd: list[People], instrument: Instrument) -> None:
    people, topic = crowd[0], instrument.topics[0]
    by_role = people.rated[f"{topic.id}_importance"].groupby(people.staff["role"]).mean()
    core = [by_role[role] for role in by_role.index if topic.relevance[role] == 2]
    useful = [by_role[role] for role in by_role.index if topic.relevance[role] == 1]
    assert min(core) > 4 and max(useful) < 4


def test_the_planted_groups_change_with_the_seed_only(instrument: Instrument) -> None:
    drawn = [tuple(one.group for one in draw_planted(load_world("sample", seed), instrument)) for seed in range(12)]
    assert len(set(drawn)) > 6
    world = load_world("sample", 5)
    assert draw_planted(world, instrument) == draw_planted(load_world("sample", 5), instrument)
    staff = draw(world, instrument, 0).staff
    pd.testing.assert_frame_equal(staff, draw(world, instrument, 1).staff)


def test_the_shipped_seed_is_the_one_of_the_world_file() -> None:
    assert load_world("sample").seed == load_world("small_center").seed == 2026
