"""Data quality in full, for the analyst alone: rows set aside with their lines, names to review, answers with signs of haste."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
import streamlit as st

from dashboards.show import columns, count
from pipeline.publish.words import has, say
from pipeline.run.workbench.quality import DataQuality

_LINES_SHOWN: Final = 300
_NOT_A_SIGN: Final = ("line", "set_aside")


def quality(found: DataQuality, labels: Mapping[str, Mapping[str, str]]) -> None:
    """Each part folded, with its count in the heading. labels : kind of name -> id -> label."""
    _set_aside(found.set_aside)
    _review(found.review, labels)
    _careless(found.careless)
    if found.contacts:
        st.markdown(say("workbench.quality.contacts"))


def _set_aside(rows: pd.DataFrame) -> None:
    with st.expander(say("workbench.quality.set_aside", n=len(rows))):
        if rows.empty:
            return
        told = [
            {"reason": str(reason), "n": len(lines), "lines": _listed(lines["line"])}
            for reason, lines in rows.groupby("reason", sort=False)
        ]
        frame = pd.DataFrame(told).sort_values("n", ascending=False)
        st.dataframe(frame, column_config=columns("reason", count("n"), "lines"), hide_index=True, width="stretch")
        st.caption(say("workbench.quality.lines"))


def _listed(lines: pd.Series) -> str:
    shown = ", ".join(str(line) for line in lines.head(_LINES_SHOWN))
    return shown if len(lines) <= _LINES_SHOWN else f"{shown} …"


def _review(rows: pd.DataFrame, labels: Mapping[str, Mapping[str, str]]) -> None:
    with st.expander(say("workbench.quality.review", n=len(rows))):
        if rows.empty:
            return
        frame = rows.assign(
            kind=[say(f"workbench.name_kind.{kind}") for kind in rows["kind"]],
            suggestion=[labels.get(k, {}).get(s, s) for k, s in zip(rows["kind"], rows["suggestion"], strict=True)],
        )
        config = columns("kind", "written", count("n"), "suggestion")
        st.dataframe(frame[list(config)], column_config=config, hide_index=True, width="stretch")
        st.page_link("workbench_pages/names.py", label=say("workbench.quality.to_names"), icon=":material/arrow_forward:")


def _careless(rows: pd.DataFrame) -> None:
    signs = [name for name in rows.columns if name not in _NOT_A_SIGN]
    with st.expander(say("workbench.quality.careless", n=len(rows))):
        st.markdown(say("workbench.quality.careless_means"))
        if rows.empty:
            return
        marks = rows[signs].apply(pd.to_numeric, errors="coerce").fillna(0) > 0
        frame = pd.DataFrame(
            {
                "sign": [say(key) if has(key := f"workbench.sign.{sign}") else sign for sign in signs],
                "n": [int(marks[sign].sum()) for sign in signs],
                "lines": [_listed(rows.loc[marks[sign], "line"]) for sign in signs],
            }
        )
        st.dataframe(frame, column_config=columns("sign", count("n"), "lines"), hide_index=True, width="stretch")
