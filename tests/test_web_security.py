"""The guard before every request of the workbench."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from glossary.errors import InvalidOption
from glossary.store.glossary import Glossary
from glossary.web.app import create_app
from glossary.web.settings import Settings

LOCAL = "http://127.0.0.1:8765"


def client(tmp_path: Path, **settings: object) -> TestClient:
    app = create_app(Settings(glossary=tmp_path, **settings))  # type: ignore[arg-type]

    @app.post("/api/echo")
    async def echo(body: dict[str, str]) -> dict[str, str]:
        return body

    @app.get("/api/fault")
    async def fault() -> None:
        raise RuntimeError("a secret path /home/x")

    return TestClient(app, base_url=LOCAL, raise_server_exceptions=False, follow_redirects=False)


def test_it_refuses_to_be_open_to_others_without_a_password():
    with pytest.raises(InvalidOption, match="DUIZHAO_PASSWORD"):
        Settings(glossary=Path("g"), host="0.0.0.0")
    assert Settings(glossary=Path("g"), host="0.0.0.0", password="long enough").closed


def test_a_short_password_is_refused():
    with pytest.raises(InvalidOption, match="at least 8"):
        Settings(glossary=Path("g"), password="1234")


def test_a_foreign_host_name_is_refused(tmp_path):
    answer = client(tmp_path).get("/api/openapi.json", headers={"host": "evil.example:8765"})
    assert answer.status_code == 421
    assert answer.json()["error"]["code"] == "foreign_host"


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_the_names_of_this_machine_are_let_in(tmp_path, host):
    assert client(tmp_path).get("/api/openapi.json", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:9999"},
    ],
)
def test_a_page_of_another_site_cannot_change_anything(tmp_path, headers):
    answer = client(tmp_path).post("/api/echo", json={"a": "b"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "foreign_origin"


def test_a_page_of_ours_and_a_script_can(tmp_path):
    ours = client(tmp_path)
    assert (
        ours.post("/api/echo", json={"a": "b"}, headers={"origin": LOCAL, "sec-fetch-site": "same-origin"}).status_code
        == 200
    )
    assert ours.post("/api/echo", json={"a": "b"}).json() == {"a": "b"}


def test_every_answer_carries_a_policy_without_inline_script(tmp_path):
    for path in ("/sign-in", "/static/style.css", "/nowhere", "/api/nowhere", "/api/fault"):
        policy = client(tmp_path).get(path).headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_a_large_upload_is_stopped_whatever_it_says_of_its_length(tmp_path):
    small = client(tmp_path, upload_limit=1000)
    assert small.post("/api/echo", content=b"x" * 2000).status_code == 413

    def stream():
        yield from [b"x" * 600] * 5

    answer = small.post("/api/echo", content=stream(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"


def test_a_fault_shows_no_traceback_and_no_path(tmp_path):
    answer = client(tmp_path).get("/api/fault")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "fault"
    assert "secret" not in answer.text


def test_one_shape_of_error_for_programs_and_a_page_for_people(tmp_path):
    some = client(tmp_path)
    assert some.get("/api/nowhere").json()["error"]["code"] == "not_found"
    assert some.post("/api/echo", content=b"{").json()["error"]["code"] == "invalid"
    page = some.get("/nowhere", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "<h1>" in page.text


def test_strangers_are_sent_to_sign_in_and_programs_told_so(tmp_path):
    closed = client(tmp_path, password="correct horse", token="a long token")
    assert closed.get("/", headers={"accept": "text/html"}).headers["location"] == "/sign-in"
    assert closed.get("/api/openapi.json").status_code == 401
    assert closed.get("/api/openapi.json", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert closed.get("/api/openapi.json", headers={"authorization": "Bearer a long token"}).status_code == 200


def test_signing_in_opens_a_session_and_a_forged_one_does_not(tmp_path):
    closed = client(tmp_path, password="correct horse")
    assert closed.post("/sign-in", data={"password": "wrong"}).status_code == 403
    assert closed.get("/api/openapi.json").status_code == 401
    assert closed.post("/sign-in", data={"password": "correct horse"}).status_code == 303
    assert closed.get("/api/openapi.json").status_code == 200
    closed.cookies.set("duizhao", "eyJzaWduZWRfaW4iOiB0cnVlfQ==.forged")
    closed.cookies.delete("duizhao", domain="127.0.0.1")
    assert closed.get("/api/openapi.json").status_code == 401


def test_the_way_back_after_a_choice_stays_on_this_server(tmp_path):
    some = client(tmp_path)
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert some.post(f"/preferences?lang=zh&back={back}").headers["location"] == "/"
    assert some.post("/preferences?lang=zh&back=/review").headers["location"] == "/review"
    assert "登录" in some.get("/sign-in").text


def test_signing_in_leads_to_the_page_that_was_asked_for_in_the_language_chosen_there(tmp_path):
    Glossary.open(tmp_path / "g", create=True)
    app = create_app(Settings(glossary=tmp_path / "g", password="four words are enough"))
    browser = TestClient(app, base_url=LOCAL, follow_redirects=False, headers={"accept": "text/html"})
    asked = browser.get("/review?minimum=0.5").headers["location"]
    assert asked == "/sign-in?back=%2Freview%3Fminimum%3D0.5"
    assert browser.post("/preferences?back=/sign-in&lang=zh").headers["location"] == "/sign-in"
    page = browser.get(asked)
    assert "密码" in page.text
    assert 'href="/preferences' not in page.text
    assert browser.get("/preferences").status_code == 303, "the account's name is nobody's business"
    signed = browser.post(asked, data={"password": "four words are enough"})
    assert signed.headers["location"] == "/review?minimum=0.5"
    away = browser.post("/sign-in?back=//evil.example", data={"password": "four words are enough"})
    assert away.headers["location"] == "/"
