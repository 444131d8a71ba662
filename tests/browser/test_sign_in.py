"""Sign-in at a real provider, in a real browser: who sees what, and that what is refused is refused on the server and logged."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

COOKIE_SECRET = "signs the cookies of these tests only"
WAVE, DRAFT = "2026-11", "2026-10"
PAGES = {"": "Overview", "not_yet_convinced": "Not yet convinced", "training": "Training", "how_sure": "How sure"}
LIST = f"/files/{WAVE}/lists/rn_onc.csv"
WORKBOOK = f"/files/{WAVE}/training_targets.xlsx"


def opened(page, site, name: str, title: str) -> str:
    """Open a page of the dashboard; its text once it stands."""
    page.goto(f"{site.address}/{name}")
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
    page.locator("[data-testid=stExpander]").last.wait_for()
    page.get_by_role("link", name="Sign out").wait_for(state="attached")
    page.wait_for_function("() => !document.querySelector('[data-testid=stStatusWidget]')")
    return page.locator("body").inner_text()


def stream_answers(site, cookie: dict[str, str], page_name: str, query: str = "") -> str:
    """All that the live connection answers to a program that asks for a page by its name, and what the address says behind it."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    asked = BackMsg()
    asked.rerun_script.page_name = page_name
    asked.rerun_script.query_string = query
    said = []
    address = f"ws://127.0.0.1:{site.port}/_stcore/stream"
    with connect(address, origin=site.address, additional_headers=cookie, subprotocols=["streamlit"], max_size=None) as stream:
        stream.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(stream.recv(timeout=60))
            said.append(str(message))
            if message.WhichOneof("type") == "script_finished":
                return "\n".join(said)


# ---- who may


def test_leadership_sees_every_page_of_closed_waves(director, site) -> None:
    for name, title in PAGES.items():
        text = opened(director, site, name, title)
        assert "this wave can still change" not in text
        assert "Signed in as Director@hospital.example (leadership)" in text
    director.get_by_role("combobox", name="Wave").click()
    assert director.get_by_role("option").all_inner_texts() == [WAVE]
    seen = {line["what"] for line in site.lines(who="Director@hospital.example", outcome="allowed", wave=WAVE)}
    assert seen >= {"page overview", "page not_yet_convinced", "page training", "page how_sure"}


def test_a_trainer_sees_training_and_nothing_else(trainer, site) -> None:
    text = opened(trainer, site, "training", "Training")
    assert "Signed in as trainer@hospital.example (trainer)" in text
    for title in ("Overview", "Not yet convinced", "How sure"):
        assert title not in text
    assert urlsplit(trainer.url).path == "/"  # it is where a trainer starts


def test_a_trainer_downloads_the_files_of_the_wave_by_click_and_by_keyboard(trainer, site, tmp_path) -> None:
    opened(trainer, site, "training?role=Oncology+nurse", "Training")
    trainer.get_by_role("heading", level=4).filter(has_text="Oncology nurse.").wait_for()
    folder = site.outputs / WAVE / "training_targets"
    for label, name in (("Download this list (CSV)", "rn_onc.csv"), ("Download all lists (XLSX)", "training_targets.xlsx")):
        with trainer.expect_download() as waiting:
            trainer.get_by_role("link", name=label).press("Enter")
        assert waiting.value.suggested_filename == name
        waiting.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    given = {line["what"] for line in site.lines(who="trainer@hospital.example", outcome="allowed")}
    assert given >= {f"file {LIST}", f"file {WORKBOOK}"}
    status, _, headers = site.answer(WORKBOOK, site.cookie(trainer))
    assert status == 200 and headers["content-disposition"] == 'attachment; filename="training_targets.xlsx"'
    assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"


def test_leadership_downloads_reports_and_pages_of_departments_and_a_trainer_does_not(director, trainer, site) -> None:
    folder = site.outputs / WAVE
    department = next((folder / "departments").iterdir()).name
    files = {f"reports/{name}": folder / name for name in ("report.html", "briefing.pptx", "tables.xlsx")}
    files[f"departments/{department}"] = folder / "departments" / department
    for name, path in files.items():
        status, body, headers = site.answer(f"/files/{WAVE}/{name}", site.cookie(director))
        assert status == 200 and body == path.read_bytes(), name
        assert headers["content-disposition"] == f'attachment; filename="{path.name}"'
        assert site.answer(f"/files/{WAVE}/{name}", site.cookie(trainer))[0] == 403
        assert site.answer(f"/files/{DRAFT}/{name}", site.cookie(director))[0] == 404
    assert site.lines(who="trainer@hospital.example", outcome="refused", what=f"file /files/{WAVE}/reports/briefing.pptx")


