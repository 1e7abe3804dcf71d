"""The law of all commands: whatever is wrong with a file, a folder or the disk, one line says so, and nothing is half written.

Every command has its line in LINES; a new command without one fails the first test.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import fuzz_files
import pytest
import typer
from bad_files import BAD

import align.cli
import glossary.cli


@dataclass(frozen=True)
class Line:
    """How the law is tried on a command."""

    words: str
    files: tuple[str, ...] = ()
    """Files that it reads: each in turn is damaged, taken away, made unreadable."""
    passes: tuple[str, ...] = ()
    """What may be wrong with a file all the same, because it can be meant so."""
    writes: bool = True
    """Whether it cannot do its work where nothing can be written."""
    entries: bool = True
    """Whether it reads the entries of its glossary, and not only the log."""
    sentences: bool = False
    """Whether it reads the sentence pairs of its glossary."""
    entered: str = ""
    """What it is given on standard input."""


LINES = {
    "align pair": Line("a.docx b.docx -o out.tmx", ("a.docx", "b.docx")),
    "align segment": Line("a.docx -o out.txt", ("a.docx",)),
    "align inspect": Line("a.docx", ("a.docx",), writes=False),
    "align batch": Line("a.docx b.docx -o out", ("a.docx", "b.docx"), ("folder",)),
    "align eval": Line("gold.ladder test.ladder", ("gold.ladder", "test.ladder"), writes=False),
    "glossary build": Line("a.tmx -g g", ("a.tmx",), entries=False, sentences=True),
    "glossary search": Line("工发组织 -c -g g", writes=False, sentences=True),
    "glossary terms": Line("a.docx -g g -o out.csv", ("a.docx",)),
    "glossary check": Line("a.docx b.docx -g g -o out.html", ("a.docx", "b.docx")),
    "glossary pretranslate": Line("a.docx -g g -o out.xlf", ("a.docx",), entries=False, sentences=True),
    "glossary export": Line("-g g --status proposed --to tbx -o out.tbx"),
    "glossary import": Line("t.tbx -g g", ("t.tbx",)),
    "glossary approve": Line("c0 -g g"),
    "glossary reject": Line("c0 -g g"),
    "glossary edit": Line("c0 --subject hydrogen -g g"),
    "glossary merge": Line("c0 c1 -g g"),
    "glossary split": Line("c0 --term en:UNIDOs -g g"),
    "glossary learn": Line("-g g", writes=False),
    "glossary history": Line("-g g", writes=False, entries=False),
    "glossary undo": Line("-g g"),
    "glossary diff": Line("0 1 -g g", writes=False),
    "glossary forget": Line("a.txt -g g", sentences=True),
    "glossary compact": Line("-g g", writes=False, entries=False),
    "glossary verify": Line("-g g", writes=False),
    "glossary backup": Line("-g g -o out.tar"),
    "glossary restore": Line("copy.tar -g new", ("copy.tar",)),
    "glossary mcp": Line("-g g", writes=False, entries=False),
    "glossary serve": Line("-g g --port 0", ("g/_accounts.sqlite",), ("missing", "empty"), writes=False, entries=False),
    "glossary user add": Line("Li -g g", ("g/_accounts.sqlite",), ("missing", "empty"), entries=False, entered="a long word 1"),
    "glossary user list": Line("-g g", ("g/_accounts.sqlite",), ("missing", "empty"), writes=False, entries=False),
    "glossary user remove": Line("Wang -g g", ("g/_accounts.sqlite",), ("missing", "empty"), entries=False),
    "glossary user password": Line("Wang -g g", ("g/_accounts.sqlite",), ("missing", "empty"), entries=False, entered="a long word 2"),
    "glossary user role": Line("Wang reviser -g g", ("g/_accounts.sqlite",), ("missing", "empty"), entries=False),
    "glossary user token": Line("Wang -g g", ("g/_accounts.sqlite",), ("missing", "empty"), entries=False),
}  # fmt: skip


def _commands() -> Iterator[str]:
    for name, app in (("align", align.cli.app), ("glossary", glossary.cli.app)):
        for command, found in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
            inner = getattr(found, "commands", None)
            yield from (f"{name} {command} {one}" for one in inner) if inner else [f"{name} {command}"]


def test_every_command_has_its_line() -> None:
    assert sorted(_commands()) == sorted(LINES)


def _entries(glossary: Path) -> list[Path]:
    return sorted(glossary.glob("part-*.parquet"))


BAD_GLOSSARY: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: shutil.rmtree(path),
    "an empty folder": lambda path: (shutil.rmtree(path), path.mkdir()),
    "a file": lambda path: (shutil.rmtree(path), path.write_text("no folder", encoding="utf-8")),
    "a log that is no text": lambda path: [BAD["binary"](file) for file in (path / "_delta_log").glob("*.json")],
    "entries cut short": lambda path: [BAD["truncated"](file) for file in _entries(path)],
    "entries that cannot be read": lambda path: [BAD["unreadable"](file) for file in _entries(path)],
    "sentences cut short": lambda path: [BAD["truncated"](file) for file in _entries(path / "_segments")],
}
"""What can be wrong with the folder of a glossary."""


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    """A folder with all that the commands of LINES need."""
    from glossary.exchange import read
    from glossary.people.accounts import FILE, Accounts
    from glossary.store.backup import backup
    from glossary.store.glossary import Glossary

    folder = tmp_path_factory.mktemp("good")
    documents, bitexts, glossaries = fuzz_files.documents(), fuzz_files.bitexts(), fuzz_files.glossaries()
    (folder / "a.docx").write_bytes(documents["zh.docx"])
    (folder / "b.docx").write_bytes(documents["en.docx"])
    (folder / "a.tmx").write_bytes(bitexts["a.tmx"])
    (folder / "t.tbx").write_bytes(glossaries["g-tbx.tbx"].replace(b"green hydrogen", b"verdant hydrogen"))
    for name in ("gold", "test"):
        (folder / f"{name}.ladder").write_text("[0]:[0]\n[1,2]:[1]\n[3]:[2]\n", encoding="utf-8")
    (folder / "known.tbx").write_bytes(glossaries["g-tbx.tbx"])
    store = Glossary.open(folder / "g", create=True)
    store.add(read(folder / "known.tbx"), by="Li")
    from align.formats import read as read_bitext

    store.add_segments(list(read_bitext(folder / "a.tmx")))
    Accounts(folder / "g" / FILE).add("Wang", role="administrator", password="a long word")
    backup(folder / "g", folder / "copy.tar")
    # What is written lies in the file itself, and not in the log beside it, from which SQLite would mend the damaged file.
    with closing(sqlite3.connect(folder / "g" / FILE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # The files beside it go when the last connection does, which may be in the middle of a test that copies them.
    copied = tmp_path_factory.mktemp("copied") / "good"
    shutil.copytree(folder, copied, ignore=shutil.ignore_patterns("*-shm", "*-wal"))
    return copied


@pytest.fixture
def disk(tmp_path) -> Iterator[Path]:
    """A disk of its own, which a test may fill or make read-only."""
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", tmp_path], check=False, capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("a disk can be mounted by the superuser only")
    yield tmp_path
    subprocess.run(["umount", "-l", tmp_path], check=True)


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs a command in this process: its exit status, and the lines that it says on standard error."""

    def command(name: str, line: Line) -> tuple[int, list[str]]:
        words = [*name.split(), *line.words.split()]
        monkeypatch.setattr(sys, "argv", words)
        monkeypatch.setattr(sys, "stdin", io.StringIO(line.entered))
        # A server that comes to serving has done what is tried here.
        if name == "glossary serve":
            monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: None)
        if name == "glossary mcp":
            monkeypatch.setattr("mcp.server.mcpserver.MCPServer.run", lambda self, transport: None)
        with pytest.raises(SystemExit) as caught:
            {"align": align.cli.main, "glossary": glossary.cli.main}[words[0]]()
        said = capsys.readouterr().err
        assert "Traceback" not in said
        return int(caught.value.code or 0), [one for one in said.splitlines() if one.strip()]

    return command


