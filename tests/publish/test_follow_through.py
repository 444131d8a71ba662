"""Was anything done: the list goes out, comes back in every state, is remembered; no name is published, no cause is proved."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean.private_texts import folded
from pipeline.cli import main
from pipeline.publish.actions_file import COLUMNS, actions_table, offered
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.chart_tables import follow_through_table, step_table
from pipeline.publish.reference import row_id, row_keys
from pipeline.publish.sentences import sentence_table
from pipeline.publish.wording import NOT_PROOF, follow_through_sentences, followed_groups
from pipeline.publish.wording.follow_through import NOT_COMPARED, step_state
from pipeline.release.attack.actions import FILE, FOR_PEOPLE, actions_violations
from pipeline.release.audit import audit_folder
from pipeline.release.leaks import leaks
from pipeline.tables import CHANGE, NOT_CONVINCED, ROLE_SEATS, group_key
from tests.made_once import copied

DATA = Path(__file__).parents[2] / "sample_data" / "small_center"
EARLIER, LATER = "2026-11", "2027-02"
NAME, NOTE, OWN = "Erika Mustermann", "Erika says it went slowly", "Coffee with the champion of the ward"
STATES = [
    {"accepted": "yes", "status": "done", "due": "2027-01"},
    {"accepted": "x", "status": "In progress", "due": "Jan-27", "owner": NAME, "note": NOTE},
    {"accepted": "no"},
    {},
    {"accepted": "yes", "due": "2027-05"},
    {"accepted": "yes", "status": "dropped"},
]


def filled_in(outputs: Path, path: Path) -> Path:
    """The list as people would edit it: every state, 24 seats in two topics, a step of their own."""
    frame = pd.read_csv(outputs / EARLIER / FILE, encoding="utf-8-sig", dtype="str", keep_default_na=False)
    steps, topics = (frame.index[frame["kind"] == kind] for kind in ("step", "training"))
    for row, state in zip(steps, STATES, strict=True):
        frame.loc[row, list(state)] = list(state.values())
    frame.loc[steps[0], "owner"] = frame.loc[steps[0], "suggested_owner"]
    frame.loc[topics[:2], "seats_held"] = "12"
    own = pd.DataFrame([{"kind": "step", "group": frame.loc[steps[0], "group_label"], "step": OWN, "status": "done"}])
    pd.concat([frame, own]).fillna("").to_csv(path, index=False, sep=";", encoding="cp1252")
    return path


def analyzed(folder: Path, *more: str, wave: str = LATER) -> int:
    given = ["--roster", str(DATA / "roster.csv"), "--wave", wave, "--out", str(folder / "outputs"), "--quiet", "--no-pdf"]
    return main(["analyze", str(DATA / "2026-11.csv"), *given, *more])


@pytest.fixture(scope="module")
def folder(small_center_outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two waves of the small center, with the list of the first as people filled it in."""
    folder = tmp_path_factory.mktemp("followed")
    copied(small_center_outputs.parent, folder)
    assert analyzed(folder, "--actions", str(filled_in(folder / "outputs", folder / "filled_in.csv"))) == 0
    return folder


@pytest.fixture(scope="module")
def bundle(folder: Path) -> Bundle:
    return open_wave(folder / "outputs", LATER)


def test_the_list_holds_every_step_and_topic_with_the_id_of_its_row(small_center_outputs: Path) -> None:
    earlier = open_wave(small_center_outputs, EARLIER)
    written = pd.read_csv(earlier.path / FILE, encoding="utf-8-sig", dtype="str", keep_default_na=False)
    assert tuple(written.columns) == COLUMNS and (written[list(FOR_PEOPLE)] == "").all(axis=None)
    steps, seats = earlier.findings.actions, earlier.findings.role_seats
    assert len(written) == len(steps) + len(seats) and written["id"].is_unique
    assert set(offered(earlier)["id"]) == set(written["id"])
    by_key = dict(zip(written["group"] + ":" + written["cause"], written["id"], strict=True))
    for key, cause in zip(group_key(steps), steps["cause"], strict=True):
        assert by_key[f"{key}:{cause}"] == row_id(EARLIER, f"findings/actions#{key}:{cause}")
    first = written[written["kind"] == "training"].iloc[0]
    [key] = row_keys(ROLE_SEATS, seats[(("role:" + seats["role"]) == first["group"]) & (seats["topic"] == first["topic"])])
    assert first["id"] == row_id(EARLIER, f"findings/role_seats#{key}")
    assert not written["evidence"].str.contains(r"\bn\s?=").any()  # n is ours, never that of a study


