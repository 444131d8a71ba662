"""The file on the disk: is it there, may it be read, and is it what its name says.

Nothing is decoded here beyond the first bytes. Whatever is not a text table, a workbook (.xlsx, .ods), a Parquet file or a file
of SPSS or Stata is refused with one sentence that says what it is and how to go on.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.errors import ExportError, Problem
from pipeline.ingest.remote import fetched, is_url

Container = Literal["text", "xlsx", "ods", "parquet", "spss", "stata"]

MAX_BYTES = 2 * 1024**3

#: Contents that people hand in by mistake, told by their first bytes.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"<!doctype html", "a web page, perhaps the sign-in page of the survey platform"),
    (b"<html", "a web page, perhaps the sign-in page of the survey platform"),
    (b"<?xml", "an XML document"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: First bytes of tables that are not text; Stata before 13 begins with its version, byte order and file type.
_TABLES: tuple[tuple[bytes, Container], ...] = (
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"PAR1", "parquet"),
    (b"<stata_dta>", "stata"),
)
_OLD_STATA = [bytes([version]) for version in range(104, 116)]
_SUFFIXES: dict[Container, tuple[str, ...]] = {
    "xlsx": (".xlsx",),
    "ods": (".ods",),
    "parquet": (".parquet", ".pq"),
    "spss": (".sav", ".zsav"),
    "stata": (".dta",),
}
_KINDS: dict[Container, str] = {
    "xlsx": "an Excel workbook",
    "ods": "an OpenDocument spreadsheet",
    "parquet": "a Parquet file",
    "spss": "an SPSS file",
    "stata": "a Stata file",
}
_NO_TEXT = {suffix for suffixes in _SUFFIXES.values() for suffix in suffixes} | {".xls", ".xlsb", ".xlsm", ".zip", ".gz"}
#: How a damaged archive shows itself when it is looked into or unpacked.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)
_SEVERAL = "split the export into several files, and give them together"
_EXPORT_AGAIN = "export the answers as CSV (or XLSX) and give that file"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that passed the first look: path as given, size in bytes, SHA-256 (hex; "" until known), and what it contains."""

    path: Path
    bytes: int
    sha256: str
    container: Container


def refuse(path: Path, what: str, fix: str = "", line: int | None = None, allowed: str = "") -> ExportError:
    """The error for one thing wrong with a file, to be raised by the caller."""
    where = path.name if line is None else f"{path.name}, line {line}"
    return ExportError(Problem(what, where=where, allowed=allowed, fix=fix))


def open_source(path: str | os.PathLike[str], *, hash_text: bool = True) -> Source:
    """Look at a file before reading it.

    hash_text : false leaves the checksum of a text file to whoever reads it whole (``hashed``, or the fast path).
    An object of a store (``s3://…``) is copied to this machine first.
    raises : ExportError when it is missing, a folder, unreadable, empty, over 2 GB or of a kind that holds no answers.
    """
    path = _local(path)
    size = _size(path)
    with _readable(path), path.open("rb") as handle:
        start = handle.read(4096)
    source = Source(path, size, "", _container(path, start))
    return hashed(source) if hash_text or source.container != "text" else source


def hashed(source: Source) -> Source:
    """The file with its checksum; reads it once unless that is known."""
    if source.sha256:
        return source
    with _readable(source.path), source.path.open("rb") as handle:
        return replace(source, sha256=hashlib.file_digest(handle, "sha256").hexdigest())


def _local(path: str | os.PathLike[str]) -> Path:
    """The path, or for an object of a store that of its copy."""
    if not is_url(path):
        return Path(path)
    named = Path(PurePosixPath(os.fspath(path)).name)
    try:
        return fetched(path, MAX_BYTES)
    except FileNotFoundError:
        raise refuse(named, "there is no such file", "check the address") from None
    except PermissionError:
        raise refuse(named, "this file may not be read by your account", "ask its owner for read permission") from None
    except OSError as error:
        raise refuse(named, f"the file cannot be read ({type(error).__name__})", "check the address and the connection") from None


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """What the operating system says against reading a file, as one sentence."""
    try:
        yield
    except PermissionError:
        raise refuse(path, "this file may not be read by your account", "ask its owner for read permission") from None
    except OSError as error:
        raise refuse(path, f"the file cannot be read ({error.strerror or type(error).__name__})") from None


