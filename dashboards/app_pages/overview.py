"""Overview: how ready, how willing, who is not yet convinced, what to do first."""

import streamlit as st

from dashboards import charts, show
from dashboards.plain_text import plain
from dashboards.sections import reports
from dashboards.wave import chosen_wave
from pipeline.publish.chart_tables import barrier_table, scale_bars
from pipeline.publish.measurement import grave_alarms
from pipeline.publish.numbers import points
from pipeline.publish.wording import (
    GOES_TOGETHER,
    all_staff_sentences,
    driver_sentences,
    first_steps,
    headlines,
    rows_sentence,
    rule,
)

bundle = chosen_wave("overview")
sentences = headlines(bundle)
interval = bundle.instrument.thresholds.interval
st.title("Overview")
st.markdown(f"#### {plain(sentences[-1].text)}")

if grave := grave_alarms(bundle):
    st.warning(
        f"{'One thing' if grave == 1 else f'{grave} things'} in the questionnaire or its answers must be settled before these "
        "figures are used: see How sure."
    )

overall = bundle.findings.estimates[bundle.findings.estimates["grouping"] == "overall"].set_index("scale")
groups = bundle.release.groups.set_index("grouping").loc["overall"]
tiles = st.columns(3)
with tiles[0]:
    rate = "–" if groups["response_rate"] != groups["response_rate"] else f"{groups['response_rate']:.0%}"
    st.metric("Response", rate, help=plain(sentences[0].text), border=True)
    st.caption(plain(sentences[0].text))
for tile, part in zip(tiles[1:], bundle.instrument.composites, strict=True):
    with tile:
        row = overall.loc[part.id]
        st.metric(plain(f"{part.label} (0-100)"), points(row["mean"]), help=plain(part.meaning) or None, border=True)
        st.caption(f"{interval:.0%} interval {points(row['low'])} to {points(row['high'])}, n = {int(row['n'])}")
st.markdown(plain(" ".join(sentence.text for sentence in sentences[3:-1])))
for sentence in all_staff_sentences(bundle):
    st.markdown(show.led(sentence.text))

if steps := first_steps(bundle):
    st.subheader("What to do first")
    for number, step in enumerate(steps, start=1):
        people = f" (n = {step.n})" if step.n else ""
        st.markdown(f"{number}. {plain(step.text + people)}")

st.subheader("What readiness and willingness are made of")
bars = scale_bars(bundle)
show.chart(charts.scale_bars(bars), "scales", "Favourable, neutral and unfavourable shares of all staff for each scale")
show.table(
    bars,
    {
        "scale": "Scale",
        "n": show.number("n"),
        "mean": show.number("Mean of current staff", "%.0f"),
        "low": show.number(f"{interval:.0%} from", "%.0f"),
        "high": show.number("to", "%.0f"),
        "favourable": show.percent("Favourable"),
        "neutral": show.percent("Neutral"),
        "unfavourable": show.percent("Unfavourable"),
    },
    "Table of scales",
)

if together := driver_sentences(bundle):
    st.markdown("\n".join(f"- {plain(sentence.text)}" for sentence in together))
    st.caption(GOES_TOGETHER)

barriers = barrier_table(bundle).head(8)
if len(barriers):
    st.subheader("What holds staff back")
    show.chart(charts.shares(barriers, "barrier"), "barriers", "The barriers that staff name most, with intervals")
    show.table(
        barriers,
        {
            "barrier": "Barrier",
            "n": show.number("n"),
            "share": show.percent("Expected share"),
            "share_low": show.percent(f"{interval:.0%} from"),
            "share_high": show.percent("to"),
        },
        "Table of barriers",
    )

st.subheader("Take it with you")
reports.reports(bundle)

with st.expander("How we know"):
    st.markdown(plain(rule(bundle.instrument.thresholds)))
    st.markdown(plain(rows_sentence(bundle.manifest.rows)))
    st.markdown("The questionnaire is not validated; cut-offs are conventions.")
