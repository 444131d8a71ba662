"""What changed: from two releases with known answers; linked people made by hand; invariants of swapping and of who answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.before import Before
from pipeline.findings.change import changes
from pipeline.findings.comparability import comparability
from pipeline.findings.findings import find
from pipeline.instrument.model import Instrument
from pipeline.stats.overlap import InBoth, Sample, overlap_t, overlap_z
from pipeline.tables import CHANGE, COMPARABILITY, GROUPS, LINKED, LINKED_SPREAD, NOT_CONVINCED, Release, group_key
from tests.findings.counted import count_release, make_people

EARLIER = "2026-11"
ALIKE = COMPARABILITY.empty()
RISE = {(role, scale): -8.0 for role in ("nurse",) for scale in ("usefulness", "confidence", "intention")}


def changed(first: Release, second: Release, instrument: Instrument, ledger: pd.DataFrame = ALIKE) -> pd.DataFrame:
    found = changes(second, instrument, Before(EARLIER, first, instrument), ledger)
    return found.assign(key=group_key(found)).set_index(["key", "scale"]).sort_index()


@pytest.fixture(scope="module")
def first(make_release: Callable[..., Release]) -> Release:
    return make_release(seed=3)


@pytest.fixture(scope="module")
def second(make_release: Callable[..., Release]) -> Release:
    """Nurses rose; everybody answered anew."""
    return make_release(RISE, seed=4)


@pytest.fixture(scope="module")
def found(first: Release, second: Release, instrument: Instrument) -> pd.DataFrame:
    return changed(first, second, instrument)


def scale_row(release: Release, scale: str) -> pd.Series:
    return release.scales[(release.scales["grouping"] == "overall") & (release.scales["scale"] == scale)].iloc[0]


def within(release: Release, grouping: str, measure: str) -> float:
    row = release.organisation.spread.set_index(["grouping", "measure"]).loc[(grouping, measure)]
    return float(row["within_ss"] / row["df"])


def with_linked(release: Release, rows: list[dict[str, object]], correlation: float = 0.6, change_sd: float = 12.0) -> Release:
    """A release that knows people who answered in the wave before, too."""
    names = ("role", "department", "rollup")
    shown = pd.DataFrame([{**dict.fromkeys(names), "earlier": EARLIER, **row} for row in rows])
    measures = [*dict.fromkeys(shown["scale"]), NOT_CONVINCED]
    spread = pd.DataFrame(
        {"scale": measures, "earlier": EARLIER, "n_linked": 90, "correlation": correlation, "change_sd": change_sd}
    )
    organisation = replace(release.organisation, linked_spread=LINKED_SPREAD.check(spread))
    return replace(release, linked=LINKED.check(shown), organisation=organisation)


def test_every_shown_group_and_measure_has_a_row_and_the_first_wave_none(found, second, instrument) -> None:
    scales = {*second.scales["scale"], NOT_CONVINCED}
    assert set(found.index.get_level_values("scale")) == scales
    assert len(found) == len(second.groups) * len(scales)
    assert changes(second, instrument, None, ALIKE).equals(CHANGE.empty())
    assert find(second, instrument).change.empty


def test_all_staff_by_hand(found, first, second) -> None:
    row = found.loc[("overall", "willingness")]
    one, two = (scale_row(release, "willingness") for release in (first, second))
    before, now = one["total"] / one["n"], two["total"] / two["n"]
    assert row["before"] == pytest.approx(before) and row["raw_change"] == row["change"] == pytest.approx(now - before)
    variances = []
    for release, mean in ((first, before), (second, now)):
        roles = release.scales[(release.scales["grouping"] == "role") & (release.scales["scale"] == "willingness")]
        n, means = roles["n"].astype(float), roles["total"] / roles["n"].astype(float)
        variances.append(within(release, "role", "willingness") + float((n * (means - mean) ** 2).sum() / n.sum()))
    test = overlap_t(Sample(before, variances[0], one["n"]), Sample(now, variances[1], two["n"]), InBoth())
    assert row["standard_error"] == pytest.approx(float(test.standard_error)) and row["p"] == pytest.approx(float(test.p))
    assert found.drop("overall")["p"].isna().all()


def test_the_share_not_yet_convinced_by_hand(found, first, second) -> None:
    row = found.loc[("overall", NOT_CONVINCED)]
    counts = [r.willingness[r.willingness["grouping"] == "overall"].iloc[0] for r in (first, second)]
    shares = [100 * float(c["reluctant"]) / float(c["n"]) for c in counts]
    assert [row["before"], row["now"]] == pytest.approx(shares) and not row["bounded"]
    expected = [(float(c["reluctant"]) + 1) / (float(c["n"]) + 2) for c in counts]  # of a share of which nothing was known before
    samples = [Sample(s, 1e4 * p * (1 - p), c["n"]) for s, p, c in zip(shares, expected, counts, strict=True)]
    test = overlap_z(*samples, InBoth(), unit=100)
    assert row["p"] == pytest.approx(float(test.p)) and row["standard_error"] == pytest.approx(
        float(test.standard_error), rel=0.01
    )


def test_a_count_shown_as_an_interval_is_less_sure_and_marked(first, second, instrument, found) -> None:
    hidden = second.willingness["role"].eq("nurse") & second.willingness["grouping"].eq("role")
    frame = second.willingness.copy()
    count = int(frame.loc[hidden, "reluctant"].iloc[0])
    frame.loc[hidden, ["reluctant", "reluctant_low", "reluctant_high", "bounded"]] = [pd.NA, 0, count + 6, True]
    row = changed(first, replace(second, willingness=frame), instrument).loc[("role:nurse", NOT_CONVINCED)]
    exact = found.loc[("role:nurse", NOT_CONVINCED)]
    assert row["bounded"] and not exact["bounded"]
    assert row["standard_error"] > exact["standard_error"] and 0 < row["now"] < 100 * (count + 6) / row["n"]


def test_who_rose_gets_an_arrow_and_nobody_else(found, instrument) -> None:
    rows = found.xs("willingness", level="scale")
    roles = rows[rows["grouping"] == "role"]
    assert roles.loc["role:nurse", "arrow"] == "up" and roles["probability_down"].max() < 0.2
    assert set(roles.drop("role:nurse")["arrow"]) == {"none"}
    limits = instrument.thresholds
    assert ((found["probability_up"] > limits.firm) == (found["arrow"] == "up")).all()
    # Pulled towards the others: less than what was seen, and less sure groups more.
    assert 0 < roles.loc["role:nurse", "change"] < roles.loc["role:nurse", "raw_change"]


def test_nothing_happened(first, instrument) -> None:
    same = changed(first, first, instrument)
    for name in ("raw_change", "change", "mix", "real"):
        assert np.nan_to_num(same[name].to_numpy(dtype=float)) == pytest.approx(0, abs=1e-6)
    assert set(same["arrow"]) == {"none"} and same["probability_up"].to_numpy() == pytest.approx(
        same["probability_down"], abs=1e-6
    )
    assert same["p"].dropna().to_numpy() == pytest.approx(1) and not same["linked_differs"].any()
    assert (same["smallest_detectable"].dropna() > instrument.thresholds.smallest_change).all()


def test_the_other_way_round_everything_turns(found, first, second, instrument) -> None:
    back = changed(second, first, instrument).loc[found.index]
    for name in ("raw_change", "change", "real", "mix"):
        both = found[name].notna()
        assert back.loc[both, name].to_numpy() == pytest.approx(-found.loc[both, name].to_numpy(), abs=1e-4), name
    assert back["low"].to_numpy() == pytest.approx(-found["high"].to_numpy(), abs=1e-3)
    assert back["probability_up"].to_numpy() == pytest.approx(found["probability_down"].to_numpy(), abs=1e-5)
    assert back["smallest_detectable"].to_numpy() == pytest.approx(found["smallest_detectable"].to_numpy(), abs=1e-2, nan_ok=True)


def test_the_smallest_change_that_matters_is_the_instrument_s(first, second, instrument, found) -> None:
    own = instrument.model_copy(update={"thresholds": instrument.thresholds.model_copy(update={"smallest_change": 2.0})})
    lower = changed(first, second, own)
    assert (lower["probability"] >= found["probability"] - 1e-9).all() and lower["change"].equals(found["change"])
    assert (lower["smallest_detectable"] < found["smallest_detectable"]).all()


def test_linked_people_make_it_surer_and_stand_beside_it(first, second, instrument, found) -> None:
    rows = [{"grouping": "overall", "scale": "willingness", "n_linked": 90, "change_total": 180.0}]
    rows.append({"grouping": "role", "role": "nurse", "scale": "willingness", "n_linked": 40, "change_total": 320.0})
    linked = changed(first, with_linked(second, rows), instrument)
    nurse, blind = linked.loc[("role:nurse", "willingness")], found.loc[("role:nurse", "willingness")]
    samples = []
    for release, n in ((first, blind["n_before"]), (second, blind["n"])):
        samples.append((within(release, "role", "willingness"), int(n)))
    (v1, n1), (v2, n2) = samples
    expected = v1 / n1 + v2 / n2 - 2 * 0.6 * np.sqrt(v1 * v2) * 40 / (n1 * n2)
    assert nurse["standard_error"] == pytest.approx(np.sqrt(expected)) and nurse["standard_error"] < blind["standard_error"]
    assert nurse["n_linked"] == 40 and nurse["linked_change"] == pytest.approx(8)
    assert nurse["linked_high"] - nurse["linked_low"] == pytest.approx(2 * 1.6449 * 12 / np.sqrt(40), abs=1e-3)
    assert linked.loc[("role:nurse", NOT_CONVINCED), "n_linked"] == 40
    everybody = linked.loc[("overall", "willingness")]
    assert everybody["standard_error"] < found.loc[("overall", "willingness"), "standard_error"]
    assert (
        linked.loc[("role:doctor", "willingness"), "standard_error"]
        == found.loc[("role:doctor", "willingness"), "standard_error"]
    )
    assert blind["linked_change"] is pd.NA or np.isnan(blind["linked_change"])


@pytest.mark.parametrize(("total_apart", "warned"), [(0.0, False), (3.0, False), (9.0, True), (-9.0, True)])
def test_a_warning_where_linked_people_surely_changed_otherwise(
    total_apart: float, warned: bool, first, second, instrument, found
) -> None:
    raw = float(found.loc[("overall", "willingness"), "raw_change"])
    rows = [{"grouping": "overall", "scale": "willingness", "n_linked": 90, "change_total": 90 * (raw + total_apart)}]
    linked = changed(first, with_linked(second, rows), instrument)
    assert bool(linked.loc[("overall", "willingness"), "linked_differs"]) == warned
    assert not linked.drop("overall")["linked_differs"].any()


def test_people_of_another_wave_are_not_linked(first, second, instrument, found) -> None:
    rows = [{"grouping": "overall", "scale": "willingness", "n_linked": 90, "change_total": 0.0, "earlier": "2026-05"}]
    linked = changed(first, with_linked(second, rows), instrument)
    assert linked.loc[("overall", "willingness"), "standard_error"] == found.loc[("overall", "willingness"), "standard_error"]


def test_other_people_answering_is_mix_and_not_real(instrument, sizes, roster) -> None:
    """Nobody changes their mind; in the second wave many more nurses answer, who are more willing."""
    people = make_people(instrument, sizes, {("nurse", "usefulness"): -20, ("clerk", "usefulness"): 25}, seed=8)
    nurses = people[people["role"] == "nurse"]
    more = pd.concat([people, nurses, nurses], ignore_index=True)
    before, now = (count_release(part, roster.assign(staff=roster["staff"] * 4), instrument) for part in (people, more))
    found = changed(before, now, instrument)
    row = found.loc[("overall", "usefulness")]
    assert row["raw_change"] > 4 and row["mix"] == pytest.approx(row["raw_change"], abs=0.6) and abs(row["real"]) < 0.6
    assert row["mix"] + row["real"] == pytest.approx(row["raw_change"])
    north = found.loc[("department:north", "usefulness")]
    assert north["raw_change"] > 4 and abs(north["real"]) < 1
    assert found.loc[("role:nurse", "usefulness"), "mix"] == pytest.approx(0, abs=0.05)
    assert found[found["grouping"] == "role_department"]["mix"].isna().all()


def test_the_same_people_changing_their_minds_is_real_and_not_mix(instrument, sizes, roster) -> None:
    people = make_people(instrument, sizes, seed=8)
    higher = people.assign(workflow=np.minimum(people["workflow"] + 6.25, 100))
    found = changed(*(count_release(part, roster, instrument) for part in (people, higher)), instrument)
    row = found.loc[("overall", "workflow")]
    assert row["mix"] == pytest.approx(0, abs=0.05) and row["real"] == pytest.approx(row["raw_change"], abs=0.05)


def test_without_a_roster_mix_and_real_are_not_told(make_release, instrument) -> None:
    found = changed(make_release(seed=3), make_release(seed=4, with_roster=False), instrument)
    assert found["mix"].isna().all() and found["real"].isna().all() and found["change"].notna().all()


def test_a_roll_up_with_other_members_and_people_without_a_role_are_no_group_over_time(first, second, instrument) -> None:
    def regrouped(release: Release, members: str) -> Release:
        tables = {}
        for name in ("groups", "scales", "willingness"):
            frame = getattr(release, name).copy()
            doctor = frame["role"].eq("doctor") & frame["grouping"].eq("role")
            clerk = frame["role"].eq("clerk") & frame["grouping"].eq("role")
            frame.loc[doctor, ["grouping", "role", "rollup"]] = ["role_rollup", None, "other"]
            frame.loc[clerk, "role"] = "not_stated"
            tables[name] = frame
        tables["groups"].loc[tables["groups"]["grouping"] == "role_rollup", "members"] = members
        return replace(release, **{**tables, "groups": GROUPS.check(tables["groups"])})

    same = changed(regrouped(first, "doctor;aide"), regrouped(second, "aide;doctor"), instrument)
    other = changed(regrouped(first, "doctor"), regrouped(second, "aide;doctor"), instrument)
    assert "role_rollup:other" in same.index.get_level_values("key")
    assert "role_rollup:other" not in other.index.get_level_values("key")
    assert "role:not_stated" not in same.index.get_level_values("key")


def test_what_may_not_be_trended_has_no_row(first, second, instrument) -> None:
    items = tuple(
        item.model_copy(update={"text": "quite another question"}) if item.scale == "skills" else item
        for item in instrument.items
    )
    other = instrument.model_copy(update={"items": items})
    before = Before(EARLIER, first, instrument)
    ledger = comparability(second, other, before)
    found = changes(second, other, before, ledger)
    assert "skills" not in set(found["scale"]) and {"workflow", "willingness"} <= set(found["scale"])


def test_the_order_of_rows_does_not_matter(first, second, instrument, found) -> None:
    turned = replace(second, scales=second.scales.iloc[::-1].reset_index(drop=True))
    again = changed(first, turned, instrument).loc[found.index]
    for name in ("change", "low", "smallest_detectable", "real"):
        assert again[name].to_numpy(dtype=float) == pytest.approx(found[name].to_numpy(dtype=float), abs=1e-9, nan_ok=True)
