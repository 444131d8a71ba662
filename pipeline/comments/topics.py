"""Which topics each comment mentions, and who wrote anything; what is left of the words is one bit per person and topic. PRIVATE.

Specification: docs/methods/comment_topics.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.clean.bind import Bound
from pipeline.errors import Problem, SetupError
from pipeline.ingest.export import Export
from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.texts import Texts
from pipeline.instrument.comment_words import ANY_ENDING, tokens
from pipeline.instrument.model import CommentTopic, Instrument
from pipeline.tables.coded import Ticked
from pipeline.tables.responses import WROTE

if TYPE_CHECKING:
    import pyarrow as pa

_LETTER: Final = r"\p{L}\p{N}\p{M}"
_SAYS_SOMETHING: Final = r"[\p{L}\p{N}]"
_ONE_SPELLING: Final = (
    (r"[\x{200b}-\x{200d}\x{feff}\x{ad}]", ""),
    (r"[\x{2018}\x{2019}\x{02bc}`]", "'"),
)


def comments(export: Export, bound: Bound, kept: NDArray[np.integer], instrument: Instrument) -> list[tuple[str, Texts]]:
    """Each question that is answered in people's own words and has a column, with the texts of the rows that are kept.

    raises : SetupError where nobody was asked for comments, or nothing says what to look for in them.
    """
    asked = [(question.id, bound.columns[question.id]) for question in instrument.comments if question.id in bound.columns]
    fix = "leave --comments out, or see docs/comments.md"
    if not instrument.comment_topics:
        raise SetupError(Problem("the instrument has no comment topics to look for", instrument.id, fix=fix))
    if not asked:
        questions = ", ".join(question.id for question in instrument.comments)
        what = "no column carries comments" if questions else "the instrument asks nobody for comments"
        raise SetupError(Problem(what, export.provenance.path.name if questions else instrument.id, questions, fix))
    return [(question, export.texts[position].rows(kept)) for question, position in asked]


def mentioned(columns: Sequence[Texts], topics: Sequence[CommentTopic]) -> Ticked:
    """Topics that each person mentions in any of their comments, and ``WROTE`` behind them. columns : of the same people."""
    patterns = [*(pattern(topic.words) for topic in topics), _SAYS_SOMETHING]
    found = np.zeros((len(patterns), len(columns[0])), dtype=bool)
    for texts in columns:
        found |= _matches(texts, patterns)
    return Ticked((*(topic.id for topic in topics), WROTE), found)


def listed(columns: Sequence[tuple[str, Texts]], line: NDArray[np.int64]) -> pd.DataFrame:
    """Columns line, question, text; one row per comment. line : of each person."""
    frames = []
    for question, texts in columns:
        rows = np.flatnonzero(_matches(texts, [_SAYS_SOMETHING])[0])
        frames.append(pd.DataFrame({"line": line[rows], "question": question, "text": texts.rows(rows).series()}))
    return pd.concat(frames, ignore_index=True)


def pattern(words: Sequence[str]) -> str:
    """What finds any of the words where they stand by themselves, as RE2 reads it; texts are to be in one spelling."""
    found = (rf"[^{_LETTER}]+".join(map(_token, tokens(word))) for word in words)
    return rf"(?:^|[^{_LETTER}])(?:{'|'.join(found)})(?:[^{_LETTER}]|$)"


def _token(token: str) -> str:
    """Letters, digits and apostrophes need no escape."""
    return token.removesuffix(ANY_ENDING) + (f"[{_LETTER}]*" if token.endswith(ANY_ENDING) else "")


def _matches(texts: Texts, patterns: Sequence[str]) -> NDArray[np.bool_]:
    """Which rows hold each pattern, (patterns, n)."""
    import pyarrow as pa

    if isinstance(texts, LongTexts):
        column = texts.column  # read once, where it is left in its file
        return _found(column, patterns)
    return _found(pa.array(texts.distinct, type=pa.large_string()), patterns)[:, texts.codes]


def _found(texts: pa.Array | pa.ChunkedArray, patterns: Sequence[str]) -> NDArray[np.bool_]:
    import pyarrow.compute as pc

    spelled: Any = pc.utf8_lower(pc.utf8_normalize(texts, form="NFKC"))
    for sought, written in _ONE_SPELLING:
        spelled = pc.replace_substring_regex(spelled, pattern=sought, replacement=written)
    found = (pc.match_substring_regex(spelled, pattern=one) for one in patterns)
    return np.stack([np.asarray(one.cast("uint8").to_numpy()).astype(bool) for one in found])
