"""Words from files, shown as they are: no link, picture, formula, colour or HTML of theirs on a page or in a chart."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd
from pandas.api.types import is_object_dtype, is_string_dtype

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()<>#~$:|!&])")
_BARE_ADDRESS: Final = re.compile(r"(?i)\b(https?|ftp|mailto|www)(?=[:.])")


def plain(text: str) -> str:
    """Words from files as markdown that shows them as they are: no link, picture, formula, colour or HTML of theirs.

    A number and its unit stay on one line.
    """
    apart = _BARE_ADDRESS.sub("\\1\u200b", " ".join(text.split()))
    return _MARKDOWN.sub(r"\\\1", apart).replace(" %", "\u00a0%").replace("n = ", "n\u00a0=\u00a0")


def chart_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its words as a chart shows them as they are: Plotly takes some HTML tags in words, links among them."""
    words = [name for name in table.columns if is_object_dtype(table[name]) or is_string_dtype(table[name])]
    return table.assign(**{name: table[name].map(_no_tags) for name in words})


def _no_tags(value: object) -> object:
    return value.replace("<", "&lt;") if isinstance(value, str) else value
