"""Every sentence and word that people read, made in one place; screen, report, workbook and summary say the same.

Each sentence names its n, and the row of the findings it comes from. Numbers are written as in ``numbers``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.instrument.model import Cause, Instrument, Thresholds
from pipeline.publish.numbers import chance, odds, people, percent, points, share_range
from pipeline.tables import ONE_AXIS, group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

LABELS: Final = {
    "priority": "Not yet convinced",
    "watch": "Possibly not yet convinced",
    "unknown": "Not enough answers to say",
    "none": "No sign of reluctance",
}
QUADRANTS: Final = {
    "ready_willing": "Ready and willing",
    "willing_not_ready": "Willing, not yet ready",
    "ready_not_willing": "Ready, not yet willing",
    "neither": "Neither ready nor willing yet",
    "undecided": "In between",
}
STATES: Final = {"published": "Shown", "too_few": "Too few answers", "none_on_roster": "Nobody there"}
STATUS: Final = {"firm": "Firm", "candidate": "Candidate"}
BLOCKED: Final = "blocked"
IN_PERSON: Final = "in person by nature"
SILENCE: Final = (
    "No calculation can repair the silence of those who did not answer; the tipping point says how much it could matter."
)
DRAFT: Final = "Draft: this wave can still change."
FEW_STEPS: Final = 3


def rule(limits: Thresholds) -> str:
    """When a group is called not yet convinced (METHODS B.8)."""
    return (
        "We call a group not yet convinced only when, taking its size and response into account, there is at least a "
        f"{odds(limits.priority)} chance that more than {percent(limits.group_share)} of its staff are."
    )


RULE: Final = rule(Thresholds())
"""The rule with the shipped limits."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the evidence it stands on: key of the finding's row, and the people behind it."""

    text: str
    finding: str = ""
    n: int | None = None

    def __str__(self) -> str:
        return self.text


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries by column name."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def group_label(row: Mapping[str, Any], instrument: Instrument) -> str:
    """A group as people call it."""
    labels = instrument.labels()

    def of(kind: str, column: str) -> str:
        return labels[kind].get(str(row[column]), str(row[column]))

    grouping = row["grouping"]
    if grouping == "overall":
        return "All staff"
    if grouping in ("role_rollup", "department_rollup"):
        return _others(str(row["rollup"]), grouping.removesuffix("_rollup"), labels)
    rolled_up = next((kind for kind in ("role_group", "department_group", "site") if kind in grouping), "")
    parts = [of(kind, kind) for kind in ("role", "department") if isinstance(row[kind], str)]
    if rolled_up:
        parts.insert(0 if rolled_up == "role_group" else len(parts), of(rolled_up, "rollup"))
    return " in ".join(parts)


def _others(rollup: str, axis: str, labels: Mapping[str, Mapping[str, str]]) -> str:
    """A roll-up of small roles or departments: of one declared group, or of all that were left."""
    group = labels[f"{axis}_group"].get(rollup.removeprefix("other_"))
    if group is None:
        return f"Other {axis}s together"
    return f"Other {group if group[:2].isupper() else group[0].lower() + group[1:]}"


def group_labels(frame: pd.DataFrame, instrument: Instrument) -> pd.Series:
    """Label of the group of every row."""
    return pd.Series([group_label(row, instrument) for row in records(frame)], index=frame.index, dtype="str")


def member_labels(members: object, instrument: Instrument) -> str:
    """What a roll-up stands for: labels of its roles or departments; empty for any other group."""
    if not isinstance(members, str):
        return ""
    labels = instrument.labels()
    return ", ".join(labels["role"].get(member, labels["department"].get(member, member)) for member in members.split(";"))


def cause_labels(causes: str, instrument: Instrument) -> str:
    """``Workflow, Time`` for ``workflow;time``."""
    labels = instrument.labels()["cause"]
    return ", ".join(labels.get(cause, cause) for cause in causes.split(";") if cause)


def tipping_text(row: Mapping[str, Any]) -> str:
    """What the silent would have to be like for the label to change."""
    tip = row["tipping_point"]
    if pd.isna(tip):
        return "No answer of the silent would change this." if pd.notna(row["staff"]) else ""
    if tip < 0:
        return f"It would no longer stand if those who did not answer were {-tip:.0f} points less reluctant than expected."
    return f"It would change if those who did not answer were {tip:.0f} points more reluctant than expected."


