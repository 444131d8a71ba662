"""Answers whose order nothing tells, as in another language: a person says which is more, then it is drafted anew."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_held import export, held, kept
from dashboards.workbench_sections.edit import keep
from dashboards.workbench_sections.problems import refusal
from pipeline.publish.words import say
from pipeline.run.workbench.questionnaire_draft import Unordered, drafted, in_order, unordered
from pipeline.run.workbench.questionnaire_file import edited
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.work import Work

_SHOWN: Final = 4


def orders(work: Work) -> None:
    """One list of answers at a time, from low to high; nothing where every list has its order."""
    found = kept(_unordered, work)
    if not found:
        return
    with st.expander(say("workbench.orders.title", n=len(found)), icon=":material/sort:"):
        st.markdown(say("workbench.orders.means"))
        if edited(work) is not None:
            st.caption(say("workbench.orders.anew"))
        place = st.selectbox(
            say("workbench.orders.which"), range(len(found)), key="own_unordered", format_func=lambda one: _named(found[one])
        )
        chosen = st.multiselect(
            say("workbench.orders.low_to_high"),
            found[place].answers,
            key=f"own_unordered_{place}",
            placeholder=say("workbench.own.own_order_empty"),
            help=say("workbench.own.own_order_help"),
        )
        if st.button(say("workbench.orders.take"), key="own_take_order"):
            if len(chosen) < 2:
                st.error(say("workbench.own.own_order_missing"))
            else:
                _take(tuple(chosen))


def _unordered(work: Work) -> tuple[Unordered, ...]:
    read = export(work)
    return () if isinstance(read, Refusal) else unordered(work, read)


def _named(one: Unordered) -> str:
    shown = ", ".join(one.answers[:_SHOWN]) + (" …" if len(one.answers) > _SHOWN else "")
    return say("workbench.orders.one", answers=shown, question=one.questions[0], n=len(one.questions))


def _take(answers: tuple[str, ...]) -> None:
    work = in_order(held(), answers)
    read = export(work)
    made = read if isinstance(read, Refusal) else drafted(work, read)
    if isinstance(made, Refusal):
        refusal(plain(made.headline), made.problems)
    else:
        keep(made)