def _size(path: Path) -> int:
    """Bytes of a regular file that is neither empty nor too large."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise refuse(path, "there is no such file", "check the path; quote it if it holds spaces") from None
    except (OSError, ValueError):
        raise refuse(path, "this path cannot be opened", "check the path and your permission for its folder") from None
    if stat.S_ISDIR(status.st_mode):
        raise refuse(path, "this is a folder, not a file", "give the export file inside it")
    if not stat.S_ISREG(status.st_mode):
        raise refuse(path, "this is a device or a pipe, not a file", "save the export to a file first")
    if status.st_size == 0:
        raise refuse(path, "the file is empty", _EXPORT_AGAIN)
    if status.st_size > MAX_BYTES:
        raise refuse(path, f"the file has {status.st_size / 1024**3:.1f} GB", _SEVERAL, allowed="at most 2 GB each")
    return status.st_size


def _container(path: Path, start: bytes) -> Container:
    """What the content is, whatever the name says; refuses kinds that hold no table and names that lie."""
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return _named(path, _workbook(path))
    if start.startswith(_OLE):
        raise _old_office(path)
    for magic, container in _TABLES:
        if start.startswith(magic):
            return _named(path, container)
    if start[:1] in _OLD_STATA and start[1:2] in (b"\x01", b"\x02") and start[2:3] == b"\x01":
        return _named(path, "stata")
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for signature, kind in _SIGNATURES:
        if head.startswith(signature.lower()):
            raise refuse(path, f"this is {kind}, not a table of answers", _EXPORT_AGAIN)
    if path.suffix.lower() in _NO_TEXT:
        what = f"the name ends in '{path.suffix}', but the content is nothing of that kind"
        raise refuse(path, what, "rename it to .csv if it is text; else download it again")
    return "text"


def _named(path: Path, container: Container) -> Container:
    """The container, if the file's name agrees."""
    allowed = _SUFFIXES[container]
    if path.suffix.lower() in allowed:
        return container
    what = f"this is {_KINDS[container]}, though its name ends in '{path.suffix}'"
    raise refuse(path, what, f"rename it to end in {allowed[0]}")


def _workbook(path: Path) -> Container:
    """The kind of a zip archive that is a workbook; refuses every other one, saying what it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            kind = _beginning(archive, "mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
            manifest = _beginning(archive, "META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    except BROKEN_ARCHIVE:
        raise refuse(path, "this archive or workbook is damaged or cut off", "download or copy it again") from None
    if b"encryption-data" in manifest or any(part.flag_bits & 1 for part in parts):
        raise refuse(path, "this workbook is protected with a password", "open it, remove the password and save it again")
    if any(name.lower().endswith("vbaproject.bin") for name in names) or any(name.startswith("Basic/") for name in names):
        raise refuse(path, "this workbook holds macros", "save it without them (.xlsx) or as CSV")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    raise refuse(path, *_no_workbook(names))


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first megabyte of a part, whatever its size."""
    with archive.open(name) as part:
        return part.read(1 << 20)


def _no_workbook(names: set[str]) -> tuple[str, str]:
    """What an archive is instead, and how to go on."""
    if "word/document.xml" in names:
        return "this is a Word document, not a table of answers", _EXPORT_AGAIN
    if "ppt/presentation.xml" in names:
        return "this is a presentation, not a table of answers", _EXPORT_AGAIN
    if "xl/workbook.bin" in names:
        return "this kind of workbook (.xlsb) is not read", "save it as .xlsx or CSV"
    if any(name.lower().endswith((".csv", ".tsv", ".xlsx", ".sav")) for name in names):
        return "this is a zip archive", "unpack it and give the export inside"
    return "this is a zip archive without an export in it", _EXPORT_AGAIN


def _old_office(path: Path) -> ExportError:
    """A container of old Office programs: a workbook locked with a password, or an .xls, .doc or .msg file."""
    with path.open("rb") as handle:
        locked = "EncryptedPackage".encode("utf-16-le") in handle.read(64 * 1024**2)
    if locked:
        return refuse(path, "this workbook is protected with a password", "open it, remove the password and save it again")
    if path.suffix.lower() in (".xls", ".xlsx"):
        return refuse(path, "this is a workbook of the old .xls format", "open it and save it as .xlsx or CSV")
    return refuse(path, "this is an old Office document, not a table of answers", _EXPORT_AGAIN)
