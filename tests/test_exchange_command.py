"""`glossary export` and `glossary import` as a person meets them: what they say, and the exit status."""

from __future__ import annotations

import sys

import pytest

from glossary.cli import main
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term


@pytest.fixture
def run(capsys, monkeypatch):
    """Run `glossary` with arguments: exit status, standard output, standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["glossary", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.fixture
def glossary(tmp_path):
    store = Glossary.open(tmp_path / "g", create=True)
    store.add([Concept("c1", (Term("绿色氢", "zh"), Term("green hydrogen", "en")), subject="Energy")], by="Li")
    return store


def test_an_export_of_nothing_says_why_and_exits_with_1(run, glossary, tmp_path):
    status, _, said = run(
        "export", "-g", glossary.path, "--to", "csv", "-o", tmp_path / "a.csv", "--status", "approved"
    )
    assert status == 1
    assert "none is approved (1 proposed); try --status proposed" in said
    status, _, said = run("export", "-g", glossary.path, "--to", "tbx2", "-o", "-", "--subject", "Law")
    assert status == 1
    assert "--subject Law leaves none of the entries (1 proposed)" in said
    Glossary.open(tmp_path / "empty", create=True)
    status, _, said = run("export", "-g", tmp_path / "empty", "--to", "csv", "-o", "-")
    assert status == 1
    assert "has no entries; take documents in with: glossary build" in said
