"""What two waves say together: linked respondents (release), change, what may not be trended, what was done (findings)."""

from __future__ import annotations

from pipeline.tables.declare import Field, Table
from pipeline.tables.grouped import SCALE, N, group_table

EARLIER = Field("text", "the earlier wave, year and month")
NOT_CONVINCED = "not_convinced"
"""Stands where a scale would, for the share of persons not yet convinced, in percentage points."""
_MEASURE = {"scale": Field("text", f"scale id, or '{NOT_CONVINCED}': the share of persons not yet convinced")}


def _points(meaning: str, *, nullable: bool = False) -> Field:
    return Field("number", f"{meaning}, points", nullable=nullable, low=-100, high=100)


LINKED = group_table(
    "release/linked",
    "published group × scale, of those who were in the group and answered in the earlier wave too",
    ("scale", "earlier"),
    {
        **SCALE,
        "earlier": EARLIER,
        "n_linked": Field("count", "persons with a score in both waves, in the group in both", low=0),
        "change_total": Field("number", "sum of their changes, this wave minus the earlier one"),
    },
    since=2,
)
LINKED_SPREAD = Table(
    "release/organisation/linked_spread",
    "measure × earlier wave, whole organisation",
    ("scale", "earlier"),
    {
        **_MEASURE,
        "earlier": EARLIER,
        "n_linked": Field("count", "persons measured in both waves", low=0),
        "correlation": Field("number", "correlation of the two measurements within roles", nullable=True, low=-1, high=1),
        "change_sd": Field("number", "standard deviation of the changes within roles, points", nullable=True, low=0),
    },
    since=2,
)
CHANGE = group_table(
    "findings/change",
    "group published in both waves × measure × earlier wave",
    ("scale", "earlier"),
    {
        **_MEASURE,
        "earlier": EARLIER,
        "n_before": Field("count", "answers in the earlier wave", low=0),
        "n": N,
        "n_linked": Field("count", "of them in both waves; missing where that is not shown", nullable=True, low=0),
        "before": Field("number", "mean, or share in percent, of those who answered the earlier wave", low=0, high=100),
        "now": Field("number", "mean, or share in percent, of those who answered this wave", low=0, high=100),
        "bounded": Field("flag", "true where a count is known as an interval only; then what is expected in it stands for it"),
        "raw_change": _points("now minus before"),
        "standard_error": Field("number", "standard error of raw_change, partially overlapping samples", low=0),
        "change": _points("estimated change: shrunken towards that of the other groups of its axis"),
        "low": _points("lower limit of the 90 % interval"),
        "high": _points("upper limit of the 90 % interval"),
        "probability_up": Field("number", "chance of a change of at least the smallest that matters, upwards", low=0, high=1),
        "probability_down": Field("number", "chance of a change of at least the smallest that matters, downwards", low=0, high=1),
        "probability": Field("number", "the larger of the two", low=0, high=1),
        "arrow": Field("text", "what may be said", values=("up", "down", "none")),
        "smallest_detectable": Field(
            "number", "smallest true change that would most likely (.8) have shown, points", nullable=True, low=0
        ),
        "p": Field("number", "two-sided p of the partially overlapping t; all staff only", nullable=True, low=0, high=1),
        "linked_change": _points("mean change of those in both waves", nullable=True),
        "linked_low": _points("lower limit of its 90 % interval", nullable=True),
        "linked_high": _points("upper limit of its 90 % interval", nullable=True),
        "linked_differs": Field("flag", "those in both waves changed otherwise than the group"),
        "real": _points("change with both waves weighted to this wave's roster by the roster model", nullable=True),
        "mix": _points("the rest of raw_change: who answered", nullable=True),
    },
    since=2,
)
COMPARABILITY = Table(
    "findings/comparability",
    "thing that differs between the two waves; row counts always",
    ("kind", "id", "what", "earlier"),
    {
        "kind": Field(
            "text",
            "kind of thing",
            values=(
                "item", "scale", "topic", "question", "option", "answers", "role", "department", "site", "rollup", "staff",
                "threshold", "scoring", "instrument", "rows",
            ),
        ),
        "id": Field("text", "its id"),
        "what": Field(
            "text",
            "what happened to it (members: other roles or items; scale: moved to another one; value: another number or word)",
            values=("new", "gone", "wording", "answers", "direction", "scale", "members", "value"),
        ),
        "earlier": EARLIER,
        "before": Field("text", "as it was; missing where there is nothing to show", nullable=True),
        "now": Field("text", "as it is; missing where there is nothing to show", nullable=True),
        "trended": Field("flag", "whether it is itself still compared over time"),
        "affects": Field("text", "ids of scales, topics or groups that it concerns, joined by ';'", nullable=True),
    },
    since=2,
)  # fmt: skip
FOLLOW_THROUGH = group_table(
    "findings/follow_through",
    "step suggested in the earlier wave for a group that is shown in both, as people edited the list of actions",
    ("cause", "earlier"),
    {
        "cause": Field("text", "cause id"),
        "earlier": EARLIER,
        "step": Field("text", "step as it was suggested"),
        "owner": Field("text", "function that it was suggested to"),
        "owner_named": Field("flag", "whether somebody took it on; who, stays on the private side"),
        "as_suggested": Field("flag", "whether that is the function it was suggested to"),
        "accepted": Field("text", "whether it was taken up", values=("yes", "no", "open")),
        "status": Field("text", "how far it is", values=("not_started", "in_progress", "done", "dropped")),
        "due": Field("text", "year and month", nullable=True),
        "overdue": Field("flag", "due before this wave, and neither done nor dropped nor declined"),
        "n": N,
    },
    since=2,
)


def _steps(meaning: str) -> Field:
    return Field("count", f"steps {meaning}", low=0)


FOLLOW_THROUGH_OVERALL = Table(
    "findings/follow_through_overall",
    "earlier wave whose list of actions came back; no row without one",
    ("earlier",),
    {
        "earlier": EARLIER,
        "suggested": _steps("suggested: taken up, declined and open add up to it"),
        "taken_up": _steps("taken up: done, in progress, not started and dropped add up to it"),
        "declined": _steps("declined"),
        "open": _steps("of which the list does not say whether they were taken up"),
        "done": _steps("done"),
        "in_progress": _steps("in progress"),
        "not_started": _steps("taken up and not started"),
        "dropped": _steps("taken up and dropped"),
        "overdue": _steps("overdue"),
        "owner_named": _steps("taken up that somebody is named for"),
        "not_shown": _steps("of groups that are not shown now: in the counts, without a row of their own"),
        "own": _steps("that people added themselves"),
        "own_done": _steps("that people added themselves and that are done"),
        "seats_suggested": Field(
            "count", "seats suggested, all roles and topics; missing without a roster", nullable=True, low=0
        ),
        "seats_held": Field("count", "seats held by the list; missing where it names none", nullable=True, low=0),
    },
    since=2,
)
