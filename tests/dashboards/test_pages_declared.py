"""By default closed: a page that is not declared, or does not check itself, is found here; the check holds for each role."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.access_file import load_access
from dashboards.gate import Gate
from dashboards.pages import PAGES, Page, may_see, pages_of
from dashboards.serve import OUTPUTS
from dashboards.visitor import Refusal, Visitor
from pipeline.errors import SetupError
from pipeline.publish.checksums import write_checksums

ROOT = Path(__file__).parents[2]
GATED = sorted(
    f"dashboards.{'.'.join(path.relative_to(ROOT / 'dashboards').with_suffix('').parts)}"
    for path in (ROOT / "dashboards").rglob("*.py")
    if "import gate\n" in path.read_text(encoding="utf-8") and not path.stem.startswith(("server", "workbench"))
)
"""Modules that ask the gate of this process."""
SCRIPTS = sorted((ROOT / "dashboards" / "app_pages").glob("*.py"))


def test_every_page_file_is_declared_and_every_declared_page_has_its_file() -> None:
    assert {path.stem for path in SCRIPTS} == {page.name for page in PAGES}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_every_page_first_of_all_asks_for_its_own_name(path: Path) -> None:
    statements = ast.parse(path.read_text(encoding="utf-8")).body
    code = [one for one in statements if not isinstance(one, ast.Import | ast.ImportFrom | ast.Expr)]
    assert ast.unparse(code[0]) == f"bundle = chosen_wave('{path.stem}')"
    first = statements.index(code[0])
    shown = [one for one in statements[:first] if isinstance(one, ast.Expr) and not isinstance(one.value, ast.Constant)]
    assert not shown  # nothing is shown before the check


def opened(
    page: str,
    verdict: Visitor | Refusal,
    outputs: Path,
    monkeypatch: pytest.MonkeyPatch,
    file: Path,
    before: Callable[[], object] = lambda: None,
) -> AppTest:
    """A page as somebody with this verdict gets it; the rest is the real thing. ``before`` : what happens before it opens.

    Who may see the page comes through the application, which knows the pages that it links to; who may not gets the page alone.
    """
    gate = Gate(load_access(file))
    before()
    gate.visitor = lambda cookies, use=True: verdict  # type: ignore[method-assign]
    monkeypatch.setenv(OUTPUTS, str(outputs))
    monkeypatch.setattr("dashboards.page_access.refusal", lambda request, access: None)  # the test client sends no headers
    for module in GATED:
        monkeypatch.setattr(f"{module}.gate", lambda: gate)
    if isinstance(verdict, Refusal) or not may_see(verdict.role, page):
        return AppTest.from_file(str(ROOT / "dashboards" / "app_pages" / f"{page}.py"), default_timeout=60).run()
    app = AppTest.from_file(str(ROOT / "dashboards" / "app.py"), default_timeout=60)
    if pages_of(verdict.role)[0].name != page:
        app.switch_page(f"app_pages/{page}.py")
    return app.run()


def words(app: AppTest) -> str:
    return " ".join(str(part.value) for kind in (app.title, app.markdown, app.info, app.error, app.caption) for part in kind)


@pytest.fixture()
def closed_outputs(sample_outputs: Path, tmp_path: Path) -> Path:
    import shutil

    outputs = tmp_path / "outputs"
    shutil.copytree(sample_outputs, outputs)
    path = outputs / "2026-11" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "state": "closed"}), encoding="utf-8")
    write_checksums(path.parent)
    return outputs


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("role", ["leadership", "trainer", "", "boss"])
def test_each_page_checks_the_role_itself(
    page: Page, role: str, closed_outputs: Path, access_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = access_file()
    log = file.with_name("access.log")
    app = opened(page.name, Visitor("somebody@hospital.example", role, "key"), closed_outputs, monkeypatch, file)
    assert not app.exception
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    if role in page.roles:
        assert page.title in words(app) and not app.error and "this wave can still change" not in words(app)
        assert [(line["outcome"], line["what"], line["wave"]) for line in lines] == [("allowed", f"page {page.name}", "2026-11")]
    else:
        assert words(app).strip() == "Your role does not include this page."
        assert [(line["outcome"], line["what"]) for line in lines] == [("refused", f"page {page.name}")]


def test_a_session_that_ended_shows_nothing(
    closed_outputs: Path, access_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = access_file()
    ended = Refusal(401, "session expired", "Your session has ended. Sign in again.")
    app = opened("overview", ended, closed_outputs, monkeypatch, file)
    assert words(app).strip() == "Your session has ended. Sign in again."


def test_with_sign_in_a_draft_is_not_shown(
    sample_outputs: Path, access_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = access_file()
    who = Visitor("director@hospital.example", "leadership", "key")
    app = opened("overview", who, sample_outputs, monkeypatch, file)
    assert "No wave has been closed yet" in words(app) and "answered" not in words(app)


def test_nothing_is_shown_that_cannot_be_logged(
    closed_outputs: Path, access_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = access_file()
    log = file.with_name("access.log")
    who = Visitor("a@b.example", "leadership", "key")
    monkeypatch.setattr("dashboards.access_log.open_for_append", _full)
    with pytest.raises(SetupError):
        load_access(file)  # nor started
    monkeypatch.undo()
    app = opened("overview", who, closed_outputs, monkeypatch, file, before=lambda: (log.unlink(), log.mkdir()))
    assert "access log is not writable" in words(app) and "Overview" not in words(app)


def _full(path: Path) -> TextIO:
    raise OSError(28, "No space left on device")
