"""Training: for a role, what to train, how sure that is, how many seats; with the lists to download."""

import streamlit as st

from dashboards import charts, show
from dashboards.files import list_address, workbook_address
from dashboards.gate import gate
from dashboards.plain_text import plain
from dashboards.sections.trained import did_it_work
from dashboards.wave import chosen_wave
from pipeline.publish.chart_tables import role_topics
from pipeline.publish.lists import list_roles, target_list
from pipeline.publish.wording import training_sentence

bundle = chosen_wave("training")
st.title("Training")
roles = list_roles(bundle) if len(bundle.findings.training_needs) else []
if not roles:
    st.info("This wave has no training topics that can be shown.")
    st.stop()
labels = bundle.instrument.labels()["role"]
role = st.selectbox("Role", roles, format_func=lambda one: labels.get(one, one), key="role", bind="query-params")
needs = target_list(bundle, role)
st.markdown(f"#### {plain(training_sentence(bundle, role, needs).text)}")
if len(needs) and needs["rollup"].iloc[0]:
    source = plain(needs["rollup"].iloc[0])
    st.info(f"Too few answers of this role alone: the figures are those of {source}; seats are for this role's staff.")

show.chart(charts.topics(role_topics(bundle, role)), "topics", "Training topics of this role by gap, with intervals and seats")
columns = {
    "topic_label": "Topic",
    "status": "Status",
    "certainty": show.number("Certainty", "%.2f"),
    "gap": show.number("Gap", "%.1f"),
}
columns |= {name: show.number(name.replace("_", " ").capitalize()) for name in ("seats_low", "seats", "seats_high")}
columns |= {"n": show.number("n")}
columns |= {"suggested_format": "Suggested format", "preferred_formats": "Staff prefer", "departments": "Most in"}
st.dataframe(needs, column_config=columns, column_order=list(columns), hide_index=True, width="stretch")

base, wave = gate().base_path, bundle.wave
show.file_links(
    ("Download this list (CSV)", list_address(base, wave, role)), ("Download all lists (XLSX)", workbook_address(base, wave))
)
did_it_work(bundle)
with st.expander("How we know"):
    firm = bundle.instrument.thresholds.firm
    st.markdown(
        "Gap: how important staff rate a topic for their job minus how confident they are in it today (1 to 5 each), shrunken "
        "towards what roles and topics have in common. Firm: among the role's three largest gaps with a chance above "
        f"{firm:.0%}; else candidate. Seats: staff expected to rate the topic important (4 or 5) and not to be confident in it "
        "(1 or 2); the low and high figures hold nine times in ten. The lists name groups, never people."
    )
