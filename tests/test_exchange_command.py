"""`glossary export` and `glossary import` as a person meets them: what they say, and the exit status."""

from __future__ import annotations

import pytest
from in_process import command

from glossary.store.glossary import Glossary
from glossary.types import Concept, Term


def run(*arguments: object) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    done = command("glossary", *arguments)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def glossary(tmp_path):
    store = Glossary.open(tmp_path / "g", create=True)
    store.add([Concept("c1", (Term("绿色氢", "zh"), Term("green hydrogen", "en")), subject="Energy")], by="Li")
    return store


def test_an_export_of_nothing_says_why_and_exits_with_1(glossary, tmp_path):
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


def test_a_dry_run_shows_old_and_new_and_writes_nothing(glossary, tmp_path):
    sheet = tmp_path / "a.csv"
    run("export", "-g", glossary.path, "--to", "csv", "-o", sheet)
    status, said, _ = run("import", sheet, "-g", glossary.path, "--dry-run")
    assert (status, "0 new, 0 changed, 1 unchanged" in said) == (0, True)
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("green hydrogen", "GH2"), encoding="utf-8")
    _, said, _ = run("import", sheet, "-g", glossary.path, "--dry-run")
    assert "0 new, 1 changed (1 of their terms removed), 0 unchanged" in said
    assert "c1: term removed: en green hydrogen; new term: en GH2" in said
    assert "Nothing was written" in said
    assert glossary.get("c1").texts("en") == ("green hydrogen",)
    run("import", sheet, "-g", glossary.path)
    assert glossary.refresh()
    assert glossary.get("c1").texts("en") == ("GH2",)
