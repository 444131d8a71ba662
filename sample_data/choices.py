"""What people tick: barriers that go with their causes, formats, background, attention, and what they write."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument, Question
from sample_data.traits import Array, members
from sample_data.world import CHOICES, NOISE, Planted, Wave, World

_FORMATS_AT_MOST = 3


def draw_multiple(
    world: World, instrument: Instrument, staff: pd.DataFrame, traits: pd.DataFrame, planted: tuple[Planted, ...], wave: int
) -> dict[str, pd.DataFrame]:
    """Ticked options of every multi-select."""
    found = {}
    for position, question in enumerate(q for q in instrument.questions if q.kind == "multiple"):
        options = _option_ids(question, instrument)
        fixed, rng = world.stream(CHOICES, position), world.stream(CHOICES, position, wave, 1)
        if question.options_from == "barriers":
            ticked = _barriers(world, instrument, staff, traits, planted, wave, fixed, rng)
        else:
            ticked = _some(staff, len(options), fixed, rng)
        found[question.id] = pd.DataFrame(ticked, columns=options)
    return found


def _option_ids(question: Question, instrument: Instrument) -> list[str]:
    return [option.id for option in getattr(instrument, question.options_from)] if question.options_from else []


def _barriers(
    world: World,
    instrument: Instrument,
    staff: pd.DataFrame,
    traits: pd.DataFrame,
    planted: tuple[Planted, ...],
    wave: int,
    fixed: np.random.Generator,
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """Staff × barriers: likelier where the cause's constructs are low, and in groups where the cause was planted."""
    causes = {cause.id: cause for cause in instrument.causes}
    latent = -1.3 + 0.25 * fixed.standard_normal(len(instrument.barriers)) + rng.standard_normal((len(staff), 1)) * 0.3
    latent = latent + rng.standard_normal((len(staff), len(instrument.barriers)))
    for i, barrier in enumerate(instrument.barriers):
        cause = causes[barrier.cause]
        if cause.scales:
            latent[:, i] -= 0.4 * (traits[list(cause.scales)].mean(axis=1).to_numpy() - 0.4)
        if cause.kind == "in_person":
            latent[staff["role"].isin(world.in_person_roles).to_numpy(), i] += 1.5
        if cause.kind == "none":
            latent[:, i] -= 0.8
    latent += _planted_barriers(instrument, staff, planted, world.waves[wave])
    ticked = latent > 0
    nothing = [i for i, barrier in enumerate(instrument.barriers) if barrier.id == world.nothing_holds_back]
    for i in nothing:
        ticked[:, i] = False
        ticked[:, i] = ~ticked.any(axis=1) & (rng.random(len(staff)) < 0.8)
    return ticked


def _planted_barriers(instrument: Instrument, staff: pd.DataFrame, planted: tuple[Planted, ...], fielding: Wave) -> Array:
    """Staff × barriers: how much likelier, in SDs, members of planted groups tick the barriers of their causes."""
    shift = np.zeros((len(staff), len(instrument.barriers)))
    for position, one in enumerate(planted):
        inside, left = members(staff, one), fielding.kept_shift.get(position, 1.0)
        for cause, more in zip(one.plant.causes, one.plant.barriers, strict=False):
            of_cause = [i for i, barrier in enumerate(instrument.barriers) if barrier.cause == cause]
            shift[:, of_cause] += more * left * inside[:, None]
    return shift


def _some(staff: pd.DataFrame, options: int, fixed: np.random.Generator, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Up to three options, some liked more than others, a little by role."""
    positions, roles = pd.factorize(staff["role"])
    liked = 0.5 * fixed.standard_normal(options) + 0.3 * fixed.standard_normal((len(roles), options))
    values = liked[positions] + rng.gumbel(size=(len(staff), options))
    number = rng.choice(_FORMATS_AT_MOST + 1, size=(len(staff), 1), p=[0.04, 0.16, 0.25, 0.55])
    order = np.argsort(np.argsort(-values, axis=1, kind="stable"), axis=1, kind="stable")
    return order < number


def draw_single(
    world: World,
    instrument: Instrument,
    staff: pd.DataFrame,
    planted: tuple[Planted, ...],
    chosen: Mapping[str, pd.DataFrame],
    wave: int,
) -> pd.DataFrame:
    """Codes of every single choice beside role and department."""
    sources = {q.options_from: q.id for q in instrument.questions if q.kind == "multiple" and q.options_from}
    found = {}
    for position, question in enumerate(instrument.questions):
        if question.kind != "single" or question.options_from in ("roles", "departments"):
            continue
        rng = world.stream(NOISE, wave, 3, position)
        if question.options_from in sources:
            of_causes = question.options_from == "barriers"
            more = 2 * _planted_barriers(instrument, staff, planted, world.waves[wave]) if of_causes else 0.0
            found[question.id] = _strongest(chosen[sources[question.options_from]], more, rng)
        elif question.answers:
            found[question.id] = _background(question, instrument, len(staff), rng)
        elif question.options_from and question.options_from != "sites":
            found[question.id] = rng.choice(_option_ids(question, instrument) or [""], size=len(staff))
    return pd.DataFrame(found, index=staff.index, dtype="str")


def _strongest(ticked: pd.DataFrame, more: Array | float, rng: np.random.Generator) -> NDArray[np.object_]:
    """One of the options that the person ticked, "" where there are none."""
    if ticked.shape[1] == 0:
        return np.full(len(ticked), "", dtype=object)
    values = np.where(ticked.to_numpy(), rng.gumbel(size=ticked.shape) + more, -np.inf)
    names = ticked.columns.to_numpy(dtype=object)[values.argmax(axis=1)]
    return np.where(ticked.any(axis=1).to_numpy(), names, "")


def _background(question: Question, instrument: Instrument, size: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """Any answer, the middle ones more often; nearly always the right one where one is right."""
    answers = instrument.answer_scale[question.answers or ""].answers
    codes = np.array([answer.code for answer in answers if not answer.not_applicable], dtype=object)
    weights = 1.0 + np.minimum(np.arange(len(codes)), np.arange(len(codes))[::-1])
    drawn = rng.choice(codes, size=size, p=weights / weights.sum())
    return np.where(rng.random(size) < 0.97, question.correct, drawn) if question.correct else drawn


def draw_texts(world: World, instrument: Instrument, size: int, wave: int) -> pd.DataFrame:
    """What people write, "" where nothing; questions the world has no texts for stay empty."""
    found = {}
    for position, question in enumerate(q for q in instrument.questions if q.kind == "text"):
        rng = world.stream(NOISE, wave, 4, position)
        texts = world.texts.get(question.id, world.other_texts)
        if texts is None:
            found[question.id] = np.full(size, "", dtype=object)
            continue
        written = np.array(texts.texts, dtype=object)[rng.integers(len(texts.texts), size=size)]
        found[question.id] = np.where(rng.random(size) < texts.share, written, "")
    return pd.DataFrame(found, index=range(size), dtype="str")
