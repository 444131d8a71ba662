"""What a user would flag groups with instead: rules on the answers of every group with 10 of them, nothing protected.

Each takes persons' scores and reluctance and the number of their group, and says which groups it flags.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from pipeline.stats.comparisons import adjust, games_howell
from pipeline.stats.prediction import predict
from pipeline.stats.shares import posterior

CUT = 0.4
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answers:
    """Those who answered, in groups of at least ten.

    n, reluctant : per group, shape (G,). mean, variance : of the willingness score, per group. values, group : score and group
    number of every person, shape (P,).
    """

    n: NDArray[np.int64]
    reluctant: NDArray[np.int64]
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    values: NDArray[np.float64]
    group: NDArray[np.int64]


def answers(values: NDArray[np.float64], reluctant: NDArray[np.bool_], group: NDArray[np.int64], groups: int) -> Answers:
    """Summaries per group number 0 to groups - 1; groups without answers have n = 0."""
    n = np.bincount(group, minlength=groups)
    some = np.maximum(n, 1)
    mean = np.bincount(group, weights=values, minlength=groups) / some
    squares = np.bincount(group, weights=(values - mean[group]) ** 2, minlength=groups)
    counted = np.bincount(group, weights=reluctant, minlength=groups).astype(np.int64)
    return Answers(n, counted, mean, squares / np.maximum(n - 1, 1), values, group)


def raw_cut(a: Answers) -> Flags:
    """More than 40 % of those who answered."""
    return a.reluctant > CUT * a.n + 1e-9


def t_test(a: Answers) -> Flags:
    """Mean lower than that of everybody else: Student's t, p < .05, no adjustment."""
    p, lower = _against_the_rest(a, equal_var=True)
    return (p < 0.05) & lower


def welch_bh(a: Answers) -> Flags:
    """Mean lower than that of everybody else: Welch's t, false discoveries kept to .10 (Benjamini-Hochberg)."""
    p, lower = _against_the_rest(a, equal_var=False)
    return (adjust(p, "bh") < 0.10) & lower


def lower_than_somebody(a: Answers) -> Flags:
    """Mean lower than that of some other group: Games-Howell, p < .05."""
    big = np.flatnonzero(a.n >= 10)
    pairs = games_howell(a.n[big], a.mean[big], a.variance[big])
    found = np.zeros(len(a.n), dtype=bool)
    different = pairs.p < 0.05
    found[big[pairs.first[different & (pairs.difference < 0)]]] = True
    found[big[pairs.second[different & (pairs.difference > 0)]]] = True
    return found


def plain_empirical_bayes(a: Answers) -> Flags:
    """P(p > 40 %) > .8 by beta-binomial empirical Bayes; the roster and the silent left out."""
    big = np.flatnonzero(a.n >= 10)
    known = posterior(a.reluctant[big], a.reluctant[big], a.n[big], np.zeros(len(big)), apart=0.0)
    found = np.zeros(len(a.n), dtype=bool)
    found[big] = predict(known, np.full(len(big), np.nan), cut=CUT).probability > 0.8
    return found


RULES = {
    "raw share above 40 %": raw_cut,
    "t-test against the rest, p < .05": t_test,
    "Welch against the rest, BH .10": welch_bh,
    "Games-Howell, lower than somebody": lower_than_somebody,
    "plain empirical Bayes, P > .8": plain_empirical_bayes,
}


def _against_the_rest(a: Answers, equal_var: bool) -> tuple[NDArray[np.float64], Flags]:
    p, lower = np.full(len(a.n), np.nan), np.zeros(len(a.n), dtype=bool)
    for number in np.flatnonzero(a.n >= 10):
        inside = a.group == number
        if inside.all():
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = stats.ttest_ind(a.values[inside], a.values[~inside], equal_var=equal_var)
        p[number], lower[number] = found.pvalue, found.statistic < 0
    return p, lower
