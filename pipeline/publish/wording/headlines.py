"""The wave in a few sentences, and what to do first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.instrument.model import Cause, Instrument
from pipeline.publish.numbers import people, percent, points, share_range
from pipeline.publish.wording.change import change_headline
from pipeline.publish.wording.groups import RELUCTANCE
from pipeline.publish.wording.labels import LISTEN, NO_CAUSE, cause_labels, group_label, records
from pipeline.publish.wording.sentence import Sentence, row_key, said
from pipeline.tables import ONE_AXIS, group_key

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
        return Sentence(f"{people(n)}; without a roster the response cannot be told.", "release/groups#overall", n, "response")
    return Sentence(
        f"{n:,} of {int(row['staff']):,} staff answered ({percent(row['response_rate'])}).",
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
    span = f"{points(row['low'])} to {points(row['high'])}"
    text = f"{label} is {points(row['mean'])} of 100 ({span}; {people(int(row['n']))})."
    return Sentence(text, f"findings/estimates#overall:{scale}", int(row["n"]), "mean")


def _convinced(bundle: Bundle) -> Sentence:
    row = records(bundle.findings.reluctance[bundle.findings.reluctance["grouping"] == "overall"])[0]
    span = share_range(row["share_low"], row["share_high"])
    text = f"About {percent(row['share'])} of staff are not yet convinced ({span}; {people(int(row['n']))})."
    return said(text, row, RELUCTANCE, "not_convinced")


def _weighted(bundle: Bundle) -> Sentence:
    """The share not yet convinced weighted to the roster; nothing without a roster, or where weights would cost too much."""
    frame = bundle.release.organisation.weighting
    rows = frame[(frame["measure"] == "not_convinced") & (frame["state"] == "ok")]
    if rows.empty:
        return Sentence("")
    row = rows.iloc[0]
    text = (
        f"Weighted to the roster by role and department it is {row['weighted']:.0f} % (of those who answered "
        f"{row['value']:.0f} %; design effect {row['design_effect']:.2f}; {people(int(row['n']))})."
    )
    return Sentence(text, "release/organisation/weighting#not_convinced", int(row["n"]), "weighted")


def flagged(bundle: Bundle, label: str = "priority") -> pd.DataFrame:
    """Roles, departments (with their roll-ups) and sites that carry a label, the surest first."""
    frame = bundle.findings.reluctance
    margins = frame["grouping"].isin(ONE_AXIS)
    return frame[margins & (frame["label"] == label)].sort_values(["probability", "n"], ascending=False, kind="stable")


def _what(bundle: Bundle) -> str:
    return "roles, departments and sites" if bundle.instrument.sites else "roles and departments"


def _flagged(bundle: Bundle) -> Sentence:
    priority, watch = flagged(bundle), flagged(bundle, "watch")
    if priority.empty and watch.empty:
        shown = int(bundle.findings.reluctance["grouping"].isin(ONE_AXIS).sum())
        if not shown:
            return Sentence("No role or department has enough answers to be shown.")
        return Sentence(f"None of the {shown} {_what(bundle)} that can be shown is flagged as not yet convinced.")
    parts = []
    for frame, words in ((priority, "Not yet convinced"), (watch, "Possibly not yet convinced")):
        if len(frame):
            names = [f"{label} ({percent(row['share'])}, n = {int(row['n'])})" for label, row in _named(frame, bundle)]
            parts.append(f"{words}: {', '.join(names)}.")
    return Sentence(" ".join(parts), RELUCTANCE, rule="not_convinced")


def _named(frame: pd.DataFrame, bundle: Bundle) -> list[tuple[str, Mapping[str, Any]]]:
    rows = records(frame)
    return [(group_label(row, bundle.instrument), row) for row in rows]


def first_steps(bundle: Bundle) -> list[Sentence]:
    """What to do first, at most three: the surest groups with their first cause, the largest blocked group, the largest
    firm training need. Each with its n beside it."""
    rows = pd.concat([flagged(bundle), flagged(bundle, "watch"), _blocked(bundle).head(1)])
    steps = [_step(label, row, bundle.instrument) for label, row in _named(rows.head(FEW_STEPS), bundle)]
    training = _training_step(bundle) if len(steps) < FEW_STEPS else None
    return [*steps, training] if training else steps


def _blocked(bundle: Bundle) -> pd.DataFrame:
    """Roles and departments without a flag that equipment, time or workflow hold back, the largest first."""
    frame = bundle.findings.reluctance
    calm = ~frame["label"].isin(["priority", "watch"]) & frame["grouping"].isin(ONE_AXIS)
    return frame[calm & frame["blocked"].astype(bool)].sort_values("n", ascending=False, kind="stable")


def _step(label: str, row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """One group: its first cause, what helps, and who can do it."""
    causes = {cause.id: cause for cause in instrument.causes}
    named = [causes[cause] for cause in str(row["causes"]).split(";") if cause in causes]
    if row["in_person"]:
        named = [cause for cause in instrument.causes if cause.kind == "in_person"][:1] + named
    if row["label"] not in ("priority", "watch"):
        label = f"{label} (no flag, but held back)"
    if not named:
        text = f"{label}: {NO_CAUSE.lower()} {LISTEN}"
    else:
        text = f"{label}: {_because(named)}. {named[0].action} (owner: {named[0].owner})"
    return said(text, row, RELUCTANCE, "cause")


def _because(causes: list[Cause]) -> str:
    first = f"the first cause is {causes[0].label.lower()}"
    return first if len(causes) == 1 else f"{first}, the second {causes[1].label.lower()}"


def _training_step(bundle: Bundle) -> Sentence | None:
    needs = bundle.findings.training_needs
    needs = needs[(needs["grouping"].isin(["role", "role_group", "role_rollup"])) & (needs["status"] == "firm")]
    if needs.empty:
        return None
    seats = needs.assign(size=needs["seats"].astype("float64").fillna(needs["share"]))
    row = records(seats.sort_values(["size", "gap"], ascending=False, kind="stable").head(1))[0]
    topic = bundle.instrument.labels()["topic"][row["topic"]]
    how_many = percent(row["share"]) + " of the staff" if pd.isna(row["seats"]) else f"about {int(row['seats'])} seats"
    text = f"Train first: {topic}, for {group_label(row, bundle.instrument)} ({how_many}).{_waits(bundle, row)}"
    return said(text, row, "findings/training_needs", "training", str(row["topic"]))


def _waits(bundle: Bundle, row: Mapping[str, Any]) -> str:
    """What has to be mended before a course for a group can start; empty where nothing blocks."""
    frame = bundle.findings.reluctance
    own = records(frame[(group_key(frame) == row_key(row)) & frame["blocked"].astype(bool)])
    if not own:
        return ""
    first = cause_labels(str(own[0]["causes"]).split(";")[0], bundle.instrument).lower()
    return f" First mend what blocks there, {first}; a course waits."
