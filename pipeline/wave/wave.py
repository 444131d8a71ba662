"""A wave: its files read, cleaned and judged, in parts. PRIVATE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from operator import add
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.bind import Bound
from pipeline.clean.contacts import ContactRequests, requests_of
from pipeline.clean.identity import Keyring
from pipeline.clean.norms import Norms, standards
from pipeline.clean.private_texts import PrivateColumns
from pipeline.clean.quality import REASONS as CARELESS
from pipeline.clean.rows import DUPLICATE, WHY
from pipeline.clean.sought import Said
from pipeline.instrument.model import Instrument
from pipeline.measure.quality import QualityCounts
from pipeline.tables import NOT_STATED, RowCounts
from pipeline.wave.judgement import Judgement, judgement_of
from pipeline.wave.look import How
from pipeline.wave.part import Part, norms_of_part, settled
from pipeline.wave.parts import Parts, Store
from pipeline.wave.source import Sources
from pipeline.wave.together import Together, accepted, together

_REASONS: Final = (*WHY, *CARELESS[1:])


@dataclass(frozen=True, eq=False)
class Wave:
    """Everybody who gave a complete answer, judged.

    Attributes
    ----------
    parts : of ``Part``, one per file. files : what they tell beside their rows. gone : per file, lines of those who answered
        again in a later file. judgements : of each part. private : of ``PrivateColumns``, one per file.
    """

    how: How
    parts: Parts
    files: Together
    gone: Sequence[NDArray[np.int64]]
    judgements: Sequence[Judgement]
    private: Parts

    @property
    def sources(self) -> Sources:
        """The files."""
        return self.files.sources

    @property
    def bound(self) -> Bound:
        """Which column of the first file carries what."""
        return self.files.told[0].bound

    @property
    def review(self) -> pd.DataFrame:
        """Names that match nothing: columns kind, written, n, suggestion."""
        return self.files.review

    @cached_property
    def quality(self) -> QualityCounts:
        """Signs of careless answers."""
        return reduce(add, (one.counts for one in self.judgements))

    @property
    def kept(self) -> int:
        """How many count."""
        return self.quality.people - self.quality.excluded

    @cached_property
    def answers(self) -> dict[str, dict[str, int]]:
        """Axis -> id -> how many who count."""
        found: dict[str, dict[str, int]] = {}
        for one in self.judgements:
            for axis, levels in one.answers.items():
                for level, n in levels.items():
                    of_axis = found.setdefault(axis, {})
                    of_axis[level] = of_axis.get(level, 0) + n
        return found

    @property
    def not_stated(self) -> dict[str, int]:
        """Axis -> who counts and has no role or department that is known."""
        return {axis: levels.get(NOT_STATED, 0) for axis, levels in self.answers.items()}

    @property
    def last(self) -> np.datetime64:
        """Moment of the last answer that counts; NaT where none is known."""
        known = [one.last for one in self.judgements if not np.isnat(one.last)]
        return max(known, default=np.datetime64("NaT", "us"))

    @property
    def linked(self) -> bool:
        """Whether anybody who counts gave a code that links their answers over waves."""
        return any(one.linked for one in self.judgements)

    @property
    def coded(self) -> bool:
        """Whether a column was bound that links people over waves."""
        return any(one.coded for one in self.judgements)

    @cached_property
    def rows(self) -> RowCounts:
        """How the rows reconcile."""
        reasons = self._aside[1]
        why, first, times = np.unique(reasons, return_index=True, return_counts=True)
        order = np.lexsort((first, -times))
        aside = {_REASONS[why[place]]: int(times[place]) for place in order}
        return RowCounts(read=sum(one.rows for one in self.files.told), kept=self.kept, set_aside=aside)

    @property
    def set_aside(self) -> pd.DataFrame:
        """Rows that do not count: columns (file,) line, reason; in the order of the files."""
        line, why = self._aside
        frame = pd.DataFrame({"line": line, "reason": pd.Categorical.from_codes(why, pd.Index(_REASONS, dtype="str"))})
        return self.sources.placed(frame)

    @property
    def careless(self) -> pd.DataFrame:
        """Answers with a sign of carelessness: columns (file,) line, one per sign (0 or 1), set_aside (reason, "" where kept)."""
        return self.sources.placed(pd.concat([one.careless for one in self.judgements], ignore_index=True))

    @property
    def agreed(self) -> int:
        """How many agreed to be contacted."""
        pairs = zip(self.files.told, self.files.later, strict=True)
        return sum(int((~later[one.agreed]).sum()) for one, later in pairs)

    def said_in(self, said: Said) -> dict[str, list[str]]:
        """What people wrote that stands in what is published -> its columns, of all files."""
        found: dict[str, dict[str, None]] = {}
        for of_file in self.private.each(partial(_said_in, said=said, instrument=self.how.instrument)):
            for text, columns in of_file.items():
                found.setdefault(text, {}).update(dict.fromkeys(columns))
        return {text: list(columns) for text, columns in found.items()}

    @property
    def aside_lines(self) -> NDArray[np.int64]:
        """Lines, through all files, of the rows that do not count."""
        return self._aside[0]

    @cached_property
    def _aside(self) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Lines and reasons of all rows that do not count, in order."""
        again, shifts = _REASONS.index(DUPLICATE), self.sources.shifts
        lines, reasons = [], []
        for one, shift, gone, judgement in zip(self.files.told, shifts, self.gone, self.judgements, strict=True):
            lines += [one.aside.line + shift, gone, judgement.line]
            reasons += [one.aside.why, np.full(len(gone), again, dtype=np.uint8), judgement.why + np.uint8(len(WHY) - 1)]
        line, why = np.concatenate(lines), np.concatenate(reasons)
        order = np.argsort(line, kind="stable")
        return line[order], why[order].astype(np.uint8)


