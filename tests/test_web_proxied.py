"""Behind a reverse proxy: under a path, by another name, over TLS; what a proxy says is believed of those named only."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from glossary.errors import InvalidOption
from glossary.store.glossary import Glossary
from glossary.web.app import create_app
from glossary.web.settings import Settings

LOCAL = "http://127.0.0.1:8765"


def client(tmp_path, *, address="127.0.0.1", **settings):
    Glossary.open(tmp_path / "g", create=True)
    app = create_app(Settings(glossary=tmp_path / "g", **settings))
    return TestClient(
        app, base_url=LOCAL, headers={"accept": "text/html"}, follow_redirects=False, client=(address, 50000)
    )


def test_addresses_and_cookies_begin_with_the_path(tmp_path):
    made = client(tmp_path, root_path="/duizhao/", password="eight letters")
    sent = made.get("/review")
    assert sent.headers["location"] == "/duizhao/sign-in?back=%2Freview"
    page = made.get("/sign-in").text
    assert 'href="/duizhao/static/style.css' in page
    assert not re.findall(r'(?:href|src|action)="/(?!duizhao/)[^"]*"', page)
    # The page sends the way back as the browser sees it, the server as it stands within: both lead to the same place.
    for back in ("/review", "/duizhao/review"):
        done = made.post(f"/sign-in?back={back}", data={"password": "eight letters"})
        assert (done.status_code, done.headers["location"]) == (303, "/duizhao/review")
        assert "path=/duizhao;" in done.headers["set-cookie"].lower()
    assert 'action="/duizhao/reading"' in made.get("/duizhao/reading").text


def test_a_proxy_that_leaves_the_path_in_place_works_as_well(tmp_path):
    made = client(tmp_path, root_path="/duizhao")
    assert made.get("/duizhao/dashboard").status_code == 200
    assert made.get("/duizhao").status_code == 200
    assert made.get("/duizhaox").status_code == 404
    assert made.get("/duizhao/api/openapi.json").json()["servers"] == [{"url": "/duizhao"}]


def test_the_api_is_described_by_the_address_that_programs_reach_it_by(tmp_path):
    headers = {"x-forwarded-host": "terms.example.org", "x-forwarded-proto": "https"}
    page = client(tmp_path, root_path="/duizhao", names=("terms.example.org",)).get("/api", headers=headers).text
    assert "https://terms.example.org/duizhao/api/search" in page


def test_what_a_proxy_says_is_believed_of_those_that_are_named(tmp_path):
    says = {
        "x-forwarded-host": "terms.example.org",
        "x-forwarded-proto": "https",
        "origin": "https://terms.example.org",
    }
    settings = {"password": "eight letters", "names": ("terms.example.org",)}

    def sign_in(**given):
        return client(tmp_path, **settings, **given).post("/sign-in", data={"password": "eight letters"}, headers=says)

    named = sign_in(address="10.0.0.5", proxies=("10.0.0.0/24",))
    assert named.status_code == 303
    assert "secure" in named.headers["set-cookie"].lower()
    assert sign_in(address="127.0.0.1").status_code == 303, "a proxy on this machine needs no option"
    stranger = sign_in(address="10.0.1.5", proxies=("10.0.0.0/24",))
    assert stranger.status_code == 403, "another's word for where it stands is nothing"
    foreign = client(tmp_path, names=("terms.example.org",)).get("/", headers={"x-forwarded-host": "evil.example"})
    assert foreign.status_code == 421
    assert "--name evil.example" in foreign.text


@pytest.mark.parametrize(
    "wrong", [{"root_path": "duizhao"}, {"root_path": "/a b"}, {"root_path": "/.."}, {"proxies": ("proxy.local",)}]
)
def test_what_cannot_be_meant_is_refused_at_the_start(tmp_path, wrong):
    with pytest.raises(InvalidOption):
        Settings(glossary=tmp_path, **wrong)
