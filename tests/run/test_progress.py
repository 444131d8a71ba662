"""Progress goes to the error stream: a bar on a terminal, lines elsewhere, nothing where quiet was asked for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.commands.progress import WEIGHTS, progress

ROOT = Path(__file__).parents[2]
STAGES = ("Reading answers.csv", "Cleaning and coding the answers", "Scoring", "Protecting: choosing", "Finding", "Writing")
SAYS = f"""
from pipeline.commands.progress import progress
with progress(False) as say:
    for line in {STAGES!r}:
        say(line)
print("the summary")
"""


def test_weights_are_of_all_stages_that_an_analysis_says_and_add_up() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "pipeline" / "run").glob("*.py")))
    assert set(re.findall(r'\bsay\(f?"(\w+)', source)) == set(WEIGHTS) and sum(WEIGHTS.values()) == 100


def test_without_a_terminal_each_stage_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(False) as say:
        say("Scoring")
    said = capsys.readouterr()
    assert said.err == "  Scoring …\n" and said.out == ""


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(True) as say:
        say("Scoring")
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(os.name != "posix", reason="a terminal can be made on POSIX only")
def test_on_a_terminal_a_bar_moves_by_stages_and_is_gone_at_the_end() -> None:
    main, terminal = os.openpty()
    environment = {**os.environ, "COLUMNS": "100", "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-c", SAYS], stdout=subprocess.PIPE, stderr=terminal, cwd=ROOT, env=environment
    ) as running:
        os.close(terminal)
        seen = b""
        while True:
            try:
                part = os.read(main, 4096)
            except OSError:  # Linux says so when the other end is closed
                break
            if not part:
                break
            seen += part
        assert running.stdout is not None
        out = running.stdout.read()
    os.close(main)
    drawn = seen.decode()
    assert out == b"the summary\n" and "Scoring" in drawn and "Writing" in drawn and "Traceback" not in drawn
    percents = [int(part) for part in re.findall(r"(\d+) %", drawn)]
    assert percents == sorted(percents) and percents[0] == 0 and 100 - WEIGHTS["Writing"] in percents
    assert drawn.endswith("\r") and not drawn.replace("\r", "\n").rstrip("\n").splitlines()[-1].strip()
