"""Beside the arrows of ``benchmarks.change``: groups that may be apart, the size of the t, leavers who are other people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.change_worlds import POINT, SAME, SD, WORLDS, Tally, leavers, sizes, two_waves
from pipeline.findings.change import changes
from pipeline.findings.estimate import PRIOR_SPREAD
from pipeline.instrument.model import Instrument
from pipeline.stats.change_rule import Rule, judge
from pipeline.stats.family import APART, family
from pipeline.stats.overlap import InBoth, Sample, overlap_t
from pipeline.tables import COMPARABILITY

SMALLEST = (0.1 * POINT, 5.0)
"""The smallest change that matters: that of METHODS H, and the shipped one, points."""
_SIZES = ((12, 10, 6), (22, 18, 12), (30, 30, 27), (30, 30, 6), (80, 70, 35), (40, 40, 0))
_DRAWS = 20_000


def apart_rows(surveys: int, instrument: Instrument) -> list[Mapping[str, object]]:
    """What letting groups be apart gains and costs, on the same surveys."""
    rule = Rule(SMALLEST[0], instrument.thresholds.firm, instrument.thresholds.interval)
    chances = (0.0, 0.05, APART, 0.2)
    lines: list[Mapping[str, object]] = []
    for world in WORLDS:
        tallies, square = {chance: Tally() for chance in chances}, dict.fromkeys(chances, 0.0)
        waves = two_waves(range(surveys), world, instrument, linked=True)
        for truth, raw, variance in zip(waves.truth, waves.raw, waves.variance, strict=True):
            for chance in chances:
                judged = judge(family(raw, variance, PRIOR_SPREAD * SD, SD / 2, chance), raw, variance, rule)
                arrow = (judged.up > rule.firm).astype(float) - (judged.down > rule.firm)
                tallies[chance].add(arrow, truth, rule.smallest)
                square[chance] += float(((judged.change - truth) ** 2).mean()) / surveys
        for chance, tally in tallies.items():
            figures = {"false arrows": tally.false, "right": tally.right, "wrong direction": tally.wrong}
            line = {name: f"{value / surveys:.3f}" for name, value in figures.items()}
            line["right, of all departments"] = f"{tally.right / surveys / len(waves.truth[0]):.3f}"
            lines.append({"world": world.name, "apart": f"{chance:g}", **line, "RMSE": f"{np.sqrt(square[chance]):.2f}"})
    return lines


def share_rows(surveys: int, instrument: Instrument) -> list[Mapping[str, object]]:
    """Arrows by how many of the earlier answers come back and are known to: the rule alone, on drawn changes."""
    rule = Rule(SMALLEST[0], instrument.thresholds.firm, instrument.thresholds.interval)
    lines: list[Mapping[str, object]] = []
    for share in (0.0, 0.4, 0.6, 0.8):
        for world in WORLDS[:2]:
            tally, raw = Tally(), 0.0
            for number in range(surveys):
                rng = np.random.default_rng([5, number])
                truth, (n1, n2, both) = world.truth(rng), sizes(rng, share)
                variance = SD**2 * (1 / n1 + 1 / n2 - 2 * SAME * both / (n1 * n2))
                change = truth + np.sqrt(variance) * rng.standard_normal(len(truth))
                judged = judge(family(change, variance, PRIOR_SPREAD * SD, SD / 2), change, variance, rule)
                tally.add((judged.up > rule.firm).astype(float) - (judged.down > rule.firm), truth, rule.smallest)
                raw += float(((change - truth) ** 2).mean()) / surveys
            line: dict[str, object] = {
                "come back": f"{share:.0%}",
                "world": world.name,
                "RMSE of the raw change": f"{np.sqrt(raw):.2f}",
            }
            line["false arrows"] = f"{tally.false / surveys:.3f}"
            line["right, of all departments"] = f"{tally.right / surveys / len(truth):.3f}"
            lines.append({**line, "wrong direction": f"{tally.wrong / surveys:.3f}"})
    return lines


def size_rows() -> list[Mapping[str, object]]:
    """How often p < .05 where nothing changed, persons drawn one by one; and power at half an SD."""
    lines: list[Mapping[str, object]] = []
    for n1, n2, both in _SIZES:
        line: dict[str, object] = {"answers": f"{n1}, {n2}", "in both": both}
        for effect, words in ((0.0, "size"), (0.5, "power at .5 SD")):
            for name, known in (("overlap t", True), ("Welch", False)):
                line[f"{name}: {words}"] = f"{_rejected(n1, n2, both, effect, known):.3f}"
        lines.append(line)
    return lines


def _rejected(n1: int, n2: int, both: int, effect: float, known: bool) -> float:
    rng = np.random.default_rng([9, n1, n2, both])
    first, second = rng.standard_normal((_DRAWS, n1)), rng.standard_normal((_DRAWS, n2))
    second[:, :both] = SAME * first[:, :both] + np.sqrt(1 - SAME**2) * second[:, :both]
    second += effect
    one, two = (
        (part[:, :both] - part[:, :both].mean(axis=1, keepdims=True) for part in (first, second)) if both else (first, second)
    )
    r = (one * two).sum(axis=1) / np.sqrt((one**2).sum(axis=1) * (two**2).sum(axis=1)) if both else 0.0
    a, b = (Sample(part.mean(axis=1), part.var(axis=1, ddof=1), part.shape[1]) for part in (first, second))
    return float((overlap_t(a, b, InBoth(both, r) if known else InBoth()).p < 0.05).mean())


def leaver_rows(surveys: int, instrument: Instrument) -> list[Mapping[str, object]]:
    """All staff, nobody changes; those who leave are like the others, or lower so that all seem to rise by .2 of 1-5."""
    lines: list[Mapping[str, object]] = []
    for n1, n2, both in ((80, 70, 35), (400, 380, 220), (800, 780, 440)):
        for words, rise in (("leavers like the others", 0.0), ("leavers lower", 0.2 * POINT)):
            found = [leavers(np.random.default_rng([7, n]), n1, n2, both, rise, instrument) for n in range(surveys)]
            rows = [changes(w.release, instrument, w.before, COMPARABILITY.empty()).iloc[0] for w in found]
            warned = sum(bool(row["linked_differs"]) for row in rows) / surveys
            p = sum(bool(row["p"] < 0.05) for row in rows) / surveys
            held = sum(bool(row["linked_low"] <= 0 <= row["linked_high"]) for row in rows) / surveys
            answers = {"answers": f"{n1}, {n2}", "in both": both}
            lines.append(
                {**answers, "world": words, "p < .05": f"{p:.3f}", "warned": f"{warned:.3f}", "linked covers": f"{held:.3f}"}
            )
    return lines
