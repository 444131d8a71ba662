"""What the report shows of groups and of the whole organisation, as rows of words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.publish.chart_tables import (
    FOUR,
    association_table,
    driver_table,
    heat_map,
    named_causes,
    quadrant_bars,
    trained_table,
)
from pipeline.publish.numbers import percent, ratio, share_range, short_chance
from pipeline.publish.wording import (
    FEW_BARRIERS,
    LISTEN,
    NO_CAUSE,
    WORTH_SAYING,
    barrier_sentences,
    cause_sentences,
    driver_sentences,
    evidence_text,
    flagged,
    group_label,
    group_sentences,
    more_text,
    nearest_win,
    records,
    signed,
    trained_sentences,
)
from pipeline.tables import group_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries, with None where a figure is missing."""
    return records(frame.astype("object").where(frame.notna(), None))


def flagged_rows(bundle: Bundle) -> list[dict[str, Any]]:
    """Every flagged group, surest first: the finding, what would change it, why, what helps, and the nearest win."""
    frame = pd.concat([flagged(bundle), flagged(bundle, "watch")])
    found = []
    for key, row in zip(group_key(frame), records(frame), strict=True):
        first, *more = group_sentences(bundle, row)
        actions = records(named_causes(bundle, key))
        sentences = cause_sentences(actions, bundle.instrument)
        causes = [
            {**_led(sentence.text), "evidence": evidence_text(action)}
            for sentence, action in zip(sentences, actions, strict=True)
        ]
        found.append(
            {
                "group": group_label(row, bundle.instrument),
                "n": row["n"],
                **_led(first.text),
                "more": [sentence.text for sentence in more],
                "causes": causes,
                "no_cause": "" if causes else f"{NO_CAUSE} {LISTEN}",
                "win": _led(nearest_win(row, bundle.instrument).text),
            }
        )
    return found


def _led(text: str) -> dict[str, str]:
    """A sentence in two parts: what it is about (up to its first colon), and the rest."""
    subject, colon, rest = text.partition(": ")
    return {"lead": f"{subject}:", "rest": rest} if colon else {"lead": "", "rest": text}


def group_rows(margins: pd.DataFrame) -> list[dict[str, Any]]:
    """Every role, department and site with its finding; the chance to be among the three lowest where it is worth saying."""
    return [
        {
            **row,
            "share": percent(row["share"]),
            "span": share_range(row["share_low"], row["share_high"]),
            "probability": short_chance(row["probability"]),
            "among": _worth_saying(row["among_lowest"]),
            "tip": "" if row["tipping_point"] is None else f"{row['tipping_point']:+.0f}",
        }
        for row in rows_of(margins)
    ]


def _worth_saying(share: float | None) -> str:
    return "" if share is None or share < WORTH_SAYING else short_chance(share)


def four_rows(bundle: Bundle) -> list[dict[str, Any]]:
    """The four answers of every role, department and site, each with its limits."""
    return [
        {**row, "shares": [{"share": percent(row[q]), "span": share_range(row[f"{q}_low"], row[f"{q}_high"])} for q in FOUR]}
        for row in rows_of(quadrant_bars(bundle))
    ]


def together(bundle: Bundle) -> dict[str, Any]:
    """What goes together with intention, and barriers across roles: sentences and rows."""
    barriers = barrier_sentences(bundle)
    table = association_table(bundle)
    return {
        "sentences": driver_sentences(bundle),
        "drivers": [
            {
                **row,
                "share": percent(row["share"]),
                "span": "" if row["share_low"] is None else share_range(row["share_low"], row["share_high"]),
                "top_two": "" if row["top_two"] is None else short_chance(row["top_two"]),
                "correlation": f"{row['correlation']:.2f}",
            }
            for row in rows_of(driver_table(bundle))
        ],
        "barrier_sentences": barriers[:FEW_BARRIERS],
        "more": more_text(barriers, FEW_BARRIERS),
        "barriers": [
            {**row, "odds": ratio(row["odds_ratio"]), "span": f"{ratio(row['low'])} to {ratio(row['high'])}"}
            for row in rows_of(table[table["goes_together"].astype(bool)])
        ],
    }


def trained_rows(bundle: Bundle) -> dict[str, Any]:
    """Did it work: sentences, and the rows with training; without sentences where no list of what was held was given."""
    table = trained_table(bundle)
    return {
        "sentences": trained_sentences(bundle),
        "rows": [
            {
                **row,
                "before": f"{row['before']:.2f}",
                "now": f"{row['now']:.2f}",
                "change": signed(row["change"]),
                "span": f"{signed(row['change_low'])} to {signed(row['change_high'])}",
            }
            for row in rows_of(table[table["trained"]])
        ],
    }


def heat_rows(bundle: Bundle) -> dict[str, Any]:
    """Rows and columns of the role × department table, each cell with its state and what may be said."""
    frame = heat_map(bundle)
    frame = frame.assign(
        text=[
            f"{percent(row['share'])} (n = {row['n']})" if row["state"] == "published" else row["state_label"]
            for row in rows_of(frame)
        ]
    )
    departments = list(dict.fromkeys(frame["department"]))
    rows = [
        {"role": role, "cells": rows_of(part.set_index("department").reindex(departments).reset_index())}
        for role, part in frame.groupby("role", sort=False)
    ]
    return {"departments": departments, "rows": rows}
