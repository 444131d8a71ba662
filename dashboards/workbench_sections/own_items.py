"""Which items are taken together, and which of them are worded the other way round."""

from __future__ import annotations

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_sections.edit import edit
from pipeline.publish.words import say
from pipeline.run.workbench.questionnaire import Questionnaire, confirmed
from pipeline.run.workbench.questionnaire_edits import reversing


def keys(made: Questionnaire) -> list[str]:
    """Guesses about items, and about which are taken together, of the scales that are used."""
    used = {f"scales.{scale.id}" for scale in made.used} | {f"items.{item.id}" for scale in made.used for item in scale.items}
    return [guess.key for guess in made.guesses if guess.key in used]


def items(made: Questionnaire, *, is_open: bool) -> None:
    """Every used scale with its items; those whose words look reversed come with the question whether they are."""
    reasons = {guess.key: guess.reason for guess in made.guesses}
    doubted = {item.id for scale in made.used for item in scale.items if f"items.{item.id}" in reasons or item.reverse}
    st.markdown(say("workbench.own.items_means"))
    with st.form("own_items", border=False):
        ticked = {}
        for scale in made.used:
            st.markdown(f"**{plain(scale.label)}**")
            if why := reasons.get(f"scales.{scale.id}"):
                st.caption(say("workbench.own.together", reason=plain(why)))
            for item in scale.items:
                if item.id in doubted:
                    why = reasons.get(f"items.{item.id}", "")
                    ticked[item.id] = st.checkbox(
                        plain(item.text), item.reverse, key=f"own_reverse_{item.id}", help=plain(why) if why else None
                    )
        others = {i.id: i.text for scale in made.used for i in scale.items if i.id not in doubted}
        more = st.multiselect(
            say("workbench.own.reverse_more"), list(others), key="own_reverse_more", format_func=lambda one: others[one]
        )
        if st.form_submit_button(say("workbench.own.confirm"), type="primary" if is_open else "secondary"):
            _keep(made, {**ticked, **dict.fromkeys(more, True)})


def _keep(made: Questionnaire, reverse: dict[str, bool]) -> None:
    def change(now: Questionnaire) -> Questionnaire:
        for item, is_reversed in reverse.items():
            now = reversing(now, item, is_reversed)
        return confirmed(now, keys(made))

    edit(change)
