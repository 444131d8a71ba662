"""Every page, empty and loaded; nothing left of the wall is ever loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.serve import OUTPUTS
from pipeline.publish.bundle import open_wave, publish

ROOT = Path(__file__).parents[2]
PAGES = ["overview", "not_yet_convinced", "why", "change", "training", "seat_planner", "actions", "how_sure"]


def opened(page: str, outputs: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv(OUTPUTS, str(outputs))
    monkeypatch.setattr("dashboards.page_access.refusal", lambda request, access: None)  # the test client sends no headers
    app = AppTest.from_file(str(ROOT / "dashboards" / "app.py"), default_timeout=60)
    app.switch_page(f"app_pages/{page}.py")
    return app.run()


def words(app: AppTest) -> str:
    said = " ".join(str(part.value) for kind in (app.title, app.markdown, app.info, app.error, app.caption) for part in kind)
    return said.replace("\u00a0", " ")


@pytest.mark.parametrize("page", PAGES)
def test_without_a_wave_a_page_says_what_to_do(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(page, tmp_path, monkeypatch)
    assert not app.exception
    assert "make analyze" in words(app)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("outputs", ["sample_outputs", "small_center_outputs"])
def test_a_page_shows_its_wave(page: str, outputs: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(page, request.getfixturevalue(outputs), monkeypatch)
    assert not app.exception and not app.error
    assert "this wave can still change" in words(app)


@pytest.mark.parametrize("page", ["overview"])
def test_a_wave_without_causes_barriers_and_300_answers_has_its_pages(
    page: str, sample_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = open_wave(sample_outputs, "2026-11")
    findings, organisation = bundle.findings, bundle.release.organisation
    bare = {name: getattr(findings, name).head(0) for name in ("quadrants", "causes", "actions", "expected_cells", "barriers")}
    tables = {name: getattr(organisation, name).head(0) for name in ("drivers", "associations", "comparisons", "pairs")}
    reluctance = findings.reluctance.assign(causes="", blocked=False)
    release = replace(bundle.release, organisation=replace(organisation, **tables))
    publish(tmp_path, release, replace(findings, reluctance=reluctance, **bare), bundle.instrument, bundle.manifest, pdf=False)
    app = opened(page, tmp_path, monkeypatch)
    assert not app.exception and not app.error


def test_a_damaged_wave_is_said_to_be_damaged(sample_outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    shutil.copytree(sample_outputs, tmp_path / "outputs")
    (tmp_path / "outputs" / "2026-11" / "release" / "groups.parquet").write_bytes(b"broken")
    app = opened("overview", tmp_path / "outputs", monkeypatch)
    assert not app.exception
    assert "damaged" in words(app) and "make doctor" in words(app)
    assert any("groups.parquet: the file is not as it was written" in text.value for text in app.text)


def test_nothing_left_of_the_wall_is_loaded(sample_outputs: Path) -> None:
    code = (
        "import sys; from streamlit.testing.v1 import AppTest; import dashboards.page_access as p; p.refusal = lambda *_: None\n"
        f"for page in {PAGES}:\n"
        "    app = AppTest.from_file('dashboards/app.py', default_timeout=60); app.switch_page(f'app_pages/{page}.py')\n"
        "    assert not app.run().exception\n"
        "print([m for m in sys.modules if m.startswith(('pipeline.ingest', 'pipeline.clean', 'pipeline.measure', 'pingouin'))])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), OUTPUTS: str(sample_outputs)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.stdout.strip().splitlines()[-1] == "[]", done.stderr[-800:]
