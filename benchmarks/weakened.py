"""Releases weakened on purpose, each in one way, built from the same blocks as the protected one; and what the attacker finds.

Each way is one that is met in practice: whoever leaves out the matching step of docs/methods/release.md publishes this. The
attacker is the one of every analysis: ``audit_release``, and ``attack_pair`` where there are two releases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks.organisations import NOTHING, answered, release_of, some_of
from pipeline.instrument.model import Instrument
from pipeline.measure.weight import person_weights
from pipeline.release.attack.pair import attack_pair
from pipeline.release.audit import audit_release
from pipeline.tables import WEIGHTING, Organisation, Release, Scores, covered, group_key

Found = tuple[str, ...]
_FEW = 3


@dataclass(frozen=True)
class Case:
    """One organisation: scores, instrument and, for weights, its roster. PRIVATE."""

    scores: Scores
    instrument: Instrument
    roster: pd.DataFrame | None = None


def found(release: Release, case: Case) -> Found:
    """What the attacker of every analysis finds; knows the instrument as it should be, and who answered where."""
    return audit_release(release, case.instrument, answered(case.scores)).violations


def protected(case: Case) -> Release:
    """The release as it is made."""
    return release_of(case.scores, case.roster, case.instrument, NOTHING)


def no_secondary(case: Case) -> Found:
    """Small cells are hidden, nothing else: in a line with one hidden cell it follows by subtraction."""
    release = release_of(case.scores, case.roster, case.instrument, NOTHING, secondary=False)
    return audit_release(release, case.instrument).violations


def rounding_only(case: Case) -> Found:
    """Whole percentages in the place of intervals: below a hundred people they are the counts."""
    release = protected(case)
    table, standing = release.willingness, case.scores.standing.to_numpy()
    inside = np.array([covered(group, case.scores.people) for group in release.groups.to_dict("records")])
    columns: dict[str, object] = {}
    for name in ("reluctant", "undecided", "willing"):
        count = (inside & (standing == name)).sum(axis=1)
        columns |= {name: pd.array([pd.NA] * len(table), dtype="Int64"), f"{name}_low": 0, f"{name}_high": table["n"]}
        columns[f"{name}_percent"] = np.rint(100 * count / table["n"].to_numpy(dtype=float))
    return found(replace(release, willingness=table.assign(**columns)), case)


def late_answers(case: Case) -> Found:
    """Three more answers come in, and the wave is published again."""
    people = len(case.scores.people)
    before = replace(case, scores=some_of(case.scores, np.arange(people) >= _FEW))
    return _pair(before, case, left=0, joined=_FEW)


def variant_twin(case: Case) -> Found:
    """Every group with the careless answers and without them; three people are careless."""
    people = len(case.scores.people)
    careful = replace(case, scores=some_of(case.scores, np.arange(people) < people - _FEW))
    return _pair(case, careful, left=_FEW, joined=0)


def nested_drill_down(case: Case) -> Found:
    """Roles in role groups, departments in sites; a small remainder is hidden nowhere."""
    return no_secondary(case)


def pairwise_rule(case: Case) -> Found:
    """The usual exclusion rule on top: a part is refused where its whole minus it leaves 1 to k - 1 people."""
    release = release_of(case.scores, case.roster, case.instrument, NOTHING, secondary=False)
    groups, k = release.groups, case.instrument.thresholds.k
    inside = np.array([covered(group, case.scores.people) for group in groups.to_dict("records")]).astype(int)
    n = inside.sum(axis=1)
    part = (inside @ inside.T == n[:, None]) & (n[:, None] < n[None, :])  # [part, whole]
    rest = n[None, :] - n[:, None]
    return audit_release(_only(release, ~(part & (rest < k)).any(axis=1)), case.instrument).violations


def filter_differencing(case: Case) -> Found:
    """A filter "this department without that role" is allowed wherever ten people are left."""
    release = protected(case)
    groups, people, k = release.groups, case.scores.people, case.instrument.thresholds.k
    departments = groups.loc[groups["grouping"] == "department", "department"].tolist()
    roles = sorted(set(people["role"]))
    for department in departments:
        for role in roles:
            inside = (people["department"] == department) & (people["role"] != role)
            without = int(((people["department"] == department) & (people["role"] == role)).sum())
            if without and without < k <= int(inside.sum()):
                row = {
                    "grouping": "role_group_department",
                    "department": department,
                    "rollup": f"all_but_{role}",
                    "n": int(inside.sum()),
                    "members": ";".join(one for one in roles if one != role),
                }
                more = pd.concat([groups, pd.DataFrame([row])], ignore_index=True).astype(groups.dtypes)
                return audit_release(replace(release, groups=more), case.instrument).violations
    return ()


def no_unanimity(case: Case) -> Found:
    """Nothing looks after groups in which everybody is reluctant."""
    thresholds = case.instrument.thresholds.model_copy(update={"unanimity": 0})
    careless = case.instrument.model_copy(update={"thresholds": thresholds})
    return audit_release(release_of(case.scores, case.roster, careless, NOTHING), case.instrument).violations


def composite_identity(case: Case) -> Found:
    """One construct of one group is withheld; the composite and its other constructs are shown."""
    release = protected(case)
    construct = case.instrument.willingness.scales[0]
    roles = release.groups["grouping"].isin(["role", "role_group", "department", "department_group"])
    key = str(group_key(release.groups[roles]).iloc[0])
    scales = release.scales
    gone = (scales["scale"] == construct) & (group_key(scales) == key)
    return audit_release(replace(release, scales=scales[~gone].reset_index(drop=True)), case.instrument).violations


def weighted_twin(case: Case) -> Found:
    """The headline weighted to the roster is written with two decimals, whatever it tells."""
    assert case.roster is not None, "weights need a roster"
    weights = person_weights(case.scores.people, case.roster, case.instrument)
    reluctant = (case.scores.standing == "reluctant").to_numpy(dtype=float) * 100
    row = {
        "measure": "not_convinced",
        "n": len(weights),
        "value": round(float(reluctant.mean()), 2),
        "weighted": round(float(np.average(reluctant, weights=weights)), 2),
        "design_effect": 1.0,
        "levels_merged": 0,
        "levels_left_out": 0,
        "state": "ok",
    }
    weighting = WEIGHTING.check(pd.DataFrame([row]))
    release = protected(case)
    return found(replace(release, organisation=Organisation.of(weighting=weighting)), case)


def _pair(first: Case, second: Case, *, left: int, joined: int) -> Found:
    k = first.instrument.thresholds.k
    return attack_pair(protected(first), protected(second), left=left, joined=joined, k=k).found


def _only(release: Release, kept: np.ndarray) -> Release:
    """The release with some of its groups, in every table."""
    keys = set(group_key(release.groups)[kept])
    names = ("groups", "scales", "willingness", "quadrants", "topics", "barriers", "causes", "formats", "items")
    tables = {name: getattr(release, name) for name in names}
    left = {name: frame[group_key(frame).isin(keys)].reset_index(drop=True) for name, frame in tables.items() if len(frame)}
    cells = release.cells.copy()
    shown = [f"role_department:{r}:{d}" in keys for r, d in zip(cells["role"], cells["department"], strict=True)]
    cells.loc[(cells["state"] == "published") & ~np.array(shown), "state"] = "too_few"
    return replace(release, **left, cells=cells)


WAYS: Mapping[str, tuple[Callable[[Case], Found], str]] = {
    "no secondary suppression": (no_secondary, "two_way"),
    "rounding only": (rounding_only, "two_way"),
    "late answers, 3 joiners": (late_answers, "two_way"),
    "nested drill-down, small cells hidden": (nested_drill_down, "nested"),
    "nested drill-down, every remainder at least 10": (pairwise_rule, "nested"),
    "filter differencing": (filter_differencing, "two_way"),
    "no unanimity guard": (no_unanimity, "reluctant"),
    "composite identity": (composite_identity, "two_way"),
    "weighted twin": (weighted_twin, "weighted"),
    "variant twin, 3 apart": (variant_twin, "two_way"),
}
"""Weakness -> its builder with the attack, and the kind of organisation it is tried on."""


def case_of(kind: str, seed: int) -> Case:
    """A small organisation: two-way or nested, mostly reluctant, or with a roster."""
    from benchmarks.organisations import instrument_of, scores_of, table_of

    rng = np.random.default_rng([20261102, seed])
    rows, columns, n = (12, 10, 1000) if kind == "nested" else (6, 7, 500)
    instrument = instrument_of(rows, columns, "nested" if kind == "nested" else "two_way")
    counts = table_of(rows, columns, n, rng)
    scores = scores_of(counts, instrument, rng, mean=42.0 if kind == "reluctant" else 62.0)
    return Case(scores, instrument, roster_of(counts, instrument, rng) if kind == "weighted" else None)


def roster_of(counts: np.ndarray, instrument: Instrument, rng: np.random.Generator) -> pd.DataFrame:
    """Staff of every cell with answers: 40 to 80 % of them answered."""
    row, column = np.nonzero(counts)
    staff = np.ceil(counts[row, column] / rng.uniform(0.4, 0.8, len(row))).astype(int)
    roles, departments = [r.id for r in instrument.roles], [d.id for d in instrument.departments]
    return pd.DataFrame({"role": [roles[r] for r in row], "department": [departments[c] for c in column], "staff": staff})


def beaten(job: tuple[str, Sequence[int]]) -> dict[str, object]:
    """One way on some organisations: how many are beaten, an example, and how many protected ones the same attacker beats."""
    name, seeds = job
    attack, kind = WAYS[name]
    cases = [case_of(kind, seed) for seed in seeds]
    results = [attack(case) for case in cases]
    intact = [found(protected(case), case) for case in cases]
    return {
        "weakness": name,
        "beaten": f"{sum(map(bool, results))} of {len(cases)}",
        "protected: beaten": f"{sum(map(bool, intact))} of {len(cases)}",
        "for example": next((result[0] for result in results if result), "").replace("|", "/"),
    }
