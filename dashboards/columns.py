"""Columns of tables on a page: heading and meaning by name, numbers as people read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from dashboards.device import is_phone
from pipeline.publish.numbers import short_chance
from pipeline.publish.words import has, say

_PERCENT: Final = "%.0f %%"
_ON_A_PHONE: Final = 150
"""Pixels of a column of words there, so that the first number stands beside it; the cell has its words whole when touched."""


@dataclass(frozen=True, slots=True)
class Written:
    """A column of numbers that the page shows in words; its CSV has the numbers (shares in percent)."""

    heading: str
    say: Callable[[float], str]
    share: bool = False
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in a table. kind : text, number, share, chance. form : of a number. values : of its heading."""

    name: str
    kind: str = "text"
    form: str = "%d"
    values: tuple[tuple[str, object], ...] = ()

    @property
    def heading(self) -> str:
        """What stands above it, from the words."""
        return say(f"column.{self.name}", **dict(self.values))

    @property
    def meaning(self) -> str | None:
        """What appears when a reader points at the heading; None where the words have nothing."""
        key = f"meaning.{self.name}"
        return say(key, **dict(self.values)) if has(key) else None


def columns(*wanted: Column | str) -> dict[str, Any]:
    """Configuration of a table's columns by their names; a bare name is a column of text."""
    found: dict[str, Any] = {}
    width = _ON_A_PHONE if is_phone() else None
    for one in wanted:
        column = Column(one) if isinstance(one, str) else one
        if column.kind == "text":
            found[column.name] = st.column_config.TextColumn(column.heading, width=width, help=column.meaning)
        elif column.kind == "chance":
            found[column.name] = Written(column.heading, short_chance, share=True, meaning=column.meaning)
        else:
            form = _PERCENT if column.kind == "share" else column.form
            found[column.name] = st.column_config.NumberColumn(column.heading, format=form, help=column.meaning)
    return found


def count(name: str, form: str = "%d", **values: object) -> Column:
    """A column of numbers."""
    return Column(name, "number", form, tuple(values.items()))


def share(name: str, **values: object) -> Column:
    """A column of shares, shown in whole percent."""
    return Column(name, "share", values=tuple(values.items()))


def likely(name: str, **values: object) -> Column:
    """A column of probabilities, in whole percent and never as certain."""
    return Column(name, "chance", values=tuple(values.items()))


def number(heading: str, form: str = "%d", meaning: str | None = None) -> Any:
    """A column of numbers under a heading of its own."""
    return st.column_config.NumberColumn(heading, format=form, help=meaning)


def is_percent(config: Any) -> bool:
    """Whether a column holds shares, which its file has in percent."""
    if isinstance(config, Written):
        return config.share
    return isinstance(config, dict) and (config.get("type_config") or {}).get("format") == _PERCENT
