"""Roles and departments compared: visible arithmetic, pingouin, and only what the release shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.measure.comparisons import Compared, compare
from pipeline.measure.figures import figures_of, ranked
from pipeline.measure.ranks import VALUES
from pipeline.measure.spread import spread
from pipeline.tables import NOT_STATED, Scores

LEVEL = {"a": 50.0, "b": 50.5, "c": 65.0, "hidden": 90.0, NOT_STATED: 20.0}
SIZE = {"a": 60, "b": 50, "c": 70, "hidden": 12, NOT_STATED: 15}


@pytest.fixture
def scores(scores_of) -> Scores:
    """Five roles with their own means on readiness; willingness is the same for everybody; one department."""
    rng = np.random.default_rng(1)
    role = np.repeat(list(SIZE), list(SIZE.values())).tolist()
    readiness = np.array([LEVEL[one] for one in role]) + rng.normal(0, 8, len(role)).clip(-10, 10)
    return scores_of({"readiness": readiness, "willingness": rng.normal(50, 10, len(role))}, role)


@pytest.fixture
def compared(instrument, tally_of_scores) -> Callable[[Scores, pd.DataFrame], Compared]:
    """The groups that are shown, compared."""

    def make(scores: Scores, shown: pd.DataFrame) -> Compared:
        tally = tally_of_scores(scores)
        return compare(figures_of(scores, tally.grid, instrument), tally, shown, instrument)

    return make


def shown(scores: Scores, roles: list[str], scales: tuple[str, ...] = ("readiness", "willingness")) -> pd.DataFrame:
    """SCALES with these roles, as far as comparisons read it."""
    rows = []
    for scale in scales:
        for role in roles:
            values = scores.scales.loc[scores.people["role"] == role, scale]
            rows.append(
                {"grouping": "role", "role": role, "department": None, "scale": scale, "n": len(values), "total": values.sum()}
            )
    return pd.DataFrame(rows)


@pytest.fixture
def found(scores, compared) -> Compared:
    return compared(scores, shown(scores, ["a", "b", "c", NOT_STATED]))


def test_the_shown_roles_are_compared_on_both_composites(found) -> None:
    rows = found.comparisons.set_index("scale")
    assert list(rows.index) == ["readiness", "willingness"] and (rows["groups"] == 3).all() and (rows["n"] == 180).all()
    assert rows["welch"].tolist() == ["<.001", "not"] and rows["kruskal"].tolist() == ["<.001", "not"]
    pairs = found.pairs[found.pairs["scale"] == "readiness"]
    assert list(zip(pairs["first"], pairs["second"], strict=True)) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert pairs["bracket"].tolist() == ["not", "<.001", "<.001"]


def test_differences_and_effects_follow_from_what_is_published(found, scores, tally_of_scores) -> None:
    published = shown(scores, ["a", "b", "c"]).set_index(["scale", "role"])
    mean = published["total"] / published["n"]
    pooled = spread(tally_of_scores(scores)).set_index(["grouping", "measure"])
    for row in found.pairs.itertuples():
        difference = mean[row.scale, row.first] - mean[row.scale, row.second]
        squares, df = pooled.loc[("role", row.scale)].astype(float)
        assert row.difference == round(difference, 2)
        assert row.hedges == round(difference / np.sqrt(squares / df) * (1 - 3 / (4 * df - 1)), 2)
    for row in found.comparisons.itertuples():
        n, m = published.loc[row.scale, "n"], mean[row.scale]
        squares, df = pooled.loc[("role", row.scale)].astype(float)
        between = (n * (m - np.average(m, weights=n)) ** 2).sum()
        assert row.effect == round(between / (between + (n.sum() - 3) * squares / df), 2)


def test_tests_are_those_of_pingouin(found, scores) -> None:
    import pingouin

    from pipeline.stats.comparisons import brackets

    data = scores.people.join(scores.scales)
    data = data[data["role"].isin(["a", "b", "c"])]
    for row in found.comparisons.itertuples():
        welch = pingouin.welch_anova(data, dv=row.scale, between="role")["p_unc"].iloc[0]
        kruskal = pingouin.kruskal(data, dv=row.scale, between="role")["p_unc"].iloc[0]
        assert [row.welch, row.kruskal] == brackets([welch, kruskal]).tolist()
        pairs = pingouin.pairwise_gameshowell(data, dv=row.scale, between="role")
        assert found.pairs.loc[found.pairs["scale"] == row.scale, "bracket"].tolist() == brackets(pairs["pval"]).tolist()


def test_with_all_roles_shown_the_effect_is_that_of_pingouin(scores, scores_of, compared) -> None:
    import pingouin

    people, scales = scores.people, scores.scales
    stated = (people["role"] != NOT_STATED).to_numpy()
    people, scales = (frame[stated].reset_index(drop=True) for frame in (people, scales))
    everybody = scores_of({name: scales[name] for name in ("readiness", "willingness")}, people["role"].tolist())
    effect = compared(everybody, shown(scores, ["a", "b", "c", "hidden"])).comparisons["effect"]
    data = people.join(scales)
    known = [pingouin.welch_anova(data, dv=scale, between="role")["np2"].iloc[0] for scale in ("readiness", "willingness")]
    assert effect.tolist() == pytest.approx(known, abs=0.005)


def test_two_groups_are_not_compared(scores, compared) -> None:
    found = compared(scores, shown(scores, ["a", "b", NOT_STATED]))
    assert found.comparisons.empty and found.pairs.empty


def test_a_composite_that_is_not_shown_is_not_compared(scores, compared) -> None:
    found = compared(scores, shown(scores, ["a", "b", "c"], scales=("willingness",)))
    assert set(found.comparisons["scale"]) == {"willingness"} == set(found.pairs["scale"])


def test_a_group_without_spread_leaves_no_rows(scores, scores_of, compared) -> None:
    roles, scales = scores.people["role"], scores.scales
    readiness = scales["readiness"].where(roles != "b", 50.0)
    alike = scores_of({"readiness": readiness, "willingness": scales["willingness"]}, roles.tolist())
    found = compared(alike, shown(alike, ["a", "b", "c"]))
    assert set(found.comparisons["scale"]) == {"willingness"} == set(found.pairs["scale"])


def test_ranks_are_taken_of_hundredths_of_a_point(scores, instrument, tally_of_scores) -> None:
    figures = figures_of(scores, tally_of_scores(scores).grid, instrument)
    counts = ranked(figures, instrument, "role", "readiness")
    place = {role: number for number, role in enumerate(figures.levels["role"])}
    values = scores.scales["readiness"].to_numpy()
    for role in ("a", "hidden"):
        own = np.rint(values[(scores.people["role"] == role).to_numpy()] * 100).astype(int)
        assert np.repeat(np.arange(VALUES), counts[place[role]]).tolist() == sorted(own.tolist())


def test_no_column_holds_a_spread_or_a_p(found) -> None:
    assert list(found.comparisons) == ["grouping", "scale", "groups", "n", "welch", "kruskal", "effect"]
    assert list(found.pairs) == ["grouping", "scale", "first", "second", "difference", "hedges", "bracket"]
