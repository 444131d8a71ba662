"""``private/<wave>/comments/``: what people wrote, each comment with its masking, until somebody has read it. On request only.

``comments.parquet`` has one row per comment; ``reviewed.json`` what a person decided about them; ``about.json`` until when all
may stay. A comment has an id and its writer a mark, both keyed hashes: the order is that of the ids, so it tells nothing of when
or who, and no row leads back to a line of the export without the key. Specification: docs/comments.md.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.clean.identity import Keyring
from pipeline.comments.wave import mask_all
from pipeline.instrument.model import Contacts, Instrument
from pipeline.private.files import replace_file
from pipeline.private.for_a_time import deleted_in_time, last_day
from pipeline.private.reviews import carried, plain_maskings, read_reviews, reviews_bytes
from pipeline.publish.atomic import current

FOLDER: Final = "comments"
COMMENTS: Final = "comments.parquet"
REVIEWED: Final = "reviewed.json"
ABOUT: Final = "about.json"
_MODE: Final = 0o700


@dataclass(frozen=True, slots=True)
class KeptComments:
    """How many comments are kept for a wave, of how many people, and until when."""

    comments: int
    people: int
    delete_after: date


def keep_comments(
    folder: Path,
    wave: str,
    comments: pd.DataFrame,
    names: Collection[str],
    *,
    private: Path,
    instrument: Instrument,
    keyring: Keyring,
) -> KeptComments:
    """Mask comments and write them into the new private folder of a wave; decisions about the same comments stand.

    folder : of the wave, being filled; what was kept before is looked for in ``private``. comments : columns question, text, line
        and, of several files, file; one row per comment of a respondent who counts. names : of people, as on a list of staff.
    keyring : whoever fills the folder keeps its key.
    """
    before = current(private / wave) / FOLDER
    until = _until(before, instrument, date.today())
    frame = _rows(wave, comments, names, instrument, keyring)
    inside = folder / FOLDER
    inside.mkdir(mode=_MODE)
    asked = {question.id: question.text for question in instrument.questions if question.kind == "text"}
    about = {"wave": wave, "delete_after": until.isoformat(), "k": instrument.thresholds.k, "questions": asked}
    replace_file(inside / ABOUT, (json.dumps(about, indent=1, ensure_ascii=False) + "\n").encode())
    replace_file(inside / COMMENTS, frame.to_parquet(index=False))
    replace_file(inside / REVIEWED, reviews_bytes(carried(read_reviews(before / REVIEWED), frame["id"])))
    return KeptComments(len(frame), frame["writer"].nunique(), until)


def _rows(wave: str, comments: pd.DataFrame, names: Collection[str], instrument: Instrument, keyring: Keyring) -> pd.DataFrame:
    """Columns id, writer, question, text, maskings (JSON: start, end, kind of each); in the order of the ids."""
    frame = comments[["question", "text"]].astype("str").reset_index(drop=True)
    file = comments["file"].astype("str").to_list() if "file" in comments else [""] * len(frame)
    marks = [keyring.writer_mark(wave, of, line) for of, line in zip(file, comments["line"].to_list(), strict=True)]
    frame["writer"] = pd.Series(marks, dtype="str")
    told = mask_all(frame["text"], frame["writer"], names, instrument)
    frame["maskings"] = pd.Series([json.dumps(plain_maskings(one.maskings)) for one in told], dtype="str")
    again = frame.groupby(["question", "text"]).cumcount().astype("str")
    parts = zip(frame["question"], frame["text"], again, strict=True)
    frame["id"] = pd.Series([keyring.comment_mark(wave, *part) for part in parts], dtype="str")
    return frame[["id", "writer", "question", "text", "maskings"]].sort_values("id", ignore_index=True)


def _until(before: Path, instrument: Instrument, today: date) -> date:
    """The last day of comments kept today; before : folder of those that are kept already."""
    return last_day(_delete_after(before), (instrument.contacts or Contacts(agreed=("1",))).keep_days, today)


def _delete_after(folder: Path) -> date | None:
    try:
        return date.fromisoformat(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["delete_after"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def comment_sentences(kept: KeptComments | None, folder: Path) -> list[str]:
    """What the analyst should know, for their terminal only; nothing where no comments were wanted. folder : of the wave."""
    if kept is None:
        return []
    said = f"{kept.comments} comments of {kept.people} people are in {folder / FOLDER}"
    return [f"{said}, to be read in the workbench and deleted after {kept.delete_after.isoformat()}."]


def expired_comments(private: Path, today: date) -> tuple[str, ...]:
    """Delete comments that are past their last day, or that do not tell it; the waves whose comments these were.

    raises : UsageError where they cannot be deleted.
    """
    return deleted_in_time(private, FOLDER, _delete_after, today, "comments")
