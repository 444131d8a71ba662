"""The summary that `analyze` prints: what was read, what was found, where the results are."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.publish.bundle import WORKBOOK, Bundle
from pipeline.publish.measurement import alarm_sentences
from pipeline.publish.numbers import people
from pipeline.publish.printing import pdf_sentence
from pipeline.publish.wording import (
    DRAFT,
    WHAT_WAS_DONE,
    changed_heading,
    comparability_sentences,
    first_steps,
    follow_through_sentences,
    headlines,
    rows_sentence,
)
from pipeline.release.attack.files import LISTS

_WIDTH: Final = 110
_ALARMS_SHOWN: Final = 5


def summary(bundle: Bundle, private: Path, told: Sequence[str] = ()) -> str:
    """Several lines for a terminal. told : sentences for the analyst alone."""
    manifest = bundle.manifest
    source = manifest.input
    read_as = f"{source['platform']}, {source['encoding']}"
    head = f"Wave {bundle.wave} of {source['file']} ({read_as}), instrument {manifest.instrument['id']}"
    lines = [head, "", *_wrapped([rows_sentence(manifest.rows), *manifest.notes]), ""]
    lines += _wrapped([str(sentence) for sentence in headlines(bundle)])
    if steps := first_steps(bundle):
        lines += ["", "What to do first", *_wrapped([f"{step} (n = {step.n})" for step in steps], "  - ")]
    if alarms := alarm_sentences(bundle):
        lines += ["", "To look at before the figures are used", *_wrapped(alarms[:_ALARMS_SHOWN], "  - ")]
        if len(alarms) > _ALARMS_SHOWN:
            lines.append(f"  and {len(alarms) - _ALARMS_SHOWN} more in report.html")
    if changed := comparability_sentences(bundle):
        lines += ["", changed_heading(bundle), *_wrapped([str(sentence) for sentence in changed], "  - ")]
    if done := follow_through_sentences(bundle):
        lines += ["", WHAT_WAS_DONE, *_wrapped([str(sentence) for sentence in done], "  - ")]
    missing = pdf_sentence(bundle.path)
    printed = "" if missing else " and report.pdf"
    few = int((bundle.release.cells["state"] == "too_few").sum())
    lines += [
        "",
        f"Shown safely: {people(len(bundle.release.groups), 'group')}; {few} role × department cells have too few answers.",
        f"{DRAFT} Results: {bundle.path}",
        f"  report.html{printed}, briefing.pptx, departments/, tables.xlsx, release/ and findings/",
        f"  {LISTS}/ (one list per role, and {WORKBOOK}), actions.csv (suggested steps: fill in a copy, give it back next time)",
        f"For you alone: {private / bundle.wave} (rows set aside, names to review)",
        *_wrapped([sentence for sentence in (*told, missing) if sentence]),
        "Dashboard: make dashboard",
    ]
    return "\n".join(lines)


def _wrapped(texts: list[str], bullet: str = "") -> list[str]:
    indent = " " * len(bullet)
    return [
        line
        for text in texts
        for line in textwrap.wrap(text, _WIDTH, initial_indent=bullet, subsequent_indent=indent or "  ", break_long_words=False)
    ]