def _state(folder: Path) -> dict[str, bytes]:
    """What there is, but for locks, and what is derived: the index, checksums, and what a batch has seen of documents."""
    kept = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        derived = {".writers", "_index", "looks"} & set(Path(name).parts) or name.endswith(
            (".lock", "_checksums.txt", "-wal", "-shm")
        )
        if path.is_file() and not derived and path.name != "lock":
            kept[name] = path.read_bytes() if os.access(path, os.R_OK) and not path.is_symlink() else b""
    return kept


def _no_half_files(folder: Path) -> None:
    assert not [path for path in folder.rglob("*") if path.name.endswith(".part")], "half a file is left"


WITH_FILES = [name for name, line in LINES.items() if line.files]
WITH_GLOSSARY = [
    (name, kind)
    for name, line in LINES.items()
    for kind in BAD_GLOSSARY
    if "-g g" in line.words
    and (line.entries or not kind.startswith("entries"))
    and (line.sentences or not kind.startswith("sentences"))
]
"""Each command that has a glossary, with what can be wrong with the parts of it that it reads."""


@pytest.mark.parametrize("name", WITH_FILES)
@pytest.mark.parametrize("kind", BAD)
def test_whatever_is_wrong_with_a_file_is_one_line(name, kind, good, tmp_path, monkeypatch, run) -> None:
    line = LINES[name]
    for bad in line.files:
        home = tmp_path / bad.replace("/", "-")
        shutil.copytree(good, home)
        monkeypatch.chdir(home)
        BAD[kind](home / bad)
        before = _state(home)
        status, said = run(name, line)
        if kind in line.passes and status == 0:
            continue
        # Where one of many fails, the others are done, and the status is 1.
        assert status == 2 or (status == 1 and name in ("align batch", "glossary build")), (status, said)
        assert len(said) == 1 or (name == "align batch" and len(said) <= 3), said
        assert kind in line.passes or Path(bad).name in said[0]
        if name != "align batch" and kind not in line.passes:
            assert _state(home) == before, "something was written"
        _no_half_files(home)


