"""What every answer tells the browser: load nothing from elsewhere, run nothing that was not shipped, show it in no frame."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_UNUSED: Final = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"),
    *("publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking"),
)
"""What the dashboard never asks the browser for."""
_FIXED: Final[Mapping[str, str]] = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
    "permissions-policy": ", ".join(f"{name}=()" for name in _UNUSED),
}
_LOCKED: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For our own plain pages and for files: nothing is loaded or run at all."""
_INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@cache
def app_policy() -> str:
    """The policy for Streamlit's page. Its one inline script is named by its hash; Streamlit and Plotly style by attributes."""
    import streamlit

    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page))
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; object-src 'none'; frame-src 'none'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def security_headers(*, app: bool, cached: bool) -> dict[str, str]:
    """Headers of an answer. ``app`` : Streamlit's own page and its parts; ``cached`` : parts that may be kept by the browser."""
    headers = {**_FIXED, "content-security-policy": app_policy() if app else _LOCKED}
    return headers if cached else {**headers, "cache-control": "no-store"}
