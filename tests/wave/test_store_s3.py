"""Exports on an object store that speaks S3, served on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wave.ways import result, same

moto = pytest.importorskip("moto.server", reason="moto is not installed")
s3fs = pytest.importorskip("s3fs", reason="the extra 'cluster' is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch):
    """A store with one bucket; the way to it and the credentials stand in the usual variables."""
    server = moto.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    store = s3fs.S3FileSystem()
    store.mkdir("answers")
    yield store
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_a_pattern_on_a_store_gives_what_the_files_give(bucket, files, tmp_path: Path) -> None:
    for path in files.parts:
        bucket.put(str(path), f"answers/part-{path.name}")
    found = result([Path("s3://answers/part-*.csv")], files.roster, tmp_path / "store")
    same(result(list(files.parts), files.roster, tmp_path / "files"), found)
    assert found.scored.answers.sources.names == ("part-0.csv", "part-1.csv", "part-2.csv")
