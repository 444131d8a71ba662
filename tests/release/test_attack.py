"""The attacker's pieces: by hand, against every table that fits, and never wrong about the truth."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.organisations import NOTHING, answered, instrument_of, release_of, some_of, table_of, with_tables
from benchmarks.organisations import scores_of as core_scores
from pipeline.release.attack.answers import HiddenAnswers
from pipeline.release.attack.classes import QUADRANTS, SCORED, STANDING, WILLINGNESS, Classes
from pipeline.release.attack.counts import stated_violations
from pipeline.release.attack.derived import derived_sets
from pipeline.release.attack.identities import Composition, identity_violations
from pipeline.release.attack.pair import attack_pair
from pipeline.release.attack.people import Attacker
from pipeline.release.attack.published import Cornered, Published
from pipeline.release.attack.read import figures_of
from pipeline.release.attack.rounded import half_a_unit, limits_of_count
from pipeline.release.attack.settled import settled
from pipeline.release.attack.told import COUNTS, Told, Weighted
from pipeline.release.attack.totals import attack_totals
from pipeline.release.audit import audit_release
from pipeline.release.causes import beside_barriers
from pipeline.release.counts import capped, simple, unprotected
from pipeline.stats.spans import spanned
from pipeline.tables import group_key

CUTS = (50.0, 62.5)
A, B, C = "rn_onc", "app", "social_work"
X, Y, Z = "infusion_center", "medical_oncology", "radiation_oncology"


# --- rounded figures ---------------------------------------------------------------------------------------------------------


def test_half_of_the_last_digit_that_is_written() -> None:
    assert [half_a_unit(x) for x in (43.0, 43.2, 43.25, 0.0, 100.0)] == pytest.approx([0.5, 0.05, 0.005, 0.5, 0.5])


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 99), st.data())
def test_a_whole_percentage_of_fewer_than_a_hundred_people_is_their_count(n: int, data: st.DataObject) -> None:
    """METHODS A.4: whole percentages identify the count for every n < 100."""
    count = data.draw(st.integers(0, n))
    frame = pd.DataFrame({"n": [n], "c_low": [0], "c_high": [n], "c_percent": [float(np.rint(100 * count / n))]})
    low, high = limits_of_count(figures_of(frame), "c")
    assert low[0] == high[0] == count


def test_exact_counts_near_the_ends_are_found_however_they_are_written() -> None:
    frame = pd.DataFrame(
        {
            "grouping": ["role", "role"], "role": ["a", "b"], "department": None, "rollup": None, "n": [40, 40],
            "c": pd.array([pd.NA, 20], dtype="Int64"), "c_low": [0, 20], "c_high": [4, 20], "c_percent": [3.0, 50.0],
        }
    )  # fmt: skip
    assert stated_violations("t", frame, 10) == ["t: 1 exact count(s) of nobody, one, all or all but one in c"]
    assert stated_violations("t", frame.drop(columns="c_percent"), 10) == []
    assert stated_violations("t", frame.assign(n=9, c_percent=np.nan), 10)[0].endswith("2 row(s) stand for fewer than 10 people")


# --- groups that are published together -------------------------------------------------------------------------------------


def test_a_cell_with_answers_that_none_of_some_persons_can_be_in_is_found() -> None:
    """12 of 20 persons, and 12 of the 15 who are not in one cell: of the five in that cell nobody can be one of them."""
    groups = Published(np.array([[True, True], [True, False]]))
    n, some = np.array([20.0, 15.0]), np.array([12.0, 12.0])
    assert groups.cornered(some, some, 2, exactly=False, among=n) == Cornered(0.0, ((1, 0.0),))
    assert groups.cornered(some, some, 2, exactly=False, among=np.array([15.0, 15.0])) == Cornered(np.inf, ())


def test_of_persons_an_empty_cell_is_no_matter_and_the_smallest_bound_is_found() -> None:
    """Rows of 30 and 9, columns of 20 and 19: a cell of the second row holds 9 at most, of the first more than that."""
    cover = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], dtype=bool)
    groups = Published(cover)
    totals = np.array([30.0, 9.0, 20.0, 19.0])
    assert groups.cornered(totals, totals, 10, exactly=True, among=None) == Cornered(9.0, ((3, 9.0), (2, 9.0)))
    assert groups.cornered(totals, totals, 9, exactly=True, among=None) == Cornered(9.0, ())
    assert groups.cornered(totals, totals, 9, exactly=False, among=None) == Cornered(np.inf, ())
    nobody = np.array([30.0, 0.0, 20.0, 10.0])
    assert groups.cornered(nobody, nobody, 11, exactly=False, among=None).cells == ((1, 10.0),)


# --- hidden answers, knowing who answered where ------------------------------------------------------------------------------


def told(cover: list[list[int]], people: list[int], reluctant: list[tuple[float, float]]) -> Told:
    """Only the number of reluctant people is written."""
    groups = len(cover)
    low, high = np.full((groups, 7), -np.inf), np.full((groups, 7), np.inf)
    low[:, 0], high[:, 0] = zip(*reluctant, strict=True)
    return Told(np.array(cover, dtype=bool), np.array(people), low, high, CUTS)


def reached(attacker: HiddenAnswers, cells: int) -> list[tuple[int, int]]:
    return [bounds_of(attacker, cell) for cell in range(cells)]


def bounds_of(attacker: HiddenAnswers, cell: int) -> tuple[int, int]:
    attacker._bound(cell)
    return attacker._whole(cell)


def test_reluctant_people_of_a_hidden_cell_by_hand() -> None:
    """6 + 4 people, 7 of them reluctant: at least 3 of the 6 and 1 of the 4."""
    attacker = HiddenAnswers(told([[1, 1]], [6, 4], [(7, 7)]))
    assert reached(attacker, 2) == [(3, 6), (1, 4)]
    assert attacker.narrow(np.array([0, 1])) == [] and attacker.narrowest(np.array([0, 1])) == pytest.approx(0.5)


def test_a_cell_whose_share_is_known_is_found_with_what_carries_it() -> None:
    """20 people with 9 reluctant, 15 of them with 5: the other five have 4."""
    attacker = HiddenAnswers(told([[1, 1], [1, 0]], [15, 5], [(9, 9), (5, 5)]))
    [one] = attacker.narrow(np.array([1]))
    assert (one.cell, one.low, one.high, one.carriers) == (1, 4, 4, frozenset({0, 1}))
    attacker.limit(1, np.array([3.0, *[-np.inf] * 6]), np.array([6.0, *[np.inf] * 6]))
    assert attacker.narrow(np.array([1])) == [] and reached(attacker, 2)[1] == (3, 5)


def test_a_sum_of_scores_tells_where_counts_are_silent() -> None:
    """Five people with 110 points in all: at least three are below 50, as three of 37 and two of 0 are the least even."""
    one = told([[1]], [5], [(0, 5)])
    low, high = one.low.copy(), one.high.copy()
    low[0, 6], high[0, 6] = 110.0, 110.0
    assert reached(HiddenAnswers(replace(one, low=low, high=high)), 1) == [(3, 5)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_hidden_answers_are_those_of_all_tables_that_fit(seed: int) -> None:
    """Brute force over reluctant people of four cells, both margins of a 2 × 2 table given as limits."""
    rng = np.random.default_rng(seed)
    people = rng.integers(1, 6, 4)
    truth = rng.integers(0, people + 1)
    cover = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    low, high = cover @ truth - rng.integers(0, 2, 4), cover @ truth + rng.integers(0, 2, 4)
    tables = np.array(list(itertools.product(*(range(n + 1) for n in people))))
    totals = tables @ cover.T
    fits = tables[((totals >= low) & (totals <= high)).all(axis=1)]
    attacker = HiddenAnswers(told(cover.tolist(), people.tolist(), list(zip(low, high, strict=True))))
    assert reached(attacker, 4) == list(zip(fits.min(axis=0).tolist(), fits.max(axis=0).tolist(), strict=True))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_settled_changes_nothing_for_the_others(seed: int) -> None:
    """3 × 3 cells whose margins and some cells are written exactly, some as intervals; and one weighted sum."""
    rng = np.random.default_rng(seed)
    classes = rng.integers(0, 5, (9, 5))
    people, scores = classes.sum(axis=1), classes @ np.array([20.0, 55.0, 55.0, 80.0, 80.0])
    cells = np.eye(9, dtype=bool)
    cover = np.concatenate([cells[:3], np.repeat(np.eye(3, dtype=bool), 3, axis=1), np.tile(np.eye(3, dtype=bool), 3)])
    figures = cover @ np.column_stack([classes, scores]) @ COUNTS.T
    wide = np.where(rng.random((9, 6)) < 0.3, rng.integers(1, 3, (9, 6)), 0) * (rng.random((9, 1)) < 0.5)
    low, high = figures - 1e-6 * (np.arange(7) == 6), figures + 1e-6 * (np.arange(7) == 6)
    low[:, :6], high[:, :6] = low[:, :6] - wide, high[:, :6] + wide
    weight = rng.random(9)
    weighted = (Weighted(weight, *(weight @ classes[:, [0, 1, 3]].sum(axis=1) + np.array([-1.0, 1.0]))),)
    whole = Told(cover, people, low, high, CUTS)
    fewer, others, left = settled(whole, weighted)
    asked = np.flatnonzero(np.isin(left, np.arange(3, 9)))
    attacker, simple = HiddenAnswers(fewer, others), HiddenAnswers(whole, weighted)
    attacker.look_across(asked)
    seen = [attacker._whole(int(cell)) if np.isfinite(attacker._least[cell]) else None for cell in asked]
    bounds = [bounds_of(attacker, int(cell)) for cell in asked]
    assert bounds == [bounds_of(simple, int(left[cell])) for cell in asked]
    assert all(one is None or (one[0] >= low and one[1] <= high) for one, (low, high) in zip(seen, bounds, strict=True))


# --- tables taken together ---------------------------------------------------------------------------------------------------


def test_willing_people_are_favourable_ones() -> None:
    """Of 15, ten are willing, so ten at least are favourable; five are neutral: nobody is left to be unfavourable."""
    program = Classes(np.array([15.0, 15.0]), CUTS)
    ones = np.ones(2)
    program.count(STANDING["willing"], 10 * ones, 10 * ones)
    program.count(SCORED[WILLINGNESS]["neutral"], np.array([5.0, 4.0]), np.array([5.0, 4.0]))
    low, high = program.bounds(SCORED[WILLINGNESS]["unfavourable"])
    assert (low.tolist(), high.tolist()) == ([0, 0], [0, 1])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_classes_are_bounded_by_all_tables_that_fit(seed: int) -> None:
    """Brute force over the five classes of willingness and the quadrants' sum, for one group of six people."""
    rng = np.random.default_rng(seed)
    n = 6
    tables = np.array([t for t in itertools.product(range(n + 1), repeat=5) if sum(t) == n])
    truth = tables[rng.integers(len(tables))]
    program = Classes(np.array([float(n)]), CUTS)
    fits = np.ones(len(tables), dtype=bool)
    for classes in (*STANDING.values(), *SCORED[WILLINGNESS].values()):
        count = int(truth[list(classes)].sum())
        low, high = count - rng.integers(0, 3), count + rng.integers(0, 3)
        program.count(classes, np.array([float(low)]), np.array([float(high)]))
        of_table = tables[:, list(classes)].sum(axis=1)
        fits &= (of_table >= low) & (of_table <= high)
    for classes in (*STANDING.values(), *SCORED[WILLINGNESS].values()):
        low, high = program.bounds(classes)
        of_table = tables[fits][:, list(classes)].sum(axis=1)
        assert low[0] <= of_table.min() and of_table.max() <= high[0]  # never wrong
        assert of_table.min() - low[0] < 1 and high[0] - of_table.max() < 1  # and as close as whole numbers allow
    assert program.bounds(QUADRANTS["neither"])[0][0] >= 0


