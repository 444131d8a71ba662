"""What holds for every chart: n, keys, room on a phone, greyscale, a word where there is nothing, pictures without a browser."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import plotly.graph_objects as go
import pytest
from PIL import Image

from dashboards import charts
from dashboards.charts.heat import SCALE
from dashboards.stills.draw import drawn
from dashboards.stills.parts import NotDrawn
from pipeline.publish import chart_tables
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.tables import group_key
from tests.dashboards import all_charts
from tests.publish.test_change_words import bundle, first  # noqa: F401

NAMES = (
    *("answers", "changes", "comment_topics", "drivers", "elsewhere", "four_answers", "heat_map", "intervals", "need_map"),
    *("plan_topics", "readiness_willingness", "reliability", "response", "scale_bars", "shares", "slopes", "topics"),
    *("two_groups", "what_changed"),
)
Drawn = Callable[[str, bool], go.Figure]


@pytest.fixture(scope="module")
def figures(bundle: Bundle) -> Drawn:  # noqa: F811
    """Figure by name and width, of the sample with a wave before."""
    changed = chart_tables.change_table(bundle, bundle.instrument.willingness.id)
    both = {narrow: all_charts.drawn(bundle, changed, narrow=narrow) for narrow in (False, True)}
    return lambda name, narrow: both[narrow][name]


def test_every_chart_is_here() -> None:
    others = {"causes", "taken_up"}  # have tests of their own
    assert set(NAMES) | others == set(charts.__all__)


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", NAMES)
def test_plotly_knows_every_property(figures: Drawn, name: str, narrow: bool) -> None:
    content = json.loads(figures(name, narrow).to_json())
    checked = json.loads(go.Figure(content).to_json())
    assert {trace["type"] for trace in content["data"]} <= {"scatter", "bar", "heatmap"}  # no pie, no gauge, nothing in 3-D
    for before, after in zip([content["layout"], *content["data"]], [checked["layout"], *checked["data"]], strict=True):
        assert set(before) - {"annotations", "shapes", "template"} <= set(after)  # empty ones may be left out


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", NAMES)
def test_every_chart_says_its_n(figures: Drawn, name: str, narrow: bool) -> None:
    figure = figures(name, narrow)
    if name == "plan_topics":  # seats of a plan are not answers
        assert "24\\u00a0seats" in figure.to_json()
        return
    assert re.search(r"n(=|\\u00a0| from )\d", figure.to_json())


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", all_charts.OF_GROUPS)
def test_every_mark_of_a_group_ends_with_its_key(figures: Drawn, bundle: Bundle, name: str, narrow: bool) -> None:  # noqa: F811
    known = {*group_key(bundle.release.groups), "overall"}
    keyed = [trace for trace in figures(name, narrow).data if trace.customdata is not None]
    keys = {row[-1] for trace in keyed for row in trace.customdata}
    assert keys and keys <= known
    for trace in keyed:
        assert len(trace.customdata) == len(trace.x)


@pytest.mark.parametrize("name", NAMES)
def test_on_a_phone_names_stand_above_and_nothing_is_too_small(figures: Drawn, name: str) -> None:
    figure = figures(name, True)
    assert figure.layout.meta["narrowest"] == 0 and figure.layout.font.size >= 12
    sizes = [note.font.size for note in figure.layout.annotations if note.font.size]
    sizes += [trace.textfont.size for trace in figure.data if trace.textfont.size]
    assert all(size >= 11 for size in sizes)
    if figure.layout.yaxis.showticklabels is False and figure.layout.yaxis.categoryarray:
        above = [note.text for note in figure.layout.annotations]
        assert above == list(figure.layout.yaxis.categoryarray)
        assert max(len(line) for text in above for line in text.split("<br>")) <= 52
    title = figure.layout.xaxis.title.text or ""
    assert all(len(line) <= 44 for line in title.split("<br>"))


@pytest.mark.parametrize("name", NAMES)
def test_on_a_laptop_no_words_are_smaller_than_12_pixels(figures: Drawn, name: str) -> None:
    figure = figures(name, False)
    sizes = [note.font.size for note in figure.layout.annotations if note.font.size]
    sizes += [trace.textfont.size for trace in figure.data if trace.textfont.size] + [figure.layout.font.size]
    assert min(sizes) >= 12


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2) of a colour, 0 to 1."""
    color = {"white": "#FFFFFF"}.get(color, color)
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_is_as_the_standard_has_it() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21) and contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["scale_bars", "answers", "four_answers", "plan_topics"])
def test_parts_of_a_bar_differ_in_grey_or_in_pattern_and_their_words_can_be_read(figures: Drawn, name: str) -> None:
    traces = list(figures(name, False).data)
    for one, other in pairwise(traces):
        patterns = {one.marker.pattern.shape or "", other.marker.pattern.shape or ""}
        assert len(patterns) == 2 or contrast(one.marker.color, other.marker.color) >= 1.5
    assert all(contrast(trace.marker.color, trace.textfont.color) >= 4.5 for trace in traces if trace.textfont.color)