def read_wave(paths: Sequence[Path], how: How, store: Store) -> Wave:
    """Read, clean and judge.

    raises : UserError with all that is wrong with the files, or undecided in them.
    """
    opened = store.opened(paths, how)
    files = together(accepted(opened.told), how)
    parts, private = opened.parts, opened.private
    del opened  # identifiers are needed no more
    several = len(paths) > 1
    settle = partial(_settled, written=files.written, timed=files.timed, norms=several, instrument=how.instrument)
    parts, settlings = parts.become(settle, [np.flatnonzero(one) for one in files.later], files.sources.shifts.tolist())
    norms = [norms for _, norms in settlings if norms is not None]
    held = standards(reduce(add, norms), how.instrument) if norms else None
    del norms
    gone = [lines for lines, _ in settlings]
    del settlings
    parts, judgements = parts.become(partial(judgement_of, held=held, instrument=how.instrument))
    return Wave(how, parts, files, gone, judgements, private)


def comments_of(wave: Wave) -> pd.DataFrame | None:
    """What those who count wrote: columns line, question, text and, of several files, file; None where nobody asked for it."""
    if not wave.how.comments:
        return None
    found = zip(wave.private.each(_comments), wave.sources.shifts.tolist(), strict=True)
    rows = pd.concat([frame.assign(line=frame["line"] + shift) for frame, shift in found], ignore_index=True)
    return wave.sources.placed(rows[~rows["line"].isin(wave.aside_lines)].reset_index(drop=True))


def contact_requests_of(wave: Wave, keyring: Keyring) -> ContactRequests:
    """Who is to be listed, of all files that were looked at for it. keyring : knows who asked to be forgotten."""
    rows = []
    for one, later in zip(wave.files.told, wave.files.later, strict=True):
        assert one.contacts is not None, "contacts were looked for"
        rows.append(one.contacts[~later[one.contacts["row"].to_numpy()]])
    return requests_of(pd.concat(rows, ignore_index=True), wave.how.instrument, keyring)


def _settled(
    part: Part, later: NDArray[np.integer], shift: int, written: bool, timed: bool, norms: bool, instrument: Instrument
) -> tuple[Part, tuple[NDArray[np.int64], Norms | None]]:
    gone = part.responses.line[later] + shift
    new = settled(part, later, shift, written, timed)
    return new, (gone, norms_of_part(new, instrument) if norms else None)


def _comments(private: PrivateColumns) -> pd.DataFrame:
    assert private.comments is not None, "comments were looked for"
    return private.comments


def _said_in(private: PrivateColumns, said: Said, instrument: Instrument) -> dict[str, list[str]]:
    return private.said_in(said, instrument)
