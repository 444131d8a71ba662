"""Why and what helps: the causes of one group, the steps against them, and where its staff stand."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.sections import all_staff, standing
from dashboards.sections.why import why
from dashboards.wave import chosen_wave
from pipeline.publish.chart_tables import reluctance_table
from pipeline.publish.wording import headlines
from pipeline.publish.words import say

bundle = chosen_wave("why")
st.title(say("page.why"))
st.markdown(f"#### {plain(headlines(bundle)[-1].text)}")
why(bundle, reluctance_table(bundle))

st.subheader("Ready and willing?")
standing.four_answers(bundle)
standing.group_map(bundle)

st.subheader("All staff: what goes together with intention")
all_staff.intention(bundle)
all_staff.barriers(bundle)
all_staff.analysts(bundle)
with st.expander(say("show.how_we_know")):
    st.markdown(
        "Blocked: equipment, time or workflow comes first. In person by nature: the work itself has to be done in person; that "
        "is never called reluctance."
    )
    all_staff.sources(bundle)
