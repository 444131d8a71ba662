"""A questionnaire drafted from the export: every guess with its reason, part by part, until a person has confirmed all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_held import export, held
from dashboards.workbench_sections import own_answers, own_apart, own_items, own_lists, own_more, own_orders, own_scales
from dashboards.workbench_sections.edit import NOT_RIGHT, keep
from dashboards.workbench_sections.problems import refusal
from pipeline.publish.words import say
from pipeline.run.workbench.questionnaire import Questionnaire, unconfirmed
from pipeline.run.workbench.questionnaire_draft import drafted
from pipeline.run.workbench.questionnaire_file import edited, known_causes
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.work import Work

_WIDGETS: Final = "own_"


def headline(work: Work) -> None:
    """How far the questionnaire is, in one sentence."""
    made = edited(work)
    if made is None:
        st.markdown(f"#### {say('workbench.own.none')}")
        return
    left = len(unconfirmed(made))
    st.markdown(f"#### {say('workbench.own.left', n=left) if left else say('workbench.own.all_confirmed')}")


def questionnaire(work: Work) -> None:
    """Every part of the questionnaire: open where something is to be confirmed, else folded."""
    made = edited(work)
    if made is None:
        if st.button(say("workbench.own.draft"), type="primary", key="draft", on_click=_forget_widgets):
            _draft()
        own_orders.orders(work)
        return
    if isinstance(wrong := st.session_state.get(NOT_RIGHT), Refusal):
        refusal(wrong.headline, wrong.problems)
    open_keys = {guess.key for guess in unconfirmed(made)}
    about = [guess.key for guess in made.guesses if guess.key.startswith("measures.") or guess.key in own_scales.KEYS]
    _part("scales", "", about, open_keys, lambda is_open: own_scales.scales(made, open_ones=is_open))
    own_apart.statements(made)
    used = {scale.answers for scale in made.used}
    for scale in [one for one in made.answers if one.id in used]:
        keys = [guess.key for guess in own_answers.guesses(made, scale)]
        what = plain(" … ".join((scale.scored[0].label, scale.scored[-1].label)))
        _part("answers", what, keys, open_keys, lambda is_open, one=scale: own_answers.answers(made, one, is_open=is_open))  # type: ignore[misc]
    _part("items", "", own_items.keys(made), open_keys, lambda is_open: own_items.items(made, is_open=is_open))
    causes = {cause.id: cause.label for cause in known_causes()}
    for choice in made.choices:
        keys = own_lists.keys(made, choice)
        what = say(f"workbench.listed.{choice.listed}")
        _part("list", what, keys, open_keys, lambda is_open, one=choice: own_lists.choices(made, one, causes, is_open=is_open))  # type: ignore[misc]
    own_more.more(work, made)
    own_orders.orders(work)
    _left_out(made)


def _part(name: str, what: str, keys: Sequence[str], open_keys: set[str], show: Callable[[bool], None]) -> None:
    """One part under its heading, with how much of it is to be confirmed."""
    left = sum(key in open_keys for key in keys)
    title = say(f"workbench.own.part_{name}", what=what)
    state = say("workbench.own.to_confirm", n=left) if left else say("workbench.own.confirmed")
    with st.expander(f"**{title}** · {state}", expanded=bool(left), icon=":material/help:" if left else ":material/check:"):
        show(bool(left))


def _left_out(made: Questionnaire) -> None:
    if made.left_out:
        with st.expander(say("workbench.own.left_out", n=len(made.left_out))):
            st.markdown("\n".join(f"- {plain(one)}" for one in made.left_out))


def _draft() -> None:
    """Propose a questionnaire from the export and keep it."""
    work = held()
    read = export(work)
    made = read if isinstance(read, Refusal) else drafted(work, read)
    if isinstance(made, Refusal):
        refusal(made.headline, made.problems)
    else:
        keep(made)


def _forget_widgets() -> None:
    """What was chosen about another draft is no choice about this one."""
    for key in [key for key in st.session_state if str(key).startswith(_WIDGETS)]:
        del st.session_state[key]
