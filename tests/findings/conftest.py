"""A release made by plain counting, without any protection, from a small organisation with known answers."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.instrument.model import Instrument
from pipeline.tables import Release
from tests.findings.counted import count_release, make_people


def _help(step: str) -> dict[str, str]:
    return {"action": step, "owner": "manager", "grade": "D", "evidence": f"what is known of: {step}", "source": "a book"}


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    """Two readiness scales, three willingness scales, one driver; three causes with barriers, one in person, one none."""
    answers = [{"code": str(i), "label": f"answer {i}", "score": i} for i in range(1, 6)]
    items = [
        f"{scale}_{i}" for scale in ("skills", "workflow", "usefulness", "confidence", "intention", "concerns") for i in (1, 2, 3)
    ]
    special = {"skills_2": "patients", "skills_3": "patients"}
    return Instrument.model_validate(
        {
            "id": "small",
            "version": "1",
            "title": "Small",
            "answer_scales": [{"id": "agreement", "low": 1, "high": 5, "answers": answers}],
            "role_sets": {"patients": ["nurse", "doctor", "aide"]},
            "scales": [{"id": s, "label": s} for s in dict.fromkeys(i.rsplit("_", 1)[0] for i in items)],
            "readiness": {"id": "readiness", "label": "Readiness", "scales": ["skills", "workflow"]},
            "willingness": {"id": "willingness", "label": "Willingness", "scales": ["usefulness", "confidence", "intention"]},
            "intention": "intention",
            "items": [{"id": i, "scale": i.rsplit("_", 1)[0], "text": i, "applies": special.get(i, "all")} for i in items],
            "topics": [
                {
                    "id": f"T{i}",
                    "label": f"topic {i}",
                    "relevance": {"clerk": 0, "nurse": 2, "doctor": 2, "aide": 1} if i == 5 else {},
                }
                for i in range(1, 6)
            ],
            "barriers": [
                {"id": "B1", "label": "no skill", "cause": "skills"},
                {"id": "B2", "label": "no flow", "cause": "workflow"},
                {"id": "B3", "label": "worry", "cause": "concerns"},
                {"id": "B4", "label": "in person", "cause": "hands"},
                {"id": "B5", "label": "nothing", "cause": "nothing"},
            ],
            "causes": [
                {"id": "skills", "label": "Skills", "kind": "learning", "scales": ["skills", "confidence"], **_help("practice")},
                {
                    "id": "workflow",
                    "label": "Workflow",
                    "kind": "fix_first",
                    "scales": ["workflow"],
                    "blocks": True,
                    **_help("map the steps"),
                },
                {"id": "concerns", "label": "Concerns", "kind": "conviction", "scales": ["concerns"], **_help("listen")},
                {"id": "hands", "label": "In person", "kind": "in_person"},
                {"id": "nothing", "label": "Nothing", "kind": "none"},
            ],
            "roles": [{"id": r, "label": r, "group": "g"} for r in ("nurse", "doctor", "clerk", "aide")],
            "departments": [{"id": d, "label": d, "group": "g"} for d in ("north", "south", "east")],
        }
    )


@pytest.fixture(scope="session")
def sizes() -> dict[tuple[str, str], int]:
    """Answers per role and department: 180 persons."""
    roles, departments = ("nurse", "doctor", "clerk"), ("north", "south", "east")
    counts = [30, 25, 20, 20, 15, 12, 25, 18, 15]
    return dict(zip([(r, d) for r in roles for d in departments], counts, strict=True))


@pytest.fixture(scope="session")
def roster(sizes: dict[tuple[str, str], int]) -> pd.DataFrame:
    """Staff: one and a half times the answers, and an aide role of 6 that nobody of answered."""
    rows = [{"role": r, "department": d, "staff": int(size * 1.5)} for (r, d), size in sizes.items()]
    return pd.DataFrame([*rows, {"role": "aide", "department": "north", "staff": 6}])


@pytest.fixture(scope="session")
def make_release(instrument: Instrument, sizes: dict, roster: pd.DataFrame) -> Callable[..., Release]:
    """A function (lower, seed, with_roster, people) -> Release."""

    def make(lower: dict | None = None, seed: int = 1, with_roster: bool = True) -> Release:
        return count_release(make_people(instrument, sizes, lower, seed), roster if with_roster else None, instrument)

    return make


@pytest.fixture(scope="session")
def release(make_release: Callable[..., Release]) -> Release:
    """South is not convinced because of concerns; its willingness scales are lower too."""
    lower = {("south", "concerns"): 30, ("south", "usefulness"): 25, ("south", "intention"): 30, ("south", "confidence"): 15}
    return make_release(lower)
