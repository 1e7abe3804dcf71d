"""`glossary serve` on every address of the machine: what it prints answers."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import in_process
import pytest
import uvicorn

from glossary.store.glossary import Glossary


@pytest.mark.slow
def test_the_addresses_that_it_prints_answer_and_another_name_is_told_the_remedy(tmp_path):
    Glossary.open(tmp_path / "g", create=True)
    command = [sys.executable, "-c", "from glossary.cli import main; main()", "serve", "-g", str(tmp_path / "g")]
    server = subprocess.Popen(
        [*command, "--host", "0.0.0.0", "--port", "0"],
        env=os.environ | {"DUIZHAO_PASSWORD": "only for this test"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said = [server.stderr.readline(), server.stderr.readline()]
        addresses = re.findall(r"http://[^\s,]+", "".join(said))
        assert len(addresses) >= 2, said
        for address in addresses:
            host, _, port = address.removeprefix("http://").rstrip("/").rpartition(":")
            # The name of this machine need not be known to its own resolver: it is asked for here by the number.
            request = urllib.request.Request(f"http://127.0.0.1:{port}/sign-in", headers={"host": f"{host}:{port}"})
            with urllib.request.urlopen(request, timeout=60) as answer:
                assert answer.status == 200, address
        request = urllib.request.Request(f"http://127.0.0.1:{port}/sign-in", headers={"host": "terms.example.org"})
        request.add_header("accept", "text/html")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=60)
        assert refused.value.code == 421
        assert "glossary serve --name terms.example.org" in refused.value.read().decode()
    finally:
        server.kill()
        server.wait()
        server.stderr.close()


def serve(folder, *options):
    """What `glossary serve` says and how it ends, over a glossary with nothing in it."""
    Glossary.open(folder, create=True)
    return in_process.command("glossary", "serve", "-g", folder, *options)


def test_an_answer_is_not_held_back_until_the_browser_has_confirmed_its_first_part(tmp_path, monkeypatch):
    """Only of a socket that is named TCP does asyncio switch that off: pages and their files came 40 ms late."""
    seen = []
    monkeypatch.setattr(uvicorn.Server, "run", lambda _, sockets: seen.extend(one.proto for one in sockets))
    done = serve(tmp_path / "g", "--port", 0)
    assert done.returncode == 0
    assert seen == [socket.IPPROTO_TCP]
    assert "open at" in done.stderr


@pytest.mark.parametrize(
    ("options", "password", "warned"),
    [
        (["--name", "terms.example.org"], "", True),
        (["--root-path", "/duizhao"], "", True),
        (["--name", "terms.example.org"], "only for this test", False),
        ([], "", False),
    ],
)
def test_behind_a_web_server_without_a_password_it_says_who_may_change_the_glossary(
    tmp_path, monkeypatch, options, password, warned
):
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)
    monkeypatch.setenv("DUIZHAO_PASSWORD", password)
    monkeypatch.delenv("DUIZHAO_TOKEN", raising=False)
    done = serve(tmp_path / "g", "--port", 0, *options)
    assert ("everybody who comes through the web server" in done.stderr) is warned


def test_sign_in_by_the_organization_needs_an_administrator_and_not_just_anybody(tmp_path):
    from glossary.people.accounts import FILE, Accounts

    Glossary.open(tmp_path / "g", create=True)
    accounts = Accounts(tmp_path / "g" / FILE)
    accounts.add("Li Wei", role="terminologist", password="four words are enough")
    accounts.close()
    done = serve(tmp_path / "g", "--oidc-issuer", "https://login.example.org", "--oidc-client-id", "x")
    assert done.returncode == 2
    assert "--role administrator" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--root-path", "duizhao"], "--root-path /duizhao"),
        (["--forwarded-allow-ips", "proxy"], "--forwarded-allow-ips"),
        (["--oidc-issuer", "https://login.example.org"], "--oidc-client-id"),
        (["--oidc-issuer", "https://login.example.org", "--oidc-client-id", "x"], "glossary user add"),
        (["--oidc-issuer", "http://login.example.org", "--oidc-client-id", "x"], "https"),
    ],
)
def test_options_that_cannot_be_meant_are_one_clear_line(tmp_path, options, said):
    done = serve(tmp_path / "g", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
