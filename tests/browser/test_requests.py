"""What a program asks of a site beside its pages: refused on the server and logged, even with the cookie of a leader."""

from __future__ import annotations

import pytest

from tests.browser.test_sign_in import DRAFT, LIST, WAVE


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP"])
def test_a_forwarded_header_is_refused_where_no_proxy_is_declared(site, director, name: str) -> None:
    for path in ("/", LIST, "/_stcore/health", "/static/x.js"):
        assert site.answer(path, {**site.cookie(director), name: "for=10.0.0.1"})[0] == 403
    assert site.lines(outcome="refused", reason=f"came through a proxy ({name.lower()})", what=LIST)


def test_another_host_name_is_refused(site, director) -> None:
    for host in ("dashboard.example.org", "localhost", "127.0.0.1.example.org"):
        assert site.answer("/", {**site.cookie(director), "Host": host})[0] == 403
    assert site.lines(outcome="refused", reason="asked for another host")


@pytest.mark.parametrize(
    "path",
    [
        f"/files/{WAVE}/manifest.json",
        f"/files/{WAVE}/report.html",
        f"/files/{WAVE}/reports/manifest.json",
        f"/files/{WAVE}/reports/instrument.json",
        f"/files/{WAVE}/departments/nowhere.html",
        f"/files/{WAVE}/departments/../report.html",
        f"/files/{WAVE}/lists/nobody.csv",
        f"/files/{WAVE}/lists/../manifest.json",
        f"/files/{WAVE}/lists/..%2f..%2fmanifest.json",
        f"/files/{WAVE}/lists/%2e%2e/manifest.json",
        f"/files/{WAVE}/lists/..%5cmanifest.json",
        f"/files/{WAVE}/lists/%2fetc%2fpasswd",
        f"/files/{WAVE}/lists/rn_onc.csv%00.txt",
        f"/files/{WAVE}/lists/RN_ONC.csv",
        f"/files/{WAVE}//lists/rn_onc.csv",
        "/files/../2026-11/lists/rn_onc.csv",
        "/files/9999-01/lists/rn_onc.csv",
        "/files/x/lists/rn_onc.csv",
        f"/files/{DRAFT}/lists/rn_onc.csv",
        f"/files/{DRAFT}/training_targets.xlsx",
        f"/files/{WAVE}/made/guessed",
        "/media/abc.csv",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/bidi-components/x",
        "/component/x",
        "/app/static/x",
        "/unknown_page",
        "/training/x",
    ],
)
def test_what_is_not_declared_is_not_there_even_for_leadership(site, director, path: str) -> None:
    assert site.answer(path, site.cookie(director))[0] == 404
    assert [line for line in site.lines(outcome="refused") if line["what"].removeprefix("file ")[:12] == path[:12]]


def test_a_link_in_the_folder_leads_nowhere(site, director) -> None:
    target = site.outputs / WAVE / "training_targets" / "linked.csv"
    target.symlink_to(site.outputs / WAVE / "manifest.json")
    assert site.answer(f"/files/{WAVE}/lists/linked.csv", site.cookie(director))[0] == 404
    target.unlink()


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/_stcore/upload_file/a/b"), ("POST", "/_stcore/agent/interact"), ("POST", "/")]
)
def test_nothing_can_be_sent(site, director, method: str, path: str) -> None:
    assert site.answer(path, site.cookie(director), method)[0] in (404, 405)


def test_nothing_is_given_that_cannot_be_logged(site, director) -> None:
    aside = site.log.with_suffix(".aside")
    site.log.rename(aside)
    site.log.mkdir()
    try:
        status, body, _ = site.answer(LIST, site.cookie(director))
        assert status == 503 and b"rn_onc" not in body
    finally:
        site.log.rmdir()
        aside.rename(site.log)
