"""What `analyze --json` prints: waves, findings and files for a program. Schema: docs/outputs.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.publish.bundle import Bundle
from pipeline.publish.reference import row_id
from pipeline.publish.wording import Sentence, comparability_sentences, flagged, group_label, headlines, records
from pipeline.publish.wording.sentence import row_key


def wave_values(bundle: Bundle, private: Path, told: Sequence[str] = ()) -> dict[str, Any]:
    """One analyzed wave, JSON-serializable. told : sentences for the analyst alone."""
    manifest, differs = bundle.manifest, bundle.findings.comparability
    return {
        "wave": bundle.wave,
        "state": manifest.state,
        "folder": str(bundle.path),
        "private": str(private / bundle.wave),
        "input": {"file": manifest.input["file"], "sha256": manifest.input["sha256"]},
        "instrument": dict(manifest.instrument),
        "rows": dict(manifest.rows),
        "notes": list(manifest.notes),
        "headlines": [_sentence(bundle, sentence) for sentence in headlines(bundle)],
        "flagged": [_flagged(bundle, row) for label in ("priority", "watch") for row in records(flagged(bundle, label))],
        "since": None if differs.empty else str(differs["earlier"].iloc[0]),
        "changed": [_plain(row) for row in records(differs.drop(columns="earlier"))],
        "changed_sentences": [str(sentence) for sentence in comparability_sentences(bundle)],
        "files": sorted(path.relative_to(bundle.path).as_posix() for path in bundle.path.rglob("*") if path.is_file()),
        "told": list(told),
    }


def printed(values: dict[str, Any]) -> str:
    """Readable JSON."""
    return json.dumps(values, indent=1, ensure_ascii=False)


def _sentence(bundle: Bundle, sentence: Sentence) -> dict[str, Any]:
    named = sentence.finding
    return {
        "id": row_id(bundle.wave, named) if named else None,
        "text": sentence.text,
        "n": sentence.n,
        "finding": named,
        "rule": sentence.rule,
    }


def _flagged(bundle: Bundle, row: dict[str, Any]) -> dict[str, Any]:
    finding = f"findings/reluctance#{row_key(row)}"
    figures = {name: float(row[name]) for name in ("share", "share_low", "share_high", "probability")}
    return {
        "id": row_id(bundle.wave, finding),
        "group": row_key(row),
        "label": group_label(row, bundle.instrument),
        "finding": row["label"],
        "n": int(row["n"]),
        **figures,
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the ledger with None for what is missing."""
    values = {name: None if pd.isna(value) else value for name, value in row.items()}
    affects = values["affects"]
    return {**values, "trended": bool(values["trended"]), "affects": affects.split(";") if affects else []}
