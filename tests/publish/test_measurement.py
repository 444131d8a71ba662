"""Words on how well was measured: every alarm says what to do, every table what could not be looked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.publish import measurement
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.tables import ALARMS

WAVE = "2026-11"


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


def changed(bundle: Bundle, **tables: pd.DataFrame) -> Bundle:
    organisation = replace(bundle.release.organisation, **tables)
    return replace(bundle, release=replace(bundle.release, organisation=organisation))


@pytest.mark.parametrize("kind", ALARMS.fields["kind"].values)
def test_every_alarm_says_what_was_seen_and_what_to_do(bundle: Bundle, kind: str) -> None:
    row = {"kind": kind, "scale": "skills", "role": "rn_onc", "item": "SK1", "n": 222, "value": 0.4, "high": 0.5}
    told = replace(bundle, findings=replace(bundle.findings, alarms=ALARMS.check(pd.DataFrame([row]))))
    (sentence,) = measurement.alarm_sentences(told)
    assert "222" in sentence and sentence.endswith(".") and "None" not in sentence and "nan" not in sentence


def test_weights_are_told_with_their_cost_and_their_limit(bundle: Bundle) -> None:
    sentences = measurement.weighting_sentences(bundle)
    assert "design effect 1.02" in sentences[0] and "808 answers" in sentences[0]
    assert "cannot repair the silence" in sentences[1]
    weighting = bundle.release.organisation.weighting
    refused = changed(bundle, weighting=weighting.assign(state="refused", weighted=np.nan, design_effect=2.4))
    assert "were not weighted" in measurement.weighting_sentences(refused)[0]
    assert measurement.weighting_sentences(changed(bundle, weighting=weighting.assign(state="no_roster"))) == [
        "Without a roster the answers cannot be weighted to the staff."
    ]


def test_the_what_if_names_its_numbers(bundle: Bundle) -> None:
    row = bundle.findings.reluctance.query("grouping == 'overall'").iloc[0]
    sentence = measurement.what_if_sentence(bundle)
    assert f"{100 * row['what_if']:.0f} %" in sentence and f"{100 * row['margin_low']:.0f} %" in sentence and "808" in sentence
    share, n, staff = row["raw_share"], float(row["n"]), float(row["staff"])
    assert row["what_if"] == pytest.approx((share * n + (staff - n) * (share + 0.1)) / staff)


def test_careless_counts_are_told_from_k_on_and_only_where_looked_for(bundle: Bundle) -> None:
    quality = bundle.release.organisation.quality
    table = measurement.careless_table(bundle).set_index("sign")["found"]
    assert table[measurement.SIGNS["excluded"]] == "12 of 820"
    assert table[measurement.SIGNS["straight_line"]] == "fewer than 10 of 820"
    blind = measurement.careless_table(changed(bundle, quality=quality.assign(checked=False, n=pd.NA)))
    assert set(blind["found"]) == {"could not be looked for in this export"}


def test_tables_keep_roles_apart_from_the_whole(bundle: Bundle) -> None:
    scales = measurement.reliability_table(bundle)
    assert len(scales) == len(bundle.instrument.scales) and scales["scale"].is_unique
    assert scales["omega"].notna().sum() == 10  # all but the scale of two items
    assert scales.set_index("scale")["prorated"]["Skills"] == "10 %"  # 77 of 808
    roles = measurement.role_reliability_table(bundle)
    assert not roles.duplicated(["role", "scale"]).any() and (roles["n"] >= 50).all()
    assert len(measurement.item_table(bundle)) == len(bundle.instrument.items)
    assert set(measurement.agreement_table(bundle)["kind"]) == {"Roles", "Departments"}


def test_other_decisions_are_told_beside_the_shown_figures(bundle: Bundle) -> None:
    table = measurement.variant_table(bundle).set_index("decision")
    assert list(table.index) == ["As shown", *measurement.VARIANTS.values()]
    assert table.loc["As shown", ["Readiness", "Willingness"]].tolist() == ["59", "62"]
    assert table.loc[measurement.VARIANTS["complete"], "Readiness"] == "not told"  # fewer than k people differ
    changing = measurement.label_change_table(bundle)
    assert len(changing) == (bundle.findings.variants["label"] == "changes").sum()
    assert sum(int(text.split(" of ")[0]) for text in table["labels"] if text) == len(changing)
