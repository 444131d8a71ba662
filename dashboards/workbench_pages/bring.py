"""Step 1, files: the export and what stands beside it; what it is, or why it cannot be read."""

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_held import looked
from dashboards.workbench_sections import afresh, dropped, seen
from dashboards.workbench_sections.problems import refusal
from dashboards.workbench_sections.progress import wait_until_it_ends
from dashboards.workbench_sections.reading import reading
from dashboards.workbench_sections.steps import begin, onward
from pipeline.publish.words import say
from pipeline.run.workbench.refusal import Refusal

work = begin("bring")
wait_until_it_ends()
found = looked(work) if "export" in work.files else None
if found is None:
    st.markdown(f"#### {say('workbench.bring.empty')}")
elif isinstance(found, Refusal):
    st.markdown(f"#### {say('workbench.bring.unreadable', file=plain(work.files['export'].name))}")
else:
    told = {"file": plain(found.file), "platform": plain(seen.platform(found)), "count": f"{found.respondents:,}"}
    st.markdown(f"#### {say('workbench.bring.found', **told)}")
left, right = st.columns(2, gap="large")
with left:
    dropped.drop(work, "export")
with right:
    dropped.drop(work, "roster")
if isinstance(found, Refusal):
    refusal(found.headline, found.problems)
    reading(work, open_=True)
elif found is not None:
    seen.lists_refused(found.lists)
    onward("questions")
    seen.facts(found)
    seen.warnings(found)
    seen.questions(found)
    reading(work, open_=False)
with st.expander(say("workbench.bring.more"), expanded=any(kind in work.files for kind in dropped.BESIDE[1:])):
    for kind in dropped.BESIDE[1:]:
        dropped.drop(work, kind)
with st.expander(say("workbench.bring.yaml"), expanded=False):
    for kind in dropped.YAML:
        dropped.drop(work, kind)
        dropped.copy(work, kind)
if work.files:
    afresh.start_afresh(work)
with st.expander(say("workbench.about")):
    st.markdown(say("workbench.bring.kept"))
