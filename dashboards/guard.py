"""The guard in front of everything, HTTP and WebSocket: nothing reaches Streamlit or our files unless it may.

In order: how the request came, what it asks for, who asks, whether their role includes it. A refusal is logged and answered here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from dashboards.access import Request, refusal
from dashboards.access_file import AccessFile
from dashboards.addresses import SIGN_OUT, Address, address, start_page
from dashboards.first_load import early
from dashboards.gate import Gate
from dashboards.pages import pages_of
from dashboards.replies import reply
from dashboards.response_headers import security_headers
from dashboards.visitor import Refusal
from pipeline.publish.words import say

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MAX_AGE: Final = re.compile(rb"max-age=(\d+)", re.IGNORECASE)
_POLICY_VIOLATION: Final = 1008
_NOTHING: Final = Refusal(404, "no such address", say("door.nothing_here"))
_NO_METHOD: Final = Refusal(405, "method not allowed", say("door.not_sent"))
_NO_LOG: Final = Refusal(503, "the access log cannot be written", say("door.no_log"))


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        request = Request(headers, scope["client"][0] if scope.get("client") else "", scope["type"] == "websocket")
        asked = address(scope["path"], scope.get("raw_path") or b"", self.gate.base_path)
        verdict = self._verdict(scope, request, asked)
        if isinstance(verdict, Refusal):
            await self._refuse(verdict, scope, receive, send, quiet=asked.kind == "probe")
        elif verdict:
            from starlette.responses import RedirectResponse

            where = RedirectResponse(verdict, 307, security_headers(app=False, cached=False))
            await where(scope, receive, send)
        else:
            await self.app(scope, receive, self._with_headers(send, scope["path"], asked))

    def _verdict(self, scope: Scope, request: Request, asked: Address) -> Refusal | str:
        """A refusal; an address of ours to go to instead; or "" where the request may pass."""
        if refused := refusal(request, self.gate.access):
            return refused
        if (asked.kind == "stream") != request.websocket or asked.kind in ("none", "probe"):
            return _NOTHING
        if not request.websocket and scope["method"] not in ("GET", "HEAD"):
            return _NO_METHOD
        if asked.kind == "root":
            return f"{self.gate.base_path}/"
        if asked.kind == "sign_in":
            return self._sign_in_step(scope, request)
        return "" if asked.kind in ("open", "file") else self._page(scope, request, asked)  # files decide in their own route

    def _sign_in_step(self, scope: Scope, request: Request) -> Refusal | str:
        if self.gate.access is None:
            return _NOTHING
        if scope["path"] == f"{self.gate.base_path}{SIGN_OUT}":
            try:
                self.gate.sign_out(cookies(request))
            except OSError:
                return _NO_LOG
        return ""

    def _page(self, scope: Scope, request: Request, asked: Address) -> Refusal | str:
        try:
            visitor = self.gate.visitor(cookies(request))
        except OSError:
            return _NO_LOG
        if isinstance(visitor, Refusal):
            return visitor
        if asked.kind == "stream" or not asked.name:
            return "" if pages_of(visitor.role) else _NOTHING
        if refused := self.gate.page_refusal(visitor, asked.name):
            return refused
        if asked.name == start_page(visitor.role):  # Streamlit knows it at the root address only
            query = scope["query_string"].decode("latin-1")
            return f"{self.gate.base_path}/" + (f"?{query}" if query else "")
        return ""

    async def _refuse(self, refused: Refusal, scope: Scope, receive: Receive, send: Send, *, quiet: bool) -> None:
        if not quiet:
            self.gate.log.refused(refused, scope["path"])
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": refused.reason})
        else:
            await reply(refused, self.gate.base_path, signing_in=self.gate.access is not None)(scope, receive, send)

    def _with_headers(self, send: Send, path: str, asked: Address) -> Send:
        """``send`` with our headers on the answer, in place of the application's own of the same names."""
        static = path.startswith(f"{self.gate.base_path}/static/")
        ours = security_headers(app=asked.kind in ("page", "open"), cached=static)
        if asked.kind == "page":
            ours |= {"link": early(self.gate.base_path)}
        access = None if asked.kind == "tour" else self.gate.access  # our own cookie is as it should be

        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.decode("latin-1").lower() not in ours]
                if access is not None:
                    kept = [
                        (name, _our_cookie(value, access) if name.lower() == b"set-cookie" else value) for name, value in kept
                    ]
                message = {**message, "headers": [*kept, *((name.encode(), value.encode()) for name, value in ours.items())]}
            await send(message)

        return sender


def _our_cookie(cookie: bytes, access: AccessFile) -> bytes:
    """A cookie of Streamlit's for encrypted connections only, and kept no longer than a session; it asks for neither."""
    longest = int(access.session_seconds)
    cookie = _MAX_AGE.sub(lambda found: b"Max-Age=%d" % min(int(found[1]), longest), cookie)
    parts = cookie.lower().replace(b" ", b"").split(b";")
    return cookie if b"secure" in parts or not access.origin.startswith("https:") else cookie + b"; Secure"


def cookies(request: Request) -> Mapping[str, str]:
    """The cookies of a request by name."""
    from starlette.requests import cookie_parser

    found: dict[str, str] = {}
    for value in request.values("cookie"):
        found |= cookie_parser(value)
    return found
