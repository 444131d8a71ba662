"""Texts that stand in what is said are always found; of the others nearly all are told at once."""

from __future__ import annotations

import pickle
import random

import pyarrow as pa
import pytest

from pipeline.clean.private_texts import folded, folded_column
from pipeline.clean.sought import Said


def arrow(texts: list[str]) -> pa.LargeStringArray:
    return pa.array(["in front", *texts], type=pa.large_string()).slice(1)


def found(texts: list[str], said: str) -> list[str]:
    return Said.of(said).holds(arrow(texts))


def test_by_hand() -> None:
    said = "one word, r_2ab9xq and über uns\nanother line"
    assert found(["r_2ab9xq", "r_2ab9xz", "über uns", "another land", "über ihn"], said) == ["r_2ab9xq", "über uns"]
    assert found(["abc", "one", "one"], said) == ["one"]
    assert found(["abcdef"], "") == [] and found([], said) == []


@pytest.mark.parametrize("size", [6, 7, 8, 9, 15, 16, 17])
def test_many_texts_of_one_length_are_told_by_all_their_bytes(size: int) -> None:
    """Numbers of staff have few signs, so that the pieces of nearly all of them stand somewhere."""
    rng = random.Random(size)
    codes = ["".join(rng.choices("0123456789", k=size)) for _ in range(5_000)]
    said = " ".join(codes[:50] + ["".join(rng.choices("0123456789", k=6)) for _ in range(100_000)])
    assert set(found(codes, said)) == {code for code in codes if code in said} >= set(codes[:50])


def test_what_is_said_can_be_sent_elsewhere() -> None:
    assert pickle.loads(pickle.dumps(Said.of("here it stands"))).holds(arrow(["stands", "stood there"])) == ["stands"]


@pytest.mark.parametrize("seed", range(5))
def test_whatever_stands_there_is_found(seed: int) -> None:
    rng = random.Random(seed)
    said = "".join(rng.choices("abc é", k=3000))
    texts = [said[at : at + rng.randint(6, 40)] for at in rng.sample(range(2900), 200)]
    others = ["".join(rng.choices("defg", k=20)) for _ in range(500)]
    assert found([*texts, *others], said) == texts


@pytest.mark.parametrize("signs", [" \t\n\x1c\x85\xa0\u2003\u200bAbÄßİ’—", "  aBc", "aB c."])
@pytest.mark.parametrize("longest", [12, 450])
def test_a_column_is_folded_as_each_text_is(signs: str, longest: int) -> None:
    rng = random.Random(1)
    texts = ["".join(rng.choices(signs, k=rng.randint(0, longest))) for _ in range(2_000)]
    words = sorted(word[:200] for word in map(folded, texts) if len(word) >= 3)
    assert sorted(folded_column(arrow(texts), 3).to_pylist()) == words
