"""The part of the workbench where comments are read: one at a time, words covered or shown, decided, taken along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.serve import OUTPUTS
from dashboards.workbench_serve import PRIVATE
from pipeline.clean.identity import Keyring
from pipeline.instrument.load import load_instrument
from pipeline.private.comments import keep_comments
from pipeline.private.keep import secure
from pipeline.private.reviewing import Comments, read_comments
from pipeline.publish.words import say

WAVE = "2026-11"
HOSTILE = "Ask Ludmila <b>now</b> ![x](http://evil.example/x.png) :red[y]"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A private folder that holds comments of eleven people, and nothing else of their wave."""
    monkeypatch.setenv(OUTPUTS, str(tmp_path / "outputs"))
    monkeypatch.setenv(PRIVATE, str(tmp_path / "private"))
    private, short = tmp_path / "private", load_instrument("tele_oncology_short")
    secure(private)
    (private / WAVE).mkdir()
    question = [one.id for one in short.questions if one.kind == "text"][-1]
    texts = [HOSTILE, *(f"Ludmila has {n} ideas\nand more time" for n in range(2, 12))]
    rows = pd.DataFrame({"line": range(2, 13), "question": question, "text": texts})
    keyring = Keyring(b"k" * 32, True, frozenset())
    keep_comments(private / WAVE, WAVE, rows, (), private=private, instrument=short, keyring=keyring)
    yield tmp_path


def page() -> None:
    from dashboards.workbench_sections.comments import comments

    comments("2026-11")


def opened() -> AppTest:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    return app


def kept(folder: Path) -> Comments:
    found = read_comments(folder / "private", WAVE)
    assert found is not None
    return found


def told(app: AppTest) -> str:
    return "\n".join(one.value for one in app.markdown)


def test_a_comment_is_shown_beside_its_masking_and_nothing_of_it_becomes_a_link_or_a_picture(folders: Path) -> None:
    app = opened()
    while "evil" not in told(app):
        app.button(key="comment_next").click().run()
    text = told(app)
    assert "Ludmila" in text and "gray-badge[name]" in text
    assert "![x](" not in text and "<b>" not in text and ":red[y]" not in text


def test_what_is_approved_is_what_stood_there_and_the_next_one_follows(folders: Path) -> None:
    app = opened()
    first = kept(folders).comments[0]
    app.button(key="comment_to_approved").click().run()
    assert [one.id for one in kept(folders).of("approved")] == [first.id]
    assert kept(folders).of("approved")[0].masked == first.masked
    app.button(key="comment_to_not_for_use").click().run()
    assert len(kept(folders).of("not_for_use")) == 1 and len(kept(folders).of("waiting")) == 9


def test_a_click_on_a_word_covers_it_and_takes_an_approval_back(folders: Path) -> None:
    app = opened()
    first = kept(folders).comments[0]
    app.button(key="comment_to_approved").click().run()
    states = app.button_group(key=f"comments_state_{WAVE}")
    states.set_value("approved").run()
    words = app.button_group[1]
    words.set_value([*words.value, 1]).run()
    now = next(one for one in kept(folders).comments if one.id == first.id)
    assert now.state == "waiting" and now.masked != first.masked


def test_the_file_is_there_only_when_ten_people_are_approved(folders: Path) -> None:
    app = opened()
    for _ in range(9):
        app.button(key="comment_to_approved").click().run()
    assert "Comments of 9 people are approved; quotes are written from 10 people on." in told(app)
    assert not app.get("download_button")
    app.button(key="comment_to_approved").click().run()
    assert len(app.get("download_button")) == 1
    assert say("workbench.comments.take_along_means") in [one.value for one in app.caption]


def test_comments_of_a_closed_wave_can_be_read_where_no_draft_stands(folders: Path) -> None:
    root = Path(__file__).parents[2] / "dashboards" / "workbench.py"
    app = AppTest.from_file(str(root), default_timeout=120).run().switch_page("workbench_pages/review.py").run()
    assert not app.exception and say("workbench.review.none") in told(app)
    app.button(key="comment_to_approved").click().run()
    assert len(kept(folders).of("approved")) == 1


def test_nothing_is_said_where_no_comments_are_kept(folders: Path) -> None:
    for path in sorted((folders / "private" / WAVE / "comments").iterdir()):
        path.unlink()
    (folders / "private" / WAVE / "comments").rmdir()
    app = opened()
    assert not app.markdown and not app.button


def test_damaged_comments_are_refused_in_words(folders: Path) -> None:
    (folders / "private" / WAVE / "comments" / "reviewed.json").write_text("{", encoding="utf-8")
    assert "cannot be read" in told(opened())
