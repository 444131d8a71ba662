"""KoboToolbox and ODK: groups, several choices joined and spread, tags, places."""

from pathlib import Path

from pipeline.ingest.read import read_export


def quoted(rows: list[list[str]]) -> str:
    return "".join(";".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


HEAD = ["start", "end", "about/role", "about/ready", "helps", "helps/b01", "helps/b02", "_where_latitude", "_where_longitude",
        "_id", "_uuid", "_submission_time", "_index"]  # fmt: skip


def row(number: int, *answers: str) -> list[str]:
    start = f"2026-03-0{number}T09:00:00.000-04:00"
    return [
        start,
        start.replace("09:00", "09:09"),
        *answers,
        "39.73921",
        "-104.99031",
        str(number),
        f"u{number}",
        f"2026-03-0{number}T13:09:19",
        "1",
    ]


def test_names(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        quoted(
            [HEAD, row(1, "rn", "yes", "b01 b02", "1", "1"), row(2, "md", "no", "b01", "1", "0"), row(3, "rn", "", "", "", "")]
        )
    )
    export = read_export(path)
    assert (export.platform, export.variant, export.provenance.delimiter) == ("kobo", "names", ";")
    assert [(q.id, q.text) for q in export.questions] == [("role", "role"), ("ready", "ready"), ("helps", "helps")]
    assert [export.texts[column.position].tolist() for column in export.questions[2].columns] == [["1", "1", ""], ["1", "", ""]]
    assert [column.part for column in export.questions[2].columns] == ["b01", "b02"]
    assert [column.import_id for column in export.questions[2].columns] == ["helps/b01", "helps/b02"]
    assert [export.columns[p].name for p in export.positions("identifier")] == ["_where_latitude", "_where_longitude"]
    assert export.zone == "-04:00"


def test_labels_and_a_row_of_tags(tmp_path: Path) -> None:
    head = [
        "start",
        "What is your role?",
        "What helps?",
        "What helps?/Video",
        "What helps?/Phone and/or letter",
        "_id",
        "_uuid",
        "_submission_time",
        "_index",
    ]
    tags = ["", "#role", "#helps", "", "", "", "", "", ""]
    rows = [["2026-03-01T09:00:00Z", "Nurse", "Video Phone and/or letter", "1", "1", "1", "u", "2026-03-01T09:00:00", "1"]] * 4
    path = tmp_path / "x.csv"
    path.write_text(quoted([head, tags, *rows]))
    export = read_export(path)
    assert (export.variant, export.provenance.header_rows, len(export.lines)) == ("labels", 2, 4)
    assert [(q.text, q.kind) for q in export.questions] == [("What is your role?", "single"), ("What helps?", "multiple")]
    assert [column.text for column in export.questions[1].columns] == ["What helps? - Video", "What helps? - Phone and/or letter"]


def test_joined_codes_without_columns_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = [[f"r{n}", answer, "u", "1"] for n, answer in enumerate(["b01 b02", "b01", "b02 b03", "b01 b02 b03", "b03", ""] * 3)]
    path.write_text(quoted([["who", "helps", "_uuid", "_index"], *rows]))
    export = read_export(path)
    helps = export.questions[1]
    assert (helps.kind, helps.columns[0].joint) == ("multiple", " ")
    assert export.answers(helps) == {"b01": 9, "b02": 9, "b03": 9}
