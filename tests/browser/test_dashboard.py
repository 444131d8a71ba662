"""A real browser on a real server: every page shows the wave's numbers, a download is the file, nothing leaves the machine."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from pipeline.publish.bundle import open_wave
from pipeline.publish.plan import Limits, Weekly, plan_files, plan_of, plan_sentences
from tests.browser import looking

WAVE = "2026-11"
PAGES = {
    "": "Overview",
    "not_yet_convinced": "Not yet convinced",
    "why": "Why and what helps",
    "change": "What changed",
    "training": "Training",
    "seat_planner": "Seat planner",
    "actions": "What was done",
    "how_sure": "How sure",
}


@pytest.fixture(scope="module")
def address(served: Callable[[str], str]) -> str:
    return served("one")


@pytest.fixture(scope="module")
def requests() -> list[str]:
    """Addresses that the browser asked for, over all tests of this file."""
    return []


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the browser said about our content policy, over all tests of this file."""
    return []


@pytest.fixture(scope="module")
def errors() -> list[str]:
    """Errors in the browser's console, but for the two addresses that every deep link asks for in vain."""
    return []


@pytest.fixture(scope="module")
def page(browser, address: str, requests: list[str], complaints: list[str], errors: list[str]) -> Iterator:
    context = browser.new_context(accept_downloads=True, viewport={"width": 1366, "height": 900})
    context.on("request", lambda request: requests.append(request.url))
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    opened.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" and " 404 " not in said.text else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()


def go(page, address: str, name: str) -> str:
    """Open a page by its address; the text of its main part once it stands."""
    text = looking.go(page, address, name)
    assert page.locator(looking.TITLE).inner_text() == PAGES[name.split("?")[0]]
    return text


