"""Checking a glossary on the disk: the log, its files and their checksums; and mending what can be mended."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.files import replacing
from glossary.errors import GlossaryError, NoGlossary
from glossary.store import log_files
from glossary.store.delta_table import Draft, KeyRangeTable, Leaf, changes_files
from glossary.store.log_files import actions, checksum, checksums, entries, set_aside, version_file
from glossary.store.rows import schema
from glossary.store.segments import ROWS, segment_schema
from glossary.store.weights_file import NAME, read_weights
from glossary.store.writers import writing

__all__ = ["Fault", "verify"]

_BITS = 32_000
"""Bytes of a file up to which a single flipped bit is searched for; the time grows with the square of it."""
_BACKUP = "put it back from a backup"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a file of the glossary."""

    file: str
    """Path within the glossary."""
    what: str
    mended: str | None = None
    """What was done about it; None where nothing was."""
    remedy: str = "mend it with --repair"

    def __str__(self) -> str:
        return f"{self.file}: {self.what}; {self.mended or self.remedy}"


def verify(path: str | os.PathLike[str], *, repair: bool = False) -> list[Fault]:
    """What is wrong with the glossary in a folder and with its sentence pairs, found without opening it.

    With `repair`, a log entry that was cut short is set aside, a damaged copy of the log (a checkpoint) as well, a
    flipped bit of a small file is turned back, and a lost file of entries is made again from the files that it
    replaced, where those are still there. Raises NoGlossary where there is none.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> folder = tempfile.mkdtemp()
    >>> _ = Glossary.open(folder, create=True)
    >>> verify(folder)
    []
    """
    home = Path(path)
    if not entries(home):
        raise NoGlossary("no glossary here", where=home, remedy="make one with: glossary build")
    found = []
    for folder in (home, home / "_segments"):
        if not entries(folder):
            continue
        writable = os.access(folder, os.W_OK)
        if repair and not writable:
            raise NoGlossary("nothing can be written here", where=folder, remedy="run it as the owner of the folder")
        with writing(folder) if writable else nullcontext():
            faults = list(_Table(folder, repair).faults())
        lost = [fault for fault in faults if fault.mended is None and fault.file.startswith("part-")]
        if repair and lost:
            faults = [fault for fault in faults if fault not in lost]
            faults += [_made_again(folder, fault, segments=folder != home) for fault in lost]
        prefix = "" if folder == home else "_segments/"
        found += [Fault(prefix + fault.file, fault.what, fault.mended, fault.remedy) for fault in faults]
    try:
        read_weights(home)
    except GlossaryError as error:
        found.append(Fault(NAME, error.what, remedy=str(error.remedy)))
    return found


class _Table:
    """One table being checked."""

    def __init__(self, folder: Path, repair: bool):
        self.folder, self.repair = folder, repair
        self.known, self.list_faults = checksums(folder)
        self.list_changed = bool(self.list_faults)

    def faults(self) -> Iterator[Fault]:
        for line in self.list_faults:
            place, _, what = line.partition(": ")
            yield Fault(place, what, "the list has been written anew" if self.repair else None)
        bad: set[str] = set()
        for name in list(self.known):
            for fault in self._checked(name):
                bad |= {name} if fault.mended is None else set()
                yield fault
        yield from self._log()
        for line in log_files.damaged_checkpoints(self.folder, repair=self.repair):
            name, _, what = line.partition(", ")
            self._forget(f"{log_files.LOG}/{name}")
            done = "it has been set aside; the log is read from its entries" if self.repair else None
            yield Fault(f"{log_files.LOG}/{name}", what, done)
        yield from self._files(bad)
        if self.repair and self.list_changed:
            log_files.write_checksums(self.folder, self.known)

    def _checked(self, name: str) -> Iterator[Fault]:
        """A file against its checksum."""
        file = self.folder / name
        if name.startswith(log_files.LOG) and not name.endswith(".json"):
            # Checkpoints come later; one that was set aside when the glossary was opened is not missed.
            aside = (self.folder / log_files.SET_ASIDE).glob(f"{file.name}.*")
            if file.is_file() or next(aside, None) is not None:
                return
        if not file.is_file():
            # Of files in use it is said below that they are missing.
            if self.repair:
                self._forget(name)
            yield Fault(log_files.CHECKSUMS, f"it names {name}, which is not there", self._list_done())
            return
        noted = self.known[name]
        try:
            now = checksum(file)
        except OSError as error:
            yield Fault(name, f"it cannot be read: {error.strerror or error}", None, self._remedy())
            return
        if now == noted:
            return
        if _one_bit_apart(now, noted):
            if self.repair:
                self.known[name], self.list_changed = now, True
            yield Fault(log_files.CHECKSUMS, f"the checksum of {name} is damaged", self._list_done())
            return
        mended = None
        if self.repair:
            content = _turned_back(file.read_bytes(), noted)
            if content is not None:
                with replacing(file) as beside:
                    beside.write_bytes(content)
                mended = "one bit had flipped, and has been turned back"
        yield Fault(name, "its content has changed on the disk", mended, self._remedy())

    def _list_done(self) -> str | None:
        return "the list has been put right" if self.repair else None

    def _remedy(self) -> str:
        return _BACKUP if self.repair else "see what can be mended with --repair"

    def _forget(self, name: str) -> None:
        if self.repair and self.known.pop(name, None) is not None:
            self.list_changed = True

    def _log(self) -> Iterator[Fault]:
        """The entries: every one there, and every one readable."""
        versions = entries(self.folder)
        missing = sorted(set(range(versions[-1] + 1)) - set(versions))
        for version in missing:
            yield Fault(_name(version), "this entry of the log is missing", None, _BACKUP)
        unreadable = [version for version in versions if not _readable(self.folder, version)]
        tail = versions[-1]
        while tail in unreadable:
            tail -= 1
        for version in unreadable:
            if version > tail and (version < versions[-1] or _name(version) not in self.known or self.repair):
                done = None
                if self.repair:
                    set_aside(self.folder, version_file(self.folder, version))
                    self._forget(_name(version))
                    done = "it has been set aside, and the glossary is as of the version before"
                yield Fault(_name(version), "this entry of the log was cut short", done)
            elif _name(version) not in self.known:
                yield Fault(_name(version), "this entry of the log cannot be read", None, _BACKUP)

    def _files(self, bad: set[str]) -> Iterator[Fault]:
        """The files that the log names: there, as long as it says, readable; those without a checksum get one."""
        used, beside = self._named()
        fresh = []
        for name, size in {**used, **dict.fromkeys(beside)}.items():
            file = self.folder / name
            if not file.is_file():
                yield Fault(name, "this file is missing", None, self._remedy())
            elif name in bad or name in self.known:
                continue
            elif (size is not None and file.stat().st_size != size) or not _opens(file):
                yield Fault(name, "this file is damaged", None, self._remedy())
            else:
                fresh.append(name)
        fresh += [_name(v) for v in entries(self.folder) if _name(v) not in self.known and _readable(self.folder, v)]
        if self.repair and fresh:
            self.known |= {name: checksum(self.folder / name) for name in fresh}
            self.list_changed = True

    def _named(self) -> tuple[dict[str, int | None], list[str]]:
        """Files in use with their sizes, and files with rows of old, as the log names them."""
        used: dict[str, int | None] = {}
        beside = []
        for version in entries(self.folder):
            if not _readable(self.folder, version):
                continue
            for action in actions(self.folder, version):
                # What has been damaged may say anything.
                for kind, said in action.items():
                    told = said if isinstance(said, dict) else {}
                    if kind == "remove":
                        used.pop(str(told.get("path")), None)
                    elif kind == "add" and "path" in told:
                        used[str(told["path"])] = told.get("size")
                    elif kind == "commitInfo" and isinstance(told.get("duizhao"), dict):
                        beside += changes_files(told["duizhao"])
        return used, beside


