"""The steps that are suggested now, with owner and evidence, as the list of actions has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.publish.reference import row_keys
from pipeline.tables import ACTIONS

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def step_table(bundle: Bundle) -> pd.DataFrame:
    """One row per published group and named cause, groups that are not yet convinced first.

    columns : key (of the row of findings/actions), group_key, id (of the row), group, finding, cause (labels), step, owner
    (suggested), grade (A trial to D expert opinion), evidence (words), n.
    """
    from pipeline.publish.actions_file import STEP, actions_table, step_ids

    table = actions_table(bundle)
    steps = table[table["kind"] == STEP].reset_index(drop=True)
    named = {"group": "group_key", "group_label": "group", "cause_label": "cause", "suggested_owner": "owner"}
    columns = ["id", "group", "group_label", "finding", "cause_label", "step", "suggested_owner", "grade", "evidence", "n"]
    keys = dict(zip(step_ids(bundle), row_keys(ACTIONS, bundle.findings.actions), strict=True))
    found = steps[columns].rename(columns=named)
    return found.assign(key=found["id"].map(keys).astype("str"))
