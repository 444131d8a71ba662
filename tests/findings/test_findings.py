"""All findings together: complete, repeatable, and made from the release alone."""

import ast
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import pipeline.findings
from pipeline.findings.findings import find
from pipeline.tables import (
    CHANGE,
    COMPARABILITY,
    EXPECTED_CELLS,
    FINDING_TABLES,
    FOLLOW_THROUGH,
    FOLLOW_THROUGH_OVERALL,
    TRAINED,
    TRAINED_OVERALL,
    VARIANT_FINDINGS,
)

WITHOUT_ROWS = (
    VARIANT_FINDINGS,
    EXPECTED_CELLS,
    TRAINED,
    TRAINED_OVERALL,
    CHANGE,
    COMPARABILITY,
    FOLLOW_THROUGH,
    FOLLOW_THROUGH_OVERALL,
)


@pytest.fixture(scope="module")
def found(release, instrument):
    return find(release, instrument).by_name()


def test_every_declared_table_is_there_and_holds_its_contract(found) -> None:
    assert list(found) == [table.name for table in FINDING_TABLES]
    for table in FINDING_TABLES:
        pd.testing.assert_frame_equal(table.check(found[table.name]), found[table.name])
        # Other decisions are compared where their counts are given; here every cell is published, and no wave was before.
        assert len(found[table.name]) > 0 or table in WITHOUT_ROWS


def test_the_same_release_gives_the_same_findings(release, instrument, found) -> None:
    for name, frame in find(release, instrument).by_name().items():
        pd.testing.assert_frame_equal(frame, found[name], check_exact=True)


def test_the_release_is_not_changed(release, instrument) -> None:
    before = {name: frame.copy(deep=True) for name, frame in release.by_name().items()}
    find(release, instrument)
    for name, frame in release.by_name().items():
        pd.testing.assert_frame_equal(frame, before[name], check_exact=True)


def test_reliability_verdicts(found) -> None:
    verdicts = found["findings/reliability"].set_index("scale")["verdict"].to_dict()
    # alpha .9, .6 and no figure, in this order
    assert [verdicts[s] for s in ("skills", "workflow", "usefulness")] == ["good", "weak", "no_figure"]


def test_the_order_of_the_rows_of_a_release_does_not_matter(release, instrument, found) -> None:
    turned = {
        name: getattr(release, name).iloc[::-1].reset_index(drop=True)
        for name in ("groups", "scales", "willingness", "topics", "barriers", "causes")
    }
    for name, frame in find(replace(release, **turned), instrument).by_name().items():
        keys = [c for c in frame.columns if frame[c].dtype == "str" and c not in ("causes", "label")]
        first, second = (f.sort_values(keys).reset_index(drop=True) for f in (frame, found[name]))
        pd.testing.assert_frame_equal(first[keys], second[keys])
        for column in ("share", "mean", "probability", "strength"):
            if column in frame:
                pd.testing.assert_series_equal(first[column], second[column], rtol=1e-6, atol=1e-9)


def test_only_overall_published_is_enough(release, instrument) -> None:
    alone = {
        name: getattr(release, name)[getattr(release, name)["grouping"] == "overall"].reset_index(drop=True)
        for name in ("groups", "scales", "willingness", "topics", "barriers", "causes")
    }
    found = find(replace(release, **alone), instrument)
    assert len(found.reluctance) == 1 and len(found.causes) == 0


@pytest.mark.parametrize("missing", ["topics", "barriers", "causes"])
def test_a_family_that_was_not_asked_leaves_the_rest_as_it_is(release, instrument, found, missing: str) -> None:
    partial = find(replace(release, **{missing: getattr(release, missing).iloc[:0]}), instrument).by_name()
    pd.testing.assert_frame_equal(partial["findings/estimates"], found["findings/estimates"])
    shares = [tables["findings/reluctance"]["share"] for tables in (partial, found)]
    pd.testing.assert_series_equal(*shares)


def test_without_the_whole_organisation_there_is_no_elsewhere(release, instrument) -> None:
    parts = {
        name: getattr(release, name)[getattr(release, name)["grouping"] != "overall"].reset_index(drop=True)
        for name in ("groups", "scales", "willingness", "topics", "barriers", "causes")
    }
    found = find(replace(release, **parts), instrument)
    assert len(found.causes) == 0
    assert found.reluctance["causes"].eq("").all()


def test_no_findings_module_reaches_over_the_wall() -> None:
    allowed = {"errors", "beside", "tables", "instrument", "stats", "findings", "release"}
    for path in Path(pipeline.findings.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                parts = name.split(".")
                assert parts[0] != "pipeline" or parts[1] in allowed, f"{path.name} imports {name}"
