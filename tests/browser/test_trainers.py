"""A trainer at work, signed in at a real provider: a role, its list, files, a seat plan; and nothing else, whatever is asked."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from dashboards.pages import PAGES
from pipeline.publish.bundle import open_wave
from pipeline.publish.chart_tables import role_topics
from pipeline.publish.plan import Limits, plan_files, plan_of, plan_sentences
from pipeline.publish.wording import LABELS, where_sentence
from pipeline.publish.words import say
from tests.browser.test_sign_in import WAVE, stream_answers

HIDDEN = (*LABELS.values(), "nearest win", "Willingness", "willingness")
"""Words of findings that are for leadership."""


@pytest.fixture(scope="module")
def bundle(site):
    return open_wave(site.outputs, WAVE)


def go(page, site, where: str, heading: str) -> str:
    """Open an address; the text of the page once its finding stands. heading : part of the finding."""
    page.goto(f"{site.address}/{where}")
    return stands(page, heading)


def stands(page, heading: str) -> str:
    page.get_by_role("heading", level=4).filter(has_text=heading).first.wait_for()
    page.locator("[data-testid=stExpander]").last.wait_for()
    page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')")
    return page.locator("[data-testid=stMain]").inner_text().replace("\u00a0", " ")


def pick(page, label: str, option: str) -> None:
    """Choose from a list as people do: open it, type, enter."""
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(option)
    page.keyboard.press("Enter")


def downloaded(page, link: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link, exact=True).click()
    return waiting.value.path().read_bytes()


def test_the_pages_of_a_trainer_are_two(trainer, site, bundle) -> None:
    text = go(trainer, site, "", where_sentence(bundle).text[:40])
    menu = trainer.locator("[data-testid=stSidebar]")
    menu.get_by_role("link", name=say("page.seat_planner"), exact=True).wait_for()
    beside = menu.inner_text().split("\n")
    titles = {page.title for page in PAGES}
    assert [line for line in beside if line in titles] == [say("page.training"), say("page.seat_planner")]
    assert say("show.explain_hint") not in text and not any(word in text for word in HIDDEN)


def test_a_role_is_picked_its_list_is_seen_shared_and_downloaded(trainer, browser, site, bundle) -> None:
    label = bundle.instrument.labels()["role"]["rn_onc"]
    go(trainer, site, "", where_sentence(bundle).text[:40])
    pick(trainer, say("training.role"), label)
    text = stands(trainer, f"{label}.")
    assert parse_qs(urlsplit(trainer.url).query)["role"] == ["rn_onc"]
    assert not any(word in text for word in HIDDEN)
    folder = site.outputs / WAVE / "training_targets"
    assert downloaded(trainer, say("training.this_list")) == (folder / "rn_onc.csv").read_bytes()
    workbook = downloaded(trainer, say("training.all_lists"))
    assert workbook == (folder / "training_targets.xlsx").read_bytes() and workbook[:2] == b"PK"
    table = pd.read_csv(io.BytesIO(downloaded_first_table(trainer)), encoding="utf-8-sig")
    own = role_topics(bundle, "rn_onc")
    assert table["topic"].tolist() == own["topic"].tolist() and table["seats"].tolist() == own["seats"].tolist()
    other = site.sign_in(browser, "trainer")
    other.goto(trainer.url)
    assert label in stands(other, f"{label}.") and other.url == trainer.url  # the link shows the same to another one
    other.context.close()


def downloaded_first_table(page) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=say("show.csv"), exact=True).first.click()
    return waiting.value.path().read_bytes()


def test_the_way_back_shows_the_role_before(trainer, site, bundle) -> None:
    labels = bundle.instrument.labels()["role"]
    go(trainer, site, "?role=front_desk", f"{labels['front_desk']}.")
    trainer.goto(f"{site.address}/?role=rn_onc")
    stands(trainer, f"{labels['rn_onc']}.")
    trainer.go_back()
    text = stands(trainer, f"{labels['front_desk']}.")
    assert f"{labels['rn_onc']}. " not in text and parse_qs(urlsplit(trainer.url).query)["role"] == ["front_desk"]


def test_a_plan_is_made_shared_and_downloaded(trainer, site, bundle) -> None:
    go(trainer, site, "seat_planner", "40 hours")
    workbook = trainer.get_by_role("link", name=say("planner.workbook"), exact=True)
    before = workbook.get_attribute("href")
    hours = trainer.get_by_role("spinbutton", name=say("planner.hours"))
    hours.fill("25")
    hours.press("Enter")
    limits = Limits(hours=25)
    plan = plan_of(bundle, limits)
    text = stands(trainer, plan_sentences(bundle, plan).headline[:30])
    assert parse_qs(urlsplit(trainer.url).query)["plan_hours"] == ["25"]
    assert not any(word in text for word in HIDDEN)
    trainer.wait_for_function(f"() => !document.querySelector('a[href=\"{before}\"]')")  # the files of the plan before are gone
    assert downloaded(trainer, say("planner.workbook")) == plan_files(bundle, plan)["plan.xlsx"]


def test_limits_of_single_roles_and_topics_stand_in_the_address(trainer, site, bundle) -> None:
    limits = Limits(hours=40, role_most={"rn_onc": 24}, lengths={"T01": 2.0})
    plan = plan_of(bundle, limits)
    go(trainer, site, "seat_planner?most=rn_onc:24&class_hours=T01:2", plan_sentences(bundle, plan).headline[:30])
    assert downloaded(trainer, say("planner.seats_file")) == plan_files(bundle, plan)["plan.csv"]


@pytest.mark.parametrize("name", ["overview", "not_yet_convinced", "why?group=role:rn_onc", "change", "actions", "how_sure"])
def test_no_other_page_opens(trainer, site, name: str) -> None:
    assert trainer.goto(f"{site.address}/{name}").status == 403


@pytest.mark.parametrize(
    "name", ["actions.csv", "reports/report.html", "reports/tables.xlsx", "departments/infusion_center.html"]
)
def test_no_file_of_leadership_is_given(trainer, site, name: str) -> None:
    assert site.answer(f"/files/{WAVE}/{name}", site.cookie(trainer))[0] == 403


@pytest.mark.parametrize("where", ["role=rn_onc", "role=onc_rad", "role=astronaut", "group=role:rn_onc&with=overall&find=nurse"])
def test_nothing_else_is_sent_whatever_the_address_says(trainer, site, where: str) -> None:
    for name in ("", "seat_planner"):
        said = stream_answers(site, site.cookie(trainer), name, where)
        assert say("page.training") in said and not [word for word in HIDDEN if word in said]
