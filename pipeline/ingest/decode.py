"""Which characters the bytes of a text file are, and which character parts its cells.

The ladder: a byte order mark decides; else NULs in every second byte mean UTF-16; else UTF-8 if every byte agrees; else
cp1252, unless its capitals stand in the middle of words; else mac_roman, which never fails and so comes last. Latin-1 is never
guessed: it never fails either, and garbles.
A file that is UTF-8 in some lines and not in others was put together from two: it is refused.
"""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Problem, UsageError
from pipeline.ingest.source import refuse

#: Encodings that may be given by hand (any spelling Python knows).
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1250",
    "cp1251",
    "cp1252",
    "latin-1",
    "iso8859-15",
    "mac-roman",
    "cp932",
    "gb18030",
    "big5",
    "euc_kr",
)
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "space": " "}

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CAPITAL_INSIDE = re.compile(rb"[a-z][\xc0-\xd6\xd8-\xde\x8a\x8c\x8e\x9f][a-z]")
_SMALL_INSIDE = re.compile(rb"[a-z][\xe0-\xf6\xf8-\xfe]|[\xe0-\xf6\xf8-\xfe][a-z]")
_CHUNK = 1 << 20
_SAMPLE_BYTES = 1 << 16
_SAMPLE_RECORDS = 200


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding a text file is read in, and what to say about it (empty when it is UTF-8)."""

    name: str
    notes: tuple[str, ...] = ()


def checked_encoding(name: str) -> str:
    """The encoding a user gave, in our spelling; UsageError listing the allowed ones."""
    try:
        wanted = codecs.lookup(name).name
    except (LookupError, ValueError):
        wanted = ""
    for allowed in ENCODINGS:
        if wanted and codecs.lookup(allowed).name == wanted:
            return allowed
    raise UsageError(Problem(f"'{name}' is not an encoding that is read here", "encoding", ", ".join(ENCODINGS)))


def checked_delimiter(delimiter: str) -> str:
    """The delimiter a user gave, as one character; names such as 'tab' are understood; UsageError otherwise."""
    character = DELIMITERS.get(delimiter.strip().lower(), "\t" if delimiter == "\\t" else delimiter)
    if len(character) != 1 or character in '"\r\n\x00' or character.isalnum():
        allowed = "one character that is no letter, digit, quotation mark or line end; or " + ", ".join(DELIMITERS)
        raise UsageError(Problem(f"{delimiter!r} cannot part cells", "delimiter", allowed))
    return character


def find_encoding(path: Path, given: str | None = None) -> Encoding:
    """The encoding in which every byte of the file can be read. Reads the file once, in pieces.

    raises : ExportError when the file is no text, or is not in the encoding given or announced by its first bytes.
    """
    found = likely_encoding(path, given)
    if given is not None:
        if (at := _first_bad_byte(path, given)) is not None:
            raise refuse(path, f"the file is not in the encoding {given}: byte {at:,} does not fit", "leave the encoding out")
        return found
    bad = _first_bad_byte(path, found.name)
    if bad is None:
        return found
    if found.name != "utf-8":
        fix = "the file is damaged or cut off: export it again, or give its encoding by hand"
        raise refuse(path, f"the file begins as {found.name}, but byte {bad:,} is not", fix)
    _refuse_mixture(path)
    with path.open("rb") as handle:
        sample = handle.read(_SAMPLE_BYTES)
    name = "cp1252" if _first_bad_byte(path, "cp1252") is None and not _is_mac_roman(sample) else "mac-roman"
    return Encoding(name, (f"not UTF-8: read as {name}; if accented letters look wrong, give the encoding by hand",))


def likely_encoding(path: Path, given: str | None = None) -> Encoding:
    """The encoding that a file is in if all of its bytes are what the first ones promise (or what was given by hand).

    raises : ExportError when the file is no text.
    """
    if given is not None:
        return Encoding(given)
    with path.open("rb") as handle:
        sample = handle.read(_SAMPLE_BYTES)
    announced = next((name for mark, name in _BOMS if sample.startswith(mark)), None) or _bare_utf16(sample)
    if announced is not None:
        return Encoding(announced, () if announced == "utf-8-sig" else (f"read as {announced}",))
    if _is_binary(sample):
        raise refuse(path, "this is not a text file", "export the answers as CSV (or XLSX) and give that file")
    return Encoding("utf-8")


def _bare_utf16(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark: the NULs of plain letters fill every second byte."""
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    high, low = sample[1 : 2 * pairs : 2].count(0) / pairs, sample[0 : 2 * pairs : 2].count(0) / pairs
    if high > 0.5 and low < 0.1:
        return "utf-16-le"
    return "utf-16-be" if low > 0.5 and high < 0.1 else None


def _refuse_mixture(path: Path) -> None:
    """Refuse a file in which some lines are UTF-8 beyond ASCII and others are not UTF-8 at all, naming one of each."""
    proper = broken = 0
    with path.open("rb") as handle:
        for number, line in enumerate(iter(lambda: handle.readline(_CHUNK), b""), start=1):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                proper = proper or number
            except UnicodeDecodeError:
                broken = broken or number
            if proper and broken:
                what = f"the text is in two encodings: line {proper} is UTF-8, line {broken} is not"
                raise refuse(path, what, "export it again in one piece, or give the encoding by hand", broken)


def _is_mac_roman(sample: bytes) -> bool:
    """Capitals of cp1252 in the middle of words, and none of its small letters: é and ’ of an old Mac look so."""
    return bool(_CAPITAL_INSIDE.search(sample)) and not _SMALL_INSIDE.search(sample)


def _is_binary(sample: bytes) -> bool:
    """More than one byte in fifty is a control character other than NUL, tab and line end (NULs are judged by cell)."""
    control = sum(sample.count(byte) for byte in range(1, 32) if byte not in (9, 10, 12, 13, 26))
    return control > len(sample) / 50


def _first_bad_byte(path: Path, encoding: str) -> int | None:
    """Offset (1-based, about) of the first byte that is not of the encoding; None when all are."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = 0
    with path.open("rb") as handle:
        while True:
            piece = handle.read(_CHUNK)
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                return offset + error.start + 1
            except UnicodeError:
                return offset + 1
            if not piece:
                return None
            offset += len(piece)


def find_delimiter(sample: str) -> str:
    """The character that parts the cells of a text table: comma, semicolon, tab or bar.

    sample : the beginning of the file; its last record may be cut off.
    Each candidate is scored by the share of records that are as wide as the header, squared, times log2 of the width;
    so a stray delimiter in long text never wins over a real table with a few broken lines. One column: a comma.
    """
    scores = {candidate: _fit(sample, candidate) for candidate in ",;\t|"}
    best = max(scores, key=lambda candidate: scores[candidate])
    return best if scores[best] > 0 else ","


def _fit(sample: str, delimiter: str) -> float:
    """How well a delimiter explains the sample; 0 when it does not part the header or breaks the quotation marks."""
    widths: Counter[int] = Counter()
    header = 0
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, record in enumerate(filter(None, reader)):
            if number >= _SAMPLE_RECORDS:
                break
            header = header or len(record)
            if header < 2:
                return 0.0
            widths[_used(record, header)] += 1
    except csv.Error as error:
        # A sample cut inside quotation marks ends so for the right delimiter too.
        if "end of data" not in str(error):
            return 0.0
    if not widths:
        return 0.0
    return (widths[header] / widths.total()) ** 2 * math.log2(header)


def _used(record: list[str], header: int) -> int:
    """Width of a record, not counting empty cells beyond the header."""
    width = len(record)
    while width > header and not record[width - 1]:
        width -= 1
    return width
