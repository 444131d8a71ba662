"""One piece of work: ``private/workbench/`` with the files that were dropped and the choices; it outlives a restart. PRIVATE."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.errors import Problem, UsageError
from pipeline.run.inbox_files import EXPORTS, named_wave
from pipeline.run.request import DEFAULT_INSTRUMENT, PRIVATE, Request
from pipeline.run.workbench.names import safe_name

if TYPE_CHECKING:
    from pipeline.stats.additive import Method

FOLDER: Final = "workbench"
OWN: Final = "own"
"""Stands for an instrument where the questionnaire is the one of this work, and none of the library."""
BINDING: Final = "binding"
EDITED: Final = "questionnaire.json"
"""The own questionnaire as it is edited; a file of an instrument that is put takes its place."""
_STATE: Final = "work.json"
_TABLES: Final = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xls", ".ods")
_YAML: Final = (".yaml", ".yml")
_MODE: Final = 0o700
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that can be put into a work. endings : in small letters, with their point. most : bytes."""

    endings: tuple[str, ...]
    most: int


KINDS: Final[Mapping[str, Kind]] = {
    "export": Kind(EXPORTS, 300 * _MB),
    "roster": Kind(_TABLES, 20 * _MB),
    "codebook": Kind((".csv", ".r", ".txt"), 20 * _MB),
    "trained": Kind(_TABLES, 20 * _MB),
    "actions": Kind(_TABLES, 20 * _MB),
    BINDING: Kind(_YAML, 5 * _MB),
    "instrument": Kind(_YAML, 5 * _MB),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What was chosen beside the files; as of ``Request``. instrument : an id of the library, or ``OWN``.

    wave : "" where it is not chosen: then the one that the file tells. wrote : wave -> mark of the draft that this work wrote.
    orders : answers from low to high, of families that no list knows; a draft takes them.
    """

    instrument: str = DEFAULT_INSTRUMENT
    wave: str = ""
    platform: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int | None = None
    scoring: Method = "additive"
    ordinal_alpha: bool = False
    contacts: bool = False
    comments: bool = False
    pdf: bool = False
    wrote: Mapping[str, str] = field(default_factory=dict)
    orders: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work. out, private : where results and private files are. files : kind -> the file that was put. PRIVATE."""

    out: Path
    private: Path
    files: Mapping[str, Path] = field(default_factory=dict)
    options: Options = Options()

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.private / FOLDER

    @property
    def is_own(self) -> bool:
        """Whether the questionnaire is one of its own."""
        return self.options.instrument == OWN

    @property
    def instrument(self) -> str:
        """As the command takes it: an id of the library, or the file of the own questionnaire."""
        return str(self.files.get("instrument", self.folder / "instrument")) if self.is_own else self.options.instrument

    @property
    def mark(self) -> str:
        """Another text whenever a file or a choice of this work is another one: for those who keep what they read."""
        seen = [(kind, path.name, path.stat().st_size, path.stat().st_mtime_ns) for kind, path in sorted(self.files.items())]
        return hashlib.sha256(repr((seen, self.options)).encode()).hexdigest()


def opened(out: Path, private: Path | None = None) -> Work:
    """The work that lies in a private folder; an empty one where none does. Nothing is written."""
    private = private or out.parent / PRIVATE
    folder = private / FOLDER
    files = {kind: found[0] for kind in KINDS if (found := _of_kind(folder, kind))}
    return Work(out, private, files, _options(folder / _STATE))


def put(work: Work, kind: str, name: str, content: bytes) -> Work:
    """Put a file into the work, in place of the one of its kind; only its owner can read it.

    name : as it is called where it came from; of it the letters that are safe are kept.
    raises : UsageError for a kind of file that is not read, an empty or too large one; CannotRun where it cannot be written.
    """
    from pipeline.private.files import replace_file
    from pipeline.private.keep import secure

    _checked(kind, name, content)
    secure(work.private)
    folder = work.folder / kind
    for place in (work.folder, folder):
        place.mkdir(mode=_MODE, exist_ok=True)
    path = folder / safe_name(name, kind)
    _written(lambda: replace_file(path, content), path)
    for other in _of_kind(work.folder, kind):
        if other != path:
            other.unlink()
    if kind == "instrument":
        (work.folder / EDITED).unlink(missing_ok=True)
    return replace(work, files={**work.files, kind: path})


def take_away(work: Work, kind: str) -> Work:
    """The work without its file of a kind."""
    shutil.rmtree(work.folder / kind, ignore_errors=True)
    if kind == "instrument":
        (work.folder / EDITED).unlink(missing_ok=True)
    return replace(work, files={one: path for one, path in work.files.items() if one != kind})


def settled(work: Work, **choices: Any) -> Work:
    """The work with other choices (fields of ``Options``), kept."""
    from pipeline.private.files import replace_file
    from pipeline.private.keep import secure

    options = replace(work.options, **choices)
    secure(work.private)
    work.folder.mkdir(mode=_MODE, exist_ok=True)
    path = work.folder / _STATE
    _written(lambda: replace_file(path, (json.dumps(asdict(options), indent=1, ensure_ascii=False) + "\n").encode()), path)
    return replace(work, options=options)


def request(work: Work) -> Request:
    """As the command would be asked; raises UsageError where there is no export yet."""
    if "export" not in work.files:
        raise UsageError(Problem("there is no export yet", fix="drop the file that the survey platform wrote"))
    options = work.options
    return Request(
        work.files["export"],
        roster=work.files.get("roster"),
        instrument=work.instrument,
        binding=work.files.get(BINDING),
        wave=options.wave or named_wave(work.files["export"]),
        out=work.out,
        private=work.private,
        platform=options.platform,
        encoding=options.encoding,
        delimiter=options.delimiter,
        header_rows=options.header_rows,
        codebook=work.files.get("codebook"),
        scoring=options.scoring,
        ordinal_alpha=options.ordinal_alpha,
        contacts=options.contacts,
        comments=options.comments,
        pdf=options.pdf,
        trained=work.files.get("trained"),
        actions=work.files.get("actions"),
    )


def _of_kind(folder: Path, kind: str) -> list[Path]:
    """The file of a kind, in a list of one; what a broken-off writing left is none."""
    inside = folder / kind
    return [path for path in sorted(inside.iterdir()) if path.is_file() and path.name[0] != "."] if inside.is_dir() else []


def _options(path: Path) -> Options:
    """What was chosen; nothing where it cannot be read: then it is chosen again."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        told = {one.name: values[one.name] for one in fields(Options) if one.name in values}
        return Options(**{**told, "orders": tuple(tuple(map(str, order)) for order in told.get("orders", ()))})
    except (OSError, ValueError, TypeError):
        return Options()


def _checked(kind: str, name: str, content: bytes) -> None:
    allowed = KINDS[kind]
    ending = Path(name).suffix.lower()
    if ending not in allowed.endings:
        what = f"a file that ends in '{ending}' is not read here" if ending else "the name of the file has no ending"
        raise UsageError(Problem(what, Path(name).name, ", ".join(allowed.endings)))
    if not content:
        raise UsageError(Problem("the file is empty", Path(name).name, fix="export it again"))
    if len(content) > allowed.most:
        what = f"the file is larger than {allowed.most // _MB} MB"
        raise UsageError(Problem(what, Path(name).name, fix="analyze it with the command, which reads files of any size"))


def _written(write: Any, path: Path) -> None:
    from pipeline.publish.atomic import DISK, cannot_be_written

    try:
        write()
    except OSError as error:
        if error.errno not in DISK:
            raise
        raise cannot_be_written(error, path) from None
