"""What was done: what became of the steps of the wave before, how their groups changed since, and what is suggested now."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections import followed, steps
from dashboards.wave import chosen_wave
from pipeline.publish.chart_tables import follow_through_table, step_table
from pipeline.publish.wording import GRADES_MEAN, NOT_PROOF, follow_through_sentences
from pipeline.publish.words import say

bundle = chosen_wave("actions")
st.title(say("page.actions"))
before, now = prepared(follow_through_table, bundle), prepared(step_table, bundle)
said = prepared(follow_through_sentences, bundle)
if said:
    st.markdown(f"#### {plain(said[0].text)}")
    followed.counts(bundle, said[1:])
else:
    followed.nothing_yet(bundle)

group = owner = steps.ALL
if len(before) or len(now):
    group, owner = steps.picked(before, now)
if len(before):
    st.subheader(say("actions.since"))
if said:
    followed.since(bundle, steps.of(before, group, owner), whole=(group, owner) == (steps.ALL, steps.ALL))

st.subheader(say("actions.suggested"))
if now.empty:
    st.info(say("actions.nothing_suggested"))
else:
    steps.suggested(steps.of(now, group, owner))
steps.the_list(bundle)

with st.expander(say("show.how_we_know")):
    st.markdown(NOT_PROOF)
    st.markdown(say("actions.how_counts"))
    st.markdown(say("actions.how_grades", grades=GRADES_MEAN))
