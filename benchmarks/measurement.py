"""How well the measurement stands up: bias of scores, coverage, alarms, careless answers, weights; and its speed.

``python -m benchmarks.measurement [--surveys 400] [--people 1000000]``. Made-up worlds with fixed seeds
(``measurement_worlds``); every
figure is of the functions that the pipeline uses. Figures in points of a 1-5 scale.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable

import numpy as np

from benchmarks import table
from benchmarks.measurement_worlds import KINDS, RESPONSE, careless_world, five_points, scale_answers, staff_world
from pipeline.instrument.thresholds import CarelessRule
from pipeline.stats.additive import Method, scale_scores
from pipeline.stats.careless import contradictions, longest_run, opposite_pairs
from pipeline.stats.distance import mahalanobis_p
from pipeline.stats.pair_sums import pair_sums
from pipeline.stats.raking import rake
from pipeline.stats.reliability import alpha_of, feldt_interval, scale_reliability

Row = dict[str, object]
Simulation = Callable[[int, int], list[Row]]


def _rng(seed: int, survey: int) -> np.random.Generator:
    return np.random.default_rng([seed, survey])


def _row(what: str, found: str, target: str, met: bool) -> Row:
    return {"figure": what, "found": found, "to reach": target, "reached": "yes" if met else "no"}


def skipped_items(surveys: int, seed: int) -> list[Row]:
    """METHODS D: six items of very unequal difficulty, 800 people; the harder an item, the more people leave it out."""
    bias: dict[tuple[float, Method], list[float]] = {}
    for survey in range(surveys):
        rng = _rng(seed, survey)
        x = scale_answers(rng, 800, 6, difficulty=0.8)
        harder = np.argsort(np.argsort(-x.mean(axis=0))) / 5
        for share in (0.1, 0.3):
            blank = np.where(rng.random(x.shape) < 2 * share * harder, np.nan, x)
            for method in ("additive", "half"):
                scored = scale_scores(blank, method=method).scores
                bias.setdefault((share, method), []).append(np.nanmean(scored) - x.mean(axis=1)[~np.isnan(scored)].mean())
    rows = []
    for share in (0.1, 0.3):
        ours, plain = abs(np.mean(bias[share, "additive"])), abs(np.mean(bias[share, "half"]))
        text = f"{ours:.4f}; plain half rule {plain:.3f}"
        rows.append(_row(f"bias of the score, hard items skipped, {share:.0%} of answers", text, "≤ .01; ≥ .05", ours <= 0.01))
    return rows


def absent_items(surveys: int, seed: int) -> list[Row]:
    """One role of three is never asked the three hardest of eight items; roles differ by half a point in truth or not at all."""
    errors: dict[Method, list[float]] = {"additive": [], "half": []}
    for survey in range(surveys):
        rng = _rng(seed, survey)
        role = rng.integers(0, 3, 900)
        x = scale_answers(rng, 900, 8, shift=np.array([0.0, 0.4, -0.3])[role])
        hardest = np.argsort(x.mean(axis=0))[:3]
        asked = ~((role == 2)[:, None] & np.isin(np.arange(8), hardest))
        truth = x[role == 2].mean() - x[role != 2].mean()
        for method in errors:
            scored = scale_scores(x, asked, method).scores
            errors[method].append(scored[role == 2].mean() - scored[role != 2].mean() - truth)
    ours, plain = (abs(np.mean(errors[method])) for method in ("additive", "half"))
    return [
        _row("bias of a role difference, items absent by role", f"{ours:.4f}; plain half rule {plain:.3f}", "≤ .02", ours <= 0.02)
    ]


def interval_coverage(surveys: int, seed: int) -> list[Row]:
    """Feldt's interval of samples from a population of 100,000 people with six five-point items; a tenth as many populations."""
    inside: dict[int, list[bool]] = {50: [], 100: [], 300: []}
    for population in range(max(surveys // 10, 4)):
        rng = _rng(seed, population)
        everybody = scale_answers(rng, 100_000, 6)
        truth = alpha_of(np.cov(everybody, rowvar=False))
        for people, found in inside.items():
            for _ in range(50):
                of_sample = alpha_of(np.cov(everybody[rng.integers(0, len(everybody), people)], rowvar=False))
                limits = feldt_interval(of_sample, people, 6)
                found.append(limits.low <= truth <= limits.high)
    share = {people: float(np.mean(found)) for people, found in inside.items()}
    return [
        _row(f"coverage of Feldt's 95 % interval, n = {people}", f"{value:.3f}", ".93 to .97", 0.93 <= value <= 0.97)
        for people, value in share.items()
    ]


def forgotten_reversals(surveys: int, seed: int) -> list[Row]:
    """Six items, n = 30 and 60: one reversal forgotten, two forgotten, none, and an honest item that hardly belongs."""
    rows = []
    for people in (30, 60):
        found: dict[str, list[float]] = {"one": [], "two": [], "false": [], "weak": []}
        for survey in range(10 * surveys):  # false alarms are rare, so that many surveys are needed to tell how rare
            rng = _rng(seed, survey)
            x = scale_answers(rng, people, 6)
            one, two = x.copy(), x.copy()
            one[:, 2], two[:, [1, 4]] = 6 - x[:, 2], 6 - x[:, [1, 4]]
            found["one"].append(_alarms(one)[2])
            found["two"].append(_alarms(two)[[1, 4]].all())
            found["false"].append(_alarms(x).any())
            weak = x.copy()
            weak[:, 0] = five_points(0.1 * x[:, 1] + rng.normal(0, 1, people), np.array([-1.0, 0.0, 0.6, 1.4]))
            found["weak"].append(_alarms(weak).any())
        share = {name: float(np.mean(values)) for name, values in found.items()}
        target = people == 30
        rows.append(
            _row(
                f"forgotten reversal, n = {people}: one of six found / both of two",
                f"{share['one']:.3f} / {share['two']:.3f}",
                "≥ .90" if target else "",
                share["one"] >= 0.90,
            )
        )
        text = f"{share['false']:.4f} / {share['weak']:.4f}"
        rows.append(
            _row(
                f"false alarm per scale, n = {people}: none / a weak item",
                text,
                "≤ .01",
                max(share["false"], share["weak"]) <= 0.01,
            )
        )
    return rows


def _alarms(x: np.ndarray) -> np.ndarray:
    items = scale_reliability(x).items
    return (items.item_rest_high < 0) | (items.aligned_high < 0)


def careless_exclusion(surveys: int, seed: int) -> list[Row]:
    """METHODS C, with and without the 3 % of honest people who reject almost everything."""
    rule, rows = CarelessRule(), []
    for reversed_items in (True, False):
        caught: dict[str, list[float]] = {kind: [] for kind in (*KINDS, "rejector", "precision", "false")}
        for survey in range(max(surveys // 4, 10)):
            world = careless_world(_rng(seed, survey), reversed_items=reversed_items)
            out, careless = _excluded(world, rule), np.isin(world.kind, KINDS)
            honest = world.kind == "honest"
            caught["precision"].append((out & careless).sum() / (out & (careless | honest)).sum())
            caught["false"].append(out[honest].mean())
            for kind in (*KINDS, "rejector"):
                caught[kind].append(out[world.kind == kind].mean())
        mean = {name: float(np.mean(values)) for name, values in caught.items()}
        form = "with" if reversed_items else "without"
        text = f"{mean['precision']:.3f}; {mean['false']:.4f}"
        met = mean["precision"] >= 0.95 and mean["false"] <= 0.005
        rows.append(_row(f"careless answers, form {form} reversed items: precision; false positives", text, "≥ .95; ≤ .005", met))
        found = ", ".join(f"{kind} {mean[kind]:.2f}" for kind in KINDS)
        rows.append({"figure": "  found by kind; honest strong rejectors set aside", "found": f"{found}; {mean['rejector']:.3f}"})
    return rows


def _excluded(world, rule: CarelessRule) -> np.ndarray:
    """The rule of ``pipeline/clean/quality.py`` on answers without an instrument."""
    given = world.answers.astype(np.uint8).T
    keyed = np.where(world.reverse[:, None], 6 - given, given)
    pairs = opposite_pairs(pair_sums(keyed).covariance, world.scale, world.reverse)
    straight = (longest_run(given) >= rule.straight_share * 24) & world.reverse.any()
    signs = [
        straight,
        world.attention_failed,
        mahalanobis_p(world.answers) < rule.pattern_p,
        contradictions(keyed, pairs, math.ceil(rule.contradiction_points / 25)) >= rule.contradictions,
    ]
    return (world.seconds / 24 < rule.seconds_per_answer) | (np.sum(signs, axis=0) >= rule.signs)


def raked_means(surveys: int, seed: int) -> list[Row]:
    """METHODS E: the overall mean of 1,333 staff, half of whom answer."""
    rows = []
    for response in RESPONSE:
        errors: dict[str, list[float]] = {"plain": [], "raked": [], "deff": []}
        for survey in range(surveys):
            world = staff_world(_rng(seed, survey), response)
            truth, here = world.score.mean(), world.answered
            roles, departments = np.unique(world.role[here]), np.unique(world.department[here])
            # Levels without answers do not occur here but for a handful of surveys; their staff are left out of the target.
            role, department = np.searchsorted(roles, world.role[here]), np.searchsorted(departments, world.department[here])
            targets = [np.bincount(level)[kept] for level, kept in ((world.role, roles), (world.department, departments))]
            cell = role * len(departments) + department
            people = np.bincount(cell, minlength=len(roles) * len(departments)).reshape(len(roles), len(departments))
            found = rake(people, *targets)
            errors["plain"].append(world.score[here].mean() - truth)
            errors["raked"].append(np.average(world.score[here], weights=found.weights[role, department]) - truth)
            errors["deff"].append(found.deff)
        rmse = {name: float(np.sqrt(np.mean(np.square(errors[name])))) for name in ("plain", "raked")}
        text = f"{rmse['raked']:.3f}; unweighted {rmse['plain']:.3f}; design effect {np.mean(errors['deff']):.2f}"
        silent = response == RESPONSE[-1]
        target = "no weight repairs this" if silent else "≤ .03"
        rows.append(_row(f"RMSE of the overall mean, raked; response {response}", text, target, silent or rmse["raked"] <= 0.03))
    return rows


def speed(people: int) -> list[Row]:
    """Reliability of 60 items against one covariance of the same array, medians of interleaved runs."""
    rng = np.random.default_rng(1)
    x = np.empty((people, 60))
    trait = rng.integers(0, 3, people)
    for j in range(60):
        x[:, j] = np.clip(rng.integers(1, 4, people) + trait, 1, 5)
    blank = np.where(rng.random(x.shape) < 0.05, np.nan, x)
    scale_reliability(x[:1_000])
    times: dict[str, list[float]] = {"covariance": [], "complete": [], "5 % blank": []}
    for _ in range(3):
        for name, run in (
            ("covariance", lambda: np.cov(x, rowvar=False)),
            ("complete", lambda: scale_reliability(x)),
            ("5 % blank", lambda: scale_reliability(blank)),
        ):
            began = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - began)
    median = {name: float(np.median(values)) for name, values in times.items()}
    return [
        _row(
            f"reliability of 60 items × {people:,} people ÷ numpy.cov, {name}",
            f"{median[name] / median['covariance']:.2f} ({median[name]:.2f} s ÷ {median['covariance']:.2f} s)",
            "≤ 5",
            median[name] <= 5 * median["covariance"],
        )
        for name in ("complete", "5 % blank")
    ]


SIMULATIONS: tuple[Simulation, ...] = (
    skipped_items,
    absent_items,
    interval_coverage,
    forgotten_reversals,
    careless_exclusion,
    raked_means,
)


def main() -> None:
    """Run everything and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--surveys", type=int, default=400, help="made-up surveys per figure")
    parser.add_argument("--people", type=int, default=1_000_000, help="people of the speed figure")
    given = parser.parse_args()
    rows = [row for seed, simulate in enumerate(SIMULATIONS, 1) for row in simulate(given.surveys, seed)]
    rows += speed(given.people)
    table.keep(
        "measurement",
        "Measurement",
        f"{given.surveys} made-up surveys per figure (a quarter of that for careless answers), seeds fixed in the script; points "
        "of a 1-5 scale. Precision and false positives of careless answers leave out the 3 % of honest people who reject almost "
        "everything and answer fast; how many of them are set aside stands beside.",
        table.markdown(rows),
    )


if __name__ == "__main__":
    main()
