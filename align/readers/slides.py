"""PowerPoint: .pptx, slide by slide; the page of a paragraph is its slide.

Titles come first on their slide, then text boxes, tables and groups in the order in which they were drawn, then the
speaker's notes. Slide numbers, dates and footers are furniture. Hidden slides stay out.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from align.errors import UnreadableInput
from align.readers.composer import Composer
from align.readers.packages import Package
from align.types import Kind, Paragraph

__all__ = ["paragraphs"]

_MAIN = "ppt/presentation.xml"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FURNITURE = frozenset({"sldNum", "dt", "ftr", "hdr"})
_TITLES = frozenset({"title", "ctrTitle"})


def paragraphs(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...], None]:
    """The composed text of a presentation, its paragraphs with spans of that text, and no encoding."""
    package = Package(data, name)
    composer = Composer()
    related = package.relations(_MAIN)
    for number, slide in enumerate(package.xml(_MAIN).iterfind("{*}sldIdLst/{*}sldId"), 1):
        _, member = related.get(slide.get(_RELATION_ID) or "", ("", ""))
        if member in package:
            _add_slide(package, member, number, composer)
    if not composer.text.strip():
        raise UnreadableInput("has no text", where=name, remedy="text in pictures is not read", code="no_text")
    return composer.text, composer.paragraphs(), None


def _add_slide(package: Package, member: str, number: int, composer: Composer) -> None:
    root = package.xml(member)
    if root.get("show") == "0":
        return
    for kind, level, text in sorted(_texts(root), key=lambda found: found[0] != "heading"):
        composer.add(text, kind=kind, level=1 if kind == "heading" else 0, depth=level, page=number)
    for relation, notes in package.relations(member).values():
        if relation == "notesSlide" and notes in package:
            for role, level, text in _texts(package.xml(notes)):
                if role not in ("furniture", "heading"):
                    composer.add(text, kind=role, depth=level, page=number, place="notes")


def _texts(root: etree._Element) -> Iterator[tuple[Kind, int, str]]:
    """Kind, level and text of each paragraph of a slide, in the order of drawing."""
    for body in root.iter("{*}txBody"):
        parent = body.getparent()
        kind: Kind = "cell" if parent is not None and etree.QName(parent).localname == "tc" else "paragraph"
        holder = None if parent is None else parent.find("{*}nvSpPr/{*}nvPr/{*}ph")
        role = "" if holder is None else holder.get("type", "")
        if role in _TITLES:
            kind = "heading"
        elif role in _FURNITURE:
            kind = "furniture"
        if kind in ("cell", "heading"):
            text = " ".join(filter(None, (_text(p) for p in body.iterfind("{*}p"))))
            yield kind, 0, text
            continue
        for paragraph in body.iterfind("{*}p"):
            properties = paragraph.find("{*}pPr")
            level = "0" if properties is None else properties.get("lvl", "0")
            yield kind, int(level) if level.isdecimal() and len(level) < 3 else 0, _text(paragraph)


def _text(paragraph: etree._Element) -> str:
    out = []
    for element in paragraph.iterchildren("{*}r", "{*}fld", "{*}br"):
        out.append(" " if etree.QName(element).localname == "br" else element.findtext("{*}t") or "")
    return "".join(out).replace("\v", " ").strip()
