"""Word: .docx through python-docx, as Word shows it in its final form.

Labels come from the numbering, footnotes from their part; deleted and hidden text stays out, inserted text, text boxes
and table cells come in. The document's text is composed here: a line for each paragraph, its label first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from align.errors import UnreadableInput
from align.readers import plain
from align.readers.archive import check_zip
from align.readers.composer import Composer
from align.readers.line_layout import Layout
from align.readers.lines import lines_of
from align.readers.numbering import Numbering, W, formatted, whole_number
from align.readers.word_package import one_line, opened, parsed, refuse_doctypes
from align.readers.word_styles import Style, attribute, integer, key_of, styles_of
from align.types import Kind, Paragraph

__all__ = ["paragraphs"]

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_HEADING = re.compile(
    r"(?:heading|标题|標題|titre|título|заголовок|_?\s*H\s*_?)\s*(\d)|_\s*H\s*_?\s*(Ch|M)", re.IGNORECASE
)
_TITLE = re.compile(r"(?:sub)?title$|标题$|副标题$|標題$|副標題$", re.IGNORECASE)
_CONTENTS = re.compile(r"toc ?\d|目录 ?\d|contents \d", re.IGNORECASE)
_PAGE_OF_ENTRY = re.compile(r"[\t.…· ]{2,}\s*[\divxl–-]{1,9}\s*$|\t\s*[\divxl–-]{1,9}\s*$")
_PRINTED = 10
"""Lines from which on it can be told that paragraphs are printed lines."""
# Elements whose text is gone in the final form, or was never text.
_LEFT_OUT = {
    f"{W}{t}" for t in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "rt", "sdtPr", "delInstrText")
}


@dataclass(slots=True)
class _Piece:
    """The content of one paragraph: text, and raised marks as (start, end, label) within it."""

    text: str = ""
    marks: list[tuple[int, int, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    pages: int = 0


def paragraphs(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...]]:
    """The composed text of a .docx file and its paragraphs with spans of that text."""
    members = check_zip(data, name)
    if "EncryptedPackage" in members:
        raise UnreadableInput("is encrypted", where=name, remedy="save it without a password", code="encrypted")
    refuse_doctypes(data, name)
    from docx.opc.exceptions import OpcError

    try:
        document = opened(data)
        if (lines := _printed_lines(document)) is not None:
            return lines, plain.paragraphs(lines)
        return _Reader(document, name).read()
    except (
        OpcError,
        KeyError,
        ValueError,
        etree.XMLSyntaxError,
        OSError,
        AttributeError,
        TypeError,
        EOFError,
        RecursionError,
    ) as error:
        raise UnreadableInput(
            "is no Word document or is damaged: {reason}",
            where=name,
            remedy="open it in Word and save it again",
            reason=one_line(error),
        ) from error
    except Exception as error:
        # A damaged archive shows itself in many ways (zlib, zipfile, assertions of the library).
        if type(error).__module__ in ("zlib", "zipfile") or isinstance(
            error, (AssertionError, LookupError, NotImplementedError)
        ):
            raise UnreadableInput(
                "is damaged: {reason}", where=name, remedy="open it in Word and save it again", reason=one_line(error)
            ) from error
        raise


def _printed_lines(document: Any) -> str | None:
    """The text of a document that has one paragraph for each printed line, as a text file opened in Word has; else None.

    Such a document has no tables, notes, numbering or styles that tell anything; its lines are joined like those of a
    plain text.
    """
    body = document.element.body
    if body is None or any(next(body.iter(f"{W}{tag}"), None) is not None for tag in ("tbl", "numPr", "drawing")):
        return None
    if any(next(body.iter(f"{W}{tag}"), None) is not None for tag in ("footnoteReference", "endnoteReference", "ins")):
        return None
    if len({style.get(f"{W}val") for style in body.iter(f"{W}pStyle")}) > 1:
        return None
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    lines = lines_of(text)
    return text if len(lines) >= _PRINTED and Layout.of(lines).wrapped else None


class _Reader:
    def __init__(self, document: Any, name: str):
        self._part = document.part
        self._body = document.element.body
        self._name = name
        self._styles = styles_of(document.styles.element)
        self._numbering = Numbering.of(self._related("numbering"))
        self._composer = Composer()
        self._notes: list[tuple[str, etree._Element]] = []
        self._footnotes = self._note_elements("footnotes", "footnote")
        self._endnotes = self._note_elements("endnotes", "endnote")
        self._page = 1
        self._carried: _Piece | None = None

    def read(self) -> tuple[str, tuple[Paragraph, ...]]:
        if self._body is None:
            raise UnreadableInput("has no text", where=self._name, remedy="export the document again", code="no_text")
        for text in self._running("header"):
            self._composer.add(text, kind="furniture")
        self._walk(self._body, None)
        self._flush_notes()
        for text in self._running("footer"):
            self._composer.add(text, kind="furniture")
        if not self._composer.text.strip():
            raise UnreadableInput(
                "has no text",
                where=self._name,
                remedy="export the document again; images of text need OCR",
                code="no_text",
            )
        return self._composer.text, self._composer.paragraphs()

    def _related(self, kind: str) -> etree._Element | None:
        for relation in self._part.rels.values():
            if relation.reltype == _RELATION + kind and not relation.is_external:
                part = relation.target_part
                element = getattr(part, "element", None)
                return element if element is not None else parsed(part.blob)
        return None

    def _note_elements(self, kind: str, tag: str) -> dict[str, etree._Element]:
        root = self._related(kind)
        if root is None:
            return {}
        # Separators are notes of a type; real ones have none.
        return {n.get(f"{W}id", ""): n for n in root.iter(f"{W}{tag}") if n.get(f"{W}type") in (None, "normal")}

    def _running(self, kind: str) -> Iterator[str]:
        seen = set()
        for relation in self._part.rels.values():
            if relation.reltype == _RELATION + kind and not relation.is_external:
                part = relation.target_part
                element = getattr(part, "element", None)
                root = element if element is not None else parsed(part.blob)
                for paragraph in root.iter(f"{W}p"):
                    text = self._content(paragraph).text.strip()
                    if text and text not in seen:
                        seen.add(text)
                        yield text

    def _walk(self, parent: etree._Element, kind: Kind | None) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child, kind)
            elif child.tag == f"{W}tbl":
                self._table(child, kind)
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                self._walk(child, kind)
            elif child.tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                if choice is not None:
                    self._walk(choice, kind)

    def _table(self, table: etree._Element, kind: Kind | None) -> None:
        rows = [row for row in _rows(table) if row.find(f"{W}trPr/{W}del") is None]
        # A table of one column is a frame around text.
        framed = kind is None and all(len(_cells(row)) <= 1 for row in rows)
        for row in rows:
            for cell in _cells(row):
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(f"{W}val") != "restart":
                    continue
                self._walk(cell, None if framed else "cell")

    def _paragraph(self, element: etree._Element, kind: Kind | None) -> None:
        piece = self._content(element)
        if self._carried is not None:
            piece = _together(self._carried, piece)
            self._carried = None
        self._page += piece.pages
        properties = element.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            # The end of this paragraph is deleted: what follows goes on from it.
            self._carried = piece
            return
        if piece.text.strip():
            self._add(element, piece, kind)
        for box in piece.boxes:
            self._walk(box, kind)

    def _add(self, element: etree._Element, piece: _Piece, kind: Kind | None) -> None:
        style = element.find(f"{W}pPr/{W}pStyle")
        chain = self._chain(style.get(f"{W}val") if style is not None else None)
        if any(s.hidden for s in chain[:1]):
            return
        name = chain[0].name if chain else ""
        outline = integer(element.find(f"{W}pPr/{W}outlineLvl"))
        if outline is None:
            outline = next((s.outline for s in chain if s.outline is not None), None)
        heading = _HEADING.match(name)
        level = 0
        if kind is None and (heading or (outline is not None and outline < 9)):
            level = int(heading[1]) if heading and heading[1] else (outline or 0) + 1
            kind = "heading"
        elif kind is None and _TITLE.match(name):
            kind = "title"
        label = self._label(element, chain)
        text = piece.text
        if _CONTENTS.match(name) or _is_entry(text):
            text = _PAGE_OF_ENTRY.sub("", text)
            kind = "list item" if kind is None else kind
        depth = integer(element.find(f"{W}pPr/{W}numPr/{W}ilvl")) or 0
        self._composer.add(
            text,
            label=label,
            kind=kind,
            level=level,
            marks=piece.marks,
            page=self._page,
            depth=depth + 1 if label else 0,
        )

    def _label(self, element: etree._Element, chain: list[Style]) -> str:
        properties = element.find(f"{W}pPr/{W}numPr")
        number = level = None
        if properties is not None:
            number, level = (attribute(properties, tag) for tag in ("numId", "ilvl"))
        if number is None:
            style = next((s for s in chain if s.number is not None), None)
            if style is None:
                return ""
            number = style.number
            if level is None:
                level = str(style.level or self._numbering.level_of_style(number or "", key_of(self._styles, style)))
        if number is None or number == "0":
            return ""
        return self._numbering.next(number, whole_number(level, 0))

    def _chain(self, key: str | None) -> list[Style]:
        """A style and those that it is based on."""
        if key is None:
            key = next((k for k, s in self._styles.items() if s.name.lower() == "normal"), None)
        out: list[Style] = []
        while key in self._styles and len(out) < 20:
            out.append(self._styles[key])
            key = out[-1].based_on
        return out

    def _content(self, element: etree._Element) -> _Piece:
        piece = _Piece()
        self._collect(element, piece)
        return piece

    def _collect(self, element: etree._Element, piece: _Piece) -> None:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT:
                continue
            if tag == f"{W}r":
                if not self._is_hidden(child):
                    self._collect(child, piece)
            elif tag == f"{W}t" or tag.endswith("}t"):
                piece.text += child.text or ""
            elif tag == f"{W}tab":
                piece.text += "\t"
            elif tag in (f"{W}br", f"{W}cr"):
                piece.text += "\n"
            elif tag == f"{W}noBreakHyphen":
                piece.text += "-"
            elif tag == f"{W}lastRenderedPageBreak":
                piece.pages += 1
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._note(child, piece)
            elif tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                fallback = child.find(f"{_MC}Fallback")
                chosen = choice if choice is not None else fallback
                if chosen is not None:
                    self._collect(chosen, piece)
            elif tag == f"{W}txbxContent":
                piece.boxes.append(child)
            elif tag not in (f"{W}footnoteRef", f"{W}endnoteRef", f"{W}sym", f"{W}softHyphen"):
                self._collect(child, piece)

    def _is_hidden(self, run: etree._Element) -> bool:
        vanish = run.find(f"{W}rPr/{W}vanish")
        if vanish is not None:
            return vanish.get(f"{W}val") not in ("0", "false", "off")
        style = run.find(f"{W}rPr/{W}rStyle")
        if style is None:
            return False
        return any(s.hidden for s in self._chain(style.get(f"{W}val")) if s.hidden is not None)

    def _note(self, reference: etree._Element, piece: _Piece) -> None:
        footnote = reference.tag == f"{W}footnoteReference"
        note = (self._footnotes if footnote else self._endnotes).get(reference.get(f"{W}id", ""))
        if note is None:
            return
        own = reference.get(f"{W}customMarkFollows") in ("1", "true", "on")
        if own:
            following = reference.getparent().findtext(f"{W}t") or "*"
            label = following.strip()
        else:
            count = sum(1 for label, element in self._notes if (element.tag == note.tag) and label[:1].isalnum())
            label = formatted(count + 1, "decimal" if footnote else "lowerRoman")
            piece.marks.append((len(piece.text), len(piece.text) + len(label), label))
            piece.text += label
        if own:
            piece.marks.append((len(piece.text), len(piece.text) + len(label), label))
        self._notes.append((label, note))

    def _flush_notes(self) -> None:
        for label, note in self._notes:
            texts = [self._content(p).text.strip() for p in note.iter(f"{W}p")]
            first = True
            for text in filter(None, texts):
                self._composer.add(
                    text.removeprefix(label).strip() if first else text, kind="footnote", label=label if first else ""
                )
                first = False


def _together(first: _Piece, second: _Piece) -> _Piece:
    at = len(first.text)
    marks = first.marks + [(start + at, end + at, label) for start, end, label in second.marks]
    return _Piece(first.text + second.text, marks, first.boxes + second.boxes, first.pages + second.pages)


def _is_entry(text: str) -> bool:
    """Whether a paragraph is an entry of a contents list: leaders and a page number at its end."""
    return bool(re.search(r"[.…·]{4,}\s*[\divxl–-]{1,9}\s*$", text))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _rows(child)


def _cells(row: etree._Element) -> list[etree._Element]:
    out: list[etree._Element] = []
    for child in row:
        if child.tag == f"{W}tc":
            out.append(child)
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            out += _cells(child)
    return out
