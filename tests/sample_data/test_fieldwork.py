"""Reading and cleaning the written file gives exactly what the generator says it must."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.quality import TOO_FAST
from pipeline.clean.roster import read_roster
from pipeline.ingest.read import read_export
from pipeline.instrument.load import load_instrument
from pipeline.instrument.words import normal
from pipeline.tables import NOT_STATED, Responses
from sample_data import plain, qualtrics
from sample_data.fieldwork import USABLE
from sample_data.simulate import Organisation, organisation, write_roster
from sample_data.spelling import misspelt, write_names
from tests.cleaned import clean


@pytest.fixture(scope="module")
def made() -> Organisation:
    return organisation(3)


def assert_same(found: Responses, expected: Responses) -> None:
    for part in ("ratings", "not_applicable", "answered", "single"):
        pd.testing.assert_frame_equal(getattr(found, part), getattr(expected, part), check_dtype=False)
    for question in expected.chosen:
        pd.testing.assert_frame_equal(found.chosen[question], expected.chosen[question])
    names = ["role", "department"]
    pd.testing.assert_frame_equal(found.people[names], expected.people[names], check_dtype=False)


@pytest.mark.parametrize("split", [(), ("barriers",), ("barriers", "formats")], ids=["joined", "barriers split", "both split"])
def test_cleaning_the_qualtrics_file_gives_the_responses(made: Organisation, split: tuple[str, ...], tmp_path: Path) -> None:
    instrument = load_instrument()
    path = qualtrics.write(made.fieldwork, instrument, tmp_path / "wave.csv", split=split)
    cleaned = clean(read_export(path), instrument, BindingFile())
    assert_same(cleaned.everybody, made.responses)
    assert (cleaned.everybody.people["recorded"].to_numpy() == made.responses.people["recorded"].to_numpy()).all()
    # The answer key counts careless people among the usable; cleaning sets those aside who were too fast.
    careless = made.fieldwork.careless[(made.fieldwork.rows["kind"] == USABLE).to_numpy()]
    assert cleaned.quality.excluded.tolist() == careless.tolist()
    assert (cleaned.rows.read, cleaned.rows.kept + careless.sum()) == (made.truth["rows"]["read"], made.truth["rows"]["kept"])
    assert dict(cleaned.rows.set_aside) == {**made.truth["rows"]["set_aside"], TOO_FAST: 12}
    stated = {kind: int((cleaned.everybody.people[kind] == NOT_STATED).sum()) for kind in ("role", "department")}
    assert stated == made.truth["not_stated"]
    review = cleaned.review
    for kind in ("role", "department"):
        mine = review[review["kind"] == kind]
        assert sorted(np.repeat(mine["written"], mine["n"])) == sorted(made.truth["review"][kind])


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16")])
def test_cleaning_the_plain_file_gives_the_responses(made: Organisation, delimiter: str, encoding: str, tmp_path: Path) -> None:
    instrument = load_instrument()
    path = plain.write(made.fieldwork, instrument, tmp_path / "wave.csv", delimiter=delimiter, encoding=encoding)
    cleaned = clean(read_export(path), instrument, BindingFile())
    assert_same(cleaned.everybody, made.responses)


def test_the_short_form_works_too(tmp_path: Path) -> None:
    instrument = load_instrument("tele_oncology_short")
    made = organisation(1, instrument=instrument)
    path = qualtrics.write(made.fieldwork, instrument, tmp_path / "short.csv")
    cleaned = clean(read_export(path), instrument, BindingFile())
    assert_same(cleaned.everybody, made.responses)
    assert 0.15 < made.truth["overall"]["share_reluctant"] < 0.45


def test_the_roster_is_read_back(made: Organisation, tmp_path: Path) -> None:
    instrument = load_instrument()
    path = write_roster(made.roster, instrument, tmp_path / "roster.csv")
    pd.testing.assert_frame_equal(read_roster(path, instrument), made.roster, check_dtype=False)


def test_items_that_do_not_concern_the_role_are_never_scored(made: Organisation) -> None:
    instrument = load_instrument()
    rows = made.fieldwork.rows
    for item in instrument.items:
        if item.applies == "all":
            continue
        outside = ~rows["role"].isin(instrument.role_sets[item.applies])
        assert set(made.fieldwork.rated.loc[outside, item.id]) <= {"", "NA"}


def test_topics_rotate_and_are_rated_in_pairs(made: Organisation) -> None:
    ratings = made.responses.ratings
    importance = ratings.filter(regex="_importance$").notna().to_numpy()
    confidence = ratings.filter(regex="_confidence$").notna().to_numpy()
    assert importance.sum(axis=1).max() <= 12
    assert (importance & confidence).sum() / importance.sum() > 0.9


def test_careless_people_are_few_and_fast(made: Organisation) -> None:
    careless, duration = made.fieldwork.careless, made.fieldwork.sessions.duration
    assert careless.sum() == 12 and set(made.fieldwork.rows.loc[careless, "kind"]) == {USABLE}
    assert duration[careless].max() < 82, "under two seconds an item"
    assert np.median(duration[(made.fieldwork.rows["kind"] == USABLE).to_numpy() & ~careless]) > 400


def test_names_are_written_in_many_ways_and_few_match_nothing(made: Organisation) -> None:
    written = made.fieldwork.single["role"]
    assert written.nunique() > 60
    kept = made.truth["rows"]["kept"]
    for kind, texts in made.truth["review"].items():
        assert 0 < len(texts) < 0.05 * kept
        assert made.truth["not_stated"][kind] > len(texts), "some leave it blank"


def test_a_misspelt_name_is_no_other_name() -> None:
    roles = load_instrument().roles
    taken = {normal(word) for role in roles for word in (role.id, role.label, *role.synonyms)}
    wrong = [misspelt(role.label, pick, taken) for role in roles for pick in range(60)]
    assert not {normal(word) for word in wrong} & taken
    texts = write_names(pd.Series([roles[0].id] * 3), roles, {"upper": 1.0}, np.random.default_rng(0)).texts
    assert set(texts) == {roles[0].label.upper()}
