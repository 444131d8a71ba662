"""Comments are kept masked, in an order that tells nothing; read one by one; forgotten, deleted in time; quoted when approved."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean.identity import Keyring, keep_key, read_keyring
from pipeline.cli import main
from pipeline.commands import quotes as quotes_command
from pipeline.comments.masked import Masking
from pipeline.errors import NothingToRelease, SetupError, UsageError
from pipeline.instrument.load import load_instrument
from pipeline.private.comments import ABOUT, COMMENTS, FOLDER, REVIEWED, expired_comments, keep_comments
from pipeline.private.forget import forget
from pipeline.private.keep import secure
from pipeline.private.reviewing import Comment, Comments, decide, forget_writers, quotes, read_comments
from pipeline.publish.atomic import replace_folder
from pipeline.release.people_file import PEOPLE, read_people
from pipeline.run.quotes import write_quotes
from tests.private.rows import WAVE, people

SHORT = load_instrument("tele_oncology_short")
HELP, WORRY = [question.id for question in SHORT.questions if question.kind == "text"][-2:]
PEOPLE_WHO_WROTE = 24
Keep = Callable[..., Comments]


def written(n: int = PEOPLE_WHO_WROTE) -> pd.DataFrame:
    """One comment of each of so many people, with a name in it; every third wrote a second one, to the other question."""
    rows = [
        {"line": line, "question": HELP, "text": f"Ask Ludmila, she has {line % 7 + 2} good ideas"} for line in range(2, n + 2)
    ]
    rows += [{"line": line, "question": WORRY, "text": "The calls drop every few minutes"} for line in range(2, n + 2, 3)]
    return pd.DataFrame(rows)


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Keep comments as an analysis does, which makes the folder of the wave anew."""

    def run(comments: pd.DataFrame, names: tuple[str, ...] = ()) -> Comments:
        private = tmp_path / "private"
        secure(private)
        keyring = read_keyring(private)
        keep_key(private, keyring)
        kept = {"private": private, "instrument": SHORT, "keyring": keyring}
        replace_folder(private / WAVE, lambda new: keep_comments(new, WAVE, comments, names, **kept) and None, private=True)
        return found(tmp_path)

    return run


def found(folder: Path) -> Comments:
    comments = read_comments(folder / "private", WAVE)
    assert comments is not None
    return comments


def approve(folder: Path, chosen: tuple[Comment, ...]) -> None:
    for one in chosen:
        decide(folder / "private", WAVE, one.id, "approved", one.masked.maskings)


def of_different_people(comments: Comments, n: int) -> tuple[Comment, ...]:
    """Comments of so many people, one each."""
    return tuple({one.writer: one for one in comments.comments}.values())[:n]


def test_every_comment_is_kept_once_beside_its_masking_and_waits(keep: Keep) -> None:
    comments = keep(written())
    assert sorted(one.text for one in comments.comments) == sorted(written()["text"])
    assert {one.state for one in comments.comments} == {"waiting"}
    assert not [one for one in comments.comments if "Ludmila" in one.masked.text]
    assert len({one.id for one in comments.comments}) == len(written())
    assert len({one.writer for one in comments.comments}) == PEOPLE_WHO_WROTE
    assert comments.questions[HELP] == next(question.text for question in SHORT.questions if question.id == HELP)


def test_no_words_of_anybody_stand_in_what_a_log_would_show(keep: Keep, tmp_path: Path) -> None:
    comments = keep(written())
    approve(tmp_path, comments.comments)
    for one in (comments, comments.comments[0], comments.comments[0].masked, quotes(found(tmp_path))):
        assert "ideas" not in repr(one) and "Ludmila" not in repr(one)


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_only_their_owner_can_read_them(keep: Keep, tmp_path: Path) -> None:
    approve(tmp_path, keep(written()).comments[:1])
    folder = tmp_path / "private" / WAVE / FOLDER
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        name: 0o600 for name in (ABOUT, COMMENTS, REVIEWED)
    }


def test_the_order_tells_neither_when_nor_who(keep: Keep, tmp_path: Path) -> None:
    texts = [one.text for one in keep(written()).comments]
    turned = written().iloc[::-1].reset_index(drop=True)
    assert [one.text for one in keep(turned).comments] == texts  # the order of the export has no say
    assert texts != sorted(texts) and texts != list(written()["text"])
    frame = pd.read_parquet(tmp_path / "private" / WAVE / FOLDER / COMMENTS)
    assert set(frame.columns) == {"id", "writer", "question", "text", "maskings"}  # no line, no file
    (tmp_path / "private" / "key").unlink()
    assert [one.text for one in keep(written()).comments] != texts  # another key, another order


