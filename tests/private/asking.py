"""People of whom some ask to be contacted, and the lists that are written of them."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

from pipeline.clean.binding_file import BindingFile
from pipeline.instrument.load import load_instrument
from pipeline.private.contacts import INDEX
from tests.private.rows import WAVE, Row, people

SHORT = load_instrument("tele_oncology_short")
TOPICS = {topic.id: topic.label for topic in SHORT.topics}
FIRST, SECOND = list(TOPICS)[:2]
KEEP = 180
COMMON = ("--instrument", SHORT.id, "--no-pdf")
NO_BINDING = BindingFile()


def asked(n: int = 200) -> list[Row]:
    """Every other person says yes; of these every tenth leaves no contact. Who says no left a contact all the same."""
    rows = []
    for number, row in enumerate(people(n)):
        yes, blank = number % 2 == 0, number % 20 == 0
        wishes = {FIRST: number % 4 == 0, SECOND: number % 6 == 0}
        rows.append(
            row
            | {
                "contact_consent": "Yes" if yes else "No" if number % 4 == 1 else "",
                "contact": "" if blank else f"person{number:03d}@example.org",
                "contact_topics": "; ".join(TOPICS[topic] for topic, wanted in wishes.items() if wanted),
            }
        )
    return rows


EVERYBODY = asked()
LISTED = {row["contact"]: row for row in EVERYBODY if row["contact_consent"] == "Yes" and row["contact"]}


def lists(folder: Path, wave: str = WAVE) -> dict[str, list[dict[str, str]]]:
    """Role -> rows of its list."""
    found = {}
    for path in sorted((folder / "private" / wave / "contacts").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def contacts(folder: Path, wave: str = WAVE) -> set[str]:
    return {row["contact"] for rows in lists(folder, wave).values() for row in rows}


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def ages(folder: Path, until: date, wave: str = WAVE) -> None:
    """Put back the last day of a wave's lists, as if they had been written earlier."""
    path = folder / "private" / wave / "contacts" / INDEX
    index = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(index | {"delete_after": until.isoformat()}), encoding="utf-8")
