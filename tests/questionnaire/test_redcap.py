"""The REDCap dictionary keeps the rules of its 18 columns, and so do those that REDCap itself wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.instrument.load import load_instrument
from pipeline.questionnaire.form import VERSION, Wanted
from pipeline.questionnaire.redcap import DICTIONARY
from pipeline.questionnaire.write import questionnaire_files
from tests.questionnaire.rules_redcap import CHOICES, LOGIC, MATRIX, NAME, PERSONAL, TYPE, codes, read, violations

SHARED = Path(__file__).parents[3] / "shared" / "exports" / "redcap"
REAL = sorted(SHARED.glob("*_dictionary.csv"))
EVERYTHING = Wanted(comments=True, contact=True, linked=True)
SHIPPED = ("tele_oncology", "tele_oncology_short", "oric", "aim_iam_fim", "sus", "training_pairs")


@pytest.mark.skipif(not REAL, reason="../shared/exports is absent")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_the_rules_are_those_of_dictionaries_that_redcap_wrote(path: Path) -> None:
    assert violations(read(path)) == []


@pytest.mark.parametrize("wanted", [Wanted(), EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_questionnaire_keeps_them(name: str, wanted: Wanted, tmp_path: Path) -> None:
    assert violations(dictionary(name, wanted, tmp_path)) == []


def test_a_broken_rule_is_found(tmp_path: Path) -> None:
    fields = dictionary("tele_oncology", EVERYTHING, tmp_path)
    breaks = {
        NAME: "Role", TYPE: "matrix", CHOICES: "1, one | 1, other", LOGIC: "[nowhere] = '1'", PERSONAL: "yes", MATRIX: "Items 1",
    }  # fmt: skip
    place = next(number for number, field in enumerate(fields) if field[MATRIX] == "items1") + 1
    for column, value in breaks.items():
        broken = [field | {column: value} if number == place else field for number, field in enumerate(fields)]
        assert violations(broken), column


def test_matrices_and_branching_are_there(tmp_path: Path) -> None:
    fields = {field[NAME]: field for field in dictionary("tele_oncology", Wanted(), tmp_path)}
    instrument = load_instrument("tele_oncology")
    for item in instrument.items:
        field = fields[item.id.lower()]
        assert field[MATRIX].startswith("items") and codes(field) == [
            answer.code for answer in instrument.answer_scale[item.answers].answers
        ]
        assert (field[LOGIC] == "") == (item.applies == "all")
    assert "[role] = 'rn_onc'" in fields["sk3"][LOGIC] and "'billing'" not in fields["sk3"][LOGIC]
    assert f"[{VERSION}]" in fields["t09_importance"][LOGIC] and fields[VERSION][TYPE] == "calc"


def dictionary(name: str, wanted: Wanted, folder: Path) -> list[dict[str, str]]:
    path = folder / DICTIONARY
    path.write_bytes(questionnaire_files(load_instrument(name), "redcap", wanted)[DICTIONARY])
    return read(path)
