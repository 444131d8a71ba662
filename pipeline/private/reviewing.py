"""Comments of a wave as a person reads them, one decision each; and those that were approved, as they may be told. PRIVATE."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.comments.masked import Masked, Masking, masked
from pipeline.errors import NothingToRelease, Problem, SetupError
from pipeline.private.comments import ABOUT, COMMENTS, FOLDER, REVIEWED
from pipeline.private.files import replace_file
from pipeline.private.reviews import Review, State, maskings_of, read_reviews, reviews_bytes
from pipeline.publish.atomic import current

FEWEST: Final = 10
"""Quotes of fewer people are told to nobody, also where an instrument shows smaller groups."""


@dataclass(frozen=True, slots=True, repr=False)
class Comment:
    """One comment. text : as it was written. masked : by rule, or as a person left it. writer : a mark of who wrote it."""

    id: str
    writer: str
    question: str
    text: str
    masked: Masked
    state: State


@dataclass(frozen=True, slots=True, repr=False)
class Comments:
    """What is kept of a wave. questions : id -> what was asked. k : of the instrument. comments : in the order of ids."""

    wave: str
    delete_after: date
    k: int
    questions: Mapping[str, str]
    comments: tuple[Comment, ...]

    def of(self, state: State) -> tuple[Comment, ...]:
        """Those in a state."""
        return tuple(one for one in self.comments if one.state == state)


@dataclass(frozen=True, slots=True, repr=False)
class Quotes:
    """Approved comments as a person left them, in an order by chance. people : who wrote them."""

    wave: str
    texts: tuple[str, ...]
    people: int


def read_comments(private: Path, wave: str) -> Comments | None:
    """The comments of a wave; None where none are kept. Raises SetupError where they are damaged."""
    folder = current(private / wave) / FOLDER
    if not folder.is_dir():
        return None
    reviews = read_reviews(folder / REVIEWED)
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        rows = pd.read_parquet(folder / COMMENTS).itertuples(index=False, name=None)
        comments = tuple(_comment(row, reviews) for row in rows)
        return Comments(wave, date.fromisoformat(about["delete_after"]), int(about["k"]), about["questions"], comments)
    except (OSError, ValueError, KeyError, TypeError):
        fix = "analyze the wave again with --comments; decisions stand where the same comments are found again"
        raise SetupError(Problem("the comments of this wave are damaged", str(folder), fix=fix)) from None


def decide(private: Path, wave: str, comment: str, state: State, maskings: Iterable[Masking]) -> None:
    """Keep what a person decided about a comment. Raises SetupError where there is no such comment."""
    found = read_comments(private, wave)
    known = {one.id: one for one in found.comments} if found is not None else {}
    if comment not in known:
        what = "this comment is not there any more: the wave was analyzed anew, or its writer forgotten"
        raise SetupError(Problem(what, wave, fix="load the page again"))
    path = current(private / wave) / FOLDER / REVIEWED
    kept = masked(known[comment].text, maskings).maskings
    replace_file(path, reviews_bytes({**read_reviews(path), comment: Review(state, kept)}))


def quotes(found: Comments) -> Quotes:
    """The approved ones; raises NothingToRelease where fewer than ten people (or k, if that is more) wrote them."""
    approved, needed = found.of("approved"), max(FEWEST, found.k)
    people = len({one.writer for one in approved})
    if people < needed:
        waiting = len(found.of("waiting"))
        who = f"{people} {'person' if people == 1 else 'people'}"
        what = f"Comments of {who} are approved; quotes are written from {needed} people on"
        fix = f"read the {waiting} that wait, in step 5 of `make workbench`" if waiting else "none waits to be read any more"
        raise NothingToRelease(Problem(what, found.wave, fix=fix))
    order = secrets.SystemRandom().sample(approved, len(approved))
    return Quotes(found.wave, tuple(one.masked.text for one in order), people)


def forget_writers(folder: Path, marks: Iterable[str]) -> bool:
    """Take the comments of some writers out of the private folder of a wave, with what was decided; whether there were any."""
    inside, gone = folder / FOLDER, frozenset(marks)
    if not (inside / COMMENTS).is_file():
        return False
    frame = pd.read_parquet(inside / COMMENTS)
    others = frame[~frame["writer"].isin(gone)]
    if len(others) == len(frame):
        return False
    reviews = read_reviews(inside / REVIEWED)
    replace_file(inside / COMMENTS, others.to_parquet(index=False))
    replace_file(inside / REVIEWED, reviews_bytes({one: reviews[one] for one in others["id"] if one in reviews}))
    return True


def _comment(row: tuple[str, ...], reviews: Mapping[str, Review]) -> Comment:
    identity, writer, question, text, maskings = row
    by_rule = Comment(identity, writer, question, text, masked(text, maskings_of(json.loads(maskings))), "waiting")
    review = reviews.get(identity)
    return by_rule if review is None else replace(by_rule, masked=masked(text, review.maskings), state=review.state)