def test_groups_that_are_not_yet_convinced_come_first_and_ids_stay(small_center_outputs: Path) -> None:
    earlier = open_wave(small_center_outputs, EARLIER)
    table = step_table(earlier)
    order = {label: place for place, label in enumerate(dict.fromkeys(table["finding"]))}
    assert table["finding"].map(order).is_monotonic_increasing
    turned = replace(earlier, findings=replace(earlier.findings, actions=earlier.findings.actions[::-1].reset_index(drop=True)))
    assert set(actions_table(turned)["id"]) == set(actions_table(earlier)["id"])


def test_every_state_is_published_and_counted(bundle: Bundle) -> None:
    [row] = bundle.findings.follow_through_overall.to_dict("records")
    counted = {name: row[name] for name in ("suggested", "taken_up", "declined", "open", "done", "in_progress", "not_started")}
    assert counted == dict(suggested=6, taken_up=4, declined=1, open=1, done=1, in_progress=1, not_started=1)
    more = {name: row[name] for name in ("dropped", "overdue", "owner_named", "not_shown", "own", "own_done", "seats_held")}
    assert more == dict(dropped=1, overdue=1, owner_named=2, not_shown=0, own=1, own_done=1, seats_held=24)
    steps = bundle.findings.follow_through
    assert sorted(steps["accepted"]) == ["no", "open", "yes", "yes", "yes", "yes"]
    assert steps["as_suggested"].sum() == 1 and sorted(steps["due"].dropna()) == ["2027-01", "2027-01", "2027-05"]
    assert not bundle.findings.trained.empty  # the seats held did what --trained does


def test_no_name_note_or_step_of_theirs_is_in_any_published_file(folder: Path, bundle: Bundle) -> None:
    assert leaks(bundle.path, lambda said: {folded(name): [name] for name in (NAME, NOTE, OWN)}) == []
    private = folder / "private" / LATER / "actions.csv"
    kept = private.read_text(encoding="utf-8-sig")
    assert NAME in kept and NOTE in kept and OWN in kept
    if os.name == "posix":
        assert private.stat().st_mode & 0o077 == 0


def test_sentences_say_what_was_done_and_that_it_is_no_proof(bundle: Bundle) -> None:
    texts = [sentence.text for sentence in follow_through_sentences(bundle)]
    assert texts[0] == (
        "Of 6 steps suggested after 2026-11, 4 were taken up (1 done, 1 in progress, 1 not started, 1 dropped), 1 declined; "
        "1 is open."
    )
    assert texts[1] == "1 step is overdue; nobody is named for 2 of those taken up."
    assert texts[2] == "People added 1 step of their own; 1 done."
    assert texts[3].startswith("Training: 24 seats held of ") and texts[-1] == NOT_PROOF
    groups = [sentence.text for sentence in followed_groups(bundle)]
    assert any("(in progress, overdue since 2027-01)" in text for text in groups)
    assert any("(not started, due 2027-05)" in text for text in groups) and any("(declined)" in text for text in groups)
    table = sentence_table(bundle)
    said = table[table["place"].str.endswith("what was done")]
    assert said["text"].tolist() == texts + groups and set(said["specification"]) == {"docs/methods/follow_through.md"}
    assert all(group not in text for text in texts for group in (NAME, NOTE, OWN))


