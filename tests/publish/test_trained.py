"""Did it work, from the first wave to the page: the list is read back, sentences warn, nobody is seen, mistakes write nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.serve import OUTPUTS
from pipeline.cli import main
from pipeline.publish.bundle import Bundle, open_wave, wave_before
from pipeline.publish.chart_tables import trained_means, trained_table
from pipeline.publish.sentences import sentence_table
from pipeline.publish.wording import DID_IT_WORK, trained_sentences
from pipeline.release.audit import audit_folder
from tests.made_once import copied

ROOT = Path(__file__).parents[2]
DATA = ROOT / "sample_data" / "sample"
EARLIER, LATER = "2026-11", "2027-02"


@pytest.fixture(scope="module")
def outputs(sample_outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both waves of the sample, with a list as a manager would fill it in: the nine largest gaps of roles were held."""
    folder = tmp_path_factory.mktemp("trained")
    copied(sample_outputs.parent, folder)
    needs = pd.read_parquet(sample_outputs / EARLIER / "findings" / "training_needs.parquet")
    first = needs[needs["grouping"] == "role"].nlargest(9, "gap").assign(seats=12, note="held in May")
    first[["note", "role", "topic", "seats"]].to_csv(folder / "trained.csv", index=False)
    given = ["--roster", str(DATA / "roster.csv"), "--trained", str(folder / "trained.csv"), "--out", str(folder / "outputs")]
    assert main(["analyze", str(DATA / f"{LATER}.csv"), "--quiet", "--no-pdf", *given]) == 0
    return folder / "outputs"


@pytest.fixture(scope="module")
def bundle(outputs: Path) -> Bundle:
    return open_wave(outputs, LATER)


def test_the_earlier_wave_is_the_newest_before(outputs: Path) -> None:
    assert wave_before(outputs, LATER) == EARLIER
    assert wave_before(outputs, EARLIER) is None
    assert wave_before(outputs, "2028-01") == LATER


def test_nothing_that_was_held_is_lost_and_chance_is_no_effect(bundle: Bundle) -> None:
    [row] = bundle.findings.trained_overall.to_dict("records")
    assert row["earlier"] == EARLIER and row["status"] == "compared"
    assert row["trained"] + row["not_shown"] == 9 and row["untrained"] > 50
    # The made-up staff were never trained.
    assert row["difference_low"] < 0 < row["difference_high"]
    released = bundle.release.topics.set_index(["grouping", "role", "topic"])["n"]
    for pair in bundle.findings.trained.to_dict("records"):
        if pair["grouping"] == "role":
            assert released[("role", pair["role"], pair["topic"])] == pair["n"]


def test_sentences_say_both_changes_and_always_warn(bundle: Bundle) -> None:
    texts = [sentence.text for sentence in trained_sentences(bundle)]
    assert "where training was held (9 role × topics)" in texts[0] and "elsewhere (" in texts[0]
    assert "started alike" in texts[1] and "90 % interval" in texts[1] and "no difference at all is possible" in texts[1]
    n = bundle.findings.trained_overall.iloc[0]
    assert f"({n['n_before']} in {EARLIER}, {n['n']} now), not of the same people" in texts[2]
    assert "who took part in a class is not known: this is no proof of cause" in texts[2]
    table = sentence_table(bundle)
    said = table[table["place"] == "training: did it work"]
    assert said["text"].tolist() == texts and set(said["specification"]) == {"docs/methods/trained.md"}
    report = (bundle.path / "report.html").read_text(encoding="utf-8")
    assert DID_IT_WORK in report and "this is no proof of cause" in report and "Seats held" in report


def changed(bundle: Bundle, **values: object) -> list[str]:
    overall = bundle.findings.trained_overall.assign(**values)
    return [s.text for s in trained_sentences(replace(bundle, findings=replace(bundle.findings, trained_overall=overall)))]


