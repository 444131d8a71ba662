"""Step 3, names and answers: what stands in the export and nothing knows, and what it means."""

import streamlit as st

from dashboards.workbench_sections import decide, meanings
from dashboards.workbench_sections.problems import one as problem_box
from dashboards.workbench_sections.problems import refusal
from dashboards.workbench_sections.progress import wait_until_it_ends
from dashboards.workbench_sections.seen import lists_refused
from dashboards.workbench_sections.steps import begin, needs_export, onward
from dashboards.workbench_standing import columns_left, names_left, opened_questions
from pipeline.publish.words import say
from pipeline.run.workbench.decisions import decisions
from pipeline.run.workbench.look import instrument_of
from pipeline.run.workbench.refusal import Refusal

work = begin("names")
wait_until_it_ends()
needs_export(work)
decide.say_kept()
found = opened_questions(work)
if isinstance(found, Refusal):
    st.markdown(f"#### {say('workbench.names.not_yet')}")
    refusal(found.headline, found.problems)
    onward("questions")
    st.stop()
left = names_left(found)
if columns_left(found):
    st.markdown(f"#### {say('workbench.names.columns_first')}")
    onward("questions")
elif left:
    st.markdown(f"#### {say('workbench.names.left', n=left)}")
else:
    st.markdown(f"#### {say('workbench.names.settled')}")
    onward("run")
meanings.answers(found)
meanings.names(found)
if not columns_left(found):
    for doubt in found.doubts:
        problem_box(doubt)
lists_refused(found.unmendable)
instrument = instrument_of(work)
made = instrument if isinstance(instrument, Refusal) else decisions(work, instrument)
if not isinstance(made, Refusal):
    meanings.decided_so_far(made)
with st.expander(say("workbench.about")):
    st.markdown(say("workbench.names.how"))
