"""Roles, departments, barriers and formats of a drafted questionnaire: what a question asks for, its list, its groups."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboards.plain_text import plain
from dashboards.show import columns
from dashboards.workbench_sections.edit import edit
from pipeline.publish.words import say
from pipeline.run.workbench.questionnaire import CAUSES, OTHER_CAUSE, Choice, Questionnaire, confirmed
from pipeline.run.workbench.questionnaire_edits import added, caused, dropped, grouped, relabelled, without

_IS, _IS_NOT = "is", "is_not"


def keys(made: Questionnaire, choice: Choice) -> list[str]:
    """Guesses about a question of this kind."""
    about = {f"questions.{choice.id}", f"{choice.listed}_groups", *([CAUSES] if choice.listed == "barriers" else [])}
    return [guess.key for guess in made.guesses if guess.key in about]


def choices(made: Questionnaire, choice: Choice, causes: Mapping[str, str], *, is_open: bool) -> None:
    """Whether the question asks for this, and what belongs to each of its options. causes : id -> label, of barriers."""
    reasons = {guess.key: guess.reason for guess in made.guesses}
    with st.form(f"own_list_{choice.id}", border=False):
        st.markdown(f"**{plain(choice.text)}**")
        if why := reasons.get(f"questions.{choice.id}"):
            st.caption(plain(why))
        asks = st.radio(
            say("workbench.own.asks"),
            (_IS, _IS_NOT),
            key=f"own_asks_{choice.id}",
            format_func=lambda one: say(f"workbench.asks.{one}", what=say(f"workbench.listed.{choice.listed}")),
        )
        edited = _options(choice, causes)
        if st.form_submit_button(say("workbench.own.confirm"), type="primary" if is_open else "secondary"):
            _keep(made, choice, asks, edited, causes)


def _options(choice: Choice, causes: Mapping[str, str]) -> pd.DataFrame:
    """The options as a table that can be edited: label, group or cause, and rows more or fewer."""
    frame = pd.DataFrame({"label": [option.label for option in choice.options]}, index=[o.id for o in choice.options])
    config = columns("label")
    if choice.groups:
        frame["group"] = [choice.groups.get(option.group, "") for option in choice.options]
        config |= columns("group")
        st.markdown(say("workbench.own.groups_means"))
    elif choice.listed == "barriers":
        other = say("workbench.own.no_cause")
        frame["cause"] = [causes.get(option.cause, other) for option in choice.options]
        config["cause"] = st.column_config.SelectboxColumn(
            say("column.cause"), options=[*causes.values(), other] if other not in causes.values() else list(causes.values())
        )
    edited = st.data_editor(
        frame.reset_index(names="id"),
        column_config={**config, "id": None},
        hide_index=True,
        width="stretch",
        num_rows="dynamic" if not choice.is_multiple else "fixed",
        key=f"own_options_{choice.id}",
    )
    return edited.fillna("")


def _keep(made: Questionnaire, choice: Choice, asks: str, edited: pd.DataFrame, causes: Mapping[str, str]) -> None:
    def change(now: Questionnaire) -> Questionnaire:
        if asks == _IS_NOT:
            return confirmed(without(now, choice.id), keys(made, choice))
        return confirmed(_changed(now, choice, edited, causes), keys(made, choice))

    edit(change)


def _changed(now: Questionnaire, choice: Choice, edited: pd.DataFrame, causes: Mapping[str, str]) -> Questionnaire:
    """The list as it was edited."""
    rows = edited[edited["label"].str.strip() != ""]
    kept = {row["id"]: row for row in rows[rows["id"] != ""].to_dict("records")}
    for option in choice.options:
        if option.id not in kept:
            now = dropped(now, choice.id, option.id)
        elif kept[option.id]["label"] != option.label:
            now = relabelled(now, choice.id, option.id, kept[option.id]["label"])
    for label in rows.loc[rows["id"] == "", "label"]:
        now = added(now, choice.id, label)
    if choice.groups:
        now = grouped(now, choice.id, {key: row["group"] for key, row in kept.items()})
    if choice.listed == "barriers":
        ids = {label: key for key, label in causes.items()}
        now = caused(now, {key: ids.get(row["cause"], OTHER_CAUSE) for key, row in kept.items()})
    return now
