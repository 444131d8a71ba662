"""The shipped files are what the command writes, and the answer key counts what is in them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from pipeline.errors import SetupError, UsageError
from sample_data.simulate import organisation, simulate
from sample_data.world import PRESETS, load_world

SHIPPED = Path(__file__).parents[2] / "sample_data"
FILES = [("sample", "2026-11"), ("sample", "2027-02"), ("small_center", "2026-11")]
META_COLUMNS = 17


SHIPPED_PRESETS = [preset for preset in PRESETS if (SHIPPED / preset).is_dir()]


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    return {preset: simulate(preset, tmp_path_factory.mktemp(preset)) for preset in SHIPPED_PRESETS}


@pytest.mark.parametrize("preset", SHIPPED_PRESETS)
def test_the_shipped_files_are_reproduced_byte_for_byte(preset: str, again: dict[str, list[Path]]) -> None:
    root = again[preset][-1].parent
    shipped = {p.relative_to(SHIPPED / preset): p.read_bytes() for p in (SHIPPED / preset).rglob("*") if p.is_file()}
    made = {path.relative_to(root): path.read_bytes() for path in again[preset]}
    assert sorted(made) == sorted(shipped)
    assert [name for name in made if made[name] != shipped[name]] == []


def test_another_seed_gives_another_organisation(tmp_path: Path) -> None:
    first = simulate("small_center", tmp_path / "a", seed=1)[0].read_bytes()
    assert first == simulate("small_center", tmp_path / "b", seed=1)[0].read_bytes()
    assert first != simulate("small_center", tmp_path / "c", seed=2)[0].read_bytes()


def rows_of(preset: str, wave: str) -> tuple[list[list[str]], list[dict[str, str]]]:
    with (SHIPPED / preset / f"{wave}.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    return table[:3], [dict(zip(table[0], row, strict=True)) for row in table[3:]]


def truth_of(preset: str, wave: str) -> dict:
    return json.loads((SHIPPED / preset / wave / "truth.json").read_text(encoding="utf-8"))


def roster_of(preset: str) -> list[dict[str, str]]:
    with (SHIPPED / preset / "roster.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("preset", "wave"), FILES)
def test_rows_of_the_file_are_counted_right(preset: str, wave: str) -> None:
    """Recounted with nothing but the platform's own columns."""
    _, rows = rows_of(preset, wave)
    last = {row["ResponseId"]: i for i, row in enumerate(rows) if row["Finished"] == "True"}
    found: Counter[str] = Counter()
    for i, row in enumerate(rows):
        answers = list(row.values())[META_COLUMNS:]
        if row["Status"] == "Survey Preview":
            found["preview"] += 1
        elif row["Status"] == "Survey Test":
            found["test row"] += 1
        elif row["Status"] == "Spam":
            found["marked as spam"] += 1
        elif row["Finished"] == "False":
            assert int(row["Progress"]) < 100
            found["not finished"] += 1
        elif not any(answers):
            found["no answer at all"] += 1
        elif last[row["ResponseId"]] != i:
            found["answered again later"] += 1
    counts = truth_of(preset, wave)["rows"]
    assert len(rows) == counts["read"]
    assert dict(found) == counts["set_aside"]
    assert len(rows) - sum(found.values()) == counts["kept"] == truth_of(preset, wave)["overall"]["answers"]


@pytest.mark.parametrize(("preset", "wave"), FILES)
def test_staff_add_up_everywhere(preset: str, wave: str) -> None:
    key, staff = truth_of(preset, wave), sum(int(row["staff"]) for row in roster_of(preset))
    for part in (key["roles"].values(), key["departments"].values(), key["cells"], [key["overall"]]):
        assert sum(group["staff"] for group in part) == staff
        assert sum(group["answers"] for group in part) == key["overall"]["answers"]
        assert sum(group["reluctant"] for group in part) == key["overall"]["reluctant"]


def test_the_sample_is_as_large_and_uneven_as_promised() -> None:
    roster, key = roster_of("sample"), truth_of("sample", "2026-11")
    sizes = [int(row["staff"]) for row in roster]
    assert 1_350 <= sum(sizes) <= 1_450 and 800 <= key["overall"]["answers"] <= 840
    assert len({row["role"] for row in roster}) == 12 and len({row["department"] for row in roster}) == 10
    assert len(sizes) < 100 and min(sizes) == 1 and max(sizes) > 60
    small = truth_of("small_center", "2026-11")["overall"]
    assert (small["staff"], small["answers"]) == (80, 48)


def test_planted_groups_are_what_the_key_says() -> None:
    key = truth_of("sample", "2026-11")
    reluctant = [one for one in key["planted"] if one["pattern"] == "reluctant"]
    assert [(one["kind"], one["causes"][0]) for one in reluctant] == [
        ("department", "concerns"), ("department", "workflow"), ("role", "skills"),
    ]  # fmt: skip
    assert all(one["share_reluctant"] > 0.5 for one in reluctant)
    groups = [group for kind in ("roles", "departments") for group in key[kind].values()]
    assert all(group["share_reluctant"] < 0.35 for group in groups if group.get("planted") != "reluctant")
    rates = [one["answers"] / one["staff"] for one in reluctant]
    others = [group for group in groups if group.get("planted") != "reluctant"]
    usual = sum(group["answers"] for group in others) / sum(group["staff"] for group in others)
    assert max(rates) < 0.55 < 0.57 < usual


def test_one_reluctant_department_improves() -> None:
    first, second = truth_of("sample", "2026-11")["planted"], truth_of("sample", "2027-02")["planted"]
    assert [one["id"] for one in first] == [one["id"] for one in second]
    change = [b["share_reluctant"] - a["share_reluctant"] for a, b in zip(first, second, strict=True)]
    assert change[0] < -0.2 and max(abs(one) for one in change[1:]) < 0.15
    assert first[0]["truly_reluctant"] and not second[0]["truly_reluctant"]


def test_headers_are_as_dirty_as_real_ones() -> None:
    heads, rows = rows_of("sample", "2026-11")
    raw = (SHIPPED / "sample" / "2026-11.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == len(rows) + 3
    assert any("<strong>" in text for text in heads[1]) and any("\u00a0" in text for text in heads[1])
    ids = [json.loads(cell) for cell in heads[2]]
    assert ids[0] == {"ImportId": "startDate", "timeZone": "America/Denver"}
    assert {"choiceId"} <= set(ids[heads[0].index("barriers_B01")])
    assert len({json.dumps(one) for one in ids}) == len(ids) and len(set(heads[0])) == len(heads[0])
    assert any("\n" in row["comment_help"] for row in rows)
    assert all(row["IPAddress"].startswith("192.0.2.") or not row["IPAddress"] for row in rows)
    assert not any(row[name] for row in rows for name in heads[0] if name.startswith("Recipient"))


def test_the_second_wave_joins_labels_that_hold_commas() -> None:
    heads, rows = rows_of("sample", "2027-02")
    assert "barriers" in heads[0] and "barriers_B01" not in heads[0]
    assert any("Devices, camera or second screen missing," in row["barriers"] for row in rows)


def test_the_sizes_stay_small() -> None:
    assert (
        sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file() and "__pycache__" not in path.parts) < 6_000_000
    )


def test_mistakes_are_told() -> None:
    with pytest.raises(UsageError, match="not a made-up organisation"):
        load_world("nowhere")
    from pipeline.instrument.load import load_instrument

    instrument = load_instrument()
    fewer = instrument.model_copy(update={"roles": instrument.roles[:3]})
    with pytest.raises(SetupError) as caught:
        organisation(1, instrument=fewer)
    assert len(caught.value.problems) > 5
