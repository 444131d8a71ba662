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

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.clean import clean
from pipeline.ingest.read import read_export
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.tables import Responses
from sample_data import alchemer, googleforms, kobo, msforms, plain, qualtrics, surveymonkey, typeform
from sample_data.fieldwork import PARTIAL, USABLE, Fieldwork
from sample_data.sheet import Style, sheet
from sample_data.simulate import Organisation, organisation

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


FILES = [
    Made("qualtrics.csv", qualtrics.write, "qualtrics", "choice text", True),
    Made("qualtrics_split.csv", partial(qualtrics.write, split=("barriers", "formats")), "qualtrics", "choice text", True),
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


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("tele_oncology_short")


@pytest.fixture(scope="module")
def forty(instrument: Instrument) -> Organisation:
    return organisation(2026, "forty", instrument=instrument)


def binding_of(made: Made, path: Path, fieldwork: Fieldwork, instrument: Instrument) -> BindingFile:
    """What an analyst writes for a file whose headers do not say which matrix a statement is of: columns in their order."""
    if not made.by_position:
        return BindingFile()
    names = [column.name for column in sheet(fieldwork, instrument, Style(labels=True))]
    asked = [column.name for column in read_export(path).asked]
    return BindingFile(columns=dict(zip(names, asked, strict=True)))


def responses_of(made: Made, folder: Path, forty: Organisation, instrument: Instrument) -> Responses:
    path = folder / made.name
    made.write(forty.fieldwork, instrument, path)
    export = read_export(path)
    assert (export.platform, export.variant) == (made.platform, made.variant)
    kinds = forty.fieldwork.rows["kind"]
    assert (export.status == "complete").sum() == (kinds == USABLE).sum() == 40
    assert (export.status == "partial").sum() == ((kinds == PARTIAL).sum() if made.partial else 0)
    return clean(export, instrument, binding_of(made, path, forty.fieldwork, instrument)).responses


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


def test_the_forty_answered_in_all_ways(forty: Organisation) -> None:
    """The equality is worth something only if blanks, "does not apply", several ticks and none all occur."""
    assert forty.responses.ratings.isna().any().any() and forty.responses.not_applicable.any().any()
    for ticked in forty.responses.chosen.values():
        assert {0, 1, 2} <= set(ticked.sum(axis=1))
