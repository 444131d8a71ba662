"""Without sign-in the dashboard answers this machine only."""

from __future__ import annotations

import pytest

from dashboards.access import refusal


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "[::1]:8501", "LOCALHOST:1"])
def test_this_machine_may_pass(host: str) -> None:
    assert refusal({"Host": host}) == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "dashboard.example.org"},
        {"Host": "192.168.1.5:8501"},
        {"Host": "127.0.0.1.example.org"},
        {},
        {"Host": "127.0.0.1:8501", "X-Forwarded-For": "10.0.0.1"},
        {"Host": "127.0.0.1:8501", "forwarded": "for=10.0.0.1"},
        {"Host": "localhost", "X-Forwarded-Host": "dashboard.example.org"},
    ],
)
def test_everybody_else_is_refused_with_a_reason(headers: dict[str, str]) -> None:
    assert "this machine only" in refusal(headers)
