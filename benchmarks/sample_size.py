"""Is the promise of the sample-size page kept? Waves of made-up rosters through the real release and the rule of the findings.

In every wave one role has a planted share; the others lie where the page assumes them. Stated: what the page says of that
roster. Found: how often the role was shown, and flagged.
Run: OMP_NUM_THREADS=1 python -m benchmarks.sample_size [waves per setting]. 100 take some ten minutes on one processor.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from benchmarks.organisations import assembled, instrument_of, release_of
from benchmarks.reluctance_worlds import scores_of
from benchmarks.table import keep, markdown
from pipeline.fielding.assumed import Assumed, rule_of
from pipeline.fielding.plan import GroupPlan, sample_size
from pipeline.findings.reluctance import LABELS, label_ranks, told_of
from pipeline.instrument.model import Instrument
from pipeline.stats.flag_chances import chance_flagged, first_flagged, marked, planned_answers
from pipeline.stats.shares import BINS

WAVES = 100
CENTER = (24, 36, 50, 64, 90, 120)
SMALL = (8, 14, 22, 40)
DEPARTMENTS = (0.1, 0.15, 0.2, 0.25, 0.3)
_OTHERS = 0.3
_SPREAD = 0.48
"""Of the logits of roles: 10 points of the share, as is assumed."""
_LEVELS = (0.0, 0.33, 0.6)
_POOL = 4000
_95 = 1.96


@dataclass(frozen=True, slots=True)
class Setting:
    """A roster, the number of a role of it, how many answer, and the share that is planted."""

    name: str
    sizes: tuple[int, ...]
    target: int
    response: float
    share: float

    @property
    def staff(self) -> int:
        """Of the role."""
        return self.sizes[self.target]


SETTINGS = (
    Setting("center", CENTER, 0, 0.6, 0.55),
    Setting("center", CENTER, 0, 0.6, 0.65),
    Setting("center", CENTER, 1, 0.4, 0.65),
    Setting("center", CENTER, 1, 0.8, 0.55),
    Setting("center", CENTER, 2, 0.4, 0.55),
    Setting("center", CENTER, 3, 0.6, 0.55),
    Setting("small center", SMALL, 2, 0.6, 0.65),
    Setting("small center", SMALL, 2, 0.8, 0.55),
    Setting("small center", SMALL, 3, 0.6, 0.55),
    Setting("center", CENTER, 0, 0.6, 0.4),
    Setting("center", CENTER, 3, 0.6, 0.4),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One wave.

    Attributes
    ----------
    n, count : of the role: who answered, and who of them is reluctant. shown, flagged : what became of it.
    others, falsely : roles beside it that were shown and are truly at the cut or below; of them, those that were flagged.
    """

    n: int
    count: int
    shown: bool
    flagged: bool
    others: int
    falsely: int


@cache
def instrument_for(sizes: tuple[int, ...]) -> Instrument:
    return instrument_of(len(sizes), len(DEPARTMENTS), "two_way")


@cache
def roster_of(sizes: tuple[int, ...]) -> pd.DataFrame:
    """Roles of these sizes, spread over the departments; the smallest lie in two of them."""
    instrument, rows = instrument_for(sizes), []
    for number, size in enumerate(sizes):
        weights = np.roll(DEPARTMENTS if size >= 30 else (0.6, 0.4, 0, 0, 0), number)
        parts = np.diff(np.rint(np.cumsum(weights) * size), prepend=0).astype(int)
        rows += [(instrument.roles[number].id, instrument.departments[at].id, int(n)) for at, n in enumerate(parts) if n]
    return pd.DataFrame(rows, columns=["role", "department", "staff"])


