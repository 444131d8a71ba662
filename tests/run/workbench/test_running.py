"""A piece of work is run, compared, discarded and closed; what stood before comes back, and a closed wave stays."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.private.lock import working
from pipeline.publish.bundle import open_wave, waves
from pipeline.publish.manifest import read_manifest
from pipeline.run.keeping import close as close_wave
from pipeline.run.workbench import replaced
from pipeline.run.workbench.compared import Compared, compared
from pipeline.run.workbench.decisions import Decisions, decided, decisions, name_means
from pipeline.run.workbench.last import last_decisions, use_last
from pipeline.run.workbench.look import instrument_of
from pipeline.run.workbench.open_questions import OpenQuestions, open_questions
from pipeline.run.workbench.quality import DataQuality, data_quality
from pipeline.run.workbench.questionnaire import Questionnaire, confirmed, unconfirmed
from pipeline.run.workbench.questionnaire_draft import drafted
from pipeline.run.workbench.questionnaire_edits import measuring
from pipeline.run.workbench.questionnaire_file import edited, written
from pipeline.run.workbench.refusal import Refusal
from pipeline.run.workbench.running import Closed, close, discard, discard_draft, run
from pipeline.run.workbench.work import Work, opened, put, settled

ROOT = Path(__file__).parents[3]
CENTER = ROOT / "sample_data" / "small_center"
SPACK = ROOT.parent / "shared" / "exports" / "googleforms" / "spack_2022.csv"
WAVE = "2026-11"


@pytest.fixture(scope="module")
def done(small_center_outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the workbench ran the small center over the draft that the command had written of it."""
    folder = tmp_path_factory.mktemp("workbench")
    copied(small_center_outputs.parent, folder)
    ran(put_in(folder))
    return folder


@pytest.fixture
def work(small_center_outputs: Path, tmp_path: Path) -> Work:
    """The small center's export and roster, beside the draft that the command wrote of them; nothing was run yet."""
    copied(small_center_outputs.parent, tmp_path)
    return put_in(tmp_path)


@pytest.fixture
def drafted_work(done: Path, tmp_path: Path) -> Work:
    """The same, once it was run."""
    copied(done, tmp_path)
    return opened(tmp_path / "outputs")


def copied(source: Path, folder: Path) -> None:
    for name in ("outputs", "private"):
        shutil.copytree(source / name, folder / name)


def put_in(folder: Path) -> Work:
    with_export = put(opened(folder / "outputs"), "export", "2026-11.csv", (CENTER / "2026-11.csv").read_bytes())
    return put(with_export, "roster", "roster.csv", (CENTER / "roster.csv").read_bytes())


