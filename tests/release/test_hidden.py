"""Hidden shares stay wide for somebody who knows how many answered in every cell; without the step they do not."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.organisations import NOTHING, answered, instrument_of, release_of, table_of, wave_of, with_tables
from benchmarks.organisations import scores_of as core_scores
from pipeline.release import core
from pipeline.release.attack.answers import NARROWEST
from pipeline.release.attack.knowing import attack_answers
from pipeline.release.hidden import without_telling_totals
from pipeline.tables import Release, Scores, group_key

A, B = "rn_onc", "app"
X, Y = "infusion_center", "medical_oncology"


def organisation(seed: int) -> tuple[Scores, Release]:
    rng = np.random.default_rng([5, seed])
    instrument = instrument_of(7, 8, "two_way")
    scores = core_scores(table_of(7, 8, 600, rng), instrument, rng)
    return scores, release_of(scores, None, instrument, NOTHING)


@pytest.mark.parametrize("seed", range(4))
def test_no_hidden_share_is_known_within_a_fifth(seed: int) -> None:
    scores, release = organisation(seed)
    found = attack_answers(release, instrument_of(7, 8, "two_way"), answered(scores))
    assert found.found == () and found.narrowest >= NARROWEST


def test_without_wider_steps_hidden_shares_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "keep_hidden", lambda _, scales, composite, totals, willingness, *more: (scales, willingness))
    instrument = instrument_of(7, 8, "two_way")
    beaten = [bool(attack_answers(r, instrument, answered(s)).found) for s, r in map(organisation, range(4))]
    assert sum(beaten) >= 2


@pytest.mark.parametrize("seed", range(2))
def test_what_is_written_holds_the_truth(seed: int) -> None:
    scores, release = organisation(seed)
    standing = scores.standing.to_numpy()
    table = release.willingness.set_index(group_key(release.willingness))
    for role in table.index[table["grouping"] == "role"]:
        mine = ("role:" + scores.people["role"] == role).to_numpy()
        for name in ("reluctant", "undecided", "willing"):
            row, count = table.loc[role], int((standing[mine] == name).sum())
            assert row[f"{name}_low"] <= count <= row[f"{name}_high"]


def test_a_sum_that_tells_of_one_person_is_given_up_by_hand(scores_of, instrument) -> None:
    """13 of a role, 12 of them shown as a cell: the score of the last one follows from the sums, so the cell goes."""
    scores = scores_of([(A, X, 12), (A, Y, 1), (B, X, 40), (B, Y, 30)])
    scales = scores.scales
    scales.loc[12, "willingness"] = 20.0
    wave = wave_of(with_tables(scores, scales=scales), instrument)
    keys = [":".join(p for p in (g.grouping, g.role, g.department) if p) for g in wave.lattice.groups]
    primary = wave.people(wave.everybody) >= 10
    kept = without_telling_totals(wave, primary)
    gone = {key for key, was, is_kept in zip(keys, primary, kept, strict=True) if was and not is_kept}
    assert f"role_department:{A}:{X}" in gone
    assert not {"overall", f"role:{B}"} & gone
