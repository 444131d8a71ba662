"""Alarms: what raises each, and what does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.findings.agreement import agreement
from pipeline.findings.alarms import alarms
from pipeline.findings.variants import label_changes
from pipeline.stats.agreement import intraclass
from pipeline.tables import AGREEMENT, ITEM_STATISTICS, RELIABILITY, SIGNALS, group_key


def with_organisation(release, **tables):
    return replace(release, organisation=replace(release.organisation, **tables))


def items(**columns) -> pd.DataFrame:
    rows = {"role": None, "n": 200, "item_rest": 0.4, "item_rest_high": 0.5, "aligned_high": 0.5, "alpha_if_dropped": 0.7}
    return ITEM_STATISTICS.check(pd.DataFrame(rows | columns))


def test_a_forgotten_reversal_is_an_upper_limit_below_zero(release, instrument) -> None:
    table = items(
        item=["SK1", "SK4", "EQ1", "EQ3"],
        scale=["skills", "skills", "equipment", "equipment"],
        item_rest=[-0.5, -0.3, 0.2, 0.1],
        item_rest_high=[-0.2, 0.01, 0.3, 0.2],
        aligned_high=[-0.2, 0.01, 0.3, -0.4],
    )
    found = alarms(with_organisation(release, item_statistics=table), instrument)
    found = found[found["kind"] == "forgotten_reversal"].set_index("item")
    assert list(found.index) == ["SK1", "EQ3"]
    assert found["value"].tolist() == [-0.5, 0.1] and found["high"].tolist() == [-0.2, -0.4]


def test_a_weak_scale_and_a_weak_role(release, instrument) -> None:
    table = RELIABILITY.check(
        pd.DataFrame(
            dict.fromkeys(RELIABILITY.fields)
            | {
                "scale": ["skills", "rules", "skills", "rules"],
                "role": [None, None, "rn_onc", "rn_onc"],
                "items": 3,
                "n": 100,
                "alpha": [0.69, 0.70, 0.60, 0.60],
                "alpha_low": 0.5,
                "alpha_high": [0.8, 0.8, 0.69, 0.71],
                "convention": "complete",
            }
        )
    )
    found = alarms(with_organisation(release, reliability=table), instrument)
    weak = found[found["kind"] == "weak_scale"]
    assert weak[["scale", "role"]].fillna("").to_numpy().tolist() == [["skills", ""], ["skills", "rn_onc"]]


def test_signals_carry_their_scale(release, instrument) -> None:
    item = instrument.items[0]
    table = SIGNALS.check(
        pd.DataFrame({"kind": ["piled", "flipped"], "role": None, "item": [item.id, None], "n": 300, "value": [0.9, np.nan]})
    )
    found = alarms(with_organisation(release, signals=table), instrument).set_index("kind")
    assert found.loc["piled", ["scale", "item", "value"]].tolist() == [item.scale, item.id, 0.9]
    assert pd.isna(found.loc["flipped", "scale"]) and found.loc["flipped", "n"] == 300


def test_intraclass_correlations_come_from_published_totals(release) -> None:
    table = AGREEMENT.check(
        pd.DataFrame(
            {"grouping": ["role"], "scale": ["willingness"], "groups": [3], "median_rwg": [0.8], "share_agreeing": [1.0]}
        )
    )
    found = agreement(with_organisation(release, agreement=table)).set_index(["grouping", "scale"])
    rows = release.scales.query("grouping == 'role' and scale == 'willingness' and role != 'not_stated'")
    spread = release.organisation.spread.query("grouping == 'role' and measure == 'willingness'").iloc[0]
    expected = intraclass(rows["n"], rows["total"], spread["within_ss"] / spread["df"])
    row = found.loc[("role", "willingness")]
    assert [row["icc1"], row["icc2"]] == pytest.approx([expected.icc1, expected.icc2])
    # Means beyond chance spread less than the means themselves.
    assert 0 <= row["between_sd"] < np.std(rows["total"] / rows["n"].astype(float), ddof=1)
    assert row["median_rwg"] == 0.8 and row["shown"] == len(rows)
    assert pd.isna(found.loc[("department", "willingness"), "median_rwg"])


def test_the_same_counts_change_no_label_and_others_do(release, instrument) -> None:
    same = release.willingness.assign(checked=True)
    worse = same.assign(reluctant_low=same["n"], reluctant_high=same["n"])
    hidden = worse.assign(checked=False)
    found = label_changes(release, {"half": same, "complete": worse.iloc[::-1], "eighty": hidden}, instrument)
    labels = found.groupby("variant")["label"].unique().map(set).to_dict()
    assert labels["half"] == {"same"} and labels["eighty"] == {"not_checked"} and "changes" in labels["complete"]
    assert set(group_key(found)) == set(group_key(release.willingness))
    assert label_changes(release, {}, instrument).empty
