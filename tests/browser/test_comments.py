"""Comments in a real browser: read beside their masking, a word covered by a click, approved; at both widths, by keyboard too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from dashboards.workbench_serve import address, command, environment, new_key
from pipeline.clean.identity import Keyring
from pipeline.instrument.load import load_instrument
from pipeline.private.comments import keep_comments
from pipeline.private.keep import secure
from pipeline.private.reviewing import Comments, read_comments
from pipeline.run.workbench.work import opened, settled
from tests.browser.conftest import free_port, process
from tests.browser.looking import LAPTOP, grave_findings, lessen, stands, too_wide

WAVE = "2026-11"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbench with comments of three people; what is published of their wave does not matter here."""
    made = tmp_path_factory.mktemp("comments")
    (made / "outputs").mkdir()
    private, short = made / "private", load_instrument("tele_oncology_short")
    secure(private)
    (private / WAVE).mkdir()
    question = [one.id for one in short.questions if one.kind == "text"][-1]
    rows = pd.DataFrame({"line": [2, 3, 4], "question": question, "text": ["Ask Ludmila about the only tablet"] * 3})
    keep_comments(
        private / WAVE, WAVE, rows, (), private=private, instrument=short, keyring=Keyring(b"k" * 32, True, frozenset())
    )
    settled(opened(made / "outputs", private), wrote={WAVE: "a draft"})
    return made


@pytest.fixture(scope="module")
def page(browser, folder: Path) -> Iterator:
    port, key = free_port(), new_key()
    settings = dict(environment(folder / "outputs", folder / "private", key))
    with process(command(port), f"http://127.0.0.1:{port}/_stcore/health", settings):
        context = browser.new_context(**LAPTOP)
        shown = context.new_page()
        shown.set_default_timeout(60_000)
        shown.goto(address(port, key))
        stands(shown)
        shown.goto(f"http://127.0.0.1:{port}/review")
        shown.get_by_role("heading", name="Comments").wait_for()
        stands(shown)
        yield shown
        context.close()


def kept(folder: Path) -> Comments:
    found = read_comments(folder / "private", WAVE)
    assert found is not None
    return found


def test_a_word_is_covered_by_a_click_and_the_comment_approved_by_keyboard(page, folder: Path) -> None:
    assert page.get_by_text("As others would read it").is_visible()
    page.get_by_role("button", name="only", exact=True).click()
    page.get_by_text("covered by hand").wait_for()
    stands(page)
    page.get_by_role("button", name="Approve").focus()
    page.keyboard.press("Enter")
    page.get_by_text("wait (2)").wait_for()
    (approved,) = kept(folder).of("approved")
    assert approved.masked.text == "Ask [name] about the [by hand] tablet"


@pytest.mark.parametrize("size", (LAPTOP["viewport"], PHONE), ids=("laptop", "phone"))
def test_it_fits_and_is_legible_to_a_screen_reader(page, size: dict[str, int]) -> None:
    lessen(page, size)
    stands(page)
    assert not too_wide(page)
    assert grave_findings(page) == []
