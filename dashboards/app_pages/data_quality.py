"""Data quality: what was read, kept and set aside; who answered; what the scales are worth; what can be shown."""

import pandas as pd
import streamlit as st

from dashboards import charts, show
from dashboards.wave import chosen_wave
from pipeline.publish.chart_tables import reliability_table, response_table
from pipeline.publish.wording import STATES, columns_sentence, rows_sentence

bundle = chosen_wave()
manifest = bundle.manifest
rows = manifest.rows
st.title("Data quality")
st.markdown(f"#### {rows_sentence(rows)}")
for note in manifest.notes:
    st.markdown(f"- {note}")
counts = [("Read", rows["read"]), ("Kept", rows["kept"])]
counts += [(f"Set aside: {reason}", n) for reason, n in rows["set_aside"].items()]
counts += [("Scored", rows["scored"]), ("Answered too little to be scored", rows["not_scored"])]
show.table(pd.DataFrame(counts, columns=["what", "rows"]), {"what": "Rows", "rows": show.number("Number")}, "Rows", open_=True)

st.subheader("Response")
response = response_table(bundle)
columns = {"group": "Group", "kind": "Kind", "n": show.number("Answers"), "staff": show.number("Staff")}
show.table(response, {**columns, "response_rate": show.percent("Response")}, "Response by group", open_=True)
few = f"fewer than {bundle.instrument.thresholds.k}"
missing = ", ".join(f"{kind} {few if n is None else n}" for kind, n in manifest.not_stated.items())
st.caption(f"Not stated or not matched: {missing}. They count in every total.")

st.subheader("Reliability")
scales = reliability_table(bundle)
if scales["alpha"].notna().any():
    show.chart(charts.reliability(scales), "alpha", "Cronbach's alpha of each scale with its 95 % interval")
columns = {"scale": "Scale", "items": show.number("Items"), "n": show.number("n"), "alpha": show.number("Alpha", "%.2f")}
columns |= {"alpha_low": show.number("95 % from", "%.2f"), "alpha_high": show.number("to", "%.2f")}
show.table(scales, {**columns, "verdict": "Verdict", "convention": "Missing answers"}, "Table of reliability")

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
        f"File `{source['file']}` ({source['platform']}, {source['encoding']}), instrument `{manifest.instrument['id']}` "
        f"{manifest.instrument['version']}, analyzed {manifest.created_at}."
    )
    st.text(columns_sentence(source))
    st.text("\n".join(f"{name} {version}" for name, version in manifest.versions.items()))
