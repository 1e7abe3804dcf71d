"""Writes TBX: version 3 (ISO 30042:2019), dialects Basic and Min in the styles DCA and DCT; version 2 (martif).

One entry is built and written at a time; `glossary.exchange.tbx_entry` builds it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from lxml import etree

from glossary.errors import InvalidEntry
from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import join
from glossary.exchange.tbx_entry import MODULES, EntryWriter
from glossary.exchange.xml_ids import decode_id
from glossary.types import Concept

__all__ = ["SIGNIFICANT", "write_tbx"]

SIGNIFICANT = "White space within elements is significant."
"""Stands in the header of our files; in other files, line breaks and indentation are taken for pretty-printing."""

_CORE = "urn:iso:std:iso:30042:ed-2"
_REFERENCE = f"{{{MODULES['basic']}}}crossReference"
_CHUNK = 1 << 20


def write_tbx(concepts: Iterable[Concept], out: IO[bytes], losses: Losses, *, dialect: str, style: str = "dca") -> None:
    """Write the entries as TBX; `dialect` is basic, min or v2, `style` dca or dct (version 3).

    Cross-references need the ids of the whole file, those yet to come included: the file is written to a temporary
    one first, and a reference to an entry that is not in it becomes a note. Raises InvalidEntry where two
    entries have one id, and for version 2, which has no empty files, where there are no entries.

    >>> import io
    >>> from glossary.types import Term
    >>> file = io.BytesIO()
    >>> write_tbx([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")))], file, Losses(), dialect="basic")
    >>> b'<term>UNIDO</term>' in file.getvalue()
    True
    """
    writer = EntryWriter(dialect, style, losses)
    with tempfile.TemporaryFile() as draft:
        referring = _write_draft(concepts, draft, writer)
        if dialect == "v2" and not losses.entries:
            raise InvalidEntry(
                "there is no entry to write, and TBX 2 has no empty files", remedy="choose other filters"
            )
        draft.seek(0)
        for start, stop, targets in referring:
            if targets <= writer.ids:
                continue
            _copy(draft, out, start)
            out.write(_resolved(draft.read(stop - start), writer.ids))
        _copy(draft, out, None)
    out.write(b"\n")


def _write_draft(concepts: Iterable[Concept], draft: IO[bytes], writer: EntryWriter) -> list[tuple[int, int, set[str]]]:
    """Write the file; returns from which byte to which each entry stands that refers to others, and their ids."""
    entries = _entries(concepts, writer)
    first = next(entries, None)
    referring: list[tuple[int, int, set[str]]] = []
    draft.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    with etree.xmlfile(draft, encoding="utf-8") as xml, xml.element(*_root(writer.dialect, writer.style)):
        xml.write("\n  ", _header(writer.dialect), "\n  ")
        with xml.element("text"):
            if first is not None:
                xml.write("\n    ")
                with xml.element("body"):
                    xml.write("\n")
                    referring.extend(_write_entries(xml, draft, chain([first], entries)))
                    xml.write("    ")
            xml.write("\n  ")
        xml.write("\n")
    return referring


def _entries(concepts: Iterable[Concept], writer: EntryWriter) -> Iterator[etree._Element]:
    for concept in concepts:
        entry = writer.entry(concept, writer.losses.entries + 1)
        if entry is not None:
            writer.losses.entries += 1
            yield entry


def _write_entries(
    xml: etree._IncrementalFileWriter, draft: IO[bytes], entries: Iterable[etree._Element]
) -> Iterator[tuple[int, int, set[str]]]:
    for entry in entries:
        targets = {reference.get("target", "") for reference in _references(entry)}
        if not targets:
            xml.write(entry)
            continue
        xml.flush()
        start = draft.tell()
        xml.write(entry)
        xml.flush()
        yield start, draft.tell(), targets


def _references(entry: etree._Element) -> list[etree._Element]:
    """The references to other entries; they stand one after the other."""
    return list(entry.iterchildren("ref", _REFERENCE))


def _resolved(content: bytes, ids: set[str]) -> bytes:
    """An entry with one note in the place of references to entries that are not in the file."""
    entry = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    outside: list[tuple[str, str]] = []
    references = _references(entry)
    for child in list(entry):
        if child in references and child.get("target") not in ids:
            outside.append((child.text or "", decode_id(child.get("target", ""))))
            entry.remove(child)
        elif outside:
            note = etree.Element("note")
            note.text, note.tail = join(outside), entry.text
            child.addprevious(note)
            outside = []
    entry.tail = "\n"
    resolved: bytes = etree.tostring(entry, encoding="utf-8")
    return resolved


def _copy(draft: IO[bytes], out: IO[bytes], stop: int | None) -> None:
    """Copy the draft from where it stands up to byte `stop`, or to its end."""
    while stop is None or draft.tell() < stop:
        chunk = draft.read(_CHUNK if stop is None else min(_CHUNK, stop - draft.tell()))
        if not chunk:
            break
        out.write(chunk)


def _root(dialect: str, style: str) -> tuple[str, dict[str, str]]:
    """Name and attributes of the root, among them the default namespace: see `glossary.exchange.tbx_entry`."""
    if dialect == "v2":
        return "martif", {"type": "TBX", "xml:lang": "en"}
    name = "TBX-Basic" if dialect == "basic" else "TBX-Min"
    return "tbx", {"type": name, "style": style, "xml:lang": "en", "xmlns": _CORE}


def _header(dialect: str) -> etree._Element:
    header = etree.Element("martifHeader" if dialect == "v2" else "tbxHeader")
    description = etree.SubElement(header, "fileDesc")
    about = etree.SubElement(etree.SubElement(description, "sourceDesc"), "p")
    about.text = f"Glossary exported by duizhao. {SIGNIFICANT}"
    if dialect == "v2":
        encoding = etree.SubElement(etree.SubElement(header, "encodingDesc"), "p", {"type": "XCSURI"})
        encoding.text = "http://www.lisa.org/fileadmin/standards/tbx/TBXXCSV02.XCS"
    etree.indent(header, level=1)
    return header
