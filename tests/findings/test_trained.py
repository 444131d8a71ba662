"""Did it work: visible arithmetic, what is put in is found, what cannot be compared is not, chance does not count as training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarks.trained import World, lowest, plain_instrument, two_waves
from pipeline.findings.before import Before
from pipeline.findings.trained import TrainedFindings, trained
from pipeline.instrument.model import Instrument
from pipeline.tables import SPREAD, Release, group_key

HELD = (("nurse", "T1"), ("nurse", "T3"), ("doctor", "T2"))


def list_of(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["role", "topic"]).assign(seats=12)


@pytest.fixture(scope="module")
def earlier(make_release) -> Release:
    """A wave with variance 1.5 of persons' confidence."""
    release = make_release(seed=1)
    topics = [f"confidence:T{i}" for i in range(1, 6)]
    rows = pd.DataFrame({"grouping": "role", "measure": topics, "within_ss": 150.0, "df": 100})
    spread = SPREAD.check(pd.concat([release.organisation.spread, rows], ignore_index=True))
    return replace(release, organisation=replace(release.organisation, spread=spread))


def risen(release: Release, *pairs: tuple[str, str], by: float) -> Release:
    """The release, confidence of some roles and topics higher."""
    topics = release.topics
    chosen = [pair in pairs for pair in zip(topics["role"].fillna(""), topics["topic"], strict=True)]
    more = np.where(chosen, by * topics["n"].astype(float), 0)
    return replace(release, topics=topics.assign(confidence_total=topics["confidence_total"] + more))


def found(now: Release, earlier: Release, instrument: Instrument, *pairs: tuple[str, str]) -> TrainedFindings:
    return trained(now, instrument, Before("2026-11", earlier, instrument, list_of(*pairs)))


def test_without_a_list_nothing_is_said(release, instrument) -> None:
    nothing = trained(release, instrument, None)
    assert nothing.pairs.empty and nothing.overall.empty


def test_change_and_interval_by_visible_arithmetic(make_release, earlier, instrument) -> None:
    now = replace(make_release(seed=2), organisation=earlier.organisation)
    result = found(now, earlier, instrument, *HELD)
    pairs = result.pairs.set_index(["role", "topic"])
    assert len(pairs) == 14 and set(result.pairs["grouping"]) == {"role"}  # 3 roles × 5 topics; T5 does not concern clerks
    means = []
    for release in (earlier, now):
        counted = release.topics.set_index([group_key(release.topics), "topic"]).loc[("role:nurse", "T1")]
        means.append(counted["confidence_total"] / 75)
    row = pairs.loc[("nurse", "T1")]
    assert (row["n_before"], row["n"], row["seats"], row["trained"]) == (75, 75, 12, True)
    assert row["change"] == pytest.approx(means[1] - means[0])
    # √(1.5 (1/75 + 1/75)) = .2, z = 1.644854
    assert row["change_high"] - row["change"] == pytest.approx(1.644854 * 0.2, abs=1e-6)
    assert pairs.loc[("clerk", "T1"), "seats"] is pd.NA and not pairs.loc[("clerk", "T1"), "trained"]


def test_raw_changes_are_weighted_with_the_answers_of_both_waves(make_release, earlier, instrument) -> None:
    result = found(make_release(seed=2), earlier, instrument, *HELD)
    overall, pairs = result.overall.iloc[0], result.pairs
    held = pairs[pairs["trained"].astype(bool)]
    weight = held["n"] * held["n_before"] / (held["n"] + held["n_before"])
    assert overall["change_trained"] == pytest.approx(float((weight * held["change"]).sum() / weight.sum()))
    assert (overall["trained"], overall["topics"], overall["untrained"], overall["not_shown"]) == (3, 3, 11, 0)
    assert overall["status"] == "compared" and overall["difference_low"] < overall["difference"] < overall["difference_high"]


def test_what_is_added_to_the_trained_is_found(make_release, earlier, instrument) -> None:
    now = make_release(seed=2)
    base = found(now, earlier, instrument, *HELD).overall.iloc[0]
    more = found(risen(now, *HELD, by=0.4), earlier, instrument, *HELD).overall.iloc[0]
    # Nearly: more of a difference is more of a spread between pairs, which moves the weights a little.
    assert more["difference"] - base["difference"] == pytest.approx(0.4, abs=0.02)
    assert more["change_trained"] - base["change_trained"] == pytest.approx(0.4)
    # What happens to all topics of a role is no training.
    role = [("nurse", f"T{i}") for i in range(1, 6)]
    moved = found(risen(now, *role, by=0.4), earlier, instrument, *HELD).overall.iloc[0]
    assert moved["difference"] == pytest.approx(base["difference"])


