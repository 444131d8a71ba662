"""Columns find their fields by id, wording or binding file; two candidates are never settled in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean.bind import BY_FILE, BY_ID, BY_LETTERS, BY_TEXT, bind
from pipeline.clean.binding_file import BindingFile, load_binding
from pipeline.errors import DecisionNeeded, SetupError
from pipeline.ingest.export import Export
from pipeline.ingest.read import read_export
from pipeline.instrument.model import Instrument

NONE = BindingFile()


def renamed(row: dict[str, str], **names: str) -> dict[str, str]:
    return {names.get(name, name): cell for name, cell in row.items()}


def test_the_column_names_of_the_contract_bind_without_a_mapping(export_of, row_of, instrument: Instrument) -> None:
    row = row_of(T01_importance="5", T01_confidence="2", barriers_B01="x", barriers_B08="", formats="F01")
    bound = bind(export_of([row]), instrument, NONE)
    assert bound.how["SK1"] == BY_ID
    assert set(bound.options["barriers"]) == {"B01", "B08"}
    assert {"T01_importance", "T01_confidence", "formats", "role"} <= set(bound.columns)
    assert "SK2" not in bound.how  # the short form does not ask it
    assert bound.unused == ()


@pytest.mark.parametrize(
    "header",
    [
        "I can run a video visit from start to finish without help.",
        "  <b>I can run a video visit</b>\u00a0from start to finish without help",
        "Please say how far you agree - I can run a video visit from start to finish without help.",
        "Your skills [I can run a video visit from start to finish without help.]",
    ],
)
def test_wording_binds_when_only_tags_spaces_and_stems_differ(export_of, row_of, instrument: Instrument, header: str) -> None:
    bound = bind(export_of([renamed(row_of(), SK1=header)]), instrument, NONE)
    assert bound.how["SK1"] == BY_TEXT


def test_topic_ratings_bind_by_question_and_label(export_of, row_of, instrument: Instrument) -> None:
    stem, label = instrument.topic_ratings.importance_text, instrument.topics[0].label
    bound = bind(export_of([row_of(**{f"{stem} - {label}": "5"})]), instrument, NONE)
    assert bound.how[f"{instrument.topics[0].id}_importance"] == BY_TEXT


def test_two_columns_for_one_item_need_a_decision(export_of, row_of, instrument: Instrument) -> None:
    wording = instrument.items[0].text
    row = renamed(row_of(), SK1=wording) | {wording.upper(): "Agree"}
    with pytest.raises(DecisionNeeded, match="2 columns could carry SK1"):
        bind(export_of([row]), instrument, NONE)


def test_the_binding_file_overrides(export_of, row_of, instrument: Instrument) -> None:
    row = row_of() | {"other column": "Disagree"}
    binding = BindingFile(columns={"SK1": "other column"})
    bound = bind(export_of([row]), instrument, binding)
    assert bound.how["SK1"] == BY_FILE
    assert bound.columns["SK1"] == list(row).index("other column")


def test_all_mistakes_of_a_binding_are_told_together(export_of, row_of, instrument: Instrument) -> None:
    binding = BindingFile(columns={"SK1": "no such", "EQ1": "neither", "UP1": "SK4"})
    with pytest.raises(SetupError) as error:
        bind(export_of([row_of()]), instrument, binding)
    assert len(error.value.problems) == 3


def test_a_binding_file_is_checked_against_the_instrument(tmp_path, instrument: Instrument) -> None:
    path = tmp_path / "b.yaml"
    path.write_text('columns:\n  SK9: a\nroles:\n  Nurze: nurse\n  Visitor: ""\nwithout: [ward]\n', encoding="utf-8")
    with pytest.raises(SetupError) as error:
        load_binding(path, instrument)
    told = str(error.value)
    assert "line 2" in told and "'SK9'" in told
    assert "line 4" in told and "'nurse'" in told
    assert "'ward'" in told and "Visitor" not in told


def test_a_code_that_is_no_answer_is_refused(tmp_path, instrument: Instrument) -> None:
    path = tmp_path / "b.yaml"
    path.write_text('answers:\n  SK1: {"Yes": "7", "No": ""}\n', encoding="utf-8")
    with pytest.raises(SetupError, match=r"line 2, answers\.SK1\.Yes: '7' is no answer of SK1"):
        load_binding(path, instrument)


def _limesurvey(folder: Path, names: list[str]) -> Export:
    """A row of answers under question codes, as LimeSurvey exports it."""
    head = ["id", "submitdate", "lastpage", "startlanguage", *names]
    row = ["1", "2026-11-03 10:00:00", "4", "en", *["Yes"] * len(names)]
    path = folder / "answers.csv"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in (head, row)), encoding="utf-8")
    return read_export(path)


def test_codes_without_signs_bind_where_the_platform_forbids_signs(tmp_path: Path, instrument: Instrument) -> None:
    names = ["barriermain", "protectedhours", "items1[SK1]", "contacttopics[T01]", "contacttopics[T02]"]
    bound = bind(_limesurvey(tmp_path, names), instrument, NONE)
    assert (bound.how["barrier_main"], bound.how["protected_hours"]) == (BY_LETTERS, BY_LETTERS)
    assert set(bound.options["contact_topics"]) == {"T01", "T02"}
    assert bound.unused == ()


def test_elsewhere_signs_tell_names_apart(export_of, row_of, instrument: Instrument) -> None:
    bound = bind(export_of([row_of(barriermain="Devices")]), instrument, NONE)
    assert "barrier_main" not in bound.how


def test_a_question_that_redcap_calls_an_identifier_is_bound_only_where_it_asks_for_a_person(
    tmp_path: Path, instrument: Instrument
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("record_id,respondent,contact,sk1,redcap_survey_identifier\n1,ABC,a@example.org,4,\n", encoding="utf-8")
    head = "Variable / Field Name,Form Name,Field Type,Field Label,Choices,Identifier?"
    fields = ["record_id,f,text,Record,,", "respondent,f,text,Code,,y", "contact,f,text,Contact,,y", "sk1,f,text,Skill,,y"]
    path.with_name("dictionary.csv").write_text("\n".join([head, *fields]) + "\n", encoding="utf-8")
    bound = bind(read_export(path), instrument, NONE)
    assert (bound.how["respondent"], bound.how["contact"]) == (BY_ID, BY_ID)
    assert "SK1" not in bound.how


def test_an_option_called_like_its_question_is_not_taken_for_the_question(tmp_path: Path, instrument: Instrument) -> None:
    formats = (instrument.formats[0].model_copy(update={"id": "formats"}), *instrument.formats[1:])
    other = instrument.model_copy(update={"formats": formats})
    second = formats[1].id.lower()
    path = tmp_path / "answers.csv"
    path.write_text(f"record_id,sk1,formats___formats,formats___{second},f_complete\n1,4,1,0,2\n2,4,0,1,2\n", encoding="utf-8")
    head = "Variable / Field Name,Form Name,Field Type,Field Label,Choices,Identifier?"
    ticks = f'"formats, {formats[0].label} | {second}, {formats[1].label}"'
    fields = ["record_id,f,text,Record,,", "sk1,f,text,Skill,,", f"formats,f,checkbox,What helps?,{ticks},"]
    path.with_name("dictionary.csv").write_text("\n".join([head, *fields]) + "\n", encoding="utf-8")
    bound = bind(read_export(path), other, NONE)
    assert bound.options["formats"] == {"formats": 2, formats[1].id: 3}
