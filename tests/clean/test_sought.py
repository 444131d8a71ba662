"""Texts that stand in what is said are always found; of the others nearly all are told at once."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from pipeline.clean.private_texts import _folded, folded
from pipeline.clean.sought import perhaps_said
from pipeline.ingest.texts import Texts


def found(texts: list[str], said: str) -> list[str]:
    arrow = pa.array(["in front", *texts], type=pa.large_string()).slice(1)
    return [texts[at] for at in perhaps_said(arrow, said)]


def test_by_hand() -> None:
    said = "one word, r_2ab9xq and über uns\nanother line"
    assert found(["r_2ab9xq", "r_2ab9xz", "über uns", "another land", "über ihn"], said) == ["r_2ab9xq", "über uns"]
    assert found(["abc", "abcdef"], said) == ["abc"]  # too short to be told
    assert found(["abcdef"], "") == [] and found([], said) == []


@pytest.mark.parametrize("seed", range(5))
def test_whatever_stands_there_is_found(seed: int) -> None:
    rng = random.Random(seed)
    said = "".join(rng.choices("abc é", k=3000))
    texts = [said[at : at + rng.randint(6, 40)] for at in rng.sample(range(2900), 200)]
    others = ["".join(rng.choices("defg", k=20)) for _ in range(500)]
    assert found([*texts, *others], said) == texts


def test_a_column_is_folded_as_each_text_is() -> None:
    rng = random.Random(1)
    texts = tuple({"".join(rng.choices(" \t\n\x1c\x85\xa0\u2003\u200bAbÄßİ’—", k=rng.randint(0, 12))) for _ in range(3000)})
    column = Texts(np.arange(len(texts)), texts)
    assert set(_folded(column, 3).to_pylist()) == {word for word in map(folded, texts) if len(word) >= 3}
