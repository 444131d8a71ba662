"""What arrives in the survey platform: the answers that count, with blanks and spelling, and the rows that must not count.

Codes, not labels: the writers (``qualtrics.py``, ``plain.py``) turn a ``Fieldwork`` into files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from sample_data.answers import steps
from sample_data.people import People
from sample_data.session import Sessions, draw_sessions
from sample_data.spelling import write_names
from sample_data.topics import rotated
from sample_data.world import FIELDWORK, Dirt

Seen = Callable[[pd.DataFrame], Mapping[str, NDArray[np.bool_]]]
"""Rows (columns role, department) -> per rated column, in which of them it was seen."""

#: Kinds of rows. ``usable`` rows are kept; the others must be set aside.
USABLE, DUPLICATE, DUPLICATE_PARTIAL, PARTIAL, PREVIEW, TEST, SPAM, BLANK = (
    "usable", "duplicate", "duplicate_partial", "partial", "preview", "test", "spam", "blank",
)  # fmt: skip
REASONS: Final = {
    PREVIEW: "preview",
    TEST: "test row",
    SPAM: "marked as spam",
    PARTIAL: "not finished",
    DUPLICATE_PARTIAL: "not finished",
    BLANK: "no answer at all",
    DUPLICATE: "answered again later",
}


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """One row per line of the export, in its order; all frames share one index.

    Attributes
    ----------
    rows : columns person (row of ``People``; of a row that nobody sent, of the person whose answers it borrows), kind,
        role, department (true ids), role_known, department_known (false where the name is blank or matches nothing); the same
        of site where it is asked from a list.
    rated : answer code per rated column, "" where blank.
    chosen : per multi-select a boolean frame.
    single : code or option id per single choice, the names of role and department as written, and texts.
    sessions : when and how each row was sent.
    careless : true where somebody answered without reading.
    """

    rows: pd.DataFrame
    rated: pd.DataFrame
    chosen: Mapping[str, pd.DataFrame]
    single: pd.DataFrame
    sessions: Sessions
    careless: NDArray[np.bool_]


def field(people: People, instrument: Instrument, seen: Seen | None = None) -> Fieldwork:
    """The fielding of one wave. seen : what a questionnaire shows to whom; else topics rotate by chance, and some people see
    items that do not concern them."""
    dirt = people.world.dirt
    rng = people.world.stream(FIELDWORK, people.wave)
    rows = _rows(people, dirt, rng)
    careless = _careless(rows, dirt.careless, rng)
    sessions = draw_sessions(people.world, people.wave, rows, careless, rng)
    order = np.argsort(sessions.recorded, kind="stable")
    rows, careless, sessions = rows.iloc[order].reset_index(drop=True), careless[order], sessions.taken(order)
    rated = _rated(people, instrument, rows, careless, rng, seen)
    chosen = {question: frame.iloc[rows["person"]].reset_index(drop=True) for question, frame in people.chosen.items()}
    single, rows = _single(people, instrument, rows, rng)
    single = _spoilt_attention(instrument, single, careless, rng)
    rated, chosen, single = _emptied(instrument, rated, chosen, single, _last_page(rows, rng))
    return Fieldwork(rows, rated, chosen, single, sessions, careless)


def _rows(people: People, dirt: Dirt, rng: np.random.Generator) -> pd.DataFrame:
    """Which person is behind which row, usable rows first."""
    usable, silent = np.flatnonzero(people.answers), np.flatnonzero(~people.answers)
    twice = [DUPLICATE] * dirt.duplicate + [DUPLICATE_PARTIAL] * dirt.duplicate_partial
    others = (PARTIAL, dirt.partial), (PREVIEW, dirt.preview), (TEST, dirt.test), (SPAM, dirt.spam), (BLANK, dirt.blank)
    never = [kind for kind, count in others for _ in range(count)]
    person = [usable, rng.permutation(usable)[: len(twice)], rng.permutation(silent)[: len(never)]]
    kinds = [*[USABLE] * len(usable), *twice[: len(person[1])], *never[: len(person[2])]]
    return pd.DataFrame({"person": np.concatenate(person), "kind": kinds}).join(people.staff, on="person")


def _careless(rows: pd.DataFrame, count: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Who answers without reading, among the usable who answered once."""
    once = ~rows["person"].duplicated(keep=False).to_numpy() & (rows["kind"] == USABLE).to_numpy()
    careless = np.zeros(len(rows), dtype=bool)
    careless[rng.permutation(np.flatnonzero(once))[:count]] = True
    return careless