def test_the_change_beside_a_step_is_that_of_findings_change(bundle: Bundle) -> None:
    step = bundle.findings.follow_through.iloc[[0]]
    known = bundle.findings.change
    own = known[(group_key(known) == group_key(step).iloc[0]) & (known["scale"] == NOT_CONVINCED)]
    change = CHANGE.check(
        own.assign(n_before=20, n=25, arrow="down", bounded=False, before=52.0, now=40.0, change=-9.4, low=-16.2, high=-2.4)
    )
    with_change = replace(bundle, findings=replace(bundle.findings, follow_through=step, change=change))
    [text] = [one.text for one in followed_groups(with_change)]
    told = "Since 2026-11: not yet convinced 52.0 % then, 40.0 % now: down (−9.4, −16.2 to −2.4 points)"
    assert told in text and text.endswith("(20 answers then, 25 now).")
    [shown] = follow_through_table(with_change).to_dict("records")
    assert (shown["share_before"], shown["share_now"], shown["share_change"], shown["n_before"]) == (0.52, 0.4, -9.4, 20)
    assert shown["change_key"] == f"{group_key(step).iloc[0]}:{NOT_CONVINCED}:{EARLIER}"
    without = replace(bundle, findings=replace(bundle.findings, follow_through=step, change=CHANGE.empty()))
    assert followed_groups(without)[0].text.endswith(NOT_COMPARED)
    assert follow_through_table(without)["change_key"].tolist() == [""]


def test_words_of_states() -> None:
    row = {"accepted": "yes", "status": "done", "due": "2027-01", "overdue": False}
    assert step_state(row) == "done" and step_state(row | {"accepted": "open"}) == "open"


def test_the_list_is_remembered_when_the_wave_is_analyzed_again(
    folder: Path, bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(folder, tmp_path / "again")
    assert analyzed(tmp_path / "again") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "The list of actions that was given before is used again" in told and NAME not in told
    again = open_wave(tmp_path / "again" / "outputs", LATER)
    for name in ("follow_through", "follow_through_overall", "trained", "trained_overall"):
        pd.testing.assert_frame_equal(getattr(again.findings, name), getattr(bundle.findings, name))


def test_a_list_that_cannot_be_used_changes_nothing(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in sorted((folder / "outputs").rglob("*")) if path.is_file()}
    text = (folder / "filled_in.csv").read_text(encoding="cp1252")
    (tmp_path / "wrong.csv").write_text(text.replace("In progress", "somewhat"), encoding="utf-8")
    assert analyzed(folder, "--actions", str(tmp_path / "wrong.csv")) == 4
    said = capsys.readouterr().err
    assert "wrong.csv, line 3, column 'status': this is no status" in said and NAME not in said and "Traceback" not in said
    (tmp_path / "trained.csv").write_text("role,topic,seats\nRN,T01,3\n", encoding="utf-8")
    both = ["--actions", str(folder / "filled_in.csv"), "--trained", str(tmp_path / "trained.csv")]
    assert analyzed(folder, *both) == 2 and "two lists say what was held" in capsys.readouterr().err
    assert analyzed(folder, "--actions", str(folder / "filled_in.csv"), wave="2026-05") == 2
    assert "no wave before 2026-05" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in sorted((folder / "outputs").rglob("*")) if path.is_file()} == before


def test_the_attacker_reads_the_list(folder: Path, bundle: Bundle, tmp_path: Path) -> None:
    result = audit_folder(bundle.path)
    assert result.safe, result.lines()
    steps = bundle.findings.actions.assign(key=group_key(bundle.findings.actions))
    seats = bundle.findings.role_seats
    rows = {(str(topic), int(n)) for topic, n in zip(seats["topic"], seats["n"], strict=True)}
    k = bundle.instrument.thresholds.k
    list_ = pd.read_csv(bundle.path / FILE, encoding="utf-8-sig", dtype="str", keep_default_na=False)

    def found(**changed: str) -> str:
        planted = list_.copy()
        for column, value in changed.items():
            planted.loc[0, column] = value
        planted.to_csv(tmp_path / FILE, index=False)
        return " ".join(actions_violations(tmp_path, k, rows, steps))

    assert found() == ""
    assert f"fewer than {k} people" in found(n="3") and "fewer than" in found(n="")
    assert "no table of the wave knows" in found(group="role:hidden") and "what people wrote" in found(owner=NAME)
    list_.drop(columns="n").to_csv(tmp_path / FILE, index=False)
    assert "no column n" in " ".join(actions_violations(tmp_path, k, rows, steps))
