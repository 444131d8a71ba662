"""A person covers words or shows them; what stands as a whole keeps its kind."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.comments.by_hand import by_hand, covered, word_list
from pipeline.comments.masked import Masking, masked

TEXT = "Ask Maria Okafor, ext. 4471, today"
NAME, PHONE = Masking(4, 16, "name"), Masking(23, 27, "phone")


def told(words: set[int]) -> str:
    return masked(TEXT, by_hand(TEXT, [NAME, PHONE], words)).text


def test_the_words_that_are_covered_are_told() -> None:
    assert word_list(TEXT) == ("Ask", "Maria", "Okafor", "ext", "4471", "today")
    assert covered(TEXT, [NAME, PHONE]) == {1, 2, 4}


def test_nothing_changed_changes_nothing() -> None:
    assert by_hand(TEXT, [NAME, PHONE], {1, 2, 4}) == (NAME, PHONE)


def test_more_words_are_covered_by_hand_and_side_by_side_as_one() -> None:
    assert told({0, 1, 2, 4, 5}) == "[by hand] [name], ext. [phone], [by hand]"
    assert masked(TEXT, by_hand(TEXT, [], {0, 1, 2})).text == "[by hand], ext. 4471, today"


def test_a_word_that_is_shown_again_leaves_the_rest_covered_with_its_kind() -> None:
    assert told({1, 4}) == "Ask [name] Okafor, ext. [phone], today"
    assert told(set()) == TEXT


@settings(max_examples=100, deadline=None)
@given(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_exactly_the_chosen_words_are_covered_whatever_was_before(first: set[int], then: set[int]) -> None:
    before = by_hand(TEXT, [NAME, PHONE], first)
    assert covered(TEXT, by_hand(TEXT, before, then)) == then
