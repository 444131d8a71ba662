"""The field report: bands and nothing else, whatever was answered; the commands and their mistakes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cli import main
from pipeline.fielding.bands import band, edges_of
from pipeline.fielding.field import Field, field_of
from pipeline.fielding.field_page import field_csv, field_page
from pipeline.fielding.page import page_html
from pipeline.fielding.plan import SampleSize
from pipeline.fielding.text import page_text
from pipeline.publish.bundle import open_wave
from tests.fielding.conftest import SMALL

EXPORT = SMALL / "2026-11.csv"
ROSTER = SMALL / "roster.csv"
BANDS = {"0–9", "10–19", "20 and more", "10 and more", "not told"}


def answers_of(
    low: bool, roster: pd.DataFrame, edges: dict[tuple[str, str], tuple[int, ...]], seed: int
) -> dict[str, dict[str, int]]:
    """The fewest or the most answers within bands that are drawn; where no band is told, nobody or everybody."""
    found: dict[str, dict[str, int]] = {}
    for number, (axis, name) in enumerate(sorted(edges)):
        staff = int(roster.loc[roster[axis] == name, "staff"].sum())
        told = band((seed * 7 + number * 5) % (staff + 1), edges[axis, name])
        ends = (0, staff) if told is None else (told.low, staff if told.high is None else min(told.high, staff))
        found.setdefault(axis, {})[name] = ends[0] if low else ends[1]
    return found


def written(field: Field) -> tuple[str, bytes, str]:
    """Everything that leaves."""
    return page_html(field_page(field)), field_csv(field), page_text(field_page(field))


@pytest.mark.parametrize("seed", range(6))
def test_answers_within_the_same_bands_give_the_same_files(seed: int, small_plan: SampleSize, small_roster: pd.DataFrame) -> None:
    edges = edges_of(small_roster, 10)
    fewest, most = (
        written(field_of("2026-11", small_plan, small_roster, answers_of(low, small_roster, edges, seed)))
        for low in (True, False)
    )
    assert fewest == most


def test_one_answer_more_across_an_edge_is_seen(small_plan: SampleSize, small_roster: pd.DataFrame) -> None:
    before, after = (
        written(field_of("2026-11", small_plan, small_roster, {"department": {"medical_oncology": n}})) for n in (9, 10)
    )
    assert before != after


def test_states(small_plan: SampleSize, small_roster: pd.DataFrame) -> None:
    answers = {"department": {"medical_oncology": 20, "infusion_center": 9, "patient_access": 16}}
    states = {group.plan.id: (group.to_show, group.to_flag) for group in field_of("", small_plan, small_roster, answers).groups}
    assert states["medical_oncology"] == ("reached", "reached")  # 20 and more; fewer than 20 are needed for either
    assert states["infusion_center"] == ("on_its_way", "on_its_way")
    [small] = [group for group in small_plan.groups if group.id == "patient_access"]
    flag = "no_number" if small.to_flag is None else "unknown"
    assert states["patient_access"] == ("unknown", flag)  # 16 staff: no band
    assert states["palliative_and_supportive_care"] == ("never", "never")


@pytest.fixture(scope="module")
def fielded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The field report of the small center's export, by the command."""
    out = tmp_path_factory.mktemp("fielding")
    assert main(["field", str(EXPORT), "--roster", str(ROSTER), "--out", str(out)]) == 0
    return out


def test_the_command_tells_bands_and_no_other_number(fielded: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((fielded / "field.csv").read_text(encoding="utf-8-sig"))))
    assert {row["answers"] for row in rows} <= BANDS and len(rows) == 14
    assert set(rows[0]) == {
        "wave", "kind", "id", "label", "staff", "answers", "needed_to_be_shown", "to_be_shown", "needed_to_be_flagged",
        "to_be_flagged",
    }  # fmt: skip
    assert sorted(path.name for path in fielded.iterdir()) == ["field.csv", "field.html"]


def test_people_count_as_in_an_analysis(fielded: Path, small_center_outputs: Path) -> None:
    rows = csv.DictReader(io.StringIO((fielded / "field.csv").read_text(encoding="utf-8-sig")))
    told = {(row["kind"], row["id"]): row["answers"] for row in rows}
    groups = open_wave(small_center_outputs, "2026-11").release.groups
    alone = groups[groups["grouping"].isin(["role", "department"])]
    roster = pd.read_csv(ROSTER)
    assert len(alone) and len(roster)
    checked = 0
    for row in alone.itertuples():
        name = row.role if row.grouping == "role" else row.department
        if (answers := told[row.grouping, name]) != "not told":
            low = int(answers.split("–")[0].split(" ")[0])
            high = int(answers.split("–")[1]) if "–" in answers else row.staff
            assert low <= row.n <= high
            checked += 1
    assert checked


def test_an_answer_less_within_the_band_changes_no_byte(fielded: Path, tmp_path: Path) -> None:
    lines = EXPORT.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (tmp_path / "2026-11.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    assert main(["field", str(tmp_path / "2026-11.csv"), "--roster", str(ROSTER), "--out", str(tmp_path / "out")]) == 0
    for name in ("field.html", "field.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (fielded / name).read_bytes()


def test_all_mistakes_of_what_is_assumed_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    arguments = ["sample-size", "--roster", str(ROSTER), "--out", str(out), "--response", "sixty", "--share", "0.6"]
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert "'sixty' is no share" in told and "'0.6' is no share" in told and not out.exists()
    assert main(["sample-size", "--roster", str(ROSTER), "--out", str(out), "--share", "30%", "--calm", "50%"]) == 2
    told = capsys.readouterr().err
    assert "--share" in told and "--calm" in told and not out.exists()


@pytest.mark.parametrize("command", [["sample-size"], ["field", str(EXPORT)]])
def test_a_roster_with_mistakes_is_refused_and_nothing_written(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster, out = tmp_path / "roster.csv", tmp_path / "out"
    roster.write_text(
        "role,department,staff\nNobody,Medical oncology,5\nOncology nurse,Medical oncology,some\n", encoding="utf-8"
    )
    assert main([*command, "--roster", str(roster), "--out", str(out)]) == 4
    told = capsys.readouterr().err
    assert "'Nobody' is not a known role" in told and "'some' is not a number of staff" in told and not out.exists()


def test_an_export_with_more_answers_than_staff_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("role,department,staff\nOncology nurse,Medical oncology,2\n", encoding="utf-8")
    assert main(["field", str(EXPORT), "--roster", str(roster), "--out", str(tmp_path / "out")]) == 4
    assert "answered" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_a_wave_that_is_none_is_refused(tmp_path: Path) -> None:
    assert main(["field", str(EXPORT), "--roster", str(ROSTER), "--wave", "autumn", "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("in the way", encoding="utf-8")
    assert main(["sample-size", "--roster", str(ROSTER), "--out", str(tmp_path / "out")]) == 2
    assert "cannot be made" in capsys.readouterr().err