@pytest.mark.parametrize(("name", "kind"), WITH_GLOSSARY)
def test_whatever_is_wrong_with_the_glossary_is_one_line(name, kind, good, tmp_path, monkeypatch, run) -> None:
    line = LINES[name]
    home = tmp_path / "home"
    shutil.copytree(good, home)
    monkeypatch.chdir(home)
    BAD_GLOSSARY[kind](home / "g")
    before = _state(home)
    status, said = run(name, line)
    if name in ("glossary build", "glossary import") and kind in ("missing", "an empty folder"):
        assert status in (0, 1), said  # they make one
        return
    if name == "glossary backup" and "entries" in kind:
        assert status == 1, said  # what can be copied is copied, and the damage named
        assert all("part-" in one for one in said)
        return
    if name == "glossary verify" and kind not in ("missing", "an empty folder", "a file"):
        assert status in (1, 2), said  # it says which files are damaged
        return
    assert status == 2, said
    assert len(said) == 1, said
    assert _state(home) == before, "something was written"
    _no_half_files(home)


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("kind", ["full", "read-only"])
def test_where_nothing_can_be_written_it_is_one_line(name, kind, good, disk, monkeypatch, run) -> None:
    line = LINES[name]
    home = disk / "home"
    shutil.copytree(good, home)
    if kind == "full":
        with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
    else:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    monkeypatch.chdir(home)
    before = _state(home)
    status, said = run(name, line)
    monkeypatch.chdir("/")
    if not line.writes and status in (0, 1):
        return
    assert status == 2, said
    assert len(said) == 1, said
    wanted = ("no space left",) if kind == "full" else ("Read-only file system", "nothing can be written")
    assert any(one in said[0] for one in wanted), said
    assert _state(home) == before, "something was written"
    _no_half_files(home)
