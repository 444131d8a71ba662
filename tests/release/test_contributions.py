"""What changed between two versions of a wave: counted per cell and measure, with and without pseudonyms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.release.contributions import alike, changes


def table(rows: list[tuple[str, str, str, float | None]]) -> pd.DataFrame:
    """Rows of (person, role, standing, score of one item)."""
    frame = pd.DataFrame(rows, columns=["person", "role", "standing", "item.a"])
    return frame.assign(line=range(len(rows)), department="x").astype({"item.a": float})


FIRST = [
    ("p1", "rn", "willing", 75.0),
    ("p2", "rn", "reluctant", 25.0),
    ("p3", "app", "willing", 75.0),
    ("", "app", "willing", None),
]


def counted(found, role: str) -> dict[str, int]:
    at = found.places.index[found.places["role"] == role]
    return dict(zip(("standing", "item.a"), found.measures[at].sum(axis=0).tolist(), strict=True))


def test_nothing_changes_by_order_or_line() -> None:
    found = changes(table(FIRST), table(FIRST[::-1]))
    assert not found.any and (found.left, found.joined) == (0, 0)


def test_a_changed_answer_counts_in_its_measure_only() -> None:
    found = changes(table(FIRST), table([("p1", "rn", "willing", 100.0), *FIRST[1:]]))
    assert counted(found, "rn") == {"standing": 0, "item.a": 1} and counted(found, "app") == {"standing": 0, "item.a": 0}
    assert (found.left, found.joined) == (1, 1)


def test_one_who_moved_counts_in_both_cells_and_all_measures() -> None:
    found = changes(table(FIRST), table([("p1", "app", "willing", 75.0), *FIRST[1:]]))
    assert counted(found, "rn") == {"standing": 1, "item.a": 1} == counted(found, "app")
    assert (found.left, found.joined) == (1, 1)


def test_two_who_swap_their_answers_are_seen_where_they_are_linked() -> None:
    swapped = [("p1", *FIRST[1][1:]), ("p2", *FIRST[0][1:]), *FIRST[2:]]
    assert counted(changes(table(FIRST), table(swapped)), "rn") == {"standing": 2, "item.a": 2}
    unlinked = [[("", *row[1:]) for row in rows] for rows in (FIRST, swapped)]
    assert not changes(*map(table, unlinked)).any  # the same answers in the same places: nothing that is released changes


def test_who_joined_with_an_answer_counts_and_a_blank_does_not() -> None:
    found = changes(table(FIRST), table([*FIRST, ("", "rn", "willing", None), ("p9", "rn", "willing", 50.0)]))
    assert counted(found, "rn") == {"standing": 2, "item.a": 1} and (found.left, found.joined) == (0, 2)


def test_comments_that_were_counted_once_are_no_change_and_hide_none() -> None:
    """Everybody would seem to have changed, and three late answers among them would not be seen."""
    written = table(FIRST).assign(**{"comment-topics.time": [True, False, True, False], "answered.comment-topics": True})
    assert not changes(table(FIRST), written).any and not changes(written, table(FIRST)).any
    late = changes(written, table([*FIRST, *[("", "rn", "willing", 50.0)] * 3]))
    assert (late.left, late.joined) == (0, 3) and counted(late, "rn") == {"standing": 3, "item.a": 3}
    again = written.assign(**{"comment-topics.time": [True, True, True, False]})
    assert changes(written, again).any and changes(written, again).joined == 1


rows = st.lists(
    st.tuples(
        st.just(""),
        st.sampled_from(["rn", "app"]),
        st.sampled_from(["willing", "reluctant"]),
        st.sampled_from([0.0, 50.0, 100.0]),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(rows, rows)
def test_the_count_is_the_fewest_changes_that_explain_it(first, second) -> None:
    """Independent reference: per cell and value, how often it stands on either side."""
    found = changes(table(first), table(second))
    for role in {row[1] for row in [*first, *second]}:
        sides = [pd.Series([row[2] for row in part if row[1] == role]).value_counts() for part in (first, second)]
        more = sides[1].sub(sides[0], fill_value=0)
        assert counted(found, role)["standing"] == max(more.clip(lower=0).sum(), (-more).clip(lower=0).sum())
    assert found.joined - found.left == len(second) - len(first)


def test_alike_tells_versions_of_one_wave_from_other_waves() -> None:
    rng = np.random.default_rng(1)
    one, other = (pd.DataFrame(rng.integers(1, 6, (100, 12)), columns=[f"item.{i}" for i in range(12)]) for _ in range(2))
    assert alike(one, one.iloc[:60]) == 1 and alike(one, pd.concat([one.iloc[:70], other.iloc[:30]])) == pytest.approx(0.7)
    assert alike(one, other) < 0.05 and alike(one, one.iloc[:0]) == 0
