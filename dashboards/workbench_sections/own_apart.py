"""Statements that were taken together and do not belong together: they become a scale of their own, or part of another one."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.workbench_sections.edit import edit
from pipeline.publish.words import say
from pipeline.run.workbench.questionnaire import Questionnaire, Scale
from pipeline.run.workbench.questionnaire_edits import apart, moved

_NEW: Final = ""


def statements(made: Questionnaire) -> None:
    """Choose a scale, some of its statements, and where they go."""
    scales = {scale.id: scale for scale in made.scales}
    sources = [scale.id for scale in made.scales if len(scale.items) > 1]
    if not sources:
        return
    with st.expander(say("workbench.apart.title"), icon=":material/call_split:"):
        st.markdown(say("workbench.apart.means"))
        source = st.selectbox(say("workbench.apart.of"), sources, key="own_apart_of", format_func=lambda one: scales[one].label)
        texts = {item.id: item.text for item in scales[source].items}
        items = st.multiselect(
            say("workbench.apart.which"),
            list(texts),
            key=f"own_apart_{source}",
            format_func=lambda one: texts[one],
            placeholder=say("workbench.own.own_order_empty"),
        )
        targets = [_NEW, *(one.id for one in _like(made, scales[source]))]
        target = st.selectbox(
            say("workbench.apart.where"),
            targets,
            key=f"own_apart_to_{source}",
            format_func=lambda one: scales[one].label if one else say("workbench.apart.new"),
        )
        name = st.text_input(say("workbench.own.label"), key=f"own_apart_name_{source}") if target == _NEW else ""
        if st.button(say("workbench.apart.take"), key="own_apart_take"):
            _take(source, items, target, name)


def _like(made: Questionnaire, source: Scale) -> list[Scale]:
    """Other scales with the same answers: only they can take a statement over."""
    return [scale for scale in made.scales if scale.id != source.id and scale.answers == source.answers]


def _take(source: str, items: list[str], target: str, name: str) -> None:
    if not items or (target == _NEW and not name.strip()):
        st.error(say("workbench.apart.missing"))
        return

    def change(now: Questionnaire) -> Questionnaire:
        if target == _NEW:
            return apart(now, items, name)
        for item in items:
            now = moved(now, item, target)
        return now

    edit(change)
