"""Other decisions: what is told of them, and when nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.errors import SetupError
from pipeline.measure.frozen import item_fingerprints, read_frozen, write_frozen
from pipeline.measure.score import score


def people(n: int, **answers) -> list[dict]:
    return [{"department": "north", "U1": 4 + i % 2, "P1": 4, "S1": 1 + i % 5, **answers} for i in range(n)]


def hasty(responses, count: int) -> np.ndarray:
    """Seconds: the last people were much too fast; thirteen ratings each."""
    seconds = np.full(len(responses), 600.0)
    seconds[len(seconds) - count :] = 5
    return seconds


def test_careless_answers_kept_is_told_from_k_people_on(responses_of, organised) -> None:
    # k is 5. The last six people reject everything.
    topics = {"T1_importance": 3, "T1_confidence": 3}
    responses = responses_of(people(40, **topics) + [{"department": "north", "U1": 1, "P1": 1, **topics}] * 6)
    found = organised(responses, seconds=hasty(responses, 6)).organisation.variants
    kept = found[found["variant"] == "careless_kept"].set_index("measure")
    assert kept.loc["not_convinced", ["value", "otherwise", "state"]].tolist() == [0, 13, "told"]  # 6 of 46


def test_fewer_than_k_people_are_not_told(responses_of, organised) -> None:
    topics = {"T1_importance": 3, "T1_confidence": 3}
    responses = responses_of(people(40, **topics) + [{"department": "north", "U1": 1, "P1": 1, **topics}] * 4)
    organisation = organised(responses, seconds=hasty(responses, 4)).organisation
    kept = organisation.variants[organisation.variants["variant"] == "careless_kept"]
    assert set(kept["state"]) == {"too_few_differ"} and kept["otherwise"].isna().all()
    quality = organisation.quality.set_index("sign")
    assert quality.loc["too_fast", "n"] is not None and np.isnan(float(quality["n"].astype("float64")["too_fast"]))


def test_complete_answers_only_leaves_people_out(responses_of, organised) -> None:
    responses = responses_of(people(40) + people(20, S1=None, E1=None))
    variants = organised(responses).variants
    complete = next(variant for variant in variants if variant.name == "complete")
    assert complete.people.sum() == complete.sides.sum() == 60 - complete.differ.sum() < 60
    assert {variant.name for variant in variants} == {"half", "eighty", "complete"}
    assert {variant.name for variant in organised(responses, rule="half").variants} == {"eighty", "complete"}


def test_prorated_scores_are_counted(responses_of, organised) -> None:
    found = organised(responses_of(people(40) + people(20, S1=None))).organisation.quality
    prorated = found[found["sign"] == "prorated"].set_index("scale")
    assert prorated.loc["skills", ["n", "of"]].tolist() == [20, 60]
    assert prorated.loc["tools", "n"] == 0


def test_item_effects_are_frozen_from_the_first_wave(responses_of, instrument, tmp_path) -> None:
    rng = np.random.default_rng(1)
    first = score(
        responses_of([{"S1": int(a), "S2": int(b), "S3": int(c)} for a, b, c in rng.integers(1, 6, (60, 3))]), instrument
    )
    for wave in ("2026-11", "2027-02"):
        (tmp_path / wave).mkdir()
    write_frozen(tmp_path / "2026-11", first.effects, instrument)
    assert read_frozen(tmp_path, "2026-11", instrument).effects.empty  # the first wave has its own
    later = read_frozen(tmp_path, "2027-02", instrument)
    assert later.waves == ("2026-11",)
    assert later.effects[["S1", "S2", "S3"]].tolist() == pytest.approx(first.effects[["S1", "S2", "S3"]].tolist())
    second = score(responses_of(people(30, S2=None)), instrument, frozen=later.effects)
    assert second.effects["S1"] == pytest.approx(first.effects["S1"])


def test_an_item_that_was_reworded_is_a_new_item(instrument, responses_of, tmp_path) -> None:
    (tmp_path / "2026-11").mkdir()
    write_frozen(tmp_path / "2026-11", score(responses_of(people(30)), instrument).effects, instrument)
    items = tuple(item.model_copy(update={"text": "another"}) if item.id == "S1" else item for item in instrument.items)
    reworded = instrument.model_copy(update={"items": items})
    assert item_fingerprints(reworded)["S1"] != item_fingerprints(instrument)["S1"]
    assert "S1" not in read_frozen(tmp_path, "2027-02", reworded).effects


def test_a_damaged_file_of_effects_is_said(instrument, tmp_path) -> None:
    (tmp_path / "2026-11").mkdir()
    (tmp_path / "2026-11" / "item_effects.csv").write_text("item,effect\nS1,often\n", encoding="utf-8")
    with pytest.raises(SetupError, match="item effects of an earlier wave"):
        read_frozen(tmp_path, "2027-02", instrument)
