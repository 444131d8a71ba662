"""Not yet convinced: which groups, and how sure that is."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections import reports, standing, who
from dashboards.wave import chosen_wave
from pipeline.publish.wording import SILENCE, headlines, rule
from pipeline.publish.words import say

bundle = chosen_wave("not_yet_convinced")
st.title(say("page.not_yet_convinced"))
st.markdown(f"#### {plain(prepared(headlines, bundle)[-1].text)}")
who.groups(bundle)
who.flagged_groups(bundle)

standing.four_answers(bundle)
standing.group_map(bundle)

st.subheader(say("who.role_by_department"))
standing.role_by_department(bundle)

reports.department_pages(bundle)
with st.expander(say("show.how_we_know")):
    st.markdown(plain(rule(bundle.instrument.thresholds)))
    st.markdown(f"{say('who.tipping_point_means')} {SILENCE}")
    st.markdown(say("who.cut_means"))
    st.markdown(say("who.filters_mean"))
