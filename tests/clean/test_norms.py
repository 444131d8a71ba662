"""What is usual among all: the same from any parts in any order, and the same signs as in numbers with NaN over everybody."""

from __future__ import annotations

from functools import reduce
from operator import add

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.norms import Norms, norms, standards
from pipeline.clean.quality import FLAGS, Quality, judge, judge_part
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import AnswerScale, Instrument
from pipeline.tables import Responses
from tests.clean.careless_reference import judge as judge_plainly

NOON = np.datetime64("2026-11-02T12:00", "us")


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument()


def answered(instrument: Instrument, people: int, seed: int, blank: float = 0.05) -> tuple[Responses, np.ndarray]:
    """People of all roles with a leaning, some at random, some in a straight line, some twice within minutes; and seconds."""
    rng = np.random.default_rng(seed)
    roles = np.array([role.id for role in instrument.roles])[rng.integers(0, len(instrument.roles), people)]
    leaning, how = rng.normal(0, 0.8, people), rng.random(people)
    line = rng.integers(1, 4, people)
    ratings, excluded = {}, {}
    for column, _, scale in instrument.rated_columns():
        item = next((item for item in instrument.items if item.id == column), None)
        scores = np.array(sorted({a.score for a in instrument.answer_scale[scale].answers if a.score is not None}) or [np.nan])
        toward = -leaning if item is not None and item.reverse else leaning
        place = np.rint((len(scores) - 1) / 2 + 0.3 + (toward + rng.normal(0, 0.6, people)) * len(scores) / 5)
        place = np.select([how < 0.05, how < 0.08], [rng.integers(0, len(scores), people), line], place)
        concerned = np.array([item is None or instrument.applies_to(item, role) for role in roles])
        x = scores[np.clip(place, 0, len(scores) - 1).astype(int)].astype(float)
        ratings[column] = np.where(concerned & (rng.random(people) >= blank), x, np.nan)
        excluded[column] = np.isnan(ratings[column]) & (rng.random(people) < 0.3)
    copied = np.arange(people)
    copied[rng.random(people) < 0.05] = rng.integers(0, max(people // 10, 1))
    rows = Responses.of(
        pd.DataFrame(
            {
                "role": roles[copied],
                "department": instrument.departments[0].id,
                "line": np.arange(people),
                "recorded": NOON + rng.integers(0, 4_000, people).astype("timedelta64[s]"),
            }
        ),
        pd.DataFrame(ratings).iloc[copied].reset_index(drop=True),
        pd.DataFrame(excluded).iloc[copied].reset_index(drop=True),
        single=pd.DataFrame({"attention": rng.choice(["4", "4", "4", "4", "3", ""], people)}),
    )
    seconds = np.where(rng.random(people) < 0.1, np.nan, np.rint(np.exp(rng.normal(6.2, 0.6, people))))
    return rows, seconds


def as_values(found: Norms) -> list[object]:
    """Everything of norms that can be compared; people in no order."""
    order = np.lexsort((found.times, found.marks))
    arrays = (found.sums.n, found.sums.total, found.sums.product, found.pace.values, found.pace.times)
    more = (found.variability.values, found.variability.times, found.marks[order], found.times[order].astype(np.int64))
    return [found.people, found.asked, *(array.tolist() for array in (*arrays, *more))]


def agree(responses: Responses, instrument: Instrument, seconds: np.ndarray) -> Quality:
    """What is found, which is what plain numbers find."""
    found, plain = judge(responses, instrument, seconds), judge_plainly(responses, instrument, seconds)
    assert found.checked == plain.checked and found.reason.tolist() == plain.reason.tolist()
    pd.testing.assert_frame_equal(found.signs, plain.signs)
    # Where a figure lies on the limit itself, plain numbers follow the rounding of their last digit.
    limit = np.nanquantile(plain.variability, 0.05) if len(found) > 1 else np.nan
    near = {"low_variation": np.abs(plain.variability - limit) < 1e-9, "inconsistent": np.abs(plain.consistency - 0.3) < 1e-9}
    for flag in FLAGS:
        told = ~near.get(flag, np.zeros(len(found), dtype=bool))
        assert found.flags[flag][told].tolist() == plain.flags[flag][told].tolist(), flag
    return found


@pytest.mark.parametrize(("people", "blank"), [(1, 0.1), (25, 0.0), (60, 0.1), (1_500, 0.0), (1_500, 0.05), (700, 0.4)])
def test_signs_are_those_of_plain_numbers(instrument: Instrument, people: int, blank: float) -> None:
    found = agree(*_with(instrument, people, blank))
    assert people < 1_500 or all(who.any() for who in found.found.values())


def _with(instrument: Instrument, people: int, blank: float) -> tuple[Responses, Instrument, np.ndarray]:
    responses, seconds = answered(instrument, people, people + 1, blank)
    return responses, instrument, seconds


@pytest.mark.parametrize("scores", [(1, 2.25, 3.1, 4.2, 5), (1, 1.5071, 2.9, 4.3333, 5)], ids=["a byte", "two bytes"])
def test_answer_scales_of_any_fineness_are_told_exactly(instrument: Instrument, scores: tuple[float, ...]) -> None:
    def finer(scale: AnswerScale) -> AnswerScale:
        answers = [a if a.score is None else a.model_copy(update={"score": scores[int(a.score) - 1]}) for a in scale.answers]
        return scale.model_copy(update={"answers": tuple(answers)})

    scales = tuple(finer(scale) if scale.id == "agreement" else scale for scale in instrument.answer_scales)
    changed = Instrument.model_validate(instrument.model_copy(update={"answer_scales": scales}).model_dump())
    found = agree(*_with(changed, 600, 0.05))
    assert found.found["unusual_pattern"].any() and found.found["low_variation"].any()


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_any_parts_in_any_order_give_the_norms_and_the_signs_of_the_whole(data: st.DataObject) -> None:
    instrument = load_instrument()
    people = data.draw(st.integers(2, 120))
    responses, seconds = answered(
        instrument, people, data.draw(st.integers(0, 10_000)), data.draw(st.sampled_from([0, 0.1, 0.6]))
    )
    part_of = np.array(data.draw(st.lists(st.integers(0, 3), min_size=people, max_size=people)))
    parts = [np.flatnonzero(part_of == part) for part in np.unique(part_of)]
    whole = norms(responses, instrument, seconds)
    of_parts = [norms(responses.only(rows), instrument, seconds[rows]) for rows in data.draw(st.permutations(parts))]
    assert as_values(reduce(add, of_parts)) == as_values(whole)
    held = standards(reduce(add, of_parts), instrument)
    judged = [judge_part(responses.only(rows), seconds[rows], held, instrument) for rows in parts]
    assert_same(Quality.joined(judged), judge(responses, instrument, seconds), np.concatenate(parts))


def assert_same(found: Quality, expected: Quality, rows: np.ndarray) -> None:
    """rows : where those of ``found`` stand among those of ``expected``."""
    for name, who in expected.found.items():
        assert found.found[name].tolist() == who[rows].tolist(), name
    assert found.why.tolist() == expected.why[rows].tolist() and found.checked == expected.checked
    assert found.seconds == pytest.approx(expected.seconds[rows], nan_ok=True)
