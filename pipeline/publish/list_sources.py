"""What the training lists of several roles share: the group that stands for each role, and where its staff are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.findings.axes import OVERALL
from pipeline.findings.gaps import LARGEST
from pipeline.findings.seats import homes
from pipeline.publish.wording import OTHER_MEASURES, group_label, member_labels
from pipeline.tables import NOT_STATED, by_group, records, row_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_DEPARTMENTS: Final = 3
_FORMATS: Final = 3


@dataclass(frozen=True, slots=True)
class Source:
    """What a list takes from the group that stands for its role.

    Attributes
    ----------
    key : of the group. rollup, overall : the group and all staff as people call them. members : what a roll-up stands for, in
    words. preferred : formats that most of the group prefer. notes : topic -> what is said where another measure would rank it
    in, or out of, the first three.
    """

    key: str
    rollup: str
    overall: str
    members: str
    preferred: str
    notes: Mapping[str, str]

    def label(self, basis: str) -> str:
        """The larger group whose figures a row carries; empty where they are the role's own."""
        return {"own": "", "rollup": self.rollup}.get(basis, self.overall)


def sources(bundle: Bundle, roles: Sequence[str]) -> dict[str, Source]:
    """Role -> what its list takes from the group that stands for it."""
    groups = {row_key(row): row for row in records(bundle.release.groups)}
    needs, formats = by_group(bundle.findings.training_needs), by_group(bundle.release.formats)
    names = {key: group_label(row, bundle.instrument) for key, row in groups.items()}
    return {
        role: Source(
            key,
            names[key],
            names[OVERALL],
            member_labels(groups[key]["members"], bundle.instrument),
            _preferred(formats.get(key, []), bundle.instrument.labels()["format"]),
            _order_notes(needs.get(key, [])),
        )
        for role, key in homes(bundle.release, roles).items()
    }


def _order_notes(needs: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Topic -> what is said where another measure would rank it in, or out of, the first three. needs : rows of one group."""
    notes = {}
    for row in needs:
        others = [name for column, name in OTHER_MEASURES.items() if bool(row[column]) != bool(row["top_gap"])]
        if others:
            where = "not among" if row["top_gap"] else "among"
            verb = "puts" if len(others) == 1 else "put"
            notes[row["topic"]] = f"; {' and '.join(others)} {verb} it {where} the first {LARGEST}"
    return notes


def departments(bundle: Bundle, roles: Sequence[str]) -> dict[str, dict[str, str]]:
    """Role -> topic -> departments with staff of the role whose share in need is highest, at most three.

    Without a roster, only departments where the role's answers are shown are known to have some.
    """
    needs, labels = bundle.findings.training_needs, bundle.instrument.labels()["department"]
    by_share = needs[needs["grouping"] == "department"].sort_values("share", ascending=False, kind="stable")
    known = list(zip(by_share["topic"], by_share["department"], strict=True))
    roster = bundle.release.roster is not None
    there: dict[str, set[str]] = {role: set() for role in roles}
    for cell in records(bundle.release.cells):
        staffed = cell["state"] != "none_on_roster" if roster else cell["state"] == "published"
        if staffed and cell["department"] != NOT_STATED and cell["role"] in there:
            there[cell["role"]].add(cell["department"])
    found: dict[str, dict[str, str]] = {}
    for role, places in there.items():
        names: dict[str, list[str]] = {}
        for topic, department in known:
            if department in places:
                names.setdefault(topic, []).append(labels[department])
        found[role] = {topic: "; ".join(those[:_DEPARTMENTS]) for topic, those in names.items()}
    return found


def _preferred(formats: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> str:
    """The formats that most of a group prefer. formats : its rows of FORMATS."""
    most = sorted(formats, key=lambda row: row["chosen_low"] + row["chosen_high"], reverse=True)
    return "; ".join(labels[row["option"]] for row in most[:_FORMATS])
