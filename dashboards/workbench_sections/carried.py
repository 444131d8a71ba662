"""Which column carries what: what needs a decision as choices, the rest folded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import pandas as pd
import streamlit as st

from dashboards.plain_text import plain
from dashboards.show import columns
from dashboards.workbench_sections.decide import change
from pipeline.publish.words import say
from pipeline.run.workbench.decisions import Decisions, bound_to, left_out
from pipeline.run.workbench.fields import FieldQuestion
from pipeline.run.workbench.open_questions import OpenQuestions

_LATER: Final = ""
_OUT: Final = "out"
_LONGEST: Final = 110
_AT_ONCE: Final = 30


def to_decide(found: OpenQuestions) -> None:
    """A choice for every field that the analysis cannot do without as it is; the likeliest column stands first."""
    needed = [one for one in found.fields if one.needed]
    if not needed:
        return
    st.markdown(f"##### {say('workbench.fields.decide', n=len(needed))}")
    for reason in dict.fromkeys(one.reason for one in needed if one.reason):
        st.markdown(f"- {plain(reason)}")
    with st.form("fields"):
        chosen = {one.id: _choice(one, found, f"field_{one.id}") for one in needed[:_AT_ONCE]}
        if st.form_submit_button(say("workbench.keep"), type="primary"):
            change(lambda made: _with(made, chosen))
    if len(needed) > _AT_ONCE:
        st.caption(say("workbench.fields.more", n=len(needed) - _AT_ONCE))


def another(found: OpenQuestions) -> None:
    """Any field bound to any column, or to what is found by itself again; for those that look right and are not."""
    with st.expander(say("workbench.fields.change")):
        by_id = {one.id: one for one in found.fields}
        field = st.selectbox(
            say("workbench.fields.field"), list(by_id), None, key="another_field", format_func=lambda one: _named(by_id[one])
        )
        if field is None:
            return
        one = by_id[field]
        with st.form("another"):
            chosen = _choice(one, found, f"another_{one.id}", all_states=True)
            if st.form_submit_button(say("workbench.keep")):
                change(lambda made: _with(made, {one.id: chosen}))


def listed(found: OpenQuestions) -> None:
    """What is bound, what is not in the export, and which columns carry nothing; folded."""
    bound = [one for one in found.fields if one.state == "bound"]
    rest = [one for one in found.fields if one.state in ("missing", "left_out") and not one.needed]
    with st.expander(say("workbench.fields.bound", n=len(bound))):
        _table(
            {
                "field": [one.id for one in bound],
                "wording": [one.wording for one in bound],
                "carried_by": [_carried_by(one) for one in bound],
                "how": [say(f"workbench.how.{one.how.replace(' ', '_')}") for one in bound],
            }
        )
    if rest:
        with st.expander(say("workbench.fields.not_there", n=len(rest))):
            st.markdown(say("workbench.fields.not_there_means"))
            _table(
                {
                    "field": [one.id for one in rest],
                    "wording": [one.wording for one in rest],
                    "state": [say(f"workbench.field_state.{one.state}") for one in rest],
                }
            )
    unused = [one for one in found.columns if not one.carries and one.kind != "meta"]
    if unused:
        with st.expander(say("workbench.fields.unused", n=len(unused))):
            _table({"column": [one.header for one in unused], "wording": [one.wording for one in unused]})


def _table(values: dict[str, list[str]]) -> None:
    st.dataframe(pd.DataFrame(values), column_config=columns(*values), hide_index=True, width="stretch")


def _carried_by(one: FieldQuestion) -> str:
    return one.columns[0] if len(one.columns) == 1 else say("workbench.fields.columns", count=len(one.columns))


def _named(one: FieldQuestion) -> str:
    return _cut(f"{one.wording} ({one.id})")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _choice(one: FieldQuestion, found: OpenQuestions, key: str, *, all_states: bool = False) -> str:
    """What should carry a field, as JSON of a decision; "" for not yet, ``out`` for not in this export."""
    names = {_LATER: say("workbench.fields.by_itself" if all_states else "workbench.choose")}
    for candidate in one.candidates:
        like = say("workbench.fields.alike", share=f"{candidate.similarity:.0%}")
        names[json.dumps(_plain(candidate.binds))] = f"{_shown(candidate.header, candidate.wording)} · {like}"
    if one.id:
        names[_OUT] = say("workbench.fields.out")
    for column in found.columns:
        names.setdefault(json.dumps(column.binds), _shown(column.header, column.wording))
    help_ = plain(one.reason) if one.reason else None
    return st.selectbox(_named(one), list(names), key=key, format_func=lambda value: _cut(names[value]), help=help_)


def _plain(binds: str | Mapping[str, str]) -> object:
    return binds if isinstance(binds, str) else dict(binds)


def _shown(header: str, wording: str) -> str:
    return header if not wording or header == wording else f"{header} · {wording}"


def _with(made: Decisions, chosen: Mapping[str, str]) -> Decisions:
    for field, value in chosen.items():
        if value == _OUT:
            made = left_out(made, field)
        elif value != _LATER:
            made = bound_to(made, field, json.loads(value))
    return made
