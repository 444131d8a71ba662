"""What goes beyond the release in the folder of a wave: findings about hidden groups or of few people, figures of lists, workbook
and report that no table knows, files that no wave has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.release.attack.actions import FILE as ACTIONS_FILE
from pipeline.release.attack.actions import actions_violations
from pipeline.release.attack.files import (
    DEPARTMENTS,
    LISTS,
    REPORT,
    REPORT_PDF,
    SENTENCES,
    SESSIONS,
    SLIDES,
    TABLES,
    file_violations,
)
from pipeline.release.store import ROSTER
from pipeline.tables import FINDING_TABLES, GROUP, RELEASE_TABLES, Findings, Release, group_key

_EXPECTED: Final = "findings/expected_cells"
_ROLE_SEATS: Final = "findings/role_seats"
_NEITHER_ROLE_NOR_GROUP: Final = ("release/cells", "release/sites", _EXPECTED, _ROLE_SEATS)
_DECLARED: Final = frozenset(
    {
        *(
            "manifest.json",
            "instrument.json",
            "data_dictionary.md",
            "checksums.sha256",
            REPORT,
            REPORT_PDF,
            SENTENCES,
            ACTIONS_FILE,
            TABLES,
            SLIDES,
            f"{LISTS}/{LISTS}.xlsx",
            f"{LISTS}/{SESSIONS}",
            f"{ROSTER}.parquet",
        ),
        *(f"{table.name}.parquet" for table in (*RELEASE_TABLES, *FINDING_TABLES)),
    }
)


def folder_violations(folder: Path, release: Release, findings: Findings, instrument: Instrument) -> list[str]:
    """One sentence for each thing that goes beyond the release."""
    known, k = set(group_key(release.groups)), instrument.thresholds.k
    needs = pd.concat([findings.training_needs[["topic", "n"]], _beside_the_shown(release.topics)])
    rows = {(str(topic), int(n)) for topic, n in zip(needs["topic"], needs["n"], strict=True)}
    return [
        *_hidden_groups(findings, known),
        *_few_people(findings, k),
        *_hidden_roles({**release.by_name(), **findings.by_name()}, known),
        *_role_seats(findings.role_seats, rows, known, k),
        *_expected_cells(findings.expected_cells, release, k),
        *_hidden_pairs(release.organisation.pairs, known),
        *_strays(folder, instrument, known),
        *file_violations(folder, k, rows, known),
        *actions_violations(folder, k, rows, findings.actions.assign(key=group_key(findings.actions))),
    ]


def _hidden_groups(findings: Findings, known: set[str]) -> Iterator[str]:
    for name, frame in findings.by_name().items():
        if {*GROUP} <= set(frame) and (extra := set(group_key(frame)) - known):
            yield f"{name} speaks of groups that are not published: {', '.join(sorted(extra)[:5])}"


def _few_people(findings: Findings, k: int) -> Iterator[str]:
    for name, frame in findings.by_name().items():
        if {*GROUP, "n"} <= set(frame) and (few := int((frame["n"] < k).sum())):
            yield f"{name}: {few} row(s) stand on fewer than {k} people"


def _hidden_roles(tables: Mapping[str, pd.DataFrame], known: set[str]) -> Iterator[str]:
    """Tables of the organisation that speak of a role which is not shown."""
    for name, frame in tables.items():
        if "role" in frame and not {*GROUP} <= set(frame) and name not in _NEITHER_ROLE_NOR_GROUP:
            extra = sorted({str(role) for role in frame["role"].dropna() if f"role:{role}" not in known})
            if extra:
                yield f"{name} speaks of roles that are not published: {', '.join(extra[:5])}"


def _beside_the_shown(topics: pd.DataFrame) -> pd.DataFrame:
    """Per topic, how many answered beside the groups of roles that are shown for it: anybody can subtract. Columns topic, n."""
    n = topics["n"].astype("int64")
    everybody = n[topics["grouping"] == "overall"].groupby(topics["topic"]).sum()
    parts = []
    for groupings in (["role", "role_rollup"], ["role_group"], ["role", "role_rollup", "role_group"]):
        shown = n[topics["grouping"].isin(groupings)].groupby(topics["topic"]).sum()
        parts.append((everybody - shown.reindex(everybody.index).fillna(0)).rename("n").rename_axis("topic").reset_index())
    return pd.concat(parts)


def _role_seats(seats: pd.DataFrame, rows: set[tuple[str, int]], known: set[str], k: int) -> Iterator[str]:
    """Seats of a role stand on groups that are shown, or on what is left beside them."""
    if (seats["n"] < k).any():
        yield f"{_ROLE_SEATS} stands on fewer than {k} people"
    own = seats[seats["basis"] == "own"]
    if hidden := sorted({str(role) for role in own["role"] if f"role:{role}" not in known}):
        yield f"{_ROLE_SEATS} gives roles that are not published figures of their own: {', '.join(hidden[:5])}"
    pairs = {(str(topic), int(n)) for topic, n in zip(seats["topic"], seats["n"], strict=True)}
    if extra := pairs - rows:
        yield f"{_ROLE_SEATS} holds {len(extra)} row(s) that no table of the release knows"


def _expected_cells(cells: pd.DataFrame, release: Release, k: int) -> Iterator[str]:
    """Expectations are for cells that have too few answers, and at least k staff."""
    hidden = release.cells[release.cells["state"] == "too_few"]
    allowed = set(zip(hidden["role"], hidden["department"], strict=True))
    others = [pair for pair in zip(cells["role"], cells["department"], strict=True) if pair not in allowed]
    if others or (cells["staff"] < k).any():
        yield f"{_EXPECTED} speaks of cells that are shown, empty, or of fewer than {k} staff"


def _hidden_pairs(pairs: pd.DataFrame, known: set[str]) -> Iterator[str]:
    """Comparisons with a role or department that is not shown."""
    compared = {f"{axis}:{one}" for side in ("first", "second") for axis, one in zip(pairs["grouping"], pairs[side], strict=True)}
    if extra := sorted(compared - known):
        yield f"release/organisation/pairs speaks of groups that are not published: {', '.join(extra[:5])}"


def _strays(folder: Path, instrument: Instrument, known: set[str]) -> Iterator[str]:
    """Files that nobody declared, whatever is in them was not looked at; pages of departments that are not shown."""
    lists = {f"{LISTS}/{role.id}.csv" for role in instrument.roles}
    shown = (key.removeprefix("department:") for key in known if key.startswith("department:"))
    lists |= {f"{DEPARTMENTS}/{department}.html" for department in shown}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_symlink() or not path.is_dir()) and name not in _DECLARED | lists:
            yield f"{name} is no file of a wave"
