"""One file, the same rows in several files, in memory or on the disk: the same to the last bit."""

from __future__ import annotations

import gc
import os
import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import pipeline.run.store
from pipeline.errors import DecisionNeeded, ExportError
from pipeline.private.lock import STAGING, left_behind, working
from pipeline.wave.parts import OnDisk, read_arrays, write_arrays
from tests.wave.ways import Result, result, same


@pytest.fixture(scope="module")
def whole(files, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result([files.whole], files.roster, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def parted(files, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result([files.parts[0].parent / "*.csv"], files.roster, tmp_path_factory.mktemp("parted"))


def test_several_files_give_what_one_gives(whole: Result, parted: Result) -> None:
    same(whole, parted)
    assert whole.scored.answers.rows.set_aside["answered again later"] >= 20
    assert {"Somebody else of ours", "Guest of the house"} < set(whole.scored.answers.review["written"])


def test_parts_on_the_disk_give_what_parts_in_memory_give(
    whole: Result, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline.run.store, "IN_MEMORY", 0)
    same(whole, result(list(files.parts), files.roster, tmp_path))
    gc.collect()
    assert not (tmp_path / "private" / STAGING).exists()


def test_what_concerns_single_rows_names_the_file_and_its_own_line(files, parted: Result) -> None:
    answers = parted.scored.answers
    again = answers.set_aside[answers.set_aside["reason"] == "answered again later"]
    assert (again["file"] == "0.csv").sum() >= 15
    for place, name in enumerate(answers.sources.names):
        lines = len(files.parts[place].read_text(encoding="utf-8").splitlines())
        own = answers.careless.loc[answers.careless["file"] == name, "line"]
        assert own.between(3, lines).all() and own.is_monotonic_increasing


def test_the_manifest_tells_every_file(files, parted: Result, whole: Result) -> None:
    told = parted.scored.answers.sources.as_input()
    assert told["file"] == "0.csv and 2 more files"
    assert [one["file"] for one in told["files"]] == ["0.csv", "1.csv", "2.csv"]
    assert len({one["sha256"] for one in told["files"]} | {told["sha256"]}) == 4
    assert "files" not in whole.scored.answers.sources.as_input()


def test_files_that_do_not_belong_together_are_told_together(files, tmp_path: Path) -> None:
    first = files.parts[0].read_text(encoding="utf-8")
    twin, other = tmp_path / "twin.csv", tmp_path / "other.csv"
    twin.write_text(first, encoding="utf-8")
    other.write_text(first.replace("SK1,", "SKX,", 1), encoding="utf-8")
    with pytest.raises(ExportError) as caught:
        result([files.parts[0], twin, other], files.roster, tmp_path)
    assert {problem.where for problem in caught.value.problems} == {"twin.csv", "other.csv"}
    assert any("same file as 0.csv" in problem.what for problem in caught.value.problems)


def test_what_cannot_be_read_is_told_of_all_files(files, tmp_path: Path) -> None:
    gone = [tmp_path / "a.csv", tmp_path / "b.csv"]
    with pytest.raises(ExportError) as caught:
        result([files.parts[0], *gone], files.roster, tmp_path)
    assert [problem.where for problem in caught.value.problems] == ["a.csv", "b.csv"]


def test_one_decision_is_asked_for_once_however_many_files_need_it(files, tmp_path: Path) -> None:
    changed = []
    for place, path in enumerate(files.parts):
        changed.append(tmp_path / f"{place}.csv")
        changed[-1].write_text(path.read_text(encoding="utf-8").replace("Strongly agree", "Wholly agree"), encoding="utf-8")
    with pytest.raises(DecisionNeeded) as caught:
        result(changed, files.roster, tmp_path)
    asked = [problem for problem in caught.value.problems if "Wholly agree" in problem.what]
    assert len(asked) == 1


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    value = {"a": np.arange(7, dtype=np.uint8), "b": np.array(["2026-11-02", "NaT"], dtype="datetime64[us]"), "c": "text"}
    write_arrays(tmp_path / "x", value)
    found = read_arrays(tmp_path / "x")
    assert found["c"] == "text" and found["a"].tolist() == value["a"].tolist() and found["a"].dtype == np.uint8
    pd.testing.assert_series_equal(pd.Series(found["b"]), pd.Series(value["b"]))


def test_what_a_killed_process_leaves_is_known(tmp_path: Path) -> None:
    private = tmp_path / "private"
    gone = private / STAGING / f".parts-0.new-{2**22 + 1}"
    gone.mkdir(parents=True)
    assert left_behind(tmp_path / "outputs", private) == [gone]
    with working(None, private, "analyze"):
        assert not gone.exists()


def test_the_folder_is_private_and_goes_with_what_used_it(tmp_path: Path) -> None:
    store = OnDisk(tmp_path / "private" / STAGING)
    folder = store.folder
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700 == stat.S_IMODE(folder.parent.stat().st_mode)
    del store
    gc.collect()
    assert not folder.exists() and not folder.parent.exists()
