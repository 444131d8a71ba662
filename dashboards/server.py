"""The server: Streamlit's application behind our guard, with our own addresses for files and for the start of a sign-in.

Started by ``serve.command``; ``streamlit run`` finds ``app`` here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.addresses import SIGN_IN, TOUR_SEEN
from dashboards.files import file_routes
from dashboards.gate import gate
from dashboards.guard import Guard
from dashboards.sign_in_cookie import start_address
from dashboards.tour import COOKIE, SEEN
from dashboards.warm import warming

_YEAR: Final = 365 * 24 * 60 * 60


async def sign_in(request: Request) -> Response:
    """Send the browser to Streamlit's own sign-in."""
    return RedirectResponse(f"{gate().base_path}{start_address()}", 302)


async def tour_seen(request: Request) -> Response:
    """Keep for a year, in this browser, that the tour needs not be shown; then the start page."""
    access = gate().access
    answer = RedirectResponse(f"{gate().base_path}/", 303)
    secure = access is not None and access.origin.startswith("https:")
    where = gate().base_path or "/"
    answer.set_cookie(COOKIE, SEEN, _YEAR, path=where, secure=secure, httponly=True, samesite="lax")
    return answer


app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[
        Route(f"{gate().base_path}{SIGN_IN}", sign_in, methods=["GET"]),
        Route(f"{gate().base_path}{TOUR_SEEN}", tour_seen, methods=["GET"]),
        *file_routes(gate()),
    ],
    middleware=[Middleware(Guard, gate=gate())],
    lifespan=warming,
)
