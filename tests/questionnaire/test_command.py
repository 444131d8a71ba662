"""The command: files for every platform, letters with the promise in them, mistakes told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.instrument.load import load_instrument
from pipeline.questionnaire.form import Wanted
from pipeline.questionnaire.letters import LETTERS, minutes
from pipeline.questionnaire.making import form_of
from pipeline.questionnaire.platforms import PLATFORMS
from pipeline.questionnaire.write import questionnaire_files


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_gets_its_files_with_steps_and_letters(
    platform: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["questionnaire", "--for", platform, "--out", str(tmp_path)]) == 0
    told = [Path(line) for line in capsys.readouterr().out.split()]
    assert sorted(told) == sorted((tmp_path / platform).iterdir())
    assert {"steps.md", *(f"{name}.txt" for name in LETTERS)} < {path.name for path in told}
    assert questionnaire_files(load_instrument("tele_oncology_short"), platform, Wanted()).keys() <= {path.name for path in told}


def test_letters_hold_the_promise_and_the_time_it_takes() -> None:
    instrument = load_instrument("tele_oncology")
    form = form_of(instrument)
    files = questionnaire_files(instrument, "redcap", Wanted())
    for name in LETTERS:
        text = files[f"{name}.txt"].decode()
        assert all(paragraph in text for paragraph in form.promise)
        assert f"{minutes(form)} minutes" in text
    assert minutes(form_of(load_instrument("tele_oncology_short"))) < minutes(form) <= 20


def test_the_full_form_own_instruments_and_what_is_asked_besides(tmp_path: Path) -> None:
    order = ["questionnaire", "tele_oncology", "--for", "redcap", "--out", str(tmp_path), "--comments", "--contact", "--linked"]
    assert main([*order, "--topics", "6"]) == 0
    text = (tmp_path / "redcap" / "redcap_dictionary.csv").read_text(encoding="utf-8")
    assert "comment_help" in text and "contact_consent" in text and "respondent" in text and "[version] = 3" in text


def test_mistakes_are_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questionnaire", "nowhere", "--for", "redcap", "--out", str(tmp_path)]) == 4
    assert main(["questionnaire", "--for", "redcap", "--topics", "many", "--out", str(tmp_path)]) == 2
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert main(["questionnaire", "--for", "redcap", "--out", str(tmp_path / "file")]) != 0
    told = capsys.readouterr().err
    assert "'many' is no number of topics" in told and "Traceback" not in told
    with pytest.raises(SystemExit):
        main(["questionnaire", "--out", str(tmp_path)])
