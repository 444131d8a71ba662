"""The attacker reads the folder of a wave as it lies there: what goes beyond the release is found in every file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import SetupError
from pipeline.release.audit import audit_folder
from pipeline.run import audit

WAVE = "2026-11"


@pytest.fixture
def wave(sample_outputs: Path, tmp_path: Path) -> Path:
    """A copy of the first sample wave that may be spoiled."""
    shutil.copytree(sample_outputs / WAVE, tmp_path / "outputs" / WAVE)
    return tmp_path / "outputs" / WAVE


def change(path: Path, how: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    how(pd.read_parquet(path)).to_parquet(path, index=False)


def with_hidden_role(frame: pd.DataFrame) -> pd.DataFrame:
    row = frame[frame["grouping"] == "role"].iloc[[0]].assign(role="nobody")
    return pd.concat([frame, row], ignore_index=True)


def first_role(frame: pd.DataFrame, **values) -> pd.DataFrame:
    at = frame.index[frame["grouping"] == "role"][0]
    return frame.assign(**{name: frame[name].where(frame.index != at, value) for name, value in values.items()})


def sentences(wave: Path, how: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    change_list(wave / "sentences.csv", how)


def change_list(path: Path, how: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    how(pd.read_csv(path, encoding="utf-8-sig")).to_csv(path, index=False)


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a private file": (
        lambda w: (w / "set_aside.csv").write_text("line,reason\n3,blank\n"),
        "set_aside.csv is no file of a wave",
    ),
    "a link elsewhere": (lambda w: (w / "all").symlink_to(w.parent), "all is no file of a wave"),
    "a list of nobody's": (lambda w: (w / "training_targets" / "chief.csv").write_text("a\n"), "chief.csv is no file of a wave"),
    "a hidden group": (
        lambda w: change(w / "findings" / "reluctance.parquet", with_hidden_role),
        "findings/reluctance speaks of groups that are not published: role:nobody",
    ),
    "a hidden group beside others": (
        lambda w: change(w / "release" / "organisation" / "pairs.parquet", lambda f: f.assign(second="nobody").head(1)),
        "release/organisation/pairs speaks of groups that are not published: role:nobody",
    ),
    "an expectation for a cell that is shown": (
        lambda w: change(w / "findings" / "expected_cells.parquet", lambda f: f.assign(staff=3)),
        "findings/expected_cells speaks of cells that are shown, empty, or of fewer than 10 staff",
    ),
    "seats of a role that stand on few people": (
        lambda w: change(w / "findings" / "role_seats.parquet", lambda f: f.assign(n=f["n"].where(f.index > 0, 4))),
        "findings/role_seats stands on fewer than 10 people",
    ),
    "seats of its own for a role that is not shown": (
        lambda w: change(w / "findings" / "role_seats.parquet", lambda f: f.assign(role=f["role"].replace("rn_onc", "psych"))),
        "findings/role_seats gives roles that are not published figures of their own: psych",
    ),
    "seats of a role that no table knows": (
        lambda w: change(w / "findings" / "role_seats.parquet", lambda f: f.assign(n=f["n"].where(f.index > 0, 4321))),
        "findings/role_seats holds 1 row(s) that no table of the release knows",
    ),
    "a sentence about a hidden group": (
        lambda w: sentences(w, lambda f: f.assign(finding="findings/reluctance#role:nobody")),
        "sentences.csv speaks of groups that are not published: role:nobody",
    ),
    "a sentence about few people": (
        lambda w: sentences(w, lambda f: f.assign(n=3).head(1)),
        "sentences.csv: 1 figure(s) stand on fewer than 10 people",
    ),
    "a sentence whose words tell of few people": (
        lambda w: sentences(w, lambda f: f.assign(text="Score 20, elsewhere 60, n = 3", n=50).head(1)),
        "sentences.csv: 1 figure(s) stand on fewer than 10 people",
    ),
    "few people": (
        lambda w: change(w / "findings" / "estimates.parquet", lambda f: first_role(f, n=4)),
        "findings/estimates: 1 row(s) stand on fewer than 10 people",
    ),
    "an exact count": (
        lambda w: change(
            w / "release" / "willingness.parquet", lambda f: first_role(f, reluctant=1, reluctant_low=1, reluctant_high=1)
        ),
        "release/willingness: 1 exact count(s) of nobody, one, all or all but one in reluctant",
    ),
    "a figure of the report": (
        lambda w: (w / "report.html").write_text((w / "report.html").read_text() + "<p>Genetics (n = 3)</p>"),
        "report.html: 1 figure(s) stand on fewer than 10 people",
    ),
    "a number in a hidden cell": (
        lambda w: (w / "report.html").write_text(
            (w / "report.html").read_text() + '<table><td class="too_few">35 %</td></table>'
        ),
        "report.html: a cell with too few answers holds a number",
    ),
    "a list that does not say of how many": (
        lambda w: (w / "training_targets" / "sessions.csv").write_text("topic,seats\nT01,3\n"),
        "training_targets/sessions.csv does not say what its figures stand on",
    ),
    "a session of few people": (
        lambda w: change_list(w / "training_targets" / "sessions.csv", lambda f: f.assign(n=3)),
        "training_targets/sessions.csv stands on fewer than 10 people",
    ),
    "a row of a list": (
        lambda w: (w / "training_targets" / "rn_onc.csv").write_bytes(
            (w / "training_targets" / "rn_onc.csv").read_bytes() + b"2026-11,rn_onc,T01" + b"," * 12 + b"12,,\r\n"
        ),
        "training_targets/rn_onc.csv holds 1 row(s) that no table of the release knows",
    ),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILED.values(), ids=SPOILED.keys())
def test_what_goes_beyond_the_release_is_found(spoil: Callable[[Path], object], said: str, wave: Path) -> None:
    assert audit_folder(wave).safe
    spoil(wave)
    result = audit_folder(wave)
    assert [text for text in result.violations if said in text], result.lines()


def test_all_waves_of_a_folder_are_attacked_with_what_the_private_side_knows(sample_outputs: Path) -> None:
    results = audit(sample_outputs)
    assert list(results) == [WAVE]
    said = "\n".join(results[WAVE].lines())
    assert "knowing who answered where" in said and "Nobody can be seen" in said
    assert list(audit(sample_outputs / WAVE)) == [WAVE]


def test_a_wave_left_by_a_crash_is_attacked_too(wave: Path) -> None:
    wave.rename(wave.with_name(f".{WAVE}.previous"))
    assert audit(wave.parent)[WAVE].safe


@pytest.mark.parametrize("name", ["instrument.json", "release/groups.parquet"])
def test_damage_is_said(name: str, wave: Path) -> None:
    (wave / name).write_bytes(b"{}")
    with pytest.raises(SetupError):
        audit_folder(wave)
