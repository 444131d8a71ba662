"""LimeSurvey: three headings, codes and full answers, anonymous surveys, and the R pair."""

from pathlib import Path

import pytest

from pipeline.errors import ExportError
from pipeline.ingest.read import read_export

META = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl"]
TEXTS = ["Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache", "Zufallsstartwert", "Datum gestartet",
         "Datum letzte Aktivität", "IP-Adresse", "Weiterleitungs-URL"]  # fmt: skip


def quoted(rows: list[list[str]], delimiter: str = ",") -> str:
    return "\ufeff" + "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def meta(number: int, done: bool = True, withheld: bool = False) -> list[str]:
    moment = "1980-01-01 00:00:00" if withheld else f"2026-03-0{number} 09:09:00"
    url = "https://example.org/?uid=YW5u"
    times = ["" if withheld else f"2026-03-0{number} 09:00:00"] * 2
    return [str(number), moment if done else "", "4" if done else "1", "de", "2065333712", *times, "192.0.2.7", url]


CODES = [
    "role",
    "items[SK1]",
    "items[SK2]",
    "helps[B01]",
    "helps[B02]",
    "helps[other]",
    "interviewtime",
    "groupTime1",
    "roleTime",
]
ANSWERS = [["A1", "AO01", "AO02", "Y", "", "by letter", "12.5", "3", "4"], ["A2", "AO02", "AO02", "Y", "Y", "", "9", "3", "4"]]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_question_codes(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "results-survey123.csv"
    rows = [META + CODES, meta(1) + ANSWERS[0], meta(2, done=False) + ANSWERS[1], meta(3) + ANSWERS[1]]
    path.write_text(quoted(rows, delimiter), encoding="utf-8")
    export = read_export(path)
    assert (export.platform, export.variant, export.provenance.delimiter) == ("limesurvey", "question codes", delimiter)
    assert export.status.tolist() == ["complete", "partial", "complete"]
    assert [(q.id, q.kind, [c.part for c in q.columns]) for q in export.questions] == [
        ("role", "single", [""]),
        ("items", "matrix", ["SK1", "SK2"]),
        ("helps", "multiple", ["B01", "B02"]),
        ("helps[other]", "text", [""]),
    ]
    assert [export.columns[p].name for p in export.positions("identifier")] == ["ipaddr", "refurl"]
    assert str(export.recorded[0]) == "2026-03-01 09:09:00"


def test_statements_answered_with_nothing_but_no_and_zero_are_not_taken_for_boxes_without_a_tick(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    heads = [*META, "knows[K1]", "knows[K2]", "can[C1]", "can[C2]"]
    rows = [["1", "0", "Y", "N"], ["0", "0", "N", "N"], ["0", "1", "", "Y"], ["", "", "N", ""], ["", "", "", ""]]
    path.write_text(quoted([heads, *(meta(n) + row for n, row in enumerate(rows, start=1))]), encoding="utf-8")
    export = read_export(path)
    assert [[export.text(c.position)[n] for c in export.asked] for n in range(5)] == rows
    # A row of nothing but boxes without a tick is no answer; R exports have it where somebody only turned the pages.
    assert export.status.tolist() == ["complete", "blank", "complete", "blank", "blank"]


def test_codes_with_wording(tmp_path: Path) -> None:
    platform = [
        "id. Response ID",
        "submitdate. Date submitted",
        "lastpage. Last page",
        "startlanguage. Start language",
        "seed. Seed",
    ]
    dated = ["startdate. Date started", "datestamp. Date last action", "ipaddr. IP address", "refurl. Referrer URL"]
    heads = [*platform, *dated, "role. Your role?", "items[SK1]. I can: [start]", "items[SK2]. I can: [end]"]
    path = tmp_path / "x.csv"
    path.write_text(quoted([heads, [*meta(1), "Nurse", "Agree", "N/A"], [*meta(2), "MD", "N/A", "Agree"]]), encoding="utf-8")
    export = read_export(path)
    assert export.variant == "codes and text"
    assert [column.text for column in export.asked] == ["Your role?", "I can: - start", "I can: - end"]
    assert [column.import_id for column in export.asked] == ["role", "items[SK1]", "items[SK2]"]
    assert any("2 cells hold 'N/A'" in note for note in export.provenance.notes)
    assert export.answers(export.questions[1]) == {"Agree": 2}


def test_wording_in_the_language_of_the_survey(tmp_path: Path) -> None:
    heads = [*TEXTS, "Ihre Rolle?", "Ich kann [beginnen]", "Ich kann [beenden]", "Gesamtzeit", "Gruppenzeit: Teil 1"]
    path = tmp_path / "x.csv"
    rows = [[*meta(n, withheld=n != 2, done=n != 2), "Pflege", "Ja", "Nein", "12", "3"] for n in (1, 2, 3)]
    path.write_text(quoted([heads, *rows], ";"), encoding="utf-8")
    export = read_export(path)
    assert (export.platform, export.variant) == ("limesurvey", "text")
    assert export.status.tolist() == ["complete", "partial", "complete"]
    assert [column.text for column in export.asked] == ["Ihre Rolle?", "Ich kann - beginnen", "Ich kann - beenden"]
    assert export.recorded.notna().tolist() == [False, True, False]
    assert any("2 submit dates are 1980-01-01" in note for note in export.provenance.notes)


SYNTAX = """data <- read.csv("survey_123_R_data_file.csv", quote = "'\\"", na.strings=c("", "\\"\\""))


# LimeSurvey Field type: F
data[, 1] <- as.numeric(data[, 1])
attributes(data)$variable.labels[1] <- "id"
names(data)[1] <- "id"
data[, 2] <- as.character(data[, 2])
attributes(data)$variable.labels[2] <- "submitdate"
names(data)[2] <- "submitdate"
attributes(data)$variable.labels[3] <- "lastpage"
names(data)[3] <- "lastpage"
attributes(data)$variable.labels[4] <- "startlanguage"
names(data)[4] <- "startlanguage"
# LimeSurvey Field type: A
data[, 5] <- as.character(data[, 5])
attributes(data)$variable.labels[5] <- "Your \\"role\\"?"
data[, 5] <- factor(data[, 5], levels=c("A1","A2"),labels=c("Nurse, RN", "Physician"))
names(data)[5] <- "role"
data[, 6] <- as.numeric(data[, 6])
attributes(data)$variable.labels[6] <- "[Video] What helps?"
data[, 6] <- factor(data[, 6], levels=c(1,0),labels=c("Yes", "Not selected"))
names(data)[6] <- "helps_B01"
attributes(data)$variable.labels[7] <- "[Phone] What helps?"
data[, 7] <- factor(data[, 7], levels=c(1,0),labels=c("Yes", "Not selected"))
names(data)[7] <- "helps_B02"
"""
DATA = [["id", "submitdate", "lastpage", "startlanguage", "V5", "V6", "V7"],
        ["1", "2026-03-01 09:09:00", "4", "en", "A1", "1", "0"],
        ["2", "", "1", "en", "A2", "0", "0"]]  # fmt: skip


def test_the_r_pair(tmp_path: Path) -> None:
    path = tmp_path / "survey_123_R_data_file.csv"
    path.write_text(quoted(DATA), encoding="utf-8")
    alone = read_export(path)
    assert any("half of a pair" in note for note in alone.provenance.notes)
    (tmp_path / "survey_123_R_syntax_file.R").write_text(SYNTAX, encoding="utf-8")
    export = read_export(path)
    assert (export.variant, export.status.tolist()) == ("R data", ["complete", "partial"])
    assert [(q.text, q.kind) for q in export.questions] == [('Your "role"?', "single"), ("What helps?", "multiple")]
    assert export.answers(export.questions[0]) == {"Nurse, RN": 1, "Physician": 1}
    assert [column.text for column in export.questions[1].columns] == ["What helps? - Video", "What helps? - Phone"]


def test_a_syntax_file_of_another_export_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "survey_123_R_data_file.csv"
    path.write_text(quoted([row[:-1] for row in DATA]), encoding="utf-8")
    (tmp_path / "survey_123_R_syntax_file.R").write_text(SYNTAX, encoding="utf-8")
    with pytest.raises(ExportError, match="names 7 columns, the data file has 6"):
        read_export(path)
