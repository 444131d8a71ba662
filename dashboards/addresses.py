"""Every address that the server answers. What is not declared here is not there: uploads, media, metrics, agent interfaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dashboards.pages import PAGES, pages_of

SIGN_IN: Final = "/sign-in"
SIGN_OUT: Final = "/auth/logout"
TOUR_SEEN: Final = "/tour/seen"
"""Keeps in the browser that the tour needs not be shown again, and goes back to the start page."""
_SIGN_IN_STEPS: Final = (SIGN_IN, SIGN_OUT, "/auth/login", "/oauth2callback")
_OPEN: Final = ("/favicon.png", "/_stcore/health", "/_stcore/host-config")
_STATIC: Final = "/static/"
_PROBES: Final = ("/_stcore/health", "/_stcore/host-config")
_STREAM: Final = "/_stcore/stream"
_FILES: Final = "/files/"
_ENCODED: Final = re.compile(rb"%(2f|5c|2e|00|25)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """What a path asks for.

    kind : "open" (the browser's program, no figures), "sign_in", "page", "stream" (the live connection of a page), "file",
        "probe" (Streamlit's search for its server below a page's address), "root" (the base path without its slash), "tour"
        (that it was seen), "none".
    name : of the page.
    """

    kind: str
    name: str = ""


def address(path: str, raw: bytes, base_path: str) -> Address:
    """What a decoded path asks for; encoded slashes, dots, percent signs and empty parts lead nowhere."""
    if base_path and path == base_path:
        return Address("root")
    if not path.startswith(f"{base_path}/") or _ENCODED.search(raw) or "\\" in path or "\0" in path:
        return Address("none")
    rest = path[len(base_path) :]
    if any(part in ("", ".", "..") for part in rest[1:].split("/")[:-1]) or rest.endswith(("/.", "/..")):
        return Address("none")
    if rest in _SIGN_IN_STEPS:
        return Address("sign_in")
    if rest in _OPEN or (rest.startswith(_STATIC) and rest != _STATIC):
        return Address("open")
    if rest == TOUR_SEEN:
        return Address("tour")
    if rest == _STREAM:
        return Address("stream")
    if rest.startswith(_FILES):
        return Address("file")
    if rest == "/":
        return Address("page")
    page, _, below = rest[1:].partition("/")
    if page in {one.name for one in PAGES}:
        if not below:
            return Address("page", page)
        if f"/{below}" in _PROBES:
            return Address("probe")
    return Address("none")


def start_page(role: str) -> str:
    """The page of a role that lies at the root address."""
    return pages_of(role)[0].name
