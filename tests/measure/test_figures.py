"""Figures of the whole organisation from parts: any parts in any order give the same, and what plain arithmetic gives."""

from __future__ import annotations

from dataclasses import fields
from functools import reduce

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.measure import complete_people as blocks_of_people
from pipeline.measure import patterns as patterns_of_waves
from pipeline.measure import rules as rules_of_waves
from pipeline.measure.complete_people import CompletePeople, complete_people
from pipeline.measure.drivers import correlations
from pipeline.measure.figures import Aims, Figures, aims, figures_part
from pipeline.measure.histogram import Histogram
from pipeline.measure.other_rules import other_rules
from pipeline.measure.part import ScoredPart, scored_part
from pipeline.measure.patterns import Patterns
from pipeline.measure.points import points_of
from pipeline.measure.products import BLOCKS, around, blocks_of, products_by_block
from pipeline.measure.quality import QualityCounts
from pipeline.measure.rules import rules
from pipeline.measure.scale_scores import ScaleScores
from pipeline.measure.score import patterns
from pipeline.measure.tally_scales import scales
from pipeline.measure.variants import Variant, variant_part, variants_part
from pipeline.tables import NOT_STATED, Responses
from pipeline.tables.coded import NO_ANSWER
from pipeline.tables.responses import in_points, nano
from pipeline.tables.tally import Grid, Otherwise

GRID = Grid({"role": ("nurse", "clerk", NOT_STATED), "department": ("north", "south")})
ITEMS = ("S1", "S2", "S3", "E1", "E2", "U1", "P1", "W1")


@pytest.fixture
def wave(responses_of) -> Responses:
    """Two hundred people of three roles; some left items out or said that they do not apply, a few left out everything."""
    rng = np.random.default_rng(4)
    people = []
    for i in range(200):
        level = rng.normal()
        five = np.clip(np.rint(3 + level + rng.normal(0, 0.8, 6)), 1, 5).astype(int)
        ten = np.clip(np.rint(5 + 2 * level + rng.normal(0, 1.5, 2)), 0, 10).astype(int)
        answers = dict(zip(("S1", "S2", "S3", "U1", "P1", "W1", "E1", "E2"), [*five.tolist(), *ten.tolist()], strict=True))
        gone = {item: [None, "NA"][int(rng.integers(2))] for item in ITEMS if rng.random() < 0.08}
        silent = dict.fromkeys(ITEMS) if i % 40 == 0 else {}
        role = ("nurse", "clerk", NOT_STATED)[int(rng.integers(3))]
        people.append({"role": role, "department": ("north", "south")[i % 2], **answers, **gone, **silent})
    return responses_of(people)


@pytest.fixture
def kept() -> np.ndarray:
    return np.arange(200) % 17 != 3


@pytest.fixture
def parts_of(wave, kept, instrument):
    """The wave in parts of these rows, with what is looked for in each."""
    found = patterns(wave, instrument, kept)
    how = rules(found, instrument, "additive", None, wave)

    def make(rows: list[np.ndarray]) -> tuple[list[ScoredPart], Aims]:
        return [scored_part(wave.only(some), how, GRID, kept[some]) for some in rows], aims(found, how)

    return make


def same(one: object, other: object) -> bool:
    """Whether two figures (or parts of them) are equal."""
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    if isinstance(one, Histogram):
        return same(one.numbers, other.numbers) and same(one.counts, other.counts)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, Patterns):
        return all(same(getattr(one, name), getattr(other, name)) for name in ("role", "number", "people"))
    if isinstance(one, Figures | CompletePeople | Variant | Otherwise):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == other


def split(seed: int, parts: int, n: int = 200) -> list[np.ndarray]:
    """Rows in parts by lot, in any order; some parts may be empty."""
    rng = np.random.default_rng(seed)
    order, at = rng.permutation(n), np.sort(rng.integers(0, n + 1, parts - 1))
    return np.split(order, at)


