"""An export goes in, findings about groups come out: rows reconcile, truth is met, nobody can be seen."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cli import main
from pipeline.instrument.load import LIBRARY
from pipeline.publish.measurement import grave_alarms
from pipeline.publish.summary import summary
from pipeline.release.audit import audit_folder
from pipeline.run import Request, analyze

ROOT = Path(__file__).parents[1]
WAVE = "2026-11"
EXAMPLES = ROOT / "sample_data" / "examples"
VETDENT = ROOT.parent / "shared" / "exports" / "qualtrics" / "vetdent_employer_numeric.csv"


def read(outputs: Path, table: str) -> pd.DataFrame:
    return pd.read_parquet(outputs / WAVE / f"{table}.parquet")


def manifest(outputs: Path, wave: str = WAVE) -> dict:
    return json.loads((outputs / wave / "manifest.json").read_text(encoding="utf-8"))


def truth(preset: str) -> dict:
    return json.loads((ROOT / "sample_data" / preset / WAVE / "truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("outputs", ["sample_outputs", "small_center_outputs"])
def test_the_attacker_finds_nothing_in_what_is_written(outputs: str, request: pytest.FixtureRequest) -> None:
    result = audit_folder(request.getfixturevalue(outputs) / WAVE)
    assert result.safe, result.lines()


@pytest.mark.parametrize("outputs", ["sample_outputs", "small_center_outputs"])
def test_rows_reconcile_and_no_group_is_smaller_than_k(outputs: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(outputs)
    rows, k = manifest(folder)["rows"], manifest(folder)["thresholds"]["k"]
    assert rows["read"] == rows["kept"] + sum(rows["set_aside"].values())
    assert rows["kept"] == rows["scored"] + rows["not_scored"]
    groups = read(folder, "release/groups")
    assert groups.loc[groups["grouping"] == "overall", "n"].tolist() == [rows["scored"]]
    for path in (folder / WAVE / "release").rglob("*.parquet"):
        frame = pd.read_parquet(path)
        if "grouping" in frame and "n" in frame:
            assert (frame["n"] >= k).all(), path.name


def test_small_counts_of_people_without_a_role_are_not_told(small_center_outputs: Path, sample_outputs: Path) -> None:
    """One person without a role in a small center would be a group of one."""
    assert manifest(small_center_outputs)["not_stated"] == {"role": None, "department": 0}
    assert manifest(sample_outputs)["not_stated"] == {"role": 19, "department": 23}


def test_no_answer_is_lost_from_the_totals(sample_outputs: Path) -> None:
    """Where every level of an axis is shown, its groups add up to everybody."""
    groups = read(sample_outputs, "release/groups")
    everybody = int(groups.loc[groups["grouping"] == "overall", "n"].iloc[0])
    for axis in (["role", "role_rollup"], ["department", "department_rollup"]):
        assert int(groups.loc[groups["grouping"].isin(axis), "n"].sum()) <= everybody


def test_every_role_on_the_roster_has_a_training_list(sample_outputs: Path) -> None:
    roster = pd.read_parquet(sample_outputs / WAVE / "release" / "roster.parquet")
    lists = {path.stem for path in (sample_outputs / WAVE / "training_targets").glob("*.csv")}
    assert lists == {*roster["role"], "sessions"}


def test_nothing_private_is_in_the_outputs(sample_outputs: Path) -> None:
    """No response id, address or comment of the export is in any file of the wave."""
    export = (ROOT / "sample_data" / "sample" / f"{WAVE}.csv").read_text(encoding="utf-8")
    frame = pd.read_csv(ROOT / "sample_data" / "sample" / f"{WAVE}.csv", dtype=str, keep_default_na=False, skiprows=[1, 2])
    needles = {value for name in ("ResponseId", "IPAddress") for value in frame[name] if value}
    needles |= {text for name in frame if name.startswith("comment") for text in frame[name] if len(text) > 12}
    assert len(needles) > 500 and all(needle in export.replace('""', '"') for needle in list(needles)[:5])
    written = b"\n".join(path.read_bytes() for path in sorted((sample_outputs / WAVE).rglob("*")) if path.is_file())
    assert not [needle for needle in needles if needle.encode() in written]


def test_the_real_foreign_export_ends_in_a_small_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not VETDENT.exists():
        pytest.skip("the real export is not on this machine")
    instrument, binding = EXAMPLES / "dentistry_training.yaml", EXAMPLES / "dentistry_training.binding.yaml"
    given = ["--instrument", str(instrument), "--binding", str(binding), "--out", str(tmp_path / "outputs")]
    code = main(["analyze", str(VETDENT), "--quiet", *given])
    assert code == 0
    [folder] = [path for path in (tmp_path / "outputs").iterdir() if not path.name.startswith(".")]
    rows = manifest(tmp_path / "outputs", folder.name)["rows"]
    assert (rows["read"], rows["kept"], rows["set_aside"]) == (29, 17, {"not finished": 11, "preview": 1})
    assert audit_folder(folder).safe
    groups = pd.read_parquet(folder / "release" / "groups.parquet")
    assert groups[["grouping", "n"]].to_dict("records") == [{"grouping": "overall", "n": 11}]
    assert "17 kept" in capsys.readouterr().out


def test_a_forgotten_reversal_in_the_instrument_is_found_in_the_sample(tmp_path: Path) -> None:
    """The shipped sample, read with an instrument in which somebody forgot that one item is worded against its scale."""
    written = (LIBRARY / "tele_oncology.yaml").read_text(encoding="utf-8").splitlines()
    forgotten = [line.replace(", reverse: true", "") if "id: SK4," in line else line for line in written]
    assert forgotten != written
    instrument = tmp_path / "own.yaml"
    instrument.write_text("\n".join(forgotten), encoding="utf-8")
    bundle = analyze(
        Request(ROOT / "sample_data" / "sample" / "2026-11.csv", instrument=str(instrument), out=tmp_path / "outputs")
    )
    alarms = bundle.findings.alarms
    reversals = alarms[alarms["kind"] == "forgotten_reversal"]
    assert reversals["item"].tolist() == ["SK4"] and (reversals["high"] < 0).all()
    report = (bundle.path / "report.html").read_text(encoding="utf-8")
    assert "runs against the rest of Skills" in report and "check `reverse`" in report
    assert grave_alarms(bundle) == 1 and "runs against the rest of Skills" in " ".join(summary(bundle, tmp_path).split())
