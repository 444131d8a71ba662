"""Programs of the benchmarks measure what they say: where the time goes, what imports cost, a cluster of real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.national.write import made
from benchmarks.release_alone import PARTS, ROOMS
from benchmarks.start_up import by_library

ROOT = Path(__file__).parents[2]


def test_parts_of_the_work_stand_where_the_profile_looks() -> None:
    files = [path.relative_to(ROOT / "pipeline").as_posix() for path in (ROOT / "pipeline").rglob("*.py")]
    lost = [place for places in PARTS.values() for place in places if not any(file.startswith(place) for file in files)]
    assert not lost
    assert all((ROOT / room.replace(".", "/")).is_dir() for room in ROOMS)


def test_raw_export_becomes_a_release_that_was_attacked(tmp_path: Path) -> None:
    """The whole driver, with its profile: every part of the work is seen, and the files are there."""
    survey = made(1_000, tmp_path / "national")
    options = ["--profile", str(survey.roster), str(tmp_path / "out"), str(survey.exports[0])]
    done = subprocess.run([sys.executable, "-m", "benchmarks.release_alone", *options], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2_000:]
    first, last = done.stdout.splitlines()[0], done.stdout.splitlines()[-1]
    assert first.startswith("imported ") and {"reading", "moments", "protecting", "audit"} <= set(json.loads(last))
    assert (tmp_path / "out" / "wave" / "release" / "groups.parquet").is_file()


def test_imports_are_summed_by_library() -> None:
    told = "\n".join(
        ["import time: self [us] | cumulative | imported package", "import time:       100 |        100 |   _io",
         "import time:      2000 |       2500 | pandas.core.frame", "import time:       500 |        500 |   pandas.core"]
    )  # fmt: skip
    assert by_library(told) == {"pandas": 2_500, "the standard library": 100}


def test_cluster_is_processes_of_their_own_and_outlives_one(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    from benchmarks.cluster import cluster

    with cluster(2, tmp_path) as made_:
        assert made_.memory() > 50
        with distributed.Client(made_.address, set_as_default=False) as client:
            assert sorted(client.nthreads().values()) == [1, 1]
            made_.workers[-1].kill()
            made_.workers[-1].wait()
            assert client.submit(sum, [1, 2], retries=3).result(timeout=60) == 3
