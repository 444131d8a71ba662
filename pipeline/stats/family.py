"""What the groups of one family say of each other, where most are alike and a few may be apart.

y_g ~ N(θ_g, v_g); θ_g ~ N(μ, τ²), or with a small probability N(μ, τ² + a²); μ flat, τ half-Cauchy, both on a grid. One group far
from the others then hardly widens τ: it is told, and the others are not told with it. Specification: docs/methods/change.md.
Sources: O'Hagan, A. (1979). On outlier rejection phenomena in Bayes inference. Journal of the Royal Statistical Society B 41,
358-367; Box, G. E. P. & Tiao, G. C. (1968). A Bayesian approach to some outlier problems. Biometrika 55, 119-129.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.stats.means import NormalMixture, spreads

APART: Final = 0.1
"""How likely a group is beforehand to be apart. Tried: 0, .05, .1 and .2 (benchmarks/results/change.md)."""
_CENTRES: Final = 61
_WIDTH: Final = 5.0  # standard deviations of μ searched on either side
_MAD: Final = 1.4826
_TINY: Final = 1e-300


def family(mean: ArrayLike, variance: ArrayLike, scale: float, distance: float, apart: float = APART) -> NormalMixture:
    """What the other groups say of each θ_g; ``means.updated`` puts its own mean in.

    mean, variance : observed means and their known sampling variances, shape (G,), at least two groups. scale : median of the
    prior of τ. distance : a, how far those apart may be, in the unit of the means. With ``apart`` 0 as ``means.others``.
    """
    y, v = np.asarray(mean, dtype=float), np.asarray(variance, dtype=float)
    tau2 = spreads(scale)
    centres = _centres(y, v, tau2)
    square = (y - centres[:, :, None]) ** 2
    near, far = v + tau2[:, :, None], v + tau2[:, :, None] + distance**2
    likelihood = (1 - apart) * np.exp(-0.5 * square / near) / np.sqrt(near) + apart * np.exp(-0.5 * square / far) / np.sqrt(far)
    fit = np.log(np.maximum(likelihood, _TINY))
    fit = fit.sum(axis=2, keepdims=True) - fit + np.log(centres[:, 1:2] - centres[:, :1])[:, :, None]
    weight = np.exp(fit - fit.max(axis=(0, 1), keepdims=True))
    of_tau = np.maximum(weight.sum(axis=1), _TINY)
    centre = (weight * centres[:, :, None]).sum(axis=1) / of_tau
    spread = (weight * (centres[:, :, None] - centre[:, None, :]) ** 2).sum(axis=1) / of_tau
    of_tau = of_tau / of_tau.sum(axis=0)
    inner = tau2 + spread
    if apart == 0:
        return NormalMixture(of_tau, centre, inner)
    parts = ((1 - apart) * of_tau, apart * of_tau), (centre, centre), (inner, inner + distance**2)
    return NormalMixture(*(np.concatenate(part) for part in parts))


def _centres(y: NDArray[np.float64], v: NDArray[np.float64], tau2: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of μ for every τ, evenly spaced around the median, shape (T, U)."""
    middle = float(np.median(y))
    away = (_MAD * float(np.median(np.abs(y - middle)))) ** 2
    width = _WIDTH * np.sqrt((float(np.median(v)) + away + tau2) / max(len(y) - 1, 1))
    return middle + width * np.linspace(-1.0, 1.0, _CENTRES)
