"""What the sample-size page states against what was found in waves, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from benchmarks.sample_size_worlds import (
    CENTER,
    MIXED,
    MIXED_RESPONSE,
    OTHERS,
    SETTINGS,
    SMALL,
    Mixed,
    Seen,
    Setting,
    instrument_for,
    roster_of,
)
from benchmarks.table import keep, markdown
from pipeline.fielding.assumed import Assumed, rule_of
from pipeline.fielding.plan import Drawn, GroupPlan, draw, sample_size
from pipeline.stats.flag_chances import chance_flagged, first_flagged, marked, planned_answers
from pipeline.stats.shares import BINS

MIXED_OTHERS = 0.5
_95 = 1.96
_CUT = 0.4


@cache
def stated(setting: Setting) -> GroupPlan:
    """What the page says."""
    assumed = Assumed(response=setting.response, others=OTHERS, share=setting.share)
    drawn = _drawn(setting.sizes, setting.response, OTHERS)
    return sample_size(roster_of(setting.sizes), instrument_for(setting.sizes), assumed, drawn).of("role")[setting.target]


@cache
def stated_mixed(sizes: tuple[int, ...], share: float) -> tuple[GroupPlan, ...]:
    """What the page says of every role where the others lie around half. A share at the cut is the calm share."""
    assumed = Assumed(response=MIXED_RESPONSE, others=MIXED_OTHERS, **{"share" if share > _CUT else "calm": share})
    drawn = _drawn(sizes, MIXED_RESPONSE, MIXED_OTHERS)
    return sample_size(roster_of(sizes), instrument_for(sizes), assumed, drawn).of("role")


@cache
def _drawn(sizes: tuple[int, ...], response: float, others: float) -> Drawn:
    """The page's own waves, drawn once for several shares."""
    return draw(roster_of(sizes), instrument_for(sizes), Assumed(response=response, others=others))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A frequency with its 95 % margin, both 0-1."""

    share: float
    margin: float


def against(setting: Setting, found: Sequence[Seen], happened: Sequence[bool], flag: bool) -> Estimate:
    """How often it happened.

    What is known exactly of the same draws (answers and counts against a plain threshold) takes most of the chance out: the
    frequency is corrected by how far these draws are from what they are on average.
    """
    instrument = instrument_for(setting.sizes)
    rule, k = rule_of(instrument.thresholds), instrument.thresholds.k
    answers = planned_answers(setting.staff, setting.response)
    every = np.arange(k, setting.staff + 1)
    first = (
        first_flagged(every, setting.staff, np.full((1, BINS), 1 / BINS), rule)[0] if flag else np.zeros(len(every), dtype=int)
    )
    from_ = dict(zip(every.tolist(), first.tolist(), strict=True))
    known = [one.n >= k and from_[one.n] <= one.count <= one.n - rule.uncounted for one in found]
    count = marked(setting.share, setting.staff)
    chance = dict(zip(every.tolist(), chance_flagged(first[None], every, setting.staff, count, rule), strict=True))
    on_average = sum(weight * chance.get(int(n), 0.0) for n, weight in zip(answers.n, answers.weight, strict=True))
    differ = np.array(happened, dtype=float) - np.array(known, dtype=float)
    return Estimate(float(on_average + differ.mean()), float(_95 * differ.std(ddof=1) / np.sqrt(len(differ))))


def mixed_estimate(sizes: tuple[int, ...], found: Sequence[Mixed], flag: bool) -> Compared:
    """Roles of one size and share against what is stated of them."""
    one = found[0]
    said = stated_mixed(sizes, one.share)[one.role]
    chance = said.shown if not flag else said.flagged if one.share > _CUT else said.falsely
    setting = Setting("", sizes, one.role, MIXED_RESPONSE, one.share)
    waves = [Seen(part.n, part.count, part.shown, part.flagged, 0, 0) for part in found]
    estimate = against(setting, waves, [part.flagged if flag else part.shown for part in waves], flag)
    return Compared(chance, estimate.share, estimate.margin, len(found))


@dataclass(frozen=True, slots=True)
class Compared:
    """What is stated and what was found, 0-1, of so many roles of waves."""

    stated: float
    found: float
    margin: float
    roles: int


def pooled(parts: Sequence[Compared]) -> Compared:
    """Several as one, each with the weight of its roles."""
    roles = sum(part.roles for part in parts)
    weight = np.array([part.roles / roles for part in parts])
    said, found, margin = np.array([(part.stated, part.found, part.margin) for part in parts]).T
    return Compared(float(weight @ said), float(weight @ found), float(np.sqrt(((weight * margin) ** 2).sum())), roles)


def line(name: str, shown: Compared, flagged: Compared) -> dict[str, str]:
    """One line of a table."""
    told = {"": name, "roles of waves": f"{shown.roles:,}"}
    for what, part in (("shown", shown), ("flagged", flagged)):
        told[f"{what}: stated"] = f"{100 * part.stated:.1f}"
        told[f"{what}: found"] = f"{100 * part.found:.1f} ± {100 * part.margin:.1f}"
        told[f"{what}: difference"] = f"{100 * (part.found - part.stated):+.1f}"
    return told


def mixed_lines(found: Mapping[tuple[int, ...], Sequence[Mixed]]) -> list[dict[str, str]]:
    """By share, by size of the role, and all together; roles that are never shown by themselves are left out."""
    parts: dict[tuple[tuple[int, ...], int, float], tuple[Compared, Compared]] = {}
    for sizes, roles in found.items():
        for number, share in product(range(len(sizes)), MIXED):
            own = [one for one in roles if one.role == number and one.share == share]
            # Whole persons may put a share at the cut above it; then a flag is not false.
            above = share <= _CUT and marked(share, sizes[number]) > _CUT * sizes[number]
            if sizes[number] >= instrument_for(sizes).thresholds.k and len(own) > 1 and not above:
                parts[sizes, number, share] = (mixed_estimate(sizes, own, False), mixed_estimate(sizes, own, True))
    names = {CENTER: "center", SMALL: "small center"}
    sets = [(f"{share:.0%} not convinced", [one for key, one in parts.items() if key[2] == share]) for share in MIXED]
    sets += [
        (f"{names[sizes]}, {sizes[number]} staff", [one for key, one in parts.items() if key[:2] == (sizes, number)])
        for sizes, number in dict.fromkeys(key[:2] for key in parts)
    ]
    sets.append(("all", list(parts.values())))
    return [line(name, *(pooled([one[at] for one in some]) for at in (0, 1))) for name, some in sets if some]


def standing_out_lines(found: Sequence[Sequence[Seen]]) -> list[dict[str, str]]:
    """One role stands out: by setting, and all together."""
    parts: list[tuple[str, Compared, Compared]] = []
    for setting, waves in zip(SETTINGS, found, strict=True):
        said = stated(setting)
        shown, flagged = (
            against(setting, waves, [one.flagged if flag else one.shown for one in waves], flag) for flag in (False, True)
        )
        both = (
            Compared(chance, estimate.share, estimate.margin, len(waves))
            for chance, estimate in ((said.shown, shown), (said.flagged, flagged))
        )
        parts.append((f"{setting.name}, {setting.staff} staff, {setting.share:.0%} not convinced", *both))
    return [line(*one) for one in parts] + [line("all", *(pooled([one[at] for one in parts]) for at in (1, 2)))]


def report(found: Sequence[Sequence[Seen]], found_mixed: Mapping[tuple[int, ...], Sequence[Mixed]]) -> None:
    """Write the page."""
    others, falsely = (sum(getattr(one, name) for waves in found for one in waves) for name in ("others", "falsely"))
    note = (
        "Percent. Stated: what the sample-size page says. Found: waves of the same roster through the release and the rule of "
        "the findings, with a 95 % margin. What is known exactly of the draws (who answered, who of them is reluctant) takes "
        "chance out of what was found. People answered items on five points; nothing of how the page draws its own waves is used."
    )
    first = (
        f"## All groups around half\n\n{len(CENTER)} roles of {CENTER[0]} to {CENTER[-1]} staff, and {len(SMALL)} of {SMALL[0]} "
        f"to {SMALL[-1]}, in five departments; {MIXED_RESPONSE:.0%} answer; each role has one of five shares, by chance, so "
        "that about half of all chances are near one half. Stated for others around 50 %."
    )
    second = (
        "## One group stands out\n\nThe others lie around 30 %, SD 10 points; 60 % answer. Of "
        f"{others:,} others that were shown and of whose staff no more than 40 % are reluctant, {falsely} were flagged."
    )
    keep("sample_size", "The promise of the sample-size page", note, first, markdown(mixed_lines(found_mixed)), second,
         markdown(standing_out_lines(found)))  # fmt: skip
