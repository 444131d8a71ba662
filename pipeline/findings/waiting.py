"""Roles for which a course has to wait: equipment, time, workflow or support comes first among the causes there."""

from __future__ import annotations

import pandas as pd

from pipeline.findings.concerned import listed_roles
from pipeline.findings.seats import homes
from pipeline.instrument.model import Cause, Instrument
from pipeline.tables import Release, group_key


def waiting_roles(release: Release, reluctance: pd.DataFrame, instrument: Instrument) -> dict[str, Cause]:
    """Role that gets a training list -> the cause to mend first, of the group that stands for the role; others are left out."""
    first = reluctance["causes"].astype("str").str.partition(";")[0]
    by_group = dict(zip(group_key(reluctance), first, strict=True))
    mend = {cause.id: cause for cause in instrument.causes if cause.kind == "fix_first"}
    places = homes(release, listed_roles(release, instrument))
    causes = {role: by_group.get(place, "") for role, place in places.items()}
    return {role: mend[cause] for role, cause in causes.items() if cause in mend}