def added(found: list) -> object:
    return reduce(lambda one, more: one + more, found)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_any_parts_in_any_order_give_the_same(parts_of, seed: int, parts: int) -> None:
    whole, looked = parts_of([np.arange(200)])
    some, _ = parts_of(split(seed, parts))
    expected = figures_part(whole[0], looked)
    assert same(added([figures_part(part, looked) for part in some]), expected)
    # And put together two by two instead of one after the other.
    halves = [added([figures_part(part, looked) for part in some[half::2]]) for half in (1, 0) if some[half::2]]
    assert same(added(halves), expected)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_people_under_other_decisions_add_up(parts_of, wave, kept, instrument, seed: int, parts: int) -> None:
    whole, looked = parts_of([np.arange(200)])
    some, _ = parts_of(split(seed, parts))
    for other in other_rules(looked.patterns, patterns(wave, instrument), whole[0].how, "additive", wave):
        assert same(added([variant_part(part, other) for part in some]), variant_part(whole[0], other))


def test_patterns_too_many_for_an_array_give_the_same(wave, kept, instrument, monkeypatch) -> None:
    def looked() -> tuple[Figures, list[Variant]]:
        found, everybody = patterns(wave, instrument, kept), patterns(wave, instrument)
        how = rules(found, instrument, "additive", None, wave)
        part = scored_part(wave, how, GRID, kept)
        others = other_rules(found, everybody, how, "additive", wave)
        of_others = variants_part(part, others).of
        assert all(same(of_others[other.name], variant_part(part, other)) for other in others)
        return figures_part(part, aims(found, how)), list(of_others.values())

    figures, variants = looked()
    for module in (rules_of_waves, patterns_of_waves):
        monkeypatch.setattr(module, "_DENSE", 2)
    again, others = looked()
    assert same(again, figures) and all(same(one, other) for one, other in zip(others, variants, strict=True))


def test_blocks_of_rows_that_are_too_many_to_keep_add_up_too(parts_of, monkeypatch) -> None:
    monkeypatch.setattr(blocks_of_people, "MOST_ROWS", 120)  # some parts are kept as rows, and their sum is not
    whole, looked = parts_of([np.arange(200)])
    expected = figures_part(whole[0], looked).complete
    assert expected.rows is None and expected.people > 120
    for seed in range(4):
        some, _ = parts_of(split(seed, 5))
        assert same(added([figures_part(part, looked) for part in some]).complete, expected)


def test_blocks_hold_the_sums_of_those_who_have_all_that_is_wanted() -> None:
    rng = np.random.default_rng(1)
    points = nano(np.round(rng.uniform(0, 100, (3, 500)), 3))
    points[0, :50], points[2, 40:60] = -1, -2
    wanted, line = np.array([True, False, True]), np.arange(500)
    found = complete_people(("a", "b", "c"), wanted, line, points).in_blocks()
    inside = np.arange(500) >= 60
    z = np.column_stack([np.ones(500), *around(points)])[inside]
    expected = z.T @ z
    expected[2] = expected[:, 2] = 0
    assert found.sum(axis=0) == pytest.approx(expected)
    assert found[:, 0, 0].tolist() == np.bincount(blocks_of(line[inside]), minlength=BLOCKS).tolist()


def test_lines_are_put_into_blocks_as_if_by_lot() -> None:
    size = np.bincount(blocks_of(np.arange(100_000)), minlength=BLOCKS)
    # A hundred each, with the variance of lots: chi square of 999 degrees of freedom is 999 ± 45.
    assert 850 < ((size - 100) ** 2 / 100).sum() < 1150
    # Neighbours, and lines a thousand apart, do not keep together.
    for apart in (1, 2, 1_000):
        together = (blocks_of(np.arange(100_000)) == blocks_of(np.arange(100_000) + apart)).mean()
        assert together == pytest.approx(1 / BLOCKS, abs=4e-4)


def test_correlations_are_those_of_the_people_with_both(parts_of, instrument, monkeypatch) -> None:
    monkeypatch.setattr("pipeline.measure.drivers.FEWEST", 20)
    (part,), looked = parts_of([np.arange(200)])
    found = correlations(figures_part(part, looked), instrument).set_index(["first", "second"])
    scales = dict(zip(part.names, in_points(part.points[:, part.scored]), strict=True))
    assert len(found) == 10
    for (first, second), row in found.iterrows():
        both = ~np.isnan(scales[first]) & ~np.isnan(scales[second])
        assert row["n"] == both.sum()
        assert row["correlation"] == pytest.approx(np.corrcoef(scales[first][both], scales[second][both])[0, 1], abs=0.00501)


