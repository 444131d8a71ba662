"""Whether each scale hangs together well enough to be read, from the figures in ``release/organisation/reliability``."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.tables import RELIABILITY_FINDINGS, Release

GOOD_ALPHA = 0.70
"""The usual convention for comparing groups (Nunnally, J. C. (1978). Psychometric Theory, 2nd ed., p. 245)."""


def reliability(release: Release) -> pd.DataFrame:
    """RELIABILITY_FINDINGS: scale (and role), alpha with its interval and what it allows."""
    frame = release.organisation.reliability
    alpha = frame["alpha"].astype("float64")
    verdict = np.select([alpha.isna(), alpha >= GOOD_ALPHA], ["no_figure", "good"], default="weak")
    return RELIABILITY_FINDINGS.check(frame.assign(verdict=verdict)[list(RELIABILITY_FINDINGS.fields)])