def reluctance_sentence(row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """One sentence about one group: who, how many, how sure, n."""
    name = group_label(row, instrument)
    staff = f" of {int(row['staff']):,} staff" if pd.notna(row["staff"]) else ""
    estimate = f"about {percent(row['share'])} ({share_range(row['share_low'], row['share_high'])})"
    answered = f"{people(int(row['n']))}{staff}"
    text = (
        f"{name}: {LABELS[row['label']].lower()}. We expect {estimate} not yet convinced; "
        f"the chance that it is more than {percent(instrument.thresholds.group_share)} is "
        f"{chance(row['probability'])} ({answered})."
    )
    return Sentence(" ".join([text, *_beside(row, instrument)]), _key(row), int(row["n"]))


def _beside(row: Mapping[str, Any], instrument: Instrument) -> list[str]:
    """What stands beside the label and never overwrites it."""
    found = []
    if row["blocked"]:
        first = cause_labels(str(row["causes"]).split(";")[0], instrument).lower()
        found.append(f"Something else must be mended before any course: {first}.")
    if row["in_person"]:
        found.append("The barrier named most is that the work has to be done in person: not a matter of attitude.")
    return found


def headlines(bundle: Bundle) -> list[Sentence]:
    """The wave in a few sentences: response, readiness, willingness, how many are not yet convinced, and where."""
    found = [_response(bundle)]
    found += [_composite(bundle, part.id) for part in reversed(bundle.instrument.composites)][::-1]
    found.append(_convinced(bundle))
    found.append(_weighted(bundle))
    found.append(_flagged(bundle))
    return [sentence for sentence in found if sentence.text]


def _overall(frame: pd.DataFrame) -> pd.Series:
    return frame[frame["grouping"] == "overall"].iloc[0]


def _response(bundle: Bundle) -> Sentence:
    row = _overall(bundle.release.groups)
    n = int(row["n"])
    if pd.isna(row["staff"]):
        return Sentence(f"{people(n)}; without a roster the response cannot be told.", "overall", n)
    return Sentence(f"{n:,} of {int(row['staff']):,} staff answered ({percent(row['response_rate'])}).", "overall", n)


def _composite(bundle: Bundle, scale: str) -> Sentence:
    estimates = bundle.findings.estimates
    rows = estimates[(estimates["grouping"] == "overall") & (estimates["scale"] == scale)]
    if rows.empty:
        return Sentence("")
    row = rows.iloc[0]
    label = bundle.instrument.labels()["scale"][scale]
    span = f"{points(row['low'])} to {points(row['high'])}"
    text = f"{label} is {points(row['mean'])} of 100 ({span}; {people(int(row['n']))})."
    return Sentence(text, f"overall:{scale}", int(row["n"]))


def _convinced(bundle: Bundle) -> Sentence:
    row = _overall(bundle.findings.reluctance)
    span = share_range(row["share_low"], row["share_high"])
    text = f"About {percent(row['share'])} of staff are not yet convinced ({span}; {people(int(row['n']))})."
    return Sentence(text, "overall", int(row["n"]))


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
    return Sentence(text, "overall", int(row["n"]))


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
    return Sentence(" ".join(parts))


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
        text = f"{label}: no single cause stands out. Listen first: ask what would have to change."
    else:
        text = f"{label}: {_because(named)}. {named[0].action} (owner: {named[0].owner})"
    return Sentence(text, _key(row), int(row["n"]))


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
    text = f"Train first: {topic}, for {group_label(row, bundle.instrument)} ({how_many})."
    return Sentence(text, _key(row), int(row["n"]))


def columns_sentence(source: Mapping[str, Any]) -> str:
    """How many columns of the export were used, and which of them could point at a person; empty for older waves."""
    columns = source.get("columns")
    if not columns:
        return ""
    used = f"Of {columns['read']} columns, {columns['bound']} carry something of the questionnaire."
    dropped = columns["sensitive_dropped"]
    if not dropped:
        return used
    return f"{used} Dropped because they could point at a person: {', '.join(dropped)}."


def rows_sentence(rows: Mapping[str, Any]) -> str:
    """How the rows of the export reconcile."""
    aside = sum(rows["set_aside"].values())
    reasons = ", ".join(f"{n} {reason}" for reason, n in rows["set_aside"].items())
    text = f"{rows['read']:,} rows read, {rows['kept']:,} kept, {aside:,} set aside" + (f" ({reasons})." if reasons else ".")
    if rows["not_scored"]:
        text += f" {rows['not_scored']:,} of those kept answered too little to be scored."
    return text


def _key(row: Mapping[str, Any]) -> str:
    return str(group_key(pd.DataFrame([dict(row)])).iloc[0])


def training_sentence(bundle: Bundle, role: str, needs: pd.DataFrame) -> str:
    """What to train a role in first. ``needs`` : its training list."""
    label = bundle.instrument.labels()["role"].get(role, role)
    if needs.empty:
        return f"{label}: no topic that concerns this role can be shown."
    firm = needs[needs["status"] == "firm"]
    first = (firm if len(firm) else needs).iloc[0]
    sure = "Train first" if len(firm) else "No topic stands out for certain; the likeliest is"
    seats = f"about {int(first['seats'])} seats, " if pd.notna(first["seats"]) else ""
    return f"{label}. {sure}: {first['topic_label']} ({seats}n = {int(first['n'])})."
