"""Training target lists: one per role on the roster, as tables, CSV files and one workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.findings.axes import OVERALL
from pipeline.findings.concerned import listed_roles
from pipeline.findings.waiting import waiting_roles
from pipeline.instrument.model import Cause
from pipeline.publish.cells import safe_text
from pipeline.publish.list_sources import Source, departments, sources
from pipeline.publish.numbers import percent
from pipeline.tables import records, values

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
_OWN = "gap: importance minus confidence, shrunken over roles and topics; seats: share in need x staff, beta-binomial"


def list_roles(bundle: Bundle) -> list[str]:
    """Roles that get a list: every role on the roster, else every role that answered; in the instrument's order."""
    return listed_roles(bundle.release, bundle.instrument)


def target_list(bundle: Bundle, role: str, waiting: Mapping[str, Cause] | None = None) -> pd.DataFrame:
    """The training list of one role, largest gap first; columns as in ``COLUMNS``, words rounded for reading.

    waiting : what ``waiting_roles`` gives, where it is at hand. No format is suggested for a role that has to wait.
    """
    return _lists(bundle, [role], waiting_of(bundle) if waiting is None else waiting)[role]


def target_lists(bundle: Bundle, waiting: Mapping[str, Cause] | None = None) -> dict[str, pd.DataFrame]:
    """The list of every role that gets one, as ``target_list``; empty where the instrument has no topics or nobody rated them."""
    if bundle.findings.training_needs.empty:
        return {}
    return _lists(bundle, list_roles(bundle), waiting_of(bundle) if waiting is None else waiting)


def _lists(bundle: Bundle, roles: Sequence[str], waiting: Mapping[str, Cause]) -> dict[str, pd.DataFrame]:
    """Lists of roles, made as one table: what they share is looked up once."""
    place = {role: at for at, role in enumerate(roles)}
    seats = bundle.findings.role_seats
    own = seats[seats["role"].isin(roles)]
    needs = own.assign(place=own["role"].map(place)).sort_values(
        ["place", "gap", "topic"], ascending=[True, False, True], kind="stable", ignore_index=True
    )
    topics = {topic.id: topic for topic in bundle.instrument.topics}
    formats = bundle.instrument.labels()["format"]
    groups, rows = sources(bundle, roles), records(needs)
    suggested = {topic.id: "; ".join(formats[one] for one in topic.suggested_formats) for topic in topics.values()}
    places = departments(bundle, roles)
    frame = pd.DataFrame(
        {
            "wave": bundle.wave,
            "role": needs["role"],
            "topic": needs["topic"],
            "topic_label": [topics[row["topic"]].label for row in rows],
            "status": needs["status"],
            "certainty": needs["certainty"].round(2),
            "gap": needs["gap"].round(1),
            "seats_low": needs["seats_low"],
            "seats": needs["seats"],
            "seats_high": needs["seats_high"],
            "departments": [places[row["role"]].get(row["topic"], "") for row in rows],
            "fix_first": [fix_first(waiting.get(row["role"])) for row in rows],
            "suggested_format": [suggested[row["topic"]] if row["role"] not in waiting else "" for row in rows],
            "preferred_formats": [groups[row["role"]].preferred for row in rows],
            "n": needs["n"],
            "rollup": [groups[row["role"]].label(row["basis"]) for row in rows],
            "method": [_method(groups[row["role"]], row) for row in rows],
        }
    )[list(COLUMNS)]
    ends = [0, *needs["place"].value_counts(sort=False).reindex(range(len(roles)), fill_value=0).cumsum()]
    return {role: frame.iloc[ends[at] : ends[at + 1]].reset_index(drop=True) for role, at in place.items()}


def _method(source: Source, row: Mapping[str, Any]) -> str:
    """How the figures of a row were made, with what other measures make of it and, without a roster, the share in need."""
    share = "" if pd.notna(row["seats"]) else f"; no roster: {percent(row['share'])} in need"
    return f"{_basis(source, row['basis'])}{_OWN}{share}{source.notes.get(row['topic'], '')}"


def _basis(source: Source, basis: str) -> str:
    if basis == "own":
        return ""
    if basis == "rollup":
        made_of = source.members
        return f"too few answers of this role alone: figures of {made_of}; seats: their seats, shared out by staff; "
    where = "of this role alone" if source.key == OVERALL else "of this role on this topic"
    return (
        f"too few answers {where}: gap as role and topic let expect; seats: those of everybody beside the roles that are shown "
        "for the topic, shared out by staff; "
    )


def waiting_of(bundle: Bundle) -> dict[str, Cause]:
    """Roles whose training has to wait, with what to mend first."""
    return waiting_roles(bundle.release, bundle.findings.reluctance, bundle.instrument)


def fix_first(cause: Cause | None) -> str:
    """What must be mended before a course, with its owner; empty where a course can start."""
    return f"{cause.label} first ({cause.owner})" if cause is not None else ""


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """CSV that spreadsheets open right: UTF-8 with a mark, CRLF, nothing that would run as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*([_cell(value) for value in values(column)] for _, column in frame.items()), strict=True))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _cell(value: object) -> object:
    return safe_text(value) if value is not None and value == value else ""


def write_lists(bundle: Bundle, lists: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """``<role>.csv`` for every role, the sessions where there are seats, and one workbook with all of it."""
    from pipeline.publish.bundle import WORKBOOK
    from pipeline.publish.sessions import FILE, session_table
    from pipeline.publish.workbook import write_workbook

    folder.mkdir(parents=True, exist_ok=True)
    for role, frame in lists.items():
        (folder / f"{role}.csv").write_bytes(csv_bytes(frame))
    sessions = session_table(bundle)
    if sessions is not None:
        (folder / FILE).write_bytes(csv_bytes(sessions))
    write_workbook(bundle, lists, sessions, folder / WORKBOOK)
