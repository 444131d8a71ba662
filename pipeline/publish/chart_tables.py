"""The finished table behind each chart: labels, values, n and state. Screen and report draw these and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.findings.seats import role_needs
from pipeline.publish.numbers import bounded_share, raw_share
from pipeline.publish.wording import LABELS, QUADRANTS, STATES, cause_labels, group_labels, member_labels, records
from pipeline.tables import GROUP, ONE_AXIS, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

CELL_KIND = "Role in department"
_KINDS = {
    "site": "Site",
    "role_department": CELL_KIND,
    "role_site": "Role in site",
    "department_site": "Department in site",
    "role_group_department": "Role group in department",
    "role_department_group": "Role in department group",
}


def reluctance_table(bundle: Bundle) -> pd.DataFrame:
    """One row per published group but overall, surest first (chances in whole percent, then shares).

    columns : key, group, members (what a roll-up stands for, else empty), kind (Role, Department, Role in department), n, staff,
    share, share_low, share_high, raw (text), probability, label (id), finding (words), tipping_point, stands (words of the
    quadrant), causes (words), blocked, in_person.
    """
    frame = bundle.findings.reluctance
    frame = frame[frame["grouping"] != "overall"]
    order = frame[["share"]].assign(chance=frame["probability"].round(2)).sort_values(["chance", "share"], ascending=False)
    frame = frame.loc[order.index]
    rows = records(frame)
    groups = bundle.release.groups
    members = dict(zip(group_key(groups), groups["members"], strict=True))
    return pd.DataFrame(
        {
            "key": group_key(frame),
            "group": group_labels(frame, bundle.instrument),
            "members": [member_labels(members.get(key), bundle.instrument) for key in group_key(frame)],
            "kind": frame["grouping"].map(_kind),
            **{name: frame[name] for name in ("n", "staff", "share", "share_low", "share_high")},
            "raw": [raw_share(row) for row in rows],
            "probability": frame["probability"],
            "label": frame["label"],
            "finding": frame["label"].map(LABELS),
            "tipping_point": frame["tipping_point"],
            "stands": frame["quadrant"].map(QUADRANTS),
            "causes": [cause_labels(causes, bundle.instrument) for causes in frame["causes"]],
            "blocked": frame["blocked"],
            "in_person": frame["in_person"],
        }
    ).reset_index(drop=True)


def _kind(grouping: str) -> str:
    return _KINDS.get(grouping, "Role" if grouping.startswith("role") else "Department")


def readiness_willingness(bundle: Bundle) -> pd.DataFrame:
    """The map of groups: one row per role and department (with roll-ups).

    columns : key, group, kind, n, staff, readiness, readiness_low, readiness_high, willingness, …_low, …_high, label, finding.
    """
    estimates = bundle.findings.estimates
    wide = None
    for part in bundle.instrument.composites:
        rows = estimates[(estimates["scale"] == part.id) & estimates["grouping"].isin(ONE_AXIS)]
        name = "readiness" if part is bundle.instrument.readiness else "willingness"
        values = rows[[*GROUP, "n", "mean", "low", "high"]].rename(
            columns={"mean": name, "low": f"{name}_low", "high": f"{name}_high"}
        )
        wide = values if wide is None else wide.merge(values, on=[*GROUP, "n"], how="outer")
    assert wide is not None
    table = wide.assign(key=group_key(wide), group=group_labels(wide, bundle.instrument), kind=wide["grouping"].map(_kind))
    known = reluctance_table(bundle)[["key", "staff", "label", "finding", "share"]]
    return table.drop(columns=list(GROUP)).merge(known, on="key", how="left").reset_index(drop=True)


def heat_map(bundle: Bundle) -> pd.DataFrame:
    """Role × department, in the instrument's order.

    columns : role, department (labels), state (published, too_few, none_on_roster), state_label, n, share, share_low,
    share_high, probability, label (id), finding (words); figures are missing where the state is not published.
    """
    labels = bundle.instrument.labels()
    cells = bundle.release.cells
    reluctance = bundle.findings.reluctance
    own = reluctance[reluctance["grouping"] == "role_department"]
    columns = ["role", "department", "n", "share", "share_low", "share_high", "probability", "label"]
    merged = cells.merge(own[columns], on=["role", "department"], how="left")
    order = {part.id: i for i, part in enumerate((*bundle.instrument.roles,))}
    places = {part.id: i for i, part in enumerate(bundle.instrument.departments)}
    merged = merged.assign(
        r=merged["role"].map(order).fillna(len(order)), d=merged["department"].map(places).fillna(len(places))
    ).sort_values(["r", "d"], kind="stable")
    return pd.DataFrame(
        {
            "role": merged["role"].map(labels["role"]),
            "department": merged["department"].map(labels["department"]),
            "state": merged["state"],
            "state_label": merged["state"].map(STATES),
            **{name: merged[name] for name in columns[2:]},
            "finding": merged["label"].map(LABELS),
        }
    ).reset_index(drop=True)


def scale_bars(bundle: Bundle, key: str = "overall") -> pd.DataFrame:
    """Diverging bars of one group: one row per scale, composites first.

    columns : scale (label), n, favourable, neutral, unfavourable (shares to draw; the middle of the interval where bounded),
    the same with ``_text`` (what may be said, "at most 9 %" where bounded), bounded, mean, low, high.
    """
    scales = bundle.release.scales
    rows = scales[group_key(scales) == key].merge(
        bundle.findings.estimates[[*GROUP, "scale", "mean", "low", "high"]], on=[*GROUP, "scale"], how="left"
    )
    order = [*(c.id for c in bundle.instrument.composites), *(s.id for s in bundle.instrument.scales)]
    rows = rows.assign(order=rows["scale"].map({scale: i for i, scale in enumerate(order)})).sort_values("order")
    n = rows["n"].astype("float64")
    middle = {name: (rows[f"{name}_low"] + rows[f"{name}_high"]).astype("float64") / 2 for name in _THREE}
    total = sum(middle.values(), start=0 * n)
    return pd.DataFrame(
        {
            "scale": rows["scale"].map(bundle.instrument.labels()["scale"]),
            "n": rows["n"],
            **{name: value / total for name, value in middle.items()},
            **{f"{name}_text": _share_texts(rows, name) for name in _THREE},
            "bounded": rows["bounded"],
            **{name: rows[name] for name in ("mean", "low", "high")},
        }
    ).reset_index(drop=True)


_THREE = ("favourable", "neutral", "unfavourable")


def _share_texts(rows: pd.DataFrame, name: str) -> list[str]:
    n = rows["n"].astype("float64")
    parts = (rows[column].astype("float64") / n for column in (name, f"{name}_low", f"{name}_high"))
    return [bounded_share(*share) for share in zip(*parts, strict=True)]


def role_topics(bundle: Bundle, role: str) -> pd.DataFrame:
    """Training topics of one role on the roster (or of the roll-up that stands for it), largest gap first.

    columns : topic (label), gap, gap_low, gap_high, certainty, status, share, seats_low, seats, seats_high, n.
    """
    rows = role_needs(bundle.release, bundle.findings.training_needs, bundle.instrument, role)
    names = ("gap", "gap_low", "gap_high", "certainty", "status", "share", "seats_low", "seats", "seats_high", "n")
    labels = bundle.instrument.labels()["topic"]
    return pd.DataFrame({"topic": rows["topic"].map(labels), **{name: rows[name] for name in names}}).reset_index(drop=True)


def barrier_table(bundle: Bundle, key: str = "overall") -> pd.DataFrame:
    """Barriers of one group, most named first. columns : barrier (label), share, share_low, share_high, n."""
    barriers = bundle.findings.barriers
    rows = barriers[group_key(barriers) == key].sort_values("share", ascending=False, kind="stable")
    labels = bundle.instrument.labels()["barrier"]
    names = ("share", "share_low", "share_high", "n")
    return pd.DataFrame({"barrier": rows["option"].map(labels), **{name: rows[name] for name in names}}).reset_index(drop=True)


def cause_table(bundle: Bundle, key: str) -> pd.DataFrame:
    """Why one group stands where it stands: the causes named with it, first first, with the figures that led there.

    columns : cause (label), score, score_elsewhere (0-100; missing for causes without a scale), chosen, chosen_elsewhere
    (shares who ticked a barrier of it), action, owner, grade (A trial to D expert opinion), evidence.
    """
    causes = bundle.findings.causes
    reluctance = bundle.findings.reluctance
    named = ";".join(reluctance.loc[group_key(reluctance) == key, "causes"]).split(";")
    rows = causes[(group_key(causes) == key) & causes["cause"].isin(named)].sort_values("rank", kind="stable")
    known = {cause.id: cause for cause in bundle.instrument.causes}
    names = ("score", "score_elsewhere", "chosen", "chosen_elsewhere")
    table = pd.DataFrame(
        {
            "cause": [known[cause].label for cause in rows["cause"]],
            **{name: rows[name].to_numpy() for name in names},
            **{name: [getattr(known[c], name) for c in rows["cause"]] for name in ("action", "owner", "grade", "evidence")},
        }
    )
    return table.reset_index(drop=True)


def response_table(bundle: Bundle) -> pd.DataFrame:
    """Response of every published role and department. columns : group, kind, n, staff, response_rate."""
    groups = bundle.release.groups
    rows = groups[groups["grouping"].isin(ONE_AXIS)]
    return pd.DataFrame(
        {
            "group": group_labels(rows, bundle.instrument),
            "kind": rows["grouping"].map(_kind),
            **{name: rows[name] for name in ("n", "staff", "response_rate")},
        }
    ).reset_index(drop=True)
