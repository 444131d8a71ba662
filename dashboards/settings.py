"""What a reader sets (numbers, switches, a day, a time of day), kept in the address unless it is as usual.

The address is read before a widget is drawn, and written before the page is drawn anew: a link, and the way back, give the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, time
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")


def number(
    label: str, name: str, usual: int | float, low: float, high: float, step: float = 1, *, within: Any = st
) -> int | float:
    """A number between two limits; whole where ``usual`` is. What the address asks for beyond the limits is not taken."""
    kind = type(usual)

    def read(text: str) -> float:
        value = float(text)
        if not (math.isfinite(value) and low <= value <= high) or kind(value) != value:
            raise ValueError(text)
        return kind(value)

    _from_address(name, usual, read)
    form = {"format": "%g"} if kind is float else {}
    limits = {"min_value": kind(low), "max_value": kind(high), "step": kind(step)}
    within.number_input(label, **limits, **form, **_kept(name, usual, lambda value: f"{value:.10g}"))
    return kind(st.session_state[name])


def switch(label: str, name: str, *, within: Any = st) -> bool:
    """On or off; usually off."""
    _from_address(name, False, lambda text: text == "1")
    within.toggle(label, **_kept(name, False, lambda value: "1" if value else ""))
    return bool(st.session_state[name])


def day(label: str, name: str, *, within: Any = st) -> date | None:
    """A day; usually none."""
    _from_address(name, None, date.fromisoformat)
    within.date_input(label, None, **_kept(name, None, lambda value: value.isoformat()))
    return st.session_state[name]


def at(label: str, name: str, usual: time, *, within: Any = st) -> time:
    """A time of day, in quarters of an hour."""
    _from_address(name, usual, time.fromisoformat)
    within.time_input(label, **_kept(name, usual, lambda value: value.strftime("%H:%M")))
    return st.session_state[name]


def _from_address(name: str, usual: T, read: Callable[[str], T]) -> None:
    """The value that the address asks for, else the usual one, as that of the widget to come."""
    text = st.query_params.get(name)
    try:
        st.session_state[name] = usual if text is None else read(text)
    except ValueError:
        st.session_state[name] = usual


def _kept(name: str, usual: object, write: Callable[[Any], str]) -> dict[str, Any]:
    """What makes a widget write into the address."""
    return {"key": name, "on_change": _into_address, "args": (name, usual, write)}


def _into_address(name: str, usual: object, write: Callable[[Any], str]) -> None:
    value = st.session_state.get(name)
    if value is None or value == usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = write(value)