def test_the_heat_map_gets_darker_all_the_way_and_its_words_can_be_read() -> None:
    shades = [luminance(color) for _, color in SCALE]
    assert shades[0] > shades[1] and shades[2] > shades[3] and shades[1] >= shades[2] - 0.02
    assert all(contrast(color, "#1F2933") >= 4.5 for _, color in SCALE)
    assert contrast("#EEF1F4", "#52606D") >= 4.5  # "too few"


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_where_there_is_nothing_a_word_stands(bundle: Bundle, narrow: bool) -> None:  # noqa: F811
    changed = chart_tables.change_table(bundle, bundle.instrument.willingness.id)
    empty = [
        charts.intervals(chart_tables.reluctance_table(bundle).head(0), 0.4, narrow=narrow),
        charts.four_answers(chart_tables.quadrant_bars(bundle).head(0), narrow=narrow),
        charts.readiness_willingness(chart_tables.readiness_willingness(bundle).head(0), 62.5, narrow=narrow),
        charts.heat_map(chart_tables.heat_map(bundle).head(0), 0.4, narrow=narrow),
        charts.need_map(chart_tables.role_topics(bundle, "rn_onc").head(0), narrow=narrow),
        charts.slopes(changed.head(0), "0-100", "then", "now", narrow=narrow),
        charts.two_groups(chart_tables.compare_table(bundle, "role:rn_onc", "role:app").head(0), "A", "B", narrow=narrow),
    ]
    for figure in empty:
        assert [note.text for note in figure.layout.annotations] == ["Nothing can be shown here."]
        assert not figure.layout.shapes and drawn(figure.to_json(), "png", "", "")


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", NAMES)
def test_every_chart_is_drawn_as_a_file_without_a_browser(figures: Drawn, name: str, narrow: bool) -> None:
    source = figures(name, narrow).to_json()
    svg = drawn(source, "svg", "What it shows & says", "Wave 2026-11")
    tree = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert tree.find(f"{space}title").text == "Wave 2026-11" and tree.find(f"{space}desc").text == "What it shows & says"
    assert tree.get("role") == "img" and b"<text" in svg and b"dc:date" not in svg
    said = " ".join("".join(text.itertext()) for text in tree.iter(f"{space}text"))
    figure = figures(name, narrow)
    legend = [trace.name for trace in figure.data if trace.name and trace.showlegend is not False]
    assert all(entry in said for entry in legend if len(figure.data) > 1)


@pytest.mark.parametrize("name", ["intervals", "heat_map"])
def test_a_picture_has_its_description_and_the_same_bytes_each_time(figures: Drawn, name: str) -> None:
    source = figures(name, False).to_json()
    png = drawn(source, "png", "What it shows", "Wave 2026-11")
    image = Image.open(io.BytesIO(png))
    assert image.text["Description"] == "What it shows" and image.text["Title"] == "Wave 2026-11"
    assert image.width == 2000 and png == drawn(source, "png", "What it shows", "Wave 2026-11")
    assert drawn(source, "svg", "", "") == drawn(source, "svg", "", "")


@pytest.mark.parametrize(
    "unknown",
    [
        go.Figure(go.Pie(values=[1, 2])),
        go.Figure(go.Bar(x=["a"], y=[1])),
        go.Figure(go.Scatter(x=[1], y=["a"], marker={"symbol": "star"})),
        go.Figure(go.Scatter(x=[1], y=["a"], fill="tozeroy")),
        go.Figure(go.Scatter(x=[1], y=[1]), {"annotations": [{"x": 1, "y": 1, "text": "here"}]}),
        go.Figure(go.Scatter(x=[1], y=[1]), {"xaxis": {"type": "log", "dividerwidth": 2}}),
    ],
    ids=["pie", "standing bars", "symbol", "filled", "arrow", "axis"],
)
def test_what_a_picture_does_not_know_is_refused(unknown: go.Figure) -> None:
    unknown.update_layout(template={}, height=200, font={"size": 12, "color": "#000000"})
    with pytest.raises(NotDrawn):
        drawn(unknown.to_json(), "png", "", "")


def test_the_small_center_is_drawn_too(small_center_outputs: Path, bundle: Bundle) -> None:  # noqa: F811
    small = open_wave(small_center_outputs, "2026-11")
    changed = chart_tables.change_table(bundle, bundle.instrument.willingness.id)
    own = ("intervals", "four_answers", "readiness_willingness", "heat_map")
    for narrow in (False, True):
        found = all_charts.drawn(small, changed, narrow=narrow)
        assert all(drawn(found[name].to_json(), "svg", "", "") for name in own)


def test_words_of_files_are_no_formulas_in_pictures() -> None:
    table = pd.DataFrame(
        {"barrier": ["costs $5 & more $x^2$"], "n": [12], "share": [0.5], "share_low": [0.4], "share_high": [0.6]}
    )
    svg = drawn(charts.shares(table, "barrier").to_json(), "svg", "<script>", "a & b").decode()
    assert "costs $5 &amp; more $x^2$" in svg and "<script>" not in svg
