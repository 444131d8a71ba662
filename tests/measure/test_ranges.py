"""Any declared range of answers: 0-5, 1-7, codes 11-15; before reversal, in scores and in topic ratings."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean.binding_file import BindingFile
from pipeline.ingest.read import read_export
from pipeline.instrument.model import Instrument
from pipeline.measure.score import score
from tests.cleaned import clean


def answers(low: int, high: int, codes_from: int) -> list[dict]:
    return [{"code": str(codes_from + i), "label": f"step {i}", "score": low + i} for i in range(high - low + 1)]


@pytest.fixture
def ranges(instrument: Instrument) -> Instrument:
    """Items on 0-5, 1-7 and 1-5 written as 11-15, one of each reversed; topics rated on 1-7."""
    scales = {"six": (0, 5, 0), "seven": (1, 7, 1), "recoded": (1, 5, 11)}
    values = instrument.model_dump(mode="json")
    values["answer_scales"] = [
        {"id": name, "low": low, "high": high, "answers": answers(low, high, first)}
        for name, (low, high, first) in scales.items()
    ]
    values["items"] = [
        {
            "id": f"{name.upper()}{'R' if reverse else ''}",
            "scale": scale,
            "text": f"{name} {reverse}",
            "answers": name,
            "reverse": reverse,
        }
        for scale, name in (("skills", "six"), ("use", "seven"), ("plan", "recoded"))
        for reverse in (False, True)
    ]
    values["items"] += [{"id": f"{scale}1", "scale": scale, "text": scale, "answers": "six"} for scale in ("tools", "worry")]
    values["topic_ratings"] = {"importance": "seven", "confidence": "seven"}
    return Instrument.model_validate(values)


def test_every_range_becomes_0_to_100_by_its_declared_ends(ranges: Instrument, tmp_path: Path) -> None:
    head = "role,department,SIX,SIXR,SEVEN,SEVENR,RECODED,RECODEDR,tools1,worry1,T1_importance,T1_confidence"
    rows = ["nurse,,0,0,1,1,11,11,0,5,1,7", "nurse,,5,1,7,2,15,12,1,4,4,4", "nurse,,2,5,4,7,13,15,5,0,7,1"]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    responses = clean(read_export(path), ranges, BindingFile(without=("department",))).responses
    scores = score(responses, ranges)
    keyed = scores.items
    assert keyed["SIX"].tolist() == [0, 100, 40] and keyed["SIXR"].tolist() == [100, 80, 0]
    assert keyed["SEVEN"].tolist() == [0, 100, 50] and keyed["SEVENR"].tolist() == pytest.approx([100, 100 * 5 / 6, 0])
    assert keyed["RECODED"].tolist() == [0, 100, 50] and keyed["RECODEDR"].tolist() == [100, 75, 0]
    assert scores.scales["skills"].tolist() == [50, 90, 20]
    # Topics: 1, 4 and 7 of seven are 1, 3 and 5 of five.
    assert scores.importance["T1"].tolist() == [1, 3, 5]
    assert scores.confidence["T1"].tolist() == [5, 3, 1]
