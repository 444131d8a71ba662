"""A real browser, and a real site with sign-in: provider, dashboard and access file, each a process or file of its own."""

from __future__ import annotations

import functools
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.pictures import FLAGS, browser_path, dashboard
from dashboards.serve import command, environment
from pipeline.publish.checksums import write_checksums
from tests.browser.states import outputs_of
from tests.made_once import copied, made_once

WAVE, DRAFT = "2026-11", "2026-10"
USERS = {
    "director": {"email": "Director@hospital.example", "email_verified": True, "groups": ["staff"]},
    "trainer": {
        "email": "trainer@hospital.example",
        "groups": ["trainers", *(f"{n:08d}-1111-2222-3333-444455556666" for n in range(150))],
    },
    "nobody": {"email": "nobody@hospital.example", "groups": ["staff"]},
    "unverified": {"email": "director@hospital.example", "email_verified": False},
}
CLIENT, CLIENT_SECRET, COOKIE_SECRET = "dashboard", "of the client", "signs the cookies of these tests only"


def missing(what: str) -> None:
    """Skip where a program is missing; fail where CI must have it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI needs {what}, and none was found")
    pytest.skip(f"no {what} on this machine")


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """The browser of this machine; at the end of all tests, no page of it asked any other machine for anything."""
    if browser_path() is None:
        missing("Chromium or Chrome")
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        for name in ("new_context", "new_page"):
            setattr(found, name, _heard(getattr(found, name), asked))
        yield found
        found.close()
    hosts = {urlsplit(url).hostname for url in asked if urlsplit(url).scheme in ("http", "https", "ws", "wss")}
    assert hosts <= {"127.0.0.1"}


def _heard(make: Callable, asked: list[str]) -> Callable:
    """What makes a context or a page of the browser, with every address kept that it asks for."""

    def made(*arguments: object, **options: object):
        new = make(*arguments, **options)
        new.on("request", lambda request: asked.append(request.url))
        new.on("websocket", lambda stream: asked.append(stream.url)) if hasattr(new, "goto") else None
        return new

    return made


@pytest.fixture(scope="session")
def served(shared: Path) -> Iterator[Callable[[str], str]]:
    """Gives the address of a dashboard in a state of ``states.py``, without sign-in; started when first asked for."""
    with ExitStack() as stack:
        yield functools.cache(lambda state: stack.enter_context(dashboard(outputs_of(state, shared))))


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are told, not followed."""

    def redirect_request(self, *_: object) -> None:
        return None


@contextmanager
def process(arguments: list[str], answers: str, environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen]:
    """A process, once it answers at an address; ended with the block."""
    running = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        for _ in range(300):
            if running.poll() is not None:
                raise AssertionError(running.stdout.read().decode())  # type: ignore[union-attr]
            try:
                urllib.request.build_opener(Stay, urllib.request.ProxyHandler({})).open(answers, timeout=2).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        yield running
    finally:
        running.terminate()
        running.communicate(timeout=20)


