"""One row of an edited list of actions: its cells in words of ours, and what is wrong with them. PRIVATE."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from pipeline.clean.groups import suggest
from pipeline.clean.months import month_advice, month_of
from pipeline.errors import Problem
from pipeline.instrument.model import Instrument
from pipeline.instrument.words import normal

DONE: Final = "done"
UNDER_WAY: Final = frozenset({"in_progress", DONE})
"""States of a step that was taken up, whether or not somebody wrote so."""
_ACCEPTED: Final = {
    **dict.fromkeys(("yes", "y", "true", "x", "accepted", "taken up"), "yes"),
    **dict.fromkeys(("no", "n", "false", "declined", "rejected"), "no"),
    **dict.fromkeys(("", "open"), "open"),
}
_STATUS: Final = {
    "": "not_started",
    **{word: word.replace(" ", "_") for word in ("not started", "in progress", DONE, "dropped")},
}
_KINDS: Final = ("step", "training")
_COUNT: Final = re.compile(r"(\d{1,7}(\.0+)?)?")
_BROKEN: Final = re.compile(r"#(REF|NAME|VALUE|N/A|DIV/0|NUM|NULL|SPILL|CALC)\b", re.IGNORECASE)
_CUT: Final = re.compile(r"[_\s-]+")


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One row, read. PRIVATE: ``owner`` is what somebody wrote.

    Attributes
    ----------
    line : of the file. id : "" for a row that people added. kind : step or training. accepted : yes, no or open.
    status : as in FOLLOW_THROUGH. due : year and month, None where none. role, topic : ids, of training only. seats : held.
    """

    line: int
    id: str
    kind: str
    accepted: str
    status: str
    due: str | None
    owner: str
    role: str
    topic: str
    seats: int


@dataclass(frozen=True, slots=True)
class ListWords:
    """What rows may say: offered (id -> kind, group, cause, topic); words for groups, roles and topics -> id."""

    offered: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, str]
    roles: Mapping[str, str]
    topics: Mapping[str, str]

    @classmethod
    def of(cls, offered: pd.DataFrame, instrument: Instrument) -> ListWords:
        """Groups by key, by the words of the list, and by the names of roles and departments."""
        roles = {normal(word): role.id for role in instrument.roles for word in (role.id, role.label, *role.synonyms)}
        topics = {normal(word): topic.id for topic in instrument.topics for word in (topic.id, topic.label)}
        parts = [("role", roles)]
        parts += [
            (
                "department",
                {normal(word): one.id for one in instrument.departments for word in (one.id, one.label, *one.synonyms)},
            )
        ]
        groups = {word: f"{axis}:{identity}" for axis, words in parts for word, identity in words.items()}
        groups |= {f"{axis}:{identity}": f"{axis}:{identity}" for axis, words in parts for identity in words.values()}
        groups |= {
            normal(word): key
            for key, label in zip(offered["group"], offered["group_label"], strict=True)
            for word in (key, label)
        }
        groups |= dict.fromkeys(("overall", "all staff"), "overall")
        roles |= {f"role:{identity}": identity for identity in set(roles.values())}
        known = offered.set_index("id")[["kind", "group", "cause", "topic"]].to_dict("index")
        return cls({str(one): {str(k): str(v) for k, v in row.items()} for one, row in known.items()}, groups, roles, topics)


