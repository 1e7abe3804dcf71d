"""Where a document's bytes are: a file, or a member of an archive."""

from __future__ import annotations

import hashlib
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

from align.errors import UnreadableInput
from align.types import Document

__all__ = ["Source", "members"]


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A document's place: `name` as people read it, relative to what was named on the command line."""

    name: str
    path: str
    member: str = ""
    """Name inside the archive `path`; empty for a file."""

    def bytes(self) -> bytes:
        """Raises UnreadableInput, also for what is too large."""
        if not self.member:
            from align.readers import load

            return load(self.path)
        return _member(self.path, self.member)

    def digest(self) -> str:
        """Hash of the content, as hexadecimal."""
        if self.member:
            return hashlib.blake2b(self.bytes(), digest_size=16).hexdigest()
        with Path(self.path).open("rb") as stream:
            return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()

    def read(self, *, language: str | None = None, ocr: bool = False) -> Document:
        """The document. Raises what `align.readers.read_bytes` raises."""
        from align.readers import read_bytes

        return read_bytes(self.bytes(), self.name, language=language, ocr=ocr)


def members(path: str | os.PathLike[str]) -> list[str]:
    """Names of the files in a .zip archive, in order. Raises UnreadableInput for a damaged or dangerous one."""
    from align.readers.archive import checked_members, member_name

    with _archive(path) as archive:
        names = (member_name(member) for member in checked_members(archive, path) if not member.is_dir())
        return sorted(name for name in names if not name.startswith("__MACOSX/"))


def _member(path: str, name: str) -> bytes:
    # `iter_archive` unpacks all members; of a session's archive each process wants one.
    from align.readers.archive import checked_members, member_content, member_name

    with _archive(path) as archive:
        for member in checked_members(archive, path):
            if member_name(member) == name:
                return member_content(archive, member, path)
    raise UnreadableInput("{name!r} is no longer in it", where=path, name=name)


def _archive(path: str | os.PathLike[str]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableInput(
            "is no ZIP archive or is damaged: {reason}", where=path, remedy="pack or fetch it again", reason=error
        ) from error
