"""Workers of a Dask cluster, each a process of its own: the same as the plain command, to the last bit."""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.cluster import cluster
from pipeline.clean.binding_file import BindingFile
from pipeline.errors import ExportError, UsageError
from pipeline.run.given import given
from pipeline.run.request import Request
from pipeline.run.store import keyring_for
from tests.wave.ways import result, same

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are killed as on Linux")


def test_workers_give_what_the_plain_command_gives(files, tmp_path: Path) -> None:
    plain = result(list(files.parts), files.roster, tmp_path / "plain")
    with cluster(2, tmp_path) as made:
        found = result(list(files.parts), files.roster, tmp_path / "cluster", made.address)
        same(plain, found)


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.wave.cluster import OnCluster

    plain = result(list(files.parts), files.roster, tmp_path / "plain")
    real, looks = OnCluster.shared, []
    with cluster(2, tmp_path) as made:

        def counted(store: OnCluster, value: object):
            looks.append(value)
            if len(looks) == 4:  # the files were read and judged; their codes are with the workers alone
                made.workers[0].send_signal(signal.SIGKILL)
                made.workers[0].wait()
            return real(store, value)

        monkeypatch.setattr(OnCluster, "shared", counted)
        found = result(list(files.parts), files.roster, tmp_path / "cluster", made.address)
        assert len(looks) > 4
        same(plain, found)


def test_what_is_wrong_with_files_and_clusters_is_told(files, tmp_path: Path) -> None:
    with cluster(1, tmp_path) as made, pytest.raises(ExportError) as caught:
        result([files.parts[0], tmp_path / "gone.csv"], files.roster, tmp_path / "out", made.address)
    assert [(problem.where, problem.what) for problem in caught.value.problems] == [
        ("gone.csv", "a worker cannot read this file")
    ]
    with pytest.raises(UsageError, match="no scheduler answers"):
        result(list(files.parts), files.roster, tmp_path / "out", "tcp://127.0.0.1:9")


def test_the_key_goes_to_workers_only_where_people_are_linked(files, tmp_path: Path) -> None:
    request = Request(files.whole, out=tmp_path / "outputs", cluster="tcp://127.0.0.1:9")
    inputs = given(request, lambda line: None)
    header = files.whole.read_text(encoding="utf-8")
    linked = tmp_path / "linked.csv"
    linked.write_text(header.replace("protected_hours,", "respondent,", 1), encoding="utf-8")
    assert keyring_for(request, inputs, [files.whole]) is None
    assert keyring_for(request, inputs, [linked]) is inputs.keyring
    without = replace(inputs, binding=BindingFile(without=("respondent",)))
    assert keyring_for(request, without, [linked]) is None
    assert keyring_for(replace(request, cluster=None), inputs, [files.whole]) is inputs.keyring
