"""Role, department, barriers or formats that a draft did not find: any question of the export can be said to ask for them."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.workbench_held import export, held
from dashboards.workbench_sections.edit import edit
from pipeline.publish.words import say
from pipeline.run.workbench.questionnaire import Questionnaire
from pipeline.run.workbench.questionnaire_draft import Offered, choice_from, offered
from pipeline.run.workbench.questionnaire_edits import asking
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.work import Work

_KINDS: Final = {"role": "roles", "department": "departments", "barriers": "barriers", "formats": "formats"}
_SEVERAL: Final = ("barriers", "formats")
_LONGEST: Final = 110


def more(work: Work, made: Questionnaire) -> None:
    """A choice for each kind that the questionnaire has no question for."""
    there = {choice.listed for choice in made.choices}
    missing = [kind for kind, listed in _KINDS.items() if listed not in there]
    read = export(work)
    if not missing or isinstance(read, Refusal):
        return
    with st.expander(say("workbench.own.more"), icon=":material/add:"), st.form("own_more", border=False):
        st.markdown(say("workbench.own.more_means"))
        chosen = {kind: _choice(kind, offered(read)) for kind in missing}
        if st.form_submit_button(say("workbench.keep")):
            _keep({kind: question for kind, question in chosen.items() if question is not None})


def _choice(kind: str, questions: tuple[Offered, ...]) -> str | None:
    fitting = {one.id: f"{one.text[:_LONGEST]} ({one.answers})" for one in questions if one.is_multiple or kind not in _SEVERAL}
    return st.selectbox(
        say("workbench.own.more_which", what=say(f"workbench.listed.{_KINDS[kind]}")),
        list(fitting),
        None,
        key=f"own_more_{kind}",
        format_func=lambda one: fitting[one],
        placeholder=say("workbench.own.more_none"),
    )


def _keep(chosen: dict[str, str]) -> None:
    read = export(held())
    if isinstance(read, Refusal) or not chosen:
        return

    def change(now: Questionnaire) -> Questionnaire:
        for kind, question in chosen.items():
            now = asking(now, choice_from(read, kind, question))
        return now

    edit(change)
