"""What changed since the wave before: how much, how sure, what could have been seen, and whose change it is."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.sections import change, no_wave_before
from dashboards.wave import chosen_wave
from pipeline.publish.numbers import percent
from pipeline.publish.wording import CHANGE_IS_NO_PROOF, change_headline, change_rule, comparability_sentences
from pipeline.publish.words import say

bundle = chosen_wave("change")
st.title(say("page.change"))
ledger = "\n".join(f"- {plain(sentence.text)}" for sentence in prepared(comparability_sentences, bundle))
if bundle.findings.change.empty:
    no_wave_before.nothing(ledger)
else:
    st.markdown(f"#### {plain(prepared(change_headline, bundle).text or say('change.no_headline'))}")
    change.one_measure(bundle, *change.pickers(bundle))
    st.subheader(say("change.all_staff"))
    change.all_measures(bundle)
    st.subheader(say("change.compared"))
    st.markdown(ledger)

with st.expander(say("show.how_we_know")):
    st.markdown(f"{plain(prepared(change_rule, bundle))} {CHANGE_IS_NO_PROOF}")
    st.markdown(say("change.how_pulled", interval=percent(bundle.instrument.thresholds.interval)))
    for part in ("how_found", "how_mix", "how_linked"):
        st.markdown(say(f"change.{part}"))
