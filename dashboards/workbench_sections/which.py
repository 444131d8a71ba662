"""Which questionnaire was asked: one that is shipped, or one of its own that is drafted from the export."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboards.plain_text import plain
from dashboards.workbench_held import held
from pipeline.publish.words import say
from pipeline.run.workbench.look import Fit, Look
from pipeline.run.workbench.work import OWN, Work, settled

_FEW = 0.05
"""Part of a questionnaire's columns below which an export is of another one."""


def which(work: Work, found: Look) -> None:
    """The choice, with how much of each questionnaire the export carries."""
    fits = {fit.instrument: fit for fit in found.fits}
    names = [*fits, *([] if OWN in fits else [OWN])]
    now = work.options.instrument
    chosen = st.radio(
        say("workbench.which.label"),
        names,
        names.index(now) if now in names else 0,
        key=f"which_{now}",
        format_func=lambda name: _named(fits, name),
        captions=[_fit(fits.get(name)) for name in names],
    )
    if chosen != now:
        settled(held(), instrument=chosen)
        st.rerun()


def sentence(work: Work, found: Look) -> str:
    """What the export seems to be."""
    if seems_other(found):
        return say("workbench.which.other")
    fit = next((one for one in found.fits if one.instrument == work.options.instrument), None)
    if fit is None:
        return say("workbench.which.choose")
    best = next(one for one in found.fits if one.instrument != OWN)
    if best.bound > fit.bound:
        return say("workbench.which.better", title=plain(best.title), bound=best.bound, of=best.of)
    return say("workbench.which.fits", title=plain(fit.title), bound=fit.bound, of=fit.of)


def is_open(work: Work, found: Look) -> bool:
    """Whether the choice is not clear: another questionnaire fits better, or none does."""
    if work.is_own:
        return False
    best = next((one.instrument for one in found.fits if one.instrument != OWN), "")
    return seems_other(found) or best != work.options.instrument


def seems_other(found: Look) -> bool:
    """Whether the export is of none of the shipped questionnaires."""
    shipped = [fit for fit in found.fits if fit.instrument != OWN]
    return all(fit.bound < _FEW * fit.of for fit in shipped)


def _named(fits: Mapping[str, Fit], name: str) -> str:
    if name == OWN:
        return say("workbench.which.own")
    return plain(fits[name].title) if name in fits else name


def _fit(fit: Fit | None) -> str:
    return say("workbench.which.carries", bound=fit.bound, of=fit.of) if fit is not None else say("workbench.which.drafted")
