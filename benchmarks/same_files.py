"""Compare two folders of one wave, file by file: bytes where bytes must be equal, else content or text."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

EQUAL: Final = "equal bytes"
CONTENT: Final = "equal content"
MISSING: Final = "only in one folder"
_STAMPS: Final = ("created_at", "closed")
"""The only place with time stamps: these keys of the manifest."""
MANIFEST: Final = "manifest.json"
_DAY: Final = slice(0, 10)


@dataclass(frozen=True, slots=True)
class Compared:
    """One file of two folders. ``how`` : equal bytes, equal content, or what differs."""

    name: str
    how: str

    @property
    def same(self) -> bool:
        """Whether it counts as the same file."""
        return self.how in (EQUAL, CONTENT)


def differences(first: Path, other: Path) -> list[Compared]:
    """Every file of either folder, by name; a kind of file that nothing is known about is a difference."""
    names = sorted(
        {path.relative_to(folder).as_posix() for folder in (first, other) for path in folder.rglob("*") if path.is_file()}
    )
    if not names:
        return [Compared(".", "no files")]
    days = _days(first, other)
    return [Compared(name, _how(first / name, other / name, days)) for name in names]


def _days(first: Path, other: Path) -> tuple[bytes, bytes]:
    """The days of both analyses, which reports say; they differ where midnight was between."""
    said = [json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["created_at"][_DAY].encode() for folder in (first, other)]
    return said[0], said[1]


def _how(first: Path, other: Path, days: tuple[bytes, bytes]) -> str:
    if not (first.is_file() and other.is_file()):
        return MISSING
    if first.suffix not in KINDS:
        return f"nothing is known about files like '{first.name}'"
    one, two = first.read_bytes(), other.read_bytes()
    if one == two:
        return EQUAL
    if KINDS[first.suffix] is not None:
        return CONTENT if KINDS[first.suffix](one) == KINDS[first.suffix](two) else "another content"
    if first.name == MANIFEST:
        return EQUAL if _without_stamps(one) == _without_stamps(two) else "another content"
    return EQUAL if one == two.replace(days[1], days[0]) else _first_difference(one, two)


def _first_difference(one: bytes, two: bytes) -> str:
    at = next((place for place, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return f"other bytes from {at} on"


def _without_stamps(manifest: bytes) -> bytes:
    """The manifest with its time stamps emptied, keys in their order."""
    values: dict[str, Any] = json.loads(manifest)
    return json.dumps({name: None if name in _STAMPS else value for name, value in values.items()}, ensure_ascii=False).encode()


def _checksums(text: bytes) -> list[bytes]:
    """Lines of the list of checksums but for files that are not equal by bytes: the manifest has time stamps, a PDF too."""
    return [line for line in text.splitlines() if not re.search(rb"  (manifest\.json|.*\.pdf|.*\.pptx|.*\.xlsx|.*\.html)$", line)]


def _office(content: bytes) -> Mapping[str, bytes]:
    """Parts of a workbook or of slides, without when it was made."""
    from io import BytesIO

    stamp = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return {name: stamp.sub(b"", part) if name.startswith("docProps/") else part for name, part in parts.items()}


def _pdf(content: bytes) -> list[str]:
    """The text of every page."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


KINDS: Final[Mapping[str, Callable[[bytes], object] | None]] = {
    **dict.fromkeys((".parquet", ".csv", ".json", ".html", ".md", ".svg", ".png", ".txt", ".ics")),
    **{".xlsx": _office, ".pptx": _office, ".pdf": _pdf, ".sha256": _checksums},
}
"""What is compared of a kind of file; None: its bytes."""
