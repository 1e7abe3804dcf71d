"""MultiTerm XML (MTF): one entry is built and written at a time. `multiterm_definition` describes its fields.

Source: the XML schema MTF in RWS's MultiTerm API documentation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from lxml import etree
from lxml.etree import SubElement

from glossary.errors import InvalidEntry
from glossary.exchange.columns import header_of
from glossary.exchange.context_placement import place_contexts
from glossary.exchange.illegal_characters import XML, cleaned_entries
from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import facts_of, join, source_of, stamp
from glossary.exchange.tags import tagged
from glossary.types import Concept, Context, Term

__all__ = ["FIELDS", "LOCALES", "PARTS", "TERM_FIELDS", "TYPES", "write_multiterm"]

PARTS = {
    "noun": "noun",
    "properNoun": "proper noun",
    "verb": "verb",
    "adjective": "adjective",
    "adverb": "adverb",
    "other": "other",
}
TYPES = {
    "fullForm": "full form",
    "shortForm": "short form",
    "acronym": "acronym",
    "abbreviation": "abbreviation",
    "variant": "variant",
    "symbol": "symbol",
}
FIELDS: dict[str, tuple[str, ...]] = {
    "Concept ID": (),
    "Subject": (),
    "Definition": (),
    "Note": (),
    "Review status": ("proposed", "approved", "rejected"),
    "duizhao": (),
}
"""Fields of an entry; those with values are picklists. `duizhao` holds counts, scores and relations."""

TERM_FIELDS: dict[str, tuple[str, ...]] = {
    "Status": ("preferred", "admitted", "deprecated", "superseded", "forbidden"),
    "Term type": tuple(TYPES.values()),
    "Part of speech": tuple(PARTS.values()),
    "Source": (),
    "Term note": (),
    "Context": (),
}
LOCALES = {"zh": "ZH-CN", "zh-Hans": "ZH-CN", "zh-Hant": "ZH-TW"}
_SAME = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}
"""What goes to one index."""


def write_multiterm(concepts: Iterable[Concept], out: IO[bytes], losses: Losses) -> list[str]:
    """Write the entries as MultiTerm XML; the result is the language tags, for `write_definition`.

    Raises InvalidEntry where there are no entries: a MultiTerm file holds at least one.
    """
    languages: dict[str, None] = {}
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    with etree.xmlfile(out, encoding="utf-8") as xml, xml.element("mtf"):
        xml.write("\n")
        for entry in cleaned_entries(concepts, losses, XML):
            sections: dict[str, list[Term]] = {}
            for tag, term in map(tagged, entry.terms):
                # Chinese of no named script is Simplified in this house; MultiTerm wants one index for it.
                sections.setdefault(_SAME.get(tag, tag), []).append(term)
            languages.update(dict.fromkeys(sections))
            xml.write(_entry(entry, sections, losses))
        if not losses.entries:
            raise InvalidEntry(
                "there is no entry to write, and MultiTerm has no empty files", remedy="choose other filters"
            )
    out.write(b"\n")
    return list(languages)


def _entry(concept: Concept, sections: dict[str, list[Term]], losses: Losses) -> etree._Element:
    entry = etree.Element("conceptGrp")
    entry.tail = "\n"
    _line(entry, "concept").text = str(losses.entries)
    _transaction(entry, "origination", concept.created, concept.created_by, losses)
    _transaction(entry, "modification", concept.modified, concept.modified_by, losses)
    _field(entry, "Concept ID", concept.id)
    if concept.subject is not None:
        _field(entry, "Subject", concept.subject)
    if concept.definition is not None:
        _field(entry, "Definition", concept.definition)
    for note in concept.notes:
        _field(entry, "Note", note)
    _field(entry, "Review status", concept.status)
    facts = facts_of(concept, relations=concept.relations)[1:]
    if facts:
        _field(entry, "duizhao", join(facts).partition(" ")[2])
    placed = place_contexts(concept.contexts, [term for terms in sections.values() for term in terms], losses)
    for tag, terms in sections.items():
        section = _line(entry, "languageGrp")
        language = _line(section, "language")
        language.set("type", header_of(tag))
        language.set("lang", LOCALES.get(tag, tag.upper()))
        for term in terms:
            group = _line(section, "termGrp")
            _line(group, "term").text = term.text
            _term_fields(group, term)
            for number, context, translation in placed.get(id(term), ()):
                _context(group, number, context, translation)
    return entry


def _term_fields(group: etree._Element, term: Term) -> None:
    if term.status is not None:
        _field(group, "Status", term.status)
    _field(group, "Term type", TYPES.get(term.type, term.type))
    if term.part_of_speech is not None:
        _field(group, "Part of speech", PARTS.get(term.part_of_speech, term.part_of_speech))
    if term.source is not None:
        _field(group, "Source", term.source)
    if term.note is not None:
        _field(group, "Term note", term.note)


def _context(group: etree._Element, number: int, context: Context, translation: bool) -> None:
    field = _field(group, "Context", context.tgt if translation else context.src)
    facts = [("translation" if translation else "context", str(number))]
    if not translation and context.bead is not None:
        facts.append(("bead", str(context.bead)))
    if not translation and context.confidence is not None:
        facts.append(("confidence", repr(context.confidence)))
    if source := source_of(context):
        _described(SubElement(field, "descripGrp"), "Source", source)
    _described(SubElement(field, "descripGrp"), "duizhao", join(facts).partition(" ")[2])


def _line(parent: etree._Element, name: str) -> etree._Element:
    """Add an element that ends a line."""
    element = SubElement(parent, name)
    element.tail = "\n"
    return element


def _field(parent: etree._Element, name: str, text: str) -> etree._Element:
    """Add a field on a line of its own; the result is its group, in which further fields can stand."""
    group = _line(parent, "descripGrp")
    _described(group, name, text)
    return group


def _described(group: etree._Element, name: str, text: str) -> None:
    description = SubElement(group, "descrip")
    description.set("type", name)
    description.text = text


def _transaction(entry: etree._Element, kind: str, moment: datetime | None, name: str | None, losses: Losses) -> None:
    """A transaction; the schema wants its date."""
    when = stamp(moment)
    if when is None:
        losses.add("name of who changed an entry at an unknown time", name is not None)
        return
    group = _line(entry, "transacGrp")
    transaction = SubElement(group, "transac")
    transaction.set("type", kind)
    transaction.text = name or ""
    SubElement(group, "date").text = f"{when}T00:00:00Z" if len(when) == 10 else when
