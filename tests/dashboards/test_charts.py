"""Charts draw the finished tables: titles, labels, order, values; three states stay apart."""

from __future__ import annotations

import html
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards import charts
from pipeline.publish import chart_tables
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.wording import ROUGHLY, quadrant_words


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, "2026-11")


def plain(name: str) -> str:
    """A name of a row as the table has it."""
    return html.unescape(name.replace("<br>", " ").replace("\N{NO-BREAK SPACE}", " "))


def marks(figure: go.Figure) -> list:
    """Traces of marks: no words, no lines."""
    return [trace for trace in figure.data if trace.type != "scatter" or "markers" in trace.mode]


def test_bars_of_a_scale_lie_side_by_side_and_add_up(bundle: Bundle) -> None:
    table = chart_tables.scale_bars(bundle)
    figure = charts.scale_bars(table)
    assert [trace.name for trace in figure.data] == ["Unfavourable", "Neutral", "Favourable"]
    assert np.allclose(sum(np.array(trace.x, dtype=float) for trace in figure.data), 1)
    assert figure.data[0].y[0] == f"Readiness (n={table['n'].iloc[0]})"
    for left, right in zip(figure.data, figure.data[1:], strict=False):
        assert np.allclose(np.array(left.base) + np.array(left.x), right.base)


def test_what_staff_answered_shows_every_question_with_its_wording(bundle: Bundle) -> None:
    table = chart_tables.item_answers(bundle, "role:rn_onc")
    figure = charts.answers(table)
    assert len(figure.data[0].y) == len(table) and all("(n=" in name for name in figure.data[0].y)
    assert plain(figure.data[0].y[0]).startswith(table["item"].iloc[0][:40])
    assert np.allclose(sum(np.array(trace.x, dtype=float) for trace in figure.data), 1)


def test_every_group_is_one_dot_with_its_interval_and_n(bundle: Bundle) -> None:
    table = chart_tables.reluctance_table(bundle)
    figure = charts.intervals(table, 0.4)
    drawn = {name: x for trace in marks(figure) for name, x in zip(trace.y, trace.x, strict=True)}
    assert len(drawn) == len(table) and all("(n=" in name for name in drawn)
    assert sorted(drawn.values()) == pytest.approx(sorted(table["share"]))
    assert list(figure.layout.yaxis.categoryarray) == list(figure.data[-1].y)
    symbols = {trace.name: trace.marker.symbol for trace in marks(figure)}
    assert len(set(symbols.values())) == len(symbols)  # told apart without colour
    assert [text.strip("\N{NO-BREAK SPACE}") for text in figure.data[-1].text] == [f"{100 * s:.0f} %" for s in table["share"]]


def test_the_heat_map_tells_a_value_too_few_and_nobody_apart(bundle: Bundle) -> None:
    table = chart_tables.heat_map(bundle)
    figure = charts.heat_map(table, 0.4)
    states, shown, few, cells = figure.data
    assert int(np.isfinite(np.array(shown.z, dtype=float)).sum()) == int((table["state"] == "published").sum()) == len(cells.x)
    assert len(few.x) == int((table["state"] == "too_few").sum()) and set(few.text) == {"too few"}
    assert sum(value == 0 for row in states.z for value in row) == int((table["state"] == "none_on_roster").sum())
    said = [text for row in shown.text for text in row]
    assert sum(bool(text) for text in said) == len(cells.x)
    assert sum("<b>" in text for text in said) == int((table["share"] > 0.4).sum())
    assert "Grey: too few answers" in figure.layout.meta["note"] and "nobody there" in figure.layout.meta["note"]


def test_on_a_phone_the_heat_map_is_a_list_that_names_every_department_with_somebody(bundle: Bundle) -> None:
    table = chart_tables.heat_map(bundle)
    figure = charts.heat_map(table, 0.4, narrow=True)
    said = " ".join(plain(note.text) for note in figure.layout.annotations)
    assert len(figure.data[0].x) == int((table["state"] == "published").sum())
    assert all(role in said for role in table["role"].unique())
    for role, part in table[table["state"] == "too_few"].groupby("role", sort=False):
        assert f"Too few answers: {', '.join(part['department'])}" in said, role


def test_flagged_groups_carry_their_name_on_the_map_with_n(bundle: Bundle) -> None:
    table = chart_tables.readiness_willingness(bundle)
    figure = charts.readiness_willingness(table, 62.5)
    flagged = table[table["label"].isin(["priority", "watch"])]
    named = {row[-1]: text for trace in figure.data for row, text in zip(trace.customdata, trace.text, strict=True)}
    assert all(f"(n={n})" in named[key] for key, n in zip(flagged["key"], flagged["n"], strict=True))
    assert len(named) == len(table) and any(not text for text in named.values())


def test_topics_are_ordered_by_gap_with_seats_and_n(bundle: Bundle) -> None:
    table = chart_tables.role_topics(bundle, "rn_onc")
    figure = charts.topics(table)
    order = [plain(name) for name in figure.layout.yaxis.categoryarray]
    assert len(order) == len(table) and all("seats" in name and "n=" in name for name in order)
    assert order[0].startswith(table["topic"].iloc[0][:20])


