"""The order of each answer scale of a drafted questionnaire, from low to high, and the answers that count in no score."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_sections.edit import edit
from pipeline.publish.words import say
from pipeline.run.workbench.questionnaire import Answers, Guess, Questionnaire, confirmed
from pipeline.run.workbench.questionnaire_edits import flipped, ordered

_RIGHT, _OTHER_WAY, _ANOTHER = "right", "other_way", "another"


def guesses(made: Questionnaire, scale: Answers) -> list[Guess]:
    """What was guessed about an answer scale."""
    start = f"answers.{scale.id}"
    return [guess for guess in made.guesses if guess.key == start or guess.key.startswith(f"{start}.")]


def answers(made: Questionnaire, scale: Answers, *, is_open: bool) -> None:
    """The order as it is, why, and whether it is right."""
    low_to_high = [one.label for one in scale.scored]
    now = "_".join(one.code for one in scale.scored)  # another order is another question
    with st.form(f"own_answers_{scale.id}", border=False):
        st.markdown(say("workbench.own.order", order=" → ".join(plain(one) for one in low_to_high)))
        for guess in guesses(made, scale):
            st.caption(_why(scale, guess))
        rest = [one for one in scale.answers if one.score is None]
        if rest:
            st.markdown(say("workbench.own.no_score", answers=", ".join(plain(one.label) for one in rest)))
        by_number = any("?" in guess.reason for guess in guesses(made, scale))  # the reason itself asks which end is high
        how = st.radio(
            say("workbench.own.order_is"),
            (_RIGHT, _OTHER_WAY, _ANOTHER),
            None if is_open and by_number else 0,
            key=f"own_order_{scale.id}_{now}",
            format_func=lambda one: say(f"workbench.order.{one}", low=low_to_high[0], high=low_to_high[-1]),
        )
        codes = {one.code: one.label for one in scale.answers}
        own = st.multiselect(
            say("workbench.own.own_order"),
            list(codes),
            key=f"own_codes_{scale.id}_{now}",
            format_func=lambda code: codes[code],
            help=say("workbench.own.own_order_help"),
            placeholder=say("workbench.own.own_order_empty"),
        )
        if st.form_submit_button(say("workbench.own.confirm"), type="primary" if is_open else "secondary"):
            _keep(made, scale, how, own)


def _why(scale: Answers, guess: Guess) -> str:
    code = guess.key.removeprefix(f"answers.{scale.id}").removeprefix(".")
    label = next((one.label for one in scale.answers if one.code == code), "")
    return say("workbench.own.why_answer", label=plain(label), reason=plain(guess.reason)) if code else plain(guess.reason)


def _keep(made: Questionnaire, scale: Answers, how: str | None, own: Sequence[str]) -> None:
    if how is None:
        st.error(say("workbench.own.order_missing"))
        return
    if how == _ANOTHER and len(own) < 2:
        st.error(say("workbench.own.own_order_missing"))
        return
    keys = [guess.key for guess in guesses(made, scale)]

    def change(now: Questionnaire) -> Questionnaire:
        if how == _OTHER_WAY:
            now = flipped(now, scale.id)
        elif how == _ANOTHER:
            now = ordered(now, scale.id, list(own))
        return confirmed(now, keys)

    edit(change)