def test_patterns_of_the_scored_are_those_of_the_kept_without_the_others(parts_of, wave, kept, instrument) -> None:
    (part,), looked = parts_of([np.arange(200)])
    figures = figures_part(part, looked)
    assert 0 < part.scored.sum() < kept.sum()
    directly = patterns(wave, instrument, part.scored)
    for scale, found in looked.patterns.items():
        assert same(found - figures.not_scored[scale], directly[scale])


def test_who_answered_nothing_and_who_refused_is_counted_by_role(parts_of, wave, kept) -> None:
    (part,), looked = parts_of([np.arange(200)])
    figures = figures_part(part, looked)
    codes = np.stack([wave.rated.codes[wave.rated.names.index(item)] for item in ITEMS])
    role = wave.people["role"].to_numpy()
    for number, name in enumerate(part.how.roles):
        inside = kept & (role == name)
        assert figures.silent[number] == ((codes == NO_ANSWER).all(axis=0) & inside).sum()
        assert figures.refused[number].tolist() == ((codes == 0) & inside).sum(axis=1).tolist()


def test_people_who_run_against_the_others_are_those_of_plain_correlations() -> None:
    from scipy.special import ndtri

    from pipeline.measure.flipped import _against

    rng = np.random.default_rng(3)
    means = rng.normal(0, 20, 30)
    x = np.rint((rng.choice([1, -1], (400, 1), p=[0.8, 0.2]) * means * 0.6 + rng.normal(0, 25, (400, 30))) / 25) * 25
    x[rng.random(x.shape) < 0.3] = np.nan
    x[5] = 25.0
    there = ~np.isnan(x)
    x0, m0 = np.where(there, x, 0), there * means
    parts = [there.sum(axis=1), x0.sum(axis=1), (x0**2).sum(axis=1), m0.sum(axis=1), (m0**2).sum(axis=1), (x0 * m0).sum(axis=1)]
    looked, against = _against(np.column_stack(parts).astype(np.float32))
    for i in range(400):
        own, others = x[i, there[i]], means[there[i]]
        if len(own) < 10 or np.ptp(own) == 0:
            assert not looked[i]
            continue
        r = np.corrcoef(own, others)[0, 1]
        assert looked[i] and against[i] == (np.arctanh(r) < ndtri(0.005) / np.sqrt(len(own) - 3))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 60), max_size=30), min_size=1, max_size=14), st.sampled_from([61, 10_000]))
def test_histograms_of_parts_count_what_stands_there(parts: list[list[int]], size: int) -> None:
    found = added([Histogram.of(np.array(part, dtype=np.int32), size) for part in parts])
    numbers, counts = np.unique(np.array([number for part in parts for number in part], dtype=np.int64), return_counts=True)
    assert found.numbers.tolist() == numbers.tolist() and found.counts.tolist() == counts.tolist()


def test_counts_of_signs_add_up() -> None:
    one = QualityCounts(10, {"too_fast": 2}, {"too_fast": False}, 1)
    other = QualityCounts(5, {"too_fast": 0}, {"too_fast": True}, 2)
    assert one + other == other + one == QualityCounts(15, {"too_fast": 2}, {"too_fast": True}, 3)


def test_scores_counted_by_level_give_what_scores_one_by_one_give(parts_of, instrument) -> None:
    part = parts_of([np.arange(200)])[0][0]
    atom = np.where(part.scored, part.atom, GRID.atoms)
    one_by_one = [ScaleScores(one.everybody) for one in part.scales]
    assert any(one.code is not None for one in part.scales) and all(one.code is None for one in one_by_one)
    found, expected = (scales(atom, part.names, scores, GRID.atoms, instrument) for scores in (part.scales, one_by_one))
    assert all(same(getattr(found, field.name), getattr(expected, field.name)) for field in fields(found))
    assert same(part.points, points_of(part.numbers, part.how))


def test_products_by_block_are_those_of_each_block_alone() -> None:
    rng = np.random.default_rng(3)
    points = nano(np.round(rng.uniform(0, 100, (2, 20_000)), 4))
    points[1, :500] = -1
    rows, block = np.arange(0, 20_000, 2), rng.integers(0, 3, 10_000)
    block[block == 2] = BLOCKS
    found = products_by_block([ScaleScores(one) for one in points], rows, block)
    z = np.vstack([np.ones(20_000), around(points)])[:, rows]
    for which in (0, 1, BLOCKS):
        assert np.array_equal(found[which], z[:, block == which] @ z[:, block == which].T)
    assert not found[2:BLOCKS].any()
