"""The steps that are suggested now, with owner and evidence, as the list of actions has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def step_table(bundle: Bundle) -> pd.DataFrame:
    """One row per published group and named cause, groups that are not yet convinced first.

    columns : id (of the row), group, finding, cause (labels), step, owner (suggested), grade (A trial to D expert opinion),
    evidence (words), n.
    """
    from pipeline.publish.actions_file import STEP, actions_table

    table = actions_table(bundle)
    steps = table[table["kind"] == STEP].reset_index(drop=True)
    named = {"group_label": "group", "cause_label": "cause", "suggested_owner": "owner"}
    columns = ["id", "group_label", "finding", "cause_label", "step", "suggested_owner", "grade", "evidence", "n"]
    return steps[columns].rename(columns=named)
