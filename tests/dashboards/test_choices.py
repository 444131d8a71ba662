"""What a reader chooses or sets is in the address, and what the address asks for is chosen; what is not there is told."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.sections.plan_rows import numbers_of


def page() -> None:
    """A page with one of each."""
    from datetime import time

    import streamlit as st

    from dashboards.choices import choice, several, told
    from dashboards.settings import at, day, number, switch

    fruit = {"apple": "An apple", "pear": "A pear"}
    one = choice("Fruit", "fruit", fruit)
    told("fruit", fruit)
    some = several("Days", "days", {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday"}, ("mon", "tue"))
    hours, size = number("Hours", "hours", 40.0, 1, 100, 0.5), number("Size", "size", 12, 1, 50)
    on, start, hour = switch("Waiting", "waiting"), day("First", "first"), at("At", "at", time(9))
    st.text(f"{one} {'.'.join(some)} {hours!r} {size!r} {on} {start} {hour}")


def said(app: AppTest) -> str:
    assert not app.exception
    return str(app.text[0].value)


USUAL = "apple mon.tue 40.0 12 False None 09:00:00"


def test_without_an_address_all_is_as_usual_and_nothing_is_written() -> None:
    app = AppTest.from_function(page).run()
    assert said(app) == USUAL and not app.query_params and not app.warning


def test_an_address_gives_the_view_and_a_change_is_written_there() -> None:
    app = AppTest.from_function(page)
    asked = {"fruit": "pear", "days": "wed", "hours": "2.5", "size": "9", "waiting": "1", "first": "2027-01-11", "at": "08:30"}
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    assert said(app) == "pear wed 2.5 9 True 2027-01-11 08:30:00"
    app.selectbox(key="fruit").select("apple").run()
    app.number_input(key="hours").set_value(7.25).run()
    app.toggle(key="waiting").set_value(False).run()
    app.pills(key="days").set_value(["mon", "tue"]).run()
    assert said(app) == "apple mon.tue 7.25 9 False 2027-01-11 08:30:00"
    assert set(app.query_params) == {"hours", "size", "first", "at"} and app.query_params["hours"] == "7.25"


def test_the_way_back_gives_what_was_before() -> None:
    app = AppTest.from_function(page).run()
    app.number_input(key="hours").set_value(7.0).run()
    del app.query_params["hours"]  # as the browser's back button does
    assert said(app.run()) == USUAL


@pytest.mark.parametrize(
    "wrong", ["hours=-1", "hours=nan", "hours=x", "size=2.5", "size=1e9", "first=soon", "at=25:00", "days=sun"]
)
def test_what_makes_no_sense_is_not_taken(wrong: str) -> None:
    app = AppTest.from_function(page)
    name, _, value = wrong.partition("=")
    app.query_params[name] = value
    assert said(app.run()) == USUAL


def test_what_is_not_there_is_told_and_words_of_older_links_are_understood() -> None:
    app = AppTest.from_function(page)
    app.query_params["fruit"] = "[stone](http://x)"
    app.run()
    assert said(app) == USUAL and "stone" in app.warning[0].value and "An apple" in app.warning[0].value
    assert "](http" not in app.warning[0].value
    app.query_params["fruit"] = "A pear"
    assert said(app.run()).startswith("pear") and not app.warning


def test_limits_of_single_roles_are_read_from_the_address() -> None:
    assert numbers_of("rn_onc:12;chw:4.5") == {"rn_onc": 12.0, "chw": 4.5}
    assert numbers_of("rn_onc;:3;a:-1;b:1e9;c:nan;d:x;") == {}


def test_a_table_to_fill_in_starts_from_the_address() -> None:
    def table() -> None:
        import pandas as pd
        import streamlit as st

        from dashboards.sections.plan_rows import edited

        rows = pd.DataFrame({"label": ["A", "B"], "most": pd.array([None, None], dtype="Int64"), "hours": [1.0, 2.0]}, ["a", "b"])
        st.text(edited("limits", rows, {}, "2026-11").to_csv())

    app = AppTest.from_function(table)
    app.query_params["most"], app.query_params["hours"] = "b:7;nobody:1", "a:1.5"
    app.run()
    assert not app.exception and app.text[0].value == ",label,most,hours\na,A,,1.5\nb,B,7,2.0"
    assert app.query_params["most"] == "b:7" and app.query_params["hours"] == "a:1.5"
    assert isinstance(app.dataframe[0].value, pd.DataFrame)