# --- identities, sums at their ends, causes ----------------------------------------------------------------------------------


def composed(scales: pd.DataFrame, instrument) -> pd.DataFrame:
    """Composites as the means of their constructs."""
    return scales.assign(**{part.id: scales[list(part.scales)].mean(axis=1) for part in instrument.composites})


@pytest.fixture(scope="module")
def made(scores_of, instrument, nothing):
    """A protected release of four large cells, its composites the means of their constructs."""
    scores = scores_of([(A, X, 60), (A, Y, 50), (B, X, 40), (B, Y, 70)])
    scores = with_tables(scores, scales=composed(scores.scales, instrument))
    return scores, release_of(scores, None, instrument, nothing)


def compositions(instrument):
    return [Composition(part.id, tuple(part.scales), ("ready_willing", "willing_not_ready")) for part in instrument.composites]


def without(release, scale: str, *keys: str):
    gone = (release.scales["scale"] == scale) & group_key(release.scales).isin(keys)
    return replace(release, scales=release.scales[~gone].reset_index(drop=True))


def test_one_construct_follows_from_the_composite_and_two_do_not(made, instrument) -> None:
    _, release = made
    assert identity_violations(release, compositions(instrument))[1] == []
    cells = [f"role_department:{role}:{department}" for role in (A, B) for department in (X, Y)]
    one = without(release, "openness", *cells)
    tried, found = identity_violations(one, compositions(instrument))
    assert tried == 4 and len(found) == 4
    # Two members withheld in the same cells, and no cell follows from the margins: nothing is known of either.
    two = without(one, "usefulness", *cells)
    assert identity_violations(two, compositions(instrument))[1] == []


