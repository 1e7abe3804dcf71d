"""The files of a Delta table's log: brought to the disk, put right after a power cut, and their checksums.

deltalake writes the log and never syncs it. Here each commit is synced before it is reported, and before the next one
is written; so a power cut can tear only the last entry, one that was never reported. Beside the log lies the list of
the checksums of all files, in the form that `b2sum -l 128 --check` reads.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from align.files import make_folder, replacing, sync_file, sync_folder

__all__ = [
    "CHECKSUMS",
    "SET_ASIDE",
    "actions",
    "checksum",
    "checksums",
    "complete_checksums",
    "damaged_checkpoints",
    "entries",
    "is_torn",
    "note_checksums",
    "put_right",
    "replaced",
    "set_aside",
    "sync_checkpoint",
    "sync_version",
    "version_file",
    "write_checksums",
]

LOG = "_delta_log"
CHECKSUMS = "_checksums.txt"
SET_ASIDE = "_set_aside"
"""Folder for files that cannot be used, and are not deleted."""
_ENTRY = re.compile(r"(\d{20})\.json")
_HINT = "_last_checkpoint"

_logger = logging.getLogger("glossary")


def version_file(table: Path, version: int) -> Path:
    """The log entry of a version."""
    return table / LOG / f"{version:020}.json"


def entries(table: Path) -> list[int]:
    """Versions that have a log entry, in order."""
    with suppress(OSError):
        return sorted(int(match[1]) for file in (table / LOG).iterdir() if (match := _ENTRY.fullmatch(file.name)))
    return []


def actions(table: Path, version: int) -> list[dict[str, Any]]:
    """What a log entry says. Raises ValueError where it is torn or damaged."""
    content = version_file(table, version).read_bytes()
    found = [json.loads(line) for line in content.splitlines() if line.strip()]
    if not found or not all(isinstance(action, dict) for action in found):
        raise ValueError("the entry is empty" if not content.strip() else "the entry is no list of actions")
    return found


def replaced(table: Path) -> dict[str, float]:
    """When each data file that is no longer in use was replaced, in seconds since 1970, by its name."""
    found: dict[str, float] = {}
    for version in entries(table):
        # Entries may be long; only the lines of removals are read.
        for line in version_file(table, version).read_bytes().splitlines():
            if line.startswith(b'{"remove"'):
                removed = json.loads(line)["remove"]
                found[removed["path"]] = (removed.get("deletionTimestamp") or 0) / 1000
    return found


def sync_version(table: Path, version: int) -> None:
    """Let the log entry of a version reach the disk, with its name."""
    sync_file(version_file(table, version))
    sync_folder(table / LOG)


def sync_checkpoint(table: Path, version: int) -> list[Path]:
    """Let the checkpoint of a version, and the note of it, reach the disk; the files of the checkpoint."""
    found = list((table / LOG).glob(f"{version:020}.checkpoint*.parquet"))
    for file in (*found, table / LOG / _HINT):
        sync_file(file)
    sync_folder(table / LOG)
    return found


def put_right(table: Path) -> list[str]:
    """Put right what a power cut can have done to the log, and say it; what was done, a line for each.

    The last entry, when it is torn, was never reported to anybody: it is set aside. A checkpoint is a copy of what the
    entries say: one that cannot be read is set aside, and the log is read from its entries.
    """
    done = []
    versions = entries(table)
    if versions and not _sound(table, versions[-1]):
        last = version_file(table, versions[-1])
        # What has a checksum was whole once, and may have been reported: this is damage, and `verify` may mend it.
        reported = last.relative_to(table).as_posix() in checksums(table)[0]
        if not reported and (len(versions) == 1 or _sound(table, versions[-2])):
            set_aside(table, last)
            done.append(f"version {versions[-1]} had not been finished when the work was cut off, and is left out")
    done += damaged_checkpoints(table, repair=True)
    for line in done:
        _logger.warning("%s: %s", table, line)
    return done


def is_torn(table: Path, *, before: int = 0) -> bool:
    """Whether the last entry of the log, or the one so many before it, cannot be read."""
    versions = entries(table)
    return bool(versions) and (len(versions) <= before or not _sound(table, versions[-1 - before]))


def _sound(table: Path, version: int) -> bool:
    try:
        return bool(actions(table, version))
    except (ValueError, OSError):
        return False


def damaged_checkpoints(table: Path, *, repair: bool) -> list[str]:
    """The checkpoints that cannot be read, and the note that names none; with `repair` they are set aside."""
    import polars as pl

    known, _ = checksums(table)
    done = []
    for file in sorted((table / LOG).glob("*.checkpoint*.parquet")):
        try:
            noted = known.get(file.relative_to(table).as_posix())
            if noted is not None and checksum(file) != noted:
                raise ValueError("another checksum")
            pl.read_parquet(file, use_pyarrow=False)
        except (Exception, pl.exceptions.PanicException):
            if repair:
                set_aside(table, file)
            done.append(f"{file.name}, a copy of what the log says, is damaged")
    hint = table / LOG / _HINT
    if hint.exists() and not _true(hint):
        if repair:
            set_aside(table, hint)
        done.append(f"{_HINT}, a note of the last checkpoint, is damaged")
    return done


def _true(hint: Path) -> bool:
    """Whether the note of the last checkpoint says what the checkpoint is; it has no checksum, since it changes."""
    import polars as pl

    try:
        text = hint.read_text(encoding="utf-8")
        said = json.loads(text)
        (file,) = hint.parent.glob(f"{said['version']:020}.checkpoint*.parquet")
        table = pl.read_parquet(file, use_pyarrow=False)
        size = {"size": table.height, "sizeInBytes": file.stat().st_size}
        adds = {"numOfAddFiles": table["add"].struct.field("path").is_not_null().sum()}
    except (Exception, pl.exceptions.PanicException):
        return False
    # Other programs may lay it out in another way, and leave out what they like.
    expected = {"version": said["version"], **size, **adds}
    plain = json.dumps({name: expected.get(name) for name in said}, separators=(",", ":"))
    return text.strip() == plain


def set_aside(table: Path, file: Path) -> Path:
    """Move a file that cannot be used to the folder SET_ASIDE of the table; where it is now."""
    place = table / SET_ASIDE / f"{file.name}.{time.time_ns()}"
    make_folder(place.parent)
    file.replace(place)
    sync_folder(place.parent)
    sync_folder(file.parent)
    return place


def checksum(file: Path) -> str:
    """Hash of the content of a file, 32 hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def note_checksums(table: Path, files: Iterable[Path]) -> None:
    """Add the checksums of files of the table to the list; of a file named twice, the later line holds."""
    lines = "".join(f"{checksum(file)}  {file.relative_to(table).as_posix()}\n" for file in files)
    path = table / CHECKSUMS
    fresh = not path.exists()
    with path.open("ab") as stream:
        if stream.tell() and not _ends_a_line(path):
            stream.write(b"\n")
        stream.write(lines.encode())
        stream.flush()
        os.fsync(stream.fileno())
    if fresh:
        sync_folder(table)


