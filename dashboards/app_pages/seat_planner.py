"""Seat planner: within hours, classes and floors, the classes that meet most need for training."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.sections import plan_result, plan_settings
from dashboards.wave import chosen_wave
from pipeline.errors import UserError
from pipeline.publish.plan import Clash, plan_of, plan_sentences

bundle = chosen_wave("seat_planner")
st.title("Seat planner")
if bundle.findings.role_seats.empty or bundle.release.roster is None:
    missing = "training topics that can be shown" if bundle.findings.role_seats.empty else "roster"
    st.info(f"This wave has no {missing}, so there are no seats to plan. The page Training has what is known.")
    st.stop()
limits = plan_settings.plan_limits(bundle)
try:
    made = plan_of(bundle, limits)
except UserError as error:
    for problem in error.problems:
        st.error(plain(str(problem)))
    st.stop()
if isinstance(made, Clash):
    plan_result.no_plan(bundle, made, limits)
    st.stop()
plan_result.plan(bundle, made)
if made.plan.seats.sum():
    st.subheader("Classes")
    weekly = plan_settings.weekly()
    plan_result.files(bundle, made, weekly)
    plan_result.classes(bundle, made, weekly)
    plan_result.seats(bundle, made)
with st.expander("How we know"):
    said = plan_sentences(bundle, made)
    for sentence in (said.worth, said.assumes, said.kept):
        st.markdown(plain(sentence))
