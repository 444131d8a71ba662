"""Step 2, questions: which questionnaire was asked, and which column of the export carries what."""

import streamlit as st

from dashboards.workbench_held import looked
from dashboards.workbench_sections import carried, decide, last, own, which
from dashboards.workbench_sections.problems import refusal
from dashboards.workbench_sections.progress import wait_until_it_ends
from dashboards.workbench_sections.steps import begin, needs_export, onward
from dashboards.workbench_standing import columns_left, guesses_left, opened_questions
from pipeline.publish.words import say
from pipeline.run.workbench.refusal import Refusal

work = begin("questions")
wait_until_it_ends()
needs_export(work)
decide.say_kept()
found = looked(work)
if isinstance(found, Refusal):
    refusal(found.headline, found.problems)
    onward("bring")
    st.stop()
if work.is_own:
    own.headline(work)
else:
    st.markdown(f"#### {which.sentence(work, found)}")
last.offer(work)
with st.expander(say("workbench.which.label"), expanded=which.is_open(work, found)):
    which.which(work, found)
if work.is_own:
    own.questionnaire(work)
opened = opened_questions(work) if "instrument" in work.files or not work.is_own else None
if isinstance(opened, Refusal):
    refusal(opened.headline, opened.problems)
elif opened is not None and not (which.seems_other(found) and not work.is_own):
    if not columns_left(opened) and not guesses_left(work):
        st.success(say("workbench.fields.settled"))
        onward("names")
    carried.to_decide(opened)
    carried.another(opened)
    carried.listed(opened)
with st.expander(say("workbench.about")):
    st.markdown(say("workbench.questions.how"))
