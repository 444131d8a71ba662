"""Step 4, run: the wave and how it is analyzed; how far that is; what came of it, or why it was refused."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_held import looked
from dashboards.workbench_running import runs
from dashboards.workbench_sections import progress, start
from dashboards.workbench_sections.problems import refusal
from dashboards.workbench_sections.steps import begin, needs_export, onward
from dashboards.workbench_standing import standings
from pipeline.publish.words import say
from pipeline.run.workbench.refusal import Refusal

work = begin("run")
needs_export(work)
if progress.at_work():
    st.markdown(f"#### {say('workbench.run.running')}")
    progress.progress()
    st.stop()
found = looked(work)
seen = runs().seen()
ran = seen.result if seen is not None else None
ready = standings(work)["run"].state != "later"
if seen is not None and seen.broken:
    st.markdown(f"#### {say('workbench.run.broken')}")
    st.error(say("workbench.run.broken_where", where=plain(seen.broken)))
elif ran is not None and ran.refusal is not None:
    st.markdown(f"#### {say('workbench.run.refused')}")
    refusal(ran.refusal.headline, ran.refusal.problems)
elif ran is not None and ran.bundle is not None:
    st.markdown(f"#### {say('workbench.run.done', wave=plain(ran.bundle.wave))}")
    onward("review")
else:
    st.markdown(f"#### {say('workbench.run.ready' if ready else 'workbench.run.not_ready')}")
if ran is not None and ran.told:
    st.markdown("\n".join(f"- {plain(line)}" for line in ran.told))
if isinstance(found, Refusal):
    onward("bring")
elif ready:
    start.start(work, found)
else:
    onward("questions")
with st.expander(say("workbench.about")):
    st.markdown(say("workbench.run.how"))
