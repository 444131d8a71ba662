"""The workbench's server: Streamlit's application behind our door, with the addresses of the files that leadership sees.

Started by ``workbench_serve.command``; ``streamlit run`` finds ``app`` here.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboards.files import file_routes
from dashboards.gate import gate
from dashboards.workbench_door import Door
from dashboards.workbench_serve import KEY, new_key

logging.getLogger("uvicorn.access").disabled = True  # the first address holds the key
app = st.App(
    Path(__file__).with_name("workbench.py"),
    routes=file_routes(gate()),
    middleware=[Middleware(Door, gate=gate(), key=os.environ.get(KEY) or new_key())],
)
