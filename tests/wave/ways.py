"""A wave analyzed up to its release, and all that is kept of it, as bytes and tables that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from pipeline.release.store import write_release
from pipeline.run.given import given
from pipeline.run.measured import Measured, measured
from pipeline.run.protected import protected
from pipeline.run.request import Request
from pipeline.run.store import store_of
from pipeline.wave.wave import comments_of

WAVE = "2026-11"


@dataclass(frozen=True)
class Result:
    """scored : the wave. release : file -> its bytes. people : contributions without the places in files."""

    scored: Measured
    release: dict[str, bytes]
    people: pd.DataFrame


def result(exports: list[Path], roster: Path, folder: Path, cluster: str | None = None) -> Result:
    """The release of some exports, with what people write about."""
    more, out = tuple(exports[1:]), folder / "outputs"
    request = Request(exports[0], more=more, roster=roster, out=out, wave=WAVE, cluster=cluster, comments=True)
    inputs = given(request, lambda line: None)
    scored = measured(request, inputs, store_of(request), lambda line: None)
    safe = protected(request, inputs, scored)
    write_release(folder / "wave", safe.release)
    written = {
        str(path.relative_to(folder / "wave")): path.read_bytes() for path in (folder / "wave").rglob("*") if path.is_file()
    }
    people = safe.version.people.frame.drop(columns=["file", "line"], errors="ignore")
    return Result(scored, written, people)


def same(one: Result, other: Result) -> None:
    """Nothing differs, whatever the parts are and wherever they were."""
    assert one.release == other.release
    pd.testing.assert_frame_equal(one.people, other.people)
    first, second = one.scored.answers, other.scored.answers
    assert list(first.rows.set_aside.items()) == list(second.rows.set_aside.items()) and first.rows == second.rows
    assert (first.not_stated, first.quality, first.last, first.agreed) == (
        second.not_stated, second.quality, second.last, second.agreed,
    )  # fmt: skip
    assert first.files.asked == second.files.asked
    pd.testing.assert_frame_equal(first.review, second.review)
    for name in ("set_aside", "careless"):
        own, others = getattr(first, name), getattr(second, name)
        places = [frame.drop(columns=["file", "line"], errors="ignore") for frame in (own, others)]
        pd.testing.assert_frame_equal(*places)
    texts = [_together(answers) for answers in (first, second)]
    assert texts[0] == texts[1]
    comments = [_comments(answers) for answers in (first, second)]
    assert comments[0] == comments[1] and len(comments[0]) > 100


def _comments(answers) -> list[tuple[str, str]]:
    found = comments_of(answers)
    return sorted(zip(found["question"], found["text"], strict=True))


def _together(answers) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for of_file in answers.private.each(partial(_sought, instrument=answers.how.instrument)):
        for column, words in of_file.items():
            found.setdefault(column, set()).update(words)
    return found


def _sought(private, instrument) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in private.sought(instrument):
        words = (word for word in one.words.to_pylist() if word not in one.known)
        found.setdefault(one.column, set()).update(words)
    return found
