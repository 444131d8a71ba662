"""Sites, roll-ups and a ladder that an instrument declares, through the whole way: groups, lists, report, audit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from pipeline.publish.bundle import Bundle
from pipeline.release.audit import audit_folder
from pipeline.run import Request, analyze, audit
from tests.private.rows import WAVE, people, write

SITES = [{"id": "main", "label": "Main hospital"}, {"id": "north", "label": "North clinic", "synonyms": ["North"]}]
LATTICE = {
    "rollups": ["role_group", "department_group", "site"],
    "crossings": ["role_department", "role_site", "role_group_department"],
    "ladder": {"role": ["all"], "department": ["all"]},
}


def instrument(folder: Path, asked: bool) -> Path:
    from pipeline.instrument.load import load_instrument

    base = load_instrument("tele_oncology_short")
    values: dict = {"extends": "tele_oncology_short", "id": "own", "title": "Our center", "sites": SITES, "lattice": LATTICE}
    questions = [q.model_dump(exclude_defaults=True) for q in base.questions if q.id != "site"]
    values["questions"] = questions
    if asked:
        values["questions"] += [{"id": "site", "text": "Where?", "kind": "single", "options_from": "sites"}]
    else:
        departments = [d.model_dump(exclude_defaults=True, mode="json") for d in base.departments]
        values["departments"] = [d | {"site": "north" if d["id"].startswith("r") else "main"} for d in departments]
    path = folder / "own.yaml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    return path


def analyzed(folder: Path, asked: bool) -> Bundle:
    rng = np.random.default_rng(3)
    rows = people(420)
    if asked:
        rows = [row | {"site": str(rng.choice(["main", "North", ""], p=[0.57, 0.37, 0.06]))} for row in rows]
    axes = ["role", "department", *(["site"] if asked else [])]
    staff = pd.DataFrame(rows)[axes].replace({"site": {"North": "north", "": "main"}}).value_counts().mul(2).rename("staff")
    staff.reset_index().to_csv(folder / "roster.csv", index=False)
    export = write(rows, folder / "answers.csv")
    given = {"wave": WAVE, "out": folder / "outputs", "roster": folder / "roster.csv"}
    return analyze(Request(export, instrument=str(instrument(folder, asked)), **given))


@pytest.mark.parametrize("asked", [False, True], ids=["nested", "crossed"])
def test_declared_groups_are_shown_and_nobody_is_seen_through_them(asked: bool, tmp_path: Path) -> None:
    bundle = analyzed(tmp_path, asked)
    groups = bundle.release.groups
    kinds = set(groups["grouping"])
    assert {"overall", "role", "department", "role_group", "site"} <= kinds and kinds & {"role_site", "role_department"}
    sites = groups[groups["grouping"] == "site"].set_index("rollup")
    assert {"main", "north"} <= set(sites.index) and (sites["staff"].dropna() > 0).all()
    assert int(sites["n"].sum()) <= 420 and bool(len(bundle.release.sites)) == asked
    result = audit(tmp_path / "outputs")[WAVE]
    assert result.safe, result.lines()
    assert {finding.attack.split(",")[0] for finding in result.findings} >= {"Totals", "Unanimity", "Counts", "Answers"}
    report = (bundle.path / "report.html").read_text(encoding="utf-8")
    assert "North clinic" in report and audit_folder(bundle.path).safe
