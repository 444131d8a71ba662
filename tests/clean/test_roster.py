"""The roster is read whole or refused with every mistake and its line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean.roster import read_roster, require_staff
from pipeline.errors import SetupError
from pipeline.instrument.model import Instrument


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_labels_ids_and_synonyms_are_read_and_empty_cells_dropped(tmp_path: Path, instrument: Instrument) -> None:
    path = written(tmp_path, "department,role,staff\nInfusion center,RN,40\nIT,it_support,5\nIT,manager,0\n")
    roster = read_roster(path, instrument)
    assert roster.to_dict("list") == {
        "role": ["rn_onc", "it_support"],
        "department": ["infusion_center", "information_technology"],
        "staff": [40, 5],
    }


def test_all_mistakes_are_told_with_their_lines(tmp_path: Path, instrument: Instrument) -> None:
    path = written(tmp_path, "role,department,staff\nRN,Infusion,40\nNurze,Infusion,3\nRN,Infusion,4\nRN,IT,-2\nRN,Admin,2.5\n")
    with pytest.raises(SetupError) as error:
        read_roster(path, instrument)
    told = [str(problem) for problem in error.value.problems]
    assert len(told) == 4
    assert "line 3" in told[0] and "'Nurze'" in told[0]
    assert "line 4" in told[1] and "twice (also line 2)" in told[1]
    assert "line 5" in told[2] and "line 6" in told[3]


@pytest.mark.parametrize(
    ("text", "told"),
    [("role,staff\nRN,3\n", "no column department"), ("role,department,staff\nRN,IT,0\n", "no staff at all")],
)
def test_rosters_that_cannot_be_used(tmp_path: Path, instrument: Instrument, text: str, told: str) -> None:
    with pytest.raises(SetupError, match=told):
        read_roster(written(tmp_path, text), instrument)


def places(people: pd.DataFrame) -> dict[str, dict[str, int]]:
    return {axis: people[axis].value_counts().to_dict() for axis in people}


def test_more_answers_than_staff_are_told_all_together(tmp_path: Path, instrument: Instrument) -> None:
    text = "role,department,staff\nrn_onc,infusion_center,2\nsocial_work,infusion_center,5\n"
    roster = read_roster(written(tmp_path, text), instrument)
    people = pd.DataFrame({"role": ["rn_onc"] * 3 + ["social_work"], "department": ["infusion_center"] * 4})
    with pytest.raises(SetupError) as error:
        require_staff(roster, places(people), instrument, "roster.csv")
    assert [problem.what for problem in error.value.problems] == ["Oncology nurse: 3 answered, but the roster counts 2 staff"]
    many = pd.concat([people] * 3, ignore_index=True)
    with pytest.raises(SetupError) as error:
        require_staff(roster, places(many), instrument, "roster.csv")
    assert len(error.value.problems) == 3  # everybody, the nurses, the department


def test_levels_that_the_roster_does_not_have_and_cells_are_no_mistake(tmp_path: Path, instrument: Instrument) -> None:
    text = "role,department,staff\nrn_onc,infusion_center,1\nrn_onc,medical_oncology,5\nsocial_work,infusion_center,5\n"
    roster = read_roster(written(tmp_path, text), instrument)
    roles, departments = ["rn_onc", "rn_onc", "other", "not_stated"], ["infusion_center"] * 3 + ["not_stated"]
    people = pd.DataFrame({"role": roles, "department": departments})
    require_staff(roster, places(people), instrument, "roster.csv")
    with pytest.raises(SetupError) as error:  # the same levels are looked at: one answer too many in the department is told
        require_staff(roster, places(pd.concat([people.iloc[[0]]] * 7, ignore_index=True)), instrument, "roster.csv")
    assert [problem.where for problem in error.value.problems] == [
        "roster.csv, role 'rn_onc'",
        "roster.csv, department 'infusion_center'",
    ]
