"""EPUB: the chapters of a book in the order of its spine, each read as HTML; the page of a paragraph is its chapter."""

from __future__ import annotations

import re

from align.errors import UnreadableInput
from align.readers import html
from align.readers.composer import Composer
from align.readers.packages import Package
from align.types import Paragraph

__all__ = ["paragraphs"]

_CONTAINER = "META-INF/container.xml"
_END = re.compile(rb"<\s*/\s*(?:\w+:)?(?:html|body)\b", re.IGNORECASE)
"""The end of a chapter; a browser needs none, a book (XHTML) does."""
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to hide fonts; the text stays readable (EPUB 3.3, 4.2.6.3.2)."""


def paragraphs(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...], None]:
    """The composed text of a book, its paragraphs with spans of that text, and no encoding."""
    package = Package(data, name)
    _refuse_protection(package)
    rootfile = package.xml(_CONTAINER).find("{*}rootfiles/{*}rootfile")
    member = "" if rootfile is None else rootfile.get("full-path", "")
    book = package.xml(member)
    items = {item.get("id"): item for item in book.iterfind("{*}manifest/{*}item")}
    composer = Composer()
    chapter = 0
    for reference in book.iterfind("{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        path = package.beside(member, item.get("href") or "")
        if path in package and "html" in (item.get("media-type") or "html"):
            content = package.bytes(path)
            if not _END.search(content.replace(b"\0", b"")):
                raise UnreadableInput(
                    "is damaged: {member!r} is cut off", where=name, remedy="fetch or save it again", member=path
                )
            chapter += 1
            html.compose(content, f"{name}/{path}", composer, page=chapter)
    if not composer.text.strip():
        raise UnreadableInput("has no text", where=name, remedy="text in pictures is not read", code="no_text")
    return composer.text, composer.paragraphs(), None


def _refuse_protection(package: Package) -> None:
    if "META-INF/encryption.xml" not in package:
        return
    for method in package.xml("META-INF/encryption.xml").iter("{*}EncryptionMethod"):
        if method.get("Algorithm") not in _FONTS:
            raise UnreadableInput(
                "is protected against reading",
                where=package.name,
                remedy="use a copy without protection",
                code="encrypted",
            )
