"""The package of a Word document: what in it is refused before python-docx sees it, and its parts as XML."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from lxml import etree

from align.errors import UnreadableInput

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["one_line", "opened", "parsed", "refuse_doctypes"]

_MAIN = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
"""Types of what is a document like that of .docx: with macros, which nobody runs here, and templates."""


def opened(data: bytes) -> Document:
    """The document of a Word file, of one with macros or of a template.

    Raises ValueError for another kind of file, and what python-docx raises for a damaged one.
    """
    from docx.opc.part import PartFactory
    from docx.package import Package
    from docx.parts.document import DocumentPart

    for kind in _MAIN:
        PartFactory.part_type_for.setdefault(kind, DocumentPart)
    part = Package.open(io.BytesIO(data)).main_document_part
    if not isinstance(part, DocumentPart):
        raise ValueError(f"its content type is {part.content_type}")
    document: Document = part.document
    return document


def refuse_doctypes(data: bytes, name: str) -> None:
    """Raise UnreadableInput for a file with a document type, which ISO/IEC 29500-2 forbids.

    python-docx would silently drop the text of its entities. The parser decides whether there is a document type,
    because it may be in any encoding, and behind a comment of any length.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                if member.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        if _has_doctype(part):
                            raise UnreadableInput(
                                "declares a DOCTYPE in {member}",
                                where=name,
                                remedy="do not trust this file",
                                member=one_line(member),
                            )
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableInput(
            "is damaged: {reason}", where=name, remedy="open it in Word and save it again", reason=one_line(error)
        ) from error


def _has_doctype(part: IO[bytes]) -> bool:
    found = _Prologue()
    parser = etree.XMLParser(target=found, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        while not found.ended and (block := part.read(65536)):
            parser.feed(block)
    except etree.XMLSyntaxError:
        return found.doctypes > 0  # whoever reads the part says what is wrong with it
    return found.doctypes > 0


class _Prologue:
    """What stands before the first element of an XML file, for lxml's parser."""

    def __init__(self) -> None:
        self.doctypes = 0
        self.ended = False

    def doctype(self, *_: object) -> None:
        self.doctypes += 1

    def start(self, *_: object) -> None:
        self.ended = True

    def close(self) -> None:
        pass


def one_line(reason: object) -> str:
    return " ".join(str(reason).split())[:200]


def parsed(blob: bytes) -> etree._Element:
    return etree.fromstring(
        blob, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    )
