"""What is masked and what stays; the development set of the masker; invariants; hostile texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.masking_judged import Planted, judged, planted
from pipeline.comments.masked import KINDS, Masking, masked
from pipeline.comments.masking import mask
from pipeline.comments.tokens import flat, read
from pipeline.comments.words import words_of
from pipeline.instrument.load import load_instrument
from tests.comments.development import IDENTIFIERS, PLAIN, SENTENCES

INSTRUMENT = load_instrument("tele_oncology")
WORDS = words_of(INSTRUMENT)


@pytest.mark.parametrize("kind", IDENTIFIERS)
def test_identifiers_are_masked_wherever_they_stand(kind: str) -> None:
    comments = [planted(sentence, kind, one) for one in IDENTIFIERS[kind] for sentence in SENTENCES[kind]]
    seen = [one.planted.text for one in judged(comments, WORDS) if not one.hidden]
    assert not seen


def test_comments_without_identifiers_stay_as_they_are() -> None:
    found = judged([Planted(text) for text in PLAIN], WORDS)
    assert [word for one in found for word in one.lost] == []


@pytest.mark.parametrize(
    ("text", "told"),
    (
        ("Ask Maria Okafor about the 3 new laptops.", "Ask [name] about the 3 new laptops."),
        ("My 93-year-old patient called.", "My [age]-year-old patient called."),
        ("My 70-year-old patient called.", "My 70-year-old patient called."),
        ("Call 555-123-4567, ext. 22.", "Call [phone], ext. [phone]."),
        ("room 4 is cold, 4 patients left", "room [place in the house] is cold, 4 patients left"),
        ("In 2021 we had 40 % more; code 2021", "In 2021 we had 40 % more; code [number]"),
        ("Rose said no. Costs rose. ask rose", "[name] said no. Costs rose. ask [name]"),
        ("It will work, Will said. Thanks, Will", "It will work, [name] said. Thanks, [name]"),
        ("MARIA MUST ANSWER THE PHONE", "[rare word] MUST ANSWER THE PHONE"),
        ("the JTK unit in IT", "the [rare word] unit in IT"),
        ("Ünal and Đorđe help, naïve me", "[rare word] and [name] help, naïve me"),
        ("", ""),
        ("  \n ", "  \n "),
    ),
)
def test_a_comment_reads_as_one_can_see(text: str, told: str) -> None:
    assert mask(text, WORDS).text == told


def test_the_words_of_the_questionnaire_stay_but_not_the_names_of_places() -> None:
    role = next(role.label for role in INSTRUMENT.roles)
    assert mask(f"As {role.lower()} I agree", WORDS).maskings == ()
    place = INSTRUMENT.model_copy(
        update={"departments": (INSTRUMENT.departments[0].model_copy(update={"label": "Okonkwo pavilion"}),)}
    )
    assert "Okonkwo" not in mask("Nothing works in the Okonkwo pavilion", words_of(place)).text


def test_names_on_a_list_are_masked_in_any_case_unless_they_are_ordinary_words() -> None:
    words = words_of(INSTRUMENT, names=["Fields, Ann-Kathrin", "Zoë Achebe"])
    assert mask("zoe and achebe and kathrin know", words).text == "[rare word] and [rare word] and [rare word] know".replace(
        "rare word", "name"
    )
    assert mask("Fields knows. Open fields.", words).text == "[name] knows. Open fields."


texts = st.text(alphabet=st.sampled_from("aB1 .-'@\n,:éZ9_/#()") | st.characters(codec="utf-8"), max_size=80)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_a_masking_covers_a_place_and_changes_nothing_else(text: str) -> None:
    told = mask(text, WORDS)
    assert told == mask(text, WORDS)
    assert len(flat(text)) == len(text)
    rest, done = "", 0
    for one in told.maskings:
        assert done <= one.start < one.end <= len(text) and one.kind in KINDS
        rest, done = rest + text[done : one.start] + f"[{one.kind}]", one.end
    assert rest + text[done:] == told.text
    assert masked(text, told.maskings) == told


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.sampled_from(KINDS)), max_size=8))
def test_maskings_that_overlap_become_one_and_cover_the_same(places: list) -> None:
    text = "abcdefghijklmnopqrstuvwxyz012"
    given_ = [Masking(start, start + length, kind) for start, length, kind in places]
    told = masked(text, given_)
    assert {at for one in given_ for at in range(one.start, one.end)} == {
        at for one in told.maskings for at in range(one.start, one.end)
    }
    assert all(first.end <= second.start for first, second in zip(told.maskings, told.maskings[1:], strict=False))


@pytest.mark.parametrize(
    "piece",
    ("a", "1", "1-", "1 a ", "a.", "a@", "Dr ", "Ab ", "at ", "one ", "a_", "room ", "x dot ", "may ", "(", "- ", "a'", "\n"),
)
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert mask(text, WORDS) == mask(text, WORDS)


def test_words_are_cut_at_their_places() -> None:
    text = "Zoë’s 4th visit\u00a0— O'Neill"
    assert [text[one.start : one.end] for one in read(text).tokens] == ["Zoë’s", "4th", "visit", "O'Neill"]
