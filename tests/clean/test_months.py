"""Months are read as people and spreadsheets write them; what cannot be told apart is not guessed."""

from __future__ import annotations

import pytest

from pipeline.clean.months import month_advice, month_of


@pytest.mark.parametrize(
    "text",
    [
        *("2027-02", "2027-2", "2027/02", "2027.2", "2027-02-15", "2027-02-01 00:00:00", "2027-02-01T00:00:00"),
        *("02/2027", "2.2027", "02-2027", "15.02.2027", "15/02/2027", "02/15/2027", "02/02/2027", "15.2.27", "2/15/27 0:00"),
        *("Feb-27", "Feb 27", "feb 2027", "February 2027", "15 Feb 2027", "15-Feb-27", "February 15, 2027", " 2027-02 "),
    ],
)
def test_what_is_february_2027(text: str) -> None:
    assert month_of(text) == "2027-02"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2027",
        "2027-13",
        "2027-00",
        "1927-02",
        "03/04/2027",
        "46419",
        "27-Feb",
        "Feb",
        "Q1 2027",
        "Febuary-March 27",
        "2-2-2-2027",
    ],
)
def test_what_is_no_month(text: str) -> None:
    assert month_of(text) is None


def test_what_a_spreadsheet_did_is_told() -> None:
    # Day 46419 of a spreadsheet is 1 February 2027.
    assert "perhaps 2027-02" in month_advice("46419") and "perhaps 2027-02" in month_advice("46419.0")
    assert "cannot be told apart" in month_advice("03/04/2027")
    assert month_advice("soon") == "write year and month"
