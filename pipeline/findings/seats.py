"""How many seats groups and roles need, so that no seat is lost: what roles get adds up to what the organisation needs.

Pure functions of the release and the findings. Specification: docs/methods/training.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from pipeline.findings.axes import OVERALL, families, members_of
from pipeline.findings.concerned import listed_roles
from pipeline.findings.gaps import UNSEEN, Gaps
from pipeline.findings.topics import at_least_answers
from pipeline.instrument.model import Instrument
from pipeline.instrument.thresholds import Thresholds
from pipeline.stats.apportion import apportion
from pipeline.stats.prediction import predict
from pipeline.stats.shares import posterior
from pipeline.tables import ROLE_SEATS, Release, records, row_key

ROLE_AXIS: Final = "role"
ASSUMPTIONS: Final = ("seats", "said", "more")
"""Columns of seats by what is assumed of the silent: as those who answered, no seats, more of them in need."""
_ENDS: Final = ("_low", "", "_high")
SEAT_COLUMNS: Final = tuple(f"{name}{end}" for name in ASSUMPTIONS for end in _ENDS)
"""The columns of seats, each with its limits."""
_REST: Final = "rest"
_GAP: Final = ("gap", "gap_low", "gap_high")


def with_rest(rated: pd.DataFrame, k: int) -> pd.DataFrame:
    """Rated topics and, after them, per topic a row for everybody beside the groups of roles that are shown for it.

    It takes part in the family of the roles. Its figures are differences of published ones; those of fewer than k are not used
    (a release does not let anybody derive such a group).
    """
    roles = rated[rated["axis"] == ROLE_AXIS].groupby("topic", sort=False)
    shown = roles[["n", "heads", "in_need_low", "in_need_high"]].sum(min_count=1)
    everybody = rated[rated["axis"] == OVERALL].set_index("topic")
    shown = shown.reindex(everybody.index).fillna(0).astype("float64")
    n = everybody["n"].astype(float) - shown["n"]
    n = n.where(n >= k, 0.0)
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
    # Topics differ in how many need them; how much groups of one axis differ is alike, and more than a few groups say so.
    known = posterior(rated["in_need_low"], rated["in_need_high"], rated["n"], family, kin=families(rated["axis"]))
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
    shown = groups[groups["axis"] == ROLE_AXIS]
    others = _others(groups[groups["axis"] == OVERALL], rest)
    sources = pd.concat([shown, others], ignore_index=True)
    source, roles = _who_gets_what(release, instrument, sources)
    if not len(source):
        return ROLE_SEATS.empty()
    frame = sources.iloc[source].reset_index(drop=True).assign(role=roles)
    basis = np.where(frame["grouping"] == "role", "own", np.where(frame["key"] == _REST, _REST, "rollup"))
    frame = frame.assign(basis=basis, rollup=frame["rollup"].where(basis == "rollup", OVERALL).mask(basis == "own"))
    frame = _shared_out(_expected(frame, gaps), release, source, instrument.thresholds)
    order = {role: number for number, role in enumerate(listed_roles(release, instrument))}
    return ROLE_SEATS.check(
        frame.sort_values(["role", "topic"], key=lambda ids: ids.map(order) if ids.name == "role" else ids, kind="stable")[
            list(ROLE_SEATS.fields)
        ].reset_index(drop=True)
    )


def _others(everybody: pd.DataFrame, rest: pd.DataFrame) -> pd.DataFrame:
    """Everybody's rows with the seats of those beside the shown groups; where nobody of them answered, n is everybody's."""
    left = rest.set_index("topic").loc[everybody["topic"]].reset_index()
    own = {name: left[name].to_numpy() for name in (*SEAT_COLUMNS, "share")}
    n = np.where(left["n"] > 0, left["n"], everybody["n"])
    return everybody.reset_index(drop=True).assign(**own, n=n, key=_REST)


def _who_gets_what(release: Release, instrument: Instrument, sources: pd.DataFrame) -> tuple[NDArray[np.intp], list[str]]:
    """(row of ``sources``, role) of every role that gets a list and every topic that concerns it.

    A role belongs to the first group of its topic that covers it; the row of the rest comes last and takes who is left.
    """
    listed = listed_roles(release, instrument)
    concerned = {topic.id: {role for role in listed if instrument.topic_concerns(topic, role)} for topic in instrument.topics}
    rows: list[int] = []
    roles: list[str] = []
    members = [set(listed) if row["key"] == _REST else set(members_of(row, "role")) for _, row in sources.iterrows()]
    for at, (topic, covered) in enumerate(zip(sources["topic"], members, strict=True)):
        mine = [role for role in listed if role in concerned[topic] & covered]
        concerned[topic] -= covered
        rows += [at] * len(mine)
        roles += mine
    return np.array(rows, dtype=np.intp), roles


def _shared_out(frame: pd.DataFrame, release: Release, source: NDArray[np.intp], limits: Thresholds) -> pd.DataFrame:
    """Seats of roles from those of the groups that they belong to, in whole parts by staff. source : number of that group."""
    if release.roster is None:
        return frame.assign(staff=np.nan, **dict.fromkeys(SEAT_COLUMNS, np.nan))
    heads = release.roster.groupby("role")["staff"].sum()
    staff = frame["role"].map(heads).fillna(0).to_numpy(dtype=float)
    together = np.bincount(source, weights=staff)[source]
    alone = (frame["basis"] == "own").to_numpy()
    part = np.divide(staff, together, out=np.zeros_like(staff), where=together > 0)
    share = frame["share"].to_numpy(dtype=float)
    # Few of many: how many of a group's people in need are of one role is chance too (hypergeometric).
    chance = ndtri((1 + limits.interval) / 2) ** 2 * staff * share * (1 - share) * (1 - part)
    columns = {}
    for name in ASSUMPTIONS:
        low, whole, high = (frame[f"{name}{end}"].fillna(0).to_numpy(dtype=float) for end in _ENDS)
        given = np.where(alone, whole, _parts(whole, staff, source, alone))
        reach = np.sqrt(((high - low) / 2 * part) ** 2 + chance)
        columns[f"{name}_low"] = np.where(alone, low, np.rint(np.clip(given - reach, 0, None)))
        columns[name] = given
        columns[f"{name}_high"] = np.where(alone, high, np.rint(np.minimum(given + reach, np.maximum(staff, given))))
    return frame.assign(staff=np.where(alone, frame["staff"].to_numpy(dtype=float), staff), **columns)


def _parts(
    whole: NDArray[np.float64], staff: NDArray[np.float64], source: NDArray[np.intp], alone: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Seats of every group in whole parts by staff; 0 where nobody of it is on the roster."""
    parts = np.zeros_like(whole)
    for group in np.unique(source[~alone]):
        rows = np.flatnonzero(source == group)
        if staff[rows].any():
            parts[rows] = apportion(int(whole[rows[0]]), staff[rows])
    return parts


