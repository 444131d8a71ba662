"""Overview: how ready, who is not yet convinced, why, what to do, where training goes, what changed."""

import streamlit as st

from dashboards import show
from dashboards.links import page_link
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections import elsewhere, made_of, reports, six_answers
from dashboards.wave import chosen_wave
from pipeline.publish.measurement import grave_alarms
from pipeline.publish.wording import all_staff_sentences, headlines, rows_sentence, rule
from pipeline.publish.words import say

bundle = chosen_wave("overview")
st.title(say("page.overview"))
st.markdown(f"#### {plain(six_answers.finding(bundle))}")

if grave := prepared(grave_alarms, bundle):
    st.warning(say("overview.grave", n=grave))
    page_link("how_sure", say("overview.more_grave"), section="scales")

six_answers.six_answers(bundle)
six_answers.what_to_do_first(bundle)
made_of.scales(bundle)
elsewhere.published_elsewhere(bundle)
made_of.barriers(bundle)

st.subheader(say("overview.all_staff"))
for sentence in prepared(all_staff_sentences, bundle):
    st.markdown(show.led(sentence.text))

st.subheader(say("overview.take"))
reports.reports(bundle)

with st.expander(say("show.how_we_know")):
    st.markdown(plain(rule(bundle.instrument.thresholds)))
    for sentence in prepared(headlines, bundle):
        if sentence.rule == "weighted":
            st.markdown(plain(sentence.text))
    st.markdown(plain(rows_sentence(bundle.manifest.rows)))
    st.markdown(plain(say("overview.not_validated")))
    page_link("how_sure", say("page.how_sure"))