@dataclass(frozen=True)
class Site:
    """A dashboard with sign-in as browsers see it, its access log, and its published waves."""

    address: str
    port: int
    log: Path
    outputs: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def lines(self, **wanted: str) -> list[dict]:
        """Lines of the access log with these values."""
        found = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [line for line in found if all(line.get(name) == value for name, value in wanted.items())]

    def answer(self, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of a request exactly as written, straight to the dashboard's port."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.read(), {name.lower(): value for name, value in response.getheaders()}
        finally:
            connection.close()

    @staticmethod
    def cookie(page) -> dict[str, str]:
        """The Cookie header that a page's browser would send."""
        return {"Cookie": "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())}

    def page(self, browser, **options: object):
        """A fresh page of a fresh browser profile; requests and complaints about the content policy are kept."""
        context = browser.new_context(viewport={"width": 1366, "height": 900}, ignore_https_errors=True, **options)
        context.on("request", lambda request: self.requests.append(request.url))
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: self.complaints.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    def sign_in(self, browser, user: str, **options: object):
        """A page after the sign-in of a user at the provider."""
        page = self.page(browser, **options)
        page.goto(f"{self.address}/")
        page.get_by_role("link", name="Sign in").click()
        page.get_by_role("link", name=user).click()
        page.wait_for_url(f"{self.address}/")
        page.get_by_role("heading", level=1).first.wait_for()
        return page


@pytest.fixture(scope="session")
def start_site(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """Starts a site: ``minutes`` of session, and for a proxy the ``public`` address and the ``base`` path."""
    with ExitStack() as stack:

        def start(minutes: float = 60, public: str = "", base: str = "") -> Site:
            folder = tmp_path_factory.mktemp("site")
            outputs = shutil.copytree(published, folder / "outputs")
            port, provider = free_port(), free_port()
            origin = public or f"http://127.0.0.1:{port}"
            (folder / "users.json").write_text(json.dumps(USERS), encoding="utf-8")
            _write_access(folder, origin, base, provider, minutes, behind_proxy=bool(public))
            script = str(Path(__file__).with_name("oidc_provider.py"))
            identity = [sys.executable, script, str(provider), str(folder / "users.json"), CLIENT, CLIENT_SECRET]
            stack.enter_context(process(identity, f"http://127.0.0.1:{provider}/.well-known/openid-configuration"))
            access = folder / "access.toml"
            health = f"http://127.0.0.1:{port}{base}/_stcore/health"
            stack.enter_context(process(command(port, access), health, dict(environment(outputs, access))))
            return Site(f"{origin}{base}", port, folder / "access.log", outputs)

        yield start


@pytest.fixture(scope="session")
def published(sample_outputs: Path, shared: Path) -> Path:
    """The sample wave, really closed, beside an older draft of itself; nobody changes it."""
    return made_once(shared / "published", lambda folder: _published(copied(sample_outputs.parent, folder))) / "outputs"


def _published(folder: Path) -> None:
    from pipeline.run import close

    outputs = folder / "outputs"
    draft = shutil.copytree(outputs / WAVE, folder / "draft")
    close(WAVE, outputs, folder / "private")
    manifest = draft / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text(encoding="utf-8")), "wave": DRAFT}), encoding="utf-8")
    write_checksums(draft)
    draft.rename(outputs / DRAFT)


def _write_access(folder: Path, origin: str, base: str, provider: int, minutes: float, *, behind_proxy: bool) -> None:
    """The access file and the secrets of a site."""
    values = {"hosts": ["127.0.0.1"], "base_path": base, "behind_proxy": behind_proxy}
    values |= {"session_minutes": minutes, "idle_minutes": min(minutes, 30), "contact": "the help desk of these tests"}
    roles = "[log]\nrefused_per_minute = 10000\n"
    roles += '[roles.leadership]\nemails = ["director@hospital.example"]\n[roles.trainer]\ngroups = ["trainers"]\n'
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()) + roles
    auth = {"redirect_uri": f"{origin}{base}/oauth2callback", "cookie_secret": COOKIE_SECRET, "client_id": CLIENT}
    auth |= {
        "client_secret": CLIENT_SECRET,
        "server_metadata_url": f"http://127.0.0.1:{provider}/.well-known/openid-configuration",
    }
    for name, content in (
        ("access.toml", text),
        ("secrets.toml", "[auth]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in auth.items())),
    ):
        (folder / name).write_text(content, encoding="utf-8")
        (folder / name).chmod(0o600)


@pytest.fixture(scope="session")
def site(start_site: Callable[..., Site]) -> Site:
    """A site with sign-in, without a proxy."""
    return start_site()


@pytest.fixture(scope="module")
def director(browser, site: Site) -> Iterator:
    """A page after the sign-in of somebody of leadership."""
    page = site.sign_in(browser, "director")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def trainer(browser, site: Site) -> Iterator:
    """A page after the sign-in of a trainer."""
    page = site.sign_in(browser, "trainer", accept_downloads=True)
    yield page
    page.context.close()
