"""Published means on the overview: said with what differs and a link to the source, and not at all where there are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashboards import charts
from pipeline.publish.bundle import open_wave, publish
from pipeline.publish.chart_tables import reference_points
from pipeline.publish.words import say
from tests.dashboards.test_charts_all import contrast
from tests.dashboards.test_pages import PAGES, opened, words
from tests.instrument.test_reference_points import ORDER

WAVE = "2026-11"


def test_the_overview_says_what_differs_and_links_to_the_source(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("overview", sample_outputs, monkeypatch)
    assert not app.exception and say("elsewhere.title") in [one.value for one in app.subheader]
    told = [one.value for one in app.markdown if "](https://doi.org/" in one.value]
    points = open_wave(sample_outputs, WAVE).instrument.reference_points
    assert len(told) == 1 and told[0].count("\n") == len(points) - 1
    for point in points:
        assert f"]({point.link})" in told[0] and f"n = {point.n}" in told[0].replace("\u00a0", " ").replace("\\", "")
        assert point.caveat.split(",")[0] in told[0]
    assert not ORDER.search(told[0]) and say("elsewhere.means") in words(app).replace("\\", "")
    assert say("elsewhere.table") in [one.label for one in app.expander]


def test_without_points_the_overview_shows_nothing_of_it(
    sample_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    bare = bundle.instrument.model_copy(update={"reference_points": ()})
    publish(tmp_path, bundle.release, bundle.findings, bare, bundle.manifest, pdf=False)
    app = opened("overview", tmp_path, monkeypatch)
    assert not app.exception and say("elsewhere.title") not in [one.value for one in app.subheader]
    assert say("elsewhere.table") not in [one.label for one in app.expander]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "overview"])
def test_no_other_page_sets_them_beside_anything(page: str, sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(page, sample_outputs, monkeypatch)
    assert not app.exception and say("elsewhere.title") not in [one.value for one in app.subheader]


def test_the_chart_has_a_band_per_published_mean_and_an_open_mark_without_spread(sample_outputs: Path) -> None:
    bundle = open_wave(sample_outputs, WAVE)
    first, second = bundle.instrument.reference_points[:2]
    mixed = bundle.instrument.model_copy(update={"reference_points": (first, second.model_copy(update={"sd": None}))})
    table = reference_points(replace(bundle, instrument=mixed))
    figure = charts.elsewhere(table)
    ours, band = [trace for trace in figure.data if trace.type == "bar"]
    assert list(ours.base) == [table.loc[0, "low"]] and contrast(ours.marker.color, band.marker.color) > 4.5  # also in grey
    assert list(band.base) == [table.loc[1, "low"]] and list(band.x) == [table.loc[1, "high"] - table.loc[1, "low"]]
    (open_one,) = [trace for trace in figure.data if trace.name == say("elsewhere.legend_open")]
    assert open_one.marker.symbol == "diamond-open" and open_one.error_x.array is None
    assert figure.layout.xaxis.range == (-1, 104)  # always the whole scale
