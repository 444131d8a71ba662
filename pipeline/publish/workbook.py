"""One workbook for trainers: a cover sheet, a sheet per role, the sessions and the departments, ready to filter and to print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.publish.lists import MEANINGS
from pipeline.publish.numbers import percent
from pipeline.publish.sheets import new_book
from pipeline.publish.wording import DRAFT, training_sentence

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_FROZEN = 4
"""Columns of a list that stay in sight: up to the topic in words."""


def write_workbook(bundle: Bundle, lists: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Cover sheet, then one sheet per role of ``lists``."""
    book = new_book(f"Training targets {bundle.wave}")
    book.cover(f"Training targets, {bundle.instrument.title}", _cover(bundle, lists))
    labels = bundle.instrument.labels()["role"]
    for role, frame in lists.items():
        label = labels.get(role, role)
        book.table(label, frame, f"{label}, wave {bundle.wave}", _FROZEN)
    path.write_bytes(book.content())


def _cover(bundle: Bundle, lists: Mapping[str, pd.DataFrame]) -> list[str]:
    limits = bundle.instrument.thresholds
    draft = f" {DRAFT}" if bundle.manifest.state == "draft" else ""
    return [
        f"One sheet per role ({len(lists)} roles), from answers of wave {bundle.wave}.{draft}",
        "Topics are ordered by the gap: how important staff rate a topic for their job minus how confident they are (1 to 5).",
        f"Firm: among the role's three largest gaps with a chance above {percent(limits.firm)}. Candidate: any other topic.",
        f"Seats: staff expected to rate the importance {limits.in_need.importance_at_least:g} or more and their confidence "
        f"{limits.in_need.confidence_at_most:g} or less (of 5), with low and high ({percent(limits.interval)} interval).",
        "Fix first: where equipment, time, workflow or support stands out, a course alone will not help.",
        f"A role with fewer than {limits.k} answers carries the list of its roll-up and says so.",
        "The lists name groups, never people.",
        "",
        *(training_sentence(bundle, role, frame).text for role, frame in lists.items()),
        "",
        *(f"{name.replace('_', ' ')}: {meaning}" for name, meaning in MEANINGS.items()),
    ]
