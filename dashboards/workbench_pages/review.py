"""Step 5, review: the draft beside the last wave, data quality in full; then it is closed or discarded."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_held import held
from dashboards.workbench_sections import beside, comments, ending, quality
from dashboards.workbench_sections.problems import refusal
from dashboards.workbench_sections.progress import wait_until_it_ends
from dashboards.workbench_sections.steps import begin, onward
from dashboards.workbench_standing import drafts
from pipeline.publish.words import say
from pipeline.run.workbench.compared import compared
from pipeline.run.workbench.quality import data_quality
from pipeline.run.workbench.refusal import Refusal

work = begin("review")
wait_until_it_ends()
waves = drafts(work)
if not waves:
    closed = ending.closed_just_now()
    if closed is None:
        st.markdown(f"#### {say('workbench.review.none')}")
        onward("run" if "export" in work.files else "bring")
        comments.comments_of_closed_waves()
        st.stop()
    st.markdown(f"#### {say('workbench.review.closed', wave=plain(closed.closed.bundle.wave))}")
    st.markdown(say("workbench.review.closed_means", number=closed.closed.closing.number, at=plain(closed.closed.closing.at)))
    ending.as_leadership(closed.closed.bundle.wave)
    onward("bring")
    comments.comments_of_closed_waves()
    st.stop()
wave = waves[0] if len(waves) == 1 else st.selectbox(say("state.wave"), waves, key="review_wave")
found = compared(work, wave)
if isinstance(found, Refusal):
    st.markdown(f"#### {say('workbench.review.damaged', wave=plain(wave))}")
    refusal(found.headline, found.problems)
else:
    first = beside.in_a_sentence(found.with_last) if found.with_last is not None else say("workbench.review.first")
    st.markdown(f"#### {say('workbench.review.stands', wave=plain(wave))} {first}")
    ending.as_leadership(wave)
    scales = {composite.id: composite.label for composite in found.draft.instrument.composites}
    for title, other in (("last", found.with_last), ("version", found.with_earlier_version)):
        if other is not None:
            state = say(f"workbench.review.state_{other.state}")
            st.markdown(f"##### {say(f'workbench.review.beside_{title}', wave=plain(other.wave), state=state)}")
            beside.comparison(other, scales)
    for note in found.draft.manifest.notes:
        st.markdown(f"- {plain(note)}")
st.markdown(f"##### {say('workbench.quality.title')}")
told = data_quality(held(), wave)
if isinstance(told, Refusal):
    refusal(told.headline, told.problems)
else:
    quality.quality(told, {} if isinstance(found, Refusal) else found.draft.instrument.labels())
comments.comments(wave)
st.divider()
ending.close_or_discard(wave)
with st.expander(say("workbench.about")):
    st.markdown(say("workbench.review.how"))
