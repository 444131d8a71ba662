"""Rows that count, looked up by text: the same as text by text."""

import numpy as np
import pytest

from pipeline.clean.kept import Kept
from pipeline.ingest.texts import Texts


@pytest.mark.parametrize("share", [0.0, 0.7, 1.0])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int32])
def test_looked_up_as_one_by_one(share: float, kind: type[np.integer]) -> None:
    rng = np.random.default_rng(1)
    kept = rng.random(70_000) < share
    texts = Texts(rng.integers(0, 20, len(kept)).astype(kind), tuple("abcdefghijklmnopqrstuvwxyz"))
    rows, table, ticked = Kept.of(kept), np.arange(26)[::-1], np.arange(26) % 3 == 0
    codes, ticks = np.empty(len(rows), dtype=np.uint8), np.empty(len(rows), dtype=bool)
    rows.look_up([texts, texts], [table, ticked], [codes, ticks])
    expected = texts.codes[kept]
    assert (codes == 25 - expected).all() and (ticks == (expected % 3 == 0)).all()
    assert (rows.texts(texts).codes == expected).all()
    for places in ([], [0, 25, 7], list(range(26))):
        assert rows.times(texts, places) == [int((expected == place).sum()) for place in places]


def test_no_rows_at_all() -> None:
    rows = Kept.of(np.zeros(0, dtype=bool))
    found = np.empty(0, dtype=np.uint8)
    rows.look_up([Texts.of([])], [np.zeros(0, dtype=np.uint8)], [found])
    assert len(rows) == 0 and rows.times(Texts.of([]), [0]) == [0]
