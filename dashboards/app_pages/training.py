"""Training: for a role, what to train, how sure that is, how many seats; with the lists to download."""

import streamlit as st

from dashboards import show
from dashboards.files import list_address, workbook_address
from dashboards.gate import gate
from dashboards.plain_text import plain
from dashboards.sections import needs
from dashboards.sections.trained import did_it_work
from dashboards.wave import chosen_wave
from pipeline.publish.lists import list_roles, target_list
from pipeline.publish.sessions import FILE as SESSIONS
from pipeline.publish.wording import training_sentence

bundle = chosen_wave("training")
st.title("Training")
roles = list_roles(bundle) if len(bundle.findings.training_needs) else []
if not roles:
    st.info("This wave has no training topics that can be shown.")
    st.stop()
labels = bundle.instrument.labels()["role"]
role = st.selectbox("Role", roles, format_func=lambda one: labels.get(one, one), key="role", bind="query-params")
listed = target_list(bundle, role)
st.markdown(f"#### {plain(training_sentence(bundle, role, listed).text)}")
if len(listed) and (listed["rollup"] != "").all():
    source = plain(listed["rollup"].iloc[0])
    st.info(f"Too few answers of this role alone: the figures are those of {source}; seats are for this role's staff.")

assumed = needs.silent(bundle)
needs.topics(bundle, role, listed, assumed)
base, wave = gate().base_path, bundle.wave
links = [
    ("Download this list (CSV)", list_address(base, wave, role)),
    ("Download all lists (XLSX)", workbook_address(base, wave)),
]
if bundle.release.roster is not None:
    links.append(("Download the sessions (CSV)", list_address(base, wave, SESSIONS.removesuffix(".csv"))))
show.file_links(*links)
needs.departments(bundle, assumed)
did_it_work(bundle)
with st.expander("How we know"):
    firm = bundle.instrument.thresholds.firm
    st.markdown(
        "Gap: how important staff rate a topic for their job minus how confident they are in it today (1 to 5 each), shrunken "
        "towards what roles and topics have in common. Firm: among the role's three largest gaps with a chance above "
        f"{firm:.0%}; else candidate. Seats: staff expected to rate the topic important (4 or 5) and not to be confident in it "
        "(1 or 2); the low and high figures hold nine times in ten. The lists name groups, never people."
    )
    st.markdown(
        "Beside the gap stand two other measures. Borich: mean importance times the mean difference, -4 to 20. Ranked "
        "discrepancy: people more confident than the topic is important, less people less confident, in percent, -100 to 100; "
        "lower is more need. The seats of the lists assume that those who did not answer need a topic as often as those who did."
    )
