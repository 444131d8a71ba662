"""Sentences about the file that was read and the lists that were made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.publish.wording.sentence import Sentence

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def columns_sentence(source: Mapping[str, Any]) -> str:
    """How many columns of the export were used, and which of them could point at a person; empty for older waves."""
    columns = source.get("columns")
    if not columns:
        return ""
    used = f"Of {columns['read']} columns, {columns['bound']} carry something of the questionnaire."
    dropped = columns["sensitive_dropped"]
    if not dropped:
        return used
    return f"{used} Dropped because they could point at a person: {', '.join(dropped)}."


def rows_sentence(rows: Mapping[str, Any]) -> str:
    """How the rows of the export reconcile."""
    aside = sum(rows["set_aside"].values())
    reasons = ", ".join(f"{n} {reason}" for reason, n in rows["set_aside"].items())
    text = f"{rows['read']:,} rows read, {rows['kept']:,} kept, {aside:,} set aside" + (f" ({reasons})." if reasons else ".")
    if rows["not_scored"]:
        text += f" {rows['not_scored']:,} of those kept answered too little to be scored."
    return text


def training_sentence(bundle: Bundle, role: str, needs: pd.DataFrame) -> Sentence:
    """What to train a role in first. needs : its training list, whose row the sentence says."""
    label, table = bundle.instrument.labels()["role"].get(role, role), f"training_targets/{role}.csv"
    if needs.empty:
        return Sentence(f"{label}: no topic that concerns this role can be shown.", table, rule="training")
    firm = needs[needs["status"] == "firm"]
    first = (firm if len(firm) else needs).iloc[0]
    seats = f"about {int(first['seats'])} seats, " if pd.notna(first["seats"]) else ""
    topic = f"{first['topic_label']} ({seats}n = {int(first['n'])})."
    sure, unsure = "Train first", "No topic stands out for certain; the likeliest is"
    start = f"{label}."
    if first["fix_first"]:
        start += f" {first['fix_first']}: a course alone will not help."
        sure, unsure = "Then train", "Then no topic stands out for certain; the likeliest is"
    text = f"{start} {sure if len(firm) else unsure}: {topic}"
    return Sentence(text, f"{table}#{first['topic']}", int(first["n"]), "training")
