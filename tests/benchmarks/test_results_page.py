"""The page of results tells of every page there is."""

from __future__ import annotations

from benchmarks.end_to_end_page import asked, profile, short
from benchmarks.results_page import TELLS, page
from benchmarks.table import RESULTS


def _figures(wall: float, peak: float, ended: str = "") -> dict[str, object]:
    return {"runs": 5, "wall": wall, "least": wall, "most": wall, "work": wall - 0.5, "start": 0.5, "processor": wall,
            "peak": peak, "ended": ended}  # fmt: skip


def _kept() -> dict[str, dict[str, object]]:
    ours, polars, written = "ours, to the protected release", "polars, lazy and streaming", "pandas, as written"
    small = {polars: _figures(1.0, 300), written: _figures(16.0, 2400), ours: _figures(2.0, 650)}
    million = "ours, a million answers in turns with these"
    large = {polars: _figures(10.0, 400), ours: _figures(24.0, 900), written: _figures(5.0, 9000, "memory ended")}
    large[million] = _figures(2.0, 650)
    common = {"megabytes": 1.0, "machine": "a machine", "r": "", "absent": {}}
    return {
        "1000000": {**common, "programs": small, "profile": {"reading": 3.0, "audit": 1.0}},
        "10000000": {**common, "programs": large},
    }


def test_every_page_of_results_has_its_line() -> None:
    told = {name for pages in TELLS.values() for name in pages}
    assert {path.stem for path in RESULTS.glob("*.md")} <= told
    assert all(f"(results/{path.name})" in page() for path in RESULTS.glob("*.md"))


def test_what_is_asked_is_compared_with_what_was_found() -> None:
    found = {str(row["what"]): (row["found"], row[""]) for row in asked(_kept())}
    assert found["1,000,000 answers: ours / polars, lazy and streaming"] == ("2.00", "met")
    assert found["1,000,000 answers: ours / pandas, as written"] == ("0.12", "met")
    assert found["10,000,000 answers: peak memory of ours, MB"] == ("900", "met")
    assert found["from 1,000,000 to 10,000,000 answers: time of ours / linear growth"] == ("1.20", "NOT met")


def test_a_program_whose_memory_ended_is_said_to_be_so() -> None:
    row = next(row for row in short(_kept()) if row["program"] == "pandas, as written")
    assert (row["1,000,000"], row["10,000,000"]) == ("16.00 (2400)", "memory ended")


def test_shares_of_the_profile_sum_to_all() -> None:
    assert [(row["part"], row["1,000,000 answers"]) for row in profile(_kept())] == [
        ("reading", "3.00 s, 75%"), ("audit", "1.00 s, 25%"),
    ]  # fmt: skip
