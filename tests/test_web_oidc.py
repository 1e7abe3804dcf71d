"""Signing in by an organization's own sign-in, against a small provider made here: what is believed, and what is not."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient

from glossary.errors import InvalidOption
from glossary.people.accounts import FILE, Accounts
from glossary.store.glossary import Glossary
from glossary.web.app import create_app
from glossary.web.settings import Oidc, Settings

pytest.importorskip("authlib", reason="needs authlib: pip install '.[oidc]'")
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

LOCAL = "http://127.0.0.1:8765"
BACK = f"{LOCAL}/sign-in/oidc/return"
SECRET = "a secret of forty letters, known to two parties"


class Provider:
    """OpenID Connect of an organization: description, keys, sign-in (everybody is let in at once), tokens."""

    def __init__(self, name: str = "127.0.0.1") -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first"})
        self.claims: dict[str, Any] = {}
        self.sign_with: Any = None
        self.header: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, b"")

            def do_POST(self) -> None:
                provider.answer(self, self.rfile.read(int(self.headers["content-length"])))

            def log_message(self, *said: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://{name}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request: Any, body: bytes) -> None:
        parts = urlsplit(request.path)
        self.asked.append(parts.path)
        given = {name: values[0] for name, values in parse_qs(parts.query or body.decode()).items()}
        if parts.path == "/authorize":
            code = f"code-{len(self.codes)}"
            self.codes[code] = given
            request.send_response(302)
            request.send_header(
                "location", f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state']})}"
            )
            request.end_headers()
            return
        made = {
            "/.well-known/openid-configuration": self.description,
            "/keys": lambda *_: {"keys": [self.key.as_dict(private=False)]},
            "/token": self.token,
        }[parts.path](given, request.headers)
        request.send_response(400 if "error" in made else 200)
        request.send_header("content-type", "application/json")
        request.end_headers()
        request.wfile.write(json.dumps(made).encode())

    def description(self, *_: Any) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.issuer} | {name: f"{self.issuer}/{place}" for name, place in places.items()}

    def token(self, given: dict[str, str], headers: Any) -> dict[str, Any]:
        asked = self.codes.pop(given["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=")
        client = base64.b64decode(headers.get("authorization", "").removeprefix("Basic ")).decode()
        right = asked is not None and client == f"duizhao:{SECRET}" and given["redirect_uri"] == asked["redirect_uri"]
        if not right or challenge.decode() != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "duizhao", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= {"sub": "u-17", "name": "Li Wei", "email": "Li.Wei@example.org", "email_verified": True} | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": "first"} | self.header
        signed = jwt.encode(header, claims, self.sign_with or self.key, algorithms=[header["alg"]])
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.claims, running.sign_with, running.header = {}, None, {}
    return running


def workbench(tmp_path, provider, *, identity="u-17", **given) -> TestClient:
    folder = tmp_path / "g"
    if not folder.exists():
        Glossary.open(folder, create=True)
        accounts = Accounts(folder / FILE)
        accounts.add("Head", role="administrator", password="four words are enough")
        if identity:
            accounts.add("Wei", role="terminologist", password=None, identity=identity)
    oidc = Oidc(provider.issuer, "duizhao", SECRET, **given)
    return TestClient(
        create_app(Settings(glossary=folder, oidc=oidc)),
        base_url=LOCAL,
        headers={"accept": "text/html"},
        follow_redirects=False,
    )


def at_the_provider(client: TestClient, back: str = "/review") -> str:
    """Go to the provider, be let in there; the address to which it sends the browser."""
    import httpx

    sent = client.get("/sign-in/oidc", params={"back": back})
    assert sent.status_code == 303
    return httpx.get(sent.headers["location"]).headers["location"]


def sign_in(client: TestClient, back: str = "/review"):
    return client.get(at_the_provider(client, back))


def test_whoever_has_an_account_is_let_in_under_its_name_and_role(tmp_path, provider):
    client = workbench(tmp_path, provider)
    assert 'href="/sign-in/oidc?back=%2Freview"' in client.get("/sign-in?back=/review").text.replace(
        "/review", "%2Freview"
    )
    done = sign_in(client)
    assert (done.status_code, done.headers["location"]) == (303, "/review")
    page = client.get("/review")
    assert page.status_code == 200
    assert ">Wei</a>" in page.text
    assert client.post("/sign-out").status_code == 303
    assert client.get("/review").status_code == 303


def test_a_verified_address_names_a_person_and_one_that_is_not_does_not(tmp_path, provider):
    client = workbench(tmp_path, provider, identity="li.wei@example.org")
    provider.claims = {"email_verified": False}
    refused = sign_in(client)
    assert refused.status_code == 403
    assert "There is no account for u-17" in refused.text
    provider.claims = {}
    assert sign_in(client).status_code == 303


def test_a_claim_of_the_organizations_choice_names_the_person(tmp_path, provider):
    client = workbench(tmp_path, provider, identity="oid-5", claim="oid")
    assert sign_in(client).status_code == 502, "no such claim"
    provider.claims = {"oid": "oid-5"}
    assert sign_in(client).status_code == 303


def test_whoever_is_unknown_is_refused_or_becomes_a_reader(tmp_path, provider):
    provider.claims = {"sub": "u-99", "email": None, "name": "Wei"}
    client = workbench(tmp_path, provider)
    assert sign_in(client).status_code == 403
    assert [one.name for one in Accounts(tmp_path / "g" / FILE).all()] == ["Head", "Wei"]
    client = workbench(tmp_path, provider, create=True)
    assert sign_in(client, "/").status_code == 303
    made = Accounts(tmp_path / "g" / FILE).by_identity("u-99")
    assert (made.name, made.role, made.has_password) == ("Wei (u-99)", "reader", False)
    assert client.get("/review").status_code == 403
    assert client.get("/").status_code == 200


def test_a_signature_of_another_or_of_none_is_not_believed(tmp_path, provider):
    client = workbench(tmp_path, provider)
    provider.sign_with = RSAKey.generate_key(2048, {"kid": "first"})
    assert sign_in(client).status_code == 502
    provider.sign_with, provider.header = OctKey.import_key("x" * 40), {"alg": "HS256"}
    assert sign_in(client).status_code == 502
    payload = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=") + b"." + b"e30" + b"."
    from glossary.web.problems import Problem

    with pytest.raises(Problem, match="502"):
        client.app.state.provider.verified(payload.decode(), "n")
    assert client.get("/review").status_code == 303


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another"},
        {"aud": ["duizhao", "another"]},
        {"azp": "another"},
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"exp": 1000},
        {"exp": None},
        {"sub": None},
        {"sub": ["u-17"]},
    ],
    ids=lambda claims: next(iter(claims.items())),
)
def test_a_token_for_somebody_or_something_else_is_not_believed(tmp_path, provider, claims):
    provider.claims = claims
    client = workbench(tmp_path, provider)
    refused = sign_in(client)
    assert refused.status_code == 502
    assert "cannot be trusted" in refused.text or "can be trusted" in refused.text
    assert client.get("/review").status_code == 303


def test_an_attempt_begun_by_somebody_else_lets_nobody_in(tmp_path, provider):
    client, other = workbench(tmp_path, provider), workbench(tmp_path, provider)
    back = at_the_provider(client)
    assert other.get(back).status_code == 400, "no attempt in that browser"
    at_the_provider(other)
    assert other.get(back).status_code == 400, "the state of another attempt"
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 400, "once only"


def test_a_refusal_at_the_provider_is_said(tmp_path, provider):
    client = workbench(tmp_path, provider)
    state = re.search("state=([^&]+)", client.get("/sign-in/oidc").headers["location"])[1]
    said = client.get(f"/sign-in/oidc/return?error=access_denied&state={state}", headers={"accept-language": "zh"})
    assert said.status_code == 403
    assert "本单位" in said.text


def test_new_keys_of_the_provider_are_fetched_when_they_are_met(tmp_path, provider):
    client = workbench(tmp_path, provider)
    assert sign_in(client).status_code == 303
    provider.key, provider.header = RSAKey.generate_key(2048, {"kid": "second"}), {"kid": "second"}
    assert sign_in(client).status_code == 303
    provider.key = RSAKey.generate_key(2048, {"kid": "first"})


def test_a_provider_that_is_not_there_or_calls_itself_otherwise_lets_nobody_in(tmp_path, provider):
    client = workbench(tmp_path, provider)
    client.app.state.provider._kept[f"{provider.issuer}/.well-known/openid-configuration"] = (
        time.monotonic(),
        provider.description() | {"issuer": "https://another.example"},
    )
    assert client.get("/sign-in/oidc").status_code == 502
    gone = workbench(tmp_path, type("Gone", (), {"issuer": "http://127.0.0.1:9"}))
    assert gone.get("/sign-in/oidc").status_code == 502
    assert gone.get("/sign-in").status_code == 200


def test_an_issuer_without_tls_is_refused(tmp_path):
    with pytest.raises(InvalidOption, match="https"):
        Settings(glossary=tmp_path, oidc=Oidc("http://login.example.org", "duizhao"))
