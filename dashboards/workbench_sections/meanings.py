"""Answers and names that nothing knows: what each means, as choices with a suggestion; to count as nothing is a choice too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_sections.decide import change
from pipeline.publish.words import say
from pipeline.run.workbench.decisions import Decisions, answer_means, name_means
from pipeline.run.workbench.open_questions import AnswerQuestion, NameQuestion, OpenQuestions

_LATER: Final = "later"
_NOTHING: Final = ""
_AT_ONCE: Final = 40
_FIELDS_SHOWN: Final = 4


def answers(found: OpenQuestions) -> None:
    """What every unknown answer means."""
    asked = found.answers[:_AT_ONCE]
    if not asked:
        return
    st.markdown(f"##### {say('workbench.answers.title', n=len(found.answers))}")
    if any(one.among_words for one in asked):
        st.warning(say("workbench.answers.among_words"))
    keys = [_answer_key(one, place) for place, one in enumerate(asked)]
    _fill(keys, [(_answer_key(one, place), one.suggestion) for place, one in enumerate(asked) if one.suggestion in one.allowed])
    with st.form("answers"):
        chosen = [(one, _answer(one, place)) for place, one in enumerate(asked)]
        if st.form_submit_button(say("workbench.keep"), type="primary"):
            change(lambda made: _with_answers(made, chosen))
    _more(len(found.answers))


def names(found: OpenQuestions) -> None:
    """Whom every unknown name stands for; those that stop the analysis first."""
    for kind in dict.fromkeys(one.kind for one in found.names):
        _names(found, kind, [one for one in found.names if one.kind == kind])


def decided_so_far(made: Decisions) -> None:
    """What was decided about answers and names, to take back."""
    sections = {"role": made.roles, "department": made.departments, "site": made.sites}
    told = {("answer", place, written): code for place, codes in made.answers.items() for written, code in codes.items()}
    told |= {("name", kind, written): target for kind, names in sections.items() for written, target in names.items()}
    if not told:
        return
    with st.expander(say("workbench.decided.title", n=len(told))), st.form("take_back", border=False):
        back = st.multiselect(
            say("workbench.decided.take_back"),
            list(told),
            key="back",
            format_func=lambda key: f"{key[2]} → {told[key] or say('workbench.decided.nothing')} ({key[1]})",
        )
        if st.form_submit_button(say("workbench.decided.button")):
            change(lambda now: _without(now, back))


def _names(found: OpenQuestions, kind: str, asked: Sequence[NameQuestion]) -> None:
    stops = kind in found.stopped_by_names
    where = st.container() if stops else st.expander(say(f"workbench.names.optional_{kind}", n=len(asked)))
    with where:
        if stops:
            st.markdown(f"##### {say(f'workbench.names.title_{kind}', n=len(asked))}")
        st.markdown(say("workbench.names.stops" if stops else "workbench.names.may_stay"))
        at_once = asked[:_AT_ONCE]
        keys = [_name_key(one, place) for place, one in enumerate(at_once)]
        _fill(keys, [(_name_key(one, place), one.suggestions[0]) for place, one in enumerate(at_once) if one.suggestions])
        with st.form(f"names_{kind}"):
            chosen = [(one, _name(one, found.allowed_names[kind], place)) for place, one in enumerate(at_once)]
            if st.form_submit_button(say("workbench.keep"), type="primary" if stops else "secondary"):
                change(lambda made: _with_names(made, chosen))
        _more(len(asked))


def _more(n: int) -> None:
    if n > _AT_ONCE:
        st.caption(say("workbench.names.more", n=n - _AT_ONCE))


def _fill(keys: Sequence[str], suggested: Sequence[tuple[str, str]]) -> None:
    """Put the suggestions, or that it counts as nothing, into the choices for a person to look at; nothing is kept by it."""
    with st.container(horizontal=True):
        if suggested:
            st.button(say("workbench.fill", n=len(suggested)), key=f"fill_{keys[0]}", on_click=_filled, args=(dict(suggested),))
        nothing = {key: _NOTHING for key in keys if st.session_state.get(key, _LATER) == _LATER}
        st.button(say("workbench.fill_nothing"), key=f"nothing_{keys[0]}", on_click=_filled, args=(nothing,))


def _filled(values: Mapping[str, str]) -> None:
    st.session_state.update(values)


def _answer_key(one: AnswerQuestion, place: int) -> str:
    return f"answer_{place}_{one.place}_{one.written}"


def _name_key(one: NameQuestion, place: int) -> str:
    return f"name_{place}_{one.kind}_{one.written}"


def _answer(one: AnswerQuestion, place: int) -> str:
    first = {one.suggestion: one.allowed[one.suggestion]} if one.suggestion in one.allowed else {}
    fields = ", ".join(one.fields[:_FIELDS_SHOWN]) + ("" if len(one.fields) <= _FIELDS_SHOWN else " …")
    label = say("workbench.answers.one", written=plain(one.written), n=one.n, fields=plain(fields))
    return _chosen(label, first, one.allowed, say("workbench.answers.nothing"), _answer_key(one, place))


def _name(one: NameQuestion, allowed: Mapping[str, str], place: int) -> str:
    first = {key: allowed[key] for key in one.suggestions}
    label = say("workbench.names.one", written=plain(one.written), n=one.n)
    return _chosen(label, first, allowed, say("workbench.names.nothing"), _name_key(one, place))


def _chosen(label: str, first: Mapping[str, str], allowed: Mapping[str, str], nothing: str, key: str) -> str:
    """A choice in which nothing is chosen yet: what is suggested stands first, then what counts as nothing, then the rest."""
    options = {_LATER: say("workbench.choose"), **first, _NOTHING: nothing, **allowed}

    def shown(value: str) -> str:
        return f"{options[value]} · {say('workbench.suggested')}" if value in first else options[value]

    return st.selectbox(label, list(options), key=key, format_func=shown)


def _with_answers(made: Decisions, chosen: Sequence[tuple[AnswerQuestion, str]]) -> Decisions:
    for one, code in chosen:
        if code != _LATER:
            made = answer_means(made, one.place, one.written, code)
    return made


def _with_names(made: Decisions, chosen: Sequence[tuple[NameQuestion, str]]) -> Decisions:
    for one, target in chosen:
        if target != _LATER:
            made = name_means(made, one.kind, one.written, target)
    return made


def _without(made: Decisions, keys: Sequence[tuple[str, str, str]]) -> Decisions:
    for what, where, written in keys:
        made = answer_means(made, where, written, None) if what == "answer" else name_means(made, where, written, None)
    return made
