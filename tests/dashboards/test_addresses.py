"""Only declared addresses are there, however they are spelled."""

from __future__ import annotations

import pytest

from dashboards.addresses import address, start_page


def kind(path: str, base: str = "", raw: bytes | None = None) -> str:
    return address(path, path.encode() if raw is None else raw, base).kind


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", "page"),
        ("/training", "page"),
        ("/training/", "page"),
        ("/overview", "page"),
        ("/_stcore/stream", "stream"),
        ("/_stcore/health", "open"),
        ("/static/js/index.js", "open"),
        ("/favicon.png", "open"),
        ("/training/_stcore/health", "probe"),
        ("/sign-in", "sign_in"),
        ("/tour/seen", "tour"),
        ("/tour", "none"),
        ("/tour/seen/x", "none"),
        ("/oauth2callback", "sign_in"),
        ("/files/2026-11/x.csv", "file"),
        ("/undeclared", "none"),
        ("/training/x", "none"),
        ("/media/x", "none"),
        ("/_stcore/upload_file/a/b", "none"),
        ("/_stcore/metrics", "none"),
        ("/_stcore/agent/interact", "none"),
        ("/component/x", "none"),
        ("/app/static/x", "none"),
        ("/static/", "none"),
        ("/static/../files/x", "none"),
        ("//training", "none"),
        ("/files//x", "none"),
        ("/files/a/..", "none"),
        ("/files/a\\b", "none"),
        ("training", "none"),
        ("", "none"),
    ],
)
def test_what_a_path_asks_for(path: str, found: str) -> None:
    assert kind(path) == found


@pytest.mark.parametrize("raw", [b"/files%2fx", b"/files/%2e%2e/x", b"/files/a%5Cb", b"/files/a%00", b"/files/%252e%252e/x"])
def test_encoded_separators_lead_nowhere(raw: bytes) -> None:
    assert kind("/files/x", raw=raw) == "none"


def test_everything_lies_below_the_base_path() -> None:
    assert kind("/base/training", "/base") == "page" and kind("/base", "/base") == "root"
    assert kind("/training", "/base") == kind("/basement/training", "/base") == kind("/", "/base") == "none"


def test_where_roles_start() -> None:
    assert (start_page("leadership"), start_page("trainer"), start_page("local")) == ("overview", "training", "overview")