def complete_checksums(table: Path, version: int) -> None:
    """Add the checksums of a version's files where the list does not end with them: its writer was killed before."""
    name = version_file(table, version).relative_to(table).as_posix()
    with suppress(FileNotFoundError), (table / CHECKSUMS).open("rb") as stream:
        stream.seek(max(0, stream.seek(0, os.SEEK_END) - 200))
        if stream.read().endswith(f"{name}\n".encode()):
            return
    known, _ = checksums(table)
    files = [table / action["add"]["path"] for action in actions(table, version) if "add" in action]
    files = [file for file in files if file.name not in known and file.exists()]
    note_checksums(table, [*files, version_file(table, version)])


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


_LINE = re.compile(r"([0-9a-f]{32})  ([^\0]+)")


def checksums(table: Path) -> tuple[dict[str, str], list[str]]:
    """Checksum of each file in the list, by its name in the table; and what is wrong with the list."""
    known: dict[str, str] = {}
    faults = []
    with suppress(FileNotFoundError):
        for number, line in enumerate(_lines(table / CHECKSUMS), 1):
            match = _LINE.fullmatch(line)
            if match:
                if known.get(match[2], match[1]) != match[1]:
                    faults.append(f"{CHECKSUMS}, line {number}: it gives {match[2]} another checksum than before")
                known[match[2]] = match[1]
            elif line:
                faults.append(f"{CHECKSUMS}, line {number}: this is no checksum")
    return known, faults


def _lines(path: Path) -> Iterator[str]:
    yield from path.read_bytes().decode("utf-8", errors="replace").split("\n")


def write_checksums(table: Path, known: dict[str, str]) -> None:
    """Write the list anew."""
    with replacing(table / CHECKSUMS) as beside:
        beside.write_text(
            "".join(f"{digest}  {name}\n" for name, digest in known.items()), encoding="utf-8", newline="\n"
        )
