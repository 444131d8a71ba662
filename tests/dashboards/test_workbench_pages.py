"""The workbench's pages without a browser: each step empty, refused, settled, run, closed; nobody needs YAML."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.serve import OUTPUTS
from dashboards.workbench_held import forget
from dashboards.workbench_running import Runs, runs
from dashboards.workbench_serve import PRIVATE
from dashboards.workbench_steps import STEPS
from pipeline.errors import Problem, UsageError
from pipeline.publish.bundle import waves
from pipeline.publish.words import has, say, words
from pipeline.run.workbench.questionnaire_file import edited
from pipeline.run.workbench.work import OWN, opened, put, settled

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "small_center"

Show = Callable[[str], AppTest]


@pytest.fixture()
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where results and private files lie; nothing of another test is remembered."""
    monkeypatch.setenv(OUTPUTS, str(tmp_path / "outputs"))
    monkeypatch.setenv(PRIVATE, str(tmp_path / "private"))
    forget()
    runs().forget()
    yield tmp_path
    for _ in range(600):
        seen = runs().seen()
        if seen is None or not seen.at_work:
            break
        time.sleep(0.1)
    runs().forget()
    forget()


@pytest.fixture()
def show(folders: Path) -> Show:
    """A step of the workbench, opened as by its link."""

    def open_(name: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboards" / "workbench.py"), default_timeout=120).run()
        return app if name == STEPS[0].name else app.switch_page(f"workbench_pages/{name}.py").run()

    return open_


def brought(folders: Path, **files: Path):
    """A piece of work with these files."""
    work = opened(folders / "outputs", folders / "private")
    for kind, path in files.items():
        work = put(work, kind, path.name, path.read_bytes())
    return work


def text(app: AppTest) -> str:
    parts = (app.title, app.markdown, app.info, app.error, app.success, app.warning, app.caption)
    return " ".join(str(part.value) for kind in parts for part in kind).replace("\\", "")


def ended() -> None:
    for _ in range(1200):
        seen = runs().seen()
        assert seen is not None
        if not seen.at_work:
            return
        time.sleep(0.1)
    raise AssertionError("the analysis did not end")


@pytest.mark.parametrize("step", [step.name for step in STEPS])
def test_every_step_says_what_to_do_where_nothing_is_there(show: Show, step: str) -> None:
    app = show(step)
    assert not app.exception and not app.error
    assert say(f"workbench.step.{step}") in text(app)


def test_an_export_is_dropped_and_told(show: Show, folders: Path) -> None:
    app = show("bring")
    export = SAMPLE / "2026-11.csv"
    app.file_uploader[0].upload(export.name, export.read_bytes(), "text/csv").run()
    assert not app.exception
    assert "is an export of" in text(app)
    assert opened(folders / "outputs", folders / "private").files["export"].read_bytes() == export.read_bytes()


def test_an_export_that_cannot_be_read_is_refused_in_the_commands_words_and_not_kept(show: Show, folders: Path) -> None:
    app = show("bring")
    app.file_uploader[0].upload("answers.xlsx", b"PK\x03\x04 cut off", "application/octet-stream").run()
    from pipeline.run.workbench.look import look
    from pipeline.run.workbench.refusal import Refusal

    elsewhere = put(opened(folders / "o", folders / "p"), "export", "answers.xlsx", b"PK\x03\x04 cut off")
    refused = look(elsewhere)
    assert isinstance(refused, Refusal)
    for problem in refused.problems:
        assert problem.what in text(app)
    assert "export" not in opened(folders / "outputs", folders / "private").files
    app.button(key="keep_refused").click().run()
    assert "export" in opened(folders / "outputs", folders / "private").files
    assert not app.exception


def test_a_file_with_an_ending_that_is_not_read_is_refused_with_those_that_are(show: Show, folders: Path) -> None:
    app = show("bring")
    app.file_uploader[0].upload("answers.docx", b"something", "application/octet-stream").run()
    assert ".docx" in text(app) and ".csv" in text(app)
    assert not opened(folders / "outputs", folders / "private").files


def test_a_roster_that_is_wrong_is_told_beside_an_export_that_is_right(show: Show, folders: Path) -> None:
    brought(folders, export=SAMPLE / "2026-11.csv")
    app = show("bring")
    app.file_uploader[0].upload("roster.csv", b"role,department\nnobody,nowhere\n", "text/csv").run()
    assert "the roster has no column staff" in text(app)


def test_from_the_sample_to_a_closed_wave(show: Show, folders: Path) -> None:
    brought(folders, export=SAMPLE / "2026-11.csv", roster=SAMPLE / "roster.csv")
    questions = show("questions")
    assert not questions.exception and say("workbench.fields.settled") in text(questions)
    names = show("names")
    assert not names.exception and say("workbench.names.settled") in text(names)
    run = show("run")
    run.button[0].click().run()
    assert not run.exception
    assert not runs().start(lambda tell: None)  # a second click begins nothing
    ended()
    run = show("run")
    assert not run.exception and say("workbench.run.done", wave="2026-11") in text(run)
    assert waves(folders / "outputs") == ["2026-11"]
    review = show("review")
    assert not review.exception and say("workbench.review.stands", wave="2026-11") in text(review)
    review.button(key="close").click().run()
    assert not review.exception and say("workbench.review.closed", wave="2026-11") in text(review)
    assert not opened(folders / "outputs", folders / "private").files
    assert say("workbench.bring.empty") in text(show("bring"))  # the next piece of work can begin
    again = brought(folders, export=SAMPLE / "2026-11.csv")
    assert show("questions").button(key="use_last").click().run().exception == []
    assert again.files


def test_a_discarded_draft_leaves_nothing_and_keeps_the_files(show: Show, folders: Path) -> None:
    brought(folders, export=SAMPLE / "2026-11.csv", roster=SAMPLE / "roster.csv")
    show("run").button[0].click().run()
    ended()
    show("review").button(key="discard").click().run()
    assert waves(folders / "outputs") == []
    assert set(opened(folders / "outputs", folders / "private").files) == {"export", "roster"}
    show("bring").button(key="afresh").click().run()
    assert not (folders / "private" / "workbench").exists()


def test_an_unknown_name_is_settled_by_a_choice_and_taken_back(show: Show, folders: Path) -> None:
    brought(folders, export=ROOT / "sample_data" / "sample" / "2026-11.csv")
    app = show("names")
    first = next(box for box in app.selectbox if str(box.key).startswith("name_0_role"))
    assert first.value == "later"  # nothing is chosen beforehand
    next(button for button in app.button if str(button.key).startswith("fill_name_0_role")).click().run()
    first = next(box for box in app.selectbox if str(box.key).startswith("name_0_role"))
    assert first.value != "later" and "binding" not in opened(folders / "outputs", folders / "private").files
    next(button for button in app.button if button.label == say("workbench.keep")).click().run()
    assert not app.exception
    assert "binding" in opened(folders / "outputs", folders / "private").files
    back = app.multiselect(key="back")
    back.select(back.options[0])
    next(button for button in app.button if button.label == say("workbench.decided.button")).click().run()
    assert not app.exception and len(app.multiselect(key="back").options) == len(back.options) - 1


def test_a_question_without_its_column_gets_it_by_a_choice(show: Show, folders: Path) -> None:
    written = (SAMPLE / "2026-11.csv").read_text(encoding="utf-8")
    other = written.replace(",role,", ",what_I_do,", 1).replace("What is your role?", "My work here", 1)
    put(opened(folders / "outputs", folders / "private"), "export", "2026-11.csv", other.encode())
    app = show("questions")
    box = app.selectbox(key="field_role")
    box.select(next(option for option in box.options if "what_I_do" in option))
    next(button for button in app.button if button.label == say("workbench.keep")).click().run()
    assert not app.exception and say("workbench.fields.settled") in text(app)


def test_a_foreign_questionnaire_is_drafted_and_the_role_is_said_where_it_was_not_found(show: Show, folders: Path) -> None:
    rows = [f"2026/11/0{n % 9 + 1} 10:00:00 AM GMT+1,Kind {n % 3},{('Agree', 'Disagree', 'Neutral')[n % 3]}" for n in range(60)]
    table = "\n".join(["Timestamp,Which hat do you wear?,I like video visits", *rows])
    put(opened(folders / "outputs", folders / "private"), "export", "ours.csv", table.encode())
    app = show("questions")
    app.radio[0].set_value(OWN).run()
    app.button(key="draft").click().run()
    assert not app.exception and "to be confirmed" in text(app)
    hat = app.selectbox(key="own_more_role")
    hat.select(next(option for option in hat.options if "hat" in option))
    next(button for button in app.button if button.label == say("workbench.keep")).click().run()
    assert not app.exception
    made = edited(opened(folders / "outputs", folders / "private"))
    assert made is not None and [choice.listed for choice in made.choices] == ["roles"]
    assert [option.label for option in made.choices[0].options] == ["Kind 0", "Kind 1", "Kind 2"]


def test_a_refused_analysis_is_told_with_the_commands_words(show: Show, folders: Path) -> None:
    work = brought(folders, export=SAMPLE / "2026-11.csv", roster=SAMPLE / "roster.csv")
    settled(work, wave="2026-13")
    show("run").button[0].click().run()
    ended()
    app = show("run")
    assert not app.exception and say("workbench.run.refused") in text(app)


def test_a_mistake_of_ours_ends_the_waiting_and_tells_no_message() -> None:
    own: Runs[int] = Runs()

    def breaks(tell: Callable[[str], None]) -> int:
        tell("Reading")
        raise ValueError("an answer of somebody")

    assert own.start(breaks)
    for _ in range(100):
        seen = own.seen()
        if seen is not None and not seen.at_work:
            break
        time.sleep(0.05)
    assert seen is not None and "ValueError" in seen.broken and "answer of somebody" not in seen.broken
    assert own.start(lambda tell: 1)


def test_users_mistakes_are_values_and_not_breaks() -> None:
    from pipeline.run.workbench.refusal import Refusal, attempt

    def wrong() -> int:
        raise UsageError(Problem("it is wrong"))

    assert isinstance(attempt(wrong), Refusal)


def test_every_step_has_its_words() -> None:
    for step in STEPS:
        assert has(f"workbench.step.{step.name}")
    used = [key for key in words("en") if key.startswith("workbench.")]
    assert len(used) > 100
