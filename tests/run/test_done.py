"""Which of the lists given now or before says what was done: what is given goes first, nothing is counted twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import UsageError
from pipeline.private.lists import ACTIONS, TRAINED, kept_list, write_lists
from pipeline.publish.actions_file import FILE
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.run.done import Done, done_since
from pipeline.run.request import Request

EARLIER, LATER = "2026-11", "2027-02"
HELD = pd.DataFrame({"role": ["rn_onc"], "topic": ["T03"], "seats": [5]})


@pytest.fixture(scope="module")
def earlier(small_center_outputs: Path) -> Bundle:
    return open_wave(small_center_outputs, EARLIER)


@pytest.fixture()
def edited(earlier: Bundle, tmp_path: Path) -> Callable[[int | None], Path]:
    """Writes the list with so many seats held in its first topic."""

    def write(seats: int | None) -> Path:
        frame = pd.read_csv(earlier.path / FILE, encoding="utf-8-sig", dtype="str", keep_default_na=False)
        first = frame.index[frame["kind"] == "training"][0]
        frame.loc[first, "seats_held"] = "" if seats is None else str(seats)
        frame.to_csv(tmp_path / "edited.csv", index=False)
        return tmp_path / "edited.csv"

    return write


@pytest.fixture()
def done(earlier: Bundle, tmp_path: Path) -> Callable[..., Done]:
    """What was done, as an analysis would find it and keep it; ``told`` are the sentences for the analyst."""

    def find(actions: Path | None = None, trained: pd.DataFrame | None = None, before: bool = True) -> Done:
        request = Request(tmp_path / "answers.csv", private=tmp_path / "private", actions=actions)
        find.told = told = []  # type: ignore[attr-defined]
        found = done_since(request, LATER, earlier if before else None, trained, earlier.instrument, told.append)
        folder = tmp_path / "private" / LATER
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            path.unlink()
        write_lists(folder, found.kept)
        return found

    return find


def seats(found: Done) -> int | None:
    return None if found.held is None else int(found.held["seats"].sum())


def test_without_a_list_nothing_was_done_and_nothing_is_kept(done: Callable[..., Done]) -> None:
    found = done()
    assert found.held is None and found.followed is None and found.kept == {} and done.told == []  # type: ignore[attr-defined]


def test_seats_of_the_list_are_those_that_were_held_and_are_remembered(
    done: Callable[..., Done], edited: Callable[[int | None], Path]
) -> None:
    first = done(edited(7))
    assert seats(first) == 7 and set(first.kept) == {ACTIONS}
    again = done()
    assert seats(again) == 7 and again.kept == first.kept
    assert first.followed is not None and again.followed is not None
    pd.testing.assert_frame_equal(again.followed.steps, first.followed.steps)
    [told] = done.told  # type: ignore[attr-defined]
    assert "list of actions that was given before is used again; to leave it out, delete" in told


def test_what_is_given_now_goes_before_what_was_kept(done: Callable[..., Done], edited: Callable[[int | None], Path]) -> None:
    done(edited(7))
    assert seats(done(trained=HELD)) == 5
    assert seats(done()) == 5  # the list of what was trained stays the one that counts
    assert seats(done(edited(9))) == 9  # until seats come with the list of actions
    assert seats(done()) == 9
    assert seats(done(edited(None), HELD)) == 5  # a list of actions without seats leaves it to the other
    assert seats(done(edited(None))) == 5


def test_two_lists_of_what_was_held_are_refused(done: Callable[..., Done], edited: Callable[[int | None], Path]) -> None:
    with pytest.raises(UsageError, match="two lists say what was held"):
        done(edited(7), HELD)


def test_without_a_wave_before_kept_lists_stay_and_that_is_said(
    done: Callable[..., Done], edited: Callable[[int | None], Path], tmp_path: Path
) -> None:
    done(edited(7))
    found = done(before=False)
    assert found.held is None and set(found.kept) == {ACTIONS}
    assert kept_list(tmp_path / "private", LATER, ACTIONS) is not None and kept_list(tmp_path, LATER, TRAINED) is None
    assert "no wave before" in done.told[0]  # type: ignore[attr-defined]


def test_rows_that_are_not_in_the_file_are_told(done: Callable[..., Done], edited: Callable[[int | None], Path]) -> None:
    path = edited(7)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:3], *lines[-2:]]), encoding="utf-8")
    done(path)
    [told] = done.told  # type: ignore[attr-defined]
    assert "rows of the list of actions of 2026-11 are not in edited.csv: counted as open" in told
