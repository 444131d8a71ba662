"""What a database gets of a wave: every published table, whole, with a key that is never missing."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.publish.bundle import Bundle
from pipeline.publish.database.relations import relation, relations
from pipeline.publish.reference import row_id
from pipeline.tables import FINDING_TABLES, GROUP, RELEASE_TABLES, Field, Table, group_key


def test_every_published_table_is_there_once_and_whole(bundle: Bundle) -> None:
    given = {one.name: one for one in relations(bundle)}
    assert len(given) == len(relations(bundle))
    frames = {**bundle.release.by_name(), **bundle.findings.by_name(), "release/roster": bundle.release.roster}
    for name, frame in frames.items():
        one = given.pop(name.replace("/", "_"))
        added = [column for column in one.rows if column not in frame]
        assert added[0] == "wave" and set(added) <= {"wave", "group_key", "row_key", "row_id"}
        pd.testing.assert_frame_equal(one.rows.drop(columns=added), frame, check_dtype=False)
    assert set(given) == {"waves", "labels", "data_dictionary"}


def test_the_wave_comes_first_and_no_key_is_missing_or_repeated(bundle: Bundle) -> None:
    for one in relations(bundle):
        key = one.rows[list(one.key)]
        assert next(iter(one.fields)) == one.key[0] == "wave"
        assert not key.isna().any(axis=None) and not key.duplicated().any(), one.name
        assert (one.rows["wave"] == bundle.wave).all() and list(one.rows) == list(one.fields)


def test_tables_of_groups_share_one_text_per_group(bundle: Bundle) -> None:
    given = {one.name: one for one in relations(bundle)}
    groups = set(group_key(bundle.release.groups))
    assert set(given["release_groups"].rows["group_key"]) == groups
    of_groups = [one for one in given.values() if set(GROUP) <= set(one.fields)]
    assert len(of_groups) > 15
    assert all(set(one.rows["group_key"]) <= groups for one in of_groups if one.name != "findings_follow_through")


def test_rows_have_the_ids_that_reports_print(bundle: Bundle) -> None:
    given = {one.name: one.rows for one in relations(bundle)}
    [overall] = given["findings_reluctance"].query("grouping == 'overall'")["row_id"]
    assert overall == row_id(bundle.wave, "findings/reluctance#overall")
    ids = pd.concat([rows["row_id"] for rows in given.values() if "row_id" in rows])
    assert len(ids) > 1000 and not ids.duplicated().any()


def test_only_declared_columns_go_in_and_the_frame_stays_as_it_was() -> None:
    table = Table("release/made_up", "thing", ("thing",), {"thing": Field("text", "id"), "n": Field("count", "people")})
    frame = table.check(pd.DataFrame({"thing": ["a"], "n": [3]})).assign(undeclared="of somebody")
    before = frame.copy()
    made = relation(table, frame, "2026-11")
    assert list(made.rows) == ["wave", "thing", "n"]
    pd.testing.assert_frame_equal(frame, before)


def test_keys_with_missing_parts_are_told_apart() -> None:
    parts = {name: Field("text", name, nullable=True) for name in ("scale", "role")}
    table = Table("findings/made_up", "thing", ("scale", "role"), parts)
    frame = table.check(pd.DataFrame({"scale": ["a", None, None], "role": [None, "a", None]}))
    made = relation(table, frame, "2026-11")
    assert made.key == ("wave", "row_key")
    assert made.rows["row_key"].tolist() == ["a", "-:a", ""]


def test_the_data_dictionary_knows_every_column_also_its_own(bundle: Bundle) -> None:
    given = relations(bundle)
    rows = given[-1].rows
    assert given[-1].name == "data_dictionary"
    told = list(zip(rows["table_name"], rows["column_name"], rows["kind"], rows["in_key"], strict=True))
    assert told == [(one.name, name, field.kind, name in one.key) for one in given for name, field in one.fields.items()]
    assert (rows["meaning"].str.len() > 1).all()


def test_labels_cover_every_id_that_the_tables_hold(bundle: Bundle) -> None:
    given = {one.name: one.rows for one in relations(bundle)}
    known = given["labels"].groupby("kind")["id"].agg(set)
    assert set(given["release_groups"]["group_key"]) == known["group"]
    for table, column, kind in (
        ("release_cells", "role", "role"),
        ("release_cells", "department", "department"),
        ("release_scales", "scale", "scale"),
        ("release_topics", "topic", "topic"),
        ("release_barriers", "option", "barrier"),
        ("release_formats", "option", "format"),
        ("release_items", "item", "item"),
        ("findings_causes", "cause", "cause"),
    ):
        assert set(given[table][column]) <= known[kind], (table, column)


def test_the_facts_of_a_wave_are_those_of_its_manifest(bundle: Bundle) -> None:
    [facts] = relations(bundle)[0].rows.to_dict("records")
    rows = bundle.manifest.rows
    assert facts["rows_read"] == facts["rows_kept"] + facts["rows_set_aside"] == rows["read"]
    assert (facts["state"], facts["input_sha256"]) == ("draft", bundle.manifest.input["sha256"])
    assert pd.isna(facts["closed_at"]) and pd.isna(facts["closing"])


@pytest.mark.parametrize("table", [*RELEASE_TABLES, *FINDING_TABLES], ids=lambda table: table.name)
def test_names_are_short_enough_for_every_database(table: Table) -> None:
    """PostgreSQL cuts names at 63 letters; a prefix may have 20."""
    assert len(relation(table, table.empty(), "2026-11").name) <= 43
    assert all(len(name) <= 30 for name in table.fields)
