"""A comment is looked for in what is published, unless it says the same as a part of a question."""

from __future__ import annotations

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.private_texts import private_columns
from pipeline.clean.sought import Said
from pipeline.ingest.sensitive import personal_columns
from tests.cleaned import clean


def test_words_of_a_question_are_no_secret_and_all_others_are(export_of, row_of, instrument) -> None:
    item = instrument.items[0]
    part = item.text[: len(item.text) * 2 // 3].rstrip(" .,")
    assert len(part) >= 16
    rows = [row_of(comment=f"My own long comment, number {n}, of several words") for n in range(12)]
    rows[0]["comment"] = part.upper()
    export = export_of(rows)
    private = private_columns(export, clean(export, instrument, BindingFile()).bound, (), instrument, personal_columns(export))
    said = Said.of("\n".join(row["comment"].casefold() for row in rows))
    found = private.said_in(said, instrument)
    assert part.casefold() in said.text and part.casefold() not in found
    assert len(found) == 11 and set(map(tuple, found.values())) == {("comment",)}
