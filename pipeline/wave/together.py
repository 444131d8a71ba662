"""What the files of a wave tell together: which of them belong together, who answered again in a later one, what is undecided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.groups import UnknownNames, known_words, suggest
from pipeline.clean.rows import answered_later
from pipeline.clean.undecided import Undecided
from pipeline.clean.wordings import Wordings
from pipeline.errors import ExportError, Problem
from pipeline.ingest.several import differences
from pipeline.wave.look import How, Refused, Strangers, Told
from pipeline.wave.source import Sources


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """The files of a wave, told apart from their rows.

    Attributes
    ----------
    told : of each file. later : per file, which rows of its part answered again in a later file, (n,). sources : the files.
    asked : what they asked. review : names that match nothing, columns kind, written, n, suggestion. PRIVATE.
    """

    told: tuple[Told, ...]
    later: tuple[NDArray[np.bool_], ...]
    sources: Sources
    asked: Wordings
    review: pd.DataFrame

    @property
    def written(self) -> bool:
        """Whether a platform tells itself how long people took."""
        return any(one.written for one in self.told)

    @property
    def timed(self) -> bool:
        """Whether times are told finer than to the minute."""
        return any(one.timed for one in self.told)


def accepted(found: Sequence[Told | Refused]) -> list[Told]:
    """All files; raises UserError with what is wrong with those that were refused, where some were."""
    refused = [one for one in found if isinstance(one, Refused)]
    if refused:
        kind = refused[0].kind
        raise kind(dict.fromkeys(problem for one in refused if one.kind is kind for problem in one.problems))
    return [one for one in found if isinstance(one, Told)]


def together(told: Sequence[Told], how: How) -> Together:
    """Put the files of a wave together.

    raises : ExportError for files that do not belong together; SetupError or DecisionNeeded with all that is undecided.
    """
    sources = Sources(tuple(one.source for one in told))
    _require_alike(sources)
    later = _later(told)
    strangers = [
        {axis: one.without(gone) for axis, one in file.strangers.items()} for file, gone in zip(told, later, strict=True)
    ]
    reviews = {axis: _review(axis, [file[axis] for file in strangers], how) for axis in told[0].strangers}
    kept = sum(len(gone) - int(gone.sum()) for gone in later)
    _undecided(told, reviews, kept, how).refuse()
    review = pd.concat(list(reviews.values()), ignore_index=True)
    return Together(tuple(replace(one, marks=()) for one in told), later, sources, _asked(told), review)


def _require_alike(sources: Sources) -> None:
    """Files of one platform with the same columns, none of them twice."""
    problems: list[Problem] = []
    first, seen = sources.files[0], {sources.files[0].sha256: sources.names[0]}
    for name, file in zip(sources.names[1:], sources.files[1:], strict=True):
        if file.sha256 in seen:
            problems.append(Problem(f"this is the same file as {seen[file.sha256]}", name, fix="give every export once"))
        seen[file.sha256] = name
        problems += differences(file.columns, file.platform, name, first.columns, first.platform, sources.names[0])
    if problems:
        raise ExportError(problems)


def _later(told: Sequence[Told]) -> tuple[NDArray[np.bool_], ...]:
    """Per file, which rows of its part answered again in a later file."""
    if len(told) == 1 or not told[0].marks:
        return tuple(np.zeros(one.size, dtype=bool) for one in told)
    found = answered_later([one.marks for one in told])
    return tuple(np.delete(later, one.aside_at) for one, later in zip(told, found, strict=True))


def _review(axis: str, strangers: Sequence[Strangers], how: How) -> pd.DataFrame:
    """Names of one axis that match nothing, most frequent first."""
    times: dict[str, int] = {}
    for one in strangers:
        for name in one.written.tolist():
            times[name] = times.get(name, 0) + 1
    instrument, binding = how.instrument, how.binding
    parts = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}[axis]
    words = known_words(parts, {"role": binding.roles, "department": binding.departments, "site": binding.sites}[axis])
    ordered = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(axis, name, n, suggest(name, words)) for name, n in ordered]
    return pd.DataFrame(rows, columns=["kind", "written", "n", "suggestion"])


def _undecided(told: Sequence[Told], reviews: dict[str, pd.DataFrame], kept: int, how: How) -> Undecided:
    """What is undecided in all files; what concerns columns is said of the first file that has it."""
    of_columns = next((one.undecided for one in told if _about_columns(one.undecided)), told[0].undecided)
    answers = tuple(doubt for one in told for doubt in one.undecided.answers)
    return replace(of_columns, answers=answers, names=tuple(_unknown_names(told[0], reviews, kept, how)))


def _about_columns(one: Undecided) -> bool:
    return bool(one.wrong or one.shared or one.doubtful or one.unmeasured)


def _unknown_names(first: Told, reviews: dict[str, pd.DataFrame], kept: int, how: How) -> Iterator[UnknownNames]:
    for axis, review in reviews.items():
        if len(review):
            limit = how.instrument.thresholds.not_stated_at_most
            yield UnknownNames(axis, review, int(review["n"].sum()), kept, limit, first.bound.columns[axis])


def _asked(told: Sequence[Told]) -> Wordings:
    """What the files asked; spellings of answers are those of all of them."""
    first = told[0].asked
    answers: dict[str, dict[str, set[str]]] = {}
    for one in told:
        for field, codes in one.asked.answers.items():
            for code, spellings in codes.items():
                answers.setdefault(field, {}).setdefault(code, set()).update(spellings)
    order = [field for field in first.answers] + [field for field in answers if field not in first.answers]
    merged = {field: {code: tuple(sorted(answers[field][code])) for code in sorted(answers[field])} for field in order}
    return replace(first, answers=merged)
