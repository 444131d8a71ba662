"""Files on object stores (``s3://bucket/name.csv``): copied to a private folder of this machine, and read from there.

Whatever fsspec can open is opened; it is imported for nothing else.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import Problem, UsageError

_PIECE = 1 << 22
#: A scheme of two letters or more: ``C:/`` is a disk. A path object has lost one of the two strokes.
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/{1,2}(?=[^/])")


def is_url(path: str | os.PathLike[str]) -> bool:
    """Whether a path names an object of a store, and no file of this machine."""
    return _URL.match(os.fspath(path)) is not None


def matching(pattern: str | os.PathLike[str]) -> list[str]:
    """Addresses of the objects that match a pattern, sorted; raises UsageError where the store cannot be asked."""
    url = _address(pattern)
    opened = _opened(url)
    try:
        found = sorted(opened.fs.glob(url))
    except Exception as error:  # every store has errors of its own
        fix = "check the address, the connection and the credentials (docs/large.md)"
        raise UsageError(Problem(f"the store cannot be asked ({type(error).__name__})", url, fix=fix)) from None
    return [f"{url.partition('://')[0]}://{name.lstrip('/')}" for name in found]


def fetched(path: str | os.PathLike[str], most: int) -> Path:
    """A copy of an object under its own name, in a folder that only this account may read; removed when the process ends.

    most : bytes that are copied; of a larger object one more, so that it is seen to be too large.
    raises : UsageError where what opens such paths is not installed; OSError where the object cannot be read.
    """
    url = _address(path)
    remote = _opened(url)
    folder = Path(tempfile.mkdtemp(prefix="export-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = folder / (PurePosixPath(url.partition("://")[2]).name or "export")
    with remote as source, copy.open("wb") as target:
        while (piece := source.read(min(_PIECE, most + 1 - target.tell()))) and target.tell() <= most:
            target.write(piece)
    return copy


def _address(path: str | os.PathLike[str]) -> str:
    return _URL.sub(r"\1://", os.fspath(path), count=1)


def _opened(url: str) -> Any:
    """An object of a store, still closed; raises UsageError where what opens such paths is not installed."""
    try:
        import fsspec

        return fsspec.open(url, "rb", expand=False)
    except (ImportError, ValueError) as error:
        fix = "install the extra 'cluster', or copy the file to this machine"
        raise UsageError(Problem(f"paths like this cannot be opened ({error})", url.partition("://")[0], fix=fix)) from None
