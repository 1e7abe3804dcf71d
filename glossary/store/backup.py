"""A copy of a glossary in one file, consistent while others work on it; and putting it back.

A tar archive. Writers wait while the files of the tables are copied (readers do not); the small SQLite files beside them
(accounts, comments, requests) are copied by SQLite's own backup, each as of one moment.
"""

from __future__ import annotations

import io
import os
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from align.correction.journal import JOURNAL, journal_of
from align.files import locked, make_folder, replacing, sync_folder
from glossary.errors import InvalidOption, NoGlossary
from glossary.store.glossary import Glossary
from glossary.store.log_files import entries
from glossary.store.verify import Fault, verify
from glossary.store.writers import DRAFTS, writing

__all__ = ["Copied", "backup", "restore"]

INSIDE, BITEXT = "glossary", "bitext"
"""Folders within the archive."""
_LEFT_OUT = (DRAFTS, "_index")
"""Locks, drafts and the index of the search, which is made again."""
_ASIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds."""

    version: int
    files: int
    size: int
    """Bytes of the archive."""


def backup(glossary: Path, out: Path, *, bitext: Path | None = None) -> Copied:
    """Copy a glossary, with its accounts and comments, and a folder of aligned documents, into the archive `out`.

    The archive appears whole or not at all. Raises NoGlossary, InvalidOption where it would lie in what it copies.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = Glossary.open(folder / "g", create=True)
    >>> _ = backup(folder / "g", folder / "copy.tar")
    >>> restore(folder / "copy.tar", folder / "again"), len(Glossary.open(folder / "again"))
    ([], 0)
    """
    for folder in filter(None, (glossary, bitext)):
        if out.resolve().is_relative_to(folder.resolve()):
            raise InvalidOption("the copy would lie in what it copies", where=out, remedy="write it elsewhere")
    Glossary.open(glossary)
    files = 0
    with replacing(out) as beside, tarfile.open(beside, "w:gz" if _packed(out) else "w") as archive:
        with ExitStack() as turns:
            for folder in (glossary, glossary / "_segments"):
                if entries(folder):
                    turns.enter_context(writing(folder))
            version = Glossary.open(glossary).version
            for path in _files(glossary):
                name = f"{INSIDE}/{path.relative_to(glossary).as_posix()}"
                if path.suffix == ".sqlite":
                    _add_database(archive, path, name)
                else:
                    archive.add(path, name, recursive=False)
                files += 1
        documents = [(bitext, path) for path in _files(bitext)] if bitext else []
        for home, path in documents:
            # A document and its journal are replaced one after the other, under the lock of the document.
            if path.suffix == ".parquet":
                with locked(path):
                    for one in (path, journal_of(path)):
                        if one.exists():
                            archive.add(one, f"{BITEXT}/{one.relative_to(home).as_posix()}", recursive=False)
                            files += 1
            elif not path.name.endswith((JOURNAL, ".lock")):
                archive.add(path, f"{BITEXT}/{path.relative_to(home).as_posix()}", recursive=False)
                files += 1
    return Copied(version, files, out.stat().st_size)


def restore(archive: Path, glossary: Path, *, bitext: Path | None = None) -> list[Fault]:
    """Put a glossary back from a copy, into a folder that does not exist yet; returns what is wrong with its files, if
    anything.

    The folder appears whole, when everything is read and checked. Raises InvalidOption where it is there already, or where
    the file is no such copy.
    """
    for folder in filter(None, (glossary, bitext)):
        if folder.exists() and any(folder.iterdir()):
            raise InvalidOption(
                "there is something already", where=folder, remedy="move it away first: nothing is overwritten"
            )
    make_folder(glossary.absolute().parent)
    with tempfile.TemporaryDirectory(dir=glossary.absolute().parent, prefix=".restore-") as beside:
        try:
            with tarfile.open(archive) as opened:
                opened.extractall(beside, filter="data")
        except FileNotFoundError:
            raise InvalidOption("there is no such file", where=archive) from None
        except (tarfile.TarError, EOFError, OSError) as error:
            raise InvalidOption(
                "is no copy of a glossary, or not a whole one: {reason}",
                where=archive,
                remedy="make one with: glossary backup",
                reason=str(error),
            ) from error
        made = Path(beside, INSIDE)
        if not entries(made):
            raise NoGlossary("holds no glossary", where=archive, remedy="make a copy with: glossary backup")
        faults = verify(made)
        _place(made, glossary)
        documents = Path(beside, BITEXT)
        if bitext is not None and documents.is_dir():
            make_folder(bitext.absolute().parent)
            _place(documents, bitext)
    return faults


def _place(made: Path, wanted: Path) -> None:
    if wanted.exists():
        wanted.rmdir()
    made.rename(wanted)
    sync_folder(wanted.absolute().parent)


def _files(folder: Path) -> Iterator[Path]:
    for home, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in _LEFT_OUT)
        for name in sorted(names):
            if not name.endswith(_ASIDE):
                yield Path(home, name)


def _add_database(archive: tarfile.TarFile, path: Path, name: str) -> None:
    with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        data = copy.serialize()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(data), int(time.time()), 0o600
    archive.addfile(entry, io.BytesIO(data))


def _packed(out: Path) -> bool:
    return out.name.endswith((".gz", ".tgz"))
