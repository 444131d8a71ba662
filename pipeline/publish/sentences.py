"""Every sentence that a wave says, with what it stands on: the row, the rule and its version, the input, the people behind it.

Written as ``sentences.csv`` beside the report, so that whoever reads one can find where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from pipeline.findings.rules import RULES
from pipeline.publish.lists import csv_bytes, target_lists
from pipeline.publish.reference import row_id
from pipeline.publish.wording import (
    Sentence,
    barrier_sentences,
    cause_sentences,
    change_measures,
    change_sentences,
    comparability_sentences,
    driver_sentences,
    first_steps,
    follow_through_sentences,
    followed_groups,
    group_sentences,
    headlines,
    helps_sentence,
    nearest_win,
    next_sentence,
    trained_sentences,
    training_sentence,
    where_sentence,
    why_sentence,
)
from pipeline.publish.wording.comments import comments_sentence
from pipeline.release.attack.files import SENTENCES
from pipeline.tables import by_column, by_group, records, row_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

FILE: Final = SENTENCES
MEANINGS: Final = {
    "id": "number of the sentence in this wave",
    "place": "where it is said",
    "text": "the sentence",
    "n": "people behind it; blank where it sums up several rows, each with its own",
    "finding": "the row it says: table and key",
    "rule": "the rule that made the finding",
    "rule_version": "version of that rule",
    "specification": "page that specifies the rule",
    "row_id": "id of that row in every report; `telehealth-readiness explain` tells what stands behind it",
    "input_sha256": "hash of the export that was read",
    "instrument_sha256": "hash of the instrument it was read with",
}
"""The columns, with their meaning."""


_ANSWERS: Final = {"why": why_sentence, "what helps": helps_sentence, "training": where_sentence, "next": next_sentence}


def sentence_table(bundle: Bundle, lists: Mapping[str, pd.DataFrame] | None = None) -> pd.DataFrame:
    """One row per sentence, columns as in ``MEANINGS``. lists : the training list of each role, where they are at hand."""
    manifest = bundle.manifest
    rows = [
        {
            "id": f"S{number:03d}",
            "place": place,
            "text": sentence.text,
            "n": sentence.n,
            "finding": sentence.finding,
            "rule": sentence.rule,
            "rule_version": RULES[sentence.rule].version if sentence.rule else None,
            "specification": f"docs/methods/{RULES[sentence.rule].page}.md" if sentence.rule else "",
            "row_id": row_id(manifest.wave, sentence.finding) if sentence.finding else "",
            "input_sha256": manifest.input["sha256"],
            "instrument_sha256": manifest.instrument["sha256"],
        }
        for number, (place, sentence) in enumerate(_said(bundle, target_lists(bundle) if lists is None else lists), start=1)
    ]
    frame = pd.DataFrame(rows, columns=list(MEANINGS))
    return frame.astype({"n": "Int64", "rule_version": "Int64"})


def write_sentences(bundle: Bundle, lists: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """``sentences.csv`` in the folder of a wave."""
    (folder / FILE).write_bytes(csv_bytes(sentence_table(bundle, lists)))


def _said(bundle: Bundle, lists: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, Sentence]]:
    yield from (("headline", sentence) for sentence in headlines(bundle))
    yield from (("what to do first", sentence) for sentence in first_steps(bundle))
    yield from ((f"answer: {place}", say(bundle)) for place, say in _ANSWERS.items())
    quadrants, steps = by_group(bundle.findings.quadrants), by_group(bundle.findings.actions)
    for row in records(bundle.findings.reluctance):
        yield from (("group", sentence) for sentence in group_sentences(bundle, row, quadrants))
        yield "group: nearest win", nearest_win(row, bundle.instrument)
        of_group = sorted(steps.get(row_key(row), ()), key=lambda step: step["rank"])
        yield from (("group: cause", sentence) for sentence in cause_sentences(of_group, bundle.instrument))
    yield from (("all staff: intention", sentence) for sentence in driver_sentences(bundle))
    yield from (("all staff: barriers", sentence) for sentence in barrier_sentences(bundle))
    if bundle.manifest.comments:
        yield "all staff: comments", comments_sentence(bundle)
    yield from (("training", training_sentence(bundle, role, frame)) for role, frame in lists.items())
    yield from (("training: did it work", sentence) for sentence in trained_sentences(bundle))
    yield from (("what changed", sentence) for sentence in comparability_sentences(bundle))
    changes = by_column(bundle.findings.change, "scale")
    for measure in change_measures(bundle):
        yield from (("what changed", sentence) for sentence in change_sentences(bundle, measure, changes[measure]))
    yield from (("what was done", sentence) for sentence in follow_through_sentences(bundle))
    yield from (("group: what was done", sentence) for sentence in followed_groups(bundle))
