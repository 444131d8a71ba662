"""One part of a wave in rows: the answers of one file, coded. PRIVATE: one row per respondent."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.clean.norms import Norms, Standards, norms_of, seen
from pipeline.clean.quality import Quality, judge, judge_part
from pipeline.clean.seconds import Taken
from pipeline.clean.steps import Steps
from pipeline.instrument.model import Instrument
from pipeline.measure.parts import each, summed
from pipeline.stats.pair_sums import pair_sums
from pipeline.tables import Responses

_ROWS = 131_072
"""People who are judged at a time: some MB."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Part:
    """Respondents of one file.

    Attributes
    ----------
    responses : coded; who they are stands in ``person``. person : pseudonyms as bytes, b"" where none, (n,); None where nobody
        is linked. taken : how long they took.
    excluded : who is set aside for careless answers, (n,); nobody until they are judged.
    """

    responses: Responses
    person: NDArray[np.bytes_] | None
    taken: Taken
    excluded: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.responses)

    @property
    def with_persons(self) -> Responses:
        """The responses, with pseudonyms."""
        if self.person is None:
            return self.responses
        return replace(self.responses, person=self.person.astype(str).astype(object))

    def only(self, rows: NDArray[np.bool_]) -> Part:
        """Some of them."""
        person = None if self.person is None else self.person[rows]
        return Part(self.responses.only(rows), person, self.taken.only(rows), self.excluded[rows])


def settled(part: Part, later: NDArray[np.integer], shift: int, written: bool, timed: bool) -> Part:
    """A part without those who answered again in a later file, its lines counted through all files, its times those of the wave.

    later : numbers of their rows. written, timed : as ``Taken.seconds`` has them.
    """
    part = part.only(np.isin(np.arange(len(part)), later, invert=True)) if len(later) else part
    responses = replace(part.responses, line=part.responses.line + shift) if shift else part.responses
    return replace(part, responses=responses, taken=part.taken.settled(written, timed))


def norms_of_part(part: Part, instrument: Instrument) -> Norms:
    """What the others are compared with to find careless answers."""
    steps = Steps.of(part.responses.rated, instrument)

    def look(rows: slice) -> Norms:
        some = part.responses.only(rows)
        shown = seen(some, part.taken.seconds[rows], steps)
        return norms_of([some], [shown], pair_sums(shown.given), instrument)

    return summed(look, len(part), _ROWS)


def judged(part: Part, held: Standards | None, instrument: Instrument) -> Quality:
    """Signs of careless answers. held : standards of the whole wave; None where this part is the whole wave."""
    if held is None:
        return judge(part.responses, instrument, part.taken.seconds)
    standards = held

    def look(rows: slice) -> Quality:
        return judge_part(part.responses.only(rows), part.taken.seconds[rows], standards, instrument)

    return Quality.joined(list(each(look, len(part), _ROWS)))
