"""Arrows between two waves: false ones, found ones, wrong ones, beside what one would use instead; the size of the t.

Every pair of waves goes through ``pipeline.findings.change``. Run: python -m benchmarks.change [surveys]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import false_discovery_control, norm

from benchmarks.change_tables import SMALLEST, apart_rows, leaver_rows, share_rows, size_rows
from benchmarks.change_worlds import (
    DEPARTMENTS,
    LINKED_SHARE,
    POINT,
    SAME,
    SD,
    WORLDS,
    Array,
    Tally,
    Waves,
    World,
    two_waves,
    two_waves_of_shares,
)
from benchmarks.table import keep, markdown
from pipeline.findings.change import changes
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.tables import COMPARABILITY

TARGET_FALSE, TARGET_POWER = 0.05, 0.35
Made = Callable[[range, World], Waves]
_SIGN = {"up": 1.0, "down": -1.0, "none": 0.0}


@dataclass
class Sums:
    """What is summed over the surveys of a world."""

    arrows: dict[str, Tally] = field(default_factory=dict)
    raw: float = 0.0
    shrunk: float = 0.0
    covered: float = 0.0
    warned: float = 0.0


def run(world: World, surveys: int, instrument: Instrument, made: Made, smallest: float, at_once: int = 60) -> Sums:
    """All rules on the same surveys."""
    limits = instrument.thresholds.model_copy(update={"smallest_change": smallest})
    own, sums = instrument.model_copy(update={"thresholds": limits}), Sums()
    for numbers in _chunks(surveys, at_once):
        waves = made(numbers, world)
        found = changes(waves.release, own, waves.before, COMPARABILITY.empty())
        order = {scale: at for at, scale in enumerate(waves.release.scales["scale"].unique())}
        found = found.assign(order=found["scale"].map(order).fillna(0)).sort_values(["order", "department"])
        names = ("standard_error", "change", "low", "high", "linked_differs")
        error, change, low, high, differs = (found[name].to_numpy(dtype=float).reshape(waves.truth.shape) for name in names)
        _add(sums, waves, error, np.array([_SIGN[arrow] for arrow in found["arrow"]]).reshape(waves.truth.shape), smallest)
        sums.raw += float(((waves.raw - waves.truth) ** 2).mean(axis=1).sum()) / surveys
        sums.shrunk += float(((change - waves.truth) ** 2).mean(axis=1).sum()) / surveys
        sums.covered += float(((low <= waves.truth) & (waves.truth <= high)).mean(axis=1).sum()) / surveys
        sums.warned += float(differs.sum()) / surveys
    return sums


def _chunks(surveys: int, at_once: int) -> list[range]:
    return [range(at, min(at + at_once, surveys)) for at in range(0, surveys, at_once)]


def _add(sums: Sums, waves: Waves, error: Array, arrow: Array, smallest: float) -> None:
    p = 2 * norm.sf(np.abs(waves.raw) / error)
    sign = np.sign(waves.raw)
    rules = {
        "raw change of at least this": sign * (np.abs(waves.raw) >= smallest),
        "p < .05": sign * (p < 0.05),
        "Benjamini-Hochberg .10": sign * (false_discovery_control(p, axis=1) < 0.10),
        "ours": arrow,
    }
    for name, arrows in rules.items():
        sums.arrows.setdefault(name, Tally()).add(arrows, waves.truth, smallest)


def rows(surveys: int, instrument: Instrument, smallest: float) -> list[Mapping[str, object]]:
    """One line per world, whether people are linked, and rule."""
    lines: list[Mapping[str, object]] = []
    for world in WORLDS:
        for linked in (True, False):
            made = _made(instrument, linked)
            lines += _lines(
                world.name, "linked" if linked else "not linked", run(world, surveys, instrument, made, smallest), surveys
            )
    return lines


def target_rows(surveys: int, instrument: Instrument) -> list[Mapping[str, object]]:
    """The two worlds with a target, linked, smallest change .1 of 1-5, with enough surveys to tell."""
    made = _made(instrument, linked=True)
    parts = [_lines(world.name, "linked", run(world, surveys, instrument, made, SMALLEST[0]), surveys) for world in WORLDS[:2]]
    return [line for lines in parts for line in lines]


def _made(instrument: Instrument, linked: bool) -> Made:
    return lambda numbers, world: two_waves(numbers, world, instrument, linked=linked)


def _lines(world: str, people: str, sums: Sums, surveys: int) -> list[Mapping[str, object]]:
    found: list[Mapping[str, object]] = []
    for rule, tally in sums.arrows.items():
        ours = rule == "ours"
        found.append(
            {
                "world": world,
                "people": people,
                "rule": rule,
                "false arrows": f"{tally.false / surveys:.3f}",
                "surveys with one": f"{tally.any_false / surveys:.3f}",
                "right, of all departments": f"{tally.right / surveys / DEPARTMENTS:.3f}",
                "right, of changes that matter": f"{tally.found / tally.large:.3f}" if tally.large else "",
                "wrong direction": f"{tally.wrong / surveys:.3f}",
                "RMSE": f"{np.sqrt(sums.shrunk if ours else sums.raw):.2f}",
                "90 % interval covers": f"{sums.covered:.3f}" if ours else "",
                "warnings": f"{sums.warned:.3f}" if ours and people == "linked" else "",
            }
        )
    return found


def main(surveys: int = 120) -> None:
    instrument = load_instrument()
    enough = 16 * surveys
    parts = [f"## The two targets ({enough} surveys, linked, .1 of 1-5)", markdown(target_rows(enough, instrument))]
    for smallest in SMALLEST:
        lines = rows(surveys, instrument, smallest)
        parts += [f"## Arrows, smallest change that matters {smallest:g} points ({smallest / POINT:g} of 1-5)", markdown(lines)]
    few = max(1, surveys // 3)
    shares = [_lines(w.name, "not linked", run(w, few, instrument, _of_shares(instrument), 5.0, at_once=1), few) for w in WORLDS]
    parts += [
        f"## Arrows on the share not yet convinced, 5 points ({few} surveys)",
        markdown([line for lines in shares for line in lines]),
    ]
    many = 4 * surveys
    parts += [f"## Groups that may be apart ({many} surveys, linked, .1 of 1-5)", markdown(apart_rows(many, instrument))]
    most = 8 * surveys
    parts += [f"## How many come back ({most} surveys, .1 of 1-5)", markdown(share_rows(most, instrument))]
    parts += ["## The test of all staff", markdown(size_rows())]
    parts += [f"## Leavers who are other people ({few} surveys)", markdown(leaver_rows(few, instrument))]
    keep("change", "Change between two waves: arrows, false and found", _note(surveys), *parts)


def _of_shares(instrument: Instrument) -> Made:
    return lambda numbers, world: two_waves_of_shares(numbers[0], world, instrument)


def _note(surveys: int) -> str:
    return (
        f"{surveys} pairs of waves in each world; {DEPARTMENTS} departments of 16 to 250 staff, of whom 50 to 75 % answer each "
        f"time; persons differ by {SD:g} points, a person's two scores correlate {SAME:g}, {LINKED_SHARE:.0%} of the earlier "
        "answers come back. Points of 100; 25 are one of 1-5. Linked: it is known who answered twice; not linked: the same "
        "people answer, and nobody knows. False arrows: per survey, on departments that did not change. Target: at most "
        f"{TARGET_FALSE:g} where nothing changed, and at least {TARGET_POWER:g} of all departments right in the world of real "
        "changes with linked people (smallest change .1 of 1-5, as in the design). Many departments get their arrow, or none "
        "does, in the same survey, so that the share right is good to .03 with 120 surveys and to .01 with 960 and more."
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
