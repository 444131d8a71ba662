"""Seat planner: within hours, classes and floors, the classes that meet most need for training."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.sections import plan_result, plan_settings, plan_tables
from dashboards.wave import chosen_wave
from pipeline.publish.plan import Clash, plan_sentences
from pipeline.publish.words import say

bundle = chosen_wave("seat_planner")
st.title(say("page.seat_planner"))
if bundle.findings.role_seats.empty or bundle.release.roster is None:
    st.markdown(f"#### {say('planner.nothing')}")
    st.info(say("planner.no_topics" if bundle.findings.role_seats.empty else "planner.no_roster"))
    st.stop()
finding = st.container()
limits = plan_settings.plan_limits(bundle)
made = plan_result.found(bundle, limits)
finding.markdown(f"#### {plain(plan_result.headline(bundle, made, limits))}")
if isinstance(made, list):
    plan_result.senseless(made)
    st.stop()
if isinstance(made, Clash):
    plan_result.clash(bundle, made, limits)
    st.stop()
plan_result.plan(bundle, made, limits)
if made.plan.seats.sum():
    st.subheader(say("planner.classes_heading"))
    weekly = plan_settings.weekly()
    plan_result.files(bundle, limits, weekly)
    plan_tables.classes(bundle, limits, weekly)
    plan_tables.seats(bundle, limits)
with st.expander(say("show.how_we_know")):
    said = plan_sentences(bundle, made)
    for sentence in (said.worth, said.assumes, said.kept):
        st.markdown(plain(sentence))
    st.markdown(say("planner.how_long"))