def test_a_table_is_for_the_sign_in_that_saw_it(director, trainer, browser, site) -> None:
    opened(director, site, "how_sure?section=rows", "How sure")
    link = director.get_by_role("link", name="Download this table (CSV)").first.get_attribute("href")
    status, body, headers = site.answer(link, site.cookie(director))
    assert status == 200 and body.startswith(b"\xef\xbb\xbfwhat,rows\r\nRead,886\r\n")
    assert headers["content-disposition"] == 'attachment; filename="rows.csv"'
    assert site.answer(link)[0] == 401
    assert site.answer(link, site.cookie(trainer))[0] == 404
    again = site.sign_in(browser, "director")
    assert site.answer(link, site.cookie(again))[0] == 404  # another sign-in of the same person
    again.context.close()


def test_the_links_fit_a_phone(trainer, site) -> None:
    trainer.set_viewport_size({"width": 390, "height": 844})
    opened(trainer, site, "training", "Training")
    for link in trainer.get_by_role("link", name=re.compile("^Download")).all():
        box = link.bounding_box()
        assert box["height"] >= 36 and box["x"] + box["width"] <= 390
    trainer.set_viewport_size({"width": 1366, "height": 900})


# ---- who may not


@pytest.mark.parametrize("path", ["/", "/overview", "/training", "/not_yet_convinced?find=nurse", LIST, WORKBOOK])
def test_no_session_no_page_and_no_file(site, path: str) -> None:
    status, body, headers = site.answer(path)
    assert status == 401 and b"Sign in" in body and b"streamlit" not in body.lower()
    assert "default-src 'none'" in headers["content-security-policy"]
    what = urlsplit(path).path
    assert site.lines(what=f"file {what}" if what.startswith("/files") else what, outcome="refused", reason="no session")


def test_no_session_no_stream(site) -> None:
    with pytest.raises(InvalidStatus) as refused:
        stream_answers(site, {}, "overview")
    assert refused.value.response.status_code == 403
    assert site.lines(what="/_stcore/stream", outcome="refused", reason="no session")


def test_a_stream_from_another_page_is_refused(site, trainer) -> None:
    for origin in ("http://other.example", None):
        with pytest.raises(InvalidStatus):
            connect(f"ws://127.0.0.1:{site.port}/_stcore/stream", origin=origin, additional_headers=site.cookie(trainer))
    assert site.lines(what="/_stcore/stream", reason="from a page of another origin")


@pytest.mark.parametrize("name", ["overview", "not_yet_convinced", "how_sure"])
def test_the_wrong_role_is_refused_at_the_direct_address(trainer, site, name: str) -> None:
    reply = trainer.goto(f"{site.address}/{name}")
    assert reply.status == 403
    trainer.get_by_text("Your role does not include this page.").wait_for()
    line = site.lines(what=f"/{name}", outcome="refused", who="trainer@hospital.example")[-1]
    assert (line["role"], line["reason"]) == ("trainer", "wrong role")


def test_the_wrong_role_gets_no_other_page_from_a_program_either(trainer, director, site) -> None:
    assert "What to do first" in stream_answers(site, site.cookie(director), "")
    for name in ("overview", "not_yet_convinced", "how_sure"):
        said = stream_answers(site, site.cookie(trainer), name)
        assert "Most staff need" in said or "page_not_found" in said
        assert "What to do first" not in said and "Why, and what helps" not in said and "set aside" not in said


@pytest.mark.parametrize(
    ("user", "reason"), [("nobody", "no role"), ("unverified", "no role: the e-mail address is not verified")]
)
def test_without_a_role_everything_is_closed(browser, site, user: str, reason: str) -> None:
    page = site.sign_in(browser, user)
    page.get_by_text("but have no role here. Ask the help desk of these tests.").wait_for()
    for path in ("/", "/training", LIST):
        assert site.answer(path, site.cookie(page))[0] == 403
    with pytest.raises(InvalidStatus):
        stream_answers(site, site.cookie(page), "training")
    assert site.lines(outcome="refused", reason=reason, what=f"file {LIST}") and site.lines(reason=reason, what="/_stcore/stream")
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("link", name="Sign in").wait_for()
    page.context.close()


def test_a_forged_cookie_is_refused(browser, site, director) -> None:
    (true,) = (cookie["value"] for cookie in director.context.cookies() if cookie["name"] == "_streamlit_user")
    claims = json.dumps({"email": "director@hospital.example", "is_logged_in": True, "origin": site.address})
    forged = [
        true[:-3] + "abc",
        create_signed_value("another secret, as long as ours is", "_streamlit_user", claims).decode(),
        claims,
    ]
    for value in forged:
        page = site.page(browser)
        page.context.add_cookies([{"name": "_streamlit_user", "value": value, "url": site.address}])
        assert page.goto(f"{site.address}/").status == 401
        page.get_by_text("Your sign-in is not valid.").wait_for()
        assert site.answer(LIST, site.cookie(page))[0] == 401
        page.context.close()
    assert len(site.lines(outcome="refused", reason="forged or damaged cookie")) >= 2 * len(forged)


