"""How sure: what was read, kept and set aside; who answered; what the scales are worth; what can be shown."""

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.plain_text import plain
from dashboards.sections.changed import what_changed
from dashboards.wave import chosen_wave
from pipeline.publish.chart_tables import response_table
from pipeline.publish.measurement import (
    agreement_table,
    alarm_sentences,
    careless_table,
    item_table,
    label_change_table,
    reliability_table,
    role_reliability_table,
    variant_table,
    weighting_sentences,
    what_if_sentence,
)
from pipeline.publish.wording import STATES, columns_sentence, rows_sentence

bundle = chosen_wave("how_sure")
manifest = bundle.manifest
rows = manifest.rows
st.title("How sure")
st.markdown(f"#### {plain(rows_sentence(rows))}")
for note in manifest.notes:
    st.markdown(f"- {plain(note)}")
counts = [("Read", rows["read"]), ("Kept", rows["kept"])]
counts += [(f"Set aside: {reason}", n) for reason, n in rows["set_aside"].items()]
counts += [("Scored", rows["scored"]), ("Answered too little to be scored", rows["not_scored"])]
show.table(pd.DataFrame(counts, columns=["what", "rows"]), {"what": "Rows", "rows": show.number("Number")}, "Rows", open_=True)

what_changed(bundle)

st.subheader("Response")
response = response_table(bundle)
columns = {"group": "Group", "kind": "Kind", "n": show.number("Answers"), "staff": show.number("Staff")}
show.table(response, {**columns, "response_rate": show.percent("Response")}, "Response by group", open_=True)
few = f"fewer than {bundle.instrument.thresholds.k}"
missing = ", ".join(f"{kind} {few if n is None else n}" for kind, n in manifest.not_stated.items())
st.caption(f"Not stated or not matched: {plain(missing)}. They count in every total.")

for sentence in [*weighting_sentences(bundle), what_if_sentence(bundle)]:
    st.markdown(plain(sentence))

st.subheader("To look at first")
alarms = alarm_sentences(bundle)
if alarms:
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in alarms))
else:
    st.markdown("No alarm: no item runs against its scale, no scale is weak, no role skips an item.")

st.subheader("Careless answers")
st.markdown(
    "Set aside: answers given too fast to have been read, or with two other signs. No other single sign excludes anybody."
)
show.table(careless_table(bundle), {"sign": "Sign", "found": "Found in"}, "Signs of careless answers", open_=True)

st.subheader("Reliability")
scales = reliability_table(bundle)
if scales["alpha"].notna().any():
    show.chart(charts.reliability(scales), "alpha", "Cronbach's alpha of each scale with its 95 % interval")
columns = {"scale": "Scale", "items": show.number("Items"), "n": show.number("n"), "alpha": show.number("Alpha", "%.2f")}
columns |= {"alpha_low": show.number("95 % from", "%.2f"), "alpha_high": show.number("to", "%.2f")}
columns |= {"omega": show.number("Omega", "%.2f"), "spearman_brown": show.number("Spearman-Brown", "%.2f")}
if scales["ordinal_alpha"].notna().any():
    columns |= {"ordinal_alpha": show.number("Ordinal alpha", "%.2f")}
columns |= {"verdict": "Verdict", "convention": "Missing answers"}
show.table(scales, {**columns, "prorated": "Scores with an item left out"}, "Table of reliability")
of_roles = role_reliability_table(bundle)
if len(of_roles):
    show.table(of_roles, {"role": "Role", **columns}, "Reliability in roles with 50 answers")
items = {"scale": "Scale", "item": "Item", "n": show.number("n"), "item_rest": show.number("With the rest", "%.2f")}
items |= {"item_rest_high": show.number("at most", "%.2f"), "alpha_if_dropped": show.number("Alpha without it", "%.2f")}
show.table(item_table(bundle), items, "Every item against the rest of its scale")
agreeing = {"kind": "Groups", "scale": "Scale", "shown": show.number("Shown")}
agreeing |= {"between_sd": show.number("Points apart beyond chance (SD)", "%.1f"), "icc1": show.number("ICC(1)", "%.2f")}
agreeing |= {"icc2": show.number("ICC(2)", "%.2f"), "median_rwg": show.number("Median r_wg(j)", "%.2f")}
agreeing |= {"share_agreeing": show.percent("Groups at .70 or more")}
show.table(agreement_table(bundle), agreeing, "Do groups differ, and do their people agree?")

st.subheader("Other decisions, other figures?")
variants = variant_table(bundle)
headings = {"decision": "Decision", "labels": "Groups with another label"}
other = {name: headings.get(name, name) for name in variants.columns}
show.table(variants, other, "Figures under other decisions", open_=True)
k = bundle.instrument.thresholds.k
st.caption(
    f"In whole points, and told only where nobody or at least {k} people count one way and not the other; groups likewise."
)
changing = label_change_table(bundle)
if len(changing):
    show.table(changing, {"group": "Group", "variant": "Its label changes with"}, "Groups whose label would change")

st.subheader("What can be shown")
states = bundle.release.cells["state"].map(STATES).value_counts().rename_axis("state").reset_index(name="cells")
k = bundle.instrument.thresholds.k
st.markdown(
    f"{len(bundle.release.groups)} groups can be shown. A group needs at least {k} answers, and is also left out where it would "
    "let somebody calculate a smaller one."
)
show.table(states, {"state": "Role by department", "cells": show.number("Cells")}, "Cells", open_=True)

with st.expander("Where this comes from"):
    source = manifest.input
    st.markdown(
        plain(
            f"File {source['file']} ({source['platform']}, {source['encoding']}), instrument {manifest.instrument['id']} "
            f"{manifest.instrument['version']}, analyzed {manifest.created_at}."
        )
    )
    st.text(columns_sentence(source))
    st.text("\n".join(f"{name} {version}" for name, version in manifest.versions.items()))
