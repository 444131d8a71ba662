"""A short run of the fuzzer over every reader, and every input that once broke one."""

import importlib.util
import json
import random
from pathlib import Path

import pytest

from benchmarks import fuzz_target
from benchmarks.fuzz import drive, found
from benchmarks.fuzz_seeds import CODEBOOK, seeds
from benchmarks.fuzz_tables import Mutator, parsed
from benchmarks.fuzz_target import Tally, read_input
from pipeline.ingest.read import READERS

REGRESSIONS = sorted((Path(__file__).parent / "fuzz_regressions").glob("*/*"))
PLATFORMS = [reader.platform for reader in READERS]
RUNS = 100


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed on this system")
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_short_run_finds_nothing(platform: str, tmp_path: Path) -> None:
    drive(platform, tmp_path, RUNS, seed=7)
    tally = Tally.kept(tmp_path)
    assert tally.inputs >= RUNS and not found(tmp_path)  # what a machine under load was too slow for is read again
    assert tally.read > RUNS / 10
    assert tally.refused > 0


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_reader_reads_some_of_its_seeds(platform: str, tmp_path: Path) -> None:
    assert any(read_input(platform, data, tmp_path) for data in seeds(platform))


@pytest.mark.parametrize("path", REGRESSIONS or [pytest.param(None, marks=pytest.mark.skip(reason="no input is kept"))])
def test_inputs_that_broke_a_reader_once(path: Path, tmp_path: Path) -> None:
    was_read = read_input(path.parent.name, path.read_bytes(), tmp_path)
    # Small files that unfold to millions of cells, or damage that kills the library, may not become exports.
    assert not (was_read and path.stem.startswith(("bomb", "crash")))


def test_a_mutation_depends_on_its_seed_alone() -> None:
    table = parsed(seeds("plain")[0])
    assert table is not None
    mutator = Mutator(["role"], [table])
    first, again = (mutator.mutated(table, random.Random(3)).written(500) for _ in range(2))
    assert first == again
    assert len({mutator.mutated(table, random.Random(number)).written(500) for number in range(20)}) > 5


def test_a_crash_is_written_down_with_the_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = fuzz_target.Target("plain", tmp_path)

    def broken(platform: str, data: bytes, folder: Path) -> bool:
        raise KeyError("a bug")

    monkeypatch.setattr(fuzz_target, "read_input", broken)
    target(b"role\nnurse\nmore\n")
    target(b"role\nnurse\n")
    note, *others = found(tmp_path)
    assert not others
    assert (note["kind"], note["bytes"]) == ("KeyError", 11)
    assert json.loads(next((tmp_path / "findings").glob("*.json")).read_text())["platform"] == "plain"
    assert Tally.kept(tmp_path).inputs == 2


def test_seeds_with_a_codebook_are_two_files() -> None:
    both = [data for data in seeds("redcap") if CODEBOOK in data]
    assert both
    assert all(data.partition(CODEBOOK)[2] for data in both)
