"""ZIP archives from strangers, read in place and within limits: sessions of documents, Word and OpenDocument files."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from align.errors import UnreadableInput

__all__ = ["check_zip", "iter_archive"]

MEMBERS = 20_000
"""Files in an archive."""
UNPACKED = 1 << 30
"""Bytes that all files of an archive unpack to."""
MEMBER = 256 << 20
"""Bytes that one file unpacks to."""
RATIO = 200
"""Times that a file of more than a megabyte may be larger than its packed form; documents reach about 30."""


def iter_archive(path: str | os.PathLike[str]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each document in a ZIP archive, in the order of their names.

    Folders, hidden files and the shadow files of macOS are left out. Names are relative, with `/`. Nothing is written to
    the disk. Raises UnreadableInput, naming archive and member, for a damaged or encrypted archive, a name that leads
    out of the folder, a link, or more than the limits of this module.
    """
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise UnreadableInput(
            "there is no such file", where=path, remedy="check the path", code="no_such_file"
        ) from error
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableInput(
            "is no ZIP archive or is damaged: {reason}", where=path, remedy="pack or fetch it again", reason=error
        ) from error
    with archive:
        members = checked_members(archive, path)
        for member in sorted(members, key=lambda m: member_name(m)):
            name = PurePosixPath(member_name(member))
            if not member.is_dir() and name.parts[0] != "__MACOSX" and not name.name.startswith("."):
                yield str(name), member_content(archive, member, path)


def check_zip(data: bytes, name: object) -> tuple[str, ...]:
    """The names of the members of a ZIP file in memory; raises UnreadableInput where it is damaged or a bomb.

    The sizes that a bomb declares can lie, but the readers that unpack it stop where the declared size ends.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise UnreadableInput(
            "is not what its name says, or is damaged", where=name, remedy="fetch or save it again", code="not_a_zip"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return tuple(m.filename for m in checked_members(archive, name, paths=False))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, IndexError) as error:
        raise UnreadableInput(
            "is damaged: {reason}", where=name, remedy="fetch or save it again", reason=error
        ) from error


def checked_members(archive: zipfile.ZipFile, where: object, *, paths: bool = True) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise UnreadableInput(
            "holds {count} files, more than {limit}", where=where, remedy="split it", count=len(members), limit=MEMBERS
        )
    if sum(m.file_size for m in members) > UNPACKED:
        raise UnreadableInput(
            "unpacks to more than {megabytes} MB",
            where=where,
            remedy="split it, if you trust it",
            code="too_large",
            megabytes=UNPACKED >> 20,
        )
    for member in members:
        name = member_name(member)
        if member.file_size > MEMBER:
            raise UnreadableInput(
                "{name!r} in it unpacks to more than {megabytes} MB",
                where=where,
                remedy="take it out",
                name=name,
                megabytes=MEMBER >> 20,
            )
        if member.file_size > 1 << 20 and member.file_size > RATIO * max(1, member.compress_size):
            raise UnreadableInput(
                "{name!r} in it unpacks to over {ratio} times its size, like a bomb",
                where=where,
                remedy="take it out",
                name=name,
                ratio=RATIO,
            )
        if paths and _leads_out(name):
            raise UnreadableInput(
                "{name!r} in it leads out of its folder", where=where, remedy="do not trust this archive", name=name
            )
        if paths and stat.S_ISLNK(member.external_attr >> 16):
            raise UnreadableInput(
                "{name!r} in it is a link", where=where, remedy="pack the file that it points to", name=name
            )
    return members


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        path.is_absolute() or ".." in path.parts or "\x00" in name or bool(path.parts and path.parts[0].endswith(":"))
    )


def member_name(member: zipfile.ZipInfo) -> str:
    """The name in Unicode: without the flag for UTF-8 it is often GB18030 from a Chinese Windows, not code page 437."""
    name = member.filename.replace("\\", "/")
    if member.flag_bits & 0x800 or name.isascii():
        return name
    try:
        packed = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return packed.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def member_content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: object) -> bytes:
    name = member_name(member)
    if member.flag_bits & 0x1:
        raise UnreadableInput(
            "{name!r} in it is encrypted", where=where, remedy="pack it without a password", code="encrypted", name=name
        )
    try:
        with archive.open(member) as packed:
            data = packed.read(min(member.file_size, MEMBER) + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableInput(
            "{name!r} in it cannot be unpacked: {reason}", where=where, remedy="pack it again", name=name, reason=error
        ) from error
    if len(data) > member.file_size:
        raise UnreadableInput(
            "{name!r} in it is larger than it says, like a bomb", where=where, remedy="take it out", name=name
        )
    return data