def ran(work: Work) -> Work:
    found = run(work)
    assert found.refusal is None and found.bundle is not None and found.bundle.manifest.state == "draft"
    return found.work


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_stood_before_comes_back(work: Work, done: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    published, private = files(work.out / WAVE), files(work.private / WAVE)
    copied(done, folder := tmp_path_factory.mktemp("again"))
    drafted_work = opened(folder / "outputs")
    assert files(drafted_work.out / WAVE) != published  # the time stamp, and so the seal
    beside = compared(drafted_work, WAVE)
    assert isinstance(beside, Compared) and beside.with_last is None and beside.with_run_before is None
    version = beside.with_earlier_version
    assert version is not None and version.same_export and version.state == "draft"
    assert all(one.before == one.now for one in (*version.rows, *version.answers, *version.headline))
    assert (version.came, version.gone, version.labels) == ((), (), ())
    quality = data_quality(drafted_work, WAVE)
    assert isinstance(quality, DataQuality)
    assert len(quality.set_aside) == next(one.now for one in version.rows if one.key == "set_aside")

    back = discard_draft(drafted_work, WAVE)
    assert isinstance(back, Work) and not back.options.wrote and not (back.folder / replaced.FOLDER).exists()
    assert files(back.out / WAVE) == published and files(back.private / WAVE) == private
    if os.name == "posix":
        assert (back.private / WAVE).stat().st_mode & 0o077 == 0
    close_wave(WAVE, back.out, back.private)  # published and private side belong together
    assert read_manifest(back.out / WAVE / "manifest.json").state == "closed"


def test_a_second_run_is_compared_with_the_first_and_a_draft_where_nothing_stood_goes_whole(drafted_work: Work) -> None:
    for part in ("published", "private"):
        shutil.rmtree(drafted_work.folder / replaced.FOLDER / WAVE / part)
    fewer = b"".join((CENTER / "2026-11.csv").read_bytes().splitlines(keepends=True)[:-3])
    lines: list[str] = []
    found = run(put(drafted_work, "export", "2026-11.csv", fewer), lines.append)
    assert found.refusal is None and len(lines) >= 4
    beside = compared(found.work, WAVE)
    assert isinstance(beside, Compared) and beside.with_earlier_version is None
    assert beside.with_run_before is not None and not beside.with_run_before.same_export
    read = next(one for one in beside.with_run_before.rows if one.key == "read")
    assert read.before is not None and read.now is not None and read.now < read.before

    gone = discard(found.work)
    assert isinstance(gone, Work) and waves(gone.out) == [] and not (gone.private / WAVE).exists()
    assert not gone.folder.exists() and not (gone.private / "seals" / f"{WAVE}.json").exists()


def test_killed_in_between_it_is_told_what_is_ours_and_put_back_to_the_end(work: Work, done: Path, tmp_path: Path) -> None:
    published, private = files(work.out / WAVE), files(work.private / WAVE)
    copied(done, folder := tmp_path / "killed")
    # Killed after the draft took its place and before that was noted:
    begun = settled(opened(folder / "outputs"), wrote={WAVE: replaced.BEGUN})
    again = replaced.set_apart(begun, WAVE)
    assert files(begun.folder / replaced.FOLDER / WAVE / "published" / WAVE) == published
    assert again.options.wrote == begun.options.wrote
    # Killed while it was put back, with the private side already there:
    replaced.write_private_back(begun, WAVE)
    assert files(begun.private / WAVE) == private and files(begun.out / WAVE) != published
    back = discard_draft(opened(begun.out), WAVE)
    assert isinstance(back, Work) and files(back.out / WAVE) == published
    # Killed after it was put back, before what was kept was cleared away: once more does no harm.
    shutil.copytree(back.out / WAVE, back.folder / replaced.FOLDER / WAVE / "published" / WAVE)
    once_more = discard_draft(settled(back, wrote={WAVE: "a mark"}), WAVE)
    assert isinstance(once_more, Work) and files(back.out / WAVE) == published and not once_more.options.wrote


def test_what_this_work_did_not_write_stays(work: Work) -> None:
    refusal = discard_draft(work, WAVE)
    assert isinstance(refusal, Refusal) and "not written by this piece of work" in refusal.problems[0].what
    assert open_wave(work.out, WAVE).manifest.state == "draft"


def test_a_closed_wave_stays_whatever_is_discarded(drafted_work: Work) -> None:
    close_wave(WAVE, drafted_work.out, drafted_work.private)
    refusal = discard_draft(drafted_work, WAVE)
    assert isinstance(refusal, Refusal) and "is closed" in refusal.problems[0].what
    gone = discard(drafted_work)
    assert isinstance(gone, Work) and not gone.folder.exists()
    assert open_wave(gone.out, WAVE).manifest.state == "closed"


def test_closing_keeps_what_was_decided_and_deletes_the_copies(drafted_work: Work) -> None:
    instrument = instrument_of(drafted_work)
    assert not isinstance(instrument, Refusal)
    made = decisions(drafted_work, instrument)
    assert isinstance(made, Decisions)
    with_names = decided(drafted_work, instrument, name_means(made, "role", "Nurze of nothing", ""))
    assert isinstance(with_names, Work)
    found = close(with_names, WAVE)
    assert isinstance(found, Closed) and open_wave(found.work.out, WAVE).manifest.state == "closed"
    assert found.work == opened(found.work.out) and not found.work.files and not found.work.options.wrote
    assert {path.name for path in found.work.folder.rglob("*") if path.is_file()} == {"binding.yaml", "last.json"}
    last = last_decisions(found.work)
    assert last is not None and (last.wave, last.instrument) == (WAVE, instrument.id)
    again = use_last(put(found.work, "export", "2027-02.csv", (CENTER / "2026-11.csv").read_bytes()))
    assert isinstance(again, Work)
    back = decisions(again, instrument)
    assert isinstance(back, Decisions) and back.roles == {"Nurze of nothing": ""}
    assert not isinstance(discard(again), Refusal) and last_decisions(opened(again.out)) == last


def test_a_refusal_writes_nothing_and_leaves_the_work_as_it_was(work: Work) -> None:
    published = files(work.out / WAVE)
    broken = put(work, "roster", "roster.csv", b"role,department,staff\nNobody,Nowhere,3\n")
    found = run(broken)
    assert found.bundle is None and found.refusal is not None and found.refusal.exit_code == 4
    assert files(work.out / WAVE) == published and not found.work.options.wrote
    assert not (work.folder / replaced.FOLDER).exists() and found.work.files == broken.files


def test_a_second_command_at_work_is_told(work: Work) -> None:
    with working(work.out, work.private, "analyze"):
        found = run(work)
        assert found.refusal is not None and "another command is at work here" in found.refusal.problems[0].what
        closing = close(work, WAVE)
        assert isinstance(closing, Refusal) and closing.exit_code == 2


def test_without_a_wave_the_file_is_asked_for_one(work: Work) -> None:
    lines = (CENTER / "2026-11.csv").read_text(encoding="utf-8-sig").splitlines()
    undated = "\n".join(["role,department,SK1", *("RN,IT,Agree" for _ in lines)])
    found = run(put(work, "export", "answers.csv", undated.encode()))
    assert found.refusal is not None and "no readable date" in found.refusal.problems[0].what


def test_a_wave_that_is_damaged_is_a_refusal(work: Work) -> None:
    (work.out / WAVE / "report.html").write_text("changed", encoding="utf-8")
    assert isinstance(compared(work, WAVE), Refusal)
    assert isinstance(data_quality(work, "2020-01"), Refusal)


def test_a_real_foreign_export_goes_from_the_drop_to_a_closed_wave_by_choices_alone(tmp_path: Path) -> None:
    if not SPACK.is_file():
        pytest.skip("the collection of real exports is not on this machine")
    work = put(opened(tmp_path / "outputs"), "export", SPACK.name, SPACK.read_bytes())
    made = drafted(work)
    assert isinstance(made, Questionnaire)
    features = next(scale.id for scale in made.scales if len(scale.items) > 10)
    made = measuring(made, features, "readiness")
    kept = written(work, made)
    assert isinstance(kept, Work)
    refused = run(kept)
    assert refused.refusal is not None and len(refused.refusal.problems) == len(unconfirmed(made))
    kept = written(kept, confirmed(made, [guess.key for guess in made.guesses]))
    assert isinstance(kept, Work)
    instrument = instrument_of(kept)
    found = open_questions(kept)
    assert isinstance(found, OpenQuestions) and not isinstance(instrument, Refusal)
    assert len(found.names) == 13 and found.stopped_by_names == ("role",) and not found.answers
    choices = decisions(kept, instrument)
    assert isinstance(choices, Decisions)
    for name in found.names:
        choices = name_means(choices, name.kind, name.written, next(iter(name.suggestions), ""))
    kept = decided(kept, instrument, choices)
    assert isinstance(kept, Work)
    nothing_open = open_questions(kept)
    assert isinstance(nothing_open, OpenQuestions) and nothing_open.is_settled
    closed = close(ran(kept), "2023-03")
    assert isinstance(closed, Closed) and closed.closed.bundle.manifest.rows["kept"] == 182
    with SPACK.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 183
    last = last_decisions(closed.work)
    assert last is not None and last.instrument == "own"
    again = use_last(put(closed.work, "export", SPACK.name, SPACK.read_bytes()))
    assert isinstance(again, Work)
    once_more = open_questions(again)
    kept_questionnaire = edited(again)
    assert isinstance(once_more, OpenQuestions) and once_more.is_settled
    assert kept_questionnaire is not None and unconfirmed(kept_questionnaire) == ()
    with pytest.raises(UserError):
        open_wave(work.out, "2022-01")