def table(sample_outputs: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(sample_outputs / WAVE / f"{name}.parquet")


@pytest.mark.parametrize("name", list(PAGES))
def test_every_page_opens_without_an_error(page, address: str, name: str) -> None:
    text = go(page, address, name)
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator("[data-testid=stAlertContentError]").count() == 0
    assert "this wave can still change" in text


def test_the_overview_shows_the_numbers_of_the_files(page, address: str, sample_outputs: Path) -> None:
    text = go(page, address, "")
    overall = table(sample_outputs, "release/groups").set_index("grouping").loc["overall"]
    assert f"{int(overall['n']):,} of {int(overall['staff']):,} staff answered" in text
    estimates = table(sample_outputs, "findings/estimates").query("grouping == 'overall'").set_index("scale")
    for name, scale in (("Readiness", "readiness"), ("Willingness", "willingness")):
        assert f"{name} {estimates.loc[scale, 'mean']:.0f}" in text
    page.locator(".js-plotly-plot").first.wait_for()


def test_the_flagged_groups_and_their_chances_are_shown(page, address: str, sample_outputs: Path) -> None:
    text = go(page, address, "not_yet_convinced")
    flagged = table(sample_outputs, "findings/reluctance").query("label == 'priority' and grouping in ('role', 'department')")
    assert len(flagged) >= 3
    for row in flagged.to_dict("records"):
        assert f"{int(row['n'])} answers." in text
    for key in ("groups", "four", "map", "heat"):
        page.locator(f".st-key-chart_{key} .js-plotly-plot").wait_for()
    assert page.locator(".js-plotly-plot").count() == 4


@pytest.mark.parametrize("width", [1366, 390])
def test_reluctant_groups_can_be_read_at_every_width(page, address: str, errors: list[str], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    errors.clear()
    for name, titles in (
        ("not_yet_convinced", ("Ready and willing?", "Role by department")),
        ("why", ("All staff: what goes together with intention", "All staff: barriers across roles")),
    ):
        text = go(page, address, name)
        for title in titles:
            page.get_by_role("heading", level=3, name=title, exact=True).wait_for()
        main = page.locator("[data-testid=stMain]")
        assert main.evaluate("part => part.scrollWidth <= part.clientWidth")
    assert "First" in text and "proof" in text
    assert errors == []
    page.set_viewport_size({"width": 1366, "height": 900})


def test_another_group_can_be_asked_for_and_hidden_cells_are_folded_apart(page, address: str, sample_outputs: Path) -> None:
    text = go(page, address, "why?group=role:onc_rad")
    assert "Radiation oncologist: no sign of reluctance." in text
    go(page, address, "not_yet_convinced")
    expected = page.locator("[data-testid=stExpander]").filter(has_text="Cells with too few answers")
    table_of_it = expected.locator("[data-testid=stDataFrame]")
    assert table_of_it.count() == 0 or not table_of_it.first.is_visible()
    expected.locator("summary").click()
    table_of_it.first.wait_for()
    assert f"For {len(table(sample_outputs, 'findings/expected_cells'))} cells" in expected.inner_text()
    heat = page.locator(".st-key-chart_heat")
    few = int((table(sample_outputs, "release/cells")["state"] == "too_few").sum())
    assert heat.get_by_text("too few", exact=True).count() == few  # the map itself keeps them hidden


def test_a_filter_in_the_address_restores_the_view(page, address: str) -> None:
    go(page, address, "not_yet_convinced?show=Roles&find=front")
    chart = page.locator(".st-key-chart_groups")
    chart.get_by_text("Front desk / scheduler (n=98)").wait_for()
    assert page.get_by_label("Find a role or department").input_value() == "front"
    assert "Oncology nurse (n=" not in chart.inner_text()


def test_a_trainers_downloads_are_the_files_of_the_wave(page, address: str, sample_outputs: Path, tmp_path: Path) -> None:
    go(page, address, "training?role=Oncology+nurse")
    page.get_by_role("heading", level=4).filter(has_text="Oncology nurse.").wait_for()
    folder = sample_outputs / WAVE / "training_targets"
    for button, name in (
        ("Download this list (CSV)", "rn_onc.csv"),
        ("Download all lists (XLSX)", "training_targets.xlsx"),
        ("Download the sessions (CSV)", "sessions.csv"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=button).click()
        assert waiting.value.suggested_filename == name
        waiting.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_list_of_actions_is_the_file_of_the_wave(page, address: str, sample_outputs: Path, tmp_path: Path) -> None:
    text = go(page, address, "actions")
    assert "This is the first wave" in text and "exports/actions.csv" in text
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the list to fill in (CSV)").click()
    assert waiting.value.suggested_filename == "actions.csv"
    waiting.value.save_as(tmp_path / "actions.csv")
    assert (tmp_path / "actions.csv").read_bytes() == (sample_outputs / WAVE / "actions.csv").read_bytes()


def test_reports_and_pages_of_departments_are_the_files_of_the_wave(
    page, address: str, sample_outputs: Path, tmp_path: Path
) -> None:
    for where, link, name in (
        ("", "Whole report (HTML)", "report.html"),
        ("", "Report to print (PDF)", "report.pdf"),
        ("", "Slides for a board (PPTX)", "briefing.pptx"),
        ("", "All tables (XLSX)", "tables.xlsx"),
        ("not_yet_convinced", "Infusion center", "departments/infusion_center.html"),
    ):
        go(page, address, where)
        with page.expect_download() as waiting:
            page.get_by_role("link", name=link, exact=True).click()
        waiting.value.save_as(tmp_path / "got")
        assert (tmp_path / "got").read_bytes() == (sample_outputs / WAVE / name).read_bytes()


def test_a_plan_has_an_address_and_its_files_are_those_of_the_command(
    page, address: str, sample_outputs: Path, tmp_path: Path
) -> None:
    go(page, address, "seat_planner?plan_hours=25&plan_size=10&plan_first=2027-01-11")
    bundle = open_wave(sample_outputs, WAVE)
    plan = plan_of(bundle, Limits(hours=25, class_size=10))
    page.get_by_role("heading", level=4).filter(has_text=plan_sentences(bundle, plan).headline[:40]).wait_for()
    files = plan_files(bundle, plan, Weekly(date(2027, 1, 11)))
    for button, name in (("Download the plan (XLSX)", "plan.xlsx"), ("Seats (CSV)", "plan.csv"), ("Calendar (ICS)", "plan.ics")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=button, exact=True).click()
        assert waiting.value.suggested_filename == name
        waiting.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes() == files[name]


def test_the_rows_reconcile_on_screen(page, address: str) -> None:
    text = go(page, address, "how_sure?section=rows")
    assert "886 rows read, 808 kept, 78 set aside" in text


def test_a_request_through_a_proxy_is_refused(address: str, page) -> None:
    context = page.context.browser.new_context(extra_http_headers={"X-Forwarded-For": "10.0.0.1"})
    other = context.new_page()
    other.goto(address)
    other.get_by_text("answers this machine only").wait_for(timeout=60_000)
    assert "staff answered" not in other.locator("body").inner_text()
    context.close()


def test_another_host_name_gets_no_page_of_ours(address: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("GET", "/", headers={"Host": "dashboard.example.org"})
    body = connection.getresponse().read().decode("utf-8", "replace")
    connection.close()
    assert "not yet convinced" not in body.lower()


def test_nothing_left_this_machine(requests: list[str], page) -> None:
    hosts = {urlsplit(url).hostname for url in requests if urlsplit(url).scheme in ("http", "https", "ws", "wss")}
    assert requests and hosts == {"127.0.0.1"}


def test_the_content_policy_hinders_nothing_of_ours(complaints: list[str], page) -> None:
    assert complaints == []
