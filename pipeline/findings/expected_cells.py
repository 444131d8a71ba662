"""Cells with too few answers to be shown: what their role and their department let expect. Specification: docs/methods/twoway.md.

Made of published counts alone; nothing in it is an answer from the cell itself.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.findings.crossed import CELL, COUNTS, crossing, share_priors
from pipeline.instrument.model import Instrument
from pipeline.stats.prediction import predict
from pipeline.stats.shares import FLAT, posterior
from pipeline.tables import EXPECTED_CELLS, GROUP, Release


def expected_cells(release: Release, instrument: Instrument) -> pd.DataFrame:
    """EXPECTED_CELLS: hidden cell with at least k staff on the roster; no rows without a roster or without published cells."""
    frame = release.willingness[release.willingness["n"] > 0]
    hidden = release.cells[release.cells["state"] == "too_few"].reset_index(drop=True)
    if release.roster is None or hidden.empty or not frame["grouping"].eq(CELL).any():
        return EXPECTED_CELLS.empty()
    table = crossing(release)
    rows, columns = table.place(hidden)
    staff = table.staff[rows, columns]
    shown = staff >= instrument.thresholds.k
    counts = frame[[*GROUP, "n"]].assign(low=frame["reluctant_low"], high=frame["reluctant_high"])
    prior = share_priors(table.shown(counts, COUNTS), table, (rows[shown], columns[shown]))
    nobody = np.zeros(len(prior), dtype=np.int64)
    # Answers of the cell itself are not known here: its whole staff is predicted, by its role and department and nothing else.
    known = posterior(nobody, nobody, nobody, np.full(len(prior), FLAT), dict(enumerate(prior)), apart=0.0)
    limits = instrument.thresholds
    found = predict(known, staff[shown], cut=limits.group_share, interval=limits.interval)
    cells = hidden.loc[shown, ["role", "department"]].reset_index(drop=True)
    return EXPECTED_CELLS.check(cells.assign(staff=staff[shown], share=found.mean, share_low=found.low, share_high=found.high))
