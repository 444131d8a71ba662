"""Findings: from the release alone to claims about groups. One call per finding, nothing else."""

from __future__ import annotations

from pipeline.findings.barriers import barriers
from pipeline.findings.causes import causes
from pipeline.findings.estimate import estimates
from pipeline.findings.reliability import reliability
from pipeline.findings.reluctance import reluctance
from pipeline.findings.training import training_needs
from pipeline.instrument.model import Instrument
from pipeline.tables import Findings, Release


def find(release: Release, instrument: Instrument) -> Findings:
    """All findings of one wave. The same release and instrument always give the same frames."""
    estimated = estimates(release, instrument)
    caused = causes(release, instrument, estimated)
    return Findings(
        estimates=estimated,
        reluctance=reluctance(release, instrument, estimated, caused),
        causes=caused,
        training_needs=training_needs(release, instrument),
        barriers=barriers(release, instrument),
        reliability=reliability(release),
    )