def test_a_group_in_which_nobody_lacks_a_scale_is_told_by_its_own_counts(made, instrument) -> None:
    """Elsewhere 15 lack openness, so the composite is no plain mean of all; in A nobody does, and there it still tells."""
    _, release = made
    at_b = release.scales["scale"].eq("openness") & group_key(release.scales).isin(
        ["overall", f"role:{B}", f"department:{X}", f"role_department:{B}:{X}"]
    )
    release = replace(release, scales=release.scales.assign(n=release.scales["n"] - np.where(at_b, 15, 0)))
    # Withheld in every group from which it would follow by subtraction; in A all else is shown.
    gone = (f"role_department:{A}:{Y}", f"department:{Y}", f"role:{A}")
    found = identity_violations(without(release, "usefulness", *gone), compositions(instrument))[1]
    assert any(f"usefulness of role_department:{A}:{Y}" in text for text in found)


def test_a_construct_withheld_in_a_group_goes_with_another(scores_of, instrument, nothing) -> None:
    """All 30 of a cell are unfavourable on openness alone: it is withheld there, and nothing gives it back."""
    scores = scores_of([(A, X, 30), (A, Y, 60), (A, Z, 60), (B, X, 60), (B, Y, 70), (B, Z, 50)])
    cell = ((scores.people["role"] == A) & (scores.people["department"] == X)).to_numpy()
    scales = scores.scales
    scales.loc[cell, "openness"] = 20.0
    scores = with_tables(scores, scales=composed(scales, instrument))
    release = release_of(scores, None, instrument, nothing)
    shown = set(group_key(release.scales[release.scales["scale"] == "openness"]))
    assert f"role_department:{A}:{X}" in set(group_key(release.groups)) - shown
    assert audit_release(release, instrument, answered(scores)).violations == ()


