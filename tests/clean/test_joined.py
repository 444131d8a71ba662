"""Joined cells are read in the one way in which every part is an option: the same as by trying every way."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.cells import Cells
from pipeline.clean.code_options import code_joined
from pipeline.ingest.texts import Texts
from pipeline.instrument.part import Labelled

OPTIONS = tuple(Labelled(id=name, label=label) for name, label in (("o1", "a"), ("o2", "a, b"), ("o3", "b"), ("o4", "c;a")))
WORDS = {word: option.id for option in OPTIONS for word in (option.id, option.label)}


def readings(text: str) -> set[frozenset[str]]:
    """Every way to read a cell, by trying."""
    text = text.lstrip(" ,;|/")
    if not text:
        return {frozenset()}
    found = set()
    for word, option in WORDS.items():
        left = text[len(word) :].lstrip(" .:?!")
        if text.startswith(word) and left[:1] in (",", ";", "|", "/", ""):
            found |= {more | {option} for more in readings(left)}
    return found


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("abc,;. ", max_size=12), min_size=1, max_size=6))
def test_one_reading_or_a_question(cells: list[str]) -> None:
    doubts: list = []
    ticked = code_joined(Cells("q", Texts.of(cells)), OPTIONS, {}, "q", doubts)
    for text, ticks in zip(cells, ticked.ticks.T, strict=True):
        bare = text.casefold().strip().rstrip(".:;?! ").strip()
        bare = " ".join(bare.split())
        ways = {frozenset({WORDS[bare]})} if bare in WORDS else readings(bare)
        expected = next(iter(ways)) if len(ways) == 1 else frozenset()
        assert {OPTIONS[place].id for place in np.flatnonzero(ticks)} == expected
        assert (len(ways) == 1) or text.strip() in [one.text for one in doubts]


def test_a_label_may_hold_what_the_platform_parts_answers_with() -> None:
    options = (Labelled(id="t1", label="Mixed visits; what stays"), Labelled(id="t2", label="Privacy"))
    doubts: list = []
    cells = ["Mixed visits; what stays;Privacy;", "Privacy;Mixed visits; what stays;", "Privacy;", "Mixed visits;Privacy;", ""]
    ticked = code_joined(Cells("q", Texts.of(cells), joint=";"), options, {}, "q", doubts)
    assert ticked.ticks.tolist() == [[True, True, False, False, False], [True, True, True, True, False]]
    assert [one.text for one in doubts] == ["Mixed visits"]


def test_options_may_be_sentences() -> None:
    options = tuple(Labelled(id=f"o{place}", label=label) for place, label in enumerate(("I have no time.", "Why me?", "No. 5")))
    doubts: list = []
    cells = ["I have no time., Why me?", "Why me?;No. 5", "I have no time.,Why me?,No. 5", "No. 5, why me"]
    ticked = code_joined(Cells("q", Texts.of(cells)), options, {}, "q", doubts)
    assert ticked.ticks.T.tolist() == [[True, True, False], [False, True, True], [True, True, True], [False, True, True]]
    assert doubts == []
