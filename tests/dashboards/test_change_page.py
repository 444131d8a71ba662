"""The page of what changed: nothing before, something before, nothing comparable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import charts
from dashboards.sections.change import rows_of, told_first
from pipeline.publish.bundle import open_wave, publish
from pipeline.publish.chart_tables import change_table
from pipeline.publish.reference import row_keys
from pipeline.publish.wording import (
    CHANGE_IS_NO_PROOF,
    NO_WAVE_BEFORE,
    NOTHING_COMPARED,
    OTHER_PEOPLE,
    change_headline,
    change_measures,
    change_sentences,
)
from pipeline.publish.words import say
from pipeline.tables import CHANGE, COMPARABILITY
from tests.dashboards.test_pages import opened, words
from tests.publish.test_change_words import bundle, first  # noqa: F401

WAVE = "2026-11"


def shown(app: AppTest) -> str:
    return words(app).replace("\\", "")


@pytest.fixture(scope="module")
def compared(bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """Outputs with a wave that has a wave before it."""
    folder = tmp_path_factory.mktemp("change")
    publish(folder, bundle.release, bundle.findings, bundle.instrument, bundle.manifest, pdf=False)
    return folder


def test_without_a_wave_before_the_page_says_from_when_on(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("change", sample_outputs, monkeypatch)
    assert not app.exception and not app.error
    assert all(part.rstrip(".") in shown(app) for part in NO_WAVE_BEFORE.split(". "))
    assert say("change.next_questions") in shown(app)
    assert not app.dataframe and not app.selectbox(key="wave").disabled


def test_the_page_says_what_the_wave_says_and_of_every_measure(compared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wave = open_wave(compared, WAVE)
    app = opened("change", compared, monkeypatch)
    assert not app.exception and not app.error
    text = shown(app)
    assert change_headline(wave).text in text and CHANGE_IS_NO_PROOF in text and OTHER_PEOPLE in text
    box = app.selectbox(key="measure")
    assert len(box.options) == len(change_measures(wave)) and box.value == told_first(wave)
    for measure in ("willingness", "not_convinced"):
        app = app.selectbox(key="measure").select(measure).run()
        assert not app.exception and change_sentences(wave, measure)[-1].text in shown(app)
        table, own = app.dataframe[0].value, change_table(wave, measure)
        assert table["group"].iloc[0] == "All staff" and table["n_before"].tolist() == own["n_before"].tolist()
        assert table["value_now"].tolist() == own["now"].tolist() and table["change"].tolist() == own["change"].tolist()


def test_the_page_opens_with_a_measure_of_which_a_group_changed(bundle) -> None:  # noqa: F811
    frame = bundle.findings.change
    none = replace(bundle, findings=replace(bundle.findings, change=frame.assign(arrow="none")))
    assert told_first(none) == change_measures(none)[0]
    own = (frame["scale"] == "readiness") & (frame["grouping"] == "role")
    up = frame.assign(arrow=frame["arrow"].mask(own, "up").where(own, "none"))
    assert told_first(replace(bundle, findings=replace(bundle.findings, change=up))) == "readiness"


def test_an_address_shows_only_departments(compared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("change", compared, monkeypatch)
    app.query_params["groups"] = "departments"
    app.query_params["measure"] = "willingness"
    app.run()
    kinds = change_table(open_wave(compared, WAVE), "willingness").set_index("group")["kind"]
    assert not app.exception and set(kinds[app.dataframe[0].value["group"]]) == {"All staff", "Department"}


def test_every_row_names_the_finding_it_is_of(compared: Path) -> None:
    wave = open_wave(compared, WAVE)
    table = rows_of(wave, "willingness", "roles")
    keys = set(row_keys(CHANGE, wave.findings.change))
    assert set(table["finding"].str.partition("#")[2]) <= keys and len(table) > 2


def test_nothing_comparable_says_why(bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    row = {"kind": "scale", "id": "skills", "what": "wording", "earlier": "2026-05", "before": "a", "now": "b", "trended": False}
    ledger = COMPARABILITY.check(COMPARABILITY.empty().reindex([0]).assign(**row, affects="skills"))
    findings = replace(bundle.findings, change=bundle.findings.change.head(0), comparability=ledger)
    publish(tmp_path, bundle.release, findings, bundle.instrument, bundle.manifest, pdf=False)
    app = opened("change", tmp_path, monkeypatch)
    assert not app.exception and not app.error and NOTHING_COMPARED in shown(app)


def test_the_chart_tells_arrows_by_symbol_and_holds_every_group(bundle) -> None:  # noqa: F811
    table = change_table(bundle, "willingness")
    figure = charts.what_changed(table, 5.0, "mean of 100")
    names = {trace.name for trace in figure.data if trace.name}
    assert {"Then", "Now", "Up", "No clear change"} <= names
    symbols = {trace.name: trace.marker.symbol for trace in figure.data if trace.name}
    assert len(set(symbols.values())) == len(symbols)
    right = [x for trace in figure.data if trace.xaxis == "x2" for x in trace.x]
    assert sorted(right) == sorted(table["change"])
