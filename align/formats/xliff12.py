"""XLIFF 1.2 (OASIS 2008), written: one `file` a document, one `trans-unit` a bead, its confidence as a note.

Lost, and counted: what XLIFF 2.0 loses, and control characters that XML does not admit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from lxml import etree

from align.formats.rows import Losses, Row, document_name, file_name, joined, notes_about, xml_text
from align.formats.xliff2 import source_rows
from align.formats.xliff_reading import read
from align.locales import locales
from align.types import Bitext

__all__ = ["read", "write"]

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write(bitexts: Iterable[Bitext], stream: IO[bytes], *, min_confidence: float = 0.0) -> Losses:
    """Write the file, in UTF-8."""
    losses = Losses()
    with etree.xmlfile(stream, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{_NAMESPACE}}}xliff", {"version": "1.2"}, nsmap={None: _NAMESPACE}):
            # What is written inside the root is in its namespace without saying so on every element.
            written = False
            for bitext in bitexts:
                written = True
                _write_bitext(xml, bitext, losses, min_confidence)
            if not written:
                _write_bitext(xml, Bitext((), (), (), "und", "und"), losses, min_confidence)
            xml.write("\n")
    stream.write(b"\n")
    return losses


def _write_bitext(xml: etree._IncrementalFileWriter, bitext: Bitext, losses: Losses, min_confidence: float) -> None:
    attributes = {
        "original": xml_text(file_name(bitext.src_path) or document_name(bitext), Losses()),
        "source-language": locales(bitext)[0],
        "target-language": locales(bitext)[1],
        "datatype": "plaintext",
    }
    header = etree.Element("header")
    for name, text in notes_about(bitext).items():
        etree.SubElement(header, "note", {"from": name}).text = xml_text(text, Losses())
    with xml.element("file", attributes):
        xml.write("\n  ", header, "\n  ")
        with xml.element("body"):
            for row in source_rows(bitext, losses, min_confidence):
                xml.write("\n    ", _unit(row, bitext, losses))
            xml.write("\n  ")
        xml.write("\n")


def _unit(row: Row, bitext: Bitext, losses: Losses) -> etree._Element:
    attributes = {
        "id": f"b{row.number}",
        "resname": f"paragraph {row.paragraph}",
        "restype": f"x-{row.kind.replace(' ', '-')}",
        _SPACE: "preserve",
    }
    if row.bead.confirmed:
        attributes["approved"] = "yes"
    unit = etree.Element("trans-unit", attributes)
    etree.SubElement(unit, "source").text = xml_text(joined(row.src, bitext.src_lang), losses)
    if row.tgt:
        target = etree.SubElement(unit, "target", state="translated")
        target.text = xml_text(joined(row.tgt, bitext.tgt_lang), losses)
    etree.SubElement(unit, "note", {"from": "confidence"}).text = f"{row.confidence:g}"
    return unit
