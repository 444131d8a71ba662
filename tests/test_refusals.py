"""Files that cannot be answers, and answers that need a person: one clear sentence each, nothing written, no traceback."""

import io
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from pipeline.cli import main

HEADER = "role,department,SK1,SK2\n"


def text(content: str | bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "answers.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def workbook(name: str, change: Callable[[zipfile.ZipFile], None] = lambda archive: None) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet("Answers").write_row(0, 0, ["role", "SK1"])
        with zipfile.ZipFile(path, "a") as archive:
            change(archive)
        return path

    return write


def bomb(folder: Path) -> Path:
    """A workbook of a few kB that unfolds to more than a gigabyte."""
    path = workbook("answers.xlsx")(folder)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/a.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(1100):
            part.write(bytes(1 << 20))
    return path


def far_cell(folder: Path) -> Path:
    path = folder / "answers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "role")
        sheet.write(1_000_000, 900, "x")
    return path


def locked(folder: Path) -> Path:
    path = folder / "answers.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    return path


def huge(folder: Path) -> Path:
    path = folder / "answers.csv"
    with path.open("wb") as handle:
        handle.truncate(3 * 1024**3)
    return path


def a_folder(folder: Path) -> Path:
    return folder


def secret(folder: Path) -> Path:
    path = text(HEADER + "RN,x,Agree,Agree\n")(folder)
    path.chmod(0)
    return path


FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda folder: folder / "none.csv", "no such file"),
    "empty": (text(""), "the file is empty"),
    "only line ends": (text("\n\n\n"), "no text"),
    "header only": (text(HEADER), "a header but no answers"),
    "cut off inside quotation marks": (text(HEADER + 'RN,x,"Agr'), "never closed"),
    "ragged rows": (text(HEADER + "RN,x,Agree\nRN,x,Agree,Agree,Agree\n"), "2 rows in all do not fit"),
    "NUL bytes": (text(HEADER.encode() + b"RN,x,Ag\x00ree,Agree\n"), "NUL characters"),
    "two encodings": (text(HEADER.encode() + "Müller,x,Agree,Agree\n".encode() + b"M\xfcller,x,Agree,Agree\n"), "two encodings"),
    "10,000 columns": (text(",".join(f"q{n}" for n in range(10_000)) + "\n"), "10,000 columns"),
    "headers twice": (text("role,SK1,SK1\nRN,Agree,Agree\n"), "more than once: 'SK1' (columns 2, 3)"),
    "a folder": (a_folder, "this is a folder"),
    "more than 2 GB": (huge, "3.0 GB"),
    "a workbook named csv": (lambda folder: workbook("a.xlsx")(folder).rename(folder / "a.csv"), "rename it to end in .xlsx"),
    "text named xlsx": (lambda folder: text(HEADER)(folder).rename(folder / "a.xlsx"), "nothing of that kind"),
    "macros": (workbook("answers.xlsx", lambda archive: archive.writestr("xl/vbaProject.bin", b"x")), "holds macros"),
    "password": (locked, "protected with a password"),
    "zip bomb": (bomb, "unfolds to an absurd size"),
    "one far cell": (far_cell, "span 1,000,001 rows"),
    "binary": (text(bytes(range(1, 32)) * 50), "not a text file"),
    "a web page": (text("<!DOCTYPE html><html><body>Sign in</body></html>"), "a web page"),
}


@pytest.mark.parametrize(("make", "said"), FILES.values(), ids=FILES.keys())
def test_a_file_that_cannot_be_read_is_refused(
    make: Callable[[Path], Path], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path, out = make(folder), tmp_path / "outputs"
    assert main(["analyze", str(path), "--out", str(out)]) == 3
    message = capsys.readouterr().err
    assert said in message
    assert "Traceback" not in message and len(message) < 2500
    assert not out.exists() and not (tmp_path / "private").exists()
    assert main(["inspect", str(path)]) == 3


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs an account whose permissions are checked")
def test_no_permission(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(secret(tmp_path))]) == 3
    assert "may not be read by your account" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
@pytest.mark.parametrize("make", [bomb, far_cell, huge], ids=["zip bomb", "one far cell", "3 GB"])
def test_such_files_take_little_memory(make: Callable[[Path], Path], tmp_path: Path) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))

    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "pipeline", "inspect", str(make(tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limited, env=environment, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr


def test_all_ragged_rows_are_named_by_their_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = io.StringIO()
    content.write(HEADER + '"R\nN",x,Agree,Agree\n' + "RN,x\n" * 12)
    assert main(["inspect", str(text(content.getvalue())(tmp_path))]) == 3
    message = capsys.readouterr().err
    assert "answers.csv, line 4:" in message and "answers.csv, line 13:" in message
    assert "12 rows in all" in message