def _expected(frame: pd.DataFrame, gaps: Gaps | None) -> pd.DataFrame:
    """Rows of the rest with the gap that role and topic let expect, or the topic alone for a role that is not shown; not firm."""
    others = frame["basis"] == _REST
    frame = frame.assign(certainty=frame["certainty"].mask(others), status=frame["status"].mask(others, "candidate"))
    if gaps is None:
        return frame
    known = set(gaps.expected.index.get_level_values("key"))
    keys = ("role:" + frame["role"]).map(lambda key: key if key in known else UNSEEN)
    own = gaps.expected.reindex(pd.MultiIndex.from_arrays([keys, frame["topic"]])).set_axis(frame.index)
    return frame.assign(**{name: frame[name].mask(others & own[name].notna(), own[name]) for name in _GAP})


def role_needs(seats: pd.DataFrame, role: str) -> pd.DataFrame:
    """The training list of one role: its rows of ROLE_SEATS, largest gap first."""
    own = seats[seats["role"] == role]
    return own.sort_values(["gap", "topic"], ascending=[False, True], kind="stable").reset_index(drop=True)


def home(release: Release, role: str) -> str:
    """Key of the published group that stands for a role: itself, its roll-up, else everybody."""
    return homes(release, [role])[role]


def homes(release: Release, roles: Iterable[str]) -> dict[str, str]:
    """Role -> key of the published group that stands for it, as ``home``."""
    rows = records(release.groups)
    shown = {row_key(row) for row in rows}
    together = [(row_key(row), members_of(row, "role")) for row in rows if row["grouping"] in ("role_rollup", "role_group")]
    others = {role: next((key for key, members in together if role in members), OVERALL) for role in roles}
    return {role: f"role:{role}" if f"role:{role}" in shown else other for role, other in others.items()}
