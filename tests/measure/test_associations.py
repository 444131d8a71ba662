"""Barriers and not being convinced within roles: planted ratios, confounded barriers, and what is not told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.instrument.model import Barrier, Cause, Instrument
from pipeline.measure.associations import associations, tables_by_role
from pipeline.tables.tally import Tally

#: Ticked and not convinced, ticked and convinced, then the same of those who did not tick; by role.
Counts = Mapping[str, tuple[int, int, int, int]]


@pytest.fixture
def asked(instrument: Instrument) -> Instrument:
    """The small instrument with three barriers, the last of which has no cause behind it."""
    causes = (Cause(id="time", label="Time", kind="fix_first"), Cause(id="none", label="None", kind="none"))
    barriers = [Barrier(id=b, label=b, cause=c) for b, c in (("B1", "time"), ("B2", "time"), ("B3", "none"))]
    return instrument.model_copy(update={"causes": causes, "barriers": tuple(barriers)})


@pytest.fixture
def tally(scores_of, tally_of_scores) -> Callable[..., Tally]:
    """People by role as counted for B1; B3 is ticked by the same; B2 by every second of everybody; some did not answer."""

    def make(counts: Counts, silent: int = 0) -> Tally:
        rows = [(role, i < 2, i % 2 == 0) for role, four in counts.items() for i, n in enumerate(four) for _ in range(n)]
        rows += [("nurse", False, True)] * silent
        role, ticked, reluctant = (np.array(column) for column in zip(*rows, strict=True))
        n = len(rows)
        answered = np.arange(n) < n - silent
        # Those who ticked none of the three ticked something else.
        barriers = {"B1": ticked, "B2": (np.arange(n) % 2 == 0) & answered, "B3": ticked, "B9": answered}
        standing = np.where(reluctant, "reluctant", "willing").tolist()
        return tally_of_scores(scores_of({}, role.tolist(), standing=standing, chosen={"barriers": pd.DataFrame(barriers)}))

    return make


TWO_ROLES: Counts = {"nurse": (40, 20, 40, 60), "clerk": (10, 20, 10, 60)}


def test_the_ratio_is_that_of_both_roles(asked, tally) -> None:
    found = associations(tally(TWO_ROLES), asked).set_index("option")
    # (40 × 60 / 160 + 10 × 60 / 100) / (20 × 40 / 160 + 20 × 10 / 100) = 21 / 7
    assert found.loc["B1", "odds_ratio"] == 3.0 and found.loc["B1", "n"] == 260
    # R 4.2.2: mantelhaen.test(array(c(40,40,20,60, 10,10,20,60), c(2,2,2)), correct = FALSE): 1.716 to 5.246, p = 9.3e-5
    assert found.loc["B1", ["low", "high", "bracket"]].tolist() == [1.7, 5.2, "<.001"] and found.loc["B1", "goes_together"]
    assert found.loc["B2", "bracket"] == "not" and not found.loc["B2", "goes_together"]
    assert list(found.index) == ["B1", "B2"]  # B3 has no cause behind it


def test_only_those_who_answered_the_question_count(asked, tally) -> None:
    pd.testing.assert_frame_equal(
        associations(tally(TWO_ROLES, silent=50), asked).loc[[0]], associations(tally(TWO_ROLES), asked).loc[[0]]
    )


def test_a_barrier_of_a_reluctant_role_says_nothing_about_its_people(asked, tally) -> None:
    # Nurses tick and are not convinced twice as often as clerks; within both, one thing says nothing of the other.
    found = tally({"nurse": (64, 16, 16, 4), "clerk": (4, 16, 16, 64)})
    everybody = tables_by_role(found, ["B1"])[0].sum(axis=0)
    assert everybody.tolist() == [[68, 32], [32, 68]]  # odds ratio 4.5 over both
    row = associations(found, asked).iloc[0]
    assert row["odds_ratio"] == 1.0 and row["bracket"] == "not"


def test_a_barrier_of_the_convinced_does_not_go_together(asked, tally) -> None:
    row = associations(tally({"nurse": (20, 60, 60, 20), "clerk": (10, 20, 20, 10)}), asked).iloc[0]
    assert row["odds_ratio"] < 1 and row["bracket"] == "<.001" and not row["goes_together"]


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ((2, 2, 50, 50), "four ticked it"),
        ((50, 50, 2, 2), "four did not"),
        ((2, 50, 2, 50), "four are not convinced"),
        ((50, 2, 50, 2), "four are convinced"),
        ((1, 30, 30, 30), "one of those who ticked it is not convinced"),
        ((30, 1, 30, 30), "one of those who ticked it is convinced"),
        ((30, 3, 30, 30), "91 % of those who ticked it are not convinced"),
    ],
)
def test_what_may_not_be_told_has_no_row(counts: tuple[int, int, int, int], why: str, asked, tally) -> None:
    assert "B1" not in set(associations(tally({"nurse": counts}), asked)["option"]), why


def test_nine_in_ten_may_be_told(asked, tally) -> None:
    assert "B1" in set(associations(tally({"nurse": (27, 3, 30, 30)}), asked)["option"])


def test_roles_that_say_nothing_make_no_row(asked, tally) -> None:
    # All nurses tick and all clerks do not: no role compares.
    assert "B1" not in set(associations(tally({"nurse": (20, 20, 0, 0), "clerk": (0, 0, 20, 20)}), asked)["option"])


def test_no_question_no_rows(asked, tally) -> None:
    found = tally(TWO_ROLES)
    assert associations(replace(found, options={}), asked).empty
    none = found.options["barriers"]
    nobody = replace(none, answered=none.answered * 0, chosen=none.chosen * 0)
    assert associations(replace(found, options={"barriers": nobody}), asked).empty
