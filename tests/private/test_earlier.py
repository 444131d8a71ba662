"""Which waves linked tables join: directly, through others, and with a wave that is analyzed anew between two."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.private.earlier import connected_waves


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """Four waves, each linked with the one before but for the third, where nobody gave a code."""
    for wave, earlier in (("2026-11", []), ("2027-02", ["2026-11"]), ("2027-05", []), ("2027-08", ["2027-05", "2027-05"])):
        folder = tmp_path / wave / "release"
        folder.mkdir(parents=True)
        pd.DataFrame({"earlier": pd.Series(earlier, dtype="str")}).to_parquet(folder / "linked.parquet")
    return tmp_path


def test_waves_are_joined_by_linked_tables_alone(outputs: Path) -> None:
    assert connected_waves(outputs, "2026-11") == {"2026-11", "2027-02"}
    assert connected_waves(outputs, "2027-05") == {"2027-05", "2027-08"}


def test_a_wave_analyzed_anew_is_joined_with_what_is_linked_with_it(outputs: Path) -> None:
    assert connected_waves(outputs, "2027-02", but="2027-05") == {"2026-11", "2027-02", "2027-08"}


def test_its_own_old_table_does_not_count(outputs: Path) -> None:
    assert connected_waves(outputs, "2026-11", but="2027-02") == {"2026-11"}


def test_an_older_wave_without_the_table_is_linked_with_none(outputs: Path) -> None:
    (outputs / "2027-02" / "release" / "linked.parquet").unlink()
    assert connected_waves(outputs, "2026-11") == {"2026-11"}
