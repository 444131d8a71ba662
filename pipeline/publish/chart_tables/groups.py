"""Tables with one row per group: where it stands, how sure that is, how many answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.publish.numbers import raw_columns, raw_share
from pipeline.publish.wording import LABELS, QUADRANTS, ROUGHLY, cause_labels, group_label, group_labels, member_labels, records
from pipeline.publish.words import say
from pipeline.tables import ONE_AXIS, by_group, group_key, row_key

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle

_CROSSED = ("role_department", "role_site", "department_site", "role_group_department", "role_department_group")
_KINDS = {one: say(f"kind_of.{one}") for one in ("role", "department", "site", *_CROSSED)}
CELL_KIND = _KINDS["role_department"]
MARGIN_KINDS = (_KINDS["role"], _KINDS["department"], _KINDS["site"])
"""Kinds of groups on one axis, as people call them, in the order they are told."""


def kind(grouping: str) -> str:
    """What a group is, in a word or two."""
    return _KINDS.get(grouping, _KINDS["role" if grouping.startswith("role") else "department"])


def reluctance_table(bundle: Bundle) -> pd.DataFrame:
    """One row per published group but overall, surest first (chances in whole percent, then shares).

    columns : key, group, members (what a roll-up stands for, else empty), kind (Role, Department, Role in department), n, staff,
    share, share_low, share_high, raw (text), raw_columns (those that ``raw`` says), probability, label (id), finding (words),
    tipping_point, depends_on_cut, stricter (the finding with the undecided counted in, where it is another one), among_lowest
    (share, 0-1), stands (words of the quadrant), causes (words), blocked, in_person.
    """
    frame = bundle.findings.reluctance
    frame = frame[frame["grouping"] != "overall"]
    order = frame[["share"]].assign(chance=frame["probability"].round(2)).sort_values(["chance", "share"], ascending=False)
    frame = frame.loc[order.index]
    rows, keys = records(frame), group_key(frame)
    groups = bundle.release.groups
    members = dict(zip(group_key(groups), groups["members"], strict=True))
    return pd.DataFrame(
        {
            "key": keys,
            "group": group_labels(frame, bundle.instrument),
            "members": [member_labels(members.get(key), bundle.instrument) for key in keys],
            "kind": frame["grouping"].map(kind),
            **{name: frame[name] for name in ("n", "staff", "share", "share_low", "share_high")},
            "raw": [raw_share(row) for row in rows],
            "raw_columns": [raw_columns(row) for row in rows],
            "probability": frame["probability"],
            "label": frame["label"],
            "finding": frame["label"].map(LABELS),
            "tipping_point": frame["tipping_point"],
            "depends_on_cut": frame["depends_on_cut"],
            "stricter": frame["label_stricter"].map(LABELS).where(frame["depends_on_cut"].astype(bool), ""),
            "among_lowest": frame["among_lowest"],
            "stands": frame["quadrant"].map(QUADRANTS),
            "causes": [cause_labels(causes, bundle.instrument) for causes in frame["causes"]],
            "blocked": frame["blocked"],
            "in_person": frame["in_person"],
        }
    ).reset_index(drop=True)


_SHARES = {"": "share", "_low": "share_low", "_high": "share_high"}
FOUR = ("ready_willing", "willing_not_ready", "ready_not_willing", "neither")


def quadrant_bars(bundle: Bundle, known: pd.DataFrame | None = None) -> pd.DataFrame:
    """Four answers instead of one score: one row per role, department and site (with roll-ups), surest finding first.

    known : ``reluctance_table``, where it is at hand.
    columns : key, group, name (with a mark where the basis is margins), kind, n, staff, for each of FOUR its expected share
    of staff, …_low and …_high (0-1), basis (counts, margins), stands (words; of the group as a whole), blocked, in_person.
    """
    of = {key: rows for key, rows in by_group(bundle.findings.quadrants).items() if rows[0]["grouping"] in ONE_AXIS}
    known = reluctance_table(bundle) if known is None else known
    table = known.loc[known["key"].isin(list(of)), ["key", "group", "kind", "n", "staff", "stands", "blocked", "in_person"]]
    told = [four_shares(of[key]) for key in table["key"]]
    basis = [of[key][0]["basis"] for key in table["key"]]
    marked = [_marked(group, one) for group, one in zip(table["group"], basis, strict=True)]
    names = [f"{q}{end}" for q in FOUR for end in _SHARES]
    shares = {name: pd.Series([row.get(name) for row in told], index=table.index, dtype="float64") for name in names}
    words = {"name": pd.Series(marked, index=table.index, dtype="str"), "basis": pd.Series(basis, index=table.index, dtype="str")}
    order = ["key", "group", "name", "kind", "n", "staff", *names, "basis", "stands", "blocked", "in_person"]
    return table.assign(**words, **shares)[order].reset_index(drop=True)


def four_shares(quadrants: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Shares of one group with their limits, as ``quadrant_bars`` names them. quadrants : its rows of QUADRANT_FINDINGS."""
    return {f"{row['quadrant']}{end}": row[column] for row in quadrants for end, column in _SHARES.items()}


def _marked(group: str, basis: str) -> str:
    return f"{ROUGHLY} {group}" if basis == "margins" else group


def four_row(finding: Mapping[str, Any], quadrants: Sequence[Mapping[str, Any]], instrument: Instrument) -> dict[str, Any]:
    """One group as ``quadrant_bars`` has it, without its kind. finding, quadrants : of RELUCTANCE and QUADRANT_FINDINGS."""
    group, basis = group_label(finding, instrument), quadrants[0]["basis"]
    return {
        "key": row_key(finding),
        "group": group,
        "name": _marked(group, basis),
        **{name: finding[name] for name in ("n", "staff", "blocked", "in_person")},
        **four_shares(quadrants),
        "basis": basis,
        "stands": QUADRANTS[finding["quadrant"]],
    }


def response_table(bundle: Bundle) -> pd.DataFrame:
    """Response of every published role and department. columns : key, group, kind, n, staff, response_rate."""
    groups = bundle.release.groups
    rows = groups[groups["grouping"].isin(ONE_AXIS)]
    return pd.DataFrame(
        {
            "key": group_key(rows),
            "group": group_labels(rows, bundle.instrument),
            "kind": rows["grouping"].map(kind),
            **{name: rows[name] for name in ("n", "staff", "response_rate")},
        }
    ).reset_index(drop=True)
