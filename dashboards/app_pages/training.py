"""Training: for a role or for all, what to train, how sure that is, how many seats; with the lists to download."""

import streamlit as st

from dashboards.pages import LEADERSHIP, LOCAL
from dashboards.plain_text import plain
from dashboards.sections import need_tables, needs
from dashboards.sections.trained import did_it_work
from dashboards.wave import chosen_wave, place
from pipeline.publish.numbers import percent
from pipeline.publish.words import say

bundle = chosen_wave("training")
st.title(say("page.training"))
roles = needs.roles(bundle)
if not roles:
    st.markdown(f"#### {say('training.nothing')}")
    st.info(say("training.nothing_why"))
    st.stop()
role = needs.role_sentence(bundle, roles)
assumed = needs.pickers(bundle, roles)
needs.chart(bundle, role, assumed)
needs.downloads(bundle, role)
need_tables.topics(bundle, role, assumed)
need_tables.by_department(bundle, assumed)
if place().visitor.role in (LEADERSHIP, LOCAL):
    did_it_work(bundle)
with st.expander(say("show.how_we_know")):
    st.markdown(plain(say("training.how_gap", firm=percent(bundle.instrument.thresholds.firm))))
    st.markdown(plain(say("training.how_others")))
    st.markdown(plain(say("training.how_lists")))
