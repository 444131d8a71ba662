"""Exports on object stores."""

import os
from pathlib import Path

import pytest

from pipeline.errors import ExportError, UsageError
from pipeline.ingest import source
from pipeline.ingest.read import read_export
from pipeline.ingest.remote import is_url

fsspec = pytest.importorskip("fsspec", reason="the extra 'cluster' is not installed")


@pytest.fixture
def store():
    files = fsspec.filesystem("memory")
    files.pipe("/wave/a.csv", b"role,q1\nNurse,1\n")
    yield files
    files.rm("/wave", recursive=True)


def test_what_is_an_address() -> None:
    assert [is_url(path) for path in ("s3://b/x.csv", "memory://x", Path("s3://b/x.csv"))] == [True] * 3
    assert [is_url(path) for path in ("x.csv", "/a/b:c/x.csv", "C:/x.csv", "a:b", Path("x.csv"))] == [False] * 5


@pytest.mark.parametrize("path", ["memory://wave/a.csv", Path("memory://wave/a.csv")])
def test_an_object_is_read_from_a_private_copy(store, path) -> None:
    export = read_export(path)
    assert export.texts[0].tolist() == ["Nurse"]
    assert export.provenance.path.name == "a.csv"
    if os.name == "posix":
        assert export.provenance.path.parent.stat().st_mode & 0o077 == 0


def test_a_missing_or_too_large_object_is_refused(store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ExportError, match=r"none\.csv: there is no such file"):
        read_export("memory://wave/none.csv")
    monkeypatch.setattr(source, "MAX_BYTES", 5)
    with pytest.raises(ExportError, match="several files"):
        read_export("memory://wave/a.csv")


def test_a_store_that_is_not_known() -> None:
    with pytest.raises(UsageError, match="nosuch"):
        read_export("nosuch://wave/a.csv")
