"""Reads TBX: version 3 in any dialect and both styles, version 2 (martif); entry by entry, however large the file is.

Data categories that the glossary has no field for become labelled notes (see `glossary.exchange.labels`). Rules of
TBX-Basic and TBX-Min that a file breaks are reported with their line, and what was meant is kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import IO

from lxml import etree

from align.safexml import elements
from glossary.errors import InvalidExchange
from glossary.exchange.entry_builder import EntryDraft, Item, TermDraft
from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import MARK, parse_stamp, split
from glossary.exchange.tags import parse_locale, parse_tag
from glossary.exchange.tbx import SIGNIFICANT
from glossary.exchange.tbx_rules import allowed
from glossary.exchange.xml_ids import decode_id
from glossary.folding import concept_id
from glossary.types import Concept

__all__ = ["read_tbx"]

_CORE = "urn:iso:std:iso:30042:ed-2"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_META = frozenset({"admin", "adminNote", "descrip", "descripNote", "ref", "termNote", "transac", "transacNote", "xref"})
_GROUPS = frozenset({"adminGrp", "descripGrp", "termNoteGrp"})
_BREAK = re.compile("[ \t\r]*\n[ \t\r\n]*")


def read_tbx(path: str | os.PathLike[str] | IO[bytes], losses: Losses, *, name: object = None) -> Iterator[Concept]:
    """The entries of a TBX file, in its order; counts in `losses`. `name` stands in messages for an open file.

    Raises InvalidExchange where the file is not well-formed XML, or no TBX.

    >>> import io
    >>> from glossary.exchange.tbx import write_tbx
    >>> from glossary.types import Term
    >>> file = io.BytesIO()
    >>> write_tbx([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")))], file, Losses(), dialect="basic")
    >>> _ = file.seek(0)
    >>> [(concept.id, concept.texts("en")) for concept in read_tbx(file, Losses(), name="a.tbx")]
    [('c1', ('UNIDO',))]
    """
    where = name or path
    reader: _Reader | None = None
    for element in elements(path, "{*}conceptEntry", "{*}termEntry", name=where):
        if reader is None:
            reader = _Reader(element.getroottree().getroot(), losses, where)
        concept = reader.concept(element)
        if concept is not None:
            losses.entries += 1
            yield concept


class _Reader:
    """Reads the entries of one file; knows what its header says."""

    def __init__(self, root: etree._Element, losses: Losses, where: object):
        name = etree.QName(root).localname
        if name not in ("tbx", "martif"):
            raise InvalidExchange("has the root element {root}, not tbx or martif", where=where, root=name[:40])
        self.losses = losses
        self.old = name == "martif"
        self.dialect = "" if self.old else root.get("type", "")
        self.style = root.get("style", "dca")
        header = root[0] if len(root) else root
        self.losses.dialect = "tbx2" if self.old else "tbx-min" if self.dialect == "TBX-Min" else "tbx"
        self.significant = SIGNIFICANT in "".join(header.itertext("*"))
        self.ids: set[str] = set()
        self._check_frame(root)

    def _check_frame(self, root: etree._Element) -> None:
        for element in root.iter("{*}sourceDesc"):
            if (element.text or "").strip():
                self.losses.fault("text in sourceDesc that is not in a p; passed over", element.sourceline)
        for element in root.iter("{*}text"):
            for child in _children(element):
                if _local(child) not in ("body", "back"):
                    self.losses.fault(f"{_local(child)} may not stand in text; passed over", child.sourceline)
                    self.losses.add("data outside the entries")

    def concept(self, element: etree._Element) -> Concept | None:
        entry = EntryDraft()
        sections = []
        for child in _children(element):
            if _local(child) in ("langSec", "langSet"):
                sections.append(child)
            elif _local(child) == "transacGrp":
                self._transaction(child, entry, "entry")
            elif item := self._item(child):
                self._check(item, "entry")
                entry.about_entry(item)
        for section in sections:
            self._section(section, entry)
        if not entry.terms:
            self.losses.fault("an entry without a term; passed over", element.sourceline)
            self.losses.add("entry without a term")
            return None
        return self._finished(entry, element)

    def _finished(self, entry: EntryDraft, element: etree._Element) -> Concept:
        entry.id = decode_id(element.get("id", "").strip())
        concept = entry.concept()
        if not concept.id:
            if not self.old:
                self.losses.fault("an entry without an id; it gets one", element.sourceline)
            concept = replace(concept, id=concept_id(concept.terms))
            self.losses.made_ids.add(concept.id)
        return replace(concept, id=self._unique(concept.id, element))

    def _unique(self, identifier: str, element: etree._Element) -> str:
        if identifier in self.ids:
            number = 2
            while f"{identifier}-{number}" in self.ids:
                number += 1
            self.losses.fault(
                f"a second entry has the id {identifier[:60]!r}; it gets {identifier[:60]}-{number}", element.sourceline
            )
            identifier = f"{identifier}-{number}"
        self.ids.add(identifier)
        return identifier

    def _section(self, section: etree._Element, entry: EntryDraft) -> None:
        tag = section.get(_XML_LANG) or section.get("lang") or ""
        terms = [child for child in _children(section) if _local(child) in ("termSec", "tig", "ntig")]
        try:
            language, script, region = parse_locale(tag, self.losses)
        except ValueError as error:
            what = str(error) if tag else "a language section without xml:lang"
            self.losses.fault(f"{what}; its terms are passed over", section.sourceline)
            self.losses.add("term in an unknown language", len(terms))
            return
        tag = f"{language}-{script}" if script else language
        for child in _children(section):
            name = _local(child)
            if name == "transacGrp":
                self._transaction(child, entry, "section")
            elif name in ("termSec", "tig", "ntig"):
                self._term(child, TermDraft(entry, language, script, region))
            elif item := self._item(child):
                self._check(item, "section")
                entry.about_section(item, tag)

    def _term(self, section: etree._Element, draft: TermDraft) -> None:
        children = list(_children(section))
        if children and _local(children[0]) == "termGrp":
            children = [*_children(children[0]), *children[1:]]
        texts = [self._text(child) for child in children if _local(child) == "term"]
        if children and texts and _local(children[0]) != "term":
            self.losses.fault("term does not come first in its section; read all the same", section.sourceline)
        texts = [text for text in texts if text]
        if not texts:
            self.losses.fault("a term section without a term; passed over", section.sourceline)
            self.losses.add("term without text")
            return
        if len(texts) > 1:
            self.losses.fault("more than one term in a term section; each is read as a term", section.sourceline)
        for child in children:
            name = _local(child)
            if name == "term":
                continue
            if name == "transacGrp":
                self._transaction(child, draft.entry, "term")
            elif name == "termCompList":
                self.losses.add("parts of a term (termCompList)")
            elif item := self._item(child):
                self._check(item, "term")
                draft.about(item)
        draft.finish(texts)

    def _transaction(self, group: etree._Element, entry: EntryDraft, level: str) -> None:
        kind, moment, name = "", None, None
        for child in _children(group):
            category, local = self._category(child), _local(child)
            text = self._text(child)
            if local == "date":
                moment = parse_stamp(text)
                if moment is None:
                    self.losses.fault(f"{text[:40]!r} is no date; passed over", child.sourceline)
                    self.losses.add("date")
            elif category == "responsibility" and text:
                name = text
            elif local == "transac" or category == "transactionType":
                kind = text
                self._check(Item(category, text, "transac", child.sourceline), level)
            elif text:
                if local == "transacNote":
                    self._check(Item(category, text, "transacNote", child.sourceline), level)
                    name = name or text
                else:
                    entry.notes.append(f"{category}: {text}")
        entry.transaction(kind, moment, name)

    def _item(self, element: etree._Element) -> Item | None:
        name = _local(element)
        if name not in _GROUPS:
            return self._single(element)
        children = list(_children(element))
        mains = [child for child in children if _local(child) in _META and f"{_local(child)}Grp" == name]
        main_element = mains[0] if mains else children[0] if children else None
        if main_element is None:
            return None
        main = self._single(main_element)
        if len(mains) > 1:
            self.losses.fault(f"more than one {_local(mains[0])} in a {name}; each is read", element.sourceline)
        for child in children:
            if child is main_element:
                continue
            if _local(child) == "transacGrp":
                self.losses.add("history of a single field")
                continue
            part = self._item(child)
            if part is None:
                continue
            if part.category == "x-duizhao" or (part.category == "note" and part.facts):
                main.facts += part.facts
            elif part.category == "source":
                main.sources += [part.text] if part.text else []
                main.others += part.others
            elif part.category == "note":
                main.notes += [part.text] if part.text else []
            else:
                main.others.append(part)
        return main

    def _single(self, element: etree._Element) -> Item:
        category, text = self._category(element), self._text(element)
        item = Item(category, text, _local(element), element.sourceline, element.get("target", "").strip())
        if tag := element.get(_XML_LANG):
            try:
                language, script = parse_tag(tag)
                item.language = f"{language}-{script}" if script else language
            except ValueError:
                pass
        if item.target and not item.target.startswith(("http://", "https://")):
            item.target = decode_id(item.target)
        if category == "note":
            item.facts = split(text)
        elif category == "x-duizhao":
            item.facts = split(MARK + text)
        return item

    def _category(self, element: etree._Element) -> str:
        name = _local(element)
        if name not in _META:
            return name
        kind = element.get("type", "").strip()
        if not kind and (element.tag == name or element.tag == f"{{{_CORE}}}{name}"):
            self.losses.fault(f"{name} without a type; kept as a note", element.sourceline)
        return kind or name

    def _check(self, item: Item, level: str) -> None:
        """Report what the dialect does not allow."""
        if item.category in ("note", "x-duizhao") or not self.dialect:
            return
        wrong = allowed(self.dialect, item.category, level, item.text)
        if wrong and item.element in _META | {item.category}:
            self.losses.fault(f"{wrong}; its meaning is kept", item.line)
        for source in item.others:
            self._check(source, level)

    def _text(self, element: etree._Element) -> str:
        text = "".join(element.itertext("*")) if len(element) else element.text or ""
        return text if self.significant else _BREAK.sub(" ", text).strip(" \t\r\n")


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """Child elements, comments and processing instructions left out."""
    yield from element.iterchildren("*")


def _local(element: etree._Element) -> str:
    return _local_name(element.tag)


@cache
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]
