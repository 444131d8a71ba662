"""The command: exit codes, all mistakes at once, no traceback, nothing written after a mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.commands.analyze import SAMPLE

ROOT = Path(__file__).parents[1]


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pipeline", *arguments], capture_output=True, text=True, cwd=cwd)


@pytest.mark.parametrize(
    "command",
    [
        *("analyze", "inspect", "draft", "simulate", "audit", "close", "forget", "plan", "publish", "doctor"),
        *("dashboard", "workbench"),
    ],
)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"telehealth-readiness {command}" in capsys.readouterr().out.split("examples:")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["analyze", "--wave", "November"], 2, "year and month, as 2026-11"),
        (["analyze", "no_such_file.csv"], 3, "no_such_file.csv"),
        (["analyze", "--instrument", "no_such"], 4, "tele_oncology"),
        (["analyze", "--roster", "no_such.csv"], 4, "no_such.csv"),
        (["analyze", "--binding", "no_such.yaml"], 4, "no_such.yaml"),
        (["inspect", "no_such_file.csv"], 3, "no_such_file.csv"),
        (["draft", "no_such_file.csv"], 3, "no_such_file.csv"),
        (["audit", "no_such_folder"], 4, "no_such_folder"),
        (["close", "2026-13"], 2, "year and month, as 2026-11"),
        (["dashboard", "--access", "no_such.toml"], 4, "no_such.toml"),
    ],
)
def test_mistakes_leave_with_their_code_and_a_sentence(
    arguments: list[str], code: int, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if arguments[0] == "analyze":
        arguments = [*arguments, "--out", str(tmp_path / "outputs")]
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert told in captured.err and "Traceback" not in captured.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["analyze", "no_such_file.csv"], 3), (["inspect", "no_such_file.csv"], 3), (["audit", "no_such_folder"], 4)],
)
def test_programs_get_mistakes_as_json_beside_the_words(
    arguments: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--out", str(tmp_path / "outputs")] if arguments[0] == "analyze" else []
    assert main([*arguments, "--json", *more]) == code
    captured = capsys.readouterr()
    error = json.loads(captured.out)["error"]
    assert error["exit_code"] == code and error["headline"] in captured.err
    assert all(set(problem) == {"what", "where", "allowed", "fix"} for problem in error["problems"])
    assert error["problems"][0]["what"] in captured.err


def test_audit_speaks_to_programs(small_center_outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(small_center_outputs), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["safe"] is True and [wave["wave"] for wave in found["waves"]] == ["2026-11"]
    assert {"wave", "safe", "k", "groups", "hidden", "tightest", "findings"} == set(found["waves"][0])
    assert all(finding["violations"] == [] for finding in found["waves"][0]["findings"])
    assert {finding["attack"] for finding in found["waves"][0]["findings"]} >= {"Totals", "Unanimity", "Counts", "Files"}


def test_waves_of_ones_own_after_the_sample_are_warned_of(sample_outputs: Path) -> None:
    import pandas as pd

    from pipeline.commands.sample import follows_sample
    from pipeline.publish.bundle import open_wave
    from pipeline.tables import COMPARABILITY

    bundle = open_wave(sample_outputs, "2026-11")
    assert follows_sample(bundle) == []
    row = {
        "kind": "rows",
        "id": "read",
        "what": "value",
        "earlier": "2026-11",
        "before": "1",
        "now": "2",
        "trended": True,
        "affects": None,
    }
    after = replace(bundle, findings=replace(bundle.findings, comparability=COMPARABILITY.check(pd.DataFrame([row]))))
    assert follows_sample(after) == []
    own = replace(after, manifest=replace(after.manifest, input={**after.manifest.input, "sha256": "of one's own"}))
    assert "shipped sample" in follows_sample(own)[0]


def test_answers_nobody_knows_leave_with_5_and_write_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = tmp_path / "answers.csv"
    path.write_text(text.replace("Strongly disagree", "Strongly opposed"), encoding="utf-8", newline="")
    assert main(["analyze", str(path), "--quiet", "--out", str(tmp_path / "outputs")]) == 5
    told = capsys.readouterr().err
    assert "'Strongly opposed'" in told and "answers:" in told
    assert [p.name for p in tmp_path.iterdir()] == ["answers.csv"]


def test_too_few_answers_leave_with_6(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = [f"{scale}{i}" for scale, n in (("SK", 5), ("WF", 5), ("RK", 5), ("UP", 4), ("IN", 3)) for i in range(1, n + 1)]
    header = ",".join(["role", "department", *items])
    row = ",".join(["RN", "Infusion", *["4"] * len(items)])
    path = tmp_path / "few.csv"
    path.write_text("\n".join([header] + [row] * 9) + "\n", encoding="utf-8")
    assert main(["analyze", str(path), "--wave", "2026-11", "--quiet", "--out", str(tmp_path / "outputs")]) == 6
    assert "9" in capsys.readouterr().err
    assert not (tmp_path / "outputs").exists()


def test_inspect_speaks_to_people_and_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(SAMPLE)]) == 0
    text = capsys.readouterr().out
    assert "qualtrics" in text and "Draft binding file" in text
    assert main(["inspect", str(SAMPLE), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"platform", "encoding", "delimiter", "header_rows", "respondents", "complete", "partial", "questions"} <= set(found)
    assert found["missing"] == [] or "contact" not in found["bound"]


def test_inspect_never_shows_texts_or_identifiers(capsys: pytest.CaptureFixture[str]) -> None:
    import pandas as pd

    assert main(["inspect", str(SAMPLE), "--json"]) == 0
    shown = capsys.readouterr().out
    frame = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False, skiprows=[1, 2])
    private = {
        v
        for name in frame
        if name in ("ResponseId", "IPAddress") or name.startswith("comment")
        for v in frame[name]
        if len(v) > 6
    }
    assert private and not [value for value in private if value in shown]


def test_a_terminal_that_lacks_a_letter_stops_nothing() -> None:
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "pipeline", "analyze", "--help"]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=plain)
    assert done.returncode == 0 and b"kobo ?" in done.stdout


def test_the_command_prints_no_traceback_for_a_mistake_in_a_fresh_process(tmp_path: Path) -> None:
    done = run("analyze", str(tmp_path / "missing.csv"), "--out", str(tmp_path / "outputs"))
    assert done.returncode == 3
    assert "Traceback" not in done.stderr and "missing.csv" in done.stderr