def _rated(
    people: People,
    instrument: Instrument,
    rows: pd.DataFrame,
    careless: NDArray[np.bool_],
    rng: np.random.Generator,
    seen: Seen | None,
) -> pd.DataFrame:
    """Codes of every rated column as sent: rotation of topics, blanks, "does not apply", careless answers."""
    dirt, size = people.world.dirt, len(rows)
    items = {item.id for item in instrument.items}
    shown = seen(rows) if seen else _shown_topics(people, instrument, rows, rng)
    unbranched = rng.random(size) < dirt.not_branched
    straight, position = rng.random(size) < 0.5, rng.integers(1_000, size=size)
    first = (rows["kind"] == DUPLICATE).to_numpy()
    found = {}
    for column, _, scale_id in instrument.rated_columns():
        scale = instrument.answer_scale[scale_id]
        codes = np.array(["", *steps(scale)], dtype=object)
        excluded = next((answer.code for answer in scale.answers if answer.not_applicable), "")
        given = people.rated[column].to_numpy()[rows["person"]].astype(int)
        asked = given > 0
        random = 1 + rng.integers(len(codes) - 1, size=size)
        given = np.where(careless & asked, np.where(straight, 1 + position % (len(codes) - 1), random), given)
        given = np.where(first & asked & (rng.random(size) < 0.3), random, given)
        sent, chance = codes[given], rng.random(size)
        sent[asked & (chance < dirt.item_not_applicable)] = excluded
        sent[asked & (chance > 1 - dirt.item_blank)] = ""
        if column in shown:
            sent[~asked] = excluded
            sent[~shown[column]] = ""
        else:
            sent[~asked & (unbranched if column in items else True)] = excluded
        found[column] = sent
    return pd.DataFrame(found, index=rows.index)


def _shown_topics(
    people: People, instrument: Instrument, rows: pd.DataFrame, rng: np.random.Generator
) -> dict[str, NDArray[np.bool_]]:
    """Per rating of a topic: the rows where it was put."""
    if not instrument.topics:
        return {}
    shown = rotated(people.world, instrument, rows["role"], rng)
    return {f"{t.id}_{side}": shown[:, i] for i, t in enumerate(instrument.topics) for side in ("importance", "confidence")}


def _single(
    people: People, instrument: Instrument, rows: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Single choices, names and texts as sent; the rows with what is known of their names."""
    sent = pd.concat([people.single, people.texts], axis=1).iloc[rows["person"]].reset_index(drop=True)
    for column in people.single.columns:
        sent.loc[rng.random(len(rows)) < people.world.dirt.item_blank, column] = ""
    test = np.array(people.world.test_texts, dtype=object)
    for column in people.texts.columns:
        sent[column] = np.where(rows["kind"] == TEST, test[rng.integers(len(test), size=len(rows))], sent[column])
    known = {}
    parts = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}
    for kind in people.staff.columns:
        written = write_names(rows[kind], parts[kind], people.world.spelling, rng)
        sent[kind], known[f"{kind}_known"] = written.texts, written.known
    return sent, rows.assign(**known)


def _spoilt_attention(
    instrument: Instrument, single: pd.DataFrame, careless: NDArray[np.bool_], rng: np.random.Generator
) -> pd.DataFrame:
    """Careless people choose any answer where one is right."""
    for question in instrument.questions:
        if question.correct and question.answers and question.id in single:
            codes = np.array(steps(instrument.answer_scale[question.answers]), dtype=object)
            any_answer = codes[rng.integers(len(codes), size=len(single))]
            single = single.assign(**{question.id: np.where(careless, any_answer, single[question.id])})
    return single


def _last_page(rows: pd.DataFrame, rng: np.random.Generator) -> NDArray[np.float64]:
    """The part of the questionnaire that was reached: 1 = all, 0 = nothing."""
    part = rng.uniform(0.08, 0.9, size=len(rows))
    partial = rows["kind"].isin([PARTIAL, DUPLICATE_PARTIAL]).to_numpy()
    return np.where(partial, part, np.where(rows["kind"] == BLANK, 0.0, 1.0))


def _emptied(
    instrument: Instrument,
    rated: pd.DataFrame,
    chosen: Mapping[str, pd.DataFrame],
    single: pd.DataFrame,
    reached: NDArray[np.float64],
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], pd.DataFrame]:
    """Blank everything after the page that was reached; role and department come first, the other questions last."""
    last = (np.ceil(reached * rated.shape[1])).astype(int)
    open_ = np.arange(rated.shape[1])[None, :] < last[:, None]
    done = reached == 1.0
    started = reached > 0
    names = [question.id for question in instrument.questions if question.options_from in ("roles", "departments", "sites")]
    keeps = {question.id: started if question.id in names else done for question in instrument.questions}
    rated = rated.where(open_, "")
    chosen = {question: frame & keeps[question][:, None] for question, frame in chosen.items()}
    single = single.apply(lambda column: column.where(keeps[column.name], ""))
    return rated, chosen, single
