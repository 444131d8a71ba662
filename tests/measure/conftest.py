"""A small instrument and responses written by hand, one line per respondent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.clean.quality import judge
from pipeline.instrument.model import Instrument
from pipeline.measure.forms import Form
from pipeline.measure.measure import Measurement, measure
from pipeline.measure.organise import Organised
from pipeline.measure.patterns import Patterns, count_patterns
from pipeline.measure.quality import QualityCounts
from pipeline.measure.tally import tally_of
from pipeline.stats.additive import Method
from pipeline.tables import NOT_STATED, Responses, Scores
from pipeline.tables.tally import Grid, Tally


@pytest.fixture
def instrument() -> Instrument:
    """Three items on a 1-5 scale for skills (one reversed, one for nurses only), two on 0-10 for tools; three more scales."""
    five = [{"code": str(i), "label": f"answer {i}", "score": i} for i in range(1, 6)]
    eleven = [{"code": str(i), "label": f"answer {i}", "score": i} for i in range(11)]
    return Instrument.model_validate(
        {
            "id": "small",
            "version": "1",
            "title": "Small",
            "answer_scales": [
                {"id": "agreement", "low": 1, "high": 5, "answers": five},
                {"id": "ten", "low": 0, "high": 10, "answers": eleven},
            ],
            "role_sets": {"bedside": ["nurse"]},
            "scales": [{"id": s, "label": s} for s in ("skills", "tools", "use", "plan", "worry")],
            "readiness": {"id": "readiness", "label": "Readiness", "scales": ["skills", "tools"]},
            "willingness": {"id": "willingness", "label": "Willingness", "scales": ["use", "plan"]},
            "intention": "plan",
            "items": [
                {"id": "S1", "scale": "skills", "text": "a"},
                {"id": "S2", "scale": "skills", "text": "b", "reverse": True},
                {"id": "S3", "scale": "skills", "text": "c", "applies": "bedside"},
                {"id": "E1", "scale": "tools", "text": "d", "answers": "ten"},
                {"id": "E2", "scale": "tools", "text": "e", "answers": "ten", "reverse": True},
                {"id": "U1", "scale": "use", "text": "f"},
                {"id": "P1", "scale": "plan", "text": "g"},
                {"id": "W1", "scale": "worry", "text": "h"},
            ],
            "topics": [
                {"id": "T1", "label": "for all"},
                {"id": "T2", "label": "for nurses", "relevance": {"nurse": 2, "clerk": 0}},
            ],
            "roles": [{"id": "nurse", "label": "Nurse", "group": "g"}, {"id": "clerk", "label": "Clerk", "group": "g"}],
            "role_groups": [{"id": "g", "label": "G"}],
            "departments": [{"id": id_, "label": id_, "group": id_} for id_ in ("north", "south")],
            "department_groups": [{"id": id_, "label": id_} for id_ in ("north", "south")],
            "thresholds": {"k": 5},
        }
    )


#: Answers of somebody in the middle of every scale.
MIDDLE = {"S1": 3, "S2": 3, "S3": 3, "E1": 5, "E2": 5, "U1": 3, "P1": 3, "W1": 3}


@pytest.fixture
def responses_of(instrument: Instrument) -> Callable[[list[dict[str, Any]]], Responses]:
    """Responses from one dict per respondent: ``role``, ``department``, answers (None = blank, "NA" = does not apply)."""

    def make(people: list[dict[str, Any]]) -> Responses:
        columns = [column for column, _, _ in instrument.rated_columns()]
        rows = [MIDDLE | person for person in people]
        cells = [[row.get(column) for column in columns] for row in rows]
        ratings = [[np.nan if cell in (None, "NA") else float(cell) for cell in row] for row in cells]
        excluded = [[cell == "NA" for cell in row] for row in cells]
        ticked = pd.DataFrame({"B1": [bool(row.get("B1")) for row in rows]})
        frame = pd.DataFrame(
            {
                "role": pd.Series([row.get("role", "nurse") for row in rows], dtype="str"),
                "department": pd.Series([row.get("department", NOT_STATED) for row in rows], dtype="str"),
                "line": range(2, len(rows) + 2),
                "recorded": pd.NaT,
            }
        )
        return Responses.of(
            people=frame,
            ratings=pd.DataFrame(np.array(ratings, dtype=float).reshape(len(rows), len(columns)), columns=columns),
            not_applicable=pd.DataFrame(np.array(excluded, dtype=bool).reshape(len(rows), len(columns)), columns=columns),
            chosen={"barriers": ticked},
            single=pd.DataFrame({"barrier_main": pd.Series([row.get("main", "") for row in rows], dtype="str")}),
        )

    return make


@pytest.fixture
def measured(instrument: Instrument) -> Callable[..., Measurement]:
    """Everything about one wave from responses; ``seconds`` per respondent where times are known."""

    def make(
        responses: Responses, roster: pd.DataFrame | None = None, seconds: np.ndarray | None = None, rule: Method = "additive"
    ) -> Measurement:
        taken = np.full(len(responses), np.nan) if seconds is None else seconds
        quality = judge(responses, instrument, taken)
        return measure(responses, quality.excluded, QualityCounts.of(quality), roster, instrument, rule)

    return make


@pytest.fixture
def organised(measured: Callable[..., Measurement]) -> Callable[..., Organised]:
    """Everything about the whole organisation from responses."""
    return lambda *given, **named: measured(*given, **named).organised


@pytest.fixture
def scores_of(instrument: Instrument) -> Callable[..., Scores]:
    """Scores from columns: scales by id (others are 50 for everybody), and whatever of the people a test is about."""

    def make(
        scales: Mapping[str, Sequence[float]],
        role: Sequence[str] | None = None,
        department: Sequence[str] | None = None,
        standing: Sequence[str] | None = None,
        importance: Sequence[float] | None = None,
        confidence: Sequence[float] | None = None,
        chosen: Mapping[str, pd.DataFrame] | None = None,
    ) -> Scores:
        n = len(next(column for column in (*scales.values(), role) if column is not None))
        every = [*(scale.id for scale in instrument.scales), *(composite.id for composite in instrument.composites)]
        nobody = [np.nan] * n
        of_topics = ({"T1": given if given is not None else nobody, "T2": nobody} for given in (importance, confidence))
        return Scores.of(
            people=pd.DataFrame({"role": role or ["nurse"] * n, "department": department or ["d"] * n}, dtype="str"),
            scales=pd.DataFrame({scale: scales.get(scale, [50.0] * n) for scale in every}, dtype=float),
            standing=pd.Series(standing or ["willing"] * n),
            items=pd.DataFrame(np.nan, index=range(n), columns=[item.id for item in instrument.items]),
            importance=(tables := [pd.DataFrame(one, dtype=float) for one in of_topics])[0],
            confidence=tables[1],
            chosen=chosen or {},
            strongest=pd.Series([""] * n),
        )

    return make


@pytest.fixture
def tally_of_scores(instrument: Instrument) -> Callable[[Scores], Tally]:
    """The tally of scores, whatever the names of their roles and departments."""
    return lambda scores, of=instrument: tally_of(scores, of, grid=grid_over(scores))


def grid_over(scores: Scores) -> Grid:
    """Roles and departments that somebody has."""
    return Grid({axis: column.seen() for axis, column in scores.places.items()})


@pytest.fixture
def patterns_of(instrument: Instrument) -> Callable[[Scores], dict[str, Patterns]]:
    """Patterns of the keyed answers of scored people."""

    def make(scores: Scores) -> dict[str, Patterns]:
        role, everybody, found = scores.places["role"], np.ones(len(scores), dtype=bool), {}
        for scale in instrument.scales:
            items = tuple(item.id for item in instrument.items_of(scale.id))
            rated = scores.keyed.columns(items)
            form = Form(scale.id, items, rated.values, role.names)
            found[scale.id] = count_patterns(form, role.codes, list(rated.codes), everybody)
        return found

    return make
