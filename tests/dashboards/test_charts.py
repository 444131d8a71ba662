"""Charts draw the finished tables: titles, labels, order, values; three states stay apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dashboards import charts
from pipeline.publish import chart_tables
from pipeline.publish.bundle import Bundle, open_wave


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


def test_charts_do_not_change_their_tables(bundle: Bundle) -> None:
    table = chart_tables.reluctance_table(bundle)
    before = table.copy(deep=True)
    charts.intervals(table, 0.4)
    assert table.equals(before)
