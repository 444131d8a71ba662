"""The release: what crosses the wall. Counts and sums of groups that are safe to show, and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from pipeline.beside import beside
from pipeline.errors import NothingToRelease, Problem
from pipeline.instrument.model import Instrument
from pipeline.release.core import core_counts, core_tables
from pipeline.release.hidden import without_telling_totals
from pipeline.release.ladder import FrozenRollups
from pipeline.release.lattice import CELL, build_lattice
from pipeline.release.organisation import Compare, shown_organisation, with_comparisons, without_telling_weights
from pipeline.release.questions import question_tables
from pipeline.release.rows import group_columns
from pipeline.release.wave import Guard, Mask, Wave
from pipeline.tables import CELLS, GROUPS, LINKED, SITES, Organisation, Release
from pipeline.tables.responses import STANDINGS
from pipeline.tables.tally import Tally


def build_release(
    tally: Tally,
    roster: pd.DataFrame | None,
    instrument: Instrument,
    organisation: Organisation,
    *,
    compare: Compare | None = None,
    frozen: FrozenRollups | None = None,
    secondary: bool = True,
) -> Release:
    """The protected release of one wave.

    tally : scored people by atom; its grid knows every level of the roster. compare : tests of the shown roles and departments
    (default: none are made). frozen : roll-ups as they were when the first wave was closed. secondary : False leaves out
    secondary suppression, so that a test can show what it is for.
    raises : NothingToRelease where even the whole organisation has fewer than k answers.
    """
    tally = tally.inhabited(roster)
    n, k = int(tally.people.sum()), instrument.thresholds.k
    if n < k:
        raise NothingToRelease(
            Problem(
                f"{n} answers could be scored; at least {k} are needed to show anything",
                fix="wait for more answers, or lower `thresholds.k` (5 to 30) before the first wave is closed",
            )
        )
    wave = Wave(tally, build_lattice(tally.grid, tally.people, roster, instrument, frozen), instrument, secondary)
    core = core_mask(wave)
    if secondary:
        core = without_telling_totals(wave, core)
    questions = partial(question_tables, wave, core & wave.margins, core & wave.role_axis)
    with beside(questions) as of_questions, ThreadPoolExecutor(1) as solver:
        groups, counts = _groups(wave, core), core_counts(wave, core)
        # The solver leaves the interpreter to others, so the rest is done while it is at work.
        tables = solver.submit(core_tables, wave, counts)
        asked = of_questions()
        of_core = tables.result()
        release = Release(
            groups=groups,
            cells=_cells(wave, core),
            sites=_sites(wave),
            **of_core,
            **asked,
            linked=LINKED.empty(),
            organisation=shown_organisation(organisation, groups, of_core["scales"], asked["items"]),
            roster=roster,
        )
        safe = solver.submit(without_telling_weights, release, instrument, tally.answered)
        compared = None if compare is None else compare(of_core["scales"])
        release = safe.result()
    if compared is None:
        return release
    return replace(release, organisation=with_comparisons(release.organisation, compared))


def core_mask(wave: Wave) -> Mask:
    """The groups that exist: k people, of whom at least some are not reluctant, shown or derivable."""
    not_reluctant = wave.everybody - wave.tally.sides[:, STANDINGS.index("reluctant")]
    guard = Guard(not_reluctant, wave.instrument.thresholds.unanimity)
    return wave.published(wave.everybody, np.ones(len(wave.lattice.groups), dtype=bool), [guard])


def _groups(wave: Wave, shown: Mask) -> pd.DataFrame:
    n = wave.people(wave.everybody)[shown]
    known = not np.isnan(wave.lattice.staff).any()
    staff = wave.lattice.weights[shown] @ np.nan_to_num(wave.lattice.staff)
    counted = known & (staff > 0)
    members = [";".join(group.members) for group, s in zip(wave.lattice.groups, shown, strict=True) if s]
    return GROUPS.check(
        group_columns(wave.lattice, shown).assign(
            n=n,
            staff=pd.Series(np.where(counted, staff, np.nan)).astype("Int64"),
            response_rate=np.where(counted, np.minimum(1.0, n / np.where(counted, staff, 1.0)), np.nan),
            members=pd.Series([m or None for m in members], dtype="str"),
        )
    )


def _cells(wave: Wave, shown: Mask) -> pd.DataFrame:
    """Every role × department, whether or not cells are published at all."""
    places, empty = wave.lattice.places, wave.lattice.empty
    cells = places.assign(empty=empty).groupby(["role", "department"], sort=False)["empty"].all().reset_index()
    published = {
        (group.role, group.department)
        for group, is_shown in zip(wave.lattice.groups, shown, strict=True)
        if is_shown and group.grouping == CELL
    }
    state = np.where(cells["empty"], "none_on_roster", "too_few").astype(object)
    there = [pair in published for pair in zip(cells["role"], cells["department"], strict=True)]
    state[there] = "published"
    return CELLS.check(cells[["role", "department"]].assign(state=state))


def _sites(wave: Wave) -> pd.DataFrame:
    places = wave.lattice.places
    return SITES.check(places[~wave.lattice.empty]) if "site" in places else SITES.empty()