def _name(version: int) -> str:
    return f"{log_files.LOG}/{version:020}.json"


def _readable(table: Path, version: int) -> bool:
    try:
        return bool(actions(table, version))
    except (OSError, ValueError):
        return False


def _opens(file: Path) -> bool:
    import polars as pl

    try:
        pl.read_parquet(file, use_pyarrow=False)
    except (Exception, pl.exceptions.PanicException):
        return False
    return True


def _one_bit_apart(one: str, other: str) -> bool:
    """Whether two checksums, as text, differ by a single bit: two contents that differ never do."""
    apart = [ord(a) ^ ord(b) for a, b in zip(one, other, strict=True) if a != b]
    return len(apart) == 1 and apart[0].bit_count() == 1


def _turned_back(content: bytes, wanted: str) -> bytes | None:
    """The content with the one bit turned back that makes the checksum right; None where there is none, or too much."""
    if len(content) > _BITS:
        return None
    target = bytes.fromhex(wanted)
    begun = hashlib.blake2b(digest_size=16)
    for place, value in enumerate(content):
        rest = content[place + 1 :]
        for bit in range(8):
            tried = begun.copy()
            flipped = bytes((value ^ (1 << bit),))
            tried.update(flipped)
            tried.update(rest)
            if tried.digest() == target:
                return content[:place] + flipped + rest
        begun.update(content[place : place + 1])
    return None


def _made_again(folder: Path, fault: Fault, *, segments: bool) -> Fault:
    """A data file made again from the files that it replaced: its rows are as they were one change earlier."""
    key = "document" if segments else "id"
    kinds = segment_schema() if segments else schema()
    try:
        table = KeyRangeTable.open(folder, kinds, key=key, **({"rows": ROWS} if segments else {}))
        leaf = next((leaf for leaf in table.leaves() if leaf.path == fault.file), None)
        if leaf is None:  # no longer in use
            (folder / fault.file).unlink(missing_ok=True)
            return Fault(fault.file, fault.what, "it was no longer needed, and has been deleted")
        version, sources = _sources(folder, leaf)
        known, _ = checksums(folder)
        if not sources or not all(
            (folder / name).is_file() and known.get(name, "") == checksum(folder / name) for name in sources
        ):
            return fault

        def work(draft: Draft) -> dict[str, Any]:
            draft.put_in_place(leaf, sources)
            return {"duizhao": {"operation": "repair", "by": "verify", "count": 0, "before": {}, "lost": version}}

        table.commit_parts(work)
        if (folder / fault.file).exists():
            set_aside(folder, folder / fault.file)
    except (GlossaryError, OSError):
        return fault
    done = (
        f"its {leaf.rows:,} rows have been put back to what they were before version {version}; see: glossary history"
    )
    return Fault(fault.file, fault.what, done)


def _sources(folder: Path, leaf: Leaf) -> tuple[int, list[str]]:
    """The version that made a file, and the files that it replaced then."""
    for version in reversed(entries(folder)):
        if _readable(folder, version):
            found = actions(folder, version)
            if any(action.get("add", {}).get("path") == leaf.path for action in found):
                return version, [action["remove"]["path"] for action in found if "remove" in action]
    return -1, []
