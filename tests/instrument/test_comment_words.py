"""Words of comment topics: what can be looked for, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SetupError
from pipeline.instrument.comment_words import tokens
from pipeline.instrument.load import library_ids, load_instrument

HEAD = "extends: tele_oncology_short\nid: ours\nversion: '1'\ntitle: Ours\n"


def load(folder: Path, topics: str):
    path = folder / "ours.yaml"
    path.write_text(HEAD + topics, encoding="utf-8")
    return load_instrument(path)


def test_words_are_compared_in_one_spelling() -> None:
    assert tokens("Can\u2019t  afford-IT*") == ["can't", "afford", "it*"]


@pytest.mark.parametrize("library", library_ids())
def test_shipped_topics_are_told_apart_from_questions_about_places(library: str) -> None:
    instrument = load_instrument(library)
    assert len(instrument.comment_topics) >= 10
    assert "site" not in {question.id for question in instrument.comments}
    assert set(instrument.labels()["comment_topic"]) == {topic.id for topic in instrument.comment_topics}


@pytest.mark.parametrize("k", [5, 10, 15])
def test_ten_writers_are_needed_or_k(tmp_path: Path, k: int) -> None:
    assert load(tmp_path, f"thresholds: {{k: {k}}}\n").thresholds.comment_writers == max(10, k)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("[ti*]", "'ti*' would be found in too many words"),
        ('["*"]', "'*' is no word"),
        ('["(a+)+b"]', "'(a+)+b' is no word"),
        ('["time*off"]', "'time*off' is no word"),
        ('["..."]', "'...' is no word"),
        ("[training]", "'training' of 'one' is found by 'train*' of 'two' as well"),
        ('["short trains"]', "'short trains' of 'one' is found by 'short train*' of 'two' as well"),
        ("[]", "at least 1 item"),
        (f"[{'long ' * 20}]", "is no word"),
    ],
)
def test_words_that_cannot_be_looked_for_are_told_with_their_line(tmp_path: Path, words: str, what: str) -> None:
    topics = f"comment_topics:\n  - {{id: one, label: One, words: {words}}}\n"
    topics += '  - {id: two, label: Two, words: ["train*", "short train*"]}\n'
    with pytest.raises(SetupError) as caught:
        load(tmp_path, topics)
    [problem] = [one for one in caught.value.problems if what in one.what]
    assert problem.where.startswith("ours.yaml, line 6")


def test_all_mistakes_are_told_together_and_a_phrase_may_hold_a_word_of_another_topic(tmp_path: Path) -> None:
    topics = "comment_topics:\n  - {id: a, label: A, words: [screen, 'a*', '!']}\n  - {id: a, label: B, words: [second screen]}\n"
    with pytest.raises(SetupError) as caught:
        load(tmp_path, topics)
    assert len(caught.value.problems) == 3
    fine = topics.replace(", 'a*', '!'", "").replace("id: a, label: B", "id: b, label: B")
    assert [topic.id for topic in load(tmp_path, fine).comment_topics] == ["a", "b"]
