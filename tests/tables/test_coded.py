"""Some of the rows of columns: the same whether asked for by run, by truth or by number."""

import numpy as np
import pytest

from pipeline.tables.coded import Rated, Ticked


@pytest.mark.parametrize("share", [0.0, 0.9, 1.0])
def test_rows_by_truth_are_rows_by_number(share: float) -> None:
    rng = np.random.default_rng(2)
    rated = Rated(("a", "b", "c"), rng.integers(0, 7, (3, 80_000)).astype(np.uint8), (np.arange(7.0),) * 3)
    ticked = Ticked(("x", "y"), rng.random((2, 80_000)) < 0.5)
    rows = rng.random(80_000) < share
    numbers = np.flatnonzero(rows)
    for which in (rows, numbers):
        assert (rated.rows(which).codes == rated.codes[:, rows]).all()
        assert (ticked.rows(which).ticks == ticked.ticks[:, rows]).all()
    backwards = numbers[::-1]
    assert (rated.rows(backwards).codes == rated.codes[:, backwards]).all()
    assert (rated.rows(slice(5, 9)).codes == rated.codes[:, 5:9]).all()
