"""Words and tables on how well was measured: reliability, agreement, careless answers, weights, other decisions, alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish.numbers import people, percent
from pipeline.publish.wording import AXES, group_labels, records
from pipeline.publish.words import say

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

VERDICTS: Final = {one: say(f"verdict.{one}") for one in ("good", "weak", "no_figure")}
SIGNS: Final = {
    one: say(f"sign.{one}")
    for one in ("too_fast", "straight_line", "attention_failed", "unusual_pattern", "contradictions", "excluded")
}
VARIANTS: Final = {one: say(f"variant.{one}") for one in ("careless_kept", "half", "eighty", "complete")}
MEASURES: Final = {"not_convinced": say("variant.not_convinced")}


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
        str(scale): say("sentence.fewer_people", k=k) if pd.isna(share) else percent(share)
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
            "kind": frame["grouping"].map(AXES),
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
        return say("sentence.sign_not_checked")
    if row["n"] is None:
        return say("sentence.fewer_of", k=k, of=row["of"])
    return say("sentence.many_of", many=row["n"], of=row["of"])


def variant_table(bundle: Bundle) -> pd.DataFrame:
    """Headlines as shown and under every other decision, as texts. columns : decision, one per measure, labels."""
    frame = bundle.release.organisation.variants
    names = bundle.instrument.labels()["scale"] | MEASURES
    measures = list(dict.fromkeys(frame["measure"]))
    shown = frame.drop_duplicates("measure").set_index("measure")["value"]
    rows = [{"decision": say("variant.as_shown"), **{names[m]: f"{shown[m]:.0f}" for m in measures}, "labels": ""}]
    for variant, part in frame.groupby("variant", sort=False):
        figures = part.set_index("measure")["otherwise"]
        told = {names[m]: say("variant.not_told") if pd.isna(figures[m]) else f"{figures[m]:.0f}" for m in measures}
        rows.append({"decision": VARIANTS[str(variant)], **told, "labels": _changing(bundle, str(variant))})
    return pd.DataFrame(rows) if measures else pd.DataFrame(columns=["decision", "labels"])


def _changing(bundle: Bundle, variant: str) -> str:
    """``2 of 42 groups``: how many labels change, of those that could be checked."""
    frame = bundle.findings.variants
    labels = frame.loc[frame["variant"] == variant, "label"]
    checked = people(int((labels != "not_checked").sum()), "group")
    return say("sentence.labels_change", changes=int((labels == "changes").sum()), groups=checked)


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
        return [say("sentence.weighting_no_roster")]
    first = frame.iloc[0]
    effect = say("sentence.design_effect", effect=f"{first['design_effect']:.2f}")
    if first["state"] == "refused":
        return [say("sentence.weighting_refused", effect=effect)]
    if first["state"] == "withheld":
        return [say("sentence.weighting_withheld", effect=effect)]
    names = bundle.instrument.labels()["scale"] | {"not_convinced": say("label.priority").lower()}
    parts = [_weighted(row, names) for row in records(frame)]
    text = say("sentence.weighting", effect=effect, answers=people(int(first["n"])), parts="; ".join(parts))
    left_out = int(first["levels_left_out"])
    if left_out:
        text += " " + say("sentence.weighting_left_out", n=left_out)
    return [text, WEIGHTS_AND_SILENCE]


def _weighted(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    unit = " %" if row["measure"] == "not_convinced" else ""
    key = "sentence.weighted_same" if row["weighted"] == row["value"] else "sentence.weighted"
    figures = {"weighted": f"{row['weighted']:.0f}{unit}", "value": f"{row['value']:.0f}{unit}"}
    return say(key, measure=names[row["measure"]], **figures)


WEIGHTS_AND_SILENCE: Final = say("sentence.weights_and_silence")


def what_if_sentence(bundle: Bundle) -> str:
    """What the overall share would be if the silent were more reluctant; empty where it is not known."""
    overall = bundle.findings.reluctance.query("grouping == 'overall'")
    if overall.empty or pd.isna(overall["what_if"].iloc[0]):
        return ""
    row = overall.iloc[0]
    return say(
        "sentence.what_if",
        share=percent(row["raw_share"]),
        low=percent(row["margin_low"]),
        high=percent(row["margin_high"]),
        people=int(row["n"]),
        points=f"{100 * bundle.instrument.thresholds.silent_shift:.0f}",
        what_if=percent(row["what_if"]),
    )


def alarm_sentences(bundle: Bundle) -> list[str]:
    """Every alarm: what was seen, on how many people, and what to do."""
    return [_alarm_text(str(row["kind"]), _Alarm(row, bundle)) for row in records(bundle.findings.alarms)]


def grave_alarms(bundle: Bundle) -> int:
    """How many alarms say that a figure is wrong as it stands: leadership should not read it before they are settled."""
    return int(bundle.findings.alarms["kind"].isin(["forgotten_reversal", "flipped"]).sum())


class _Alarm:
    """One alarm with its labels at hand."""

    def __init__(self, row: Mapping[str, Any], bundle: Bundle) -> None:
        labels = bundle.instrument.labels()
        self.value, self.high, self.n = row["value"], row["high"], int(row["n"])
        self.item = f"{row['item']} “{labels['item'].get(row['item'], '')}”" if isinstance(row["item"], str) else ""
        self.scale = labels["scale"].get(row["scale"], "") if isinstance(row["scale"], str) else ""
        self.role = labels["role"].get(row["role"], "") if isinstance(row["role"], str) else ""


def _alarm_text(kind: str, alarm: _Alarm) -> str:
    """One alarm in words; its figures written as that kind needs them."""
    values: dict[str, object] = {"item": alarm.item, "scale": alarm.scale, "role": alarm.role, "people": alarm.n}
    if kind in ("forgotten_reversal", "weak_scale"):
        values |= {"value": f"{alarm.value:.2f}", "most": f"{alarm.high:.2f}"}
    elif kind == "piled":
        values |= {"value": percent(alarm.value)}
    elif kind == "item_differs":
        values |= {"value": f"{abs(alarm.value):.0f}"}
    key = f"alarm.{kind}"
    if kind == "item_differs":
        key += "_higher" if alarm.value > 0 else "_lower"
    return say(f"{key}_of_role" if kind == "weak_scale" and alarm.role else key, **values)
