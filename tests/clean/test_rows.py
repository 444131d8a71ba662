"""Which rows count, in one export and over several that belong together."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import rows
from pipeline.clean.marks import among, marks_of, of_texts, twice
from pipeline.clean.rows import DUPLICATE, FORGOTTEN, answered_later, identities, sort_rows
from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.texts import Texts


def codes(*people: str) -> list[dict[str, str]]:
    """One row per person with a code."""
    return [{"code": code, "SK1": "4"} for code in people]


def test_the_last_row_with_a_code_counts_and_reasons_add_up(export_of: Callable) -> None:
    export = export_of([{"code": "", "SK1": ""}, *codes("a", "b", " a", "", "")])
    found = sort_rows(export, [0])
    assert found.kept.tolist() == [False, False, True, True, True, True]
    assert found.counts == {"no answer at all": 1, DUPLICATE: 1}
    assert found.set_aside.to_dict("list") == {"line": [2, 3], "reason": ["no answer at all", DUPLICATE]}


def test_who_asked_to_be_forgotten_is_set_aside_for_that_whatever_else(export_of: Callable) -> None:
    export = export_of([*codes("a", "a"), {"code": "b", "SK1": ""}])
    found = sort_rows(export, [0], forgotten=np.array([True, True, True]))
    assert found.counts == {FORGOTTEN: 3} and not found.kept.any()


def test_over_several_exports_the_last_one_of_all_counts(export_of: Callable) -> None:
    exports = [export_of(codes("a", "b", "b")), export_of(codes("c", "a")), export_of(codes("", " a", "c"))]
    later = answered_later([identities(export, [0]) for export in exports])
    assert [rows.tolist() for rows in later] == [[True, True, False], [True, True], [False, False, False]]
    kept = [sort_rows(export, [0], later=rows).kept.tolist() for export, rows in zip(exports, later, strict=True)]
    assert kept == [[False, False, True], [False, False], [True, True, True]]


@given(st.lists(st.sampled_from(["", " ", "a", " a", "b", "c", "d "]), max_size=30), st.integers(0, 30), st.integers(1, 40))
def test_two_exports_are_as_their_rows_in_one_however_many_are_compared_at_once(written: list[str], cut: int, share: int) -> None:
    parts = [written[:cut], written[cut:]]
    with patch.object(rows, "_SHARE", share):
        later = answered_later([(of_texts(Texts.of(part)),) for part in parts])
    stripped = [text.strip() for text in written]
    expected = [bool(text) and text in stripped[place + 1 :] for place, text in enumerate(stripped)]
    assert np.concatenate(later).tolist() == expected


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int64])
def test_marks_are_equal_for_equal_rows_only(dtype: type) -> None:
    """All rows of eleven columns of which each holds one of two answers; and all that differ by their order."""
    rows = ((np.arange(2_048)[:, None] >> np.arange(11)) & 1).astype(dtype)
    marks = marks_of(list(rows.T))
    assert len(np.unique(marks)) == 2_048 and not len(twice(marks))
    assert twice(np.append(marks, marks[3])).tolist() == [marks[3]]
    assert marks_of(list(rows[::-1].T)).tolist() == marks[::-1].tolist()
    assert among(marks, np.sort(marks[5:7])).nonzero()[0].tolist() == [5, 6]
    assert not among(marks, marks[:0]).any()


def test_marks_of_texts_are_the_same_on_every_machine() -> None:
    written = ["kL7", " kL7 ", "", "naïve", "kL7\0", "more than one word of eight bytes"]
    marks = of_texts(Texts.of(written))
    assert marks[:3].tolist() == [5163963889581369568, 5163963889581369568, 0] and len(set(marks.tolist())) == 5
    pieces = [pa.array(some, type=pa.large_string()) for some in (written[:2], written[2:])]
    assert of_texts(LongTexts.joined(pieces)).tolist() == marks.tolist()
