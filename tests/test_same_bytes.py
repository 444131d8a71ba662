"""The same answers give the same files: in other folders, zones, processes, threads and languages; the clock is in one place."""

from __future__ import annotations

import ast
import json
import zipfile
from pathlib import Path

import pytest

from benchmarks.same_bytes import PLAIN, WAVES, Condition, analyzed, every, pairwise, two_waves
from benchmarks.same_files import CONTENT, EQUAL, KINDS, MANIFEST, MISSING, differences

ROOT = Path(__file__).parents[1]
OTHERS = (
    Condition("Pacific/Kiritimati", "1", 2, "C", "relative"),
    Condition("America/St_Johns", "random", 2, "de_DE.UTF-8", "relative"),
)
PUBLISHED = ("tables", "instrument", "stats", "clean", "measure", "release", "findings", "publish")
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime", "ctime"}


@pytest.mark.timeout(1200)
def test_two_waves_are_the_same_everywhere(tmp_path: Path) -> None:
    """Both waves of a small center, three times, each in a process and with a private folder of its own."""
    given = two_waves("small_center", tmp_path)
    first, *others = [analyzed(given, one, tmp_path / f"run{n}") for n, one in enumerate((PLAIN, *OTHERS))]
    for wave in WAVES:
        assert (first / wave / "findings" / "change.parquet").is_file()
        for other in others:
            found = differences(first / wave, other / wave)
            assert [one for one in found if not one.same] == []
            exact = {one.name for one in found if Path(one.name).suffix in (".parquet", ".csv", ".json", ".html", ".md")}
            assert {one.name for one in found if one.how == EQUAL} >= exact
            assert len(exact) > 50
    assert sorted(path.name for path in first.iterdir() if not path.name.startswith(".")) == list(WAVES)


def test_conditions_of_different_kinds_meet_in_pairs() -> None:
    names = ("zone", "seed", "threads", "language", "place")
    few, all_of_them = pairwise(), every()
    for one in names:
        for other in names:
            met = {(getattr(c, one), getattr(c, other)) for c in few}
            assert met == {(getattr(c, one), getattr(c, other)) for c in all_of_them}
    assert few[0] == PLAIN and len(few) < 15 < len(all_of_them)


def folder(path: Path, **files: bytes) -> Path:
    """A folder of a wave with a manifest and files; ``_`` in a name stands for the dot."""
    path.mkdir()
    stamps = {"created_at": "2026-11-26T03:47:00+00:00", "closed": None, "wave": "2026-11"}
    (path / MANIFEST).write_text(json.dumps(stamps), encoding="utf-8")
    for name, content in files.items():
        (path / name.replace("_", ".")).write_bytes(content)
    return path


def told(first: Path, other: Path) -> dict[str, str]:
    return {one.name: one.how for one in differences(first, other) if one.how != EQUAL}


@pytest.mark.parametrize("kind", [kind for kind, looked in KINDS.items() if looked is None])
def test_one_other_byte_is_found(kind: str, tmp_path: Path) -> None:
    first, other = (folder(tmp_path / name, **{f"a{kind.replace('.', '_')}": b"1," + name.encode()}) for name in ("a", "b"))
    assert told(first, other) == {f"a{kind}": "other bytes from 2 on"}


def test_a_file_too_many_and_a_kind_that_nobody_knows_are_found(tmp_path: Path) -> None:
    first, other = folder(tmp_path / "a", x_csv=b"1", x_new=b"1"), folder(tmp_path / "b", x_new=b"1")
    assert told(first, other) == {"x.csv": MISSING, "x.new": "nothing is known about files like 'x.new'"}
    assert not any(one.same for one in differences(tmp_path / "nothing", tmp_path / "here"))


def test_time_stamps_are_left_aside_in_the_manifest_only(tmp_path: Path) -> None:
    first, other = folder(tmp_path / "a"), folder(tmp_path / "b")
    later = json.loads((first / MANIFEST).read_text(encoding="utf-8")) | {"created_at": "2026-11-27T00:00:01+00:00"}
    (other / MANIFEST).write_text(json.dumps(later), encoding="utf-8")
    (first / "report.html").write_bytes(b"analyzed 2026-11-26")
    (other / "report.html").write_bytes(b"analyzed 2026-11-27")
    assert told(first, other) == {}
    (other / "report.html").write_bytes(b"analyzed 2026-11-28")
    (other / MANIFEST).write_text(json.dumps(later | {"wave": "2026-12"}), encoding="utf-8")
    assert set(told(first, other)) == {"report.html", MANIFEST}


def test_workbooks_and_slides_are_compared_by_their_parts(tmp_path: Path) -> None:
    def made(path: Path, text: str, created: str) -> bytes:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/sheet.xml", text)
            archive.writestr("docProps/core.xml", f'<dcterms:created xsi:type="x">{created}</dcterms:created>')
        return path.read_bytes()

    one, same, other = (made(tmp_path / "zip", *parts) for parts in (("a", "1999"), ("a", "2000"), ("b", "1999")))
    first, alike, unlike = (folder(tmp_path / name, x_xlsx=content) for name, content in (("1", one), ("2", same), ("3", other)))
    assert told(first, alike) == {"x.xlsx": CONTENT}
    assert told(first, unlike) == {"x.xlsx": "another content"}


def test_pdfs_are_compared_by_their_text(tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    def made(text: str, created: str) -> bytes:
        figure = Figure()
        figure.text(0.1, 0.5, text)
        path = tmp_path / "made.pdf"
        figure.savefig(path, metadata={"CreationDate": None, "Title": created})
        return path.read_bytes()

    pages = {name: made(*parts) for name, parts in {"1": ("5 %", "1999"), "2": ("5 %", "2000"), "3": ("6 %", "1999")}.items()}
    first, alike, unlike = (folder(tmp_path / name, x_pdf=content) for name, content in pages.items())
    assert told(first, alike) == {"x.pdf": CONTENT}
    assert told(first, unlike) == {"x.pdf": "another content"}


def test_checksums_but_those_of_files_with_time_stamps_must_be_the_same(tmp_path: Path) -> None:
    first, other = (folder(tmp_path / name, x_sha256=f"{name}  manifest.json\n1  a.csv\n".encode()) for name in ("a", "b"))
    assert told(first, other) == {"x.sha256": CONTENT}
    (other / "x.sha256").write_bytes(b"a  manifest.json\n2  a.csv\n")
    assert told(first, other) == {"x.sha256": "another content"}


def test_nothing_that_is_published_reads_the_clock() -> None:
    """Only the manifest has a time stamp, and it is given to it."""
    for room in PUBLISHED:
        for path in sorted((ROOT / "pipeline" / room).rglob("*.py")):
            calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
            names = {call.attr for call in calls if isinstance(call, ast.Attribute)}
            assert not names & CLOCKS, f"{path.relative_to(ROOT)} calls {sorted(names & CLOCKS)}"
