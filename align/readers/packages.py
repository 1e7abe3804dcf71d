"""Files that are ZIP archives of XML, as Office and EPUB write them: members read within limits."""

from __future__ import annotations

import io
import posixpath
import zipfile
from urllib.parse import unquote

from lxml import etree

from align.errors import InvalidExchange, UnreadableInput
from align.readers.archive import checked_members, member_content

__all__ = ["Package"]

_DAMAGED = "fetch or save it again"


class Package:
    """The members of an archive by name, and the relations among them (ECMA-376 part 2, Open Packaging Conventions)."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._members = {m.filename: m for m in checked_members(self._archive, name, paths=False)}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, IndexError) as error:
            raise UnreadableInput("is damaged: {reason}", where=name, remedy=_DAMAGED, reason=error) from error

    def __contains__(self, member: str) -> bool:
        return member in self._members

    def bytes(self, member: str) -> bytes:
        """The content of a member. Raises UnreadableInput where it is missing or damaged."""
        if member not in self._members:
            raise UnreadableInput("is damaged: it has no {member!r}", where=self.name, remedy=_DAMAGED, member=member)
        try:
            return member_content(self._archive, self._members[member], self.name)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise UnreadableInput("is damaged: {reason}", where=self.name, remedy=_DAMAGED, reason=error) from error

    def xml(self, member: str) -> etree._Element:
        """The root of a member that is XML."""
        from align.safexml import parse_bytes

        try:
            return parse_bytes(self.bytes(member), member)
        except InvalidExchange as error:
            raise UnreadableInput("is damaged: {reason}", where=self.name, remedy=_DAMAGED, reason=error) from error

    def relations(self, member: str) -> dict[str, tuple[str, str]]:
        """What a member points to within the archive: type and member by the id of the relation."""
        folder, base = posixpath.split(member)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        if path not in self:
            return {}
        found = {}
        for relation in self.xml(path).iterfind("{*}Relationship"):
            if relation.get("TargetMode") != "External":
                kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
                found[relation.get("Id") or ""] = kind, self.beside(member, relation.get("Target") or "")
        return found

    def beside(self, member: str, target: str) -> str:
        """The name of the member that a link in `member` leads to."""
        path = unquote(target.partition("#")[0])
        if path.startswith("/"):
            return path.lstrip("/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(member), path))