def sums_found(release, instrument) -> list[str]:
    attacks = attack_totals(Attacker(release, instrument.thresholds.k), instrument)
    return [text for attack in attacks for text in attack.found]


def test_a_rating_that_all_gave_is_withheld(scores_of, instrument, nothing) -> None:
    """Every nurse rates the first topic 5 and every advanced practitioner the second 1: sums of 5n and n would say so."""
    scores = scores_of([(A, X, 60), (A, Y, 50), (B, X, 40), (B, Y, 70), (C, X, 40), (C, Y, 30)])
    importance, confidence, role = scores.importance, scores.confidence, scores.people["role"]
    first, second = importance.columns[:2]
    importance.loc[(role == A) & importance[first].notna(), first] = 5.0
    confidence.loc[(role == B) & confidence[second].notna(), second] = 1.0
    scores = with_tables(scores, importance=importance, confidence=confidence)
    release = release_of(scores, None, instrument, nothing)
    shown = {(str(t), k) for t, k in zip(release.topics["topic"], group_key(release.topics), strict=True)}
    assert (first, f"role:{A}") not in shown and (second, f"role:{B}") not in shown
    assert (first, f"role:{B}") in shown or (first, f"role:{C}") in shown
    assert sums_found(release, instrument) == []
    assert audit_release(release, instrument, answered(scores)).violations == ()
    # Unguarded, the same attacker says whose they are.
    careless = instrument.model_copy(update={"thresholds": instrument.thresholds.model_copy(update={"unanimity": 0})})
    found = sums_found(release_of(scores, None, careless, nothing), instrument)
    assert any(f"{first}: role:{A}" in text and "highest possible importance" in text for text in found)
    assert any(f"{second}: role:{B}" in text and "lowest possible confidence" in text for text in found)


