"""The piece of work in the private folder, and what was read of it: read again only where a file or a choice changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import streamlit as st

from dashboards.waves_shown import outputs
from dashboards.workbench_serve import PRIVATE
from pipeline.publish.words import say
from pipeline.run.workbench.look import Look, export_of, look
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.work import Work, opened

if TYPE_CHECKING:
    from pipeline.run.workbench.look import Export

T = TypeVar("T")


def held() -> Work:
    """The work as it lies on the disk now."""
    private = os.environ.get(PRIVATE)
    return opened(outputs(), Path(private) if private else None)


def export(work: Work) -> Export | Refusal:
    """The export, read once per file and way of reading."""
    options = work.options
    files = tuple(_stamp(work.files[kind]) for kind in ("export", "codebook") if kind in work.files)
    return _export((files, options.platform, options.encoding, options.delimiter, options.header_rows), work)


def looked(work: Work) -> Look | Refusal:
    """What the export is."""
    return kept(_look, work)


def kept(make: Callable[[Work], T], work: Work) -> T:
    """``make(work)``, made again only where a file or a choice of the work is another one. make : a function of a module."""
    return cast(T, _kept(f"{make.__module__}.{make.__qualname__}", work.mark, work, make))


def forget() -> None:
    """Keep nothing in memory of what was read."""
    _export.clear()
    _kept.clear()


def _look(work: Work) -> Look | Refusal:
    found = export(work)
    return found if isinstance(found, Refusal) else look(work, found)


def _stamp(path: Path) -> tuple[str, int, int]:
    seen = path.stat()
    return str(path), seen.st_size, seen.st_mtime_ns


@st.cache_resource(max_entries=1, show_spinner=say("workbench.reading"))
def _export(key: object, _work: Work) -> Export | Refusal:
    return export_of(_work)


@st.cache_resource(max_entries=12, show_spinner=say("workbench.looking"))
def _kept(name: str, mark: str, _work: Work, _make: Callable[[Work], object]) -> object:
    return _make(_work)
