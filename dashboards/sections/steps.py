"""What is suggested now: steps with owner and evidence, and how the list goes round."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dashboards import show
from dashboards.choices import choice, told
from dashboards.files import actions_address
from dashboards.gate import gate
from pipeline.publish.bundle import Bundle
from pipeline.publish.words import say

ALL: Final = "all"
"""Stands in the place of a group's key or an owner: none has this one."""


def picked(*tables: pd.DataFrame) -> tuple[str, str]:
    """The group and the suggested owner that a reader asks for, of those in the tables."""
    rows = pd.concat([table[["group_key", "group", "owner"]] for table in tables], ignore_index=True)
    groups = {ALL: say("actions.all_groups"), **dict(zip(rows["group_key"], rows["group"], strict=True))}
    owners = {ALL: say("actions.all_owners"), **{owner: owner for owner in sorted(rows["owner"].unique())}}
    left, right = st.columns([3, 2])
    group = choice(say("actions.group"), "steps_of", groups, within=left)
    owner = choice(say("actions.owner"), "owner", owners, within=right)
    told("steps_of", groups)
    told("owner", owners)
    return group, owner


def of(table: pd.DataFrame, group: str, owner: str) -> pd.DataFrame:
    """The rows of a group and an owner."""
    kept = table["group_key"].isin([group] if group != ALL else table["group_key"])
    return table[kept & table["owner"].isin([owner] if owner != ALL else table["owner"])].reset_index(drop=True)


def suggested(table: pd.DataFrame) -> None:
    """The table of these steps; groups that are not yet convinced come first."""
    if table.empty:
        st.info(say("actions.none_fits"))
        return
    columns = show.columns("group", "finding", "cause", "owner", show.count("n"), "step", "grade", "evidence", "id")
    rows = show.Rows("findings/actions", table["key"].tolist())
    show.table(table, columns, say("actions.table_suggested"), rows=rows, open_=True)


def the_list(bundle: Bundle) -> None:
    """The list to download, and how it is filled in and given back."""
    show.file_links((say("actions.list"), actions_address(gate().base_path, bundle.wave)))
    st.markdown(say("actions.how_to_topics" if len(bundle.findings.role_seats) else "actions.how_to"))
