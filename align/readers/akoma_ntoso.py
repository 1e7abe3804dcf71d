"""Akoma Ntoso 3.0 XML (OASIS 2018), as parliaments and the United Nations (AKN4UN) publish laws and resolutions.

Numbers (`num`) become labels, headings keep the level of their part of the law, authorial notes become footnotes, and
the metadata stay out, but for the symbol (`docNumber`).
"""

from __future__ import annotations

from lxml import etree

from align.errors import InvalidExchange, UnreadableInput
from align.readers.composer import Composer
from align.safexml import parse_bytes
from align.types import Kind, Paragraph

__all__ = ["paragraphs"]

_LEFT_OUT = frozenset({"meta", "del", "remark", "img", "componentRef", "toc"})
_BLOCKS = frozenset({"p", "block", "listIntroduction", "listWrapUp", "heading", "subheading", "crossHeading", "longTitle", "tocItem", "caption", "docAuthority"})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_PARTS = frozenset({"alinea", "article", "book", "chapter", "clause", "division", "hcontainer", "list", "paragraph", "part", "point", "proviso", "rule", "section", "subchapter", "subclause", "subdivision", "sublist", "subparagraph", "subpart", "subsection", "subtitle", "title", "tome", "item", "level", "indent", "subrule"})  # fmt: skip


def paragraphs(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...], None]:
    """The composed text of an Akoma Ntoso file, its paragraphs with spans of that text, and no encoding."""
    root = parse_bytes(data, name)
    if etree.QName(root).localname != "akomaNtoso":
        raise InvalidExchange("is no Akoma Ntoso", where=name)
    reader = _Reader()
    reader.walk(root, 0)
    reader.finish()
    if not reader.composer.text.strip():
        raise UnreadableInput("has no text", where=name, remedy="fetch or save it again", code="no_text")
    return reader.composer.text, reader.composer.paragraphs(), None


class _Reader:
    def __init__(self) -> None:
        self.composer = Composer()
        self._label = ""
        self._notes: list[tuple[str, str]] = []

    def walk(self, element: etree._Element, depth: int) -> None:
        """Add the paragraphs of an element; `depth` is the number of parts of the law that it is in."""
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if not tag or tag in _LEFT_OUT:
            return
        if tag == "num":
            self._end_label()
            self._label = " ".join("".join(element.itertext()).split())
        elif tag in _BLOCKS:
            kind: Kind | None = "heading" if tag in ("heading", "subheading", "crossHeading") else None
            text, marks = self._text(element)
            if element.find(".//{*}docTitle") is not None:
                kind = "title"
            self._add(text, marks, kind, depth)
        elif tag in _CELLS:
            text, marks = self._text(element)
            self._add(text, marks, "cell", depth)
        else:
            for child in element:
                self.walk(child, depth + (tag in _PARTS))

    def _add(self, text: str, marks: list[tuple[int, int, str]], kind: Kind | None, depth: int) -> None:
        if text.strip():
            label, self._label = self._label, ""
            self.composer.add(text, label=label, kind=kind, level=depth if kind == "heading" else 0, marks=marks)

    def _end_label(self) -> None:
        # A number that nothing followed: it is the text of its part.
        label, self._label = self._label, ""
        if label:
            self.composer.add(label)

    def _text(self, element: etree._Element) -> tuple[str, list[tuple[int, int, str]]]:
        """The text within a block, and where its footnote marks stand."""
        out: list[str] = []
        marks: list[tuple[int, int, str]] = []
        length = 0

        def put(text: str | None) -> None:
            nonlocal length
            if text:
                text = " ".join(f"\x00{text}\x00".split()).replace("\x00", "")
                out.append(text)
                length += len(text)

        def inner(node: etree._Element) -> None:
            put(node.text)
            for child in node:
                name = etree.QName(child).localname if isinstance(child.tag, str) else ""
                if name == "authorialNote":
                    marker = child.get("marker") or str(len(self._notes) + 1)
                    marks.append((length, length + len(marker), marker))
                    put(marker)
                    self._notes.append((marker, " ".join("".join(child.itertext()).split())))
                elif name in ("br", "eol"):
                    put(" ")
                elif name and name not in _LEFT_OUT:
                    inner(child)
                put(child.tail)

        inner(element)
        return "".join(out), marks

    def finish(self) -> None:
        """Add the footnotes after all other paragraphs."""
        self._end_label()
        for label, text in self._notes:
            self.composer.add(text, kind="footnote", label=label)
