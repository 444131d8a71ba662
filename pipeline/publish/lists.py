"""Training target lists: one per role on the roster, as tables, CSV files and one workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.findings.seats import role_needs
from pipeline.publish.cells import safe_text
from pipeline.publish.wording import group_label
from pipeline.tables import NOT_STATED, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

MEANINGS: Final = {
    "wave": "year and month",
    "role": "role id",
    "topic": "topic id",
    "topic_label": "the topic in words",
    "status": "firm: among the role's three largest gaps for sure enough; candidate: any other",
    "certainty": "chance that it is among the three largest gaps, 0-1",
    "gap": "importance minus confidence, each 1-5, drawn towards other roles and topics",
    "seats_low": "seats: lower limit of the interval",
    "seats": "staff of this role expected to need the topic; blank without a roster",
    "seats_high": "seats: upper limit of the interval",
    "departments": "at most three departments known to have staff of this role, where the need is highest",
    "fix_first": "what must be mended before a course, and who owns it; blank where a course can start",
    "suggested_format": "formats that suit the topic, by the instrument",
    "preferred_formats": "the three formats that most of the group prefer",
    "n": "answers behind the row",
    "rollup": "the larger group whose figures these are; blank where they are the role's own",
    "method": "how the figures were made, and which roles a roll-up stands for",
}
"""The columns of a training list, with their meaning."""
COLUMNS: Final = tuple(MEANINGS)
_DEPARTMENTS: Final = 3
_FORMATS: Final = 3
_OWN = "gap: importance minus confidence, shrunken over roles and topics; seats: share in need x staff, beta-binomial"


def list_roles(bundle: Bundle) -> list[str]:
    """Roles that get a list: every role on the roster, else every role that answered; in the instrument's order."""
    roster = bundle.release.roster
    present = set(roster["role"]) if roster is not None else set(bundle.release.cells["role"]) - {NOT_STATED}
    return [role.id for role in bundle.instrument.roles if role.id in present]


def target_list(bundle: Bundle, role: str) -> pd.DataFrame:
    """The training list of one role, largest gap first; columns as in ``COLUMNS``, words rounded for reading."""
    needs = role_needs(bundle.release, bundle.findings.training_needs, bundle.instrument, role)
    topics = {topic.id: topic for topic in bundle.instrument.topics}
    formats = bundle.instrument.labels()["format"]
    source = _source_key(needs, role)
    departments = _departments(bundle, role)
    borrowed = needs["rollup"].notna() & (needs["rollup"].astype("str") != "")
    frame = pd.DataFrame(
        {
            "wave": bundle.wave,
            "role": role,
            "topic": needs["topic"],
            "topic_label": [topics[topic].label for topic in needs["topic"]],
            "status": needs["status"],
            "certainty": needs["certainty"].round(2),
            "gap": needs["gap"].round(1),
            "seats_low": needs["seats_low"],
            "seats": needs["seats"],
            "seats_high": needs["seats_high"],
            "departments": [departments.get(topic, "") for topic in needs["topic"]],
            "fix_first": _fix_first(bundle, source),
            "suggested_format": ["; ".join(formats[f] for f in topics[topic].suggested_formats) for topic in needs["topic"]],
            "preferred_formats": _preferred(bundle, source),
            "n": needs["n"],
            "rollup": [_rollup_label(bundle, source) if b else "" for b in borrowed],
            "method": [_method(bundle, source) if b else _OWN for b in borrowed],
        }
    )
    return frame[list(COLUMNS)].reset_index(drop=True)


def _source_key(needs: pd.DataFrame, role: str) -> str:
    """Key of the group whose figures a list carries."""
    if needs.empty:
        return "overall"
    first = needs.iloc[0]
    if pd.isna(first["rollup"]) or not first["rollup"]:
        return f"role:{role}"
    return "overall" if first["rollup"] == "overall" else f"{first['grouping']}:{first['rollup']}"


def _group(bundle: Bundle, source: str) -> pd.Series:
    groups = bundle.release.groups
    return groups[group_key(groups) == source].iloc[0]


def _rollup_label(bundle: Bundle, source: str) -> str:
    return group_label({str(k): v for k, v in _group(bundle, source).items()}, bundle.instrument)


def _method(bundle: Bundle, source: str) -> str:
    members = _group(bundle, source)["members"]
    labels = bundle.instrument.labels()["role"]
    made_of = ", ".join(labels.get(m, m) for m in str(members).split(";")) if pd.notna(members) else "all roles"
    return f"too few answers of this role alone: figures of {made_of}; seats: their share x this role's staff; {_OWN}"


def _departments(bundle: Bundle, role: str) -> dict[str, str]:
    """Topic -> departments with staff of the role whose share in need is highest, at most three.

    Without a roster, only departments where the role's answers are shown are known to have some.
    """
    needs, cells = bundle.findings.training_needs, bundle.release.cells
    staffed = cells["state"] != "none_on_roster" if bundle.release.roster is not None else cells["state"] == "published"
    there = cells[(cells["role"] == role) & staffed & (cells["department"] != NOT_STATED)]
    known = needs[(needs["grouping"] == "department") & needs["department"].isin(there["department"])]
    labels = bundle.instrument.labels()["department"]
    found: dict[str, list[str]] = {}
    ordered = known.sort_values("share", ascending=False, kind="stable")
    for topic, department in zip(ordered["topic"], ordered["department"], strict=True):
        found.setdefault(topic, []).append(labels[department])
    return {topic: "; ".join(names[:_DEPARTMENTS]) for topic, names in found.items()}


def _fix_first(bundle: Bundle, source: str) -> str:
    """What must be mended before a course, with its owner; empty where the first cause is none of that kind."""
    reluctance = bundle.findings.reluctance
    rows = reluctance[group_key(reluctance) == source]
    first = str(rows["causes"].iloc[0]).split(";")[0] if len(rows) else ""
    cause = next((cause for cause in bundle.instrument.causes if cause.id == first), None)
    return f"{cause.label} first ({cause.owner})" if cause is not None and cause.kind == "fix_first" else ""


def _preferred(bundle: Bundle, source: str) -> str:
    """The formats that most of the group prefer."""
    formats = bundle.release.formats
    rows = formats[group_key(formats) == source]
    middle = (rows["chosen_low"] + rows["chosen_high"]).astype(float) / 2
    labels = bundle.instrument.labels()["format"]
    order = rows.assign(middle=middle).sort_values("middle", ascending=False, kind="stable")
    return "; ".join(labels[option] for option in order["option"].head(_FORMATS))


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """CSV that spreadsheets open right: UTF-8 with a mark, CRLF, nothing that would run as a formula."""
    safe = frame.map(safe_text)
    return b"\xef\xbb\xbf" + safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def target_lists(bundle: Bundle) -> dict[str, pd.DataFrame]:
    """The list of every role that gets one; empty where the instrument has no topics or nobody rated them."""
    if bundle.findings.training_needs.empty:
        return {}
    return {role: target_list(bundle, role) for role in list_roles(bundle)}


def write_lists(bundle: Bundle, lists: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """``<role>.csv`` for every role, and one workbook with a sheet for each."""
    from pipeline.publish.bundle import WORKBOOK
    from pipeline.publish.workbook import write_workbook

    folder.mkdir(parents=True, exist_ok=True)
    for role, frame in lists.items():
        (folder / f"{role}.csv").write_bytes(csv_bytes(frame))
    write_workbook(bundle, lists, folder / WORKBOOK)
