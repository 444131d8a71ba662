"""What changed in the groups that two waves show, and how sure that is. Specification: docs/methods/change.md."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.findings.axes import OVERALL
from pipeline.findings.before import Before
from pipeline.findings.change_linked import linked_changes, of_family, person_sd
from pipeline.findings.change_measures import both_waves, measures, with_linked
from pipeline.findings.change_mix import mix
from pipeline.findings.comparability import groups_not_trended, not_trended
from pipeline.findings.crossed import CELL
from pipeline.findings.estimate import SPAN
from pipeline.findings.reluctance import Told
from pipeline.instrument.model import Instrument
from pipeline.stats.change_rule import Judged, Rule, flat, judge, judge_alone
from pipeline.stats.means import NormalMixture
from pipeline.stats.overlap import InBoth, Overlap, Sample, overlap_t, overlap_variance, overlap_z
from pipeline.stats.twoway import expected
from pipeline.tables import CHANGE, GROUP, NOT_CONVINCED, Release

FEWEST_CELLS = 3
"""Below so many cells the two-way model has nothing to tell of rows and columns."""
_SMALLEST = 1e-6


def changes(
    release: Release,
    instrument: Instrument,
    before: Before | None,
    comparability: pd.DataFrame,
    told: Told | None = None,
) -> pd.DataFrame:
    """CHANGE: group that this wave and the one before show × measure; without rows where there is no wave before.

    comparability : COMPARABILITY, what may not be trended. told : ``told_of`` the release, where it is known already.
    """
    if before is None:
        return CHANGE.empty()
    now, earlier = measures(release, told), measures(before.release)
    pairs = both_waves(now, earlier, not_trended(comparability), groups_not_trended(comparability))
    if pairs.empty:
        return CHANGE.empty()
    pairs = with_linked(pairs, release, instrument, before.wave)
    pairs = pairs.assign(raw_change=pairs["mean"] - pairs["mean_before"], square=_variance(pairs))
    limits = instrument.thresholds
    rule = Rule(limits.smallest_change, limits.firm, limits.interval)
    said = pd.concat([_told(part, rule) for _, part in pairs.groupby(["axis", "scale"], sort=True)]).sort_index()
    moved = mix(pairs, release, before.release, now, earlier)
    table = pairs[[*GROUP, "scale"]].assign(
        earlier=before.wave,
        n_before=pairs["n_before"],
        n=pairs["n"],
        n_linked=pairs["n_linked"],
        before=pairs["mean_before"],
        now=pairs["mean"],
        bounded=pairs["bounded"] | pairs["bounded_before"],
        raw_change=pairs["raw_change"],
        standard_error=np.sqrt(pairs["square"]),
        mix=moved,
        real=(pairs["raw_change"] - moved).clip(-SPAN, SPAN),
    )
    return CHANGE.check(table.join(said).join(linked_changes(pairs, said, limits)))


def _variance(pairs: pd.DataFrame) -> pd.Series:
    """Sampling variance of every raw change."""
    first, second, both = _samples(pairs)
    return (overlap_variance(first, second, both) + pairs["unsure_before"] + pairs["unsure"]).clip(lower=_SMALLEST)


def _samples(pairs: pd.DataFrame) -> tuple[Sample, Sample, InBoth]:
    first = Sample(pairs["mean_before"], pairs["variance_before"], pairs["n_before"])
    return first, Sample(pairs["mean"], pairs["variance"], pairs["n"]), InBoth(pairs["n_linked"], pairs["correlation"])


def _told(part: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """What can be said of the groups of one axis on one measure. part : rows of ``both_waves`` with raw_change, square."""
    p = np.full(len(part), np.nan)
    if part["axis"].iloc[0] == OVERALL:
        tested = _tested(part)
        judged = judge_alone(float(part["raw_change"].iloc[0]), float(np.sqrt(part["square"].iloc[0])), float(tested.df[0]), rule)
        p = tested.p
    else:
        judged = judge(_prior(part), part["raw_change"], part["square"], rule)
    return pd.DataFrame(_columns(judged, rule), index=part.index).assign(p=p)


def _tested(part: pd.DataFrame) -> Overlap:
    """The test of all staff."""
    return overlap_z(*_samples(part), unit=SPAN) if part["scale"].iloc[0] == NOT_CONVINCED else overlap_t(*_samples(part))


def _prior(part: pd.DataFrame) -> NormalMixture:
    """What the other groups say of each group's change."""
    if len(part) == 1:
        return flat(1)
    if part["axis"].iloc[0] == CELL and len(part) >= FEWEST_CELLS:
        return _of_cells(part)
    return of_family(part["raw_change"], part["square"], person_sd(part))


def _of_cells(part: pd.DataFrame) -> NormalMixture:
    """The two-way model of the changes of cells."""
    (rows, roles), (columns, departments) = (pd.factorize(part[axis], sort=True) for axis in ("role", "department"))
    table = np.full((2, len(roles), len(departments)), np.nan)
    table[:, rows, columns] = part["raw_change"], part["square"]
    found = expected(table[0], table[1])
    return NormalMixture(*(values[:, rows, columns] for values in (found.weight, found.mean, found.variance)))


def _columns(judged: Judged, rule: Rule) -> dict[str, object]:
    up, down = (np.clip(chance, 0.0, 1.0) for chance in (judged.up, judged.down))
    return {
        **{name: np.clip(getattr(judged, name), -SPAN, SPAN) for name in ("change", "low", "high")},
        "probability_up": up,
        "probability_down": down,
        "probability": np.maximum(up, down),
        "arrow": np.select([up > rule.firm, down > rule.firm], ["up", "down"], default="none"),
        "smallest_detectable": judged.detectable,
    }
