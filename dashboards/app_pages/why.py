"""Why and what helps: the page of one group, or of all flagged groups and all staff; two groups beside one another."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.sections import all_staff, asked_group, comments, item_answers, one_group, two_groups, why
from dashboards.wave import chosen_wave
from pipeline.publish.wording import GRADES_MEAN
from pipeline.publish.words import say

bundle = chosen_wave("why")
asked = asked_group.asked(bundle)
st.title(say("page.why"))
st.markdown(f"#### {plain(asked_group.headline(bundle, asked))}")
asked_group.not_shown(asked)
asked_group.choices(bundle, asked)

if asked.group:
    two_groups.chart(bundle, asked)
    why.causes(bundle, asked.group)
    one_group.ready_and_willing(bundle, asked)
    item_answers.what_was_answered(bundle, asked.group)
    comments.what_they_write(bundle, asked.group)
    one_group.changed(bundle, asked.group)
    one_group.training(bundle, asked.group)
    one_group.pages(bundle, asked.group)
else:
    why.causes_chart(bundle)
    why.flagged_causes(bundle)
    all_staff.intention(bundle)
    all_staff.barriers(bundle)
    item_answers.what_was_answered(bundle)
    comments.what_they_write(bundle)
    all_staff.analysts(bundle)

with st.expander(say("show.how_we_know"), on_change="rerun", key="how_we_know") as how:
    st.markdown(say("why.blocked_means"))
    st.markdown(plain(say("why.evidence_means", grades=GRADES_MEAN)))
    if how.open:
        all_staff.sources(bundle)
