"""A release made by plain counting, without any protection, from a small organisation with known answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.instrument.model import Instrument
from pipeline.tables import (
    BARRIERS,
    CAUSES,
    CELLS,
    FORMATS,
    GROUP,
    GROUPS,
    ITEMS,
    LINKED,
    QUADRANTS,
    RELIABILITY,
    SCALES,
    SITES,
    SPREAD,
    TOPICS,
    WILLINGNESS,
    Organisation,
    Release,
)

K = 10
LEVELS = {"overall": [], "role": ["role"], "department": ["department"], "role_department": ["role", "department"]}


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


def _counts(name: str, values: pd.Series) -> dict[str, pd.Series]:
    return {name: values, f"{name}_low": values, f"{name}_high": values}


def _grouped(people: pd.DataFrame, levels: dict[str, list[str]], summary: Callable[[pd.DataFrame], dict]) -> pd.DataFrame:
    """One row per group of at least K people."""
    rows = []
    for grouping, keys in levels.items():
        parts = people.groupby(keys, sort=True) if keys else [((), people)]
        for key, part in parts:
            if len(part) >= K:
                rows.append({"grouping": grouping, **dict(zip(keys, key, strict=True)), **summary(part)})
    return pd.DataFrame(rows).reindex(columns=[*GROUP, *[c for c in rows[0] if c not in GROUP]])


def _long(people: pd.DataFrame, levels: dict[str, list[str]], name: str, ids: list[str], row: Callable) -> pd.DataFrame:
    parts = [_grouped(people, levels, lambda part, i=i: {name: i, **row(part, i)}) for i in ids]
    return pd.concat(parts, ignore_index=True)


def _within(people: pd.DataFrame, keys: list[str], column: pd.Series) -> tuple[float, int]:
    groups = [people[k] for k in keys]
    residual = column - column.groupby(groups).transform("mean")
    return float((residual**2).sum()), int(column.notna().sum() - people.groupby(keys).ngroups)


def count_release(people: pd.DataFrame, roster: pd.DataFrame | None, instrument: Instrument) -> Release:
    """Release of ``people`` (role, department, one column per scale, T1_i and T1_c per topic, barrier flags, strongest)."""
    margins = {key: LEVELS[key] for key in ("overall", "role", "department")}
    scales = [s.id for s in (*instrument.scales, *instrument.composites)]
    reluctant = (people["willingness"] < 50) | (people["intention"] <= 25)
    willing = ~reluctant & (people["willingness"] >= 62.5)
    people = people.assign(reluctant=reluctant, willing=willing)
    causes = {c.id: [b.id for b in instrument.barriers if b.cause == c.id] for c in instrument.causes}

    def scale_row(part: pd.DataFrame, s: str) -> dict:
        high, low = int((part[s] >= 62.5).sum()), int((part[s] < 50).sum())
        counts = {**_counts("favourable", high), **_counts("neutral", len(part) - high - low), **_counts("unfavourable", low)}
        return {"n": len(part), "total": part[s].sum(), **counts, "bounded": False}

    def willing_row(part: pd.DataFrame) -> dict:
        r, w = int(part["reluctant"].sum()), int(part["willing"].sum())
        counts = {**_counts("reluctant", r), **_counts("undecided", len(part) - r - w), **_counts("willing", w)}
        return {"n": len(part), **counts, "bounded": False}

    def quadrant_row(part: pd.DataFrame) -> dict:
        ready, will = part["readiness"] >= 62.5, part["willingness"] >= 62.5
        names = {"ready_willing": ready & will, "willing_not_ready": ~ready & will}
        names |= {"ready_not_willing": ready & ~will, "neither": ~ready & ~will}
        return {"n": len(part), **{k: v for n, c in names.items() for k, v in _counts(n, int(c.sum())).items()}, "bounded": False}

    def topic_row(part: pd.DataFrame, t: str) -> dict:
        i, c = part[f"{t}_i"], part[f"{t}_c"]
        need = _counts("in_need", int(((i >= 4) & (c <= 2)).sum()))
        gaps = {**_counts("gap_positive", int((i > c).sum())), **_counts("gap_negative", int((i < c).sum()))}
        return {"n": len(part), "importance_total": i.sum(), "confidence_total": c.sum(), **need, **gaps, "bounded": False}

    def barrier_row(part: pd.DataFrame, b: str) -> dict:
        counts = {**_counts("chosen", int(part[b].sum())), **_counts("strongest", int((part["strongest"] == b).sum()))}
        return {"n": len(part), **counts, "bounded": False}

    def cause_row(part: pd.DataFrame, c: str) -> dict:
        return {"n": len(part), **_counts("chosen", int(part[causes[c]].any(axis=1).sum())), "bounded": False}

    def topics() -> pd.DataFrame:
        parts = []
        for topic in instrument.topics:
            asked = people[[instrument.topic_concerns(topic, role) for role in people["role"]]]
            parts.append(_long(asked, margins, "topic", [topic.id], topic_row))
        return pd.concat(parts, ignore_index=True)

    groups = _grouped(people, LEVELS, lambda part: {"n": len(part)})
    groups = groups.assign(staff=[_staff(roster, row) for _, row in groups.iterrows()], members=None)
    cells = people[["role", "department"]].drop_duplicates().assign(state="published")
    measures = {**{s: people[s] for s in scales}}
    measures |= {f"gap:{t.id}": people[f"{t.id}_i"] - people[f"{t.id}_c"] for t in instrument.topics}
    spread = [
        {"grouping": g, "measure": m, "within_ss": ss, "df": df}
        for g, keys in LEVELS.items()
        if keys
        for m, column in measures.items()
        for ss, df in [_within(people, keys, column)]
    ]
    alpha = [
        dict.fromkeys(RELIABILITY.fields)
        | {"scale": s, "items": 3, "n": len(people), "alpha": a, "alpha_low": a, "alpha_high": a, "convention": "complete"}
        for s, a in zip(scales, [0.9, 0.6, np.nan] * 10, strict=False)
    ]
    return Release(
        groups=GROUPS.check(groups.assign(response_rate=groups["n"] / groups["staff"])),
        cells=CELLS.check(cells),
        sites=SITES.empty(),
        scales=SCALES.check(_long(people, LEVELS, "scale", scales, scale_row)),
        willingness=WILLINGNESS.check(_grouped(people, LEVELS, willing_row)),
        quadrants=QUADRANTS.check(_grouped(people, LEVELS, quadrant_row)),
        topics=TOPICS.check(topics()),
        barriers=BARRIERS.check(_long(people, margins, "option", [b.id for b in instrument.barriers], barrier_row)),
        causes=CAUSES.check(_long(people, margins, "cause", list(causes), cause_row)),
        formats=FORMATS.empty(),
        items=ITEMS.empty(),
        linked=LINKED.empty(),
        organisation=Organisation.of(
            reliability=RELIABILITY.check(pd.DataFrame(alpha)), spread=SPREAD.check(pd.DataFrame(spread))
        ),
        roster=roster,
    )


def _staff(roster: pd.DataFrame | None, group: pd.Series) -> float:
    if roster is None:
        return np.nan
    inside = [group[c] == roster[c] for c in ("role", "department") if pd.notna(group[c])]
    return float(roster.loc[np.all(inside, axis=0) if inside else slice(None), "staff"].sum())


def make_people(
    instrument: Instrument,
    sizes: dict[tuple[str, str], int],
    lower: dict[tuple[str, str], float] | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """Answers of persons by (role, department); ``lower``: (group, scale) -> points that the scale is lower there."""
    rng = np.random.default_rng(seed)
    lower = lower or {}
    people = pd.DataFrame([key for key, size in sizes.items() for _ in range(size)], columns=["role", "department"])
    n = len(people)
    mood = rng.normal(0, 9, n)
    for scale in instrument.scales:
        less = sum(
            points * ((people["role"] == g) | (people["department"] == g)) for (g, s), points in lower.items() if s == scale.id
        )
        people[scale.id] = np.clip(np.round((68 + mood + rng.normal(0, 12, n) - less) / 6.25) * 6.25, 0, 100)
    for composite in instrument.composites:
        people[composite.id] = people[list(composite.scales)].mean(axis=1)
    for number, topic in enumerate(instrument.topics):
        people[f"{topic.id}_i"] = rng.integers(3, 6, n)
        people[f"{topic.id}_c"] = np.clip(rng.integers(1, 5, n) + number // 2, 1, 5)
    for barrier in instrument.barriers:
        less = sum(
            points * ((people["role"] == g) | (people["department"] == g))
            for (g, s), points in lower.items()
            if s == barrier.cause
        )
        people[barrier.id] = rng.random(n) < np.clip(0.2 + np.asarray(less) / 60, 0, 0.9)
    ticked = people[[b.id for b in instrument.barriers]]
    people["strongest"] = np.where(ticked.any(axis=1), ticked.idxmax(axis=1), "")
    return people


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
