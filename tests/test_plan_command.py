"""The command `plan`: prints what the page says, writes only where it is told to, tells all mistakes at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.publish.bundle import open_wave
from pipeline.publish.plan import Limits, SeatPlan, plan_files, plan_of, plan_sentences

WAVE = "2026-11"


def words(text: str) -> str:
    """Without line breaks."""
    return " ".join(text.split())


def test_it_says_what_the_plan_says_and_writes_nothing(sample_outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in sample_outputs.rglob("*")}
    arguments = [
        "plan",
        "--out",
        str(sample_outputs),
        "--hours",
        "12",
        "--length",
        "1.5",
        "--length",
        "T06=3",
        "--floor",
        "genetic=6",
    ]
    assert main([*arguments, "--most", "rn_onc=100", "--silent", "more", "--classes", "7"]) == 0
    told = words(capsys.readouterr().out)
    bundle = open_wave(sample_outputs, WAVE)
    lengths = {topic.id: 3.0 if topic.id == "T06" else 1.5 for topic in bundle.instrument.topics}
    limits = Limits(hours=12, lengths=lengths, role_floor={"genetic": 6}, role_most={"rn_onc": 100}, assumption="more", classes=7)
    plan = plan_of(bundle, limits)
    assert isinstance(plan, SeatPlan)
    assert all(line in told for line in plan_sentences(bundle, plan).lines)
    assert "Draft" in told and "Nothing was written" in told
    assert {path: path.stat().st_mtime_ns for path in sample_outputs.rglob("*")} == before


def test_it_saves_the_files_that_the_dashboard_gives(
    sample_outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from datetime import date, time

    from pipeline.publish.plan import Weekly

    folder = tmp_path / "plans" / WAVE
    arguments = ["plan", WAVE, "--out", str(sample_outputs), "--hours", "8", "--start", "2027-01-11", "--days", "Tue,thursday"]
    assert main([*arguments, "--at", "08:30", "--a-day", "2", "--save", str(folder)]) == 0
    assert str(folder) in capsys.readouterr().out
    bundle = open_wave(sample_outputs, WAVE)
    plan = plan_of(bundle, Limits(hours=8))
    assert isinstance(plan, SeatPlan)
    expected = plan_files(bundle, plan, Weekly(date(2027, 1, 11), (1, 3), time(8, 30), 2))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == expected


def test_all_mistakes_are_told_at_once_and_nothing_is_written(
    sample_outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = ["--hours", "0", "--smallest", "x", "--floor", "3", "--most", "rn_onc", "--most", "nobody=3", "--length", "T99=2"]
    dates = ["--start", "soon", "--days", "foo", "--at", "25", "--save", str(sample_outputs / "plan")]
    assert main(["plan", "--out", str(sample_outputs), *wrong, *dates]) == 2
    told = capsys.readouterr().err
    for one in (
        "0 hours",
        "'x'",
        "'3'",
        "'rn_onc'",
        "'nobody'",
        "'T99'",
        "'soon'",
        "'foo'",
        "'25'",
        "cannot be saved among them",
    ):
        assert one in told
    assert "Traceback" not in told and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "how many hours"),
        (["--hours", "nan"], 2, "'nan' cannot be read"),
        (["--hours", "2", "--floor", "10%", "--smallest", "6"], 2, "hours would do"),
        (["--hours", "2", "--floor", "genetic=600"], 2, "600 seats"),
        (["--hours", "2", "--class-size", "3"], 2, "larger than a full one"),
        (["2026-10", "--hours", "2"], 4, "no wave 2026-10"),
        (["November", "--hours", "2"], 2, "year and month"),
    ],
)
def test_mistakes_leave_with_their_code(
    arguments: list[str], code: int, told: str, sample_outputs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--out", str(sample_outputs), *arguments]) == code
    captured = capsys.readouterr()
    assert told in captured.err and "Traceback" not in captured.err and captured.out == ""


def test_without_any_wave_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--out", str(tmp_path / "outputs"), "--hours", "2"]) == 4
    assert "make analyze" in capsys.readouterr().err