def test_sentences_of_every_outcome(bundle: Bundle) -> None:
    sure = changed(bundle, change_trained=0.42, change_untrained=0.1, difference=0.3, difference_low=0.1, difference_high=0.5)
    assert sure[0].startswith("Confidence rose by 0.42 points where training was held (9 role × topics) and rose by 0.10 points")
    assert sure[1].endswith("training goes with 0.30 points more (+0.10 to +0.50, 90 % interval).")
    less = changed(bundle, change_trained=-0.2, difference=-0.3, difference_low=-0.5, difference_high=-0.1)
    assert "fell by 0.20 points" in less[0] and "0.30 points less (−0.50 to −0.10" in less[1]
    few = changed(bundle, status="too_few", difference=None, not_shown=1, not_same="T01")
    assert few[1].startswith("That cannot be compared") and "no proof of cause" in few[2]
    assert few[3] == "Not counted: 1 role × topic of the list, not shown in both waves."
    assert few[4].startswith("Not compared, since the two waves did not ask for it alike: ") and "T01" not in few[4]
    hidden = changed(bundle, status="too_few", trained=0, change_trained=None)
    assert hidden[0].startswith("Training was held only where") and "no proof of cause" in hidden[2]


def test_tables_have_words_and_those_with_training_first(bundle: Bundle) -> None:
    table, means = trained_table(bundle), trained_means(bundle)
    assert table["trained"].tolist() == sorted(table["trained"], reverse=True) and set(table["held"]) == {
        "Training held",
        "Elsewhere",
    }
    assert means["pairs"].tolist() == [9, len(table) - 9]
    assert not table["topic"].isin([topic.id for topic in bundle.instrument.topics]).any()


def test_the_attacker_finds_nothing_and_without_a_list_all_else_is_the_same(
    outputs: Path, bundle: Bundle, tmp_path: Path
) -> None:
    result = audit_folder(outputs / LATER)
    assert result.safe, result.lines()
    shutil.copytree(outputs.parent, tmp_path / "again")
    (tmp_path / "again" / "private" / LATER / "trained.csv").unlink()  # else it would be used again
    given = ["--roster", str(DATA / "roster.csv"), "--out", str(tmp_path / "again" / "outputs")]
    assert main(["analyze", str(DATA / f"{LATER}.csv"), "--quiet", "--no-pdf", *given]) == 0
    without = open_wave(tmp_path / "again" / "outputs", LATER)
    assert without.findings.trained.empty and trained_sentences(without) == []
    assert DID_IT_WORK not in (without.path / "report.html").read_text(encoding="utf-8")
    for name, frame in bundle.findings.by_name().items():
        if not name.startswith("findings/trained"):
            pd.testing.assert_frame_equal(frame, without.findings.by_name()[name])


def test_without_an_earlier_wave_or_with_a_wrong_list_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trained.csv"
    path.write_text("role,topic,seats\nRN,T01,12\n", encoding="utf-8")
    given = ["analyze", str(DATA / f"{EARLIER}.csv"), "--quiet", "--trained", str(path), "--out", str(tmp_path / "outputs")]
    assert main(given) == 2
    assert f"no wave before {EARLIER}" in capsys.readouterr().err
    path.write_text("role,topic,seats\nRN,T99,12\nRN,T01,x\n", encoding="utf-8")
    assert main(given) == 4
    told = capsys.readouterr().err
    assert "line 2" in told and "line 3" in told and "Traceback" not in told
    assert [one.name for one in tmp_path.iterdir()] == ["trained.csv"]


@pytest.mark.parametrize("wave", [LATER, EARLIER])
def test_the_page_shows_it_where_a_list_was_given(outputs: Path, wave: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OUTPUTS, str(outputs))
    monkeypatch.setattr("dashboards.page_access.refusal", lambda request, access: None)  # the test client sends no headers
    app = AppTest.from_file(str(ROOT / "dashboards" / "app_pages" / "training.py"), default_timeout=60)
    app.query_params["wave"] = wave
    app.run()
    assert not app.exception and not app.error
    assert (DID_IT_WORK in [part.value for part in app.subheader]) == (wave == LATER)
    said = " ".join(part.value for part in app.markdown)
    assert ("no proof of cause" in said) == (wave == LATER)
