"""A refusal as the command says it: what is wrong, where, what is allowed, how to mend it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards.plain_text import plain
from pipeline.errors import Problem
from pipeline.publish.words import say

_SHOWN = 12


def refusal(headline: str, problems: Sequence[Problem]) -> None:
    """The headline, then one box per problem; more than a dozen are folded."""
    st.error(f"**{plain(headline)}**")
    for problem in problems[:_SHOWN]:
        one(problem)
    if more := problems[_SHOWN:]:
        with st.expander(say("workbench.problem.more", n=len(more))):
            for problem in more:
                one(problem)


def one(problem: Problem) -> None:
    """One problem; what to type stands apart, so that it can be copied."""
    with st.container(border=True):
        st.markdown(f"**{plain(problem.what)}**")
        if problem.where:
            st.markdown(f"{say('workbench.problem.where')}: {plain(problem.where)}")
        if problem.allowed:
            st.markdown(f"{say('workbench.problem.allowed')}: {plain(problem.allowed)}")
        if problem.fix:
            first, _, rest = problem.fix.partition("\n")
            st.markdown(f"{say('workbench.problem.fix')}: {plain(first)}")
            if rest:
                st.code(rest, language=None)
