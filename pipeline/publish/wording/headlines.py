"""The wave in a few sentences, and what to do first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.instrument.model import Cause, Instrument
from pipeline.publish.numbers import people, percent, points, share_range
from pipeline.publish.wording.change import change_headline
from pipeline.publish.wording.groups import RELUCTANCE
from pipeline.publish.wording.labels import LABELS, LISTEN, NO_CAUSE, cause_labels, group_label, records
from pipeline.publish.wording.sentence import Sentence, row_key, said
from pipeline.publish.words import say
from pipeline.tables import ONE_AXIS, Row, by_group

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

FEW_STEPS: Final = 3


def headlines(bundle: Bundle) -> list[Sentence]:
    """The wave in a few sentences: response, readiness, willingness, how many are not yet convinced, what changed, and where."""
    found = [_response(bundle)]
    found += [_composite(bundle, part.id) for part in reversed(bundle.instrument.composites)][::-1]
    found.append(_convinced(bundle))
    found.append(_weighted(bundle))
    found.append(change_headline(bundle))
    found.append(_flagged(bundle))
    return [sentence for sentence in found if sentence.text]


def _overall(frame: pd.DataFrame) -> pd.Series:
    return frame[frame["grouping"] == "overall"].iloc[0]


def _response(bundle: Bundle) -> Sentence:
    row = _overall(bundle.release.groups)
    n = int(row["n"])
    if pd.isna(row["staff"]):
        return Sentence(say("sentence.no_response_rate", answers=people(n)), "release/groups#overall", n, "response")
    return Sentence(
        say("sentence.response", people=n, staff=int(row["staff"]), rate=percent(row["response_rate"])),
        "release/groups#overall",
        n,
        "response",
    )


def _composite(bundle: Bundle, scale: str) -> Sentence:
    estimates = bundle.findings.estimates
    rows = estimates[(estimates["grouping"] == "overall") & (estimates["scale"] == scale)]
    if rows.empty:
        return Sentence("")
    row = rows.iloc[0]
    label = bundle.instrument.labels()["scale"][scale]
    text = say(
        "sentence.composite",
        scale=label,
        mean=points(row["mean"]),
        low=points(row["low"]),
        high=points(row["high"]),
        answers=people(int(row["n"])),
    )
    return Sentence(text, f"findings/estimates#overall:{scale}", int(row["n"]), "mean")


def _convinced(bundle: Bundle) -> Sentence:
    row = records(bundle.findings.reluctance[bundle.findings.reluctance["grouping"] == "overall"])[0]
    span = share_range(row["share_low"], row["share_high"])
    text = say("sentence.convinced", share=percent(row["share"]), span=span, answers=people(int(row["n"])))
    return said(text, row, RELUCTANCE, "not_convinced")


def _weighted(bundle: Bundle) -> Sentence:
    """The share not yet convinced weighted to the roster; nothing without a roster, or where weights would cost too much."""
    frame = bundle.release.organisation.weighting
    rows = frame[(frame["measure"] == "not_convinced") & (frame["state"] == "ok")]
    if rows.empty:
        return Sentence("")
    row = rows.iloc[0]
    text = say(
        "sentence.weighted_share",
        weighted=f"{row['weighted']:.0f}",
        value=f"{row['value']:.0f}",
        effect=f"{row['design_effect']:.2f}",
        answers=people(int(row["n"])),
    )
    return Sentence(text, "release/organisation/weighting#not_convinced", int(row["n"]), "weighted")


def flagged(bundle: Bundle, label: str = "priority") -> pd.DataFrame:
    """Roles, departments (with their roll-ups) and sites that carry a label, the surest first."""
    frame = bundle.findings.reluctance
    margins = frame["grouping"].isin(ONE_AXIS)
    return frame[margins & (frame["label"] == label)].sort_values(["probability", "n"], ascending=False, kind="stable")


def flags(bundle: Bundle) -> list[Row]:
    """Rows of all flagged groups: those that are not yet convinced, then those that possibly are not, the surest first."""
    rows = [row for row in records(bundle.findings.reluctance) if row["grouping"] in ONE_AXIS]
    return [
        row
        for label in ("priority", "watch")
        for row in sorted(
            (row for row in rows if row["label"] == label), key=lambda row: (row["probability"], row["n"]), reverse=True
        )
    ]


def _what(bundle: Bundle) -> str:
    return say("sentence.roles_departments_sites" if bundle.instrument.sites else "sentence.roles_departments")


def _flagged(bundle: Bundle) -> Sentence:
    found = flags(bundle)
    if not found:
        shown = int(bundle.findings.reluctance["grouping"].isin(ONE_AXIS).sum())
        if not shown:
            return Sentence(say("sentence.no_group_shown"))
        return Sentence(say("sentence.none_flagged", shown=shown, what=_what(bundle)))
    parts = []
    for flag in ("priority", "watch"):
        names = [
            say(
                "sentence.named_group",
                group=group_label(row, bundle.instrument),
                share=percent(row["share"]),
                people=int(row["n"]),
            )
            for row in found
            if row["label"] == flag
        ]
        if names:
            parts.append(say("sentence.named", label=LABELS[flag], groups=", ".join(names)))
    return Sentence(" ".join(parts), RELUCTANCE, rule="not_convinced")


def first_steps(bundle: Bundle) -> list[Sentence]:
    """What to do first, at most three: the surest groups with their first cause, the largest blocked group, the largest
    firm training need. Each with its n beside it."""
    rows = [*flags(bundle), *_blocked(bundle)[:1]][:FEW_STEPS]
    steps = [_step(group_label(row, bundle.instrument), row, bundle.instrument) for row in rows]
    training = _training_step(bundle) if len(steps) < FEW_STEPS else None
    return [*steps, training] if training else steps


def _blocked(bundle: Bundle) -> list[Row]:
    """Roles and departments without a flag that equipment, time or workflow hold back, the largest first."""
    rows = [row for row in records(bundle.findings.reluctance) if row["grouping"] in ONE_AXIS and row["blocked"]]
    return sorted((row for row in rows if row["label"] not in ("priority", "watch")), key=lambda row: row["n"], reverse=True)


def _step(label: str, row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """One group: its first cause, what helps, and who can do it."""
    causes = {cause.id: cause for cause in instrument.causes}
    named = [causes[cause] for cause in str(row["causes"]).split(";") if cause in causes]
    if row["in_person"]:
        named = [cause for cause in instrument.causes if cause.kind == "in_person"][:1] + named
    if row["label"] not in ("priority", "watch"):
        label = say("sentence.held_back", group=label)
    if not named:
        text = say("sentence.step_listen", group=label, no_cause=NO_CAUSE.lower(), listen=LISTEN)
    else:
        step = {"because": _because(named), "action": named[0].action, "owner": named[0].owner}
        text = say("sentence.step", group=label, **step)
    return said(text, row, RELUCTANCE, "cause")


def _because(causes: list[Cause]) -> str:
    first, second = causes[0].label.lower(), causes[1].label.lower() if len(causes) > 1 else ""
    return say("sentence.first_and_second_cause" if second else "sentence.first_cause_is", first=first, second=second)


def _training_step(bundle: Bundle) -> Sentence | None:
    needs = bundle.findings.training_needs
    needs = needs[(needs["grouping"].isin(["role", "role_group", "role_rollup"])) & (needs["status"] == "firm")]
    if needs.empty:
        return None
    seats = needs.assign(size=needs["seats"].astype("float64").fillna(needs["share"]))
    row = records(seats.sort_values(["size", "gap"], ascending=False, kind="stable").head(1))[0]
    topic = bundle.instrument.labels()["topic"][row["topic"]]
    if pd.isna(row["seats"]):
        how_many = say("sentence.share_of_staff", share=percent(row["share"]))
    else:
        how_many = say("sentence.about_seats", seats=int(row["seats"]))
    whom = group_label(row, bundle.instrument)
    text = say("sentence.train_group_first", topic=topic, group=whom, how_many=how_many) + _waits(bundle, row)
    return said(text, row, "findings/training_needs", "training", str(row["topic"]))


def _waits(bundle: Bundle, row: Mapping[str, Any]) -> str:
    """What has to be mended before a course for a group can start; empty where nothing blocks."""
    own = [one for one in by_group(bundle.findings.reluctance).get(row_key(row), ()) if one["blocked"]]
    if not own:
        return ""
    first = cause_labels(str(own[0]["causes"]).split(";")[0], bundle.instrument).lower()
    return " " + say("sentence.mend_what_blocks", cause=first)
