"""Reads MultiTerm XML, whatever its termbase calls its fields: the usual names are known, others become notes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from lxml import etree

from align.safexml import elements
from glossary.exchange.columns import language_of_header
from glossary.exchange.entry_builder import EntryDraft, Item, TermDraft
from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import MARK, parse_stamp, split
from glossary.exchange.multiterm import LOCALES, PARTS, TYPES
from glossary.exchange.tags import parse_locale
from glossary.folding import concept_id
from glossary.types import Concept

__all__ = ["read_multiterm"]

_CATEGORIES = {
    "subject": "subjectField",
    "subjectfield": "subjectField",
    "domain": "subjectField",
    "definition": "definition",
    "note": "note",
    "termnote": "note",
    "comment": "note",
    "status": "administrativeStatus",
    "usagestatus": "administrativeStatus",
    "administrativestatus": "administrativeStatus",
    "termtype": "termType",
    "type": "termType",
    "partofspeech": "partOfSpeech",
    "pos": "partOfSpeech",
    "wordclass": "partOfSpeech",
    "source": "source",
    "sourceofterm": "source",
    "context": "context",
    "example": "context",
    "usageexample": "context",
    "duizhao": "x-duizhao",
}
_VALUES = {
    "partOfSpeech": {name: part for part, name in PARTS.items()},
    "termType": {name: kind for kind, name in TYPES.items()},
}


def read_multiterm(
    path: str | os.PathLike[str] | IO[bytes], losses: Losses, *, name: object = None
) -> Iterator[Concept]:
    """The entries of a MultiTerm XML file, in its order, one at a time.

    An entry without the field `Concept ID` gets an id made of its terms: MultiTerm's own numbers say nothing outside
    their termbase. Raises InvalidExchange where the file is not well-formed.
    """
    ids: set[str] = set()
    for group in elements(path, "conceptGrp", "{*}conceptGrp", name=name or path):
        entry = EntryDraft()
        for child in group.iterchildren("*"):
            _about_concept(child, entry, losses)
        if not entry.terms:
            losses.fault("an entry without a term; passed over", group.sourceline)
            losses.add("entry without a term")
            continue
        concept = entry.concept()
        if not concept.id:
            concept = replace(concept, id=concept_id(concept.terms))
            losses.made_ids.add(concept.id)
        if concept.id in ids:
            losses.fault(f"a second entry has the id {concept.id[:60]!r}; the two meet in one", group.sourceline)
        ids.add(concept.id)
        losses.entries += 1
        yield concept


def _about_concept(child: etree._Element, entry: EntryDraft, losses: Losses) -> None:
    name = _local(child)
    if name == "languageGrp":
        _language(child, entry, losses)
    elif name == "transacGrp":
        _transaction(child, entry)
    elif name == "system":
        if child.get("type") == "status" and child.text == "approved":
            entry.facts.append(("status", "approved"))
    elif name == "descripGrp":
        for item, field in _items(child):
            if field == "conceptid" and not entry.id:
                entry.id = item.text
            elif field == "reviewstatus":
                entry.facts.append(("status", item.text))
            else:
                entry.about_entry(item)


def _language(group: etree._Element, entry: EntryDraft, losses: Losses) -> None:
    element = next((child for child in group.iterchildren("*") if _local(child) == "language"), None)
    tag = element.get("lang", "") if element is not None else ""
    label = element.get("type", "") if element is not None else ""
    named = language_of_header(label)
    try:
        language, script, region = parse_locale(tag, losses)
    except ValueError:
        if named is None:
            losses.fault(f"a language that we do not know: {label[:40] or tag[:40]!r}; passed over", group.sourceline)
            losses.add("term in an unknown language", len(list(group.iter("{*}termGrp"))))
            return
        (language, script), region = named, None
    if region and region.upper() in LOCALES.values():
        region = None  # what MultiTerm calls Simplified and Traditional Chinese
    if script is None and named is not None and named[0] == language:
        script = named[1]
    tag = f"{language}-{script}" if script else language
    for child in group.iterchildren("*"):
        name = _local(child)
        if name == "transacGrp":
            _transaction(child, entry)
        elif name == "descripGrp":
            for item, _ in _items(child):
                entry.about_section(item, tag)
        elif name == "termGrp":
            _term(child, TermDraft(entry, language, script, region), losses)


def _term(group: etree._Element, draft: TermDraft, losses: Losses) -> None:
    texts = ["".join(child.itertext("*")) for child in group.iterchildren("*") if _local(child) == "term"]
    texts = [text for text in texts if text.strip(" \t\r\n")]
    if not texts:
        losses.fault("a term group without a term; passed over", group.sourceline)
        losses.add("term without text")
        return
    for child in group.iterchildren("*"):
        if _local(child) == "transacGrp":
            _transaction(child, draft.entry)
        elif _local(child) == "descripGrp":
            for item, _ in _items(child):
                draft.about(item)
    draft.finish(texts)


def _items(group: etree._Element) -> Iterator[tuple[Item, str]]:
    """What a group of descriptions says, under TBX's names, and the field's own name in small letters."""
    main: Item | None = None
    field = ""
    for child in group.iterchildren("*"):
        if _local(child) == "descrip":
            if main is not None:
                yield main, field
            field = re.sub(r"[\W_]+", "", child.get("type", "").lower())
            main = _item(child, field)
        elif _local(child) == "descripGrp" and main is not None:
            for part, _ in _items(child):
                if part.category == "x-duizhao":
                    main.facts += part.facts
                elif part.category == "source":
                    main.sources.append(part.text)
                elif part.category == "note":
                    main.notes.append(part.text)
                else:
                    main.others.append(part)
    if main is not None:
        yield main, field


def _item(element: etree._Element, field: str) -> Item:
    text = "".join(element.itertext("*"))
    category = _CATEGORIES.get(field, element.get("type", "") or "field")
    known = _VALUES.get(category, {})
    item = Item(category, known.get(text.lower(), text), "descrip", element.sourceline)
    if category == "note":
        item.facts = split(text)
    elif category == "x-duizhao":
        item.facts = split(MARK + text)
    elif category == "administrativeStatus":
        item.text = text.lower() if text.lower() in ("preferred", "admitted", "deprecated", "forbidden") else text
    return item


def _transaction(group: etree._Element, entry: EntryDraft) -> None:
    transac = next((child for child in group.iterchildren("*") if _local(child) == "transac"), None)
    date = next((child for child in group.iterchildren("*") if _local(child) == "date"), None)
    if transac is None:
        return
    moment = parse_stamp(date.text or "") if date is not None else None
    entry.transaction(transac.get("type", ""), moment, transac.text or None)


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
