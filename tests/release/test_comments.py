"""Topics of comments, released: nobody is seen who wrote or did not, and the attacker finds what is left unprotected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.organisations import answered
from pipeline.instrument.model import Instrument
from pipeline.measure.tally import tally_of
from pipeline.release.audit import audit_release
from pipeline.release.build import build_release
from pipeline.tables import Organisation, Release, Scores, covered, group_key
from pipeline.tables.coded import Ticked
from pipeline.tables.responses import COMMENTS, WROTE

Cells = list[tuple[str, str, int]]
A, B, C = "rn_onc", "app", "social_work"
X, Y = "infusion_center", "medical_oncology"
TOPICS = ("time", "equipment", "rules")
NOTHING = Organisation.of()


def with_comments(scores: Scores, wrote: np.ndarray, seed: int = 1) -> Scores:
    """The same people, some of whom wrote; what they mention is drawn. wrote : (n,)."""
    rng = np.random.default_rng(seed)
    ticks = np.stack([wrote & (rng.random(len(wrote)) < share) for share in (0.4, 0.15, 0.03)] + [wrote])
    return replace(scores, ticked={**scores.ticked, COMMENTS: Ticked((*TOPICS, WROTE), ticks)})


def released(scores: Scores, instrument: Instrument, *, secondary: bool = True) -> Release:
    return build_release(tally_of(scores, instrument), None, instrument, NOTHING, secondary=secondary)


def said(release: Release, instrument: Instrument, scores: Scores) -> tuple[str, ...]:
    """What the attacker says of comments."""
    return tuple(text for text in audit_release(release, instrument, answered(scores)).violations if "release/comments" in text)


def shown(release: Release) -> set[str]:
    return set(group_key(release.comments))


def of_cell(scores: Scores, role: str, department: str) -> np.ndarray:
    people = scores.people
    return ((people["role"] == role) & (people["department"] == department)).to_numpy()


def test_writers_and_mentions_are_counted_as_one_can_see(scores_of: Callable[..., Scores], instrument: Instrument) -> None:
    """60 nurses and 60 others; 30 and 20 of them wrote, of whom every second and every fourth mention time."""
    scores = scores_of([(A, X, 60), (B, X, 60)])
    number = np.arange(120)
    wrote = np.where(number < 60, number < 30, number < 80)
    time = wrote & np.where(number < 60, number % 2 == 0, number % 4 == 0)
    none = np.zeros(120, dtype=bool)
    ticked = Ticked((*TOPICS, WROTE), np.stack([time, none, wrote, wrote]))
    release = released(replace(scores, ticked={**scores.ticked, COMMENTS: ticked}), instrument)
    rows = release.comments.set_index([group_key(release.comments), "comment_topic"])
    assert rows.loc[[("overall", "time"), (f"role:{A}", "time"), (f"role:{B}", "time")], ["n", "chosen"]].to_numpy().tolist() == [
        [50, 20],
        [30, 15],
        [20, 5],
    ]
    nobody, all_of_them = rows.loc[("overall", "equipment")], rows.loc[("overall", "rules")]
    assert pd.isna(nobody["chosen"]) and (nobody["chosen_low"], nobody["chosen_high"]) == (0, 4)
    assert pd.isna(all_of_them["chosen"]) and (all_of_them["chosen_low"], all_of_them["chosen_high"]) == (46, 50)
    assert said(release, instrument, scores) == ()


@pytest.mark.parametrize("seed", range(6))
def test_nobody_is_seen_through_comments_of_random_organisations(
    scores_of: Callable[..., Scores], random_cells: Callable[[int], Cells], instrument: Instrument, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    plain = scores_of(random_cells(seed), seed=seed)
    share = rng.choice([0.15, 0.4, 0.9])
    scores = with_comments(plain, rng.random(len(plain)) < share, seed)
    release = released(scores, instrument)
    assert said(release, instrument, scores) == ()
    assert "Comments" in [finding.attack for finding in audit_release(release, instrument).findings] or not len(release.comments)
    assert set(release.comments["grouping"]) <= {"overall", "role", "department", "role_rollup", "department_rollup"}
    assert shown(release) <= set(group_key(release.groups)) and (release.comments["n"] >= 10).all()
    people, wrote = scores.people, scores.ticked[COMMENTS].answered
    true = {
        key: (int((inside & wrote).sum()), int((inside & ~wrote).sum()))
        for key, group in zip(group_key(release.groups), release.groups.to_dict("records"), strict=True)
        if (inside := covered(group, people)) is not None
    }
    for key, n in zip(group_key(release.comments), release.comments["n"], strict=True):
        assert true[key][0] == n and (true[key][1] == 0 or true[key][1] >= 10)


def test_without_comments_nothing_else_of_a_release_changes(scores_of: Callable[..., Scores], instrument: Instrument) -> None:
    plain = scores_of([(A, X, 40), (B, X, 35), (A, Y, 30), (C, Y, 25)])
    written = with_comments(plain, np.arange(len(plain)) % 3 == 0)
    without, beside = released(plain, instrument), released(written, instrument)
    assert without.comments.empty and len(beside.comments)
    for name, frame in without.by_name().items():
        if name != "release/comments":
            pd.testing.assert_frame_equal(frame, beside.by_name()[name])
    assert "Comments" not in [finding.attack for finding in audit_release(without, instrument).findings]


def test_a_planted_cell_of_three_writers_is_hidden_and_found_where_it_is_not(
    scores_of: Callable[..., Scores], instrument: Instrument
) -> None:
    """Of the third role three people wrote: it is hidden, and a second role with it, since all less the others would tell."""
    scores = scores_of([(A, X, 60), (B, X, 60), (C, X, 40)])
    wrote = np.concatenate([np.arange(60) < 30, np.arange(60) < 25, np.arange(40) < 3])
    written = with_comments(scores, wrote)
    release = released(written, instrument)
    assert f"role:{C}" not in shown(release) and len(shown(release) & {f"role:{A}", f"role:{B}"}) < 2
    assert said(release, instrument, written) == ()
    naive = released(written, instrument, secondary=False)
    assert {f"role:{A}", f"role:{B}"} <= shown(naive)
    assert any("holds at most 3 people who left a comment" in text for text in said(naive, instrument, written))


def test_a_few_who_wrote_nothing_are_hidden_and_found_where_they_are_not(
    scores_of: Callable[..., Scores], instrument: Instrument
) -> None:
    """In one role all but four wrote: whoever knows a writer there would nearly know who did not."""
    scores = scores_of([(A, X, 60), (B, X, 60)])
    wrote = np.concatenate([np.arange(60) < 56, np.arange(60) < 20])
    written = with_comments(scores, wrote)
    release = released(written, instrument)
    assert not shown(release) & {f"role:{A}", f"role:{B}"}
    assert said(release, instrument, written) == ()
    rows = pd.DataFrame({"grouping": "role", "role": [A], "department": [None], "rollup": [None]}).astype("str")
    planted = release.comments.head(1).assign(**{name: rows[name] for name in ("grouping", "role")}, n=56)
    leaking = replace(release, comments=pd.concat([release.comments, planted], ignore_index=True))
    assert any("56 people who left a comment, 4 who left none" in text for text in said(leaking, instrument, written))


def test_ten_writers_are_needed_where_k_is_smaller(scores_of: Callable[..., Scores], instrument: Instrument) -> None:
    five = instrument.model_copy(update={"thresholds": instrument.thresholds.model_copy(update={"k": 5})})
    scores = scores_of([(A, X, 40), (B, X, 40), (C, X, 40)])
    wrote = np.concatenate([np.arange(40) < 7, np.arange(40) < 15, np.arange(40) < 18])
    written = with_comments(scores, wrote)
    release = released(written, five)
    assert f"role:{A}" not in shown(release) and (release.comments["n"] >= 10).all()
    assert said(release, five, written) == ()
    seven = release.comments[release.comments["grouping"] == "overall"].assign(n=7)
    rows = seven.assign(grouping="role", role=A)
    leaking = replace(release, comments=pd.concat([release.comments, rows], ignore_index=True))
    assert any("7 people who left a comment" in text for text in said(leaking, five, written))


def test_exact_counts_near_the_ends_are_found(scores_of: Callable[..., Scores], instrument: Instrument) -> None:
    scores = with_comments(scores_of([(A, X, 60), (B, X, 60)]), np.arange(120) % 2 == 0)
    release = released(scores, instrument)
    row = release.comments.head(1).assign(chosen=1, chosen_low=1, chosen_high=1, bounded=False)
    leaking = replace(release, comments=pd.concat([row, release.comments.iloc[1:]], ignore_index=True))
    assert any("exact count(s) of nobody, one, all or all but one" in text for text in said(leaking, instrument, scores))
