"""Scoring keys of published instruments: they load, score as published, and go through the whole pipeline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import SetupError
from pipeline.instrument.load import instrument_sha256, library_ids, load_instrument
from pipeline.instrument.model import Instrument
from pipeline.run import Request, analyze
from pipeline.stats.additive import scale_scores

KEYS = ("oric", "aim_iam_fim", "prat", "sus", "training_pairs")


def answers(instrument: Instrument, people: int = 90, seed: int = 1) -> pd.DataFrame:
    """Answers by code, roles and departments by label, of people who lean one way or the other."""
    rng = np.random.default_rng(seed)
    leaning = rng.normal(0, 1, people)
    columns: dict[str, object] = {
        "role": rng.choice([role.label for role in instrument.roles[:3]], people),
        "department": rng.choice([part.label for part in instrument.departments[:2]], people),
        "Recorded Date": ["2026-11-05"] * people,
    }
    reverse = {item.id: item.reverse for item in instrument.items}
    for column, _, scale_id in instrument.rated_columns():
        codes = [answer.code for answer in instrument.answer_scale[scale_id].answers if answer.score is not None]
        if not codes:
            continue
        toward = -leaning if reverse.get(column) else leaning
        place = (toward + rng.normal(0, 0.7, people)) / 4 + 0.5
        columns[column] = np.array(codes)[np.clip((place * len(codes)).astype(int), 0, len(codes) - 1)]
    return pd.DataFrame(columns)


@pytest.mark.parametrize("name", library_ids())
def test_every_instrument_of_the_library_says_what_it_is_and_may_be(name: str) -> None:
    instrument = load_instrument(name)
    assert instrument.id == name and instrument.licence and instrument.status


@pytest.mark.parametrize("name", KEYS)
def test_a_key_ships_structure_and_no_wording(name: str) -> None:
    instrument, own = load_instrument(name), load_instrument("tele_oncology")
    shipped = {item.text for item in own.items} | {topic.label for topic in own.topics}
    parts = [item.text for item in instrument.items] + [topic.label for topic in instrument.topics]
    added = [text for text in parts if text not in shipped]
    assert added and all(text.endswith("(wording not shipped)") for text in added)
    assert "may" in instrument.licence or "free to use" in instrument.licence or "right to use" in instrument.licence


def test_the_structure_is_the_published_one() -> None:
    sizes = {
        name: {scale.id: len(load_instrument(name).items_of(scale.id)) for scale in load_instrument(name).scales}
        for name in ("oric", "aim_iam_fim")
    }
    assert sizes["oric"] == {"change_commitment": 5, "change_efficacy": 7}
    assert sizes["aim_iam_fim"] == {"acceptability": 4, "appropriateness": 4, "feasibility": 4}
    assert len(load_instrument("training_pairs").topics) == 30
    assert len(load_instrument("prat").items_of("practitioner_readiness")) == 17
    assert [item.reverse for item in load_instrument("sus").items_of("usability")] == [False, True] * 5


def test_the_usability_score_is_brookes() -> None:
    # Brooke 1996: 2.5 x (sum of (odd - 1) + sum of (5 - even))
    x = np.random.default_rng(2).integers(1, 6, (50, 10)).astype(float)
    published = 2.5 * ((x[:, ::2] - 1).sum(axis=1) + (5 - x[:, 1::2]).sum(axis=1))
    reverse = np.array([item.reverse for item in load_instrument("sus").items_of("usability")])
    keyed = (np.where(reverse, 6 - x, x) - 1) / 4 * 100
    assert scale_scores(keyed).scores == pytest.approx(published)


@pytest.mark.parametrize("name", KEYS)
def test_an_export_with_the_ids_of_a_key_goes_through(name: str, tmp_path: Path) -> None:
    instrument = load_instrument(name)
    answers(instrument).to_csv(tmp_path / "answers.csv", index=False)
    bundle = analyze(Request(tmp_path / "answers.csv", instrument=name, wave="2026-11", out=tmp_path / "outputs"))
    overall = bundle.release.scales.query("grouping == 'overall'").set_index("scale")
    assert {scale.id for scale in instrument.scales} <= set(overall.index)
    assert overall.loc["willingness", "n"] == bundle.manifest.rows["scored"] > 80
    reliability = bundle.findings.reliability
    assert reliability[reliability["role"].isna()].set_index("scale")["alpha"].max() > 0.7
    if name == "training_pairs":
        topics = bundle.findings.training_needs
        assert topics["topic"].nunique() == 30 and topics["importance"].between(1, 5).all()


def test_what_is_added_is_checked_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "extends: tele_oncology_short\nid: own\nadd:\n  scales:\n    - {id: joy, label: Joy}\n  items:\n"
        "    - {id: J1, scale: joy, text: a}\n    - {id: J2, scale: jooy, text: b}\n  nothing: [1]\n",
        encoding="utf-8",
    )
    with pytest.raises(SetupError) as raised:
        load_instrument(path)
    said = [str(problem) for problem in raised.value.problems]
    assert any("'jooy'" in text and "line 8" in text for text in said)
    assert any("nothing can be added to 'nothing'" in text and "line 9" in text for text in said)


def test_the_hash_of_a_file_that_extends_covers_what_it_extends() -> None:
    hashes = {name: instrument_sha256(name) for name in library_ids()}
    assert len(set(hashes.values())) == len(hashes)