def test_a_list_of_names_is_masked_even_where_they_are_ordinary_words(keep: Keep) -> None:
    comments = pd.DataFrame({"line": [2], "question": [HELP], "text": ["Banner is the one to ask"]})
    assert keep(comments).comments[0].masked.text.startswith("Banner")
    assert keep(comments, names=("Louise Banner",)).comments[0].masked.text.startswith("[name]")


def test_a_word_of_many_people_is_nobodys_but_a_name_is_masked_all_the_same(keep: Keep) -> None:
    def told(n: int, word: str) -> str:
        lines = range(2, n + 2)
        texts = [f"we wait for the {word} again" for _ in lines]
        return keep(pd.DataFrame({"line": lines, "question": HELP, "text": texts})).comments[0].masked.text

    assert "glorptron" not in told(9, "glorptron") and "glorptron" in told(10, "glorptron")
    assert "Okonkwo" not in told(30, "Okonkwo")


def test_decisions_stand_when_the_wave_is_analyzed_again(keep: Keep, tmp_path: Path) -> None:
    one = keep(written()).comments[3]
    decide(tmp_path / "private", WAVE, one.id, "approved", [Masking(0, 3, "by hand")])
    more = pd.concat([written(), pd.DataFrame({"line": [900], "question": [HELP], "text": ["More time"]})], ignore_index=True)
    again = {comment.id: comment for comment in keep(more).comments}
    assert (again[one.id].state, again[one.id].masked.text) == ("approved", "[by hand]" + one.text[3:])
    assert [comment.state for comment in again.values()].count("approved") == 1
    others = written()[written()["text"] != one.text].reset_index(drop=True)
    assert not keep(others).of("approved")  # what is no longer there has no decision either


def test_a_decision_about_a_comment_that_is_gone_is_refused(keep: Keep, tmp_path: Path) -> None:
    keep(written())
    with pytest.raises(SetupError, match="not there any more"):
        decide(tmp_path / "private", WAVE, "0" * 64, "approved", [])


@pytest.mark.parametrize("name", (REVIEWED, ABOUT, COMMENTS))
def test_damaged_files_are_told_and_nothing_is_taken_for_approved(keep: Keep, tmp_path: Path, name: str) -> None:
    approve(tmp_path, keep(written()).comments)
    (tmp_path / "private" / WAVE / FOLDER / name).write_bytes(b"{")
    with pytest.raises(SetupError, match=r"damaged|cannot be read"):
        found(tmp_path)
    with pytest.raises((SetupError, NothingToRelease)):
        write_quotes(WAVE, tmp_path / "quotes.txt", tmp_path / "outputs")
    assert not (tmp_path / "quotes.txt").exists()


def test_comments_end_in_time_and_analyzing_again_does_not_keep_them_longer(keep: Keep, tmp_path: Path) -> None:
    private, until = tmp_path / "private", keep(written()).delete_after
    assert until == date.today() + timedelta(days=SHORT.contacts.keep_days if SHORT.contacts else 180)
    about = private / WAVE / FOLDER / ABOUT
    soon = (date.today() + timedelta(days=2)).isoformat()
    about.write_text(json.dumps(json.loads(about.read_text(encoding="utf-8")) | {"delete_after": soon}), encoding="utf-8")
    assert keep(written()).delete_after.isoformat() == soon
    assert expired_comments(private, date.today() + timedelta(days=2)) == ()
    assert expired_comments(private, date.today() + timedelta(days=3)) == (WAVE,)
    assert not (private / WAVE / FOLDER).exists() and read_comments(private, WAVE) is None


def test_who_is_forgotten_leaves_no_comment(begun, tmp_path: Path) -> None:
    everybody = people(240)
    begun(everybody)
    private = tmp_path / "private"
    keyring = read_keyring(private)
    place = read_people(private / WAVE / PEOPLE).set_index("person")["line"]
    line = int(place[keyring.pseudonym(everybody[5]["respondent"])])
    comments = pd.DataFrame(
        {"line": [line, line, line + 1], "question": [HELP, WORRY, HELP], "text": ["mine", "mine too", "other"]}
    )
    keep_comments(private / WAVE, WAVE, comments, (), private=private, instrument=SHORT, keyring=keyring)
    approve(tmp_path, found(tmp_path).comments)
    assert forget(private, everybody[5]["respondent"]).drafts == (WAVE,)
    assert [one.text for one in found(tmp_path).comments] == ["other"]
    assert len(json.loads((private / WAVE / FOLDER / REVIEWED).read_text(encoding="utf-8"))) == 1