def test_the_true_secret_makes_no_session_older_than_the_server(site) -> None:
    """A cookie that was signed before the server started, as one kept from long ago is, holds no longer."""
    from itsdangerous import TimestampSigner, URLSafeTimedSerializer

    class LongAgo(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time()) - 3 * 3600

    claims = {"email": "director@hospital.example", "is_logged_in": True, "origin": site.address}
    value = URLSafeTimedSerializer(COOKIE_SECRET, salt="_streamlit_user", signer=LongAgo).dumps(json.dumps(claims))
    assert site.answer("/", {"Cookie": f"_streamlit_user={value}"})[0] == 401
    line = site.lines(outcome="refused", who="director@hospital.example")[-1]
    assert line["reason"] == "session expired: the server was restarted"


def test_a_copy_of_the_cookie_does_not_outlive_the_sign_out(browser, site) -> None:
    page = site.sign_in(browser, "director")
    kept = site.cookie(page)
    assert site.answer(LIST, kept)[0] == 200
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("link", name="Sign in").wait_for()
    assert site.answer(LIST, kept)[0] == 401
    assert site.lines(outcome="refused", reason="signed out", what=f"file {LIST}") and site.lines(what="sign-out")
    page.context.close()


def test_an_answer_that_no_sign_in_asked_for_makes_no_session(browser, site) -> None:
    status, _, headers = site.answer("/oauth2callback?code=stolen&state=guessed")
    assert status == 302 and headers["location"] == "/" and "_streamlit_user=ey" not in headers.get("set-cookie", "")
    page = site.page(browser)
    page.goto(f"{site.address}/oauth2callback?code=stolen&state=guessed")
    page.get_by_text("Sign in to see the results").wait_for()
    page.context.close()


def test_the_browser_keeps_a_sign_in_no_longer_than_the_session(director, site) -> None:
    (cookie,) = (one for one in director.context.cookies() if one["name"] == "_streamlit_user")
    assert cookie["httpOnly"] and cookie["expires"] - time.time() <= 3600


def test_an_expired_session_goes_blank_and_is_refused(browser, start_site: Callable) -> None:
    short = start_site(minutes=0.2)
    page = short.sign_in(browser, "director")
    page.get_by_role("heading", level=1, name="Overview").wait_for()
    kept = short.cookie(page)
    page.get_by_text("Your session has ended. Sign in again.").wait_for(timeout=40_000)  # nobody touched it
    page.wait_for_function("() => !document.body.innerText.includes('Not yet convinced:')")
    for path in ("/", "/training", LIST):
        assert short.answer(path, kept)[0] == 401
    with pytest.raises(InvalidStatus):
        stream_answers(short, kept, "")
    assert len(short.lines(outcome="refused", what="page")) <= 2  # a blank screen does not go on asking
    refused = [line for line in short.lines(outcome="refused") if line["reason"].startswith("session expired")]
    assert {"/", "/training", f"file {LIST}", "/_stcore/stream", "page"} <= {line["what"] for line in refused}
    page.get_by_role("link", name="Sign in").click()  # and the way back is there
    page.get_by_role("link", name="director").wait_for()
    page.context.close()


# ---- what every answer carries, and what the browser did


def test_every_answer_carries_the_security_headers(site, director) -> None:
    script = re.search(r'src="\./(static/js/[^"]+)"', site.answer("/", site.cookie(director))[1].decode())
    assert script is not None
    for path in ("/", f"/{script.group(1)}", "/favicon.png", LIST, "/_stcore/health", "/media/x", "/sign-in"):
        _, _, headers = site.answer(path, site.cookie(director))
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy, path
        assert "unsafe-eval" not in policy and not re.search(r"script-src[^;]*unsafe-inline", policy)
        assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer" and "camera=()" in headers["permissions-policy"]
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert headers.get("cache-control", "") == "no-store" or path.startswith("/static/"), path


def test_the_log_is_for_its_owner_and_holds_no_secret(site, director) -> None:
    text = site.log.read_text(encoding="utf-8")
    assert all(set(json.loads(line)) >= {"time", "who", "role", "what", "wave", "outcome"} for line in text.splitlines())
    assert not any(cookie["value"][:20] in text for cookie in director.context.cookies())
    if os.name == "posix":
        assert site.log.stat().st_mode & 0o777 == 0o600


def test_nothing_left_this_machine_and_the_content_policy_hindered_nothing(site, director, trainer) -> None:
    hosts = {urlsplit(url).hostname for url in site.requests if urlsplit(url).scheme in ("http", "https", "ws", "wss")}
    assert len(site.requests) > 100 and hosts == {"127.0.0.1"}
    assert site.complaints == []
