"""The check that every page makes itself, on the server, before it shows anything; and the sign-out beside the pages."""

from __future__ import annotations

from html import escape
from typing import Final, NoReturn

import streamlit as st

from dashboards.access import Request, refusal
from dashboards.addresses import SIGN_IN, SIGN_OUT
from dashboards.gate import gate
from dashboards.plain_text import plain
from dashboards.visitor import Refusal, Visitor
from pipeline.publish.words import say

_LOOK_AGAIN: Final = 20.0
"""Seconds, at most, between looks whether the session still holds, so that a screen left alone goes blank."""
_LOGGED: Final = "logged_view"


def require_visitor() -> Visitor:
    """Who sees this run of the application; stops it with a sentence where nobody may."""
    headers = [(name.lower(), value) for name, value in st.context.headers.to_dict().items()]
    refused = refusal(Request(headers), gate().access)
    visitor = refused or _visitor(use=True)
    if isinstance(visitor, Refusal):
        _stop(visitor, "page")
    return visitor


def require_page(name: str) -> Visitor:
    """Who sees this page; stops it where the person's role does not include it, or it is not declared."""
    visitor = require_visitor()
    if refused := gate().page_refusal(visitor, name):
        _stop(refused, f"page {name}")
    return visitor


def log_view(visitor: Visitor, page: str, wave: str) -> None:
    """Keep in the access log that somebody opened a page; once per page and wave, not for every click on it."""
    if st.session_state.get(_LOGGED) == (page, wave):
        return
    try:
        gate().log.allowed(visitor, f"page {page}", wave)
    except OSError:
        st.error(say("door.no_log"))
        st.stop()
    st.session_state[_LOGGED] = (page, wave)


def show_who(visitor: Visitor) -> None:
    """Beside the pages: who is signed in, and the way out. Nothing without sign-in."""
    access = gate().access
    if access is None:
        return
    with st.sidebar:
        st.html(
            f"<p>{escape(say('door.signed_in', who=visitor.who, role=say(f'door.role_{visitor.role}')))}<br>"
            f'<a href="{escape(access.base_path)}{SIGN_OUT}" target="_self">{escape(say("door.sign_out"))}</a></p>'
        )
        st.fragment(_go_blank_in_time, run_every=min(_LOOK_AGAIN, access.idle_seconds / 4))()


def _go_blank_in_time() -> None:
    """Run the whole application again, which then refuses, as soon as the session holds no longer. Does not count as use."""
    if isinstance(_visitor(use=False), Refusal):
        st.rerun(scope="app")


def _visitor(*, use: bool) -> Visitor | Refusal:
    try:
        return gate().visitor(st.context.cookies.to_dict(), use=use)
    except OSError:
        return Refusal(503, "the access log cannot be written", say("door.not_now"))


def _stop(refused: Refusal, what: str) -> NoReturn:
    gate().log.refused(refused, what)
    st.error(plain(refused.words))
    if refused.status == 401:
        st.html(f'<p><a href="{escape(gate().base_path)}{SIGN_IN}" target="_self">{escape(say("door.sign_in"))}</a></p>')
    st.stop()
