"""What helps with the causes named with a group, who does it, how good the evidence is. Specification: docs/methods/causes.md."""

from __future__ import annotations

import pandas as pd

from pipeline.findings.causes import named_causes
from pipeline.instrument.model import Instrument
from pipeline.tables import ACTIONS, GROUP

_WORDS = ("kind", "owner", "grade", "evidence", "source")


def actions(cause_findings: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """ACTIONS: published group × cause named with it (those of RELUCTANCE, in their order), with the instrument's step.

    Causes for which the instrument has no action are left out.
    """
    known = {cause.id: cause for cause in instrument.causes}
    named = named_causes(cause_findings)
    first = named[named["rank"] == 1].set_index("key")["cause"]
    blocked = named["key"].map(first).map({cause.id: cause.blocks for cause in instrument.causes})
    words = {word: named["cause"].map({cause: getattr(part, word) for cause, part in known.items()}) for word in _WORDS}
    step = named["cause"].map({cause: part.action for cause, part in known.items()})
    found = named.assign(**words, step=step, waits=(words["kind"] == "learning") & blocked.eq(True))
    return ACTIONS.check(found.loc[step.fillna("") != "", [*GROUP, *(c for c in ACTIONS.fields if c not in GROUP)]])
