"""Tables of training: topics of one role, topics of departments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.findings.concerned import listed_roles
from pipeline.findings.seats import home, role_needs
from pipeline.publish.reference import row_keys
from pipeline.publish.wording import EXPECTED_TOPIC, group_labels
from pipeline.tables import TRAINING_NEEDS, group_key

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


def all_topics(bundle: Bundle, silent: str = "seats") -> pd.DataFrame:
    """Training topics of all staff, most seats first (without a roster, the largest share in need first); columns of
    ``role_topics``."""
    needs = bundle.findings.training_needs
    rows = needs[needs["grouping"] == "overall"]
    size = rows[silent].astype("float64").fillna(rows["share"])
    rows = rows.assign(size=size).sort_values(["size", "gap"], ascending=False, kind="stable")
    return _group_topics(bundle, rows, silent)


def _group_topics(bundle: Bundle, rows: pd.DataFrame, silent: str) -> pd.DataFrame:
    """Rows of findings/training_needs in the columns of ``role_topics``."""
    seats = dict(zip(_SEATS, (f"{silent}_low", silent, f"{silent}_high"), strict=True))
    return pd.DataFrame(
        {
            "id": rows["topic"],
            "topic": rows["topic"].map(bundle.instrument.labels()["topic"]),
            **{name: rows[name] for name in ("gap", "gap_low", "gap_high", "certainty", "share", "n")},
            **{name: rows[source] for name, source in seats.items()},
            **{name: rows[name] for name in ("status", *_OTHERS)},
        }
    ).reset_index(drop=True)


def first_topics(bundle: Bundle, waiting: Mapping[str, str], silent: str = "seats") -> pd.DataFrame:
    """What each role that gets a list needs first: its largest gaps that are firm, else its likeliest one; roles as listed.

    waiting : role -> what has to be mended before a course, in words. columns : key (of findings/role_seats), role_id, role
    (label), those of ``role_topics``, fix_first.
    """
    labels = bundle.instrument.labels()["role"]
    parts = []
    for role in listed_roles(bundle.release, bundle.instrument):
        topics = role_topics(bundle, role, silent)
        firm = topics[topics["status"] == "firm"]
        first = firm if len(firm) else topics.head(1)
        words = {"role_id": role, "role": labels.get(role, role), "fix_first": waiting.get(role, "")}
        parts.append(first.assign(key=f"{role}:" + first["id"].astype("str"), **words))
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else role_topics(bundle, "").assign(key="", role_id="", role="", fix_first="")
    )


def department_topics(bundle: Bundle, silent: str = "seats") -> pd.DataFrame:
    """Training topics of every published department (and roll-up of departments), largest gap first within each.

    columns : group_key, group (label), key (of the row), topic (label), gap, certainty, status, share, seats_low, seats,
    seats_high, n, borich, ranked.
    """
    needs = bundle.findings.training_needs
    rows = needs[needs["grouping"].str.startswith("department")].assign(
        group=lambda frame: group_labels(frame, bundle.instrument)
    )
    rows = rows.sort_values(["group", "gap", "topic"], ascending=[True, False, True], kind="stable").reset_index(drop=True)
    seats = dict(zip(_SEATS, (f"{silent}_low", silent, f"{silent}_high"), strict=True))
    return pd.DataFrame(
        {
            "group_key": group_key(rows),
            "group": rows["group"],
            "key": row_keys(TRAINING_NEEDS, rows),
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
