"""Behind a real nginx with the shipped configuration: TLS, base path, live connection, sign-in, downloads; no other way in."""

from __future__ import annotations

import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from shutil import which

import pytest

from tests.browser.conftest import Site, Stay, free_port, missing, process

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "deploy" / "nginx.conf"
BASE, WAVE = "/telehealth", "2026-11"
LIST = f"{BASE}/files/{WAVE}/lists/rn_onc.csv"


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    made = made.not_valid_after(now + timedelta(days=2))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    clear = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, clear))
    return certificate, private


def adapted(folder: Path, ports: dict[str, int], certificate: Path, key: Path) -> Path:
    """The shipped configuration with the ports, names and files of this test, each replaced exactly where it stands."""
    text = SHIPPED.read_text(encoding="utf-8")
    changes = {
        "listen 80;": f"listen 127.0.0.1:{ports['plain']};",
        "listen 443 ssl;": f"listen 127.0.0.1:{ports['tls']} ssl;",
        "server_name telehealth.hospital.example;": "server_name 127.0.0.1;",
        "https://telehealth.hospital.example$request_uri": f"https://127.0.0.1:{ports['tls']}$request_uri",
        "/etc/ssl/certs/telehealth.pem": str(certificate),
        "/etc/ssl/private/telehealth.key": str(key),
        "http://127.0.0.1:8501": f"http://127.0.0.1:{ports['dashboard']}",
    }
    for old, new in changes.items():
        assert old in text, f"{old} is not in {SHIPPED.name}"
        text = text.replace(old, new)
    kept = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    main = f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
    main += f"http {{\naccess_log off;\n{kept}{text}}}\n"
    path = folder / "nginx.conf"
    path.write_text(main, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def proxied(start_site: Callable[..., Site], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, int]]:
    """A site behind nginx, and the port where nginx answers without TLS."""
    nginx = which("nginx") or which("/usr/sbin/nginx")
    if nginx is None:
        missing("nginx")
    folder = tmp_path_factory.mktemp("nginx")
    certificate, key = self_signed(folder)
    ports = {"plain": free_port(), "tls": free_port()}
    site = start_site(public=f"https://127.0.0.1:{ports['tls']}", base=BASE)
    path = adapted(folder, {**ports, "dashboard": site.port}, certificate, key)
    subprocess.run([str(nginx), "-t", "-q", "-c", str(path)], check=True, capture_output=True)
    with process([str(nginx), "-c", str(path)], f"http://127.0.0.1:{ports['plain']}/"):
        yield site, ports["plain"]


@pytest.fixture(scope="module")
def site(proxied: tuple[Site, int]) -> Site:
    return proxied[0]


@pytest.fixture(scope="module")
def trainer(browser, site: Site) -> Iterator:
    page = site.sign_in(browser, "trainer", accept_downloads=True)
    yield page
    page.context.close()


def fetched(address: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
    """Status, headers and text through the proxy; redirects are not followed."""
    context = ssl._create_unverified_context()  # the certificate is this test's own
    opener = urllib.request.build_opener(Stay, urllib.request.HTTPSHandler(context=context), urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(address, headers=headers or {}), timeout=30) as found:
            return found.status, {k.lower(): v for k, v in found.headers.items()}, found.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode("utf-8", "replace")


def test_signing_in_through_the_proxy_shows_the_pages_below_the_base_path(browser, site: Site) -> None:
    page = site.sign_in(browser, "director")
    page.get_by_role("heading", level=1, name="Overview").wait_for()
    page.locator(".js-plotly-plot").first.wait_for()
    page.goto(f"{site.address}/how_sure")
    page.get_by_role("heading", level=1, name="How sure").wait_for()
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["_streamlit_user"]["path"] == BASE
    assert all(cookie["secure"] for cookie in cookies.values()), cookies
    assert cookies["_streamlit_user"]["httpOnly"] and cookies["_streamlit_user"]["sameSite"] == "Lax"
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("link", name="Sign in").wait_for()
    assert page.url == f"{site.address}/"
    page.context.close()


def test_a_trainer_with_many_groups_downloads_through_the_proxy(trainer, site: Site, tmp_path: Path) -> None:
    trainer.goto(f"{site.address}/training?role=Oncology+nurse")
    trainer.get_by_role("heading", level=4).filter(has_text="Oncology nurse.").wait_for()
    assert trainer.url.startswith(f"{site.address}/?role=")
    with trainer.expect_download() as waiting:
        trainer.get_by_role("link", name="Download this list (CSV)").click()
    waiting.value.save_as(tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_bytes() == (site.outputs / WAVE / "training_targets" / "rn_onc.csv").read_bytes()
    assert site.lines(who="trainer@hospital.example", what=f"file {LIST}", outcome="allowed")
    assert trainer.goto(f"{site.address}/overview").status == 403


def test_the_proxy_adds_tls_and_keeps_our_headers(proxied: tuple[Site, int]) -> None:
    site, plain = proxied
    status, headers, _ = fetched(f"http://127.0.0.1:{plain}{BASE}/training")
    assert status == 301 and headers["location"] == f"{site.address}/training"
    status, headers, text = fetched(f"{site.address}/")
    assert status == 401 and f'href="{BASE}/sign-in"' in text
    assert headers["strict-transport-security"] == "max-age=63072000" and headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert fetched(site.address)[1]["location"].endswith(f"{BASE}/")
    assert fetched(site.address.removesuffix(BASE) + "/")[0] == 404


def test_what_the_browser_claims_about_forwarding_is_replaced(trainer, site: Site) -> None:
    cookie = site.cookie(trainer)
    claimed = {
        "Forwarded": "for=127.0.0.1",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "http",
        "X-Real-IP": "127.0.0.1",
    }
    status, _, _ = fetched(f"{site.address}/files/{WAVE}/lists/rn_onc.csv", {**cookie, **claimed})
    assert status == 200  # as from anybody: the proxy's own words count
    assert fetched(f"{site.address}/files/{WAVE}/lists/rn_onc.csv", claimed)[0] == 401


def test_past_the_proxy_nothing_foreign_comes_in(trainer, site: Site) -> None:
    cookie = site.cookie(trainer)
    for headers in (
        {"Host": "telehealth.other.example"},
        {"Host": "telehealth.other.example", "X-Forwarded-Proto": "https"},
        {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "http"},
        {"X-Forwarded-For": "10.0.0.1"},
    ):
        assert site.answer(LIST, {**cookie, **headers})[0] == 403, headers
    assert site.answer(f"{BASE}/../etc/passwd", cookie)[0] == 404
    assert site.answer("/training", cookie)[0] == 404  # not below the base path
    assert site.lines(outcome="refused", reason="asked for another host") and site.lines(
        outcome="refused", reason="not encrypted"
    )


def test_nothing_left_this_machine_and_the_content_policy_hindered_nothing(trainer, site: Site) -> None:
    assert site.requests and all("//127.0.0.1:" in url for url in site.requests if not url.startswith(("data:", "blob:")))
    assert site.complaints == []
