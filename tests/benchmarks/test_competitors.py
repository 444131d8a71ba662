"""Programs written by hand give the same figures; only then can their times be compared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.competitors_known import competitors
from benchmarks.national.write import Made, made

ROWS = 1_000


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(ROWS, tmp_path_factory.mktemp("national"))


def _figures(survey: Made, name: str, out: Path) -> pd.DataFrame:
    program = next(one for one in competitors(survey) if one.name == name)
    if program.absent:
        pytest.skip(program.absent)
    done = subprocess.run(program.command(out.parent), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("imported ")
    frame = pd.read_csv(out.parent / "figures.csv", keep_default_na=False, na_values=[""])
    return frame.set_index(["role", "department", "what"]).sort_index()


@pytest.fixture(scope="module")
def first(survey: Made, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return _figures(survey, "polars, lazy and streaming", tmp_path_factory.mktemp("polars") / "figures.csv")


@pytest.mark.parametrize("name", ["DuckDB, SQL", "pandas, the best", "pandas, as written", "R, readr and dplyr"])
def test_they_agree(survey: Made, first: pd.DataFrame, tmp_path: Path, name: str) -> None:
    pytest.importorskip("duckdb")
    other = _figures(survey, name, tmp_path / "figures.csv")
    pd.testing.assert_frame_equal(other, first, check_exact=False, rtol=0, atol=1e-8, check_dtype=False)


def test_figures_are_those_of_the_file(survey: Made, first: pd.DataFrame) -> None:
    """One figure that one can count: ratings of one question, by hand."""
    import csv
    import json

    plan = json.loads(survey.plan.read_text(encoding="utf-8"))
    with survey.exports[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[2:]
    column, cell = plan["ratings"][0], first["n"].xs(plan["ratings"][0], level="what").idxmax()
    asked = [
        plan["worth"][row[column]]
        for row in rows
        if (row["Status"], row["Finished"]) == tuple(plan["kept"].values())
        and tuple(plan["names"][axis].get(row[axis]) for axis in ("role", "department")) == cell
        and row[column] in plan["worth"]
    ]
    assert first.loc[(*cell, column), "n"] == len(asked)
    assert first.loc[(*cell, column), "mean"] == pytest.approx((sum(asked) / len(asked) - 1) * 25)


def test_interpreter_is_this_one(survey: Made, tmp_path: Path) -> None:
    """Versions in the results are those of the programs that ran."""
    assert {one.command(tmp_path)[0] for one in competitors(survey)} - {sys.executable} <= {"Rscript"}
