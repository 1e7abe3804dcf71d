"""Reads TMX (1.4b) whose units are terms and not sentences."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from lxml import etree

from align.safexml import elements
from glossary.exchange.entry_builder import EntryDraft
from glossary.exchange.losses import Losses
from glossary.exchange.tags import parse_locale, with_region
from glossary.folding import concept_id
from glossary.types import Concept, Term

__all__ = ["read_tmx"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LONGEST = 200
"""A segment of more characters is a sentence; it is passed over and counted."""

# What CAT tools write for formatting in plain text (OmegaT: <s0>text</s0>, <br1/>), and tags of HTML; not "a < b".
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,11}(?:\s[^<>]{0,200})?/?>")

# Native codes of the file that the memory was made from; `hi` and `sub` hold text.
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})


def read_tmx(path: str | os.PathLike[str], losses: Losses) -> Iterator[Concept]:
    """The translation units as entries, one at a time; a unit's `tuid` is its id.

    Raises InvalidExchange where the file is not well-formed.
    """
    ids: set[str] = set()
    losses.identified = False  # a unit's number only says which one of its file it is
    for unit in elements(path, "tu"):
        entry = EntryDraft(id=(unit.get("tuid") or "").strip())
        for child in unit.iterchildren("*"):
            if child.tag == "note" and child.text:
                entry.notes.append(child.text)
            elif child.tag == "prop" and child.text:
                entry.notes.append(f"{child.get('type') or 'prop'}: {child.text}")
            elif child.tag == "tuv":
                _variant(child, entry, losses)
        entry.transaction("origination", _moment(unit.get("creationdate")), unit.get("creationid"))
        entry.transaction("modification", _moment(unit.get("changedate")), unit.get("changeid"))
        entry.terms = list(dict.fromkeys(entry.terms))
        if not entry.terms:
            losses.add("unit without a term")
            continue
        concept = entry.concept()
        if not concept.id or concept.id in ids:
            concept = replace(concept, id=concept_id(concept.terms))
        ids.add(concept.id)
        losses.entries += 1
        yield concept


def _variant(variant: etree._Element, entry: EntryDraft, losses: Losses) -> None:
    segment = variant.find("seg")
    text = _text(segment) if segment is not None else ""
    text, tags = _TAG.subn("", text)
    losses.add("tag within a text", tags)
    text = re.sub(r"[ \t\r\n]+", " ", text).strip()
    try:
        language, script, region = parse_locale(variant.get(_LANG) or variant.get("lang") or "", losses)
    except ValueError as error:
        losses.fault(f"{error}; the variant is passed over", variant.sourceline)
        losses.add("term in an unknown language")
        return
    if len(text) > _LONGEST:
        losses.add(f"segment of more than {_LONGEST} characters, no term")
    elif text:
        entry.terms.append(with_region(Term(text, language, script), region))


def _text(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _CODES:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _moment(text: str | None) -> datetime | None:
    """A date of TMX: 20240131T120000Z."""
    try:
        return datetime.strptime(text or "", "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
