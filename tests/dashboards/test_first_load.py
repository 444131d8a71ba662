"""What keeps the first page and a click quick is in place: parts are asked for early and kept, nothing heavy is loaded."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.dashboard_client import server
from dashboards.first_load import early
from dashboards.prepared import _BESIDE, Kept, beside, prepared
from dashboards.serve import command

WAVE = "2026-11"
ROOT = Path(__file__).parents[2]
HEAVY = ("matplotlib", "pingouin", "pptx", "plotly.express", "scipy.stats", "sklearn", "statsmodels", "highspy")


def loaded(code: str, outputs: Path) -> set[str]:
    """Modules that a fresh interpreter has after this code."""
    code += "\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code, str(outputs)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_page_names_the_charts_program_before_anybody_asks_for_it() -> None:
    link = early("/telehealth")
    assert re.match(r"</telehealth/static/js/PlotlyChart\.[\w-]+\.js>; rel=modulepreload; crossorigin", link)
    assert "/static/js/DataFrame." in link and len(link) < 4_000


def test_what_never_changes_is_kept_and_what_can_is_not(sample_outputs: Path) -> None:
    with server(sample_outputs) as running:
        with urllib.request.urlopen(f"{running.address}/", timeout=30) as page:
            assert page.headers["link"] == early("") and page.headers["cache-control"] == "no-store"
        part = re.findall(r"<(/static/js/[^>]+)>", early(""))[0]
        with urllib.request.urlopen(f"{running.address}{part}", timeout=30) as answer:
            assert "immutable" in answer.headers["cache-control"] and answer.headers["link"] is None


def test_nothing_is_looked_through_for_rubbish_after_every_click() -> None:
    assert "--runner.postScriptGC=false" in command(8501)


def test_a_warm_server_has_read_the_newest_wave_and_loaded_nothing_heavy(sample_outputs: Path) -> None:
    code = """
import gc, logging, sys
from pathlib import Path
logging.disable()
from dashboards.opened import is_open
from dashboards.warm import warm
from dashboards.waves_shown import waves_shown
folder = Path(sys.argv[1])
warm(folder, drafts=True)
assert is_open(folder, waves_shown(folder, drafts=True)[0])
assert gc.get_freeze_count() > 10_000"""
    assert not loaded(code, sample_outputs) & set(HEAVY)


def test_warming_leaves_what_cannot_be_read_to_the_page(tmp_path: Path) -> None:
    (tmp_path / WAVE).mkdir()
    code = "import sys\nfrom pathlib import Path\nfrom dashboards.warm import warm\nwarm(Path(sys.argv[1]), drafts=True)"
    assert "dashboards.sections" in loaded(code, tmp_path)


# ---- what is made once


def test_a_value_is_made_once_however_many_ask_at_the_same_time() -> None:
    kept, made, gate = Kept(3), list[int](), threading.Barrier(8)

    def make() -> int:
        made.append(1)
        return len(made)

    def ask() -> None:
        gate.wait()
        assert kept.get("key", make) == 1

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1] and kept.has("key") and not kept.has("other")


def test_a_failure_is_not_kept_and_the_longest_unused_go_first() -> None:
    kept = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert not kept.has("a") and kept.get("a", lambda: 1) == 1
    kept.get("b", lambda: 2)
    kept.get("a", lambda: 0)
    kept.get("c", lambda: 3)
    assert [kept.has(key) for key in "abc"] == [True, False, True]


def test_what_is_prepared_differs_by_its_values_and_by_the_content_of_the_wave(sample_outputs: Path) -> None:
    from dataclasses import replace

    from pipeline.publish.bundle import open_wave

    bundle = open_wave(sample_outputs, WAVE)
    assert prepared(_words, bundle, "a") is prepared(_words, bundle, "a")
    assert prepared(_words, bundle, "a") is not prepared(_words, bundle, "b")
    assert prepared(_words, bundle, {"a": [1]}) is prepared(_words, bundle, {"a": [1]})
    again = replace(bundle, manifest=replace(bundle.manifest, created_at="later"))
    assert prepared(_words, again, "a") is not prepared(_words, bundle, "a")


def _words(bundle: object, word: object) -> list[object]:
    return [word]


def test_what_is_made_of_a_table_goes_with_the_table() -> None:
    table, made = pd.DataFrame({"n": [1]}), []

    def make() -> bytes:
        made.append(1)
        return b"n\n1\n"

    assert beside(table, "csv", make) is beside(table, "csv", make) and made == [1]
    assert beside(pd.DataFrame({"n": [1]}), "csv", make) and made == [1, 1]
    number = id(table)
    del table
    assert number not in _BESIDE._made
