"""Headings with brackets: question and statement come apart where they were joined, whatever brackets they hold."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.ingest.bracketed import parted, parted_in_front

PIECES = st.lists(st.sampled_from(["I", "use", "[Epic]", "it", "[1-5]"]), min_size=1, max_size=4, unique=True).map(" ".join)


@pytest.mark.parametrize(
    ("question", "statements"),
    [
        ("How sure?", ["I can start", "I can end"]),
        ("How sure [1-5]", ["I can start", "I can end"]),
        ("How sure?", ["I use [Epic]", "I use [Zoom] now", "I can end"]),
        ("How sure?", ["opened [ and left", "I can start", "I can end"]),
        ("How sure [1-5]", ["I use [Epic]", "I use [Zoom] now"]),
    ],
)
def test_what_headings_share_is_the_question(question: str, statements: list[str]) -> None:
    wanted = tuple((question, statement) for statement in statements)
    assert parted([f"{question} [{statement}]" for statement in statements]) == wanted
    assert parted_in_front([f"[{statement}] {question}" for statement in statements]) == wanted


def test_a_heading_without_brackets_at_its_end_has_no_statement() -> None:
    assert parted(["Your role", "Tick [all] that apply", "[alone]", ""]) == (None, None, None, None)


@given(st.lists(PIECES, min_size=1, max_size=3, unique=True), st.lists(PIECES, min_size=2, max_size=4, unique=True))
def test_balanced_statements_of_any_matrices_come_back(questions: list[str], statements: list[str]) -> None:
    assume(not any(one != other and one.startswith(f"{other} [") for one in questions for other in questions))
    headings = [(question, statement) for question in questions for statement in statements]
    assert parted([f"{question} [{statement}]" for question, statement in headings]) == tuple(headings)
