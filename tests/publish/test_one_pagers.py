"""One page for each department that is shown: nothing of others on it, one printed page, found if it tells of few people."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.instrument.model import Instrument
from pipeline.publish.browser import browser
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.one_pagers import FOLDER, department_keys, one_pager, write_one_pagers
from pipeline.release.audit import audit_folder
from pipeline.tables import group_key

WAVE = "2026-11"
LONG = "Ambulatory palliative, supportive and survivorship care including home-based consultation (all sites, incl. “Süd-West”)"


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


def text_of(page: str) -> str:
    body = page[page.index("<body") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_every_department_that_is_shown_has_a_page_and_no_other(bundle: Bundle, sample_outputs: Path) -> None:
    groups = bundle.release.groups
    shown = set(groups.loc[groups["grouping"] == "department", "department"]) - {"not_stated"}
    files = {path.stem for path in (sample_outputs / WAVE / FOLDER).iterdir()}
    assert files == shown == set(department_keys(bundle)) and len(files) > 5


def test_a_department_that_is_not_shown_has_none(bundle: Bundle) -> None:
    hidden = {one.id for one in bundle.instrument.departments} - set(department_keys(bundle))
    for department in sorted(hidden | {"nowhere"}):
        with pytest.raises(KeyError):
            one_pager(bundle, department)


def test_where_no_department_is_shown_there_is_no_folder(bundle: Bundle, tmp_path: Path) -> None:
    groups = bundle.release.groups
    bare = replace(bundle, release=replace(bundle.release, groups=groups[groups["grouping"] == "overall"]))
    write_one_pagers(bare, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_page_says_its_finding_and_speaks_of_no_other_group(bundle: Bundle) -> None:
    labels = {one.id: one.label for one in bundle.instrument.departments}
    frame = bundle.findings.reluctance
    for department in department_keys(bundle):
        page = text_of(one_pager(bundle, department))
        n = int(frame.loc[group_key(frame) == f"department:{department}", "n"].iloc[0])
        assert labels[department] in page and f"({n} answers of" in page.replace("\N{NO-BREAK SPACE}", " ")
        others = [label for other, label in labels.items() if other != department and label not in labels[department]]
        assert not [label for label in others if label in page]


def test_the_same_wave_gives_the_same_pages(bundle: Bundle, sample_outputs: Path) -> None:
    department = department_keys(bundle)[0]
    written = (sample_outputs / WAVE / FOLDER / f"{department}.html").read_text(encoding="utf-8")
    assert one_pager(bundle, department) == one_pager(bundle, department) == written


def test_a_page_of_a_hidden_department_and_one_of_few_people_are_found(sample_outputs: Path, tmp_path: Path) -> None:
    wave = tmp_path / WAVE
    shutil.copytree(sample_outputs / WAVE, wave)
    first = next((wave / FOLDER).iterdir())
    (wave / FOLDER / "secret_unit.html").write_text("<p>nothing</p>", encoding="utf-8")
    first.write_text(first.read_text(encoding="utf-8") + "<p>Only these (n = 3)</p>", encoding="utf-8")
    said = "\n".join(audit_folder(wave).violations)
    assert f"{FOLDER}/secret_unit.html is no file of a wave" in said
    assert f"{FOLDER}/{first.name}: 1 figure(s) stand on fewer than 10 people" in said


@pytest.mark.parametrize("labels", ["as shipped", "long"])
def test_each_page_is_printed_on_one(bundle: Bundle, labels: str, tmp_path: Path) -> None:
    """The department with most to say; a real browser prints it."""
    import pypdfium2

    program = browser()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium, and none was found")
        pytest.skip("no Chromium on this machine")
    shown = bundle
    if labels == "long":
        values = bundle.instrument.model_dump()
        for kind in ("departments", "topics"):
            values[kind] = [{**one, "label": f"{LONG} {at}"} for at, one in enumerate(values[kind])]
        shown = replace(bundle, instrument=Instrument.model_validate(values))
    pages = {department: one_pager(shown, department) for department in department_keys(shown)}
    department = max(pages, key=lambda one: len(text_of(pages[one])))
    source, target = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(pages[department], encoding="utf-8")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    assert len(pypdfium2.PdfDocument(target)) == 1