def test_of_several_files_a_line_belongs_to_its_file(tmp_path: Path) -> None:
    key = Keyring(b"k" * 32, True, frozenset())
    rows = {"file": ["a.csv", "b.csv"], "line": [7, 7], "question": [HELP, HELP], "text": ["of a", "of b"]}
    (tmp_path / WAVE).mkdir()
    keep_comments(tmp_path / WAVE, WAVE, pd.DataFrame(rows), (), private=tmp_path, instrument=SHORT, keyring=key)
    assert forget_writers(tmp_path / WAVE, [key.writer_mark(WAVE, "a.csv", 7)])
    assert not forget_writers(tmp_path / WAVE, [key.writer_mark(WAVE, "a.csv", 7)])
    kept = read_comments(tmp_path, WAVE)
    assert kept is not None and [one.text for one in kept.comments] == ["of b"]


def test_fewer_than_ten_people_are_not_quoted_however_much_they_wrote(keep: Keep, tmp_path: Path) -> None:
    comments = keep(written())
    nine = {one.writer for one in of_different_people(comments, 9)}
    approve(tmp_path, tuple(one for one in comments.comments if one.writer in nine))
    approved = found(tmp_path).of("approved")
    assert len(approved) > 9
    with pytest.raises(NothingToRelease, match="of 9 people are approved"):
        quotes(found(tmp_path))
    approve(tmp_path, of_different_people(comments, 10))
    told = quotes(found(tmp_path))
    assert told.people == 10 and sorted(told.texts) == sorted(one.masked.text for one in found(tmp_path).of("approved"))


def test_only_what_a_person_approved_is_written_as_they_left_it(keep: Keep, tmp_path: Path) -> None:
    comments = keep(written())
    chosen = of_different_people(comments, 12)
    approve(tmp_path, chosen)
    first, second = chosen[0], chosen[1]
    decide(tmp_path / "private", WAVE, first.id, "not_for_use", first.masked.maskings)
    whole = [Masking(0, len(second.text), "by hand")]
    decide(tmp_path / "private", WAVE, second.id, "approved", whole)
    file = tmp_path / "talk" / "quotes.txt"
    file.parent.mkdir()
    told = write_quotes(WAVE, file, tmp_path / "outputs")
    text = file.read_text(encoding="utf-8")
    head, _, *lines = text.strip().split("\n\n")
    assert head.startswith("11 comments of 11 people") and len(told.texts) == 11
    approved = sorted(f"“{one.masked.text}”" for one in found(tmp_path).of("approved"))
    assert sorted(lines) == approved and "“[by hand]”" in lines and "Ludmila" not in text
    assert not [word for role in SHORT.roles for word in (f" {role.id} ", role.label) if word in text]
    assert os.name != "posix" or stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_order_of_the_file_is_by_chance(keep: Keep, tmp_path: Path) -> None:
    keep(written())
    approve(tmp_path, found(tmp_path).comments)
    assert len({quotes(found(tmp_path)).texts for _ in range(5)}) > 1


@pytest.mark.parametrize("where", ("outputs/quotes.txt", "outputs/2026-11/quotes.txt", "beside/quotes.txt", "linked/quotes.txt"))
def test_quotes_never_lie_among_the_results(keep: Keep, tmp_path: Path, where: str) -> None:
    keep(written())
    approve(tmp_path, found(tmp_path).comments)
    for name in ("outputs/2026-11", "beside"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "beside" / "manifest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "linked").symlink_to(tmp_path / "outputs")
    with pytest.raises(UsageError, match="not written among the results"):
        write_quotes(WAVE, tmp_path / where, tmp_path / "outputs")
    assert not (tmp_path / where).exists()


def test_a_wrong_ending_and_a_missing_folder_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        write_quotes(WAVE, tmp_path / "nowhere" / "quotes.pptx", tmp_path / "outputs")
    assert len(told.value.problems) == 2 and not (tmp_path / "nowhere").exists()


def test_the_command_says_what_it_did_or_why_not(keep: Keep, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert quotes_command.NAME == "quotes"
    given = ["quotes", WAVE, "--out", str(tmp_path / "q.txt"), "--outputs", str(tmp_path / "outputs")]
    assert main(given) == 6
    assert "no comments of this wave are kept" in capsys.readouterr().err
    keep(written())
    assert main(given) == 6
    assert f"read the {len(written())} that wait" in capsys.readouterr().err
    approve(tmp_path, found(tmp_path).comments)
    assert main(given) == 0
    assert f"{len(written())} approved comments of {PEOPLE_WHO_WROTE} people" in capsys.readouterr().out
