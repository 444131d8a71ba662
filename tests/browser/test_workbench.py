"""The workbench in a real browser: from a foreign export to a closed wave without YAML; what is refused; who gets in."""

from __future__ import annotations

import csv
import http.client
import io
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from benchmarks.pictures import dashboard
from dashboards.workbench_serve import address, command, environment, new_key
from pipeline.publish.bundle import open_wave, waves
from tests.browser.by_keyboard import Troubles, troubles
from tests.browser.conftest import free_port, process
from tests.browser.looking import LAPTOP, grave_findings, lessen, picture, stands, text_of, too_wide

REAL = Path(__file__).parents[3] / "shared" / "exports" / "googleforms" / "spack_2022.csv"
STEPS = ("bring", "questions", "names", "run", "review")
ANALYSIS = 400_000  # milliseconds, on a machine that others use too
SUBMIT = "[data-testid=stBaseButton-primaryFormSubmit]"
pytestmark = pytest.mark.timeout(1_200)


@dataclass(frozen=True)
class Bench:
    """A workbench that runs: where it opens, at which port, and where its files go."""

    opens: str
    port: int
    folder: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def work(self) -> Path:
        return self.folder / "private" / "workbench"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder, port, key = tmp_path_factory.mktemp("bench"), free_port(), new_key()
    (folder / "outputs").mkdir()
    settings = dict(environment(folder / "outputs", folder / "private", key))
    with process(command(port), f"http://127.0.0.1:{port}/_stcore/health", settings):
        yield Bench(address(port, key), port, folder)


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the browser said about our content policy."""
    return []


@pytest.fixture(scope="module")
def page(browser, bench: Bench, complaints: list[str]) -> Iterator:
    """A browser that was given the key."""
    context = browser.new_context(**LAPTOP)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    opened.goto(bench.opens)
    stands(opened)
    yield opened
    context.close()


def go(page, bench: Bench, step: str) -> str:
    lessen(page, LAPTOP["viewport"])
    page.goto(f"{bench.base}/{step}")
    page.get_by_role("heading", level=1).wait_for()
    stands(page)
    return text_of(page)


def drop(page, name: str, content: bytes, place: int = 0) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("[data-testid=stFileUploaderDropzone] input[type=file]").nth(place).set_input_files(file)


def foreign(people: int = 160) -> bytes:
    """An export of a questionnaire that nobody has described: other words, other scales, roles with slips of the pen."""
    chance = Random(7)
    roles = ["Ward nurse", "Ward doctor", "Office"]
    places = ["Day clinic", "Ward 3"]
    agree = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
    ready = [
        f"About video visits [{text}]" for text in ("I know how to start one", "Our room has what it takes", "I have the time")
    ]
    willing = [f"And you [{text}]" for text in ("I would like to offer them", "They are worth it", "I worry that they harm care")]
    table = [["Timestamp", "What is your role?", "In which department do you work?", *ready, *willing]]
    for one in range(people):
        role = roles[one % 3] if one % 9 else ["Ward nurze", "Head of the ward", "Kitchen"][one // 9 % 3]
        level = 2 if role.startswith("Ward d") else 3
        answers = [agree[min(4, max(0, level + chance.randint(-1, 1)))] for _ in range(5)]
        answers.append(agree[4 - min(4, max(0, level + chance.randint(-1, 1)))])
        table.append([f"2026/11/{one % 27 + 1:02d} 10:{one % 60:02d}:00 AM GMT+1", role, places[one % 2], *answers])
    written = io.StringIO()
    csv.writer(written).writerows(table)
    return written.getvalue().encode()


def draft_another(page) -> None:
    """Say that another questionnaire was asked, and have it drafted."""
    choice = page.get_by_text("Another one: draft it from this export")
    if not choice.is_visible():
        page.locator("summary").filter(has_text="Which questionnaire").click()
    choice.click()
    page.get_by_role("button", name="Draft the questionnaire from this export").click()
    page.get_by_text("to be confirmed").first.wait_for()
    stands(page)


def measure(page, scale: str, what: str) -> None:
    page.get_by_role("radiogroup", name=f"What does “{scale}” measure?").get_by_text(what, exact=True).click()


def intend(page, scale: str) -> None:
    box = page.get_by_role("combobox", name="Which scale asks whether people will take part?")
    box.click()
    box.fill(scale[:12])
    page.keyboard.press("Enter")


def confirm_all(page) -> None:
    """Confirm part after part, as it stands."""
    for _ in range(30):
        stands(page)
        left = page.locator(SUBMIT).count()
        if not left:
            return
        page.locator(SUBMIT).first.scroll_into_view_if_needed()
        page.locator(SUBMIT).first.click()
        page.wait_for_function(f"left => document.querySelectorAll('{SUBMIT}').length !== left", arg=left)
    raise AssertionError("some part could not be confirmed")


def let_all_count_as_nothing(page) -> None:
    """Settle every open answer and name in one go, and keep that."""
    page.get_by_role("button", name="Let all that are open count as nothing").click()
    boxes = "[...document.querySelectorAll('[data-testid=stForm] input[role=combobox]')]"
    page.wait_for_function(f"() => {boxes}.every(one => one.value.startsWith('Counts'))")
    stands(page)
    page.locator(SUBMIT).first.click()
    page.get_by_text("is known.").first.wait_for()


def run_it(page, bench: Bench) -> None:
    """Run a settled piece of work, load the page again meanwhile, and wait for the draft."""
    assert "the analysis can run" in go(page, bench, "run")
    page.get_by_role("button", name="Run the analysis").click()
    page.get_by_text("The analysis is running").wait_for()
    page.reload()  # the work goes on
    ended = re.compile("stands as a draft|was refused|broke off")
    page.get_by_role("heading", level=4).filter(has_text=ended).wait_for(timeout=ANALYSIS)
    stands(page)
    assert "stands as a draft" in text_of(page), text_of(page)


def run_and_close(page, bench: Bench, picture_name: str) -> str:
    """From a settled piece of work to a closed wave; gives its name."""
    run_it(page, bench)
    assert grave_findings(page) == []
    picture(page, f"{picture_name}_run")
    assert "stands as a draft" in go(page, bench, "review")
    assert grave_findings(page) == []
    picture(page, f"{picture_name}_review")
    wave = waves(bench.folder / "outputs")[0]
    page.get_by_role("link", name="See it as leadership will").click()
    page.get_by_text("Draft", exact=False).first.wait_for()
    go(page, bench, "review")
    page.get_by_role("button", name=f"Close wave {wave}").click()
    page.get_by_role("button", name=f"Close wave {wave} now").click()
    page.get_by_text(f"Wave {wave} is closed.").wait_for(timeout=ANALYSIS)
    return wave


@pytest.mark.parametrize("step", STEPS)
def test_every_step_can_be_read_before_anything_is_there(page, bench: Bench, step: str) -> None:
    go(page, bench, step)
    assert page.locator("[data-testid=stException]").count() == 0
    assert grave_findings(page) == []
    assert troubles(page) == Troubles()
    picture(page, f"workbench_empty_{step}")
    for width in (1024, 683):  # a small laptop; a laptop at 200 % zoom
        page.set_viewport_size({"width": width, "height": 700})
        assert not too_wide(page)


def test_a_second_browser_without_the_key_is_told_where_it_is(browser, bench: Bench) -> None:
    context = browser.new_context(**LAPTOP)
    other = context.new_page()
    for path in ("/", "/review", "/overview", "/?key=guessed"):
        answer = other.goto(f"{bench.base}{path}")
        assert answer.status == 403
        assert "terminal" in other.inner_text("main")
    picture_of = other.screenshot()
    assert picture_of and context.cookies() == []
    context.close()


def test_the_key_leaves_the_address_and_the_next_visit_needs_none(page, bench: Bench) -> None:
    page.goto(bench.opens)
    stands(page)
    assert "key" not in page.url
    assert "1 · Files" in go(page, bench, "bring")


def test_a_broken_file_is_refused_in_plain_words_and_nothing_of_it_stays(page, bench: Bench) -> None:
    go(page, bench, "bring")
    drop(page, "answers.xlsx", b"PK\x03\x04 this was cut off on the way")
    page.get_by_text("was not taken").wait_for()
    stands(page)
    text = text_of(page)
    assert "The export cannot be read." in text and "To fix" in text
    assert not list(bench.work.rglob("*.xlsx"))
    assert grave_findings(page) == []
    picture(page, "workbench_refused")


def test_from_a_foreign_export_to_a_closed_wave_by_choices_alone(page, bench: Bench) -> None:
    go(page, bench, "bring")
    drop(page, "our survey.csv", foreign())
    page.get_by_text("is an export of").wait_for()
    for path in bench.work.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    picture(page, "workbench_files")
    assert "none of the shipped questionnaires" in go(page, bench, "questions")
    draft_another(page)
    picture(page, "workbench_questionnaire")
    assert grave_findings(page) == [] and troubles(page) == Troubles()
    measure(page, "About video visits", "Readiness")
    measure(page, "And you", "Willingness")
    intend(page, "And you")
    confirm_all(page)
    page.get_by_text("Every question that the analysis needs has its column.").wait_for()
    text = go(page, bench, "names")
    if "needs a meaning" in text or "need a meaning" in text:
        picture(page, "workbench_names")
        assert grave_findings(page) == []
        let_all_count_as_nothing(page)
    wave = run_and_close(page, bench, "workbench_foreign")
    assert wave == "2026-11"
    bundle = open_wave(bench.folder / "outputs", wave)
    assert bundle.manifest.state == "closed" and bundle.manifest.rows["read"] == 160
    assert not list(bench.work.rglob("*.csv"))  # the copy of the export is gone


def test_a_real_foreign_export_becomes_a_draft_and_is_discarded(page, bench: Bench) -> None:
    if not REAL.is_file():
        pytest.skip("the collection of real exports is not on this machine")
    go(page, bench, "bring")
    drop(page, REAL.name, REAL.read_bytes())
    page.get_by_text("is an export of").wait_for()
    go(page, bench, "questions")
    draft_another(page)
    commercial = "2 questions from 'If there were commercial support for Spack, would you or your organization buy it?'"
    measure(page, "How long have you been using Spack?", "Leave it out")
    measure(page, "Rank these TBD Spack features by importance", "Leave it out")
    measure(page, "How often do you consult the Spack documentation?", "Readiness")
    measure(page, commercial, "Willingness")
    measure(page, "How would you rate the overall quality of ... - Spack", "Willingness")
    intend(page, commercial)
    confirm_all(page)
    assert "13 names of roles are not known" in go(page, bench, "names")
    let_all_count_as_nothing(page)
    run_it(page, bench)
    go(page, bench, "review")
    wave = min(waves(bench.folder / "outputs"))
    page.get_by_role("button", name="Discard the draft").click()
    page.get_by_role("button", name="Discard it now").click()
    page.get_by_text("There is no draft of this piece of work yet.").wait_for()
    assert wave not in waves(bench.folder / "outputs")
    go(page, bench, "bring")
    page.get_by_role("button", name="Begin again").click()
    page.get_by_role("button", name="Delete and begin again").click()
    page.get_by_text("Drop the export of the survey").first.wait_for()
    left = [path for path in bench.work.rglob("*") if path.is_file()] if bench.work.is_dir() else []
    assert not [path for path in left if path.suffix in (".csv", ".yaml") and "last" not in path.parts]


def test_the_content_policy_hinders_nothing_of_ours(complaints: list[str], page) -> None:
    assert complaints == []


def test_the_dashboard_of_leadership_takes_no_file(tmp_path: Path) -> None:
    with dashboard(tmp_path) as found:
        connection = http.client.HTTPConnection(found.removeprefix("http://"), timeout=30)
        connection.request("PUT", "/_stcore/upload_file/session/file", b"something", {"Origin": found})
        assert connection.getresponse().status in (404, 405)
        connection.close()
