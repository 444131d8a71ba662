"""The only door to what is private in Streamlit's sign-in: the signed cookie of a person, and the address that starts a sign-in.

Streamlit is pinned to one minor version; ``tests/dashboards/test_sign_in_cookie.py`` fails where these functions change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

PROVIDER: Final = "default"  # the [auth] section itself


class ForgedCookie(Exception):
    """A cookie of a sign-in is there, but we did not sign it, it is damaged, or it is for another address."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid cookie: what the provider said of the person, a key of this one sign-in, and when it was signed (seconds, UTC)."""

    claims: Mapping[str, Any]
    key: str
    since: float


def read(cookies: Mapping[str, str]) -> SignedIn | None:
    """Who signed in, by Streamlit's own verification; None without a cookie. Raises ForgedCookie."""
    from streamlit.auth_util import get_origin_from_redirect_uri
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
    from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks, _parse_decoded_user_cookie

    if USER_COOKIE_NAME not in cookies:
        return None
    try:
        decoded = _get_signed_cookie_with_chunks(dict(cookies), USER_COOKIE_NAME)
        claims = _parse_decoded_user_cookie(decoded, get_origin_from_redirect_uri() or "") if decoded else {}
    except (ValueError, TypeError, AttributeError):
        claims = {}
    if not claims.get("is_logged_in"):
        raise ForgedCookie
    parts = {
        name: value
        for name, value in cookies.items()
        if name == USER_COOKIE_NAME or name.removeprefix(f"{USER_COOKIE_NAME}_").isdigit()
    }
    key = hashlib.sha256("\n".join(f"{name}={parts[name]}" for name in sorted(parts)).encode("latin-1", "replace")).hexdigest()
    return SignedIn(claims, key, _signed_at(parts[USER_COOKIE_NAME], USER_COOKIE_NAME))


def _signed_at(value: str, name: str) -> float:
    """When a verified cookie was signed, by our own clock."""
    from itsdangerous import BadData, URLSafeTimedSerializer
    from streamlit.web.server.server_util import get_cookie_secret

    try:
        _, moment = URLSafeTimedSerializer(get_cookie_secret(), salt=name).loads(value, return_timestamp=True)
    except BadData:
        raise ForgedCookie from None
    return float(moment.timestamp())


def start_address() -> str:
    """Path and query, below the base path, at which Streamlit starts a sign-in; holds for two minutes."""
    from streamlit.auth_util import encode_provider_token

    return f"/auth/login?provider={encode_provider_token(PROVIDER)}"