def test_need_by_certainty_names_what_is_firm_and_sets_apart_what_cannot_be_told(bundle: Bundle) -> None:
    table = chart_tables.role_topics(bundle, "rn_onc")
    figure = charts.need_map(table)
    by_name = {trace.name: trace for trace in figure.data}
    assert len({trace.marker.symbol for trace in figure.data}) == len(figure.data)
    firm = table[table["status"] == "firm"]
    assert sum(len(trace.x) for trace in figure.data) == len(table)
    assert all(text for text in by_name["Firm"].text) and len(by_name["Firm"].text) == len(firm)
    assert list(by_name["Firm"].y) == pytest.approx(firm["certainty"].tolist())
    assert all(value < 0 for value in by_name["Expected only"].y)


def test_four_answers_are_told_apart_without_colour_and_keep_the_order_of_the_table(bundle: Bundle) -> None:
    table = chart_tables.quadrant_bars(bundle)
    figure = charts.four_answers(table)
    assert [trace.name for trace in figure.data] == [quadrant_words(quadrant) for quadrant in chart_tables.FOUR]
    assert np.allclose(sum(np.array(trace.x, dtype=float) for trace in figure.data), 1)
    names = list(figure.data[0].y)
    assert len(set(names)) == len(table) and all("(n=" in name for name in names)
    roughly = [name.startswith(ROUGHLY) for name in names]
    assert roughly == (table["basis"] == "margins").tolist() and list(figure.layout.yaxis.categoryarray) == names
    assert [bool(trace.marker.pattern.shape) for trace in figure.data] == [False, True, True, False]
    for trace in figure.data:
        assert all(not text or text == f"{100 * share:.0f} %" for text, share in zip(trace.text, trace.x, strict=True))


def test_what_goes_together_has_limits_and_marks_what_is_sure(bundle: Bundle) -> None:
    table = chart_tables.driver_table(bundle)
    figure = charts.drivers(table)
    drawn = {name: x for trace in figure.data for name, x in zip(trace.y, trace.x, strict=True)}
    assert len(drawn) == len(table) and all("(n=" in name for name in drawn)
    sure = next(trace for trace in figure.data if trace.marker.symbol == "square")
    assert len(sure.y) == int((table["top_two"] > 0.8).sum())
    high = [x + up for trace in figure.data for x, up in zip(trace.x, trace.error_x.array, strict=True)]
    assert sorted(high) == pytest.approx(sorted(table["share_high"]))
    assert figure.layout.yaxis.categoryarray[0].startswith(table["scale"].iloc[0])


def test_two_groups_lie_on_the_same_rows_with_the_n_of_both(bundle: Bundle) -> None:
    table = chart_tables.compare_table(bundle, "role:rn_onc", "role:app")
    figure = charts.two_groups(table, "Oncology nurse", "Advanced practice provider")
    first, second = marks(figure)
    assert list(first.x) == pytest.approx(table["first"].tolist()) and list(second.x) == pytest.approx(table["second"].tolist())
    assert first.name == f"Oncology nurse (n={table['first_n'].iloc[0]})"
    assert f"n={table['second_n'].iloc[0]}" in second.name and first.marker.symbol != second.marker.symbol
    assert [round(up) for up in first.y] == list(range(len(table))) == [round(up) for up in second.y]
    assert list(figure.layout.yaxis.ticktext) == table["label"].tolist()


def test_charts_do_not_change_their_tables(bundle: Bundle) -> None:
    for table, draw in (
        (chart_tables.reluctance_table(bundle), lambda t: charts.intervals(t, 0.4)),
        (chart_tables.quadrant_bars(bundle), charts.four_answers),
        (chart_tables.driver_table(bundle), charts.drivers),
        (chart_tables.heat_map(bundle), lambda t: charts.heat_map(t, 0.4)),
        (chart_tables.role_topics(bundle, "rn_onc"), charts.need_map),
        (chart_tables.readiness_willingness(bundle), lambda t: charts.readiness_willingness(t, 62.5)),
    ):
        before = table.copy(deep=True)
        draw(table)
        pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("narrow", [False, True])
def test_long_names_many_people_and_two_groups_of_one_name_stay_legible(narrow: bool) -> None:
    long = "Department of everything that has a very long name and more of it than any line of a chart could ever hold at once"
    values = {"share": [0.5, 0.3, 0.2], "share_low": [0.4, 0.2, 0.1], "share_high": [0.6, 0.4, 0.3], "label": ["priority"] * 3}
    more = {"raw": ["50 %"] * 3, "probability": [0.9, 0.1, 0.0], "causes": [""] * 3, "key": ["a", "b", "c"]}
    table = pd.DataFrame({"group": [long, "Same", "Same"], "n": [123456, 12, 12], **values, **more})
    figure = charts.intervals(table, 0.4, narrow=narrow)
    names = list(figure.layout.yaxis.categoryarray)
    assert len(set(names)) == 3 and "(n=123,456)" in names[0] and names[0].count("<br>") == 1
    assert max(len(line) for name in names for line in name.split("<br>")) <= (52 if narrow else 40)