def test_the_last_barrier_of_a_cause_does_not_follow(scores_of, instrument, nothing) -> None:
    """Role A: three chose the second barrier of a cause and 30 the first, never both; 33 chose the cause."""
    scores = scores_of([(A, X, 60), (A, Y, 50), (B, X, 90), (B, Y, 70)])
    chosen = scores.ticked["barriers"].frame()
    of_cause: dict[str, list[str]] = {}
    for barrier in instrument.barriers:
        of_cause.setdefault(barrier.cause, []).append(barrier.id)
    cause, (one, other) = next((c, b) for c, b in of_cause.items() if len(b) == 2)
    answering = np.flatnonzero((scores.people["role"] == A).to_numpy() & scores.ticked["barriers"].answered)
    few = int(np.ceil(0.1 * len(answering))) - 1
    chosen.loc[answering, [one, other]] = False
    chosen.loc[answering[:30], one] = True
    chosen.loc[answering[30 : 30 + few], other] = True
    chosen.loc[answering[30 + few :], next(b for b in chosen if b not in (one, other))] = True
    scores = with_tables(scores, chosen={"barriers": chosen})
    release = release_of(scores, None, instrument, nothing)
    a_cause = (release.causes["cause"] == cause) & (group_key(release.causes) == f"role:{A}")
    a_barrier = (release.barriers["option"] == one) & (group_key(release.barriers) == f"role:{A}")
    limits = ["chosen_low", "chosen_high"]
    assert audit_release(release, instrument, answered(scores)).violations == ()
    causes, barriers = release.causes.copy(), release.barriers.copy()
    causes.loc[a_cause, limits], barriers.loc[a_barrier, limits] = 30 + few, 30
    the_other = (release.barriers["option"] == other) & (group_key(release.barriers) == f"role:{A}")
    barriers.loc[the_other, "chosen_high"] = few
    found = audit_release(replace(release, causes=causes, barriers=barriers), instrument).violations
    assert any(f"follow from the cause {cause}" in text for text in found)


def test_a_cause_gives_way_where_its_last_barrier_would_follow_by_hand() -> None:
    """40 of 110 chose the cause, 30 its first barrier, few its second: 10 at least, and few are 10 at most."""
    n, exact = np.array([[110, 110]]), np.array([[[30], [10]]])
    both = capped(unprotected(("chosen",), n, np.ones((1, 2), dtype=bool), exact), 0.1)
    assert both.limits.high[0, :, 0].tolist() == [30, 10]
    cause = simple({"chosen": np.array([40])}, n[:, 0], 0.1, partition=False)
    coarse = beside_barriers(cause, both, [[0, 1]], [])
    assert (coarse.limits.low[0, 0, 0], coarse.limits.high[0, 0, 0]) == (39, 41)
    assert beside_barriers(cause, both, [[0]], []).limits.low[0, 0, 0] == 40  # another cause's barrier tells nothing


# --- two releases ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def twins():
    instrument = instrument_of(4, 4, "two_way")
    rng = np.random.default_rng(5)
    scores = core_scores(np.full((4, 4), 25), instrument, rng)

    def released(kept: np.ndarray):
        return release_of(some_of(scores, kept), None, instrument, NOTHING)

    return scores, released


def test_three_who_join_one_cell_are_seen_and_sixteen_are_not(twins) -> None:
    scores, released = twins
    everybody = np.ones(len(scores.people), dtype=bool)
    in_cell = np.flatnonzero((scores.people["role"] == "r1").to_numpy() & (scores.people["department"] == "d2").to_numpy())
    for joined, seen in ((3, True), (15, False)):
        kept = everybody.copy()
        kept[in_cell[:joined]] = False
        attack = attack_pair(released(kept), released(everybody), left=0, joined=joined, k=10)
        assert bool(attack.found) is seen
        assert attack.tightest == pytest.approx(joined)


