"""Both databases, both ways: what is read back is what was published, exactly; a failure leaves what was there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import DatabaseError
from pipeline.publish.bundle import Bundle
from pipeline.publish.database.address import address
from pipeline.publish.database.relations import Relation, relations
from pipeline.publish.database.shape import Place
from pipeline.publish.database.write import Written, write_wave
from tests.publish.database.conftest import Engine


def put(engine: Engine, bundle: Bundle) -> Written:
    return write_wave(bundle, address(engine.address), place(engine))


def place(engine: Engine) -> Place:
    return Place(engine.schema, "a_")


def named(wave: str, bundle: Bundle) -> Bundle:
    """The same wave under another name."""
    return replace(bundle, manifest=replace(bundle.manifest, wave=wave))


def read(engine: Engine, relation: Relation, wave: str) -> pd.DataFrame:
    """The rows of a wave as its relation types them, by a library of its own, in the order of the key."""
    columns = ", ".join(f'"{name}"' for name in relation.fields)
    table = engine.table(f"a_{relation.name}")
    found = engine.sql(f"SELECT {columns} FROM {table} WHERE wave = '{wave}'")
    frame = pd.DataFrame(found, columns=list(relation.fields), dtype=object)
    flags = {name: frame[name].map(bool, na_action="ignore") for name, field in relation.fields.items() if field.kind == "flag"}
    typed = frame.assign(**flags).astype({name: relation.rows[name].dtype for name in frame})
    return in_order(typed, relation)


def in_order(frame: pd.DataFrame, relation: Relation) -> pd.DataFrame:
    return frame.sort_values(list(relation.key), kind="stable").reset_index(drop=True)


def everything(engine: Engine, bundle: Bundle) -> list[pd.DataFrame]:
    return [read(engine, one, bundle.wave) for one in relations(bundle)]


def assert_there(engine: Engine, bundle: Bundle) -> None:
    """Everything that was published, exactly: to the last bit of a number."""
    for one, found in zip(relations(bundle), everything(engine, bundle), strict=True):
        pd.testing.assert_frame_equal(found, in_order(one.rows, one), check_exact=True)


def test_what_is_read_back_is_what_lies_in_the_parquet_files(engine: Engine, bundle: Bundle) -> None:
    written = put(engine, bundle)
    assert_there(engine, bundle)
    assert (written.rows, written.added) == (sum(len(one.rows) for one in relations(bundle)), ())
    for path in sorted((bundle.path / "findings").glob("*.parquet")):  # without our own reader between
        file = pd.read_parquet(path)
        [(rows,)] = engine.sql(f"SELECT count(*) FROM {engine.table('a_findings_' + path.stem)}")
        assert rows == len(file)
        for name in file.select_dtypes("float64"):
            found = engine.sql(f'SELECT "{name}" FROM {engine.table("a_findings_" + path.stem)} WHERE "{name}" IS NOT NULL')
            assert sorted(value for (value,) in found) == sorted(file[name].dropna()), name


def test_twice_is_as_once_and_other_waves_stay(engine: Engine, bundle: Bundle) -> None:
    later = named("2027-02", bundle)
    put(engine, bundle)
    put(engine, later)
    put(engine, bundle)
    assert_there(engine, bundle)
    assert_there(engine, later)


def test_rows_that_a_wave_no_longer_has_go(engine: Engine, bundle: Bundle) -> None:
    put(engine, bundle)
    fewer = replace(bundle, findings=replace(bundle.findings, reluctance=bundle.findings.reluctance.head(1)))
    put(engine, fewer)
    assert_there(engine, fewer)


def test_columns_are_added_where_the_contract_grew_and_never_dropped(engine: Engine, bundle: Bundle) -> None:
    put(engine, bundle)
    table = engine.table("a_findings_reluctance")
    engine.sql(f"ALTER TABLE {table} DROP COLUMN tipping_point", f"ALTER TABLE {table} DROP COLUMN label")
    engine.sql(f"ALTER TABLE {table} ADD COLUMN of_an_older_version text")
    shown = table
    assert put(engine, bundle).added == (f"{shown}.label", f"{shown}.tipping_point")
    assert_there(engine, bundle)
    assert engine.sql(f"SELECT DISTINCT of_an_older_version FROM {table}") == [(None,)]


def test_a_table_of_another_shape_is_left_alone_and_nothing_is_made(engine: Engine, bundle: Bundle) -> None:
    others = engine.table("a_labels")
    make = [f"CREATE SCHEMA {engine.schema}"] if engine.schema else []
    engine.sql(*make, f"CREATE TABLE {others} (number integer primary key, label integer)", f"INSERT INTO {others} VALUES (1, 2)")
    with pytest.raises(DatabaseError) as caught:
        put(engine, bundle)
    [problem] = caught.value.problems
    assert problem.where == others and "column 'label' is a whole number, not text" in problem.what
    assert engine.sql(f"SELECT * FROM {others}") == [(1, 2)]
    assert tables(engine) == {"a_labels"}


def test_a_failure_in_the_middle_leaves_what_was_there(engine: Engine, bundle: Bundle) -> None:
    """The last table refuses its rows, after all others were written."""
    put(engine, bundle)
    before = everything(engine, bundle)
    refuse(engine, "a_data_dictionary")
    changed = replace(bundle, findings=replace(bundle.findings, reluctance=bundle.findings.reluctance.head(1)))
    with pytest.raises(DatabaseError, match="not this one"):
        put(engine, changed)
    for found, was in zip(everything(engine, bundle), before, strict=True):
        pd.testing.assert_frame_equal(found, was, check_exact=True)


def test_the_first_time_a_failure_leaves_nothing(engine: Engine, bundle: Bundle) -> None:
    """Two rows of one key, in a table in the middle."""
    twice = pd.concat([bundle.findings.estimates, bundle.findings.estimates.head(1)])
    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        put(engine, replace(bundle, findings=replace(bundle.findings, estimates=twice)))
    assert tables(engine) == set()


def test_labels_with_marks_of_sql_go_through(engine: Engine, bundle: Bundle) -> None:
    notes = ['it\'s 5 % \\ "quoted" :name %(a)s; DROP TABLE x; -- 無 é\ttab']
    marked = replace(bundle, manifest=replace(bundle.manifest, notes=notes))
    put(engine, marked)
    assert engine.sql(f"SELECT notes FROM {engine.table('a_waves')}") == [(notes[0],)]


def test_sqlite_has_no_schemas_and_says_so(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="SQLite has no schemas"):
        write_wave(bundle, address(f"sqlite:///{tmp_path / 'results.db'}"), Place("readiness"))


def refuse(engine: Engine, name: str) -> None:
    """Let a table take no more rows."""
    table = engine.table(name)
    if engine.schema is None:
        engine.sql(f"CREATE TRIGGER refusing BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'not this one'); END")
    else:
        says = "BEGIN RAISE EXCEPTION 'not this one'; END"
        engine.sql(f"CREATE FUNCTION refusing() RETURNS trigger LANGUAGE plpgsql AS $${says}$$")
        engine.sql(f"CREATE TRIGGER refusing BEFORE INSERT ON {table} EXECUTE FUNCTION refusing()")


def tables(engine: Engine) -> set[str]:
    """Names of all tables of ours."""
    if engine.schema is None:
        return {name for (name,) in engine.sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    found = engine.sql(f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{engine.schema}'")
    return {name for (name,) in found}
