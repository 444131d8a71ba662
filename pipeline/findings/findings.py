"""Findings: from the release alone to claims about groups. One call per finding, nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.findings.actions import actions
from pipeline.findings.agreement import agreement
from pipeline.findings.alarms import alarms
from pipeline.findings.barriers import barriers, ticked_barriers
from pipeline.findings.before import Before
from pipeline.findings.causes import causes
from pipeline.findings.change import changes
from pipeline.findings.comparability import comparability
from pipeline.findings.estimate import estimates
from pipeline.findings.expected_cells import expected_cells
from pipeline.findings.follow_through import follow_through
from pipeline.findings.quadrants import quadrant_shares
from pipeline.findings.reliability import reliability
from pipeline.findings.reluctance import reluctance, told_of
from pipeline.findings.trained import trained
from pipeline.findings.training import training
from pipeline.findings.variants import label_changes
from pipeline.instrument.model import Instrument
from pipeline.tables import Findings, Release


def find(
    release: Release,
    instrument: Instrument,
    otherwise: Mapping[str, pd.DataFrame] | None = None,
    before: Before | None = None,
) -> Findings:
    """All findings of one wave. The same release and instrument always give the same frames.

    otherwise : counts of the published groups under other decisions; only whether labels change is kept of them.
    before : the newest published wave before this one, and what was done since; None where there is none.
    """
    estimated = estimates(release, instrument)
    told, ticked = told_of(release), ticked_barriers(release, instrument)
    caused = causes(release, instrument, estimated, ticked)
    held = trained(release, instrument, before)
    followed = follow_through(release, before)
    trainable = training(release, instrument)
    compared = comparability(release, instrument, before)
    return Findings(
        estimates=estimated,
        reluctance=reluctance(release, instrument, estimated, caused, told),
        quadrants=quadrant_shares(release, instrument),
        expected_cells=expected_cells(release, instrument),
        causes=caused,
        actions=actions(caused, instrument),
        training_needs=trainable.needs,
        role_seats=trainable.seats,
        barriers=barriers(release, instrument, ticked),
        reliability=reliability(release),
        agreement=agreement(release),
        alarms=alarms(release, instrument),
        variants=label_changes(release, otherwise or {}, instrument, told),
        trained=held.pairs,
        trained_overall=held.overall,
        change=changes(release, instrument, before, compared, told),
        comparability=compared,
        follow_through=followed.steps,
        follow_through_overall=followed.overall,
    )
