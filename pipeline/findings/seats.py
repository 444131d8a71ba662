"""How many seats groups and roles need, so that no seat is lost: what roles get adds up to what the organisation needs.

Pure functions of the release and the findings. Specification: docs/methods/training.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline.findings.axes import OVERALL, families, members_of
from pipeline.findings.concerned import listed_roles
from pipeline.findings.gaps import Gaps
from pipeline.findings.topics import at_least_answers
from pipeline.instrument.model import Instrument, Thresholds
from pipeline.stats.apportion import apportion
from pipeline.stats.prediction import predict
from pipeline.stats.shares import posterior
from pipeline.tables import ROLE_SEATS, Release, group_key

ROLE_AXIS: Final = "role"
ASSUMPTIONS: Final = ("seats", "said", "more")
"""Columns of seats by what is assumed of the silent: as those who answered, no seats, more of them in need."""
_SAID: Final = ASSUMPTIONS[1]
_REST: Final = "rest"
_GAP: Final = ("gap", "gap_low", "gap_high")


def with_rest(rated: pd.DataFrame) -> pd.DataFrame:
    """Rated topics and, after them, per topic a row for everybody beside the groups of roles that are shown for it.

    It takes part in the family of the roles. Its figures are differences of published ones.
    """
    roles = rated[rated["axis"] == ROLE_AXIS].groupby("topic", sort=False)
    shown = roles[["n", "heads", "in_need_low", "in_need_high"]].sum(min_count=1)
    everybody = rated[rated["axis"] == OVERALL].set_index("topic")
    shown = shown.reindex(everybody.index).fillna(0).astype("float64")
    n = (everybody["n"].astype(float) - shown["n"]).clip(lower=0)
    low = (everybody["in_need_low"].astype(float) - shown["in_need_high"]).clip(lower=0)
    high = (everybody["in_need_high"].astype(float) - shown["in_need_low"]).clip(upper=n)
    heads = everybody["heads"] - shown["heads"]
    rest = pd.DataFrame({"n": n, "heads": heads, "in_need_low": np.minimum(low, high), "in_need_high": high})
    rest = rest.assign(axis=ROLE_AXIS, key=_REST, grouping=_REST).reset_index()
    rest["staff"] = at_least_answers(rest["heads"].to_numpy(dtype=float), rest["n"])
    counts = dict.fromkeys(("n", "in_need_low", "in_need_high"), "Int64")
    return pd.concat([rated, rest.astype(counts)], ignore_index=True)


def predicted_seats(rated: pd.DataFrame, limits: Thresholds) -> pd.DataFrame:
    """With the share in need and, for every assumption about the silent, seats with their interval; missing without a roster."""
    family = families(rated["axis"], rated["topic"])
    known = posterior(rated["in_need_low"], rated["in_need_high"], rated["n"], family)
    staff = rated["staff"].to_numpy(dtype=float)
    alike = predict(known, staff, cut=limits.group_share, interval=limits.interval)
    more = predict(known, staff, cut=limits.group_share, interval=limits.interval, shift=limits.silent_shift)
    unknown = np.isnan(staff)

    def seats(name: str, count: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> dict:
        whole = np.clip(np.rint(count), low, high)
        return {f"{name}_low": low, name: whole, f"{name}_high": high}

    exact = {name: np.where(unknown, np.nan, rated[f"in_need_{name}"].to_numpy(dtype=float)) for name in ("low", "high")}
    return rated.assign(
        share=alike.mean,
        **seats("seats", alike.count, alike.count_low, alike.count_high),
        **seats("said", np.where(unknown, np.nan, known.expected_count), exact["low"], exact["high"]),
        **seats("more", more.count, more.count_low, more.count_high),
    )


def role_seats(
    release: Release, instrument: Instrument, groups: pd.DataFrame, rest: pd.DataFrame, gaps: Gaps | None
) -> pd.DataFrame:
    """ROLE_SEATS: every role that gets a list × topic that concerns it and that can be shown for everybody.

    groups, rest : rated topics of published groups, and of everybody beside them, with seats. gaps : of the roles.
    """
    listed = listed_roles(release, instrument)
    parts = []
    for topic in instrument.topics:
        mine = groups[groups["topic"] == topic.id]
        everybody = mine[mine["axis"] == OVERALL]
        if everybody.empty:
            continue
        left = [role for role in listed if instrument.topic_concerns(topic, role)]
        for _, group in mine[mine["axis"] == ROLE_AXIS].iterrows():
            own = [role for role in left if role in members_of(group, "role")]
            left = [role for role in left if role not in own]
            parts.append(_shared_out(release, group, own, instrument.thresholds))
        other = _rest_row(everybody.iloc[0], rest[rest["topic"] == topic.id].iloc[0], instrument.thresholds.k)
        parts.append(_expected(_shared_out(release, other, left, instrument.thresholds), gaps))
    found = pd.concat([part for part in parts if len(part)], ignore_index=True) if parts else ROLE_SEATS.empty()
    order = {role: number for number, role in enumerate(listed)}
    return ROLE_SEATS.check(found.sort_values("role", key=lambda roles: roles.map(order), kind="stable", ignore_index=True))


def _rest_row(everybody: pd.Series, rest: pd.Series, k: int) -> pd.Series:
    """Everybody's row with the seats of those beside the shown groups; where nobody of them answered, n is everybody's."""
    names = [f"{name}{end}" for name in ASSUMPTIONS for end in ("_low", "", "_high")]
    own = [*names, "share", "heads"]
    answers = pd.Series({"n": rest["n"] if rest["n"] >= k else everybody["n"]})
    return pd.concat([everybody.drop([*own, "n"]), rest[own], answers])


def _shared_out(release: Release, group: pd.Series, roles: list[str], limits: Thresholds) -> pd.DataFrame:
    """Rows of ``roles`` from the row of the group that they belong to: its seats in whole parts by staff."""
    if not roles:
        return pd.DataFrame()
    alone = group["grouping"] == "role"
    borrowed = group["rollup"] if group["axis"] == ROLE_AXIS else OVERALL
    frame = pd.DataFrame(
        {
            "role": roles,
            "topic": group["topic"],
            "basis": "own" if alone else "rollup" if group["axis"] == ROLE_AXIS else "rest",
            "rollup": pd.NA if alone else borrowed,
            **{name: group[name] for name in ("n", *_GAP, "certainty", "status", "share")},
        }
    )
    roster = release.roster
    if roster is None or pd.isna(group["seats"]):
        return frame.assign(**dict.fromkeys(("staff", *(name for _, name in _names())), np.nan))
    staff = roster.groupby("role")["staff"].sum().reindex(roles).fillna(0).to_numpy(dtype=float)
    if alone:
        return frame.assign(staff=group["staff"], **{name: group[name] for _, name in _names()})
    if staff.sum() == 0:
        return frame.assign(staff=0, **dict.fromkeys((name for _, name in _names()), 0))
    for name in ASSUMPTIONS:
        parts = apportion(int(group[name]), staff)
        doubt = float(group[f"{name}_high"] - group[f"{name}_low"]) / 2 * staff / staff.sum()
        # Few of many: how many of the group's people in need are of this role is chance too (hypergeometric).
        chance = staff * group["share"] * (1 - group["share"]) * (1 - staff / staff.sum())
        reach = np.sqrt(doubt**2 + ndtri((1 + limits.interval) / 2) ** 2 * chance)
        frame[f"{name}_low"] = np.rint((parts - reach).clip(min=0))
        frame[name] = parts
        frame[f"{name}_high"] = np.rint(np.minimum(parts + reach, np.maximum(staff, parts)))
    return frame.assign(staff=staff)


def _names() -> Iterator[tuple[str, str]]:
    """(assumption, column) of all columns of seats."""
    return ((name, f"{name}{end}") for name in ASSUMPTIONS for end in ("_low", "", "_high"))


def _expected(frame: pd.DataFrame, gaps: Gaps | None) -> pd.DataFrame:
    """Rows of the rest with the gap that role and topic let expect, where the role has answers on other topics; never firm."""
    if frame.empty:
        return frame
    frame = frame.assign(certainty=np.nan, status="candidate")
    if gaps is None:
        return frame
    keys = pd.MultiIndex.from_arrays(["role:" + frame["role"], frame["topic"]])
    own = gaps.expected.reindex(keys).set_axis(frame.index)
    return frame.assign(**{name: own[name].fillna(frame[name]) for name in _GAP})


def add_up(needs: pd.DataFrame, seats: pd.DataFrame) -> pd.DataFrame:
    """Needs with the seats of everybody as the sum over roles, and those of departments adding up to it.

    Departments whose staff are part of everybody get that part. What was said stays; only what is predicted for the silent moves,
    and intervals move with their figure. Without a roster nothing changes.
    """
    if seats["seats"].isna().all():
        return needs
    found = needs.copy()
    totals = seats.groupby("topic")[list(ASSUMPTIONS)].sum().astype(float)
    for at in found.index[(found["axis"] == OVERALL) & found["topic"].isin(totals.index)]:
        topic = found.at[at, "topic"]
        inside = found.index[(found["axis"] == "department") & (found["topic"] == topic) & found["heads"].gt(0)]
        for name in ASSUMPTIONS:
            _move(found, pd.Index([at]), name, np.array([totals.at[topic, name]]))
        heads = found["heads"].to_numpy(dtype=float)
        part = min(1.0, heads[inside].sum() / heads[at])
        said = found.loc[inside, _SAID].to_numpy(dtype=float)
        for name in ASSUMPTIONS[::2]:
            predicted = np.maximum(found.loc[inside, name].to_numpy(dtype=float) - said, 0)
            left = max(0, round(totals.at[topic, name] * part) - int(said.sum()))
            by = predicted if predicted.any() else found.loc[inside, "heads"].to_numpy(dtype=float)
            if len(inside):
                _move(found, inside, name, said + apportion(left, by))
    return found


def _move(frame: pd.DataFrame, rows: pd.Index, name: str, to: NDArray[np.float64]) -> None:
    """Set seats of some rows, in a frame of our own; the limits move along and stay between nobody and all staff."""
    by = to - frame.loc[rows, name].to_numpy(dtype=float)
    staff = np.maximum(frame.loc[rows, "staff"].to_numpy(dtype=float), to)
    frame.loc[rows, name] = to
    frame.loc[rows, f"{name}_low"] = np.clip(frame.loc[rows, f"{name}_low"].to_numpy(dtype=float) + by, 0, to)
    frame.loc[rows, f"{name}_high"] = np.clip(frame.loc[rows, f"{name}_high"].to_numpy(dtype=float) + by, to, staff)


def role_needs(seats: pd.DataFrame, role: str) -> pd.DataFrame:
    """The training list of one role: its rows of ROLE_SEATS, largest gap first."""
    own = seats[seats["role"] == role]
    return own.sort_values(["gap", "topic"], ascending=[False, True], kind="stable").reset_index(drop=True)


def home(release: Release, role: str) -> str:
    """Key of the published group that stands for a role: itself, its roll-up, else everybody."""
    groups = release.groups.assign(key=group_key(release.groups))
    if f"role:{role}" in set(groups["key"]):
        return f"role:{role}"
    together = groups[groups["grouping"].isin(["role_rollup", "role_group"])]
    return next((str(row["key"]) for _, row in together.iterrows() if role in members_of(row, "role")), OVERALL)
