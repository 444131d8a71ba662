"""Names of charts do not cover each other and stay whole where they can."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from dashboards.charts.labels import Mark, _box, apart, places
from dashboards.charts.names import with_n, wrapped


def test_names_are_placed_where_they_cover_nothing() -> None:
    marks = [Mark(100 + 9 * i, 100 + 37 * (i % 5), 6, f"Group {i}", False) for i in range(12)]
    found = places(marks, (800, 400))
    boxes = [_box(mark, place) for mark, place in zip(marks, found, strict=True) if place]
    assert len(boxes) >= 3
    for (l1, b1, r1, t1), (l2, b2, r2, t2) in combinations(boxes, 2):
        assert r1 <= l2 or r2 <= l1 or t1 <= b2 or t2 <= b1


def test_what_must_be_named_is_named_even_in_a_crowd() -> None:
    marks = [Mark(100, 100, 6, "A long name indeed", True) for _ in range(9)]
    assert all(places(marks, (300, 200)))


@pytest.mark.parametrize("values", [[5.0, 5.0, 5.0], [0.0, 50.0, 100.0], [99.0, 98.0, 97.5, 3.0], [1.0]])
def test_names_in_a_column_keep_their_order_and_distance(values: list[float]) -> None:
    moved = apart(values, 10.0, (0.0, 100.0))
    order = sorted(range(len(values)), key=values.__getitem__)
    steps = [moved[b] - moved[a] for a, b in pairwise(order)]
    assert all(step >= 10 - 1e-9 for step in steps) and min(moved) >= 0 and max(moved) <= 100
    if values == [0.0, 50.0, 100.0]:
        assert moved == values  # far enough apart: not moved


def test_a_name_is_cut_only_beyond_its_lines_and_keeps_its_n() -> None:
    name = with_n("Hematology / transplant and cellular therapy", 1234)
    assert wrapped(name, 40).replace("<br>", " ") == "Hematology / transplant and cellular therapy (n=1,234)"
    cut = wrapped(with_n("very long " * 20, "12 and 15"), 40)
    assert cut.count("<br>") == 1 and cut.endswith("… (n=12\N{NO-BREAK SPACE}and\N{NO-BREAK SPACE}15)")
    assert all(len(line) <= 40 for line in cut.split("<br>"))
