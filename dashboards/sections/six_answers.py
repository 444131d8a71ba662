"""The six questions of the overview, each with its answer, how sure it is, and the page that tells more."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from dashboards import show
from dashboards.links import page_link
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from dashboards.states import only_all_staff
from pipeline.publish.bundle import Bundle
from pipeline.publish.numbers import percent, points, share_range, short_chance
from pipeline.publish.wording import (
    cause_labels,
    change_headline,
    first_steps,
    flagged,
    group_label,
    headlines,
    next_sentence,
    records,
    where_sentence,
    why_sentence,
)
from pipeline.publish.words import say

_NAMED: Final = 3
"""So many flagged groups are named; the page about them has all."""


def finding(bundle: Bundle) -> str:
    """The wave in one sentence: which groups are not yet convinced; where they are many, the surest and how many more."""
    surest = records(prepared(flagged, bundle))
    if only_all_staff(bundle):
        of_all = next(sentence.text for sentence in prepared(headlines, bundle) if sentence.rule == "not_convinced")
        return f"{of_all} {prepared(headlines, bundle)[-1].text}"
    if len(surest) + len(prepared(flagged, bundle, "watch")) <= _NAMED:
        return prepared(headlines, bundle)[-1].text
    named = [_named(row, bundle) for row in surest[:_NAMED]]
    if not named:
        return say("overview.many_possible", n=len(prepared(flagged, bundle, "watch")))
    more = len(surest) - len(named)
    groups = say("overview.and_more", groups=", ".join(named), n=more) if more else ", ".join(named)
    return say("overview.many", groups=groups)


def six_answers(bundle: Bundle) -> None:
    """Ready, not yet convinced, why, what to do, training, change: in this order, as tiles."""
    for first, second in ((_ready, _not_convinced), (_why, _steps), (_training, _changed)):
        left, right = st.columns(2)
        with left, st.container(border=True, height="stretch"):
            first(bundle)
        with right, st.container(border=True, height="stretch"):
            second(bundle)


def _ready(bundle: Bundle) -> None:
    overall = bundle.findings.estimates[bundle.findings.estimates["grouping"] == "overall"].set_index("scale")
    parts = [part for part in (bundle.instrument.readiness, bundle.instrument.willingness) if part.id in overall.index]
    _question("ready")
    figures = say("overview.and").join(f"{part.label} {points(overall.loc[part.id, 'mean'])}" for part in parts)
    _lead(say("overview.of_100", figures=figures))
    spans = (overall.loc[part.id] for part in parts)
    said = say("overview.and").join(say("overview.span", low=points(row["low"]), high=points(row["high"])) for row in spans)
    share = percent(bundle.instrument.thresholds.interval)
    st.markdown(plain(say("overview.how_sure_ready", spans=said, share=share, response=prepared(headlines, bundle)[0].text)))
    page_link("how_sure", say("overview.more_ready"))


def _not_convinced(bundle: Bundle) -> None:
    overall = records(bundle.findings.reluctance[bundle.findings.reluctance["grouping"] == "overall"])[0]
    rows, possible = records(prepared(flagged, bundle)), records(prepared(flagged, bundle, "watch"))
    _question("who")
    _lead(say("overview.of_staff", share=percent(overall["share"])))
    span = share_range(overall["share_low"], overall["share_high"])
    st.markdown(plain(say("overview.of_staff_sure", span=span, n=f"{int(overall['n']):,}")))
    if rows or possible:
        lines = [_flagged_line(row, bundle) for row in [*rows, *possible][:_NAMED]]
        more = len(rows) + len(possible) - len(lines)
        st.markdown("\n".join([*lines, *([f"- {say('overview.more_groups', n=more)}"] if more else [])]))
    else:
        st.markdown(plain(prepared(headlines, bundle)[-1].text))
    page_link("not_yet_convinced", say("overview.more_who"))


def _flagged_line(row: dict[str, Any], bundle: Bundle) -> str:
    """A flagged group with its share, how sure that is, and its n."""
    text = say(
        f"overview.flagged_{row['label']}",
        share=percent(row["share"]),
        span=share_range(row["share_low"], row["share_high"]),
        cut=percent(bundle.instrument.thresholds.group_share),
        chance=short_chance(row["probability"]),
        n=f"{int(row['n']):,}",
    )
    return f"- **{plain(group_label(row, bundle.instrument))}**: {plain(text)}"


def _why(bundle: Bundle) -> None:
    _question("why")
    causes = [
        str(row["causes"]).split(";")[0]
        for row in [*records(prepared(flagged, bundle)), *records(prepared(flagged, bundle, "watch"))]
    ]
    if firsts := [cause_labels(cause, bundle.instrument) for cause in dict.fromkeys(causes) if cause][:_NAMED]:
        _lead(", ".join(firsts))
    st.markdown(plain(prepared(why_sentence, bundle).text))
    frame = bundle.findings.barriers
    rows = records(frame[frame["grouping"] == "overall"].sort_values("share", ascending=False, kind="stable").head(1))
    if rows and len(prepared(flagged, bundle)) + len(prepared(flagged, bundle, "watch")):
        row = rows[0]
        label = bundle.instrument.labels()["barrier"][row["option"]]
        span = share_range(row["share_low"], row["share_high"])
        text = say("overview.most_named", barrier=label, share=percent(row["share"]), span=span, n=f"{int(row['n']):,}")
        st.markdown(plain(text))
    page_link("why", say("overview.more_why"))


def _steps(bundle: Bundle) -> None:
    _question("do")
    st.markdown(plain(prepared(next_sentence, bundle).text))
    if steps := prepared(first_steps, bundle):
        st.markdown("\n".join(f"{at}. {_in_short(step.text)}" for at, step in enumerate(steps, start=1)))
    page_link("why", say("overview.more_helps"))
    page_link("actions", say("overview.more_do"))


def _in_short(step: str) -> str:
    """A step up to the end of its first sentence: for whom, and why that first; the whole stands below."""
    subject, colon, rest = step.partition(": ")
    return show.led(f"{subject}{colon}{rest.partition('. ')[0].rstrip('.')}.")


def _training(bundle: Bundle) -> None:
    _question("training")
    st.markdown(plain(prepared(where_sentence, bundle).text))
    needs = bundle.findings.training_needs
    if firm := int(((needs["status"] == "firm") & needs["grouping"].str.startswith("role")).sum()):
        st.markdown(plain(say("overview.firm", n=firm)))
    page_link("training", say("overview.more_training"))
    page_link("seat_planner", say("overview.more_seats"))


def _changed(bundle: Bundle) -> None:
    _question("changed")
    st.markdown(plain(prepared(change_headline, bundle).text or say("overview.first_wave")))
    page_link("change", say("overview.more_changed"))


def _question(name: str) -> None:
    st.markdown(f"##### {say(f'overview.question_{name}')}")


def _lead(text: str) -> None:
    """The figure that is read first."""
    st.html(f'<p style="font-size:1.5rem;line-height:1.25;font-weight:600;margin:0">{escape(text)}</p>')


def _named(row: dict[str, Any], bundle: Bundle) -> str:
    return say("overview.named", group=group_label(row, bundle.instrument), share=percent(row["share"]), n=int(row["n"]))


def what_to_do_first(bundle: Bundle) -> None:
    """The first steps in full, each with its owner and the people behind it; nothing where there is none."""
    steps = prepared(first_steps, bundle)
    if not steps:
        return
    st.subheader(say("overview.do_first"))
    for number, step in enumerate(steps, start=1):
        people = say("overview.people", n=f"{step.n:,}") if step.n else ""
        st.markdown(f"{number}. {plain(f'{step.text} {people}'.strip())}")
