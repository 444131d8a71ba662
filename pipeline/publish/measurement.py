"""Words and tables on how well was measured: reliability, agreement, careless answers, weights, other decisions, alarms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.numbers import people, percent
from pipeline.publish.wording import group_labels, records

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

VERDICTS: Final = {"good": "Good enough (.70 or more)", "weak": "Weak (below .70)", "no_figure": "No figure"}
SIGNS: Final = {
    "too_fast": "Answered faster than the questions can be read",
    "straight_line": "One and the same answer to half of the items in a row",
    "attention_failed": "Another answer where one was asked for",
    "unusual_pattern": "A pattern of answers that hardly anybody else gives",
    "contradictions": "Opposite statements answered alike",
    "excluded": "Set aside as careless",
}
VARIANTS: Final = {
    "careless_kept": "Careless answers kept",
    "half": "Plain means, half of the items answered",
    "eighty": "Plain means, 80 % of the items answered",
    "complete": "Complete answers only",
}
MEASURES: Final = {"not_convinced": "Not yet convinced (%)"}


def reliability_table(bundle: Bundle) -> pd.DataFrame:
    """Reliability per scale, whole organisation. columns : id, scale, items, n, alpha, alpha_low, alpha_high, omega, verdict …

    ``prorated`` : share of the scores of people who left an item of the scale out, as text.
    """
    frame = bundle.findings.reliability
    frame = frame[frame["role"].isna()]
    table = _reliability(frame, bundle)
    prorated = _prorated(bundle)
    return table.assign(prorated=[prorated.get(scale, "–") for scale in frame["scale"]])


def _prorated(bundle: Bundle) -> dict[str, str]:
    """Scale -> ``6 %``, or that it were too few people to say."""
    frame = bundle.release.organisation.quality
    frame = frame[(frame["sign"] == "prorated") & (frame["of"] > 0)]
    k = bundle.instrument.thresholds.k
    shares = (frame["n"].astype("float64") / frame["of"].astype("float64")).tolist()
    return {
        str(scale): f"fewer than {k} people" if pd.isna(share) else percent(share)
        for scale, share in zip(frame["scale"], shares, strict=True)
    }


def role_reliability_table(bundle: Bundle) -> pd.DataFrame:
    """The same per role with 50 answers; first column role."""
    frame = bundle.findings.reliability
    frame = frame[frame["role"].notna()]
    table = _reliability(frame, bundle)
    table.insert(0, "role", frame["role"].map(bundle.instrument.labels()["role"]).reset_index(drop=True))
    return table


def _reliability(frame: pd.DataFrame, bundle: Bundle) -> pd.DataFrame:
    names = ("items", "n", "alpha", "alpha_low", "alpha_high", "omega", "spearman_brown", "ordinal_alpha")
    return pd.DataFrame(
        {
            "id": frame["scale"],
            "scale": frame["scale"].map(bundle.instrument.labels()["scale"]),
            **{name: frame[name] for name in names},
            "verdict": frame["verdict"].map(VERDICTS),
            "convention": frame["convention"],
        }
    ).reset_index(drop=True)


def item_table(bundle: Bundle) -> pd.DataFrame:
    """Items of the whole organisation. columns : scale, item (wording), n, item_rest, item_rest_high, alpha_if_dropped."""
    frame = bundle.release.organisation.item_statistics
    frame = frame[frame["role"].isna()]
    labels = bundle.instrument.labels()
    return pd.DataFrame(
        {
            "scale": frame["scale"].map(labels["scale"]),
            "item": frame["item"] + "  " + frame["item"].map(labels["item"]),
            **{name: frame[name] for name in ("n", "item_rest", "item_rest_high", "alpha_if_dropped")},
        }
    ).reset_index(drop=True)


def agreement_table(bundle: Bundle) -> pd.DataFrame:
    """Do groups differ, do people agree. columns : kind, scale, shown, between_sd, icc1, icc2, median_rwg, share_agreeing."""
    frame = bundle.findings.agreement
    names = ("shown", "between_sd", "icc1", "icc2", "median_rwg", "share_agreeing")
    return pd.DataFrame(
        {
            "kind": frame["grouping"].map({"role": "Roles", "department": "Departments"}),
            "scale": frame["scale"].map(bundle.instrument.labels()["scale"]),
            **{name: frame[name] for name in names},
        }
    ).reset_index(drop=True)


def careless_table(bundle: Bundle) -> pd.DataFrame:
    """Signs of careless answers. columns : id, sign, found (words)."""
    frame = bundle.release.organisation.quality
    k = bundle.instrument.thresholds.k
    rows = [
        {"id": row["sign"], "sign": SIGNS[row["sign"]], "found": _found(row, k)}
        for row in records(frame.astype(object).where(frame.notna(), None))
        if row["sign"] in SIGNS
    ]
    return pd.DataFrame(rows, columns=["id", "sign", "found"])


def _found(row: Mapping[str, Any], k: int) -> str:
    if not row["checked"]:
        return "could not be looked for in this export"
    if row["n"] is None:
        return f"fewer than {k} of {row['of']:,}"
    return f"{row['n']:,} of {row['of']:,}"


def variant_table(bundle: Bundle) -> pd.DataFrame:
    """Headlines as shown and under every other decision, as texts. columns : decision, one per measure, labels."""
    frame = bundle.release.organisation.variants
    names = bundle.instrument.labels()["scale"] | MEASURES
    measures = list(dict.fromkeys(frame["measure"]))
    shown = frame.drop_duplicates("measure").set_index("measure")["value"]
    rows = [{"decision": "As shown", **{names[m]: f"{shown[m]:.0f}" for m in measures}, "labels": ""}]
    for variant, part in frame.groupby("variant", sort=False):
        figures = part.set_index("measure")["otherwise"]
        told = {names[m]: "not told" if pd.isna(figures[m]) else f"{figures[m]:.0f}" for m in measures}
        rows.append({"decision": VARIANTS[str(variant)], **told, "labels": _changing(bundle, str(variant))})
    return pd.DataFrame(rows) if measures else pd.DataFrame(columns=["decision", "labels"])


def _changing(bundle: Bundle, variant: str) -> str:
    """``2 of 42 groups``: how many labels change, of those that could be checked."""
    frame = bundle.findings.variants
    labels = frame.loc[frame["variant"] == variant, "label"]
    return f"{(labels == 'changes').sum()} of {people(int((labels != 'not_checked').sum()), 'group')}"


def label_change_table(bundle: Bundle) -> pd.DataFrame:
    """Published groups whose label another decision would change. columns : group, variant."""
    frame = bundle.findings.variants
    frame = frame[frame["label"] == "changes"]
    return pd.DataFrame({"group": group_labels(frame, bundle.instrument), "variant": frame["variant"].map(VARIANTS)}).reset_index(
        drop=True
    )


def weighting_sentences(bundle: Bundle) -> list[str]:
    """What weighting to the roster does to the headlines, or why there is none."""
    frame = bundle.release.organisation.weighting
    if frame.empty or frame["state"].iloc[0] == "no_roster":
        return ["Without a roster the answers cannot be weighted to the staff."]
    first = frame.iloc[0]
    effect = f"design effect {first['design_effect']:.2f}"
    if first["state"] == "refused":
        return [
            f"The answers were not weighted to the roster: some groups answered so rarely that a few people would speak for many "
            f"({effect}; above 2 no weighted figure is shown). Ask these groups again.",
        ]
    if first["state"] == "withheld":
        return [
            f"The headlines weighted to the roster ({effect}) are not shown: with so few answers they would tell how many of a "
            "small group are not yet convinced.",
        ]
    names = bundle.instrument.labels()["scale"] | {"not_convinced": "not yet convinced"}
    parts = [_weighted(row, names) for row in records(frame)]
    text = f"Weighted to the roster by role and department ({effect}, {people(int(first['n']))}): {'; '.join(parts)}."
    left_out = int(first["levels_left_out"])
    if left_out:
        levels = "one role or department" if left_out == 1 else f"{left_out} roles or departments"
        text += f" Nobody answered from {levels} and their whole group; their staff are not represented."
    return [text, WEIGHTS_AND_SILENCE]


def _weighted(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    unit = " %" if row["measure"] == "not_convinced" else ""
    same = "the same" if row["weighted"] == row["value"] else f"as answered {row['value']:.0f}{unit}"
    return f"{names[row['measure']]} {row['weighted']:.0f}{unit} ({same})"


WEIGHTS_AND_SILENCE: Final = (
    "Weights make up for roles and departments that answered less than others. They cannot repair the silence of reluctant "
    "people: "
    "if those who are not convinced answer less than their colleagues, every figure here is too kind."
)


def what_if_sentence(bundle: Bundle) -> str:
    """What the overall share would be if the silent were more reluctant; empty where it is not known."""
    overall = bundle.findings.reluctance.query("grouping == 'overall'")
    if overall.empty or pd.isna(overall["what_if"].iloc[0]):
        return ""
    row = overall.iloc[0]
    shift = f"{100 * bundle.instrument.thresholds.silent_shift:.0f} points"
    return (
        f"Of those who answered, {percent(row['raw_share'])} are not yet convinced ({percent(row['margin_low'])} to "
        f"{percent(row['margin_high'])} for a staff of this size, n = {int(row['n']):,}). If those who did not answer were "
        f"{shift} "
        f"more reluctant, it would be {percent(row['what_if'])} of all staff."
    )


def alarm_sentences(bundle: Bundle) -> list[str]:
    """Every alarm: what was seen, on how many people, and what to do."""
    return [_ALARMS[row["kind"]](_Alarm(row, bundle)) for row in records(bundle.findings.alarms)]


def grave_alarms(bundle: Bundle) -> int:
    """How many alarms say that a figure is wrong as it stands: leadership should not read it before they are settled."""
    return int(bundle.findings.alarms["kind"].isin(["forgotten_reversal", "flipped"]).sum())


class _Alarm:
    """One alarm with its labels at hand."""

    def __init__(self, row: Mapping[str, Any], bundle: Bundle) -> None:
        labels = bundle.instrument.labels()
        self.value, self.high, self.n = row["value"], row["high"], int(row["n"])
        self.k = bundle.instrument.thresholds.k
        self.item = f"{row['item']} “{labels['item'].get(row['item'], '')}”" if isinstance(row["item"], str) else ""
        self.scale = labels["scale"].get(row["scale"], "") if isinstance(row["scale"], str) else ""
        self.role = labels["role"].get(row["role"], "") if isinstance(row["role"], str) else ""
        self.where = f" among {self.role}" if self.role else ""


_ALARMS: Final[Mapping[str, Callable[[_Alarm], str]]] = {
    "forgotten_reversal": lambda a: (
        f"Item {a.item} runs against the rest of {a.scale} (correlation {a.value:.2f}, at most {a.high:.2f}; n = {a.n:,}). Its "
        "answers are probably turned round: check `reverse` in the instrument and the order of its answers in the export, then "
        "analyze again. Until then do not use the scale."
    ),
    "weak_scale": lambda a: (
        f"{a.scale} hangs together weakly{a.where} (alpha {a.value:.2f}, at most {a.high:.2f}; n = {a.n:,}). Read its items one "
        f"by "
        "one, look for the item without which alpha rises, and do not build on small differences of the scale."
    ),
    "flipped": lambda a: (
        f"{a.n:,} people seem to have taken the answers the wrong way round: they agree most with what all others agree with "
        f"least. "
        "Check whether one version of the form shows the answers in reverse order. Nobody was set aside for it."
    ),
    "skipped": lambda a: (
        f"Most people of {a.role} left item {a.item} blank (n = {a.n:,}). Ask two or three of them why; reword the item or take "
        f"the "
        "role out of its role set."
    ),
    "not_applicable": lambda a: (
        f"Most people of {a.role} say that item {a.item} does not apply to them (n = {a.n:,}). Take the role out of the item's "
        f"role "
        "set, so that they are not asked."
    ),
    "piled": lambda a: (
        f"{percent(a.value)} or more of all answers to item {a.item} are one and the same (n = {a.n:,}). It tells people apart "
        f"no "
        "more: make the statement harder, or drop it at the next wave."
    ),
    "item_differs": lambda a: (
        f"Item {a.item} is answered {abs(a.value):.0f} points {'higher' if a.value > 0 else 'lower'} by {a.role} than their "
        f"answers to "
        f"the rest of {a.scale} lead to expect (n = {a.n:,}). It may mean something else to them: read it with them before "
        f"comparing "
        "roles on this scale."
    ),
    "not_comparable": lambda a: (
        f"{a.role} are asked too few items of {a.scale} to be compared with others on it (n = {a.n:,}); the comparison carries a "
        f"mark."
    ),
}
