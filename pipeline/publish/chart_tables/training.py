"""Tables of training: topics of one role, topics of departments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.findings.seats import home, role_needs
from pipeline.publish.wording import EXPECTED_TOPIC, group_labels
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.findings.seat_plan import SeatPlan
    from pipeline.publish.bundle import Bundle

_SEATS: Final = ("seats_low", "seats", "seats_high")
_OTHERS: Final = ("borich", "ranked")


def role_topics(bundle: Bundle, role: str, silent: str = "seats") -> pd.DataFrame:
    """Training topics of one role on the roster (or of the roll-up that stands for it), largest gap first.

    silent : what is assumed of those who did not answer (a column of seats). columns : id, topic (label), gap, gap_low, gap_high,
    certainty, status (firm, candidate or, where too few of the role rated it, expected), share, seats_low, seats, seats_high, n,
    borich, ranked (other measures of need, of the group whose list it is; missing where expected).
    """
    rows = role_needs(bundle.findings.role_seats, role)
    needs = bundle.findings.training_needs
    others = needs[group_key(needs) == home(bundle.release, role)].set_index("topic")[list(_OTHERS)]
    others = others.reindex(rows["topic"]).reset_index(drop=True).where(rows["basis"].ne("rest"))
    names = ("gap", "gap_low", "gap_high", "certainty", "share", "n")
    seats = dict(zip(_SEATS, (f"{silent}_low", silent, f"{silent}_high"), strict=True))
    labels = bundle.instrument.labels()["topic"]
    return pd.DataFrame(
        {
            "id": rows["topic"],
            "topic": rows["topic"].map(labels),
            **{name: rows[name] for name in names},
            **{name: rows[source] for name, source in seats.items()},
            "status": rows["status"].mask(rows["basis"] == "rest", EXPECTED_TOPIC),
            **{name: others[name] for name in _OTHERS},
        }
    ).reset_index(drop=True)


def department_topics(bundle: Bundle, silent: str = "seats") -> pd.DataFrame:
    """Training topics of every published department (and roll-up of departments), largest gap first within each.

    columns : group (label), topic (label), gap, certainty, status, share, seats_low, seats, seats_high, n, borich, ranked.
    """
    needs = bundle.findings.training_needs
    rows = needs[needs["grouping"].str.startswith("department")].assign(
        group=lambda frame: group_labels(frame, bundle.instrument)
    )
    rows = rows.sort_values(["group", "gap", "topic"], ascending=[True, False, True], kind="stable").reset_index(drop=True)
    seats = dict(zip(_SEATS, (f"{silent}_low", silent, f"{silent}_high"), strict=True))
    return pd.DataFrame(
        {
            "group": rows["group"],
            "topic": rows["topic"].map(bundle.instrument.labels()["topic"]),
            **{name: rows[name] for name in ("gap", "certainty", "status", "share")},
            **{name: rows[source] for name, source in seats.items()},
            **{name: rows[name] for name in ("n", *_OTHERS)},
        }
    )


def need_bars(bundle: Bundle) -> pd.DataFrame:
    """Need of all staff by topic, most seats first (without a roster, the largest share in need first).

    columns : id, topic (label), gap, gap_low, gap_high (importance minus confidence), share (in need, 0-1), seats_low, seats,
    seats_high (missing without a roster), n.
    """
    needs = bundle.findings.training_needs
    rows = needs[needs["grouping"] == "overall"]
    order = rows.assign(size=rows["seats"].astype("float64").fillna(rows["share"]))
    rows = order.sort_values(["size", "gap"], ascending=False, kind="stable")
    names = ("gap", "gap_low", "gap_high", "share", *_SEATS, "n")
    words = {"id": rows["topic"], "topic": rows["topic"].map(bundle.instrument.labels()["topic"])}
    return pd.DataFrame({**words, **{name: rows[name] for name in names}}).reset_index(drop=True)


def plan_topics(bundle: Bundle, plan: SeatPlan) -> pd.DataFrame:
    """What a seat plan meets and leaves by topic, most met first; topics without classes after them, most left first.

    columns : topic (label), classes, seats, wanted, met, left (need in points of the gap).
    """
    wanted, given = plan.wanted, plan.plan
    labels = bundle.instrument.labels()["topic"]
    frame = pd.DataFrame(
        {
            "topic": [labels[topic] for topic in wanted.topics],
            "classes": given.classes,
            "seats": given.seats.sum(axis=0),
            "wanted": wanted.wanted.sum(axis=0).astype(int),
            "met": (wanted.worth * given.seats).sum(axis=0),
            "left": (wanted.worth * (wanted.wanted - given.seats)).sum(axis=0),
        }
    )
    return frame.sort_values(["met", "left"], ascending=False, kind="stable", ignore_index=True)
