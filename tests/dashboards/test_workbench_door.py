"""The workbench's door: the key, once; then the pass; nothing from elsewhere, nothing that is not declared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from starlette.responses import PlainTextResponse

from dashboards import serve, workbench_serve
from dashboards.gate import Gate
from dashboards.workbench_door import Door

KEY, HOST = "the key of this test", "127.0.0.1:8502"
OURS = {"origin": f"http://{HOST}"}


async def behind(scope: Any, receive: Any, send: Any) -> None:
    """What the door stands before: it answers everything."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})
    else:
        await PlainTextResponse("reached", headers={"x-frame-options": "ALLOWALL"})(scope, receive, send)


@dataclass
class Answer:
    """Status, headers by lower-case name, and text; for the live connection the kinds of what was sent."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class Browser:
    """One browser at the workbench, with its store of cookies."""

    door: Door
    peer: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET", **query: str) -> Answer:
        """One request exactly as written."""
        sent = {"host": HOST, **({"cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {})}
        sent |= headers or {}
        live = method == "LIVE"
        scope = {
            "type": "websocket" if live else "http",
            "method": method,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": urlencode(query).encode(),
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "client": (self.peer, 50_000),
            "server": ("127.0.0.1", 8502),
        }
        messages: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "websocket.connect"} if live else {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            messages.append(message)

        with ThreadPoolExecutor(1) as apart:  # a browser that tests share may keep a loop running in this thread
            apart.submit(lambda: asyncio.run(self.door(scope, receive, send))).result()
        if live:
            return Answer(0, {}, messages[0]["type"])
        got = {name.decode().lower(): value.decode() for name, value in messages[0]["headers"]}
        for name, morsel in SimpleCookie(got.get("set-cookie", "")).items():
            self.cookies[name] = morsel.value
        return Answer(messages[0]["status"], got, b"".join(m.get("body", b"") for m in messages[1:]).decode())


Fresh = Callable[..., Browser]


@pytest.fixture()
def fresh() -> Fresh:
    """A new browser at one workbench."""
    door = Door(behind, Gate(None), KEY)
    return lambda peer="127.0.0.1": Browser(door, peer)


@pytest.fixture()
def inside(fresh: Fresh) -> Browser:
    """A browser that had the key."""
    browser = fresh()
    browser.ask("/", key=KEY)
    return browser


def test_the_key_opens_once_and_leaves_the_address(fresh: Fresh) -> None:
    browser = fresh()
    answer = browser.ask("/", key=KEY, wave="2026-11")
    assert (answer.status, answer.headers["location"]) == (303, "/?wave=2026-11")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Max-Age" not in cookie and "expires" not in cookie.lower()
    assert KEY not in cookie
    assert browser.ask("/").text == "reached"


@pytest.mark.parametrize("path", ["/", "/questions", "/overview", "/static/x.js", "/_stcore/health", "/files/2026-11/all.csv"])
def test_without_the_key_nothing_answers_but_the_way_to_it(fresh: Fresh, path: str) -> None:
    answer = fresh().ask(path)
    assert answer.status == 403 and "terminal" in answer.text and "reached" not in answer.text


def test_a_wrong_key_is_told_and_gives_no_pass(fresh: Fresh) -> None:
    answer = fresh().ask("/", key="a guess")
    assert answer.status == 403 and "set-cookie" not in answer.headers


def test_another_browsers_pass_is_not_guessed_from_the_key(fresh: Fresh) -> None:
    answer = fresh().ask("/", headers={"cookie": f"telehealth_workbench_8502={KEY}"})
    assert answer.status == 403


def test_the_live_connection_needs_the_pass_and_our_own_page(fresh: Fresh, inside: Browser) -> None:
    assert inside.ask("/_stcore/stream", OURS, "LIVE").text == "websocket.accept"
    assert fresh().ask("/_stcore/stream", OURS, "LIVE").text == "websocket.close"
    assert inside.ask("/_stcore/stream", {"origin": "http://evil.example"}, "LIVE").text == "websocket.close"


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "10.0.0.1"},
        {"forwarded": "for=10.0.0.1"},
        {"host": "evil.example"},
        {"host": "127.0.0.1.example"},
    ],
)
def test_what_did_not_come_straight_from_this_machine_is_refused(inside: Browser, headers: dict[str, str]) -> None:
    assert inside.ask("/", headers=headers).status == 403


def test_another_machine_is_refused_though_it_has_the_key(fresh: Fresh) -> None:
    assert fresh("10.0.0.7").ask("/", key=KEY).status == 403


def test_files_are_taken_from_our_own_page_only(fresh: Fresh, inside: Browser) -> None:
    path = "/_stcore/upload_file/session/file"
    assert inside.ask(path, method="PUT", headers=OURS).text == "reached"
    assert inside.ask(path, method="DELETE", headers=OURS).text == "reached"
    assert inside.ask(path, method="PUT", headers={"origin": "http://127.0.0.1:9999"}).status == 403
    assert inside.ask(path, method="POST", headers=OURS).status == 404
    assert fresh().ask(path, method="PUT", headers=OURS).status == 403


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/upload_file/a", "/_stcore/upload_file/a/b/c", "/media/a/b", "/media/%2e%2e", "/secret"]
)
def test_what_is_not_declared_is_not_there(inside: Browser, path: str) -> None:
    assert inside.ask(path).text != "reached"


def test_the_first_step_lies_at_the_root_address(inside: Browser) -> None:
    answer = inside.ask("/bring", wave="2026-11")
    assert (answer.status, answer.headers["location"]) == (307, "/?wave=2026-11")


def test_our_headers_stand_on_every_page(inside: Browser) -> None:
    answer = inside.ask("/questions")
    assert answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_key_is_not_on_the_command_line(tmp_path: Path) -> None:
    key = workbench_serve.new_key()
    assert key not in " ".join(workbench_serve.command(8502))
    assert workbench_serve.environment(tmp_path, tmp_path / "private", key)[workbench_serve.KEY] == key
    assert workbench_serve.address(8502, key) == f"http://127.0.0.1:8502/?key={key}"
    assert key != workbench_serve.new_key() and len(key) >= 32


def test_only_the_workbench_takes_files() -> None:
    assert "--server.maxUploadSize=1" in serve.command(8501)
    assert workbench_serve.command(8502)[-1] == "--server.maxUploadSize=300"
    assert "--server.enableXsrfProtection=true" in workbench_serve.command(8502)
    assert "--server.address=127.0.0.1" in workbench_serve.command(8502)
