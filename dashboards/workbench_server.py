"""The workbench's server: Streamlit's application behind our door, with the addresses of the files that leadership sees.

Started by ``workbench_serve.command``; ``streamlit run`` finds ``app`` here.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.addresses import TOUR_SEEN, start_page
from dashboards.files import file_routes
from dashboards.gate import gate
from dashboards.pages import LOCAL
from dashboards.tour import COOKIE
from dashboards.workbench_door import Door
from dashboards.workbench_serve import KEY, new_key


async def tour_seen(request: Request) -> Response:
    """The tour of leadership's pages is over, as long as this browser is open; then the page where it stands."""
    answer = RedirectResponse(f"/{start_page(LOCAL)}", 303)
    answer.set_cookie(COOKIE, "seen", path="/", httponly=True, samesite="lax")
    return answer


logging.getLogger("uvicorn.access").disabled = True  # the first address holds the key
app = st.App(
    Path(__file__).with_name("workbench.py"),
    routes=[Route(TOUR_SEEN, tour_seen, methods=["GET"]), *file_routes(gate())],
    middleware=[Middleware(Door, gate=gate(), key=os.environ.get(KEY) or new_key())],
)
