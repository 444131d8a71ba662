"""The one model of content: HTML, PDF, slides, workbook and one-pagers draw it, none of them words or rounds anything itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

ChartKind = Literal["scales", "groups", "four_answers", "causes", "needs", "change", "elsewhere"]
SlideKind = Literal["ready", "convinced", "why", "helps", "training", "next"]
Style = Literal["lead", "plain", "note", "how"]


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, or a word in a table.

    Attributes
    ----------
    text : as people read it. id : of the row it says (``K7Q2-9FXM``), or "" where it says no row. n : people behind it.
    lead : how much of ``text`` is its subject, in characters; drawn heavier. note : said smaller, below or behind it.
    mark : in a cell of the role × department table, its state (published, too_few, none_on_roster) and label; else "".
    """

    text: str
    id: str = ""
    n: int | None = None
    lead: int = 0
    note: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a table.

    Attributes
    ----------
    text : as people read it. id : row and column (``K7Q2-9FXM.share``); where text and note say several numbers of the row, their
    columns in that order (``K7Q2-9FXM.share_low+share_high``). value : of the first column, unrounded; None where there is none,
    and ``text`` says why. note : said smaller, below. mark : as in ``Said``.
    """

    text: str
    id: str = ""
    value: float | None = None
    note: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a column; ``numeric`` columns are set to the right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row. mark : the label of a group's finding ("priority", "watch", …) where the row has one, else ""."""

    cells: tuple[Said | Number, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with a caption; the first cell of a row says what the row is about.

    Attributes
    ----------
    name : unique in the content, for sheets and anchors. slide_rows : how many a slide shows. matrix : a table in two directions
    whose cells carry marks (role × department).
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    slide_rows: int = 6
    matrix: bool = False


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart of a finished table; each renderer draws it with what it has.

    Attributes
    ----------
    kind : what it looks like. table : of ``publish.chart_tables``: scale_bars, reluctance_table, quadrant_bars, cause_bars,
    need_bars, reference_points, or that of change. title : the finding or what is shown. alt : for those who do not see it.
    caption : how to read it. table_name : the TableBlock with the same figures. cut : limit that is drawn as a line, as a share.
    interval : "90 %".
    """

    kind: ChartKind
    table: pd.DataFrame
    title: str
    alt: str
    caption: str
    table_name: str
    cut: float | None = None
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences of one style."""

    sentences: tuple[Said, ...]
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a list, with finer points below it."""

    said: Said
    more: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class ListBlock:
    """Points; numbered where their order matters."""

    items: tuple[Item, ...]
    numbered: bool = False
    heading: str = ""


Block = TableBlock | ChartBlock | Paragraph | ListBlock


@dataclass(frozen=True, slots=True)
class Section:
    """One question and its answer. finding : the sentence that is the answer. slide : which slide it becomes, if any."""

    name: str
    title: str
    finding: Said
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    slide: SlideKind | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a wave says.

    Attributes
    ----------
    title : of the questionnaire. wave : year and month. analyzed : date. source : name of the file that was read.
    instrument : its id and version. notices : draft, and what else must stand on every report. headlines : the wave in a few
    sentences. versions : programs and packages it was made with, in words.
    """

    title: str
    wave: str
    analyzed: str
    source: str
    notices: tuple[str, ...]
    headlines: tuple[Said, ...]
    sections: tuple[Section, ...] = field(default_factory=tuple)
    instrument: str = ""
    versions: str = ""
