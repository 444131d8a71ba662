"""The door of the workbench: nobody without the key, nothing that did not come straight from this machine and from our own page.

In order: how the request came, the key, what it asks for. Everything but the workbench's own addresses goes on to the dashboard's
guard.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from dashboards.access import Request, refusal
from dashboards.gate import Gate
from dashboards.guard import Guard, cookies
from dashboards.pages import PAGES
from dashboards.replies import reply
from dashboards.response_headers import security_headers
from dashboards.visitor import Refusal
from dashboards.workbench_steps import STEPS
from pipeline.publish.words import say

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOADS: Final = "/_stcore/upload_file/"
_MEDIA: Final = "/media/"
_SAFE: Final = ("GET", "HEAD")
_TO_SEND: Final = ("PUT", "DELETE")
_POLICY_VIOLATION: Final = 1008


class Door:
    """ASGI middleware around the whole application. key : what the first address of a browser must hold."""

    def __init__(self, app: ASGIApp, gate: Gate, key: str) -> None:
        self.app, self.guarded, self._key = app, Guard(app, gate), key
        self._pass = secrets.token_urlsafe(32)
        """What a browser that had the key holds from then on; not the key itself, which stays out of its store."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        live = scope["type"] == "websocket"
        peer = scope["client"][0] if scope.get("client") else ""
        sends = live or scope["method"] not in _SAFE  # whatever can change something must come from our own page
        refused = refusal(Request(headers, peer, sends), None)
        if refused is None and not live and scope["path"] == "/" and (given := _key_of(scope)) is not None:
            await self._with_key(given, scope, receive, send)
            return
        refused = refused or self._without_pass(Request(headers), scope)
        if refused is not None:
            await _refuse(refused, scope, receive, send)
        elif not live and scope["path"] == f"/{STEPS[0].name}":  # Streamlit knows it at the root address only
            await _redirect("/", _query(scope), 307)(scope, receive, send)
        elif not live and _is_ours(scope):
            await self.app(scope, receive, _with_headers(send))
        else:
            await self.guarded(scope, receive, send)

    async def _with_key(self, given: str, scope: Scope, receive: Receive, send: Send) -> None:
        """A browser that brings the key gets its pass, and the same address without the key."""
        if not hmac.compare_digest(given.encode(), self._key.encode()):
            await _refuse(Refusal(403, "wrong key", say("workbench.door.wrong_key")), scope, receive, send)
            return
        rest = [(name, value) for name, value in _query(scope) if name != "key"]
        answer = _redirect("/", rest, 303)
        answer.set_cookie(_cookie(scope), self._pass, httponly=True, samesite="strict", path="/")
        await answer(scope, receive, send)

    def _without_pass(self, request: Request, scope: Scope) -> Refusal | None:
        """The refusal of a browser that never had the key; None where it had."""
        held = cookies(request).get(_cookie(scope), "")
        if hmac.compare_digest(held.encode(), self._pass.encode()):
            return None
        return Refusal(403, "no key", say("workbench.door.no_key"))


def _is_ours(scope: Scope) -> bool:
    """Whether an address is one of the workbench itself, asked for in a way that it takes."""
    path, raw, method = scope["path"], scope.get("raw_path") or b"", scope["method"]
    if path.startswith(UPLOADS):
        return method in _TO_SEND and path.count("/") == UPLOADS.count("/") + 1 and b"%" not in raw
    if method not in _SAFE:
        return False
    if path.startswith(_MEDIA):
        return path.count("/") == _MEDIA.count("/") and b"%" not in raw
    return path == "/" or path[1:] in {*(page.name for page in PAGES), *(step.name for step in STEPS)}


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _redirect(path: str, query: list[tuple[str, str]], status: int) -> Response:
    from starlette.responses import RedirectResponse

    where = path + (f"?{urlencode(query)}" if query else "")
    return RedirectResponse(where, status, security_headers(app=False, cached=False))


def _key_of(scope: Scope) -> str | None:
    """The key in an address; None where there is none."""
    return dict(_query(scope)).get("key")


def _cookie(scope: Scope) -> str:
    """The name of the pass; browsers keep one store for all ports of a machine."""
    server = scope.get("server") or ("", 0)
    return f"telehealth_workbench_{server[1]}"


async def _refuse(refused: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": refused.reason})
    else:
        await reply(refused, "", signing_in=True)(scope, receive, send)


def _with_headers(send: Send) -> Send:
    """``send`` with our headers on the answer, in place of the application's own of the same names."""
    ours = security_headers(app=True, cached=False)

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.decode("latin-1").lower() not in ours]
            message = {**message, "headers": [*kept, *((name.encode(), value.encode()) for name, value in ours.items())]}
        await send(message)

    return sender
