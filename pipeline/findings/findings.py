"""Findings: from the release alone to claims about groups. One call per finding, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from pipeline.beside import beside
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
    with beside(partial(_of_its_own, release, instrument, before)) as others:
        estimated, told = estimates(release, instrument), told_of(release)
        ticked = ticked_barriers(release, instrument)
        caused = causes(release, instrument, estimated, ticked)
        main = {
            "estimates": estimated,
            "reluctance": reluctance(release, instrument, estimated, caused, told),
            "causes": caused,
            "actions": actions(caused, instrument),
            "barriers": barriers(release, instrument, ticked),
            "variants": label_changes(release, otherwise or {}, instrument, told),
        }
        return Findings(**main, **others())


def _of_its_own(release: Release, instrument: Instrument, before: Before | None) -> dict[str, pd.DataFrame]:
    """The findings that need no estimate of another one: about half of the work."""
    trainable = training(release, instrument)
    compared = comparability(release, instrument, before)
    held, followed = trained(release, instrument, before), follow_through(release, before)
    return {
        "quadrants": quadrant_shares(release, instrument),
        "expected_cells": expected_cells(release, instrument),
        "training_needs": trainable.needs,
        "role_seats": trainable.seats,
        "reliability": reliability(release),
        "agreement": agreement(release),
        "alarms": alarms(release, instrument),
        "change": changes(release, instrument, before, compared),
        "comparability": compared,
        "trained": held.pairs,
        "trained_overall": held.overall,
        "follow_through": followed.steps,
        "follow_through_overall": followed.overall,
    }
