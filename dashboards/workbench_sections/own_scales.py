"""What each scale of a drafted questionnaire measures, and which one asks whether people will take part: a person chooses, since
the place of a question in the file tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_sections.edit import edit
from pipeline.publish.words import say
from pipeline.run.workbench.questionnaire import INTENTION, Measures, Questionnaire, Scale, confirmed
from pipeline.run.workbench.questionnaire_edits import intending, measuring, renamed

MEASURES: Final[tuple[Measures, ...]] = ("readiness", "willingness", "beside", "nothing")
_SHOWN: Final = 4
KEYS: Final = (INTENTION,)


def scales(made: Questionnaire, *, open_ones: bool) -> None:
    """A choice for every scale. open_ones : whether this is still to be confirmed; then nothing is chosen beforehand."""
    st.markdown(say("workbench.own.scales_means"))
    with st.form("own_scales", border=False):
        labels, chosen = {}, {}
        for scale in made.scales:
            with st.container(border=True):
                labels[scale.id], chosen[scale.id] = _scale(scale, open_ones=open_ones)
        names = {scale.id: scale.label for scale in made.scales}
        now = None if open_ones else next((at for at, name in enumerate(names) if name == made.intention), None)
        intention = st.selectbox(
            say("workbench.own.intention"),
            list(names),
            now,
            key="own_intention",
            format_func=lambda one: names[one],
            placeholder=say("workbench.choose"),
            help=say("workbench.own.intention_help"),
        )
        if st.form_submit_button(say("workbench.own.confirm"), type="primary" if open_ones else "secondary"):
            _keep(made, labels, chosen, intention)


def _scale(scale: Scale, *, open_ones: bool) -> tuple[str, Measures | None]:
    label = st.text_input(say("workbench.own.label"), scale.label, key=f"own_label_{scale.id}")
    measures = st.radio(
        say("workbench.own.measures", label=plain(scale.label)),
        MEASURES,
        None if open_ones else MEASURES.index(scale.measures),
        key=f"own_measures_{scale.id}",
        format_func=lambda one: say(f"workbench.measures.{one}"),
        horizontal=True,
    )
    shown = " · ".join(plain(item.text) for item in scale.items[:_SHOWN]) + (" · …" if len(scale.items) > _SHOWN else "")
    st.markdown(say("workbench.own.items", n=len(scale.items), items=shown))
    return label, measures


def _keep(made: Questionnaire, labels: Mapping[str, str], chosen: Mapping[str, Measures | None], intention: str | None) -> None:
    """Keep the choices, where none is missing and they can stand together."""
    if None in chosen.values():
        st.error(say("workbench.own.choose_all"))
        return
    if missing := [say(f"workbench.measures.{one}") for one in MEASURES[:2] if one not in chosen.values()]:
        st.error(say("workbench.own.measure_missing", missing=missing[0]))
        return
    if intention is None or chosen[intention] != "willingness":
        st.error(say("workbench.own.intention_missing"))
        return

    def change(now: Questionnaire) -> Questionnaire:
        for scale, measures in chosen.items():
            now = renamed(now, scale, labels[scale])
            if measures is not None:
                now = measuring(now, scale, measures)
        return confirmed(intending(now, intention), KEYS)

    edit(change)
