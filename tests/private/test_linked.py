"""Two waves whose people give the same code: linked, attacked, closed, forgotten, and out of date, as the program does it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean.identity import read_keyring
from pipeline.errors import NothingToRelease, SetupError
from pipeline.private.close import close_wave
from pipeline.private.earlier import connect
from pipeline.private.forget import forget
from pipeline.private.linked import PATHS, linked_finding, read_known
from pipeline.publish.bundle import open_wave
from pipeline.release.people_file import PEOPLE, read_people
from pipeline.run import Request, analyze, audit
from tests.private.rows import WAVE, Row, people, write

LATER = "2027-02"
FIRST = people(240)


def later(rows: Sequence[Row], new: int = 40) -> list[Row]:
    """The next wave: most people again with other answers, some gone, some new."""
    answers = people(len(rows), seed=7)
    place = ("role", "department", "respondent")
    again = [other | {name: row[name] for name in place} for row, other in zip(rows, answers, strict=True)]
    return again[new:] + people(new, seed=8)


SECOND = later(FIRST)


def run(folder: Path, rows: Sequence[Row], wave: str, told: list[str] | None = None, **more):
    export = write(rows, folder / f"{wave}.csv")
    request = Request(export, wave=wave, out=folder / "outputs", instrument="tele_oncology_short", **more)
    return analyze(request, tell=(told if told is not None else []).append)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both")
    run(folder, FIRST, WAVE)
    run(folder, SECOND, LATER)
    return folder


@pytest.fixture
def two(both: Path, tmp_path: Path) -> Path:
    """Both waves in a folder of this test's own."""
    folder = tmp_path / "two"
    shutil.copytree(both, folder)
    return folder


def linked(folder: Path) -> pd.DataFrame:
    return open_wave(folder / "outputs", LATER).release.linked


def test_the_later_wave_tells_what_the_same_people_changed(both: Path) -> None:
    rows = linked(both)
    overall = rows[rows["grouping"] == "overall"]
    assert set(rows["earlier"]) == {WAVE} and int(overall["n_linked"].iloc[0]) == 200
    assert {"role", "department"} & set(rows["grouping"])
    first, second = (read_people(both / "private" / wave / PEOPLE) for wave in (WAVE, LATER))
    joined = first.merge(second, on="person")
    assert len(joined) == 200
    for scale, total in zip(overall["scale"], overall["change_total"], strict=True):
        assert total == pytest.approx((joined[f"scale.{scale}_y"] - joined[f"scale.{scale}_x"]).sum(), abs=1e-5)


def test_the_manifest_says_what_it_stands_on(both: Path) -> None:
    earlier = open_wave(both / "outputs", LATER).manifest.earlier
    assert earlier is not None and earlier["wave"] == WAVE
    assert open_wave(both / "outputs", WAVE).manifest.earlier is None


def test_the_audit_attacks_both_waves(both: Path) -> None:
    results = audit(both / "outputs")
    assert all(result.safe for result in results.values())
    [finding] = [one for one in results[LATER].findings if one.attack == "Linked waves"]
    assert "of 2 waves (limit 10)" in finding.tightest
    assert not [one for one in results[WAVE].findings if one.attack == "Linked waves"]


def test_without_the_private_side_the_simple_rule_is_tried(both: Path, tmp_path: Path) -> None:
    shutil.copytree(both / "outputs", tmp_path / "outputs")
    [finding] = [one for one in audit(tmp_path / "outputs")[LATER].findings if one.attack == "Linked waves"]
    assert "who is linked where is not known here" in finding.tightest and not finding.violations


def test_nothing_of_the_private_side_names_a_person(both: Path) -> None:
    known = read_known(both / "private" / LATER)
    assert known is not None and set(known.paths["wave"]) == {WAVE, LATER}
    keyring = read_keyring(both / "private")
    text = (both / "private" / LATER / PATHS).read_text(encoding="utf-8")
    assert not any(code in text for row in SECOND[:20] for code in (row["respondent"], keyring.pseudonym(row["respondent"])))


def test_what_was_closed_is_analyzed_again_with_the_same_changes(two: Path) -> None:
    close_wave(two / "outputs", two / "private", WAVE)
    close_wave(two / "outputs", two / "private", LATER)
    before = linked(two)
    assert run(two, list(reversed(SECOND)), LATER).manifest.state == "closed"
    pd.testing.assert_frame_equal(linked(two), before, check_exact=False, atol=1e-5)


def test_a_wave_is_closed_after_the_one_it_is_linked_with(two: Path) -> None:
    with pytest.raises(SetupError, match="which can still change"):
        close_wave(two / "outputs", two / "private", LATER)
    assert not (two / "private" / "ledger.jsonl").exists()


def test_an_earlier_wave_that_was_analyzed_anew_leaves_the_later_one_out_of_date(two: Path) -> None:
    run(two, FIRST[:200], WAVE)
    [finding] = [one for one in audit(two / "outputs")[LATER].findings if one.attack == "Linked waves"]
    assert f"{WAVE} changed since, so this wave is out of date" in finding.tightest
    close_wave(two / "outputs", two / "private", WAVE)
    with pytest.raises(SetupError, match="was analyzed anew since"):
        close_wave(two / "outputs", two / "private", LATER)


def test_who_was_forgotten_is_not_linked_again(two: Path) -> None:
    forget(two / "private", SECOND[0]["respondent"])
    run(two, SECOND, LATER)
    overall = linked(two).query("grouping == 'overall'")
    assert set(overall["n_linked"].astype(int)) == {199}


def test_where_the_private_side_is_missing_nobody_is_linked_and_the_analyst_is_told(two: Path) -> None:
    shutil.rmtree(two / "private" / WAVE)
    told: list[str] = []
    bundle = run(two, SECOND, LATER, told)
    assert bundle.release.linked.empty and bundle.release.organisation.linked_spread.empty
    assert any(f"Nobody is linked with wave {WAVE}" in line and "analyze wave" in line for line in told)


def test_the_private_side_must_be_that_of_what_is_published(two: Path) -> None:
    path = two / "private" / WAVE / "version.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(facts | {"release": "0" * 64}), encoding="utf-8")
    people = read_people(two / "private" / LATER / PEOPLE)
    release = open_wave(two / "outputs", LATER).release
    with pytest.raises(SetupError, match="not that of what is published"):
        connect(two / "outputs", two / "private", LATER, WAVE, people, release, ())


def test_a_wave_that_would_give_somebody_away_is_not_written(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody leaves the audit out: the attacker looks at what was written before it takes its place."""
    from pipeline.release import linked as room

    few = [row for row in later(FIRST, new=3) if not row["respondent"].startswith("code-8-")]
    assert len(few) == 237
    original = room._linked
    monkeypatch.setattr(
        room, "_linked", lambda connected, scales, instrument, audited: original(connected, scales, instrument, False)
    )
    monkeypatch.setattr(room, "simple_rule", lambda linked, rest, k: linked > 0)
    before = linked(two)
    with pytest.raises(NothingToRelease, match=r"follows|not linked"):
        run(two, few, LATER)
    pd.testing.assert_frame_equal(linked(two), before)


def test_a_first_wave_has_nothing_to_link(both: Path) -> None:
    folder = both / "outputs" / WAVE
    assert linked_finding(folder, both / "outputs", None) is None
    assert open_wave(both / "outputs", WAVE).release.linked.empty
