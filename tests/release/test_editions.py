"""What an older version wrote is read without loss, or refused; what came later is empty there and changes no checksum."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import SetupError, UnsafeChange
from pipeline.instrument.load import load_instrument
from pipeline.release.close import require_frozen
from pipeline.release.ledger import Entry, Ledger, release_sha256
from pipeline.release.store import read_findings, read_release, write_findings, write_release
from pipeline.tables import EDITION, FINDING_TABLES, RELEASE_TABLES, Field, Table, TableError

LATER = [table for table in (*RELEASE_TABLES, *FINDING_TABLES) if table.since > 1]


def test_every_addition_is_of_an_edition_that_is() -> None:
    assert LATER and all(1 <= table.since <= EDITION for table in (*RELEASE_TABLES, *FINDING_TABLES))
    for table in (*RELEASE_TABLES, *FINDING_TABLES):
        for name, field in table.fields.items():
            assert field.since <= EDITION and (field.since == 1 or field.nullable), f"{table.name}, {name}"


def test_a_wave_without_the_tables_of_today_is_read_with_them_empty(sample_outputs: Path, tmp_path: Path) -> None:
    folder = sample_outputs / "2026-11"
    release, findings = read_release(folder), read_findings(folder)
    write_release(tmp_path, release)
    write_findings(tmp_path, findings)
    for table in LATER:
        (tmp_path / f"{table.name}.parquet").unlink()
    old = {**read_release(tmp_path).by_name(), **read_findings(tmp_path).by_name()}
    for table in LATER:
        assert old[table.name].empty and list(old[table.name]) == list(table.fields)
    for name, frame in {**release.by_name(), **findings.by_name()}.items():
        if name not in {table.name for table in LATER}:
            pd.testing.assert_frame_equal(old[name], frame)


def test_a_table_of_the_first_edition_is_never_made_up(sample_outputs: Path, tmp_path: Path) -> None:
    write_release(tmp_path, read_release(sample_outputs / "2026-11"))
    (tmp_path / "release" / "quadrants.parquet").unlink()
    with pytest.raises(SetupError, match="quadrants"):
        read_release(tmp_path)


def test_columns_of_later_editions_are_added_without_values_and_no_others() -> None:
    fields = {"id": Field("text", "id"), "later": Field("number", "came later", nullable=True, since=2)}
    table = Table("release/made_up", "thing", ("id",), fields)
    old = pd.DataFrame({"id": ["a", "b"]})
    read = table.read(old)
    assert list(read) == ["id", "later"] and read["later"].isna().all() and read["later"].dtype == "float64"
    assert list(table.as_before(read)) == ["id"] and list(table.as_before(read.assign(later=1.0))) == ["id", "later"]
    assert list(old) == ["id"]
    with pytest.raises(TableError, match="missing columns"):
        table.check(old)
    with pytest.raises(TableError, match="missing columns"):
        table.read(old.drop(columns="id"))


def test_an_empty_addition_changes_no_checksum_and_a_filled_one_does(sample_outputs: Path) -> None:
    """The oracle: the checksum as the first edition took it, over its own tables only."""
    import hashlib

    release = read_release(sample_outputs / "2026-11")
    empty = {table.name.split("/")[-1]: table.empty() for table in RELEASE_TABLES if table.since > 1}
    own = {name: frame for name, frame in empty.items() if name != "linked_spread"}
    release = replace(release, **own, organisation=replace(release.organisation, linked_spread=empty["linked_spread"]))
    digest = hashlib.sha256()
    first = {t.name: release.by_name()[t.name] for t in RELEASE_TABLES if t.since == 1} | {"release/roster": release.roster}
    for name, frame in sorted(first.items()):
        digest.update(f"{name}\n{frame.to_csv(index=False, lineterminator=chr(10))}".encode())
    assert release_sha256(release) == digest.hexdigest()
    spread = pd.DataFrame(
        {"scale": ["willingness"], "earlier": ["2026-05"], "n_linked": [300], "correlation": [0.6], "change_sd": [9.0]}
    )
    filled = replace(release, organisation=replace(release.organisation, linked_spread=spread))
    assert release_sha256(filled) != digest.hexdigest()


def closing(number: int, wave: str, thresholds: dict[str, object]) -> Entry:
    parts = dict(instrument={}, rollups={}, declared={}, release="", people="", answers=0, of=number, previous="")
    return Entry(number=number, kind="closed", at="2026-11-30T00:00:00+00:00", wave=wave, thresholds=thresholds, **parts)


def test_a_threshold_that_did_not_exist_then_is_frozen_by_the_first_closing_that_has_it(tmp_path: Path) -> None:
    instrument = load_instrument("tele_oncology")
    now = instrument.thresholds.model_dump(mode="json")
    old = {name: value for name, value in now.items() if name not in ("firm", "careless")} | {
        "in_need": {name: value for name, value in list(now["in_need"].items())[:1]}
    }
    require_frozen(Ledger(tmp_path, (closing(1, "2026-05", old),)), instrument)
    later = closing(2, "2026-08", now | {"firm": 0.9})
    with pytest.raises(UnsafeChange, match=r"firm is 0\.8, but was 0.9 when wave 2026-08 was closed") as error:
        require_frozen(Ledger(tmp_path, (closing(1, "2026-05", old), later)), instrument)
    assert len(error.value.problems) == 1
    with pytest.raises(UnsafeChange, match="k is 10, but was 9 when wave 2026-05 was closed") as error:
        require_frozen(Ledger(tmp_path, (closing(1, "2026-05", old | {"k": 9}), closing(2, "2026-08", now))), instrument)
    assert len(error.value.problems) == 1
