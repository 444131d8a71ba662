"""What a person decided about each comment: whether it may be told to others, and with which words masked. PRIVATE.

Kept apart from the comments themselves, so that a decision rewrites a small file; found again by the id of a comment.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pipeline.comments.masked import KINDS, Masking
from pipeline.errors import Problem, SetupError

State = Literal["waiting", "approved", "not_for_use"]
STATES: Final[tuple[State, ...]] = get_args(State)


@dataclass(frozen=True, slots=True)
class Review:
    """A decision. maskings : as the person left them; what is approved is told with exactly these."""

    state: State
    maskings: tuple[Masking, ...]


def read_reviews(path: Path) -> dict[str, Review]:
    """Comment id -> decision; empty where nobody decided anything. Raises SetupError for a damaged file."""
    if not path.is_file():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {str(one): Review(_state(told["state"]), maskings_of(told["maskings"])) for one, told in kept.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        fix = "restore it from a backup, or remove it: then every comment waits to be read again"
        raise SetupError(Problem("what was decided about comments cannot be read", str(path), fix=fix)) from None


def carried(reviews: Mapping[str, Review], ids: Iterable[str]) -> dict[str, Review]:
    """The decisions about comments that are still there."""
    return {one: reviews[one] for one in ids if one in reviews}


def reviews_bytes(reviews: Mapping[str, Review]) -> bytes:
    """As they are written."""
    plain = {one: {"state": review.state, "maskings": plain_maskings(review.maskings)} for one, review in reviews.items()}
    return (json.dumps(plain, separators=(",", ":")) + "\n").encode()


def plain_maskings(maskings: Iterable[Masking]) -> list[list[Any]]:
    """As lists of start, end and kind."""
    return [[one.start, one.end, one.kind] for one in maskings]


def maskings_of(plain: Iterable[Any]) -> tuple[Masking, ...]:
    """From lists of start, end and kind; raises ValueError where one is none."""
    found = tuple(Masking(int(start), int(end), kind) for start, end, kind in plain)
    if any(one.kind not in KINDS or not 0 <= one.start < one.end for one in found):
        raise ValueError
    return found


def _state(text: object) -> State:
    for state in STATES:
        if text == state:
            return state
    raise ValueError
