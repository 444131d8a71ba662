"""What changed since the wave before: how much, how sure, what could have been seen, and whose change it is."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.sections import change
from dashboards.wave import chosen_wave
from pipeline.publish.wording import (
    CHANGE_IS_NO_PROOF,
    NO_WAVE_BEFORE,
    NOTHING_COMPARED,
    WHAT_CHANGED,
    change_headline,
    change_rule,
    comparability_sentences,
)

bundle = chosen_wave("change")
limits = bundle.instrument.thresholds
st.title(WHAT_CHANGED)
ledger = "\n".join(f"- {plain(sentence.text)}" for sentence in comparability_sentences(bundle))
if bundle.findings.change.empty:
    st.info(NOTHING_COMPARED if ledger else NO_WAVE_BEFORE)
    st.markdown(ledger)
else:
    if headline := change_headline(bundle).text:
        st.markdown(f"#### {plain(headline)}")
    change.one_measure(bundle, change.picked_measure(bundle))
    st.subheader("All staff")
    change.all_measures(bundle)
    st.subheader("What is compared")
    st.markdown(ledger)

with st.expander("How we know"):
    st.markdown(f"{plain(change_rule(bundle))} {CHANGE_IS_NO_PROOF}")
    st.markdown(
        "Then and now, and the raw change: those who answered. Change: the group as it would answer again, pulled towards what "
        f"happened to the other groups as far as its own answers are few; the interval holds the truth {limits.interval:.0%} of "
        "the time. For all staff nothing is pulled, and p is that of the partially overlapping samples t."
    )
    st.markdown(
        "Would have been found from: the smallest true change that this group, with its answers, would have had its arrow for in "
        "four of five surveys. A group without an arrow may have changed by less, and that is not seen."
    )
    st.markdown(
        "From who answered: the part of the raw change that comes from other roles and departments having answered than before; "
        "the rest is what the change would be with the staff of this wave's roster in both waves. Without a roster that "
        "cannot be told."
    )
    st.markdown(
        "Those who answered both times are known only where people gave a personal code. Where nobody is linked, the two waves "
        "count as different people: the interval is then too wide, never too narrow."
    )
