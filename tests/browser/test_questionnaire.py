"""The sheet fits and can be read aloud; the script for Google Forms runs, and what it asks for is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from pipeline.instrument.load import load_instrument
from pipeline.questionnaire.form import Form, Wanted
from pipeline.questionnaire.googleforms import SCRIPT, files
from pipeline.questionnaire.making import form_of
from pipeline.questionnaire.sheet import SHEET
from pipeline.questionnaire.write import questionnaire_files

RECORDER = """
const made = [];
function item(kind) {
  const own = {kind: kind, place: made.length};
  made.push(own);
  const proxy = new Proxy({}, {get: (_, name) => name === "own" ? own : (...given) => {
    if (name === "createChoice") { return {label: given[0], page: given[1].own.place}; }
    own[name] = given[0];
    return proxy;
  }});
  return proxy;
}
const FormApp = {create: (title) => new Proxy({}, {get: (_, name) => (...given) => {
  if (name.startsWith("add")) { return item(name.slice(3)); }
  if (name.startsWith("get")) { return "https://forms.example/" + name; }
  settings[name] = given[0];
}})};
const settings = {};
const Logger = {log: () => null};
"""
"""What Google's own program offers, as far as the script calls it: it writes down what it is asked for."""


@pytest.fixture
def page(browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("width", [1366, 390])
def test_the_sheet_fits_and_can_be_read_aloud(browser, tmp_path: Path, width: int) -> None:
    wanted = Wanted(comments=True, contact=True, linked=True)
    (tmp_path / SHEET).write_bytes(questionnaire_files(load_instrument("tele_oncology"), "sheet", wanted)[SHEET])
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.goto((tmp_path / SHEET).as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(opened)
    opened.close()
    assert found.violations_count == 0, found.generate_report()


def run(page: Page, form: Form) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    script = files(form)[SCRIPT].decode()
    told = page.evaluate(f"() => {{ {RECORDER}\n{script}\nmakeForm(); return JSON.stringify([made, settings]); }}")
    return tuple(json.loads(told))


@pytest.mark.parametrize("name", ["tele_oncology", "tele_oncology_short"])
def test_it_makes_every_question_once_and_keeps_no_addresses(page: Page, name: str) -> None:
    form = form_of(load_instrument(name), Wanted(comments=True))
    made, settings = run(page, form)
    rows = [text for item in made if item["kind"] == "GridItem" for text in item["setRows"]]
    wanted = [row.text for matrix in form.matrices for row in matrix.rows]
    assert sorted(rows) == sorted(wanted)
    titles = [item["setTitle"] for item in made if "setTitle" in item]
    assert all(titles.count(question.text) == 1 for question in form.questions)
    assert settings["setCollectEmail"] is False and "people" in settings["setDescription"]


@pytest.mark.parametrize("name", ["tele_oncology", "tele_oncology_short"])
def test_each_role_goes_to_the_first_section_that_concerns_it_and_meets_no_statement_that_does_not(page: Page, name: str) -> None:
    form = form_of(load_instrument(name))
    made, _ = run(page, form)
    assert form.role is not None
    ask = next(item for item in made if item.get("setTitle") == form.role.text)
    begins = {choice["label"]: choice["page"] for choice in ask["setChoices"]}
    assert list(begins) == [option.label for option in form.role.options]
    audiences = {row.text: row.audience for matrix in form.matrices if matrix.id.startswith("items") for row in matrix.rows}
    for option in form.role.options:
        seen = {text for item in made[begins[option.label] :] if item["kind"] == "GridItem" for text in item["setRows"]}
        own = {text for text, audience in audiences.items() if audience.sees(option.code)}
        assert own <= seen, "a statement that concerns the role is skipped"
        beyond = {text for text in seen - own if text in audiences}
        assert all(audiences[text].roles not in nested(form) for text in beyond), option.label


def nested(form: Form) -> list[frozenset[str]]:
    """The sets of roles that can be told apart: each within the next."""
    sets = {row.audience.roles for matrix in form.matrices if matrix.id.startswith("items") for row in matrix.rows}
    chain: list[frozenset[str]] = []
    for roles in sorted((one for one in sets if one is not None), key=lambda one: (len(one), sorted(one))):
        if not chain or chain[-1] < roles:
            chain.append(roles)
    return chain
