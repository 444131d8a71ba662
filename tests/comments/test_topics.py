"""What people write about: words where they stand by themselves, people counted once, the same however texts are kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.comments.topics import listed, mentioned
from pipeline.ingest.long_texts import LongTexts
from pipeline.ingest.texts import Texts
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import CommentTopic
from pipeline.tables.coded import Ticked
from pipeline.tables.responses import WROTE
from tests.wave.conftest import HEADER, read_records

SAMPLE = Path(__file__).parents[2] / "sample_data" / "sample" / "2026-11.csv"
HELP = {
    "Protected time, even one hour a month.": {"time"},
    "Someone next to me the first few times.": {"support"},
    "A quiet room with a second screen.": {"equipment"},
    "A one-page checklist, please.": {"training"},
    "More practice, less theory.": {"training"},
    "A help desk that picks up the phone": {"support"},
    "Two things:\n1. a second screen\n2. a room with a door": {"equipment"},
    'A colleague said "just try it", and that helped most.': {"leadership"},
    "+1 for a drop-in hour": {"support"},
    "Knowing who schedules what.": {"workflow"},
    "Interpreters who can join the call; most of ours can't.": {"patients"},
    "Clear rules, in plain words": {"rules"},
    "Nothing, it works\u00a0well.": set(),
}
WORRY = {
    "That I miss something I would have seen in the room.": {"examination"},
    "Losing the bond with people I have known for years.": {"bond"},
    "More clicks, more messages, same hours.": {"time"},
    "Older patients, and those far from good internet.": {"patients", "equipment"},
    "Who is responsible when the call drops?": {"rules", "equipment"},
    "Families left out of the conversation": {"bond"},
    "That it becomes the cheap option.\n\nAnd that nobody asks us.": {"leadership"},
    "Bad news by video: no, thank you.": {"bond"},
    "It's fine – as long as it stays a choice.": {"leadership"},
    "Nothing really": set(),
    "= more work": {"time"},
    "Licensing across state lines": {"rules"},
}
"""What the sample's people write, and what a reader says it is about."""
NOT_ANSWERS = ("Lorem ipsum dolor sit amet, consectetur adipiscing elit.", "Ut enim ad minim veniam")


def found(texts: list[str], *words: str) -> list[bool]:
    return mentioned([Texts.of(texts)], [CommentTopic(id="it", label="It", words=words)]).ticks[0].tolist()


def topics_of(ticked: Ticked, person: int) -> set[str]:
    return {name for name, ticks in zip(ticked.names, ticked.ticks, strict=True) if ticks[person]} - {WROTE}


@pytest.mark.parametrize(
    ("word", "inside", "outside"),
    [
        ("call", ["Call.", "the CALL drops", "a video-call", "(call)", "call's"], ["recall", "calls", "callé", "call5", "ca ll"]),
        ("train*", ["train", "trained staff", "re-training"], ["strain", "trai n", "terrain"]),
        ("second screen", ["a second-screen", "second\n screen!", "second \u2013 screen"], ["secondscreen", "second big screen"]),
        ("can't afford", ["we can\u2019t afford it", "CAN'T AFFORD"], ["cant afford", "can afford"]),
        ("wi fi", ["Wi-Fi", "wi\u2011fi", "wi fi"], ["wifi"]),
        ("café", ["Cafe\u0301", "CAFÉ"], ["cafe"]),
        ("help desk*", ["helpful: help desks", "Help\u00a0Desk"], ["helpdesk"]),
        ("signal", ["sig\u00adnal", "\uff33\uff29\uff27\uff2e\uff21\uff2c"], ["signalling"]),
    ],
)
def test_a_word_is_found_where_it_stands_by_itself(word: str, inside: list[str], outside: list[str]) -> None:
    assert found(inside, word) == [True] * len(inside)
    assert found(outside, word) == [False] * len(outside)


def test_a_person_counts_once_over_all_of_their_comments_and_may_mention_several_topics() -> None:
    topics = [CommentTopic(id="a", label="A", words=("room",)), CommentTopic(id="b", label="B", words=("time",))]
    first = Texts.of(["a room, a room", "", "no", "-", "  "])
    second = Texts.of(["time in a room", "time", "", "", "\u00a0"])
    ticked = mentioned([first, second], topics)
    assert ticked.names == ("a", "b", WROTE)
    assert ticked.ticks.tolist() == [
        [True, False, False, False, False],
        [True, True, False, False, False],
        [True] * 3 + [False] * 2,
    ]
    assert ticked.answered.tolist() == [True, True, True, False, False]


def test_negation_is_not_understood_as_the_method_says() -> None:
    assert found(["No problem with the connection at all"], "connection") == [True]


def test_every_text_of_the_sample_is_about_what_a_reader_says() -> None:
    """The planted truth: the sample's people write 25 texts, whose topics were told by reading them."""
    topics = load_instrument().comment_topics
    for told in (HELP, WORRY):
        ticked = mentioned([Texts.of(list(told))], topics)
        assert [topics_of(ticked, person) for person in range(len(told))] == list(told.values())


def test_people_of_the_sample_are_counted_as_reading_row_by_row_counts_them() -> None:
    records = read_records(SAMPLE)
    header, rows = records[0], records[HEADER:]
    columns = [[row[header.index(name)] for row in rows] for name in ("comment_help", "comment_worry")]
    told = {**HELP, **WORRY, **{text: set() for text in NOT_ANSWERS}, "": set()}
    expected = [told[one] | told[other] for one, other in zip(*columns, strict=True)]
    ticked = mentioned([Texts.of(column) for column in columns], load_instrument().comment_topics)
    assert [topics_of(ticked, person) for person in range(len(rows))] == expected
    assert int(ticked.answered.sum()) == sum(bool(one or other) for one, other in zip(*columns, strict=True)) > 300


WORDS = st.sampled_from(
    ["time", "Time", "no-time", "screen", "two screens", "", " ", "-", "overtime", "é", "\u200b", "time\u2019s"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=8), st.randoms(use_true_random=False))
def test_long_texts_and_other_orders_give_the_same(texts: list[str], random) -> None:
    topics = [CommentTopic(id="t", label="T", words=("time",)), CommentTopic(id="s", label="S", words=("screen*",))]
    short = mentioned([Texts.of(texts)], topics)
    cut = len(texts) // 2
    long = LongTexts(pa.chunked_array([texts[:cut], texts[cut:]], type=pa.large_string()))
    assert np.array_equal(short.ticks, mentioned([long], topics).ticks)
    order = random.sample(range(len(texts)), len(texts))
    again = mentioned([Texts.of([texts[at] for at in order])], topics)
    assert np.array_equal(short.ticks[:, order], again.ticks)
    assert not (short.ticks[:-1] & ~short.answered).any()


def test_comments_are_listed_with_their_lines_and_no_blank() -> None:
    columns = [("help", Texts.of(["A room", " ", "--", "More"])), ("worry", Texts.of(["", "Noise", "", "x"]))]
    frame = listed(columns, np.array([4, 5, 9, 12]))
    assert frame.to_numpy().tolist() == [[4, "help", "A room"], [12, "help", "More"], [5, "worry", "Noise"], [12, "worry", "x"]]


@pytest.mark.timeout(60)
def test_a_hostile_text_takes_no_more_time_than_its_length() -> None:
    """An engine that goes back and tries again would not end: six times any run of letters, in texts of nothing else."""
    words = (*(f"{'a' * n}*" for n in range(3, 30)), "a a a a a a b")
    assert found(["a" * 200_000 + "!", "a " * 100_000, "a-" * 100_000], *words) == [True, False, False]
