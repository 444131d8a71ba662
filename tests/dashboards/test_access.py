"""Which requests come in at all: without sign-in this machine only, with sign-in the declared name and way only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.access import Request, host_name, refusal
from dashboards.access_file import AccessFile, load_access

OURS = "telehealth.hospital.example"
PROXIED = {"host": OURS, "x-forwarded-for": "10.0.0.1", "x-forwarded-proto": "https"}


def asked(headers: dict[str, str], peer: str = "127.0.0.1", *, websocket: bool = False) -> Request:
    return Request([(name.lower(), value) for name, value in headers.items()], peer, websocket)


def words(request: Request, access: AccessFile | None = None) -> str:
    found = refusal(request, access)
    return found.words if found else ""


@pytest.fixture()
def access(access_file: Callable[..., Path]) -> AccessFile:
    return load_access(access_file())


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "[::1]:8501", "LOCALHOST:1"])
def test_this_machine_may_pass(host: str) -> None:
    assert words(asked({"Host": host})) == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "dashboard.example.org"},
        {"Host": "192.168.1.5:8501"},
        {"Host": "127.0.0.1.example.org"},
        {"Host": "localhost@example.org"},
        {"Host": "localhost/example.org"},
        {"Host": "localhost:x"},
        {},
        {"Host": "127.0.0.1:8501", "X-Forwarded-For": "10.0.0.1"},
        {"Host": "127.0.0.1:8501", "forwarded": "for=10.0.0.1"},
        {"Host": "localhost", "X-Forwarded-Host": "dashboard.example.org"},
        {"Host": "localhost", "X-Forwarded-Something": ""},
        {"Host": "localhost", "X-Real-IP": "10.0.0.1"},
        {"Host": "localhost", "Via": "1.1 proxy"},
    ],
)
def test_everybody_else_is_refused_with_a_reason(headers: dict[str, str]) -> None:
    assert "this machine only" in words(asked(headers))


def test_another_machine_two_hosts_and_another_page_are_refused() -> None:
    assert words(asked({"Host": "localhost"}, peer="10.0.0.1"))
    assert words(Request([("host", "localhost"), ("host", "localhost")]))
    stream = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}
    assert words(asked(stream, websocket=True)) == ""
    assert words(asked({**stream, "Origin": "http://example.org"}, websocket=True))
    assert words(asked({**stream, "Origin": "null"}, websocket=True))


def test_with_sign_in_the_declared_name_passes_straight_and_through_the_proxy(access: AccessFile) -> None:
    assert words(asked({"Host": OURS}), access) == ""
    assert words(asked(PROXIED), access) == ""
    stream = {**PROXIED, "origin": f"https://{OURS}"}
    assert words(asked(stream, websocket=True), access) == ""


@pytest.mark.parametrize(
    ("change", "peer"),
    [
        ({"host": "other.example"}, "127.0.0.1"),
        ({"host": "127.0.0.1"}, "127.0.0.1"),
        ({}, "10.0.0.1"),
        ({"x-forwarded-proto": "http"}, "127.0.0.1"),
    ],
)
def test_with_sign_in_the_rest_is_refused(access: AccessFile, change: dict[str, str], peer: str) -> None:
    assert words(asked({**PROXIED, **change}, peer), access)


def test_a_stream_needs_our_own_page(access: AccessFile) -> None:
    for origin in ({}, {"origin": "https://other.example"}, {"origin": f"http://{OURS}"}, {"origin": f"https://{OURS}:8443"}):
        assert words(asked({**PROXIED, **origin}, websocket=True), access)


def test_a_forwarded_request_is_refused_unless_a_proxy_is_declared(access_file: Callable[..., Path]) -> None:
    text = access_file().read_text(encoding="utf-8").replace("behind_proxy = true", "behind_proxy = false")
    direct = load_access(access_file(text))
    assert "proxy" in words(asked(PROXIED), direct)
    assert words(asked({"Host": OURS}), direct) == ""


@pytest.mark.parametrize(
    ("host", "name"), [("A.example:80", "a.example"), ("[::1]:5", "::1"), ("a:b:c", ""), ("u@h", ""), ("", "")]
)
def test_the_name_of_a_host_header(host: str, name: str) -> None:
    assert host_name(host) == name
