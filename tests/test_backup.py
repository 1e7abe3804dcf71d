"""A copy of a glossary in one file, made while others write to it, and put back."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import threading
from pathlib import Path

import pytest
from forked import command

from glossary.errors import InvalidOption
from glossary.people.accounts import FILE, Accounts
from glossary.people.discussion import FILE as DISCUSSION
from glossary.people.discussion import About, Discussion
from glossary.store.backup import backup, restore
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term

UNIDO = Concept("unido", (Term("工发组织", "zh"), Term("UNIDO", "en")))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return command("glossary", *arguments)


def test_a_copy_brings_everything_back_history_accounts_comments_and_documents(seed_glossary, tmp_path):
    shutil.copytree(seed_glossary / "glossary", tmp_path / "g")
    shutil.copytree(seed_glossary / "bitext", tmp_path / "bitext")
    accounts = Accounts(tmp_path / "g" / FILE)
    accounts.add("Boss", role="administrator", password="four words are enough")
    Discussion(tmp_path / "g" / DISCUSSION).start(About("entry", "unido"), by="Boss", text="Why?")
    g, file = str(tmp_path / "g"), str(tmp_path / "copy.tar.gz")
    assert run("backup", "-g", g, "-o", file, "--bitext", str(tmp_path / "bitext")).returncode == 0
    done = run("restore", file, "-g", str(tmp_path / "again"), "--bitext", str(tmp_path / "documents"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "in order" in done.stdout
    old, new = Glossary.open(tmp_path / "g"), Glossary.open(tmp_path / "again")
    assert list(new.concepts(order="id")) == list(old.concepts(order="id"))
    assert [one.by for one in new.log.commits()] == [one.by for one in old.log.commits()]
    assert new.segments().collect().equals(old.segments().collect())
    assert Accounts(tmp_path / "again" / FILE).check("Boss", "four words are enough")
    assert (tmp_path / "again" / FILE).stat().st_mode & 0o077 == 0
    assert Discussion(tmp_path / "again" / DISCUSSION).of("entry", "unido")
    names = [{p.name for p in (tmp_path / one).rglob("*.parquet")} for one in ("bitext", "documents")]
    assert names[0] == names[1] != set()


def test_copies_made_while_others_write_are_each_one_whole_version(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add([UNIDO], by="first")
    stop = threading.Event()

    def write() -> None:
        for n in range(1000):
            if stop.is_set():
                return
            Glossary.open(tmp_path / "g").edit("unido", by="writer", definition=f"version {n}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(4):
            copied = backup(tmp_path / "g", tmp_path / f"{n}.tar")
            assert restore(tmp_path / f"{n}.tar", tmp_path / f"g{n}") == []
            assert Glossary.open(tmp_path / f"g{n}").version == copied.version
    finally:
        stop.set()
        writer.join()


def test_nothing_is_overwritten_and_nothing_half_restored(tmp_path):
    Glossary.open(tmp_path / "g", create=True).add([UNIDO], by="first")
    backup(tmp_path / "g", tmp_path / "copy.tar")
    with pytest.raises(InvalidOption, match="already"):
        restore(tmp_path / "copy.tar", tmp_path / "g")
    with pytest.raises(InvalidOption, match="lie in"):
        backup(tmp_path / "g", tmp_path / "g" / "copy.tar")
    whole = (tmp_path / "copy.tar").read_bytes()
    (tmp_path / "half.tar").write_bytes(whole[: len(whole) // 2])
    for name in ("half.tar", "nowhere.tar"):
        done = run("restore", str(tmp_path / name), "-g", str(tmp_path / "new"))
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.tar", "g", "half.tar"]


def test_an_archive_cannot_write_outside_of_the_folder(tmp_path):
    (tmp_path / "evil").write_text("evil")
    with tarfile.open(tmp_path / "bad.tar", "w") as archive:
        archive.add(tmp_path / "evil", "../escaped")
    with pytest.raises(InvalidOption):
        restore(tmp_path / "bad.tar", tmp_path / "inner" / "g")
    assert not Path(tmp_path, "escaped").exists()
