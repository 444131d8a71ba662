"""What an export asked, in words, and two exports side by side: no answer of anybody is kept, and no position counts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.clean.bind import bind
from pipeline.clean.binding_file import load_binding
from pipeline.clean.wordings import Wordings, wordings
from pipeline.clean.wordings_differ import COLUMNS, same_wording, wordings_differ
from pipeline.commands.analyze import SAMPLE
from pipeline.ingest.read import read_export
from pipeline.ingest.sensitive import personal_columns
from pipeline.instrument.load import load_instrument

INSTRUMENT = load_instrument("tele_oncology_short")
ITEM = next(item for item in INSTRUMENT.items if item.id == "SK1")
LABELS = [answer.label for answer in INSTRUMENT.answer_scale[ITEM.answers].answers if answer.score is not None]
HEADER = ["role", "department", *(item.text for item in INSTRUMENT.items)]


def rows(n: int = 12, labels: Sequence[str] = LABELS) -> list[list[str]]:
    return [["RN", "Infusion", *[labels[i % len(labels)]] * len(INSTRUMENT.items)] for i in range(n)]


@pytest.fixture
def asked(tmp_path: Path) -> Callable[..., Wordings]:
    """What a plain table with this header and these rows asked."""

    def read(header: Sequence[str] = HEADER, body: Sequence[Sequence[str]] | None = None, binding: str = "") -> Wordings:
        path, said = tmp_path / "answers.csv", tmp_path / "answers.binding.yaml"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *(rows() if body is None else body)])
        said.write_text(binding, encoding="utf-8")
        export, bindings = read_export(path), load_binding(said if binding else None, INSTRUMENT)
        return wordings(export, bind(export, INSTRUMENT, bindings), INSTRUMENT, bindings, personal_columns(export))

    return read


def differ(before: Wordings, now: Wordings) -> set[tuple[str, str, str]]:
    frame = wordings_differ(before, now, INSTRUMENT)
    assert list(frame.columns) == list(COLUMNS)
    return set(zip(frame["kind"], frame["id"], frame["what"], strict=True))


def test_headers_and_spellings_are_kept(asked) -> None:
    found = asked()
    assert found.texts["SK1"] == ITEM.text and "role" not in found.texts
    assert set(found.answers["SK1"].values()) == {(label.casefold(),) for label in LABELS}


def test_it_comes_back_from_its_file_as_it_was(asked) -> None:
    found = asked()
    assert Wordings.from_json(found.to_json()) == found


def test_the_same_export_does_not_differ_and_columns_may_be_moved(asked) -> None:
    turned = asked(HEADER[::-1], [row[::-1] for row in rows()])
    assert differ(asked(), turned) == set()


def test_a_changed_header_is_noticed_though_id_and_instrument_stayed(asked) -> None:
    place = HEADER.index(ITEM.text)
    header = [*HEADER[:place], "I hardly know how to do this", *HEADER[place + 1 :]]
    now = asked(header, binding="columns:\n  SK1: I hardly know how to do this\n")
    assert differ(asked(), now) == {("item", "SK1", "wording")}
    row = wordings_differ(asked(), now, INSTRUMENT).iloc[0]
    assert row["before"] == ITEM.text and row["now"] == "I hardly know how to do this" and not row["trended"]


def test_a_header_that_is_only_an_id_says_nothing_of_the_wording(asked) -> None:
    place = HEADER.index(ITEM.text)
    assert differ(asked(), asked([*HEADER[:place], "SK1", *HEADER[place + 1 :]])) == set()


def test_questions_that_vanish_come_and_stand_beside_the_instrument(asked) -> None:
    place = HEADER.index(ITEM.text)
    without = asked(HEADER[:place] + HEADER[place + 1 :], [row[:place] + row[place + 1 :] for row in rows()])
    assert differ(asked(), without) == {("item", "SK1", "gone")} and differ(without, asked()) == {("item", "SK1", "new")}
    more = asked([*HEADER, "Which shift do you work"], [[*row, "night"] for row in rows()])
    assert differ(asked(), more) == {("question", "Which shift do you work", "new")}


def test_answers_spelled_otherwise_are_noticed_and_codes_are_not(asked) -> None:
    scale = INSTRUMENT.answer_scale[ITEM.answers]
    code = next(answer.code for answer in scale.answers if answer.label == LABELS[0])
    other = asked(body=rows(labels=["Not at all", *LABELS[1:]]), binding=f'answers:\n  {scale.id}: {{"Not at all": "{code}"}}\n')
    changed = differ(asked(), other)
    assert changed == {("item", item.id, "answers") for item in INSTRUMENT.items if item.answers == scale.id}
    codes = [answer.code for answer in scale.answers if answer.score is not None]
    assert differ(asked(), asked(body=rows(labels=codes))) == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("I know how.", "i know  <b>how</b>", True),
        ("How far do you agree? - I know how", "I know how", True),
        ("How far do you agree? [I know how]", "I know how.", True),
        ("How sure are you? - I know how", "How often? - I know how", False),
        ("I know how", "I do not know how", False),
    ],
)
def test_same_wording(one: str, other: str, same: bool) -> None:
    assert same_wording(one, other) is same and same_wording(other, one) is same


def test_nothing_that_somebody_wrote_is_kept() -> None:
    instrument = load_instrument("tele_oncology")
    export, none = read_export(SAMPLE), load_binding(None, instrument)
    found = json.loads(wordings(export, bind(export, instrument, none), instrument, none, personal_columns(export)).to_json())
    kept = json.dumps(found, ensure_ascii=False).casefold()
    named = ("identifier", "response_id")
    free = [c for c in export.columns if c.meta in named or c.name.startswith(("comment", "contact", "respondent"))]
    written = {text.casefold() for column in free for text in export.texts[column.position].seen() if len(text) > 6}
    assert len(written) > 100 and not [text for text in written if text in kept]
    known = {answer.label.casefold() for scale in instrument.answer_scales for answer in scale.answers}
    known |= {word.casefold() for scale in instrument.answer_scales for answer in scale.answers for word in answer.synonyms}
    spelled = {word for codes in found["answers"].values() for words in codes.values() for word in words}
    assert spelled <= {" ".join(word.split()).rstrip(".:;?! ") for word in known}
