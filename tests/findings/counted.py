"""A release made by plain counting, without any protection, and people with known answers to count."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.tables import (
    BARRIERS,
    CAUSES,
    CELLS,
    COMMENT_TOPICS,
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
MARGINS = {key: LEVELS[key] for key in ("overall", "role", "department")}


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
    scales = [s.id for s in (*instrument.scales, *instrument.composites)]
    reluctant = (people["willingness"] < 50) | (people["intention"] <= 25)
    people = people.assign(reluctant=reluctant, willing=~reluctant & (people["willingness"] >= 62.5))
    barriers = [b.id for b in instrument.barriers]
    causes = {c.id: [b.id for b in instrument.barriers if b.cause == c.id] for c in instrument.causes}
    return Release(
        groups=_groups(people, roster),
        cells=CELLS.check(people[["role", "department"]].drop_duplicates().assign(state="published")),
        sites=SITES.empty(),
        scales=SCALES.check(_long(people, LEVELS, "scale", scales, _scale_row)),
        willingness=WILLINGNESS.check(_grouped(people, LEVELS, _willing_row)),
        quadrants=QUADRANTS.check(_grouped(people, LEVELS, _quadrant_row)),
        topics=TOPICS.check(_topics(people, instrument)),
        barriers=BARRIERS.check(_long(people, MARGINS, "option", barriers, _barrier_row)),
        causes=CAUSES.check(_long(people, MARGINS, "cause", list(causes), lambda part, c: _cause_row(part, causes[c]))),
        formats=FORMATS.empty(),
        comments=COMMENT_TOPICS.empty(),
        items=ITEMS.empty(),
        linked=LINKED.empty(),
        organisation=Organisation.of(
            reliability=RELIABILITY.check(pd.DataFrame(_alphas(scales, len(people)))),
            spread=SPREAD.check(pd.DataFrame(_spread(people, scales, instrument))),
        ),
        roster=roster,
    )


def _groups(people: pd.DataFrame, roster: pd.DataFrame | None) -> pd.DataFrame:
    groups = _grouped(people, LEVELS, lambda part: {"n": len(part)})
    groups = groups.assign(staff=[_staff(roster, row) for _, row in groups.iterrows()], members=None)
    return GROUPS.check(groups.assign(response_rate=groups["n"] / groups["staff"]))


def _scale_row(part: pd.DataFrame, s: str) -> dict:
    high, low = int((part[s] >= 62.5).sum()), int((part[s] < 50).sum())
    counts = {**_counts("favourable", high), **_counts("neutral", len(part) - high - low), **_counts("unfavourable", low)}
    return {"n": len(part), "total": part[s].sum(), **counts, "bounded": False}


def _willing_row(part: pd.DataFrame) -> dict:
    r, w = int(part["reluctant"].sum()), int(part["willing"].sum())
    counts = {**_counts("reluctant", r), **_counts("undecided", len(part) - r - w), **_counts("willing", w)}
    return {"n": len(part), **counts, "bounded": False}


def _quadrant_row(part: pd.DataFrame) -> dict:
    ready, will = part["readiness"] >= 62.5, part["willingness"] >= 62.5
    names = {"ready_willing": ready & will, "willing_not_ready": ~ready & will}
    names |= {"ready_not_willing": ready & ~will, "neither": ~ready & ~will}
    return {"n": len(part), **{k: v for n, c in names.items() for k, v in _counts(n, int(c.sum())).items()}, "bounded": False}


def _topic_row(part: pd.DataFrame, t: str) -> dict:
    i, c = part[f"{t}_i"], part[f"{t}_c"]
    need = _counts("in_need", int(((i >= 4) & (c <= 2)).sum()))
    gaps = {**_counts("gap_positive", int((i > c).sum())), **_counts("gap_negative", int((i < c).sum()))}
    return {"n": len(part), "importance_total": i.sum(), "confidence_total": c.sum(), **need, **gaps, "bounded": False}


def _barrier_row(part: pd.DataFrame, b: str) -> dict:
    counts = {**_counts("chosen", int(part[b].sum())), **_counts("strongest", int((part["strongest"] == b).sum()))}
    return {"n": len(part), **counts, "bounded": False}


def _cause_row(part: pd.DataFrame, barriers: list[str]) -> dict:
    return {"n": len(part), **_counts("chosen", int(part[barriers].any(axis=1).sum())), "bounded": False}


def _topics(people: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Each topic among those whom it concerns."""
    parts = []
    for topic in instrument.topics:
        asked = people[[instrument.topic_concerns(topic, role) for role in people["role"]]]
        parts.append(_long(asked, MARGINS, "topic", [topic.id], _topic_row))
    return pd.concat(parts, ignore_index=True)


def _spread(people: pd.DataFrame, scales: list[str], instrument: Instrument) -> Iterator[dict]:
    """Sums of squares within groups, of scales and of what a topic lacks."""
    measures = {s: people[s] for s in scales}
    measures |= {f"gap:{t.id}": people[f"{t.id}_i"] - people[f"{t.id}_c"] for t in instrument.topics}
    for grouping, keys in LEVELS.items():
        for name, column in measures.items() if keys else ():
            squares, df = _within(people, keys, column)
            yield {"grouping": grouping, "measure": name, "within_ss": squares, "df": df}


def _alphas(scales: list[str], n: int) -> Iterator[dict]:
    """A scale that measures well, one that does not, one without a figure, and so on."""
    for s, a in zip(scales, [0.9, 0.6, np.nan] * 10, strict=False):
        known = {"scale": s, "items": 3, "n": n, "alpha": a, "alpha_low": a, "alpha_high": a, "convention": "complete"}
        yield dict.fromkeys(RELIABILITY.fields) | known


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
