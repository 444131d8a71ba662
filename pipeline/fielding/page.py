"""What is told of a plan or a field, in words: one model that the terminal, the page and the table are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.publish.words import ENGLISH

if TYPE_CHECKING:
    from markupsafe import Markup

_TEMPLATES: Final = Path(__file__).parent / "templates"
_WIDTH, _HEIGHT = 120, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """Staff as a bar: how much of it is filled, and where two lines stand; shares of the whole, None where there is no line."""

    filled: float
    thin: float | None
    thick: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """text : as people read it. note : said smaller. mark : its state, for its sign. numeric : set to the right on a terminal.
    bar : a picture in its place."""

    text: str
    note: str = ""
    mark: str = ""
    numeric: bool = False
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """caption : of the table. columns : headings. short : headings on a terminal, empty for a column that is not there or that
    stands below its row. rows : cells, the first names the group."""

    caption: str
    columns: tuple[str, ...]
    short: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """title, meta : of the page. leads : what it says in short. tables : the figures. note : how to read pictures, or empty.
    rests_title, rests : what all this rests on."""

    title: str
    meta: str
    leads: tuple[str, ...]
    tables: tuple[Table, ...]
    note: str
    rests_title: str
    rests: tuple[str, ...]


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a text of the words."""
    return tuple(line for line in text.strip().split("\n") if line)


def page_html(page: Page) -> str:
    """One self-contained page without scripts; everything that comes from files is escaped."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    css = Markup((_TEMPLATES / "page.css").read_text(encoding="utf-8"))
    drawn = environment.get_template("page.html.j2").render(page=page, css=css, language=ENGLISH, picture=_picture)
    return drawn.replace(" %", "\N{NO-BREAK SPACE}%")


def _picture(bar: Bar) -> Markup:
    """The bar as SVG; the numbers stand in the table, so it is hidden from readers of the screen."""
    from markupsafe import Markup

    lines = ((bar.thin, 1.2), (bar.thick, 4))
    places = [(min(max(share * _WIDTH - width / 2, 0), _WIDTH - width), width) for share, width in lines if share is not None]
    marks = "".join(f'<rect x="{x:.1f}" width="{width}" height="{_HEIGHT}" fill="#1f2933"/>' for x, width in places)
    return Markup(
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" aria-hidden="true">'
        f'<rect width="{_WIDTH}" y="2" height="{_HEIGHT - 4}" fill="#e4e7eb"/>'
        f'<rect width="{bar.filled * _WIDTH:.1f}" y="2" height="{_HEIGHT - 4}" fill="#6f8ba4"/>{marks}</svg>'
    )


def require_place(folder: Path) -> None:
    """Raise CannotRun where a file is in the way, before anything is calculated."""
    from pipeline.errors import CannotRun, Problem

    if folder.exists() and not folder.is_dir():
        raise CannotRun(
            Problem("the folder cannot be made: a file of this name is there", str(folder), fix="name another: --out")
        )


def write_files(files: Mapping[str, str | bytes], folder: Path) -> Sequence[Path]:
    """Write each file whole, in the place of those of another time; returns them. raises : CannotRun where it cannot."""
    from pipeline.errors import CannotRun, Problem
    from pipeline.publish.atomic import write_text

    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"the folder cannot be made ({error.strerror})"
        raise CannotRun(Problem(what, str(folder), fix="name another: --out")) from None
    for name, content in files.items():
        write_text(folder / name, content if isinstance(content, str) else content.decode("utf-8"))
        paths.append(folder / name)
    return paths
