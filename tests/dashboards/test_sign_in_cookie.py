"""What we use of Streamlit's sign-in that is private to it: fails loudly where a new version changes it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from importlib.metadata import version

import pytest
from streamlit.runtime.secrets import secrets_singleton

from dashboards import sign_in_cookie
from dashboards.sign_in_cookie import ForgedCookie

SECRET = "0123456789abcdef0123456789abcdef"
ORIGIN = "https://telehealth.hospital.example"
USER = "_streamlit_user"


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    auth = {"auth": {"redirect_uri": f"{ORIGIN}/oauth2callback", "cookie_secret": SECRET}}
    monkeypatch.setattr(secrets_singleton, "_secrets", auth)
    yield


def signed(claims: dict, secret: str = SECRET, name: str = USER) -> str:
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    return create_signed_value(secret, name, json.dumps(claims)).decode()


GOOD = {"email": "director@hospital.example", "is_logged_in": True, "origin": ORIGIN}


def test_the_pinned_version_is_the_one_these_functions_were_read_in() -> None:
    assert version("streamlit").startswith("1.67.")


def test_a_cookie_of_streamlits_own_making_is_read_with_its_time() -> None:
    found = sign_in_cookie.read({USER: signed(GOOD), "other": "x"})
    assert found is not None and found.claims["email"] == "director@hospital.example"
    assert abs(time.time() - found.since) < 5
    assert len(found.key) == 64


def test_a_long_cookie_in_parts_is_read_and_all_its_parts_make_the_key() -> None:
    from streamlit.auth_util import set_cookie_with_chunks
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    def parts(sub: str) -> dict[str, str]:
        made: dict[str, str] = {}
        groups = [hashlib.sha256(f"{number}".encode()).hexdigest() for number in range(200)]
        set_cookie_with_chunks(
            lambda name, value: made.update({name: create_signed_value(SECRET, name, value).decode()}),
            lambda name, value: create_signed_value(SECRET, name, value),
            USER,
            {**GOOD, "groups": groups, "sub": sub},
            cookie_attr_size=100,
        )
        return made

    one, other = sign_in_cookie.read(parts("one")), sign_in_cookie.read(parts("other"))
    assert len(parts("one")) > 2 and one is not None and other is not None
    assert (one.claims["sub"], other.claims["sub"]) == ("one", "other") and one.key != other.key
    with pytest.raises(ForgedCookie):
        sign_in_cookie.read({name: value for name, value in parts("one").items() if name != f"{USER}_2"})


def test_no_cookie_is_nobody() -> None:
    assert sign_in_cookie.read({}) is None


@pytest.mark.parametrize(
    "cookies",
    [
        {USER: ""},
        {USER: "x"},
        {USER: "é"},
        {USER: "eyJ4IjoxfQ.aaaa.bbbb"},
        {USER: signed(GOOD, "another secret of thirty-two chars")},
        {USER: signed(GOOD, SECRET, "_streamlit_user_tokens")},
        {USER: signed({**GOOD, "origin": "https://other.example"})},
        {USER: signed({**GOOD, "is_logged_in": False})},
        {USER: signed({})},
        {USER: signed([1])},  # type: ignore[arg-type]
        {USER: signed(GOOD)[:-2]},
        {USER: signed(GOOD) + "x"},
    ],
)
def test_a_cookie_that_is_not_ours_is_forged(cookies: dict[str, str]) -> None:
    with pytest.raises(ForgedCookie):
        sign_in_cookie.read(cookies)


def test_the_start_of_a_sign_in_is_an_address_with_a_signed_token() -> None:
    from streamlit.auth_util import decode_provider_token

    start = sign_in_cookie.start_address()
    assert start.startswith("/auth/login?provider=")
    assert decode_provider_token(start.partition("=")[2])["provider"] == "default"
