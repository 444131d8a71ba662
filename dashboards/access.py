"""Who may see the dashboard. Without sign-in: this machine only.

A request that came through a proxy or names another host is refused, so that a port that was opened by mistake shows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]", "::1")
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def refusal(headers: Mapping[str, str]) -> str:
    """Why a request with these headers is refused; empty where it may pass."""
    lowered = {name.lower(): value for name, value in headers.items()}
    if present := [name for name in _FORWARDED if name in lowered]:
        return f"This dashboard answers this machine only; the request came through a proxy ({present[0]})."
    host = lowered.get("host", "")
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 or host.startswith("[") else host
    if name.strip().lower() not in LOOPBACK:
        return "This dashboard answers this machine only (127.0.0.1)."
    return ""


def require_loopback() -> None:
    """Stop the page unless the request came from this machine."""
    import streamlit as st

    if reason := refusal(st.context.headers.to_dict()):
        st.error(reason)
        st.stop()
