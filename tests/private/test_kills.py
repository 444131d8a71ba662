"""Killed at any moment: what was published stays readable, nothing strange is in ``outputs/``, the next command clears the rest.

The writing of a wave is killed at the moment at which a file or folder appears; benchmarks/kills.py kills whole commands.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.private.lock import STAGING, working
from pipeline.publish.atomic import leftovers
from pipeline.publish.bundle import open_wave
from pipeline.publish.checksums import FILE, file_sha256
from pipeline.release.ledger import read_ledger
from pipeline.run.health import examine
from tests.made_once import copied
from tests.private.rows import WAVE

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")

#: Publishes and closes the wave again and again, as the commands do it, but for the analysis and the attack.
WRITER = """
import shutil, sys
from pathlib import Path
from pipeline.private import close as closing
from pipeline.private.lock import STAGING, working
from pipeline.private.seals import write_seal
from pipeline.publish.atomic import replace_folder, replacing, sync
from pipeline.publish.bundle import open_wave
from pipeline.publish.checksums import FILE, write_checksums
from pipeline.release.ledger import read_ledger

place, wave = Path(sys.argv[1]), sys.argv[2]
out, private = place / "outputs", place / "private"
for version in range(1000):
    with working(out, private, "analyze"):
        with replacing(out / wave, staging=private / STAGING) as new:
            shutil.copytree(place / "source" / wave, new, dirs_exist_ok=True)
            (new / "data_dictionary.md").write_text(str(version))
            write_checksums(new)
            sync(new)
            write_seal(private, wave, new, out / wave)
            kept = lambda folder: shutil.copytree(place / "kept", folder, dirs_exist_ok=True)
            replace_folder(private / wave, kept, private=True)
        bundle = open_wave(out, wave)
        facts, known = closing._version(private / wave, bundle)
        if version % 4 == 0:
            closing._append(read_ledger(private), bundle, private / wave, facts, known)
"""
MOMENTS = [
    "private/.running.json",
    f"private/.staging/.{WAVE}.new-*",
    f"private/.staging/.{WAVE}.new-*/release/groups.parquet",
    f"private/.staging/.{WAVE}.new-*/{FILE}",
    f"private/.{WAVE}.new-*",
    f"private/.{WAVE}.new-*/version.json",
    f"private/seals/.{WAVE}.json.new",
    f"private/closed/.{WAVE}-*.new-*",
    f"private/closed/{WAVE}-1",
    "private/.ledger.jsonl.new",
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_when_something_appears(moment: str, store: Path, tmp_path: Path) -> None:
    shutil.copytree(store / "outputs", tmp_path / "source")
    shutil.copytree(store / "private" / WAVE, tmp_path / "kept")
    copied(store, tmp_path)
    outputs, private = tmp_path / "outputs", tmp_path / "private"
    before = file_sha256(outputs / WAVE / FILE)
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), WAVE], cwd=ROOT, stderr=subprocess.PIPE) as process:
        until = time.monotonic() + 120
        while not any(tmp_path.glob(moment)) and process.poll() is None and time.monotonic() < until:
            pass
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, process.stderr.read() if process.stderr else ""
    bundle = open_wave(outputs, WAVE)
    assert [path.name for path in outputs.iterdir()] == [WAVE]
    dictionary = (bundle.path / "data_dictionary.md").read_text()
    assert file_sha256(outputs / WAVE / FILE) == before or dictionary.isdecimal()
    read_ledger(private)
    assert not examine(outputs, private, tmp_path / "exports").damaged
    with working(outputs, private, "close"):
        assert not any(leftovers(folder) for folder in (outputs, private, private / "closed", private / "seals"))
        assert not (private / STAGING).exists()
