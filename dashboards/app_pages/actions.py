"""What was done: what became of the steps of the wave before, how their groups changed since, and what is suggested now."""

import streamlit as st

from dashboards import show
from dashboards.files import actions_address
from dashboards.gate import gate
from dashboards.plain_text import plain
from dashboards.sections import followed, steps
from dashboards.wave import chosen_wave
from pipeline.publish.chart_tables import follow_through_table, step_table
from pipeline.publish.wording import GRADES_MEAN, NOT_PROOF, WHAT_WAS_DONE, follow_through_sentences

bundle = chosen_wave("actions")
st.title(WHAT_WAS_DONE)
said = follow_through_sentences(bundle)
if said:
    st.markdown(f"#### {plain(said[0].text)}")
    followed.since(bundle, said[1:], follow_through_table(bundle))
else:
    followed.nothing_yet(bundle)

st.subheader("What is suggested now")
suggested = step_table(bundle)
if suggested.empty:
    st.info("No cause stands out in a group that can be shown, so no step is suggested.")
else:
    steps.suggested(suggested)
show.file_links(("Download the list to fill in (CSV)", actions_address(gate().base_path, bundle.wave)))
steps.how_to(bundle)

with st.expander("How we know"):
    st.markdown(NOT_PROOF)
    st.markdown(
        "What was taken up, is done or overdue is what people wrote in the list; nobody checked it. Steps of groups that are not "
        "shown now are in the counts and nowhere else. Names and notes of the list are never published."
    )
    st.markdown(f"Evidence of a step: {GRADES_MEAN}.")