def test_the_same_release_twice_tells_nothing(twins) -> None:
    scores, released = twins
    whole = released(np.ones(len(scores.people), dtype=bool))
    assert attack_pair(whole, whole, left=0, joined=0, k=10).found == ()


def test_one_in_one_out_is_seen_though_no_number_changes(twins) -> None:
    """All totals stay; who knows that one left and one joined still knows that both are one person."""
    scores, released = twins
    everybody = np.ones(len(scores.people), dtype=bool)
    whole = released(everybody)
    attack = attack_pair(whole, whole, left=1, joined=1, k=10)
    assert attack.found and attack.tightest == pytest.approx(1)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 1_000))
def test_a_bound_on_those_who_joined_is_never_below_the_truth(twins, seed: int) -> None:
    """Invariant: in every cell at least as many may have joined as did."""
    scores, released = twins
    rng = np.random.default_rng(seed)
    kept = rng.random(len(scores.people)) > 0.08
    joined = scores.people[~kept].groupby(["role", "department"]).size()
    attack = attack_pair(released(kept), released(np.ones(len(kept), dtype=bool)), left=0, joined=int((~kept).sum()), k=10_000)
    bounds = {}
    for text in attack.found:
        if text.startswith("release/groups: ") and "joined" in text:
            place, most = text.removeprefix("release/groups: ").split(": at most ")
            bounds[place] = int(most.split(" ")[0])
    for (role, department), count in joined.items():
        assert bounds.get(f"{role} in {department}", 10_000) >= count


# --- derivable groups --------------------------------------------------------------------------------------------------------


def test_a_group_that_nobody_published_follows_by_hand() -> None:
    """40 = 31 + 4 + 5 with 31 shown: the other nine follow together, though neither cell does alone."""
    cover, people = np.array([[1, 1, 1], [1, 0, 0]], dtype=bool), np.array([31, 4, 5])
    assert derived_sets(cover, people, np.array([1, 2]), 10).tolist() == [[False, True, True]]
    assert derived_sets(cover, people, np.array([1, 2]), 9).tolist() == []


@pytest.mark.parametrize("seed", range(6))
def test_derivable_sets_are_sums_and_differences_of_groups(seed: int) -> None:
    """Reference: least squares. And none below k is left out where one cell alone follows."""
    rng = np.random.default_rng(seed)
    cover = np.vstack([np.ones(8, dtype=bool), rng.random((5, 8)) < 0.5])
    people = rng.integers(1, 6, 8)
    sets = derived_sets(cover, people, np.arange(8), 10)
    assert spanned(cover.astype(float), sets.astype(float)).all() and ((sets @ people) < 10).all()
    alone = spanned(cover.astype(float), np.eye(8)) & ~cover[cover.sum(axis=1) == 1].any(axis=0)
    assert set(np.flatnonzero(alone)) <= {int(row.argmax()) for row in sets if row.sum() == 1}


def test_cells_that_are_known_to_be_empty_hide_nobody(scores_of, instrument, nothing) -> None:
    """A in Z is empty, and nobody on the roster would know: 64 = 60 + 4 + 0 must not tell of the four."""
    scores = scores_of([(A, X, 60), (A, Y, 4), (B, X, 40), (B, Y, 70), (B, Z, 50), (C, Y, 20), (C, Z, 30)])
    release = release_of(scores, None, instrument, nothing)
    assert audit_release(release, instrument, answered(scores)).violations == ()
    assert f"role_department:{A}:{X}" not in set(group_key(release.groups))


def test_what_looks_cornered_in_an_empty_cell_is_not_shown_either() -> None:
    """Nobody is in these cells, but an attacker who does not know it would take 9.5 for a bound on people."""
    rng = np.random.default_rng([20261101, 11, 0, 0, 0])
    rows, columns, n = int(rng.integers(5, 16)), int(rng.integers(6, 21)), int(rng.integers(200, 3001))
    instrument = instrument_of(rows, columns, "nested")
    scores = core_scores(table_of(rows, columns, n, rng), instrument, rng)
    assert audit_release(release_of(scores, None, instrument, NOTHING), instrument, answered(scores)).violations == ()
