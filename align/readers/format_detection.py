"""The format of a file, by its first bytes and its extension."""

from __future__ import annotations

import re
from pathlib import Path

from align.errors import UnsupportedFormat

__all__ = ["FORMATS", "format_of"]

FORMATS = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".pdf": "pdf", ".docx": "docx", ".docm": "docx",
    ".dotx": "docx", ".htm": "html", ".html": "html", ".xhtml": "html", ".doc": "office", ".odt": "office", ".fodt": "office",
    ".rtf": "office", ".ott": "office", ".wpd": "office", ".wps": "office", ".dot": "office", ".pptx": "pptx", ".pptm": "pptx",
    ".ppsx": "pptx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".epub": "epub", ".srt": "subtitles", ".vtt": "subtitles", ".po": "po",
    ".pot": "po", ".xliff": "xliff", ".xlf": "xliff", ".sdlxliff": "xliff", ".mqxliff": "xliff", ".mxliff": "xliff",
    ".tmx": "tmx", ".tsv": "table", ".csv": "table", ".akn": "akn",
    ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".tif": "picture", ".tiff": "picture",
}  # fmt: skip
"""Format by file extension. The first bytes of a file count for more; any other extension is tried as text."""


def format_of(data: bytes, name: str) -> str:
    """The format of a file by its first bytes, else by its extension."""
    known = FORMATS.get(Path(name).suffix.lower())
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(_PICTURES):
        return "picture"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return known if known == "office" else _packed(data, name, known)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return "office"
    if known in (None, "text") and re.match(rb"<!doctype html|<html[\s>]", head, re.IGNORECASE):
        return "html"
    if (known in (None, "text") and re.match(rb"<\?xml|<(?:tmx|xliff|akomaNtoso)[\s>]", head)) or Path(
        name
    ).suffix.lower() == ".xml":
        return _xml(data, name)
    if known == "text" and re.match(rb"WEBVTT|\d+\r?\n\d\d:\d\d:\d\d,\d{3} --> \d", head):
        return "subtitles"
    return known or "text"


_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
"""First bytes of PNG, JPEG and TIFF."""
_MEMBERS = {"ppt/presentation.xml": "pptx", "xl/workbook.xml": "xlsx", "META-INF/container.xml": "epub"}
_ROOTS = {"akomaNtoso": "akn", "xliff": "xliff", "tmx": "tmx", "html": "html"}


def _xml(data: bytes, name: str) -> str:
    """The format of an XML file by its root."""
    sample = data[:20_000].decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")
    root = re.search(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]", re.sub(r"(?s)<!--.*?-->|<\?.*?\?>", "", sample))
    if root is None:
        return "text"
    if root[1] in ("tbx", "martif", "mtf"):
        raise UnsupportedFormat("is a glossary and no document", where=name, remedy="take it in with: glossary import")
    if root[1] not in _ROOTS:
        raise UnsupportedFormat(
            "is XML with the root {root!r}, of which nothing is known",
            where=name,
            remedy="save it as .docx, .html or .txt",
            root=root[1],
        )
    return _ROOTS[root[1]]


def _packed(data: bytes, name: str, known: str | None) -> str:
    from align.readers.archive import check_zip

    members = check_zip(data, name)
    if "word/document.xml" in members:
        return "docx"
    if "content.xml" in members:
        return "office"
    for member, format in _MEMBERS.items():
        if member in members:
            return format
    if known == "docx":
        return known  # encrypted, or damaged
    raise UnsupportedFormat("is an archive, not a document", where=name, remedy="use: align batch, or unpack it")
