"""Similar words are those that difflib finds, in its order."""

from difflib import get_close_matches

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.similar import Vocabulary

_WORDS = st.text("abcd ", max_size=8)


@settings(max_examples=200, deadline=None)
@given(text=_WORDS, words=st.lists(_WORDS, max_size=12, unique=True), most=st.integers(1, 4))
def test_as_difflib_finds_them(text: str, words: list[str], most: int) -> None:
    assert Vocabulary.of(words).closest(text, most, 0.6) == get_close_matches(text, words, n=most, cutoff=0.6)


@pytest.mark.parametrize("text", ["nurse navigator", "navigater", "", "no such name"])
def test_of_real_names(text: str) -> None:
    words = ["nurse", "nurse navigator", "patient navigator", "physician", "front desk"]
    assert Vocabulary.of(words).closest(text, 3, 0.6) == get_close_matches(text, words, n=3, cutoff=0.6)
