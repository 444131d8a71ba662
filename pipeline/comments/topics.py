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

_INVISIBLE: Final = r"[\x{200b}-\x{200d}\x{feff}\x{ad}]"
_BETWEEN_WORDS: Final = r"[^\p{L}\p{N}\p{M}]+"
_SOMETHING: Final = r"[^ ]"


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
    patterns = [*(pattern(topic.words) for topic in topics), _SOMETHING]
    found = np.zeros((len(patterns), len(columns[0])), dtype=bool)
    for texts in columns:
        found |= _matches(texts, patterns)
    return Ticked((*(topic.id for topic in topics), WROTE), found)


def listed(columns: Sequence[tuple[str, Texts]], line: NDArray[np.int64]) -> pd.DataFrame:
    """Columns line, question, text; one row per comment. line : of each person."""
    frames = []
    for question, texts in columns:
        rows = np.flatnonzero(_matches(texts, [_SOMETHING])[0])
        frames.append(pd.DataFrame({"line": line[rows], "question": question, "text": texts.rows(rows).series()}))
    return pd.concat(frames, ignore_index=True)


def pattern(words: Sequence[str]) -> str:
    """What finds any of the words where they stand by themselves, as RE2 reads it, in texts that are spelled as below.

    Nearly all of it is plain letters between spaces, which is found in one pass whatever their number.
    """
    return f" (?:{'|'.join(' '.join(map(_token, tokens(word))) + ' ' for word in words)})"


def _token(token: str) -> str:
    """Letters and digits need no escape; an apostrophe parts words there as it does here."""
    return token.removesuffix(ANY_ENDING).replace("'", " ") + ("[^ ]*" if token.endswith(ANY_ENDING) else "")


def _matches(texts: Texts, patterns: Sequence[str]) -> NDArray[np.bool_]:
    """Which rows hold each pattern, (patterns, n)."""
    import pyarrow as pa

    if isinstance(texts, LongTexts):
        column = texts.column  # read once, where it is left in its file
        return _found(column, patterns)
    return _found(pa.array(texts.distinct, type=pa.large_string()), patterns)[:, texts.codes]


def _found(texts: pa.Array | pa.ChunkedArray, patterns: Sequence[str]) -> NDArray[np.bool_]:
    import pyarrow.compute as pc

    spelled = _spelled(texts)
    found = (pc.match_substring_regex(spelled, pattern=one) for one in patterns)
    return np.stack([np.asarray(one.cast("uint8").to_numpy()).astype(bool) for one in found])


def _spelled(texts: pa.Array | pa.ChunkedArray) -> Any:
    """Words in small letters with one space before, between and behind them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    space, nothing = (pa.scalar(text, type=pa.large_string()) for text in (" ", ""))
    lower: Any = pc.utf8_lower(pc.utf8_normalize(texts, form="NFKC"))
    visible = pc.replace_substring_regex(lower, pattern=_INVISIBLE, replacement="")
    padded = pc.binary_join_element_wise(space, visible, space, nothing)
    return pc.replace_substring_regex(padded, pattern=_BETWEEN_WORDS, replacement=" ")
