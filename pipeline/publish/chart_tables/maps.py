"""Tables in two directions: readiness by willingness, role by department."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.publish.chart_tables.groups import kind, reluctance_table
from pipeline.publish.wording import LABELS, STATES, group_labels
from pipeline.tables import GROUP, ONE_AXIS, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


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
    table = wide.assign(key=group_key(wide), group=group_labels(wide, bundle.instrument), kind=wide["grouping"].map(kind))
    known = reluctance_table(bundle)[["key", "staff", "label", "finding", "share"]]
    return table.drop(columns=list(GROUP)).merge(known, on="key", how="left").reset_index(drop=True)


def heat_map(bundle: Bundle) -> pd.DataFrame:
    """Role × department, in the instrument's order.

    columns : role, department (labels), role_id, department_id, state (published, too_few, none_on_roster), state_label, n,
    share, share_low, share_high, probability, label (id), finding (words); figures are missing where the state is not published.
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
            "role_id": merged["role"],
            "department_id": merged["department"],
            "state": merged["state"],
            "state_label": merged["state"].map(STATES),
            **{name: merged[name] for name in columns[2:]},
            "finding": merged["label"].map(LABELS),
        }
    ).reset_index(drop=True)


def expected_cells(bundle: Bundle) -> pd.DataFrame:
    """Cells with too few answers: the share not yet convinced that role and department let expect; model only.

    columns : role, department (labels), staff, share, share_low, share_high (0-1). In the instrument's order.
    """
    labels = bundle.instrument.labels()
    frame = bundle.findings.expected_cells
    words = {axis: [labels[axis].get(one, one) for one in frame[axis]] for axis in ("role", "department")}
    names = ("staff", "share", "share_low", "share_high")
    return pd.DataFrame({**words, **{name: frame[name].to_numpy() for name in names}})