@cache
def profiles(sizes: tuple[int, ...]) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Scores of people who answered items on five points, and who of them is reluctant."""
    rng, here = np.random.default_rng(5), np.zeros(_POOL, dtype=int)
    scores = scores_of(rng, instrument_for(sizes), here, here, rng.choice(_LEVELS, _POOL))
    return scores.scales, (scores.standing == "reluctant").to_numpy()


def wave(setting: Setting, rng: np.random.Generator) -> Seen:
    """Draw one wave and put it through the release."""
    instrument, roster = instrument_for(setting.sizes), roster_of(setting.sizes)
    people = roster.loc[np.repeat(roster.index, roster["staff"]), ["role", "department"]].reset_index(drop=True)
    role = people["role"].str.removeprefix("r").to_numpy(dtype=int)
    level = expit(logit(_OTHERS) + rng.normal(0, _SPREAD, len(setting.sizes)))
    reluctant = rng.random(len(people)) < level[role]
    own = role == setting.target
    reluctant[own] = rng.permutation(own.sum()) < marked(setting.share, setting.staff)
    answered = rng.random(len(people)) < setting.response
    n, count = int((own & answered).sum()), int((own & answered & reluctant).sum())
    pool, of_pool = profiles(setting.sizes)
    row = np.where(reluctant, *(rng.choice(np.flatnonzero(of_pool == kind), len(people)) for kind in (True, False)))
    scores = assembled(instrument, people[answered].reset_index(drop=True), pool.iloc[row[answered]].reset_index(drop=True))
    told = told_of(release_of(scores, roster, instrument))
    labels = label_ranks(told.known, told.facts["staff"].to_numpy(dtype=float), instrument.thresholds, 0)
    roles = np.flatnonzero(told.frame["grouping"] == "role")
    number = told.frame["role"].iloc[roles].str.removeprefix("r").to_numpy(dtype=int)
    flagged = labels[roles] == LABELS.index("priority")
    staff = np.array(setting.sizes)
    calm = np.bincount(role[reluctant], minlength=len(staff)) <= instrument.thresholds.group_share * staff
    here, beside = number == setting.target, number != setting.target
    others = beside & calm[number]
    return Seen(n, count, bool(here.any()), bool(flagged[here].any()), int(others.sum()), int((flagged & others).sum()))


def seen(number: int, waves: int, first: int = 0) -> list[Seen]:
    """Waves of one setting."""
    return [wave(SETTINGS[number], np.random.default_rng((number, one))) for one in range(first, first + waves)]


@cache
def stated(setting: Setting) -> GroupPlan:
    """What the page says. A share at or under the cut is its calm share."""
    instrument = instrument_for(setting.sizes)
    high = setting.share > instrument.thresholds.group_share
    assumed = Assumed(response=setting.response, others=_OTHERS, **{"share" if high else "calm": setting.share})
    return sample_size(roster_of(setting.sizes), instrument, assumed).of("role")[setting.target]


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


def rows(found: Sequence[Sequence[Seen]]) -> Iterator[dict[str, str]]:
    """One line per setting."""
    for setting, waves in zip(SETTINGS, found, strict=True):
        said = stated(setting)
        shown = against(setting, waves, [one.shown for one in waves], flag=False)
        flagged = against(setting, waves, [one.flagged for one in waves], flag=True)
        chance = said.flagged if setting.share > 0.4 else said.falsely
        yield {
            "roster": setting.name,
            "staff": str(setting.staff),
            "response": f"{setting.response:.0%}",
            "not convinced": f"{setting.share:.0%}",
            "shown: stated": f"{100 * said.shown:.1f}",
            "shown: found": f"{100 * shown.share:.1f} ± {100 * shown.margin:.1f}",
            "flagged: stated": f"{100 * chance:.1f}",
            "flagged: found": f"{100 * flagged.share:.1f} ± {100 * flagged.margin:.1f}",
            "flagged: counted": f"{sum(one.flagged for one in waves)}/{len(waves)}",
        }


def report(found: Sequence[Sequence[Seen]]) -> None:
    """Write the page."""
    lines, off = list(rows(found)), []
    for setting, waves in zip(SETTINGS, found, strict=True):
        said = stated(setting)
        chance = said.flagged if setting.share > 0.4 else said.falsely
        off.append(
            (
                against(setting, waves, [one.shown for one in waves], flag=False).share - said.shown,
                against(setting, waves, [one.flagged for one in waves], flag=True).share - chance,
            )
        )
    shown, flagged = 100 * np.array(off).T
    others, falsely = (sum(getattr(one, name) for waves in found for one in waves) for name in ("others", "falsely"))
    summary = [
        {"": name, "mean difference, points": f"{part.mean():+.1f}", "mean size of differences": f"{np.abs(part).mean():.1f}",
         "largest": f"{np.abs(part).max():.1f}"}
        for name, part in (("shown", shown), ("flagged", flagged))
    ]  # fmt: skip
    note = (
        "Percent. Stated: what the sample-size page says. Found: waves of the same roster through the release and the rule of "
        "the findings, with a 95 % margin; what is known exactly of the draws (who answered, who of them is reluctant) takes "
        "chance out of the frequency, which stands beside it as counted. People answered items on five points; nothing of how "
        "the page draws its own waves is used. The roles beside the planted one lie around 30 %, SD 10 points: of "
        f"{others:,} that were shown and of whose staff no more than 40 % are reluctant, {falsely} were flagged."
    )
    keep("sample_size", "The promise of the sample-size page", note, markdown(lines), markdown(summary))


def main(waves: int = WAVES) -> None:
    report([seen(number, waves) for number in range(len(SETTINGS))])


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
