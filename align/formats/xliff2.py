"""XLIFF 2.0 (OASIS 2014), written: one `file` a document, one `unit` a bead, its confidence as a note.

Characters that XML does not admit are kept, as `cp`. Lost, and counted: target sentences without a source (XLIFF
translates a source), borders between the sentences of a side, metadata but the symbol.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO

from lxml import etree

from align.errors import UnsupportedFormat
from align.formats.rows import Losses, Row, document_name, file_name, joined, notes_about, rows, xml_text
from align.formats.xliff_reading import read
from align.locales import locales
from align.types import Bitext, Segment

__all__ = ["read", "source_rows", "write"]

_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NOT_XML = re.compile("([^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff])")


def write(bitexts: Iterable[Bitext], stream: IO[bytes], *, min_confidence: float = 0.0) -> Losses:
    """Write the file, in UTF-8. Raises UnsupportedFormat when the bitexts are not of one pair of languages."""
    losses = Losses()
    todo = list(bitexts)
    pairs = sorted({locales(bitext) for bitext in todo}) or [("und", "und")]
    if len(pairs) > 1:
        remedy = "write one file for each pair of languages"
        raise UnsupportedFormat("XLIFF 2.0 holds one pair of languages", where="xliff", remedy=remedy)
    # Only the root declares the namespace; what is written inside it is in it without saying so on every element.
    head = {"version": "2.0", "srcLang": pairs[0][0], "trgLang": pairs[0][1]}
    with etree.xmlfile(stream, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{_NAMESPACE}}}xliff", head, nsmap={None: _NAMESPACE}):
            for number, bitext in enumerate(todo or [Bitext((), (), (), "und", "und")]):
                _write_bitext(xml, number, bitext, losses, min_confidence)
            xml.write("\n")
    stream.write(b"\n")
    return losses


def source_rows(bitext: Bitext, losses: Losses, min_confidence: float) -> Iterable[Row]:
    """The beads that have a source; the others are counted as lost."""
    for row in rows(bitext, losses, min_confidence):
        if row.src:
            losses.lost["sentence borders"] += len(row.src) - 1 + max(0, len(row.tgt) - 1)
            yield row
        else:
            losses.written -= 1
            losses.lost["omissions without a source"] += 1


def _write_bitext(
    xml: etree._IncrementalFileWriter, number: int, bitext: Bitext, losses: Losses, min_confidence: float
) -> None:
    original = xml_text(file_name(bitext.src_path) or document_name(bitext), Losses())
    with xml.element("file", {"id": f"f{number}", "original": original}):
        notes = etree.Element("notes")
        for category, text in notes_about(bitext).items():
            etree.SubElement(notes, "note", category=category).text = xml_text(text, Losses())
        if len(notes):
            xml.write("\n  ", notes)
        empty = True
        for row in source_rows(bitext, losses, min_confidence):
            xml.write("\n  ", _unit(row, bitext))
            empty = False
        if empty:
            # A file must have a unit.
            unit = etree.Element("unit", {"id": "none", "translate": "no"})
            etree.SubElement(etree.SubElement(unit, "segment"), "source")
            xml.write("\n  ", unit)
        xml.write("\n")


def _unit(row: Row, bitext: Bitext) -> etree._Element:
    attributes = {
        "id": f"b{row.number}",
        "name": f"paragraph {row.paragraph}",
        "type": f"duizhao:{row.kind.replace(' ', '-')}",
    }
    unit = etree.Element("unit", attributes)
    notes = etree.SubElement(unit, "notes")
    etree.SubElement(notes, "note", category="confidence").text = f"{row.confidence:g}"
    state = "initial" if not row.tgt else "reviewed" if row.bead.confirmed else "translated"
    segment = etree.SubElement(unit, "segment", state=state)
    _side(segment, "source", row.src, bitext.src_lang)
    if row.tgt:
        _side(segment, "target", row.tgt, bitext.tgt_lang)
    return unit


def _side(parent: etree._Element, name: str, segments: tuple[Segment, ...], language: str) -> None:
    side = etree.SubElement(parent, name, {_SPACE: "preserve"})
    first, *rest = _NOT_XML.split(joined(segments, language))
    side.text = first
    for character, text in zip(rest[::2], rest[1::2], strict=True):
        code = f"{ord(character):04X}"
        etree.SubElement(side, "cp", hex=code).tail = text
