"""How sure: who answered, what was read, what the scales are worth, what can be shown, and what stands behind any number."""

import streamlit as st

from dashboards.choices import choice
from dashboards.plain_text import plain
from dashboards.sections import sure
from dashboards.wave import chosen_wave
from pipeline.publish.wording import columns_sentence
from pipeline.publish.words import say

bundle = chosen_wave("how_sure")
st.title(say("page.how_sure"))
st.markdown(f"#### {plain(sure.finding(bundle))}")

parts = sure.parts(bundle)
shown = choice(say("how_sure.parts"), "section", {name: say(f"how_sure.part_{name}") for name in parts}, look="row")
parts[shown](bundle)

with st.expander(say("show.how_we_know")):
    source = bundle.manifest.input
    st.markdown(
        plain(
            say(
                "how_sure.source",
                file=source["file"],
                platform=source["platform"],
                encoding=source["encoding"],
                instrument=bundle.manifest.instrument["id"],
                version=bundle.manifest.instrument["version"],
                created=bundle.manifest.created_at,
            )
        )
    )
    st.text(columns_sentence(source))
    st.text("\n".join(f"{name} {version}" for name, version in bundle.manifest.versions.items()))
