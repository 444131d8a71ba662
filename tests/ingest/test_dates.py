"""Dates of survey platforms and of Excel."""

import pandas as pd
import pytest

from pipeline.ingest.dates import is_date, read_dates
from pipeline.ingest.texts import Texts


def one(*texts: str) -> tuple[list[str], tuple[str, ...]]:
    dates = read_dates([Texts.of(texts)])
    return [str(moment) for moment in dates.columns[0]], dates.notes


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-03 09:05:07", "2026-11-03 09:05:07"),
        ("2026-11-03T09:05:07Z", "2026-11-03 09:05:07"),
        ("2026-11-03 09:05:07.239", "2026-11-03 09:05:07"),
        ("2026-11-03", "2026-11-03 00:00:00"),
        ("2020/10/14 2:33:43 PM GMT+2", "2020-10-14 14:33:43"),
        ("2020/10/14 12:33:43 AM GMT+2", "2020-10-14 00:33:43"),
        ("8/16/2024 16:18", "2024-08-16 16:18:00"),
        ("16/8/2024 16:18", "2024-08-16 16:18:00"),
        ("31.12.2026 08:00", "2026-12-31 08:00:00"),
        ("03.04.2026 08:00", "2026-04-03 08:00:00"),
        ("8/16/24, 4:18 pm", "2024-08-16 16:18:00"),
        ("", "NaT"),
        ("yesterday", "NaT"),
        ("2026-13-45 00:00:00", "NaT"),
        ("32/32/2026", "NaT"),
    ],
)
def test_ways_to_write_a_date(text: str, moment: str) -> None:
    (found,) = read_dates([Texts.of([text])]).columns[0]
    assert str(found.astype("datetime64[s]")).replace("T", " ").replace("Na ", "NaT") == moment


def test_one_day_above_twelve_settles_the_order_of_the_whole_file() -> None:
    start, end = Texts.of(["3/4/2026 8:00", ""]), Texts.of(["3/4/2026 9:00", "13/4/2026 9:00"])
    dates = read_dates([start, end])
    assert dates.columns[0][0] == pd.Timestamp("2026-04-03 08:00")
    assert pd.Series(dates.columns[1]).tolist() == [pd.Timestamp("2026-04-03 09:00"), pd.Timestamp("2026-04-13 09:00")]
    assert dates.notes == ()


def test_month_first_is_said_aloud_when_nothing_settles_it() -> None:
    found, notes = one("3/4/2026 8:00", "5/6/2026 8:00")
    assert [text[:10] for text in found] == ["2026-03-04", "2026-05-06"]
    assert notes == ("dates like 3/4/2026 show no day above 12: read as month/day/year",)


def test_both_orders_in_a_file_are_said_and_nothing_is_guessed() -> None:
    found, notes = one("3/14/2026 8:00", "14/3/2026 8:00")
    assert [text[:10] for text in found] == ["2026-03-14", "NaT"]
    assert len(notes) == 2
    assert "1 date could not be read" in notes


def test_offsets_in_cells_are_reported_not_added() -> None:
    dates = read_dates([Texts.of(["2026-11-03T09:00:00+02:00", "2026-11-03T09:00:00Z"])])
    assert dates.zones == ("+02:00", "Z")
    assert pd.Series(dates.columns[0]).tolist() == [pd.Timestamp("2026-11-03 09:00")] * 2


def test_no_columns_no_dates() -> None:
    assert read_dates([]).columns == ()


@pytest.mark.parametrize(("text", "yes"), [("2026-11-03", True), ("1/2/2026 9:00", True), ("12", False), ("Nurse", False)])
def test_what_is_written_like_a_date(text: str, yes: bool) -> None:
    assert is_date(text) is yes
