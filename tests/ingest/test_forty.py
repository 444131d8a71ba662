"""One survey of forty people, written as each platform writes it, comes out equal from every reader.

Equal means: the same coded responses after reading, binding and coding, person by person. Where a platform's file does not
tell two questions apart (Microsoft Forms heads a matrix by its statements only), a binding file does, as it would for an analyst.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean.binding_file import BindingFile, field_ids
from pipeline.ingest.decode import find_encoding
from pipeline.ingest.read import read_export
from pipeline.ingest.records import read_text
from pipeline.ingest.source import open_source
from pipeline.ingest.table import read_quickly
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.tables import Responses
from sample_data import (
    alchemer,
    googleforms,
    kobo,
    limesurvey,
    msforms,
    plain,
    plain_forms,
    qualtrics,
    qualtrics_forms,
    redcap,
    statistics_files,
    surveymonkey,
    typeform,
)
from sample_data.fieldwork import PARTIAL, USABLE, Fieldwork
from sample_data.sheet import Style, sheet
from sample_data.simulate import Organisation, organisation
from tests.cleaned import clean

Write = Callable[[Fieldwork, Instrument, Path], object]


@dataclass(frozen=True)
class Made:
    """A file to make: how it is written, the platform and form it must be found to be, whether it tells partial rows."""

    name: str
    write: Write
    platform: str
    variant: str
    partial: bool = False
    by_position: bool = False
    codes: Callable[[Instrument], dict[str, dict[str, str]]] | None = None


FILES = [
    Made("qualtrics.csv", qualtrics.write, "qualtrics", "choice text", True),
    Made("qualtrics_split.csv", partial(qualtrics.write, split=("barriers", "formats")), "qualtrics", "choice text", True),
    Made("qualtrics_legacy.csv", qualtrics_forms.write_legacy, "qualtrics", "legacy numeric", True),
    Made("qualtrics_2016.csv", qualtrics_forms.write_transitional, "qualtrics", "transitional choice text", True),
    Made("qualtrics.tsv", qualtrics_forms.write_tsv, "qualtrics", "choice text", True),
    Made("qualtrics_numeric.csv", qualtrics_forms.write_numeric, "qualtrics", "numeric", True, codes=qualtrics_forms.recodes),
    Made(
        "qualtrics_numeric_split.csv",
        partial(qualtrics_forms.write_numeric, split=("barriers", "formats")),
        "qualtrics",
        "numeric",
        True,
        codes=qualtrics_forms.recodes,
    ),
    Made("redcap.csv", redcap.write, "redcap", "raw with dictionary", True),
    Made("redcap_repeating.csv", partial(redcap.write, variant="repeating"), "redcap", "raw with dictionary, repeating", True),
    Made("redcap_labels.csv", partial(redcap.write, variant="labels"), "redcap", "labels", True, by_position=True),
    Made("limesurvey.csv", limesurvey.write, "limesurvey", "question codes", True, codes=limesurvey.answer_codes),
    Made(
        "limesurvey_anonymous.csv",
        partial(limesurvey.write, variant="anonymous"),
        "limesurvey",
        "question codes",
        True,
        codes=limesurvey.answer_codes,
    ),
    Made("limesurvey_both.csv", partial(limesurvey.write, variant="code and text"), "limesurvey", "codes and text", True),
    Made("limesurvey_text.csv", partial(limesurvey.write, variant="text"), "limesurvey", "text", True),
    Made("survey_7_R_data_file.csv", partial(limesurvey.write, variant="r"), "limesurvey", "R data", True),
    Made("answers.sav", statistics_files.write_spss, "spss", "labelled"),
    Made("answers.zsav", statistics_files.write_spss, "spss", "labelled"),
    Made("answers.dta", statistics_files.write_stata, "stata", "labelled"),
    Made("plain.xlsx", plain_forms.write_xlsx, "plain", "workbook"),
    Made("plain.ods", plain_forms.write_ods, "plain", "workbook"),
    Made("plain.parquet", plain_forms.write_parquet, "plain", "parquet"),
    Made("surveymonkey.csv", surveymonkey.write, "surveymonkey", "condensed"),
    Made("surveymonkey_expanded.csv", partial(surveymonkey.write, variant="expanded"), "surveymonkey", "expanded"),
    Made(
        "surveymonkey_mac.csv",
        partial(surveymonkey.write, encoding="mac-roman"),
        "surveymonkey",
        "condensed",
    ),
    Made("surveymonkey_1252.csv", partial(surveymonkey.write, encoding="cp1252"), "surveymonkey", "condensed"),
    Made("Staff survey(1-40).xlsx", msforms.write, "msforms", "workbook", by_position=True),
    Made("msforms_zh.xlsx", partial(msforms.write, variant="chinese"), "msforms", "workbook", by_position=True),
    Made("google.csv", googleforms.write, "googleforms", "csv export"),
    Made("google_bom.csv", partial(googleforms.write, variant="bom"), "googleforms", "csv export"),
    Made("google_formatted.csv", partial(googleforms.write, variant="formatted"), "googleforms", "csv export"),
    Made("google.xlsx", partial(googleforms.write, variant="xlsx"), "googleforms", "workbook"),
    Made("alchemer.csv", alchemer.write, "alchemer", "csv export", True),
    Made("typeform.csv", typeform.write, "typeform", "options as columns"),
    Made("kobo.csv", kobo.write, "kobo", "names"),
    Made("kobo_labels.csv", partial(kobo.write, variant="labels"), "kobo", "labels"),
    Made("plain.csv", plain.write, "plain", "delimited text"),
    Made("plain.tsv", partial(plain.write, delimiter="\t", encoding="utf-16"), "plain", "delimited text"),
    Made("plain_split.csv", partial(plain.write, delimiter=";", split=("barriers", "formats")), "plain", "delimited text"),
]


TEXTS = [made for made in FILES if made.name.endswith((".csv", ".tsv"))]


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("tele_oncology_short")


@pytest.fixture(scope="module")
def forty(instrument: Instrument) -> Organisation:
    return organisation(2026, "forty", instrument=instrument)


def binding_of(made: Made, path: Path, fieldwork: Fieldwork, instrument: Instrument) -> BindingFile:
    """What an analyst writes: columns in their order where headers do not say which matrix a statement is of, and the
    meaning of codes where neither the file nor a codebook tells it."""
    columns, meanings = {}, {}
    if made.by_position:
        split = tuple(q.id for q in instrument.questions if q.kind == "multiple") if made.platform == "redcap" else ()
        names = [column.name for column in sheet(fieldwork, instrument, Style(labels=True, split=split))]
        places = [column.position + 1 for column in read_export(path).asked]
        columns = {name: f"column {place}" for name, place in zip(names, places, strict=True) if name in field_ids(instrument)}
    if made.codes is not None:
        lists = {question.id: question.options_from for question in instrument.questions if question.options_from}
        for column, codes in made.codes(instrument).items():
            meanings[column] = {code: answer_id(instrument, column, lists, label) for label, code in codes.items()}
    roles, departments = meanings.pop("role", {}), meanings.pop("department", {})
    return BindingFile(columns=columns, answers=meanings, roles=roles, departments=departments)


def answer_id(instrument: Instrument, column: str, lists: dict[str, str], label: str) -> str:
    """The code of an answer, or the id of an option, that carries a label."""
    if column in lists:
        return next(option.id for option in getattr(instrument, lists[column]) if option.label == label)
    scales = {name: scale for name, _, scale in instrument.rated_columns()} | {q.id: q.answers for q in instrument.questions}
    return next(answer.code for answer in instrument.answer_scale[scales[column]].answers if answer.label == label)


def responses_of(made: Made, folder: Path, forty: Organisation, instrument: Instrument) -> Responses:
    path = folder / made.name
    made.write(forty.fieldwork, instrument, path)
    export = read_export(path)
    assert (export.platform, export.variant) == (made.platform, made.variant)
    kinds = forty.fieldwork.rows["kind"]
    assert (export.status == "complete").sum() == (kinds == USABLE).sum() == 40
    assert (export.status == "partial").sum() == ((kinds == PARTIAL).sum() if made.partial else 0)
    return clean(export, instrument, binding_of(made, path, forty.fieldwork, instrument)).everybody


@pytest.mark.parametrize("made", FILES, ids=[made.name for made in FILES])
def test_the_same_forty_people_come_out_of_every_file(
    made: Made, tmp_path: Path, forty: Organisation, instrument: Instrument
) -> None:
    found, expected = responses_of(made, tmp_path, forty, instrument), forty.responses
    assert found.people[["role", "department"]].to_numpy().tolist() == expected.people[["role", "department"]].to_numpy().tolist()
    pd.testing.assert_frame_equal(found.ratings, expected.ratings)
    pd.testing.assert_frame_equal(found.not_applicable, expected.not_applicable)
    assert set(found.chosen) == set(expected.chosen)
    for question, ticked in expected.chosen.items():
        pd.testing.assert_frame_equal(found.chosen[question], ticked)
    pd.testing.assert_frame_equal(found.answered, expected.answered)
    pd.testing.assert_frame_equal(found.single, expected.single[list(found.single)])


@pytest.mark.parametrize("made", TEXTS, ids=[made.name for made in TEXTS])
def test_both_paths_read_every_text_file_alike(made: Made, tmp_path: Path, forty: Organisation, instrument: Instrument) -> None:
    path = tmp_path / made.name
    made.write(forty.fieldwork, instrument, path)
    source = open_source(path)
    careful = read_text(source, find_encoding(path))
    quick = read_quickly(source, find_encoding(path)) or careful
    assert [column.tolist() for column in quick.columns] == [column.tolist() for column in careful.columns]
    assert (quick.lines.tolist(), quick.last_line, quick.notes) == (careful.lines.tolist(), careful.last_line, careful.notes)


def test_ticked_choices_are_named_in_numeric_exports_too(tmp_path: Path, forty: Organisation, instrument: Instrument) -> None:
    path = tmp_path / "x.csv"
    qualtrics_forms.write_numeric(forty.fieldwork, instrument, path, split=("barriers",))
    export = read_export(path)
    barriers = next(question for question in export.questions if question.columns[0].name.startswith("barriers"))
    assert barriers.kind == "multiple"
    assert set(export.answers(barriers)) <= {barrier.label for barrier in instrument.barriers}


def test_the_forty_answered_in_all_ways(forty: Organisation) -> None:
    """The equality is worth something only if blanks, "does not apply", several ticks and none all occur."""
    assert forty.responses.ratings.isna().any().any() and forty.responses.not_applicable.any().any()
    for ticked in forty.responses.chosen.values():
        assert {0, 1, 2} <= set(ticked.sum(axis=1))
