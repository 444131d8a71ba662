"""Not yet convinced: which groups, how sure that is, why."""

import streamlit as st

from dashboards import charts, show
from dashboards.plain_text import plain
from dashboards.wave import chosen_wave
from pipeline.publish.chart_tables import CELL_KIND, cause_table, heat_map, readiness_willingness, reluctance_table
from pipeline.publish.wording import SILENCE, flagged, headlines, records, reluctance_sentence, rule, tipping_text

bundle = chosen_wave("not_yet_convinced")
limits = bundle.instrument.thresholds
st.title("Not yet convinced")
st.markdown(f"#### {plain(headlines(bundle)[-1].text)}")
for label in ("priority", "watch"):
    for row in records(flagged(bundle, label)):
        st.markdown(f"- {plain(reluctance_sentence(row, bundle.instrument).text)} {plain(tipping_text(row))}")

groups = reluctance_table(bundle)
wanted = {"Roles and departments": ["Role", "Department"], "Roles": ["Role"], "Departments": ["Department"]}
wanted |= {"Roles in departments": [CELL_KIND]}
declared = [kind for kind in dict.fromkeys(groups["kind"]) if [kind] not in wanted.values()]
wanted |= {"Sites" if kind == "Site" else kind: [kind] for kind in declared}
kinds = list(wanted)
kind = st.segmented_control("Show", kinds, default=kinds[0], key="show", bind="query-params") or kinds[0]
picked = groups[groups["kind"].isin(wanted[kind])]
search = st.text_input("Find a role or department", key="find", bind="query-params", placeholder="for example: nurse")
if search:
    picked = picked[picked["group"].str.contains(search, case=False, regex=False)]

if picked.empty:
    st.info("No group that can be shown fits. Groups with too few answers are never listed.")
else:
    show.chart(
        charts.intervals(picked, limits.group_share), "groups", "Expected share not yet convinced per group, with intervals"
    )
    show.table(
        picked,
        {
            "group": "Group",
            "finding": "Finding",
            "n": show.number("n"),
            "staff": show.number("Staff"),
            "share": show.percent("Expected share"),
            "share_low": show.percent(f"{limits.interval:.0%} from"),
            "share_high": show.percent("to"),
            "raw": "Answered so",
            "probability": show.percent(f"Chance above {limits.group_share:.0%}"),
            "tipping_point": show.number("Tipping point", "%+d"),
            "stands": "Stands",
            "causes": "Causes",
            "blocked": "Blocked",
            "in_person": "In person by nature",
        },
        "Table of groups",
        open_=True,
    )

st.subheader("Why, and what helps")
named = picked[picked["causes"] != ""]
if named.empty:
    st.markdown("No cause stands out in these groups.")
else:
    keys = dict(zip(named["group"], named["key"], strict=True))
    group = st.selectbox("Group", list(keys), key="group", bind="query-params")
    causes = cause_table(bundle, keys[group])
    for cause in records(causes):
        proof = f"evidence {cause['grade']}: {cause['evidence']}"
        st.markdown(f"- **{plain(cause['cause'])}**: {plain(cause['action'])} (owner: {plain(cause['owner'])}; {plain(proof)})")
    show.table(
        causes,
        {
            "cause": "Cause",
            "score": show.number("Lowest score here", "%.0f"),
            "score_elsewhere": show.number("Elsewhere", "%.0f"),
            "chosen": show.percent("Named a barrier here"),
            "chosen_elsewhere": show.percent("Named elsewhere"),
        },
        "Figures behind the causes",
    )
    st.caption("Evidence: A trial, B before and after, C survey association, D expert opinion.")

st.subheader("Ready and willing?")
points = readiness_willingness(bundle)
if len(points):
    show.chart(
        charts.readiness_willingness(points, limits.person_willing_from),
        "map",
        "Map of roles and departments by readiness and willingness; size tells the number of answers",
    )
    columns = {"group": "Group", "n": show.number("n"), "finding": "Finding"}
    columns |= {name: show.number(name.capitalize(), "%.0f") for name in ("readiness", "willingness")}
    show.table(points, columns, "Table of the map")

st.subheader("Role by department")
cells = heat_map(bundle)
st.caption('Expected share not yet convinced. "too few": too few answers to show; blank: nobody there.')
description = "Role by department: expected share, too few answers, or nobody there"
show.chart(charts.heat_map(cells, limits.group_share), "heat", description, narrowest=860)
columns = {"role": "Role", "department": "Department", "state_label": "State", "n": show.number("n")}
columns |= {"share": show.percent("Expected share"), "probability": show.percent(f"Chance above {limits.group_share:.0%}")}
columns |= {"finding": "Finding"}
show.table(cells, columns, "Table of role by department")

with st.expander("How we know"):
    st.markdown(plain(rule(limits)))
    st.markdown(
        "Tipping point: by how many points those who did not answer must be more (minus: less) reluctant for the label to "
        f"change. {SILENCE}"
    )
    st.markdown(
        "Blocked: equipment, time or workflow comes first. In person by nature: the work itself has to be done in person; that "
        "is never called reluctance."
    )
