"""docs/api.md: every example is asked as it stands, in its order, and answered."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import forked
import pytest
from fastapi.testclient import TestClient

from glossary.store.glossary import Glossary
from glossary.types import Concept, Context, Term
from glossary.web import aligning_jobs
from glossary.web.app import create_app
from glossary.web.settings import Settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
COMMANDS = re.findall(r"(?m)^curl .*$", PAGE.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_every_example_is_answered(seed_glossary, tmp_path, monkeypatch):
    monkeypatch.setattr(aligning_jobs, "subprocess", SimpleNamespace(Popen=forked.Job, PIPE=subprocess.PIPE))
    (tmp_path / "bitext").mkdir()
    [aligned] = (seed_glossary / "bitext").rglob("*.parquet")
    shutil.copy(aligned, tmp_path / "bitext" / "gc20-item22.parquet")
    context = Context("工发组织促进合作。", "UNIDO promotes cooperation.", document="GC.20/14", bead=0)
    terms = (Term("工发组织", "zh"), Term("UNIDO", "en", type="acronym"))
    Glossary.open(tmp_path / "g", create=True).add(
        [Concept("unido-gi2td6muaty2", terms, contexts=(context,), documents=("GC.20/14",))], by="builder"
    )
    app = create_app(Settings(glossary=tmp_path / "g", bitext=tmp_path / "bitext"))
    known = {"ID": "", "TOKEN": ""}
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        for command in COMMANDS:
            method, address, headers, body, files = told(command, known)
            answer = client.request(method, address, headers=headers, content=body, files=files)
            assert answer.status_code < 300, (command, answer.text)
            if not answer.headers["content-type"].startswith("application/json"):
                continue
            said = answer.json()
            known = {"ID": said.get("id", known["ID"]), "TOKEN": said.get("token", known["TOKEN"])}
            if address.startswith("/api/taking"):
                rested(client, known["ID"])
    assert len(COMMANDS) > 20


def told(command: str, known: dict[str, str]):
    """Method, path, headers, body and files of a curl command."""
    for name, value in known.items():
        command = re.sub(rf"\b{name}\b", str(value), command)
    words = shlex.split(command)[1:]
    method, address, headers, body, files = None, "", {}, None, []
    while words:
        match words.pop(0):
            case "-X":
                method = words.pop(0)
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0).encode()
            case "-o":
                words.pop(0)
            case "-F":
                field, _, name = words.pop(0).partition("=@")
                files.append((field, (name, b"\xe4\xb8\x80\xe3\x80\x82" if ".zh." in name else b"One.")))
            case other:
                parts = urlsplit(other)
                assert parts.netloc == "127.0.0.1:8765", command
                address = parts.path + (f"?{parts.query}" if parts.query else "")
    return method or ("POST" if body is not None or files else "GET"), address, headers, body, files or None


def rested(client: TestClient, id: str) -> None:
    """Wait until a job has come to rest."""
    deadline = time.monotonic() + 600
    while client.get(f"/api/taking/{id}").json()["state"] in ("waiting", "working"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
