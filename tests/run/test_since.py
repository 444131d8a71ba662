"""Two real waves of a small organisation: what was changed on the platform is noticed, said, and not compared over time."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import SetupError
from pipeline.findings.comparability import not_trended
from pipeline.instrument.load import load_instrument
from pipeline.private.asked import FILE, read_asked
from pipeline.publish.bundle import Bundle
from pipeline.publish.wording import comparability_sentences
from pipeline.release.audit import audit_folder
from pipeline.run import Request, analyze
from tests.private.rows import Row, people, write

INSTRUMENT = load_instrument("tele_oncology_short")
SCALE = next(scale.id for scale in INSTRUMENT.scales if len(INSTRUMENT.items_of(scale.id)) == 3)
FIRST, SECOND = (item.id for item in INSTRUMENT.items_of(SCALE)[:2])
REWORDED = "This says something else entirely"
SHIFT = "Which shift do you mostly work"


def worded(rows: list[Row], **other: str) -> list[Row]:
    """The rows under the wordings of the items; ``other``: id -> another wording."""
    texts = {item.id: item.text for item in INSTRUMENT.items} | other
    return [{texts.get(name, name): value for name, value in row.items()} for row in rows]


def roster(path: Path, staff: int) -> Path:
    roles, departments = (
        ("rn_onc", "app", "front_desk", "social_work"),
        ("infusion_center", "medical_oncology", "radiation_oncology"),
    )
    lines = [f"{role},{department},{staff}" for role in roles for department in departments]
    path.write_text("\n".join(["role,department,staff", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The second wave: one item reworded on the platform, one left out, one question more, more staff, another rule for k."""
    folder = tmp_path_factory.mktemp("since")
    out, short = folder / "outputs", "tele_oncology_short"
    before = write(worded(people(80)), folder / "before.csv", linked=False)
    analyze(Request(before, roster=roster(folder / "small.csv", 12), instrument=short, wave="2026-11", out=out))
    rows = [{name: value for name, value in row.items() if name != SECOND} | {SHIFT: "night"} for row in people(70, seed=2)]
    now = write(worded(rows, **{FIRST: REWORDED}), folder / "now.csv", linked=False)
    (folder / "now.binding.yaml").write_text(f"columns:\n  {FIRST}: {REWORDED}\n", encoding="utf-8")
    return analyze(Request(now, roster=roster(folder / "more.csv", 13), instrument=short, wave="2027-02", out=out))


@pytest.fixture(scope="module")
def ledger(later: Bundle) -> pd.DataFrame:
    return later.findings.comparability.set_index(["kind", "id", "what"])


def test_what_was_changed_on_the_platform_is_noticed_though_the_instrument_stayed(ledger: pd.DataFrame) -> None:
    row = ledger.loc[("item", FIRST, "wording")]
    assert (
        row["now"] == REWORDED and row["before"] == next(i.text for i in INSTRUMENT.items if i.id == FIRST) and not row["trended"]
    )
    assert ("item", SECOND, "gone") in ledger.index and ("question", SHIFT, "new") in ledger.index
    assert {name for kind, name, _ in ledger.index if kind == "item"} == {FIRST, SECOND}
    assert SCALE in row["affects"].split(";")


def test_row_counts_and_staff_stand_in_the_ledger(ledger: pd.DataFrame) -> None:
    assert ledger.loc[("rows", "read", "value"), ["before", "now"]].tolist() == ["80", "70"]
    assert ledger.loc[("staff", "overall", "value"), ["before", "now"]].tolist() == ["144", "156"]
    assert ledger.loc[("staff", "role:rn_onc", "value"), ["before", "now"]].tolist() == ["36", "39"]


def test_a_measure_that_is_not_trended_has_no_change(later: Bundle) -> None:
    out = not_trended(later.findings.comparability)
    assert SCALE in out and "willingness" not in out
    measures = set(later.findings.change["scale"])
    assert measures and not measures & out and "willingness" in measures


def test_sentences_name_it_all(later: Bundle) -> None:
    said = " ".join(map(str, comparability_sentences(later)))
    for text in (FIRST, REWORDED, SECOND, SHIFT, "70 rows read (80)", "Staff on the roster: 156 (144)", "Not compared over time"):
        assert text in said


def test_what_was_asked_is_kept_in_private_and_the_release_stays_safe(later: Bundle) -> None:
    private = later.path.parent.parent / "private"
    assert not list(later.path.parent.rglob(FILE)) and (private / "2026-11" / FILE).is_file()
    kept = json.loads((private / "2027-02" / FILE).read_text(encoding="utf-8"))
    assert kept["others"] == [SHIFT] and "night" not in json.dumps(kept)
    assert audit_folder(later.path).safe


def test_a_damaged_file_of_what_was_asked_is_a_mistake_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "2026-11").mkdir()
    assert read_asked(tmp_path, "2026-11") is None
    (tmp_path / "2026-11" / FILE).write_text('{"asked": 1}', encoding="utf-8")
    with pytest.raises(SetupError, match="analyze wave 2026-11 again"):
        read_asked(tmp_path, "2026-11")