@dataclass(slots=True)
class Cells:
    """Reads rows of one file and gathers what is wrong."""

    name: str
    words: ListWords
    problems: list[Problem] = field(default_factory=list)

    def row(self, line: int, cells: Mapping[str, str]) -> Row:
        """One row; what cannot be read is told in ``problems`` and taken as blank."""
        cells = {column: self._plain(text, line, column) for column, text in cells.items()}
        offered = self.words.offered.get(cells["id"])
        if offered is not None:
            self._together(cells, offered, line)
        kind = offered["kind"] if offered is not None else self._kind(cells, line)
        accepted, status = self._accepted(cells["accepted"], line), self._status(cells["status"], line)
        seats = self._seats(cells["seats_held"], kind, line)
        role, topic = self._training(cells, offered, line) if kind == "training" else ("", "")
        if kind == "step" and not cells["id"]:
            self._own_step(cells, line)
        self._no_contradiction(kind, accepted, status, seats, line)
        due = self._due(cells["due"], line)
        return Row(line, cells["id"], kind, accepted, status, due, cells["owner"], role, topic, seats)

    def _tell(self, what: str, line: int, column: str, allowed: str = "", fix: str = "") -> None:
        self.problems.append(Problem(what, f"{self.name}, line {line}, column '{column}'", allowed, fix))

    def _plain(self, text: str, line: int, column: str) -> str:
        """The cell; "" with a problem where it holds a formula or an error of a spreadsheet."""
        if text.startswith("=") or _BROKEN.match(text):
            what = "the cell holds a formula" if text.startswith("=") else "the cell holds an error of a spreadsheet"
            self._tell(what, line, column, fix="write the value itself")
            return ""
        return text

    def _together(self, cells: Mapping[str, str], offered: Mapping[str, str], line: int) -> None:
        """A row whose group, cause or topic is another than that of its id was put together from two."""
        for column in ("group", "cause", "topic"):
            if cells[column] and normal(cells[column]) != normal(offered[column]):
                what = f"the {column} is not that of the row's id: was the sheet sorted by one column only?"
                self._tell(what, line, column, fix="take the list again and sort whole rows")
                return

    def _kind(self, cells: Mapping[str, str], line: int) -> str:
        """Of a row without a known id."""
        kind = normal(cells["kind"])
        if kind in _KINDS:
            return kind
        if kind:
            self._tell("this is no kind of row", line, "kind", " or ".join(_KINDS))
        return "training" if cells["topic"] else "step"

    def _accepted(self, text: str, line: int) -> str:
        found = _ACCEPTED.get(normal(text))
        if found is None:
            self._tell("this does not say whether the step was taken up", line, "accepted", "yes, no, or blank")
        return found or "open"

    def _status(self, text: str, line: int) -> str:
        words = _CUT.sub(" ", normal(text)).strip()
        found = _STATUS.get(words)
        if found is None:
            close = suggest(words, {word: word for word in _STATUS if word})
            allowed = ", ".join(word for word in _STATUS if word) + ", or blank"
            self._tell("this is no status", line, "status", allowed, f"did you mean '{close}'?" if close else "")
        return found or "not_started"

    def _due(self, text: str, line: int) -> str | None:
        found = month_of(text) if text else None
        if text and found is None:
            shown = f"'{text[:20]}' is no month" if any(map(str.isdigit, text)) else "this is no month"
            self._tell(shown, line, "due", "year and month, as 2027-01, or blank", month_advice(text))
        return found

    def _seats(self, text: str, kind: str, line: int) -> int:
        if not _COUNT.fullmatch(text):
            self._tell("this is no number of seats", line, "seats_held", "blank, 0, 1, 2, …")
            return 0
        seats = int(float(text or 0))
        if seats and kind == "step":
            self._tell("seats are of training, and this row is a step", line, "seats_held", "blank")
            return 0
        return seats

    def _training(self, cells: Mapping[str, str], offered: Mapping[str, str] | None, line: int) -> tuple[str, str]:
        """Role and topic, ids."""
        if offered is not None:
            return offered["group"].removeprefix("role:"), offered["topic"]
        found = []
        for column, kind, words in (("group", "role", self.words.roles), ("topic", "topic", self.words.topics)):
            known = words.get(normal(cells[column]))
            if known is None and not cells["id"]:
                close = suggest(cells[column], words) if cells[column] else ""
                what = f"'{cells[column][:60]}' is no known {kind}" if cells[column] else f"training that you add needs a {kind}"
                self._tell(what, line, column, f"an id or label of a {kind}", f"did you mean '{close}'?" if close else "")
            found.append(known or "")
        return found[0], found[1]

    def _own_step(self, cells: Mapping[str, str], line: int) -> None:
        """A step that people added has a group and a text."""
        group = cells["group"]
        if not group:
            self._tell("a step that you add needs a group", line, "group", "a group of the list, a role or a department")
        elif normal(group) not in self.words.groups:
            close = suggest(group, self.words.groups)
            allowed = "a group of the list, a role or a department"
            self._tell(f"'{group[:60]}' is no known group", line, "group", allowed, f"did you mean '{close}'?" if close else "")
        if not cells["step"]:
            self._tell("a step that you add needs a text", line, "step")

    def _no_contradiction(self, kind: str, accepted: str, status: str, seats: int, line: int) -> None:
        if accepted == "no" and (status in UNDER_WAY or seats):
            self._tell("this says that it was declined, and also that it is done or in progress", line, "accepted")
        elif kind == "training" and status == DONE and not seats:
            self._tell("training that is done needs the seats that were held", line, "seats_held", "1, 2, 3, …")
