"""The first look at one file of a wave: read, bound, sorted and coded; what must stay in rows, and what it tells as a whole.

PRIVATE. Files are looked at each by itself, on whatever machine; what needs the others is settled afterwards (``together``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.bind import Bound
from pipeline.clean.binding_file import BindingFile
from pipeline.clean.contacts import contact_rows, who_agreed
from pipeline.clean.examine import Examined, examine, identifiers_of
from pipeline.clean.identity import Keyring
from pipeline.clean.marks import Marks
from pipeline.clean.private_texts import PrivateColumns, private_columns
from pipeline.clean.rows import Sorted, identities
from pipeline.clean.seconds import taken
from pipeline.clean.undecided import Undecided
from pipeline.clean.wordings import Wordings, wordings
from pipeline.comments.topics import comments, listed, mentioned
from pipeline.errors import UserError
from pipeline.ingest.export import Export
from pipeline.ingest.read import read_export
from pipeline.ingest.rooms import give_back
from pipeline.ingest.sensitive import personal_columns
from pipeline.instrument.model import Instrument
from pipeline.tables import Responses
from pipeline.tables.responses import COMMENTS
from pipeline.wave.part import Part
from pipeline.wave.source import Source, source_of

_DIGITS: Final = 64
"""Of a pseudonym."""


@dataclass(frozen=True, slots=True, repr=False)
class How:
    """How every file is looked at.

    Attributes
    ----------
    reading : arguments of ``read_export``. keyring : makes pseudonyms where respondents are linked. contacts : whether people are
        to be listed. several : whether there are other files, which may hold later answers of the same people. comments :
        whether topics of comments are to be counted, and comments kept.
    """

    instrument: Instrument
    binding: BindingFile
    keyring: Keyring | None
    reading: Mapping[str, Any]
    contacts: bool
    several: bool
    comments: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Strangers:
    """Names of one axis that match nothing. rows : of the part, ascending. written : the name of each, as written."""

    rows: NDArray[np.intp]
    written: NDArray[np.object_]

    def without(self, gone: NDArray[np.bool_]) -> Strangers:
        """Of a part without some of its rows."""
        left = ~gone[self.rows]
        return Strangers(self.rows[left], self.written[left])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Told:
    """What one file tells, beside its rows.

    Attributes
    ----------
    source : the file. bound : which column carries what. undecided : what only a person can settle. asked : what it asked.
    rows : how many were read. aside : those that do not count, whatever other files hold.
    aside_at : their places among the rows read. marks : of each row read, the 64 bits of its identifiers; none where there are no
        other files. strangers : axis -> names that match nothing. agreed : rows of the part that agreed to be contacted.
    contacts : rows as ``contact_rows`` gives them, where people are to be listed.
    written, timed : as of ``Taken``.
    """

    source: Source
    bound: Bound
    undecided: Undecided
    asked: Wordings
    rows: int
    aside: Sorted
    aside_at: NDArray[np.int32]
    marks: tuple[Marks, ...]
    strangers: Mapping[str, Strangers]
    agreed: NDArray[np.int32]
    contacts: pd.DataFrame | None
    written: bool
    timed: bool

    @property
    def size(self) -> int:
        """How many rows its part has."""
        return self.rows - len(self.aside_at)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Looked:
    """A file after the first look. private : its columns whose texts may stand in no published file."""

    told: Told
    part: Part
    private: PrivateColumns


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be used, and why; errors do not travel well between machines."""

    kind: type[UserError]
    problems: tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Answered:
    everybody: Responses
    bound: Bound


def look(path: Path, how: How) -> Looked | Refused:
    """Look at one file."""
    try:
        export = read_export(path, **how.reading)
        give_back()
        found = looked(export, how)
    except UserError as error:
        return Refused(type(error), error.problems)
    # As it is named: what a store holds was read from a copy.
    return replace(found, told=replace(found.told, source=replace(found.told.source, path=path)))


def looked(export: Export, how: How) -> Looked:
    """Look at one export; raises UserError where contacts or comments are wanted and cannot be told."""
    instrument, binding, personal = how.instrument, how.binding, personal_columns(export)
    found = examine(export, instrument, binding, how.keyring)
    answered, bound = _Answered(found.responses, found.bound), found.bound
    strangers = {axis: _strangers(export, found, axis) for axis in found.places}
    names = [name for one in strangers.values() for name in dict.fromkeys(one.written.tolist())]
    times, aside = taken(export, found.kept), np.flatnonzero(found.rows.why)
    decided = not found.undecided.answers and not found.undecided.doubtful
    told = Told(
        source=source_of(export, bound, instrument, personal),
        bound=bound,
        undecided=found.undecided,
        asked=wordings(export, bound, instrument, binding, personal),
        rows=len(export.lines),
        aside=Sorted(found.rows.line[aside], found.rows.why[aside]),
        aside_at=aside.astype(np.int32),
        marks=identities(export, identifiers_of(export, bound, instrument)) if how.several else (),
        strangers=strangers,
        agreed=who_agreed(export, answered, instrument, binding).astype(np.int32),
        contacts=contact_rows(export, answered, instrument, binding, how.keyring) if how.contacts and decided else None,
        written=times.written,
        timed=times.timed,
    )
    responses, person = _apart(found.responses)
    private = private_columns(export, bound, tuple(names), instrument, personal)
    if how.comments:
        written = comments(export, bound, found.kept, instrument)
        topics = mentioned([texts for _, texts in written], instrument.comment_topics)
        responses = replace(responses, ticked={**responses.ticked, COMMENTS: topics})
        private = replace(private, comments=listed(written, responses.line))
    part = Part(responses, person, times, np.zeros(len(responses), dtype=bool))
    return Looked(told, part, private)


def _strangers(export: Export, found: Examined, axis: str) -> Strangers:
    matched = found.places[axis]
    if not matched.unmatched:
        return Strangers(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=object))
    written = frozenset(matched.review["written"])
    texts = export.worded(found.bound.columns[axis]).rows(found.kept)
    rows = np.flatnonzero(texts.where(lambda text: text.strip() in written))
    names = np.array([text.strip() for text in texts.rows(rows).tolist()], dtype=object)
    return Strangers(rows, names)


def _apart(responses: Responses) -> tuple[Responses, NDArray[np.bytes_] | None]:
    """Responses without pseudonyms, and these in as many bytes each."""
    if responses.person is None:
        return responses, None
    return replace(responses, person=None), responses.person.astype(f"S{_DIGITS}")
