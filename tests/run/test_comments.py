"""Comments are read on request only: without it nothing of them is anywhere; with it topics are out, and words are not."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean.private_texts import folded
from pipeline.clean.sought import Said
from pipeline.errors import SetupError, UsageError
from pipeline.private.comments import FOLDER
from pipeline.release.leaks import leaks
from pipeline.run import Request, analyze
from tests.wave.conftest import HEADER, read_records, write_records

DATA = Path(__file__).parents[2] / "sample_data" / "small_center"
WAVE = "2026-11"
QUESTIONS = ("comment_help", "comment_worry")
SECRET = "Ask Ottoline in room 714 for the spare headset"
TEXTS = (".csv", ".json", ".md", ".html")


def records(*, comments: bool) -> list[list[str]]:
    """The small center, with something that nobody may see in the first comment of each question; or with no comment at all."""
    found = read_records(DATA / "2026-11.csv")
    for question in QUESTIONS:
        place = found[0].index(question)
        written = [row for row in found[HEADER:] if row[place]]
        for row in written:
            row[place] = row[place] if comments else ""
        if comments:
            written[0][place] = SECRET
    return found


def analyzed(folder: Path, *, comments: bool, asked: bool, **more: object) -> Path:
    """The folder of a wave."""
    export = write_records(folder / "export" / "answers.csv", records(comments=comments))
    out = folder / "outputs"
    request = Request(export, roster=DATA / "roster.csv", wave=WAVE, out=out, comments=asked, **more)  # type: ignore[arg-type]
    return analyze(request).path


@pytest.fixture(scope="module")
def off(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return analyzed(tmp_path_factory.mktemp("off"), comments=True, asked=False)


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return analyzed(tmp_path_factory.mktemp("on"), comments=True, asked=True)


def test_without_the_request_outputs_are_those_of_an_export_without_comments(off: Path, tmp_path: Path) -> None:
    blank = analyzed(tmp_path, comments=False, asked=False)
    manifests = [json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in (off, blank)]
    hashes = [manifest["input"]["sha256"] for manifest in manifests]
    compared = 0
    for path in sorted(path for path in off.rglob("*") if path.suffix in (".parquet", *TEXTS) and path.name != "manifest.json"):
        one, other = (found.read_bytes() for found in (path, blank / path.relative_to(off)))
        if path.suffix in TEXTS:
            one, other = (content.replace(own.encode(), b"") for content, own in zip((one, other), hashes, strict=True))
        assert one == other, path.name
        compared += 1
    assert compared > 50
    for manifest in manifests:
        del manifest["created_at"], manifest["input"]["sha256"]
    assert manifests[0] == manifests[1] and manifests[0]["comments"] is False
    assert pd.read_parquet(off / "release" / "comments.parquet").empty
    private = off.parents[1] / "private" / WAVE
    assert not (private / FOLDER).exists()
    assert not any(SECRET.encode() in path.read_bytes() for path in private.rglob("*") if path.is_file())


def test_on_request_topics_are_counted_and_no_word_is_published(on: Path) -> None:
    table = pd.read_parquet(on / "release" / "comments.parquet")
    overall = table[table["grouping"] == "overall"]
    own = records(comments=True)
    places = [own[0].index(question) for question in QUESTIONS]
    texts = {row[place] for row in own[HEADER:] for place in places} - {""}
    assert len(overall) == 10 and overall["n"].iloc[0] >= 10
    assert json.loads((on / "manifest.json").read_text(encoding="utf-8"))["comments"] is True
    sought = {folded(text) for text in texts}
    assert folded(SECRET) in sought and len(sought) > 5
    assert leaks(on, lambda said: _standing(said, sought)) == []
    assert "What people write about" in (on / "report.html").read_text(encoding="utf-8")


def _standing(said: Said, sought: set[str]) -> dict[str, list[str]]:
    return {text: ["comments"] for text in sought if text in said.text}


def test_comments_are_kept_for_nobody_but_the_analyst(on: Path) -> None:
    kept = on.parents[1] / "private" / WAVE / FOLDER
    frame = pd.read_parquet(kept / "comments.parquet")
    assert SECRET in set(frame["text"]) and not {"role", "department", "line"} & set(frame)
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o700


def test_other_tables_are_those_without_comments(on: Path, off: Path) -> None:
    for path in sorted((off / "release").rglob("*.parquet")) + sorted((off / "findings").rglob("*.parquet")):
        if path.name != "comments.parquet":
            assert path.read_bytes() == (on / path.relative_to(off)).read_bytes(), path.name


def test_what_cannot_be_counted_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Ottoline Example\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no comments are kept"):
        analyzed(tmp_path, comments=True, asked=False, names=names)
    names.write_text("\n \n", encoding="utf-8")
    with pytest.raises(SetupError, match="the list of names is empty"):
        analyzed(tmp_path, comments=True, asked=True, names=names)
    instrument = tmp_path / "silent.yaml"
    head = "extends: tele_oncology\nid: silent\nversion: '1'\ntitle: Silent\n"
    instrument.write_text(f"{head}comment_topics: []\n", encoding="utf-8")
    with pytest.raises(SetupError, match="no comment topics"):
        analyzed(tmp_path, comments=True, asked=True, instrument=str(instrument))
    without = records(comments=True)
    for question in QUESTIONS:
        place = without[0].index(question)
        for row in without:
            del row[place]
    export = write_records(tmp_path / "export" / "without.csv", without)
    request = Request(export, roster=DATA / "roster.csv", wave=WAVE, out=tmp_path / "outputs", comments=True)
    with pytest.raises(SetupError, match="no column carries comments"):
        analyze(request)
    assert not (tmp_path / "outputs" / WAVE).exists()
