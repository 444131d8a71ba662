"""The server: Streamlit's application behind our guard, with our own addresses for files and for the start of a sign-in.

Started by ``serve.command``; ``streamlit run`` finds ``app`` here.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.addresses import SIGN_IN
from dashboards.files import file_routes
from dashboards.gate import gate
from dashboards.guard import Guard
from dashboards.sign_in_cookie import start_address


async def sign_in(request: Request) -> Response:
    """Send the browser to Streamlit's own sign-in."""
    return RedirectResponse(f"{gate().base_path}{start_address()}", 302)


app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Route(f"{gate().base_path}{SIGN_IN}", sign_in, methods=["GET"]), *file_routes(gate())],
    middleware=[Middleware(Guard, gate=gate())],
)
