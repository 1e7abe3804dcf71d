"""The whole workbench under a path of a reverse proxy with TLS, which takes the path off and asks by another name."""

from __future__ import annotations

import http.client
import re
import shutil
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from glossary.people.accounts import FILE, Accounts
from glossary.store.glossary import Glossary
from tests.browser.conftest import PATIENCE, arrived, saved, serving

ROOT = "/duizhao"
WORDS = "four words are enough"


@contextmanager
def proxy(upstream: str, folder: Path) -> Iterator[str]:
    """A reverse proxy as Apache sets one up: TLS, one path, the workbench asked by its own address."""
    host = urlsplit(upstream).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            if not self.path.startswith(f"{ROOT}/"):
                self.send_error(404)
                return
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {
                name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")
            }
            headers |= {"x-forwarded-host": self.headers["host"], "x-forwarded-proto": "https"}
            headers["x-forwarded-for"] = self.client_address[0]
            asked = http.client.HTTPConnection(host, timeout=120)
            asked.request(self.command, self.path.removeprefix(ROOT), body, headers)
            answer = asked.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            asked.close()

        do_GET = do_POST = forward

        def log_message(self, *said: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}{ROOT}"
    server.shutdown()
    server.server_close()


def certificate(folder: Path) -> Path:
    """A certificate of our own, with its key, in one file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "proxy")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    file = folder / "proxy.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture(scope="module")
def address(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Where the proxy shows the workbench, and its glossary."""
    folder = tmp_path_factory.mktemp("proxied")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    Accounts(folder / "glossary" / FILE).add("Li Wei", role="administrator", password=WORDS)
    with (
        serving(folder / "glossary", folder / "bitext", root_path=ROOT) as running,
        proxy(running.url, folder) as shown,
    ):
        yield shown, folder / "glossary"


@pytest.fixture
def page(chromium: Any, address: tuple[str, Path]) -> Iterator[Any]:
    """A page that has signed in; what goes past the path, or fails, fails the test."""
    context = chromium.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page = context.new_page()
    page.on(
        "response",
        lambda one: (
            complaints.append(f"{one.status} {one.url}")
            if one.status >= 400 or not urlsplit(one.url).path.startswith(f"{ROOT}/")
            else None
        ),
    )
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    page.goto(f"{address[0]}/review")
    arrived(page, "form[action*='sign-in']")
    page.get_by_label("Name").fill("Li Wei")
    page.get_by_label("Password").fill(WORDS)
    page.keyboard.press("Enter")
    arrived(page, ".review-card")
    yield page
    context.close()
    assert not complaints


def test_a_decision_a_correction_an_edit_and_a_comment_through_the_proxy(page, address):
    shown, glossary = address
    cookies = page.context.cookies()
    assert {(one["path"], one["secure"]) for one in cookies} == {(ROOT, True)}
    id = page.locator(".review-card:not([hidden])").get_attribute("data-id")
    page.keyboard.press("a")
    saved(page)
    assert Glossary.open(glossary).get(id).status == "approved"
    page.goto(f"{shown}/documents")
    page.locator("table.documents td a").first.click()
    arrived(page, ".bead")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator(".bead.checked").wait_for()
    saved(page)
    page.goto(f"{shown}/?q=unido")
    page.locator(".hit-link").first.click()
    arrived(page, "#entry")
    page.get_by_label("Comment or question").fill("Through the proxy")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.locator(".thread", has_text="Through the proxy").wait_for()
    page.keyboard.press("Escape")
    page.locator("#around .history, #around").first.wait_for()
    page.keyboard.press("e")
    arrived(page, "#entry textarea[name=definition]")
    page.locator("#entry textarea[name=definition]").fill("The organization")
    page.keyboard.press("Control+Enter")
    page.locator("#entry", has_text="The organization").wait_for()
    assert urlsplit(page.url).path.startswith(f"{ROOT}/entry/")


def test_every_link_form_and_file_of_every_page_lies_under_the_path(page, address):
    shown, _ = address
    pages = [
        "/",
        "/?q=unido",
        "/review",
        "/review/table",
        "/review/contradictions",
        "/documents",
        "/aligning",
        "/reading",
    ]
    pages += [
        "/check",
        "/dashboard",
        "/changes",
        "/waiting",
        "/people",
        "/account",
        "/preferences",
        "/new",
        "/window",
        "/api",
    ]
    for path in pages:
        page.goto(shown + path)
        page.wait_for_selector("html[data-ready]", state="attached")
        for name in ("href", "src", "action", "hx-get", "hx-post", "data-address"):
            for found in page.locator(f"[{name}^='/']").evaluate_all(
                f"all => all.map(one => one.getAttribute('{name}'))"
            ):
                assert re.match(rf"{ROOT}(/|$)", found), (path, name, found)
    page.get_by_role("button", name="中文").click()
    arrived(page, "header >> text=Li Wei")
    assert urlsplit(page.url).path.startswith(ROOT)
    page.locator("form[action$='sign-out'] button").click()
    arrived(page, "form[action*='sign-in']")
    assert not [one for one in page.context.cookies() if one["name"] == "duizhao-person"]
