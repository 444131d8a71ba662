"""The tables of the benchmark of flags: how often right, how often found, how far off, how sure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from benchmarks.reluctance_rules import CUT, RULES
from benchmarks.table import keep, markdown

CLEAR = 0.45
Found = Mapping[str, pd.DataFrame]
Row = dict[str, str]
MAIN = (
    ("base, 800 answers", "department"),
    ("base, 800 answers", "role"),
    ("base, 1,500 answers", "role_department"),
    ("low, 800 answers", "department"),
    ("low, 1,500 answers", "role_department"),
)
WORDS = {"department": "departments", "role": "roles", "role_department": "cells"}
NOTE = """{surveys} surveys per world, 12 roles × 10 departments, 60 % response, about 30 % of staff not yet convinced.

* Truly reluctant: more than 40 % of current staff, the silent included; clear-cut: more than 45 %.
* FDR: mean over surveys of the share of flags that are false; pooled: false flags of all surveys by all their flags.
* Power: share of truly reluctant groups that are flagged, among groups that the release shows; (all): among all truly reluctant
  groups with 10 answers, shown or not.
* The rules to compare with see every answer, unprotected, of every group with 10."""
_SURE = 1e-9


def report(found: Found, surveys: int) -> None:
    """Print all tables and keep them."""
    note = NOTE.format(surveys=surveys)
    parts = [note]
    for world, level in MAIN:
        parts += [f"## {WORDS[level].capitalize()}: {world}", markdown(list(flag_rows(level_of(found[world], level))))]
    parts += ["## Calibration of P", markdown(list(calibration_rows(found)))]
    parts += ["## Share of current staff: error and intervals", markdown(list(error_rows(found)))]
    parts += ["## How far from the cut the truly reluctant are", markdown(list(distance_rows(found)))]
    parts += ["## The reluctant answer at 45 %, the others at 68 % (cells, 1,500 answers)", *silent_parts(found)]
    parts += ["## A group may be apart: what it gains and costs", markdown(list(apart_rows(found)))]
    parts += ["## Among the three lowest", markdown(list(lowest_rows(found)))]
    parts += ["## Cells with too few answers: expected from role and department", markdown(list(hidden_rows(found)))]
    keep("reluctance", "Who is not yet convinced: flags on surveys of known truth", *parts)


def level_of(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    """Groups of one level with 10 answers; ``shown``: by the release."""
    groups = frame[(frame["grouping"] == level) & (frame["n"] >= 10)]
    return groups.assign(
        truly=groups["truth"] > CUT + _SURE, clear=groups["truth"] > CLEAR + _SURE, shown=groups["share"].notna()
    )


def flag_rows(groups: pd.DataFrame) -> Iterable[Row]:
    """Ours, ours without protection, then what a user would use instead."""
    shown = groups["shown"]
    for name, flags in (
        ("**priority, P > .8**", groups["probability"] > 0.8),
        ("priority or watch, P > .5", groups["probability"] > 0.5),
        ("P > .8 on unprotected counts", groups["unprotected:probability"] > 0.8),
    ):
        yield flag_row(name, groups, flags & shown, shown)
    for rule in RULES:
        yield flag_row(rule, groups, groups[rule].astype(bool), pd.Series(True, index=groups.index))


def flag_row(name: str, groups: pd.DataFrame, flags: pd.Series, judged: pd.Series) -> Row:
    """judged : groups that the rule can flag."""
    false = flags & ~groups["truly"]
    by_survey = pd.DataFrame({"flags": flags, "false": false}).groupby(groups["seed"]).sum()
    rate = by_survey["false"] / by_survey["flags"].clip(lower=1)
    truly, clear = groups["truly"], groups["clear"]
    return {
        "rule": name,
        "FDR": f"{rate.mean():.3f}",
        "pooled": ratio(false.sum(), flags.sum()),
        "surveys with a false flag": f"{(by_survey['false'] > 0).mean():.2f}",
        "power": ratio((flags & truly).sum(), (truly & judged).sum()),
        "clear-cut": ratio((flags & clear).sum(), (clear & judged).sum()),
        "power (all)": ratio((flags & truly).sum(), truly.sum()),
        "clear-cut (all)": ratio((flags & clear).sum(), clear.sum()),
    }


def ratio(part: float, whole: float) -> str:
    return f"{part / whole:.3f} ({int(part)}/{int(whole)})" if whole else "–"


def calibration_rows(found: Found) -> Iterable[Row]:
    for world, level in MAIN:
        groups = level_of(found[world], level)
        row = {"groups": f"{WORDS[level]}, {world}"}
        for low, high in ((0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
            inside = groups["truly"][(groups["probability"] >= low) & (groups["probability"] < high)]
            row[f"P {low:g} to {min(high, 1):g}"] = ratio(inside.sum(), len(inside))
        yield row


def error_rows(found: Found) -> Iterable[Row]:
    for world, level in MAIN:
        groups = level_of(found[world], level)
        groups = groups[groups["shown"]]
        raw = rmse(groups["raw"] - groups["truth"])
        models = {"released raw value": "raw", "one-way": "one-way:", "two-way (cells)": ""}
        for name, model in models.items():
            if name == "two-way (cells)" and level != "role_department":
                continue
            share = groups["raw"] if model == "raw" else groups[f"{model}share"]
            error = rmse(share - groups["truth"])
            cover = "–" if model == "raw" else f"{covered(groups, model):.3f}"
            yield {
                "groups": f"{WORDS[level]}, {world}",
                "estimate": name,
                "RMSE": f"{error:.4f}",
                "of the raw value's": f"{error / raw:.3f}",
                "90 % interval covers": cover,
                "shown groups": str(len(groups)),
            }


def rmse(error: pd.Series) -> float:
    return float(np.sqrt((error.astype(float) ** 2).mean()))


def covered(groups: pd.DataFrame, model: str) -> float:
    low, high, truth = groups[f"{model}share_low"], groups[f"{model}share_high"], groups["truth"]
    return float(((low <= truth + _SURE) & (truth <= high + _SURE)).mean())


def distance_rows(found: Found) -> Iterable[Row]:
    for world, level in MAIN:
        groups = level_of(found[world], level)
        groups = groups[groups["shown"] & groups["truly"]]
        row = {
            "truly reluctant": f"{WORDS[level]}, {world}",
            "groups": str(len(groups)),
            "median answers": f"{groups['n'].median():.0f}",
        }
        for low, high in ((0.40, 0.45), (0.45, 0.50), (0.50, 1.01)):
            inside = groups[(groups["truth"] > low + _SURE) & (groups["truth"] <= high + _SURE)]
            row[f"{low:.0%} to {min(high, 1):.0%}: found"] = ratio((inside["probability"] > 0.8).sum(), len(inside))
        yield row


def silent_parts(found: Found) -> list[str]:
    groups = level_of(found["base, 1,500 answers, reluctant silent"], "role_department")
    shown = groups[groups["shown"]]
    still = shown["staff"] > shown["n"]
    silent = (shown["truth"] * shown["staff"] - shown["exact"] * shown["n"])[still] / (shown["staff"] - shown["n"])[still]
    apart = 100 * float((silent - shown["exact"][still]).mean())
    rows = []
    for label in ("priority", "watch", "unknown", "none"):
        inside = shown[shown["label"] == label]
        tip, truly = inside["tipping_point"].astype(float), inside["truly"]
        rows.append(
            {
                "label": label,
                "shown cells": str(len(inside)),
                "truly reluctant": ratio(truly.sum(), len(inside)),
                "median tipping point": median(tip),
                "of the truly reluctant": median(tip[truly]),
                "of these, would get a more worried label within the true difference": within(tip[truly], apart),
            }
        )
    said = (
        f"In the cells shown the silent are {apart:.0f} points more reluctant than those who answered, which no answer tells. "
        "The tipping point says how many points would change the label."
    )
    return [markdown(list(flag_rows(groups))), said, markdown(rows)]


def within(points: pd.Series, apart: float) -> str:
    """Groups whose tipping point lies within the difference; of flagged ones a negative point says where the flag would end."""
    return "–" if (points < 0).any() else ratio((points <= apart).sum(), len(points))


def median(points: pd.Series) -> str:
    return f"{points.median():+.0f}" if points.notna().any() else "–"


def apart_rows(found: Found) -> Iterable[Row]:
    from benchmarks.reluctance import APART, SHIPPED

    for model in (*(f"apart {apart:g}" for apart in APART), "unprotected"):
        row = {"model": model.replace("unprotected", f"apart {SHIPPED:g} on unprotected counts")}
        for world, frame in found.items():
            if world.startswith("lone"):
                lone = frame[(frame["grouping"] == "department") & (frame["number"] == 0)]
                p = lone[f"{model}:probability"]
                row[f"{world}: P > .8"] = ratio((p > 0.8).sum(), len(lone))
        for world, level in (MAIN[0], MAIN[2], MAIN[4]):
            groups = level_of(found[world], level)
            flags = (groups[f"{model}:probability"] > 0.8) & groups["shown"]
            told = flag_row("", groups, flags, groups["shown"])
            row[f"FDR, {WORDS[level]}, {world}"] = told["FDR"]
            row[f"power, {WORDS[level]}, {world}"] = told["power"].split()[0]
        yield row


def lowest_rows(found: Found) -> Iterable[Row]:
    for world, level in MAIN:
        groups = level_of(found[world], level)
        groups = groups[groups["shown"] & groups["among_lowest"].notna()]
        worst = groups.groupby("seed")["truth"].rank(ascending=False, method="min") <= 3
        raw = groups.groupby("seed")["raw"].rank(ascending=False, method="first") <= 3
        sure = groups["among_lowest"] > 0.8
        yield {
            "groups": f"{WORDS[level]}, {world}",
            "P(among three) > .8: right": ratio((worst & sure).sum(), sure.sum()),
            "raw bottom three: right": ratio((worst & raw).sum(), raw.sum()),
        }


def hidden_rows(found: Found) -> Iterable[Row]:
    for world in ("base, 800 answers", "base, 1,500 answers", "low, 1,500 answers"):
        cells = found[world]
        cells = cells[cells["expected_share"].notna()]
        low, high, truth = cells["expected_share_low"], cells["expected_share_high"], cells["truth"]
        yield {
            "world": world,
            "cells": str(len(cells)),
            "RMSE": f"{rmse(cells['expected_share'] - truth):.3f}",
            "RMSE of everybody's share": f"{rmse(cells['everybody'] - truth):.3f}",
            "90 % interval covers": f"{((low <= truth + _SURE) & (truth <= high + _SURE)).mean():.3f}",
        }
