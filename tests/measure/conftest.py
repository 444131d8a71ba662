"""A small instrument and responses written by hand, one line per respondent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.clean.quality import judge
from pipeline.instrument.model import Instrument
from pipeline.measure.organise import Organised, organise
from pipeline.measure.score import score
from pipeline.stats.additive import Method
from pipeline.tables import NOT_STATED, Responses


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
        return Responses(
            people=frame,
            ratings=pd.DataFrame(np.array(ratings, dtype=float).reshape(len(rows), len(columns)), columns=columns),
            not_applicable=pd.DataFrame(np.array(excluded, dtype=bool).reshape(len(rows), len(columns)), columns=columns),
            chosen={"barriers": ticked},
            answered=pd.DataFrame({"barriers": ticked["B1"]}),
            single=pd.DataFrame({"barrier_main": pd.Series([row.get("main", "") for row in rows], dtype="str")}),
        )

    return make


@pytest.fixture
def organised(instrument: Instrument) -> Callable[..., Organised]:
    """Everything about the whole organisation from responses; ``seconds`` per respondent where times are known."""

    def make(
        responses: Responses, roster: pd.DataFrame | None = None, seconds: np.ndarray | None = None, rule: Method = "additive"
    ) -> Organised:
        taken = np.full(len(responses.people), np.nan) if seconds is None else seconds
        quality = judge(responses, instrument, taken)
        kept = responses.only(~quality.excluded)
        return organise(score(kept, instrument, rule), kept, responses, quality, roster, instrument, rule)

    return make
