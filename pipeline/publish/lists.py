"""Training target lists: one per role on the roster, as tables, CSV files and one workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.findings.axes import OVERALL
from pipeline.findings.concerned import listed_roles
from pipeline.findings.gaps import LARGEST
from pipeline.findings.seats import home, role_needs
from pipeline.findings.waiting import waiting_roles
from pipeline.instrument.model import Cause
from pipeline.publish.cells import safe_text
from pipeline.publish.numbers import percent
from pipeline.publish.wording import OTHER_MEASURES, group_label, records
from pipeline.tables import NOT_STATED, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

MEANINGS: Final = {
    "wave": "year and month",
    "role": "role id",
    "topic": "topic id",
    "topic_label": "the topic in words",
    "status": "firm: among the role's three largest gaps for sure enough; candidate: any other",
    "certainty": "chance that it is among the three largest gaps, 0-1; blank where too few of the role rated it",
    "gap": "importance minus confidence, each 1-5, drawn towards other roles and topics",
    "seats_low": "seats: lower limit of the interval",
    "seats": "staff of this role expected to need the topic; blank without a roster",
    "seats_high": "seats: upper limit of the interval",
    "departments": "at most three departments known to have staff of this role, where the need is highest",
    "fix_first": "what must be mended before a course, and who owns it; blank where a course can start",
    "suggested_format": "formats that suit the topic, by the instrument; blank while something must be mended first",
    "preferred_formats": "the three formats that most of the group prefer",
    "n": "answers behind the row",
    "rollup": "the larger group whose figures these are; blank where they are the role's own",
    "method": "how the figures were made, which roles a roll-up stands for, and where other measures order differently",
}
"""The columns of a training list, with their meaning."""
COLUMNS: Final = tuple(MEANINGS)
_DEPARTMENTS: Final = 3
_FORMATS: Final = 3
_OWN = "gap: importance minus confidence, shrunken over roles and topics; seats: share in need x staff, beta-binomial"


def list_roles(bundle: Bundle) -> list[str]:
    """Roles that get a list: every role on the roster, else every role that answered; in the instrument's order."""
    return listed_roles(bundle.release, bundle.instrument)


def target_list(bundle: Bundle, role: str, waiting: Mapping[str, Cause] | None = None) -> pd.DataFrame:
    """The training list of one role, largest gap first; columns as in ``COLUMNS``, words rounded for reading.

    waiting : what ``waiting_roles`` gives, where it is at hand. No format is suggested for a role that has to wait.
    """
    waiting = waiting_of(bundle) if waiting is None else waiting
    needs = role_needs(bundle.findings.role_seats, role)
    topics = {topic.id: topic for topic in bundle.instrument.topics}
    formats = bundle.instrument.labels()["format"]
    source = home(bundle.release, role)
    departments = _departments(bundle, role)
    notes = _order_notes(bundle, role)
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
            "fix_first": fix_first(waiting.get(role)),
            "suggested_format": ["; ".join(formats[f] for f in topics[topic].suggested_formats) for topic in needs["topic"]]
            if role not in waiting
            else "",
            "preferred_formats": _preferred(bundle, source),
            "n": needs["n"],
            "rollup": [_rollup_label(bundle, source, basis) for basis in needs["basis"]],
            "method": [_method(bundle, source, row, notes) for row in records(needs)],
        }
    )
    return frame[list(COLUMNS)].reset_index(drop=True)


def _group(bundle: Bundle, key: str) -> dict[str, Any]:
    groups = bundle.release.groups
    return records(groups[group_key(groups) == key])[0]


def _rollup_label(bundle: Bundle, source: str, basis: str) -> str:
    """The larger group whose figures a row carries; empty where they are the role's own."""
    if basis == "own":
        return ""
    return group_label(_group(bundle, source if basis == "rollup" else OVERALL), bundle.instrument)


def _method(bundle: Bundle, source: str, row: Mapping[str, Any], notes: Mapping[str, str]) -> str:
    """How the figures of a row were made, with what other measures make of it and, without a roster, the share in need."""
    share = "" if pd.notna(row["seats"]) else f"; no roster: {percent(row['share'])} in need"
    return f"{_basis(bundle, source, row['basis'])}{_OWN}{share}{notes.get(row['topic'], '')}"


def _basis(bundle: Bundle, source: str, basis: str) -> str:
    if basis == "own":
        return ""
    if basis == "rollup":
        members = str(_group(bundle, source)["members"]).split(";")
        labels = bundle.instrument.labels()["role"]
        made_of = ", ".join(labels.get(member, member) for member in members)
        return f"too few answers of this role alone: figures of {made_of}; seats: their seats, shared out by staff; "
    where = "of this role alone" if source == OVERALL else "of this role on this topic"
    return (
        f"too few answers {where}: gap as role and topic let expect; seats: those of everybody beside the roles that are shown "
        "for the topic, shared out by staff; "
    )


def _order_notes(bundle: Bundle, role: str) -> dict[str, str]:
    """Topic -> what is said where another measure would rank it in, or out of, the first three of the role's group."""
    needs = bundle.findings.training_needs
    notes = {}
    for row in records(needs[group_key(needs) == home(bundle.release, role)]):
        others = [name for column, name in OTHER_MEASURES.items() if bool(row[column]) != bool(row["top_gap"])]
        if others:
            where = "not among" if row["top_gap"] else "among"
            verb = "puts" if len(others) == 1 else "put"
            notes[row["topic"]] = f"; {' and '.join(others)} {verb} it {where} the first {LARGEST}"
    return notes


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


def waiting_of(bundle: Bundle) -> dict[str, Cause]:
    """Roles whose training has to wait, with what to mend first."""
    return waiting_roles(bundle.release, bundle.findings.reluctance, bundle.instrument)


def fix_first(cause: Cause | None) -> str:
    """What must be mended before a course, with its owner; empty where a course can start."""
    return f"{cause.label} first ({cause.owner})" if cause is not None else ""


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
    waiting = waiting_of(bundle)
    return {role: target_list(bundle, role, waiting) for role in list_roles(bundle)}


def write_lists(bundle: Bundle, lists: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """``<role>.csv`` for every role, the sessions where there are seats, and one workbook with all of it."""
    from pipeline.publish.bundle import WORKBOOK
    from pipeline.publish.sessions import FILE, session_table
    from pipeline.publish.workbook import write_workbook

    folder.mkdir(parents=True, exist_ok=True)
    for role, frame in lists.items():
        (folder / f"{role}.csv").write_bytes(csv_bytes(frame))
    if (sessions := session_table(bundle)) is not None:
        (folder / FILE).write_bytes(csv_bytes(sessions))
    write_workbook(bundle, lists, folder / WORKBOOK)
