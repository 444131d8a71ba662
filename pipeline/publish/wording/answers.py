"""Sentences about the file that was read and the lists that were made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.publish.wording.sentence import Sentence
from pipeline.publish.words import say
from pipeline.tables import records

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def columns_sentence(source: Mapping[str, Any]) -> str:
    """How many columns of the export were used, and which of them could point at a person; empty for older waves."""
    columns = source.get("columns")
    if not columns:
        return ""
    used = say("sentence.columns_used", read=columns["read"], bound=columns["bound"])
    dropped = columns["sensitive_dropped"]
    return f"{used} {say('sentence.columns_dropped', names=', '.join(dropped))}" if dropped else used


def rows_sentence(rows: Mapping[str, Any]) -> str:
    """How the rows of the export reconcile."""
    aside = sum(rows["set_aside"].values())
    reasons = ", ".join(f"{n} {reason}" for reason, n in rows["set_aside"].items())
    key = "sentence.rows_with_reasons" if reasons else "sentence.rows"
    text = say(key, read=rows["read"], kept=rows["kept"], aside=aside, reasons=reasons)
    return f"{text} {say('sentence.rows_not_scored', rows=rows['not_scored'])}" if rows["not_scored"] else text


def training_sentence(bundle: Bundle, role: str, needs: pd.DataFrame) -> Sentence:
    """What to train a role in first. needs : its training list, whose row the sentence says."""
    label, table = bundle.instrument.labels()["role"].get(role, role), f"training_targets/{role}.csv"
    if needs.empty:
        return Sentence(say("sentence.no_topic_of_role", role=label), table, rule="training")
    rows = records(needs)
    firm = [row for row in rows if row["status"] == "firm"]
    first = (firm or rows)[0]
    known = bool(pd.notna(first["seats"]))
    key, seats = ("sentence.topic_with_seats", int(first["seats"])) if known else ("sentence.topic", 0)
    topic = say(key, topic=first["topic_label"], seats=seats, people=int(first["n"]))
    after = "_then" if first["fix_first"] else ""
    mend = [say("sentence.mend_first", what=first["fix_first"])] if first["fix_first"] else []
    text = say(f"sentence.train_first{after}" if firm else f"sentence.likeliest_topic{after}", topic=topic)
    return Sentence(" ".join([f"{label}.", *mend, text]), f"{table}#{first['topic']}", int(first["n"]), "training")
