"""Not yet convinced: which groups, and how sure that is."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.sections import reports, standing, who
from dashboards.wave import chosen_wave
from pipeline.publish.chart_tables import reluctance_table
from pipeline.publish.wording import SILENCE, headlines, rule

bundle = chosen_wave("not_yet_convinced")
st.title("Not yet convinced")
st.markdown(f"#### {plain(headlines(bundle)[-1].text)}")
who.flagged_groups(bundle)
picked = who.picked(reluctance_table(bundle))
who.groups(bundle, picked)

st.subheader("Role by department")
standing.role_by_department(bundle)

reports.department_pages(bundle)
with st.expander("How we know"):
    st.markdown(plain(rule(bundle.instrument.thresholds)))
    st.markdown(
        "Tipping point: by how many points those who did not answer must be more (minus: less) reluctant for the label to "
        f"change. {SILENCE}"
    )
    st.markdown(
        "Depends on the cut: the finding would be another one if those who are undecided counted as not yet convinced. Among "
        "three lowest: the chance to be among the three groups of its kind with the most staff not yet convinced; no group has a "
        "rank, since ranks are hardly ever sure."
    )
