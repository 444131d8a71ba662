"""The list of what was trained is read whole or refused with every mistake and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean.trained import read_trained
from pipeline.errors import SetupError
from pipeline.instrument.model import Instrument


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "trained.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_labels_and_ids_are_read_rows_added_up_and_other_columns_left_alone(tmp_path: Path, instrument: Instrument) -> None:
    label = instrument.topics[1].label
    text = f'when,topic,role,seats\nMay,T01,RN,12\nJune,t01,rn_onc,8.0\n,"{label}",Oncology nurse,3\n,T03,RN,0\n,T04,RN,\n,,,\n'
    held = read_trained(written(tmp_path, text), instrument)
    assert held.to_dict("list") == {"role": ["rn_onc"] * 2, "topic": ["T01", "T02"], "seats": [20, 3]}


def test_all_mistakes_are_told_with_their_lines(tmp_path: Path, instrument: Instrument) -> None:
    text = "role,topic,seats\nNurze,T01,12\nRN,Platfrm basics,3\nRN,T02,-4\nRN,T03,2.5\nRN,T04,many\n"
    with pytest.raises(SetupError) as error:
        read_trained(written(tmp_path, text), instrument)
    told = [str(problem) for problem in error.value.problems]
    assert len(told) == 5 and all(f"line {line}" in one for line, one in enumerate(told, start=2))
    assert "'Nurze' is not a known role" in told[0] and "not a known topic" in told[1] and "blank, 0, 1, 2" in told[2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("role,seats\nRN,3\n", "no column topic"),
        ("role,topic,seats\nRN,T01,0\nRN,T02,\n", "no training was held"),
        ("", "trained.csv"),
    ],
)
def test_lists_that_cannot_be_used(tmp_path: Path, instrument: Instrument, text: str, told: str) -> None:
    with pytest.raises(SetupError, match=told):
        read_trained(written(tmp_path, text), instrument)
