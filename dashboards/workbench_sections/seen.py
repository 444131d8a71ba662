"""What a look at the files found: what the export is, what to look at, every question; and why another file is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from dashboards.plain_text import plain
from dashboards.show import columns
from dashboards.workbench_sections.problems import refusal
from pipeline.publish.words import has, say
from pipeline.run.workbench.look import Look, SeenList, SeenQuestion

_STATES: Final = ("finished", "unfinished", "tests", "spam", "blank")
_ANSWERS_SHOWN: Final = 8


def lists_refused(lists: Sequence[SeenList]) -> None:
    """Why a list beside the export cannot be used; the export itself can."""
    for one in lists:
        if one.refusal is not None:
            st.markdown(say("workbench.bring.list_refused", kind=say(f"workbench.kind.{one.kind}"), name=plain(one.file)))
            refusal(one.refusal.headline, one.refusal.problems)


def platform(found: Look) -> str:
    """The platform as it calls itself."""
    key = f"workbench.platform.{found.platform}"
    return say(key) if has(key) else found.platform


def facts(found: Look) -> None:
    """How the file was read, and how many answered."""
    name = platform(found)
    rows = [(say("workbench.seen.platform"), f"{name} ({found.variant})" if found.variant else name)]
    rows.append((say("workbench.seen.encoding"), found.encoding))
    if found.delimiter:
        rows.append((say("workbench.seen.delimiter"), {"\t": say("workbench.seen.tab")}.get(found.delimiter, found.delimiter)))
    rows.append((say("workbench.seen.header_rows"), str(found.header_rows)))
    states = [(state, getattr(found, state)) for state in _STATES]
    told = ", ".join(say(f"workbench.seen.{state}", count=f"{n:,}") for state, n in states if n)
    rows.append((say("workbench.seen.respondents"), f"{found.respondents:,}" + (f": {told}" if told else "")))
    rows.append((say("workbench.seen.wave"), found.wave or say("workbench.seen.no_wave")))
    rows += [
        (say(f"workbench.kind.{one.kind}"), f"{one.file}: {say('workbench.seen.rows', n=one.rows)}")
        for one in found.lists
        if not one.refusal
    ]
    st.markdown("\n".join(f"- {name}: **{plain(value)}**" for name, value in rows))


def warnings(found: Look) -> None:
    """What a person should look at, one sentence each."""
    if found.warnings:
        with st.expander(say("workbench.seen.warnings", n=len(found.warnings))):
            st.markdown("\n".join(f"- {plain(one)}" for one in found.warnings))


def questions(found: Look) -> None:
    """Every question of the export, with its answers where they may be listed."""
    frame = pd.DataFrame(
        {
            "question": [one.text for one in found.questions],
            "asked_as": [say(f"workbench.asked_as.{one.kind}") for one in found.questions],
            "columns": [len(one.columns) for one in found.questions],
            "answers": [_answers(one) for one in found.questions],
        }
    )
    with st.expander(say("workbench.seen.questions", n=len(frame))):
        st.dataframe(frame, column_config=columns("question", "asked_as", "columns", "answers"), hide_index=True, width="stretch")
        st.caption(say("workbench.seen.not_listed"))


def _answers(question: SeenQuestion) -> str:
    if question.answers is None:
        return ""
    listed = list(question.answers.items())
    more = f", … {len(listed) - _ANSWERS_SHOWN} more" if len(listed) > _ANSWERS_SHOWN else ""
    return ", ".join(f"{text} ({n})" for text, n in listed[:_ANSWERS_SHOWN]) + more
