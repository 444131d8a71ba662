"""One spelling for comparing words: what is left out, and what is not."""

from __future__ import annotations

import pytest

from pipeline.instrument.words import normal, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>I <b>can</b></p><br/>start<!-- twice -->", "I can start"),
        ("I&nbsp;can’t\u200b – not “yet”", 'I can\'t - not "yet"'),
        ("< 1 year, > 5 years", "< 1 year, > 5 years"),
        ("<1 year,>5 years", "<1 year,>5 years"),
        ("<- less | more ->", "<- less | more ->"),
    ],
)
def test_tags_go_and_comparisons_stay(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(("one", "other"), [("Agree.", "agree"), ("<i>Agree</i>", "Agree"), ("Who else?", "who else")])
def test_the_same_word(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("<5", ">5"), ("5 <6> 7", "5 7"), ("Agree", "Disagree")])
def test_not_the_same_word(one: str, other: str) -> None:
    assert normal(one) != normal(other)
