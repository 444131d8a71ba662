"""Charts draw the finished tables: titles, labels, order, values; three states stay apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dashboards import charts
from pipeline.publish import chart_tables
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.wording import ROUGHLY, quadrant_words


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, "2026-11")


def test_bars_of_a_scale_lie_side_by_side_and_add_up(bundle: Bundle) -> None:
    table = chart_tables.scale_bars(bundle)
    figure = charts.scale_bars(table)
    assert [trace.name for trace in figure.data] == ["Unfavourable", "Neutral", "Favourable"]
    assert np.allclose(sum(np.array(trace.x, dtype=float) for trace in figure.data), 1)
    assert next(iter(figure.data[0].y)) == f"Readiness (n={table['n'].iloc[0]})"


def test_every_group_is_one_dot_with_its_interval_and_n(bundle: Bundle) -> None:
    table = chart_tables.reluctance_table(bundle)
    figure = charts.intervals(table, 0.4)
    drawn = {name: x for trace in figure.data for name, x in zip(trace.y, trace.x, strict=True)}
    assert len(drawn) == len(table) and all("(n=" in name for name in drawn)
    assert sorted(drawn.values()) == pytest.approx(sorted(table["share"]))
    symbols = {trace.name: trace.marker.symbol for trace in figure.data}
    assert len(set(symbols.values())) == len(symbols)  # told apart without colour


def test_the_heat_map_tells_a_value_too_few_and_nobody_apart(bundle: Bundle) -> None:
    table = chart_tables.heat_map(bundle)
    figure = charts.heat_map(table, 0.4)
    shown, marks = figure.data[1], figure.data[2]
    values = np.array(shown.z, dtype=float)
    assert int(np.isfinite(values).sum()) == int((table["state"] == "published").sum())
    assert len(marks.x) == int((table["state"] == "too_few").sum()) and set(marks.text) == {"too few"}
    said = {cell for row in shown.customdata for cell in row}
    assert "Nobody there" in said and "Too few answers" in said


def test_flagged_groups_carry_their_name_on_the_map(bundle: Bundle) -> None:
    table = chart_tables.readiness_willingness(bundle)
    figure = charts.readiness_willingness(table, 62.5)
    named = [text for trace in figure.data if trace.text is not None for text in trace.text]
    assert len(named) == int(table["label"].isin(["priority", "watch"]).sum())


def test_topics_are_ordered_by_gap_with_seats(bundle: Bundle) -> None:
    table = chart_tables.role_topics(bundle, "rn_onc")
    figure = charts.topics(table)
    order = list(figure.layout.yaxis.categoryarray)[::-1]
    assert len(order) == len(table) and all("seats" in name for name in order)
    assert order[0].startswith(table["topic"].iloc[0][:20])


def test_four_answers_are_told_apart_without_colour_and_keep_the_order_of_the_table(bundle: Bundle) -> None:
    table = chart_tables.quadrant_bars(bundle)
    figure = charts.four_answers(table)
    assert [trace.name for trace in figure.data] == [quadrant_words(quadrant) for quadrant in chart_tables.FOUR]
    assert np.allclose(sum(np.array(trace.x, dtype=float) for trace in figure.data), 1)
    names = list(figure.data[0].y)
    assert len(set(names)) == len(table) and all("(n=" in name for name in names)
    roughly = [name.startswith(ROUGHLY) for name in names]
    assert roughly == (table["basis"] == "margins").tolist() and figure.layout.yaxis.autorange == "reversed"
    assert [bool(trace.marker.pattern.shape) for trace in figure.data] == [False, True, True, False]
    for trace in figure.data:
        said = {text: share for text, share in zip(trace.text, trace.x, strict=True)}
        assert all(share < 0.09 for text, share in said.items() if not text)
        assert all(text == f"{100 * share:.0f} %" for text, share in said.items() if text)


def test_what_goes_together_has_limits_and_marks_what_is_sure(bundle: Bundle) -> None:
    table = chart_tables.driver_table(bundle)
    figure = charts.drivers(table)
    drawn = {name: x for trace in figure.data for name, x in zip(trace.y, trace.x, strict=True)}
    assert len(drawn) == len(table) and all("(n=" in name for name in drawn)
    sure = next(trace for trace in figure.data if trace.marker.symbol == "square")
    assert len(sure.y) == int((table["top_two"] > 0.8).sum())
    high = [x + up for trace in figure.data for x, up in zip(trace.x, trace.error_x.array, strict=True)]
    assert sorted(high) == pytest.approx(sorted(table["share_high"]))
    assert list(figure.layout.yaxis.categoryarray)[-1].startswith(table["scale"].iloc[0])


def test_charts_do_not_change_their_tables(bundle: Bundle) -> None:
    table = chart_tables.reluctance_table(bundle)
    before = table.copy(deep=True)
    charts.intervals(table, 0.4)
    assert table.equals(before)
    bars, together = chart_tables.quadrant_bars(bundle), chart_tables.driver_table(bundle)
    kept = bars.copy(deep=True), together.copy(deep=True)
    charts.four_answers(bars)
    charts.drivers(together)
    assert bars.equals(kept[0]) and together.equals(kept[1])