@pytest.mark.parametrize(
    "held",
    [
        [("nurse", "T1")],
        [("nurse", "T1"), ("doctor", "T1"), ("clerk", "T1")],
        [("clerk", f"T{i}") for i in range(1, 5)],
        [("aide", "T1"), ("aide", "T2")],
    ],
    ids=["one pair", "one topic", "a whole role", "a role that is not shown"],
)
def test_too_few_are_not_compared(make_release, earlier, instrument, held) -> None:
    overall = found(make_release(seed=2), earlier, instrument, *held).overall.iloc[0]
    assert overall["status"] == "too_few" and pd.isna(overall["difference"])
    assert overall["not_shown"] == (2 if held[0][0] == "aide" else 0)
    assert pd.isna(overall["change_trained"]) == (overall["trained"] == 0)


def test_topics_that_were_not_asked_alike_are_named_and_left_out(make_release, earlier, instrument) -> None:
    first, *others = instrument.topics
    other = instrument.model_copy(update={"topics": (first.model_copy(update={"label": "something else"}), *others)})
    result = trained(make_release(seed=2), other, Before("2026-11", earlier, instrument, list_of(*HELD)))
    assert "T1" not in set(result.pairs["topic"]) and len(result.pairs) == 11
    assert result.overall.iloc[0][["not_same", "not_shown"]].tolist() == ["T1", 1]
    [scale] = instrument.answer_scales  # of agreement; confidence is asked with it here
    asked = scale.model_copy(update={"answers": (*scale.answers[:-1], scale.answers[-1].model_copy(update={"label": "never"}))})
    values = {**instrument.model_dump(), "topic_ratings": {"confidence": "agreement"}}
    plain = Instrument.model_validate(values)
    reworded = Instrument.model_validate({**values, "answer_scales": [asked.model_dump()]})
    nothing = trained(make_release(seed=2), reworded, Before("2026-11", earlier, plain, list_of(*HELD)))
    assert nothing.pairs.empty and nothing.overall.iloc[0]["not_same"] == "T1;T2;T3;T4;T5"


def rolled_up(release: Release, members: str) -> Release:
    """Clerks with others, under one roll-up."""

    def roll(frame: pd.DataFrame) -> pd.DataFrame:
        clerks = (frame["grouping"] == "role") & (frame["role"] == "clerk")
        return frame.assign(
            grouping=frame["grouping"].mask(clerks, "role_rollup"),
            role=frame["role"].mask(clerks),
            rollup=frame["rollup"].mask(clerks, "other_g"),
        )

    groups = roll(release.groups)
    of_rollup = groups["grouping"] == "role_rollup"
    groups = groups.assign(members=groups["members"].astype("str").mask(of_rollup, members))
    return replace(release, groups=groups, topics=roll(release.topics))


def test_a_rollup_is_trained_where_one_of_its_roles_was_and_compared_with_the_same_members(
    make_release, earlier, instrument
) -> None:
    now = make_release(seed=2)
    held = (*HELD, ("aide", "T2"))
    pairs = found(rolled_up(now, "aide;clerk"), rolled_up(earlier, "aide;clerk"), instrument, *held).pairs
    of_rollup = pairs[pairs["grouping"] == "role_rollup"].set_index("topic")
    assert of_rollup["trained"].to_dict() == {"T1": False, "T2": True, "T3": False, "T4": False}
    other = found(rolled_up(now, "aide;clerk"), rolled_up(earlier, "clerk"), instrument, *held)
    assert "role_rollup" not in set(other.pairs["grouping"]) and other.overall.iloc[0]["not_shown"] == 1


def test_people_without_a_role_are_no_role(make_release, earlier, instrument) -> None:
    def unknown(release: Release) -> Release:
        tables = {name: getattr(release, name) for name in ("groups", "topics")}
        return replace(release, **{n: f.assign(role=f["role"].replace("clerk", "not_stated")) for n, f in tables.items()})

    pairs = found(unknown(make_release(seed=2)), unknown(earlier), instrument, *HELD).pairs
    assert set(pairs["role"]) == {"nurse", "doctor"}


def test_low_by_chance_is_no_effect_of_training() -> None:
    """Nothing works, and what was lowest is trained: the plain difference says that it did, the adjusted one does not."""
    instrument, world = plain_instrument(), World("lowest", lowest)
    rows = []
    for number in range(60):
        before, now = two_waves(np.random.default_rng([9, number]), world, instrument)
        rows.append(trained(now, instrument, before).overall)
    overall = pd.concat(rows, ignore_index=True)
    plain = (overall["change_trained"] - overall["change_untrained"]).mean()
    assert plain > 0.08 and abs(overall["difference"].mean()) < 0.04
    covered = (overall["difference_low"] <= 0) & (overall["difference_high"] >= 0)
    assert covered.mean() > 0.8


def test_a_topic_that_the_platform_asked_otherwise_is_not_compared(make_release, earlier, instrument) -> None:
    rows = [("topic", "T1", "wording", "how sure", "how often", False), ("rows", "read", "value", "90", "95", True)]
    seen = pd.DataFrame(rows, columns=["kind", "id", "what", "before", "now", "trended"])
    result = trained(make_release(seed=2), instrument, Before("2026-11", earlier, instrument, list_of(*HELD), seen=seen))
    assert set(result.pairs["topic"]) == {"T2", "T3", "T4", "T5"} and result.overall.iloc[0]["not_same"] == "T1"
