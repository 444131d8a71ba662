"""A dashboard of an account that may not read ``private/``: every page works, and nothing left of the wall was ever loaded."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboards.pages import PAGES
from dashboards.serve import command, environment
from tests.browser import looking
from tests.browser.conftest import free_port, process
from tests.browser.states import outputs_of
from tests.test_imports import LEFT_OF_THE_WALL, room

NOBODY = 65534
ANOTHER = ("--reuid=65534", "--regid=65534", "--clear-groups")
POWERLESS = ("--bounding-set=-all", "--inh-caps=-all")
"""Root without its rights: for machines where nobody else may start Python; ``private/`` then belongs to somebody else."""
SERVER = """
import json, os, signal, sys
from streamlit.web import cli

def tell(*_):
    with open(path + ".part", "w") as file:
        json.dump(sorted(sys.modules), file)
    os.rename(path + ".part", path)

path, sys.argv = sys.argv[1], ["streamlit", *sys.argv[2:]]
signal.signal(signal.SIGUSR1, tell)
cli.main()
"""
"""Streamlit as ``python -m streamlit`` runs it; on a signal it writes which modules it has loaded."""


@dataclass(frozen=True)
class Account:
    """How a program is started under an account that may not read ``private``, and the folder with both."""

    starts: tuple[str, ...]
    folder: Path

    def can(self, code: str) -> bool:
        done = subprocess.run([*self.starts, sys.executable, "-c", code], capture_output=True, cwd="/", check=False)
        return done.returncode == 0


@pytest.fixture(scope="module")
def account(shared: Path) -> Iterator[Account]:
    setpriv = shutil.which("setpriv")
    if not hasattr(os, "getuid") or os.getuid() != 0 or setpriv is None:
        pytest.skip("only root can start a program under another account")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    another = Account((setpriv, *ANOTHER), folder)
    chosen = another if another.can("import streamlit") else Account((setpriv, *POWERLESS), folder)
    for part in ("outputs", "private"):
        shutil.copytree(outputs_of("two", shared).parent / part, folder / part)
    (folder / "private").chmod(0o700)
    if chosen is not another:
        os.chown(folder / "private", NOBODY, NOBODY)
    (folder / "written").mkdir()
    (folder / "written").chmod(0o777)
    yield chosen
    shutil.rmtree(folder)


def test_it_works_without_private_and_loads_nothing_left_of_the_wall(account: Account, browser) -> None:
    published, kept = account.folder / "outputs", account.folder / "private"
    assert any(kept.rglob("*.parquet"))
    assert account.can(f"import os; os.listdir({str(published)!r})")
    assert not account.can(f"import os; os.listdir({str(kept)!r})")

    port, modules = free_port(), account.folder / "written" / "modules.json"
    streamlit = command(port)
    assert streamlit[1:3] == ["-m", "streamlit"]
    running = [*account.starts, sys.executable, "-c", SERVER, str(modules), *streamlit[3:]]
    surroundings = dict(environment(published)) | {"HOME": str(modules.parent)}
    with process(running, f"http://127.0.0.1:{port}/_stcore/health", surroundings) as server:
        page = browser.new_page(**looking.LAPTOP)
        looking.go(page, f"http://127.0.0.1:{port}", "")
        for one in PAGES:
            looking.turn_to(page, one.title)
            assert page.locator(looking.TITLE).inner_text() == one.title
            assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0, one.name
        page.close()
        server.send_signal(signal.SIGUSR1)
        for _ in range(100):
            if modules.exists():
                break
            time.sleep(0.1)

    loaded = json.loads(modules.read_text(encoding="utf-8"))
    assert {"dashboards.wave", "pipeline.publish.bundle", "dashboards.sections.who"} <= set(loaded)
    assert not [name for name in loaded if room(name) in LEFT_OF_THE_WALL]
    assert not [name for name in loaded if name.startswith(("pipeline.run", "pipeline.private", "dashboards.workbench"))]
