"""``departments/<department>.html``: one page for each department that is shown, to print and to hand to its head."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.publish.content.department import department_content, group_content
from pipeline.publish.content.group_rows import rows_by_group
from pipeline.publish.content.model import Block, Content, ListBlock, Paragraph, Section, TableBlock
from pipeline.publish.report import report_html
from pipeline.publish.slides import measure
from pipeline.release.attack.files import DEPARTMENTS
from pipeline.tables import NOT_STATED

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

FOLDER: Final = DEPARTMENTS
_SIZES: Final = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Of printed letters, in pixels of the style sheet, the largest that fits first."""
_WIDTH, _HEIGHT = 7.2, 10.0
"""Room on a printed page (A4 without its margins), in inches; a little is left for what is not counted."""
_PIXELS: Final = 96
_LINE: Final = 1.25
"""Height of a line, with what is between paragraphs, in letters."""
_STYLE: Final = (
    "nav, .skip {{ display: none; }} h2 {{ margin: 1.4rem 0 .3rem; padding-top: .5rem; }} "
    "#privacy .finding {{ font-weight: 400; font-size: .95rem; }}\n"
    "@media print {{ html {{ font-size: {size}px; }} h2 {{ margin: .9rem 0 .2rem; padding-top: .35rem; }} "
    "p, .points li {{ margin: .25rem 0; }} .points h3 {{ margin: .5rem 0 .2rem; }} table {{ margin: .4rem 0; }} "
    "footer {{ padding-bottom: 0; border: 0; }} }}\n"
)


def department_keys(bundle: Bundle) -> list[str]:
    """Departments that get a page: those that are shown by themselves, in the instrument's order."""
    groups = bundle.release.groups
    shown = set(groups.loc[groups["grouping"] == "department", "department"]) - {NOT_STATED}
    return [department.id for department in bundle.instrument.departments if department.id in shown]


def one_pager(bundle: Bundle, department: str) -> str:
    """The page of one department as text.

    raises : KeyError where the department is not shown.
    """
    return _page(department_content(bundle, f"department:{department}"))


def _page(told: Content) -> str:
    """In the largest letters that fit."""
    size = next((size for size in _SIZES if height(told, size) <= _HEIGHT), _SIZES[-1])
    return report_html(told, _STYLE.format(size=f"{size:g}"))


def write_one_pagers(bundle: Bundle, folder: Path) -> None:
    """A page for each department that is shown, in a folder of their own; no folder where none is shown."""
    rows = rows_by_group(bundle)
    for department in department_keys(bundle):
        target = folder / FOLDER / f"{department}.html"
        target.parent.mkdir(exist_ok=True)
        told = group_content(rows[f"department:{department}"], bundle.instrument, bundle.manifest)
        target.write_text(_page(told), encoding="utf-8")


def height(told: Content, size: float) -> float:
    """About how high the printed page is, in inches. size : of its letters, in pixels."""
    lines = 7.0 + sum(_section(part, size) for part in told.sections)
    return lines * _LINE * size / _PIXELS


def _section(part: Section, size: float) -> float:
    """Lines of a section, with the room around it."""
    own = 3.0 + 1.25 * _lines(part.finding.text, 1.15 * size, _WIDTH)
    return own + sum(_block(block, size) for block in part.blocks) + sum(_section(inner, size) for inner in part.sections)


def _block(block: Block, size: float) -> float:
    if isinstance(block, Paragraph):
        return 0.4 + _lines(" ".join(f"{said.text} {said.id}" for said in block.sentences), size, _WIDTH)
    if isinstance(block, ListBlock):
        said = [one for item in block.items for one in (item.said, *item.more)]
        notes = sum(_lines(one.note, 0.9 * size, _WIDTH) for one in said if one.note)
        return 1.8 + notes + sum(0.4 + _lines(f"{one.text} {one.id}", size, _WIDTH) for one in said)
    return _table(block, size) if isinstance(block, TableBlock) else 0.0


def _table(table: TableBlock, size: float) -> float:
    room = _WIDTH / len(table.columns)
    heads = max(_lines(column.label, 0.86 * size, room) for column in table.columns)
    rows = sum(
        0.3 + max(_lines(cell.text, 0.86 * size, room) + (1 if cell.note else 0) for cell in row.cells) for row in table.rows
    )
    return 1.6 + heads + rows


def _lines(text: str, pixels: float, room: float) -> int:
    return measure.lines(text, pixels * 72 / _PIXELS, room, bold=True) if text else 0
