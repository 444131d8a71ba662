"""What the user asked for, and the file that was asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.errors import Problem, UsageError

if TYPE_CHECKING:
    from pipeline.ingest.export import Export
    from pipeline.stats.additive import Method

DEFAULT_INSTRUMENT: Final = "tele_oncology"
PRIVATE: Final = "private"
Say = Callable[[str], None]
"""Takes one line: of progress, or (``tell``) of what the analyst alone should know when all is done."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked to analyze. Formats left as None are detected."""

    export: Path
    """The file; or a pattern (``exports/*.csv``, ``s3://bucket/part-*.csv``) of several files, which are one wave together."""
    roster: Path | None = None
    instrument: str = DEFAULT_INSTRUMENT
    binding: Path | None = None
    wave: str | None = None
    out: Path = Path("outputs")
    private: Path | None = None
    platform: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int | None = None
    codebook: Path | None = None
    scoring: Method = "additive"
    ordinal_alpha: bool = False
    contacts: bool = False
    """Whether to list, in the private folder, those who asked to be contacted."""
    comments: bool = False
    """Whether topics of comments are counted, and comments kept in the private folder for somebody to read."""
    names: Path | None = None
    """Names of people, one a line, which are masked in comments."""
    pdf: bool = False
    """Whether the report is printed too, where a browser is found."""
    trained: Path | None = None
    """Seats held since the earlier wave, by role and topic."""
    actions: Path | None = None
    """The earlier wave's list of actions as people edited it."""

    more: tuple[Path, ...] = ()
    """Further files or patterns of the same wave."""
    cluster: str | None = None
    """Address of a Dask scheduler whose workers look at the files."""
    wait: float = 0
    """Seconds to wait for another command that is at work in the same folders."""

    @property
    def exports(self) -> tuple[Path, ...]:
        """All files of the wave; raises UsageError for a pattern that matches nothing, and for a file that is named twice."""
        from pipeline.ingest.several import exports_of

        return exports_of((self.export, *self.more))

    @property
    def reading(self) -> dict[str, Any]:
        """How the files are read: arguments of ``read_export``."""
        names = ("platform", "encoding", "delimiter", "header_rows", "codebook")
        return {name: getattr(self, name) for name in names}

    @property
    def private_folder(self) -> Path:
        """Where rows, reasons and keys of all waves are kept."""
        return self.private or self.out.parent / PRIVATE

    @property
    def other_private_folders(self) -> tuple[Path, ...]:
        """Private folders whose closed waves bind too, so that another place for the results is no way round them."""
        usual = Path(PRIVATE)
        return (usual,) if usual.resolve() != self.private_folder.resolve() else ()


def read(request: Request) -> Export:
    """The one export; raises UserError where it cannot be read."""
    from pipeline.ingest.read import read_export

    return read_export(request.export, **request.reading)


def binding_path(request: Request) -> Path | None:
    """The binding file that was given, else ``<stem>.binding.yaml`` beside the export where there is one.

    raises : UsageError where several exports have several.
    """
    if request.binding is not None:
        return request.binding
    beside = (path.with_name(f"{path.stem}.binding.yaml") for path in request.exports)
    found = [path for path in beside if path.is_file()]
    if len({path.read_bytes() for path in found}) > 1:
        what = f"{len(found)} exports of one wave have binding files of their own, which differ"
        raise UsageError(Problem(what, ", ".join(path.name for path in found[:3]), fix="name the one that counts: --binding"))
    return found[0] if found else None
