"""Pseudonyms are keyed, the key is its owner's alone, and there is none where nobody is linked."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

import pytest

from pipeline.clean.binding_file import BindingFile
from pipeline.clean.identity import keep_forgotten, keep_key, read_keyring
from pipeline.errors import SetupError
from tests.cleaned import clean


def test_a_pseudonym_is_hmac_sha256_of_the_code(tmp_path: Path) -> None:
    """Test case 2 of RFC 4231 has a key of its own length, so the reference is the standard library on the stored key."""
    keyring = read_keyring(tmp_path)
    keep_key(tmp_path, keyring)
    secret = bytes.fromhex((tmp_path / "key").read_text())
    assert keyring.pseudonym(" MB0412 ") == hmac.new(secret, b"MB0412", hashlib.sha256).hexdigest()
    assert keyring.pseudonym("  ") == ""
    assert read_keyring(tmp_path).pseudonym("MB0412") == keyring.pseudonym("MB0412")
    assert read_keyring(tmp_path / "other").pseudonym("MB0412") != keyring.pseudonym("MB0412")


def test_the_key_never_shows_in_texts_of_errors(tmp_path: Path) -> None:
    keyring = read_keyring(tmp_path)
    assert keyring.secret.hex() not in repr(keyring) and str(keyring.secret) not in repr(keyring)


@pytest.mark.skipif(os.name != "posix", reason="modes of files as POSIX has them")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_may_read_is_refused(mode: int, tmp_path: Path) -> None:
    keep_key(tmp_path, read_keyring(tmp_path))
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "key").chmod(mode)
    with pytest.raises(SetupError, match="can be read by others") as error:
        read_keyring(tmp_path)
    assert "chmod 600" in str(error.value) and error.value.exit_code == 4


@pytest.mark.parametrize("content", ["", "abc", "00" * 31, "zz" * 32, "00" * 33])
def test_a_damaged_key_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(SetupError, match="the key is damaged"):
        read_keyring(tmp_path)


def test_a_key_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    keep_key(tmp_path, read_keyring(tmp_path))
    before = (tmp_path / "key").read_text()
    keep_key(tmp_path, read_keyring(tmp_path))
    assert (tmp_path / "key").read_text() == before
    with pytest.raises(FileExistsError):  # two analyses at once: the second does not take the first one's key away
        keep_key(tmp_path, read_keyring(tmp_path / "elsewhere"))


def test_rows_of_linked_people_carry_pseudonyms_and_no_codes(export_of, row_of, instrument, tmp_path: Path) -> None:
    keyring = read_keyring(tmp_path)
    rows = [row_of(respondent="MB0412"), row_of(respondent=""), row_of(respondent="XY99")]
    people = clean(export_of(rows), instrument, BindingFile(), keyring).responses.people
    assert people["person"].tolist() == [keyring.pseudonym("MB0412"), "", keyring.pseudonym("XY99")]
    assert "person" not in clean(export_of(rows), instrument, BindingFile()).responses.people
    assert "person" not in clean(export_of([row_of()]), instrument, BindingFile(), keyring).responses.people


def test_who_asked_to_be_forgotten_is_set_aside(export_of, row_of, instrument, tmp_path: Path) -> None:
    keep_key(tmp_path, read_keyring(tmp_path))
    keep_forgotten(tmp_path, read_keyring(tmp_path).pseudonym("MB0412"))
    rows = [row_of(respondent="MB0412"), row_of(respondent="XY99")]
    cleaned = clean(export_of(rows), instrument, BindingFile(), read_keyring(tmp_path))
    assert cleaned.rows.set_aside == {"asked to be forgotten": 1} and cleaned.rows.kept == 1
