"""The finding on one group's page in one or two sentences, and two groups beside one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.publish.numbers import chance, people, percent, share_range
from pipeline.publish.wording.groups import RELUCTANCE
from pipeline.publish.wording.labels import LABELS, cause_labels, group_label
from pipeline.publish.wording.sentence import Sentence, said
from pipeline.publish.words import say

if TYPE_CHECKING:
    from pipeline.instrument.model import Instrument


def group_headline(row: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """Where a group stands, how sure that is, and what comes first there. row : of RELUCTANCE."""
    text = say(
        "one_group.headline",
        group=group_label(row, instrument),
        finding=LABELS[row["label"]].lower(),
        share=percent(row["share"]),
        span=share_range(row["share_low"], row["share_high"]),
        people=people(int(row["n"])),
        chance=chance(row["probability"]),
        limit=percent(instrument.thresholds.group_share),
    )
    return said(f"{text} {_comes_first(row, instrument)}".strip(), row, RELUCTANCE, "not_convinced")


def _comes_first(row: Mapping[str, Any], instrument: Instrument) -> str:
    """Its causes, strongest first; that none stands out is said of a flagged group only, where somebody would look for one."""
    causes = [cause for cause in str(row["causes"] if pd.notna(row["causes"]) else "").split(";") if cause]
    if not causes:
        return say("one_group.no_cause") if row["label"] in ("priority", "watch") else ""
    words = [cause_labels(cause, instrument).lower() for cause in causes]
    return say(f"one_group.causes_{len(words)}", first=words[0], second=words[-1])


def beside_headline(first: Mapping[str, Any], second: Mapping[str, Any], instrument: Instrument) -> Sentence:
    """Two groups: the share not yet convinced of both, each with its interval and n. first, second : of RELUCTANCE."""
    values = {
        f"{name}_{part}": value
        for name, row in (("first", first), ("second", second))
        for part, value in (
            ("group", group_label(row, instrument)),
            ("share", percent(row["share"])),
            ("span", share_range(row["share_low"], row["share_high"])),
            ("n", f"{int(row['n']):,}"),
        )
    }
    return said(say("one_group.beside", **values), first, RELUCTANCE, "not_convinced")
