"""Where an analyst is: the steps, what is done and what is left in each, and the way to the next."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboards.workbench_held import held
from dashboards.workbench_standing import Standing, standings
from dashboards.workbench_steps import STEPS
from pipeline.publish.words import say
from pipeline.run.workbench.work import Work


def begin(name: str) -> Work:
    """The head of a step's page; gives the work that lies in the private folder."""
    work = held()
    number = [step.name for step in STEPS].index(name) + 1
    st.title(say("workbench.heading", number=number, title=say(f"workbench.step.{name}")))
    _row(standings(work), name)
    return work


def needs_export(work: Work) -> None:
    """Stop the page with the way to the first step, where no export lies here."""
    if "export" not in work.files:
        st.markdown(f"#### {say('workbench.no_export')}")
        st.page_link("workbench_pages/bring.py", label=say("workbench.to_files"))
        st.stop()


def onward(name: str) -> None:
    """The way to another step."""
    st.page_link(
        f"workbench_pages/{name}.py",
        label=say("workbench.onward", step=say(f"workbench.step.{name}")),
        icon=":material/arrow_forward:",
    )


def _row(all_of_them: Mapping[str, Standing], here: str) -> None:
    with st.container(border=True, key="steps"):
        for number, (step, place) in enumerate(zip(STEPS, st.columns(len(STEPS)), strict=True), start=1):
            standing = all_of_them[step.name]
            with place:
                label = f"{number} {step.title}"
                st.page_link(f"workbench_pages/{step.name}.py", label=f"**{label}**" if step.name == here else label)
                st.markdown(_state(standing))


def _state(standing: Standing) -> str:
    if standing.left:
        return f":orange-badge[{say('workbench.state.left', n=standing.left)}]"
    word = say(f"workbench.state.{standing.state}")
    return f":green-badge[:material/check: {word}]" if standing.state == "done" else f":gray-badge[{word}]"
