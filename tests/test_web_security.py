"""The guard before every request of the workbench."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from glossary.errors import InvalidOption
from glossary.store.glossary import Glossary
from glossary.web import connections, security
from glossary.web.app import create_app
from glossary.web.connections import Bounded
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
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example", "/%5Cevil.example"):
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


@pytest.mark.parametrize("host", ["[", "[::1", "]", "a]b", "\xff", ""])
def test_a_host_that_is_no_name_is_refused_without_a_fault(tmp_path, host):
    answer = client(tmp_path, password="correct horse").get("/", headers={"host": host.encode("latin-1")})
    assert answer.status_code == 421


def test_an_origin_that_is_no_address_is_refused_without_a_fault(tmp_path):
    assert client(tmp_path).post("/api/echo", json={"a": "b"}, headers={"origin": "http://["}).status_code == 403


def test_guessing_passwords_is_slowed_and_the_right_one_has_to_wait_as_well(tmp_path):
    closed = client(tmp_path, password="correct horse")
    closed.app.state.attempts.first = 60.0  # on a busy machine one second is over before the next attempt
    answers = [closed.post("/sign-in", data={"password": f"wrong {n}"}) for n in range(20)]
    assert [answer.status_code for answer in answers[:3]] == [403, 403, 403]
    assert {answer.status_code for answer in answers[3:]} == {429}
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert closed.post("/sign-in", data={"password": "correct horse"}).status_code == 429
    closed.app.state.attempts.forget_after = closed.app.state.attempts.longest = 0  # the time is over
    assert closed.post("/sign-in", data={"password": "correct horse"}).status_code == 303


def test_guessing_tokens_is_slowed_like_guessing_passwords(tmp_path):
    closed = client(tmp_path, token="a long token")
    codes = [closed.get("/api/openapi.json", headers={"authorization": f"Bearer {n}"}).status_code for n in range(20)]
    assert codes[:3] == [401] * 3
    assert set(codes[3:]) == {429}
    assert closed.post("/sign-in", data={"password": "a long token"}).status_code == 429


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(tmp_path):
    settings = {"password": "correct horse", "secret": "kept over a restart"}
    closed = client(tmp_path, **settings)
    closed.post("/sign-in", data={"password": "correct horse"})
    copied = {"cookie": f"duizhao={closed.cookies['duizhao']}"}
    assert client(tmp_path, **settings).get("/api/openapi.json", headers=copied).status_code == 200
    closed.post("/sign-out")
    assert closed.get("/api/openapi.json", headers=copied).status_code == 401
    assert client(tmp_path, **settings).get("/api/openapi.json", headers=copied).status_code == 401


def test_a_new_password_ends_the_sessions_of_the_old_one(tmp_path):
    before = client(tmp_path, password="correct horse", secret="kept over a restart")
    before.post("/sign-in", data={"password": "correct horse"})
    copied = {"cookie": f"duizhao={before.cookies['duizhao']}"}
    assert before.get("/api/openapi.json", headers=copied).status_code == 200
    after = client(tmp_path, password="battery staple", secret="kept over a restart")
    assert after.get("/api/openapi.json", headers=copied).status_code == 401


def test_cookies_are_secure_on_https_and_only_there(tmp_path):
    closed = client(tmp_path, password="correct horse")
    for scheme, expected in (("https", True), ("http", False)):
        for path, data in (("/sign-in", {"password": "correct horse"}), ("/preferences?lang=zh", None)):
            answer = closed.post(f"{scheme}://127.0.0.1:8765{path}", data=data)
            assert answer.status_code == 303
            assert ("secure" in answer.headers["set-cookie"].lower()) is expected


@contextmanager
def served(tmp_path: Path, monkeypatch, *, most: int, seconds: float) -> Iterator[int]:
    monkeypatch.setattr(Bounded, "most", most)
    monkeypatch.setattr(Bounded, "_quiet_until", 0.0)
    monkeypatch.setattr(connections, "HEAD_SECONDS", seconds)
    app = create_app(Settings(glossary=tmp_path))
    server = uvicorn.Server(uvicorn.Config(app, http=Bounded, log_level="warning", access_log=False))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def status_of(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as asking:
        asking.sendall(b"GET /static/style.css HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n")
        return asking.recv(12)


def is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_half_open_connections_make_room_for_those_that_ask_and_fill_no_log(tmp_path, monkeypatch, caplog):
    with served(tmp_path, monkeypatch, most=8, seconds=60) as port:
        silent = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(60)]
        for connection in silent[::2]:
            connection.sendall(b"GET / HTTP/1.1\r\nhost: ")
        assert status_of(port) == b"HTTP/1.1 200"
        assert is_closed(silent[0])  # it had waited longest
        for connection in silent:
            connection.close()
    assert len([record for record in caplog.records if "turned away" in record.getMessage()]) <= 1


def test_a_connection_that_asks_for_nothing_is_closed(tmp_path, monkeypatch):
    with served(tmp_path, monkeypatch, most=8, seconds=2) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as silent:
            silent.sendall(b"GET / HTTP/1.1\r\n")
            assert is_closed(silent)
        assert status_of(port) == b"HTTP/1.1 200"


def test_a_body_that_does_not_come_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(security, "STALLED", 0.1)
    with served(tmp_path, monkeypatch, most=8, seconds=10) as port:
        slow = socket.create_connection(("127.0.0.1", port), timeout=60)
        with slow:
            slow.sendall(
                b"POST /preferences HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 50\r\n"
                b"content-type: application/x-www-form-urlencoded\r\n\r\nlang="
            )
            assert slow.recv(12) == b"HTTP/1.1 408"
