"""Who is linked over waves, and how measurements go together: by hand, against regression residuals, and what never changes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measure.linked import Observed, follow, linked_spread, places_over_waves
from pipeline.tables import NOT_CONVINCED

FIRST, SECOND, THIRD = "2026-11", "2027-02", "2027-05"


def observed(wave: str, person: list[str], roles: list[str] | None = None, scores: np.ndarray | None = None) -> Observed:
    n = len(person)
    scores = np.full(n, 50.0) if scores is None else scores
    return Observed(
        wave,
        np.array(person, dtype=object),
        pd.DataFrame({"role": roles or ["r"] * n, "department": ["d"] * n}),
        pd.DataFrame({"s": scores}),
        np.where(scores < 50, "reluctant", "willing").astype(object),
    )


def test_people_are_followed_by_pseudonym() -> None:
    paths = follow([observed(SECOND, ["x", "", "z"]), observed(FIRST, ["y", "x"])])
    assert [one.wave for one in paths.waves] == [FIRST, SECOND]
    assert sorted(map(tuple, paths.rows.tolist())) == [(-1, 1), (-1, 2), (0, -1), (1, 0)]


@pytest.mark.parametrize(
    ("first", "second", "forgotten"),
    [(["x", "x"], ["x"], ()), (["x"], ["x", "x"], ()), (["x"], ["x"], ("x",)), ([""], [""], ())],
    ids=["twice before", "twice now", "forgotten", "no code"],
)
def test_who_cannot_be_told_apart_is_not_linked(first: list[str], second: list[str], forgotten: tuple[str, ...]) -> None:
    paths = follow([observed(FIRST, first), observed(SECOND, second)], frozenset(forgotten))
    assert not paths.linked(0, 1).any() and len(paths.rows) == len(first) + len(second)


def test_a_code_that_stands_twice_in_one_wave_still_links_the_others() -> None:
    paths = follow([observed(FIRST, ["x"]), observed(SECOND, ["x", "x"]), observed(THIRD, ["x"])])
    assert paths.linked(0, 2).sum() == 1 and not paths.linked(0, 1).any() and not paths.linked(1, 2).any()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "a", "b", "c", "d"]), max_size=6), min_size=1, max_size=3))
def test_everybody_stands_on_one_path_and_no_row_is_lost(waves: list[list[str]]) -> None:
    paths = follow([observed(name, persons) for name, persons in zip((FIRST, SECOND, THIRD), waves, strict=False)])
    for position, one in enumerate(paths.waves):
        rows = paths.rows[:, position]
        assert sorted(rows[rows >= 0]) == list(range(len(one.person)))
    assert (paths.rows >= 0).any(axis=1).all()


def test_places_over_waves_counts_people_without_names() -> None:
    paths = follow([observed(FIRST, ["x", "y", ""], ["a", "a", "b"]), observed(SECOND, ["x", "y"], ["a", "b"])])
    table = places_over_waves(paths)
    assert list(table.columns) == ["path", "people", "wave", "role", "department"]
    told = {
        tuple(map(tuple, part[["wave", "role"]].to_numpy())): int(part["people"].iloc[0]) for _, part in table.groupby("path")
    }
    assert told == {((FIRST, "a"), (SECOND, "a")): 1, ((FIRST, "a"), (SECOND, "b")): 1, ((FIRST, "b"),): 1}


def two_waves(n: int = 80, seed: int = 1) -> tuple[Observed, Observed]:
    rng = np.random.default_rng(seed)
    people = [f"p{i}" for i in range(n)]
    roles = list(np.where(np.arange(n) % 3 == 0, "a", "b"))
    before = np.clip(55 + 10 * (np.arange(n) % 3 == 0) + rng.normal(0, 15, n), 0, 100)
    return observed(FIRST, people, roles, before), observed(SECOND, people, roles, np.clip(before + rng.normal(3, 10, n), 0, 100))


def test_correlation_and_spread_are_those_of_residuals_after_role() -> None:
    """Residuals of a regression on role, from numpy's least squares."""
    first, second = two_waves()
    [row] = linked_spread(follow([first, second]), SECOND, FIRST, ["s"], 10).query("scale == 's'").to_dict("records")
    design = pd.get_dummies(first.places["role"]).to_numpy(dtype=float)
    x, y = (one.scales["s"].to_numpy() for one in (first, second))
    rest = [v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (x, y, y - x)]
    assert row["correlation"] == pytest.approx(np.corrcoef(rest[0], rest[1])[0, 1])
    assert row["change_sd"] == pytest.approx(np.sqrt((rest[2] ** 2).sum() / (len(x) - 2)))
    assert (row["n_linked"], row["earlier"]) == (80, FIRST)


def test_of_the_share_not_yet_convinced_the_correlation_is_phi() -> None:
    """One role: phi of the two-by-two table of 60 people, 20, 10, 10, 20: (400 - 100) / 900 = 1/3."""
    before = np.array([40.0] * 30 + [60.0] * 30)
    now = np.array([40.0] * 20 + [60.0] * 10 + [40.0] * 10 + [60.0] * 20)
    people = [f"p{i}" for i in range(60)]
    table = linked_spread(
        follow([observed(FIRST, people, None, before), observed(SECOND, people, None, now)]), SECOND, FIRST, ["s"], 10
    )
    row = table.set_index("scale").loc[NOT_CONVINCED]
    assert row["correlation"] == pytest.approx(1 / 3)
    assert row["change_sd"] == pytest.approx(100 * np.sqrt(20 / 59))


def test_what_would_tell_of_few_is_not_written() -> None:
    people = [f"p{i}" for i in range(60)]
    before = np.array([40.0] * 30 + [60.0] * 30)
    few = np.where(np.arange(60) == 0, 60.0, before)  # one person changed sides
    told = linked_spread(
        follow([observed(FIRST, people, None, before), observed(SECOND, people, None, few)]), SECOND, FIRST, ["s"], 10
    )
    assert NOT_CONVINCED not in set(told["scale"])
    flat = np.full(60, 50.0)
    told = linked_spread(
        follow([observed(FIRST, people, None, flat), observed(SECOND, people, None, flat + 5)]), SECOND, FIRST, ["s"], 10
    )
    assert told["correlation"].isna().all() and told["change_sd"].isna().all()


def test_below_thirty_nothing_is_said() -> None:
    assert linked_spread(follow(list(two_waves(29))), SECOND, FIRST, ["s"], 10).empty
    assert len(linked_spread(follow(list(two_waves(30))), SECOND, FIRST, ["s"], 10))


def test_adding_the_same_to_everybody_changes_no_spread() -> None:
    first, second = two_waves()
    moved = observed(SECOND, list(second.person), list(second.places["role"]), second.scales["s"].to_numpy() / 2 + 20)
    half = observed(FIRST, list(first.person), list(first.places["role"]), first.scales["s"].to_numpy() / 2 + 3)
    one, other = (linked_spread(follow(pair), SECOND, FIRST, ["s"], 10).iloc[0] for pair in ([first, second], [half, moved]))
    assert other["correlation"] == pytest.approx(one["correlation"]) and other["change_sd"] == pytest.approx(one["change_sd"] / 2)
