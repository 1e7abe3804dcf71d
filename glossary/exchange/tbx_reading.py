"""TBX in: version 3 in any dialect and both styles, version 2 (martif); entry by entry, however large the file is.

Data categories that the glossary has no field for become labelled notes (see `glossary.exchange.labels`). Rules of
TBX-Basic and TBX-Min that a file breaks are reported with their line, and what was meant is kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import IO

from lxml import etree

from align.safexml import elements
from glossary.errors import InvalidExchange
from glossary.exchange.facts import MARK, RELATIONS, fraction, parse_stamp, split, with_facts
from glossary.exchange.labels import Label, write_label
from glossary.exchange.losses import Losses
from glossary.exchange.tags import parse_tag
from glossary.exchange.tbx import SIGNIFICANT
from glossary.exchange.tbx_rules import CATEGORIES, PARTS_OF_SPEECH, STATUS_VALUES, TERM_TYPES, allowed
from glossary.exchange.xmltext import decode_id
from glossary.folding import concept_id
from glossary.types import Concept, Context, Relation, Term

__all__ = ["read_tbx"]

_CORE = "urn:iso:std:iso:30042:ed-2"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_META = frozenset({"admin", "adminNote", "descrip", "descripNote", "ref", "termNote", "transac", "transacNote", "xref"})
_GROUPS = frozenset({"adminGrp", "descripGrp", "termNoteGrp"})
_BREAK = re.compile("[ \t\r]*\n[ \t\r\n]*")
_CREATED = frozenset({"origination", "creation", "input", "importation"})


@dataclass(slots=True)
class _Item:
    """A data category with what its group says about it."""

    category: str
    text: str
    element: str = ""
    line: int | None = None
    target: str = ""
    language: str | None = None
    sources: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    others: list[_Item] = field(default_factory=list)


@dataclass(slots=True)
class _Half:
    """One side of a context, and which context it belongs to."""

    text: str
    language: str
    document: str
    number: int | None
    translation: bool
    facts: dict[str, str]


@dataclass(slots=True)
class _Entry:
    """What has been read of an entry."""

    subject: str | None = None
    definition: str | None = None
    notes: list[str] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    halves: list[_Half] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    created: list[tuple[datetime | None, str | None]] = field(default_factory=list)
    modified: list[tuple[datetime | None, str | None]] = field(default_factory=list)


def read_tbx(path: str | os.PathLike[str] | IO[bytes], losses: Losses, *, name: object = None) -> Iterator[Concept]:
    """The entries of a TBX file, in its order; counts in `losses`. `name` stands in messages for an open file.

    Raises InvalidExchange where the file is not well-formed XML, or no TBX.
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
            raise InvalidExchange(f"has the root element {name[:40]}, not tbx or martif", where=where)
        self.losses = losses
        self.old = name == "martif"
        self.dialect = "" if self.old else root.get("type", "")
        self.style = root.get("style", "dca")
        header = root[0] if len(root) else root
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
        entry = _Entry()
        sections = []
        for child in _children(element):
            if _local(child) in ("langSec", "langSet"):
                sections.append(child)
            elif _local(child) == "transacGrp":
                self._transaction(child, entry, "entry")
            elif item := self._item(child):
                self._about_entry(item, entry)
        for section in sections:
            self._section(section, entry)
        if not entry.terms:
            self.losses.fault("an entry without a term; passed over", element.sourceline)
            self.losses.add("entry without a term")
            return None
        return self._finished(entry, element)

    def _finished(self, entry: _Entry, element: etree._Element) -> Concept:
        identifier = decode_id(element.get("id", "").strip())
        concept = Concept(
            id=identifier,
            terms=tuple(entry.terms),
            subject=entry.subject,
            definition=entry.definition,
            notes=tuple(entry.notes),
            contexts=_paired(entry.halves),
        )
        concept = with_facts(concept, entry.facts)
        if not concept.id:
            if not self.old:
                self.losses.fault("an entry without an id; it gets one", element.sourceline)
            concept = replace(concept, id=concept_id(concept.terms))
        concept = replace(concept, id=self._unique(concept.id, element), relations=tuple(entry.relations))
        created = min(entry.created, key=_moment, default=(None, None))
        modified = max(entry.modified, key=_moment_back, default=(None, None))
        return replace(
            concept, created=created[0], created_by=created[1], modified=modified[0], modified_by=modified[1]
        )

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

    def _about_entry(self, item: _Item, entry: _Entry) -> None:
        self._check(item, "entry")
        if item.facts and item.category in ("note", "x-duizhao"):
            entry.facts += [fact for fact in item.facts if fact[0] not in RELATIONS]
            entry.relations += [Relation(key, value) for key, value in item.facts if key in RELATIONS]  # type: ignore[arg-type]
        elif not item.text:
            return
        elif item.category == "subjectField" and entry.subject is None:
            entry.subject = item.text
        elif item.category == "definition" and entry.definition is None and item.language is None:
            entry.definition = _definition(item)
        elif item.category == "note":
            entry.notes.append(item.text)
        elif (kind := _relation(item)) and item.target:
            entry.relations.append(Relation(kind, decode_id(item.target)))  # type: ignore[arg-type]
        else:
            entry.notes += _labelled(item, item.language)
            return
        entry.notes += [line for other in item.others for line in _labelled(other, None)]
        entry.notes += [f"note on {item.category}: {note}" for note in item.notes]

    def _section(self, section: etree._Element, entry: _Entry) -> None:
        tag = section.get(_XML_LANG) or section.get("lang") or ""
        terms = [child for child in _children(section) if _local(child) in ("termSec", "tig", "ntig")]
        try:
            language, script = parse_tag(tag, self.losses)
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
                self._term(child, entry, language, script)
            elif item := self._item(child):
                self._check(item, "section")
                self._about_section(item, entry, tag)

    def _about_section(self, item: _Item, entry: _Entry, tag: str) -> None:
        if not item.text:
            return
        if item.category == "definition" and entry.definition is None:
            entry.definition = f"({tag}) {_definition(item)}"
            entry.notes += [f"note on definition: {note}" for note in item.notes]
            entry.notes += [line for other in item.others for line in _labelled(other, tag)]
        else:
            entry.notes += _labelled(item, tag)

    def _term(self, section: etree._Element, entry: _Entry, language: str, script: str | None) -> None:
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
        values: dict[str, str] = {}
        lines: list[str] = []
        labels: tuple[list[str], list[str], list[str]] = ([], [], [])
        for child in children:
            name = _local(child)
            if name == "term":
                continue
            if name == "transacGrp":
                self._transaction(child, entry, "term")
            elif name == "termCompList":
                self.losses.add("parts of a term (termCompList)")
            elif item := self._item(child):
                self._check(item, "term")
                self._about_term(item, entry, values, lines, labels, language, script)
        note = "\n".join([*lines, *labels[0], *labels[1], *labels[2]]) or None
        term = Term(texts[0], language, script, source=values.get("source"), note=note)
        term = replace(
            term,
            type=values.get("termType", "fullForm"),  # type: ignore[arg-type]
            part_of_speech=values.get("partOfSpeech"),
            status=values.get("administrativeStatus"),  # type: ignore[arg-type]
        )
        entry.terms.append(term)
        entry.terms += [Term(text, language, script) for text in texts[1:]]

    def _about_term(
        self,
        item: _Item,
        entry: _Entry,
        values: dict[str, str],
        lines: list[str],
        labels: tuple[list[str], list[str], list[str]],
        language: str,
        script: str | None,
    ) -> None:
        """File what is said of a term; `labels` are those to keep as lines: any others, term notes, administrative."""
        if not item.text:
            return
        known = {
            "administrativeStatus": STATUS_VALUES,
            "usageStatus": STATUS_VALUES,
            "normativeAuthorization": STATUS_VALUES,
            "partOfSpeech": PARTS_OF_SPEECH,
            "termType": TERM_TYPES,
        }.get(item.category, {})
        key = "administrativeStatus" if known is STATUS_VALUES else item.category
        tag = f"{language}-{script}" if script else language
        if item.text in known and key not in values:
            values[key] = known[item.text]
        elif item.category == "source" and "source" not in values:
            values["source"] = item.text
        elif item.category == "note":
            lines.append(item.text)
        elif item.category == "context":
            entry.halves.append(_half(item, language))
            lines += [f"note on context: {note}" for note in item.notes]
        elif item.category == "definition":
            self._about_section(item, entry, tag)
            return
        else:
            element = CATEGORIES.get(item.category, (item.element,))[0]
            rank = {"termNote": 1, "admin": 2}.get(element, 0)
            labels[rank].extend(_labelled(item, None))
            return
        if item.category not in ("context", "note"):
            lines += [f"note on {item.category}: {note}" for note in item.notes]
        labels[0].extend(line for other in item.others for line in _labelled(other, None))

    def _transaction(self, group: etree._Element, entry: _Entry, level: str) -> None:
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
                self._check(_Item(category, text, "transac", child.sourceline), level)
            elif text:
                if local == "transacNote":
                    self._check(_Item(category, text, "transacNote", child.sourceline), level)
                    name = name or text
                else:
                    entry.notes.append(f"{category}: {text}")
        if kind in _CREATED:
            entry.created.append((moment, name))
        elif kind == "modification":
            entry.modified.append((moment, name))
        elif kind:
            parts = [part for part in (moment and moment.date().isoformat(), name) if part]
            entry.notes.append(f"{kind}: {', '.join(parts)}" if parts else f"transaction: {kind}")

    def _item(self, element: etree._Element) -> _Item | None:
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

    def _single(self, element: etree._Element) -> _Item:
        category, text = self._category(element), self._text(element)
        item = _Item(category, text, _local(element), element.sourceline, element.get("target", "").strip())
        if tag := element.get(_XML_LANG):
            try:
                language, script = parse_tag(tag)
                item.language = f"{language}-{script}" if script else language
            except ValueError:
                pass
        if category == "note":
            item.facts = split(text)
        elif category == "x-duizhao":
            item.facts = split(MARK + text)
        return item

    def _category(self, element: etree._Element) -> str:
        name = etree.QName(element)
        if name.localname not in _META:
            return name.localname
        kind = element.get("type", "").strip()
        if not kind and name.namespace in (_CORE, None):
            self.losses.fault(f"{name.localname} without a type; kept as a note", element.sourceline)
        return kind or name.localname

    def _check(self, item: _Item, level: str) -> None:
        """Report what the dialect does not allow."""
        if item.category in ("note", "x-duizhao") or not self.dialect:
            return
        wrong = allowed(self.dialect, item.category, level, item.text)
        if wrong and item.element in _META | {item.category}:
            self.losses.fault(f"{wrong}; its meaning is kept", item.line)
        for source in item.others:
            self._check(source, level)

    def _text(self, element: etree._Element) -> str:
        text = "".join(element.itertext("*"))
        return text if self.significant else _BREAK.sub(" ", text).strip(" \t\r\n")


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """Child elements, comments and processing instructions left out."""
    return element.iterchildren("*")


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _definition(item: _Item) -> str:
    return item.text + (f" [source: {'; '.join(item.sources)}]" if item.sources else "")


def _labelled(item: _Item, language: str | None) -> list[str]:
    """An item as labelled notes."""
    text = item.text + (f" [source: {'; '.join(item.sources)}]" if item.sources else "")
    if item.target and item.target not in text:
        text = f"{text} <{item.target}>"
    notes = [write_label(Label(item.category, text, language))] if text else []
    notes += [f"note on {item.category}: {note}" for note in item.notes]
    return notes + [line for other in item.others for line in _labelled(other, language)]


def _relation(item: _Item) -> str | None:
    """Type of relation that a reference names, None where it is none between concepts."""
    if item.category == "crossReference":
        return item.text if item.text in RELATIONS else "related"
    name = item.category.lower()
    if item.element != "ref" and not name.endswith(("concept", "generic", "partitive")):
        return None
    if name.startswith(("broader", "superordinate")):
        return "broader"
    if name.startswith(("narrower", "subordinate")):
        return "narrower"
    return "related" if name.startswith(("related", "associated", "coordinate")) else None


def _half(item: _Item, language: str) -> _Half:
    facts = dict(item.facts)
    number = facts.get("context") or facts.get("translation") or ""
    document = "; ".join(item.sources)
    known = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    return _Half(item.text, language, document, known, "translation" in facts, facts)


def _paired(halves: list[_Half]) -> tuple[Context, ...]:
    """Contexts of the halves: those that are numbered in their order, then the others, one-sided."""
    numbered: dict[int, dict[bool, _Half]] = {}
    single = []
    for half in halves:
        if half.number is not None and half.translation not in numbered.get(half.number, {}):
            numbered.setdefault(half.number, {})[half.translation] = half
        else:
            single.append(half)
    pairs = [numbered[number] for number in sorted(numbered)] + [{False: half} for half in single]
    return tuple(_context(pair.get(False), pair.get(True)) for pair in pairs)


def _context(src: _Half | None, tgt: _Half | None) -> Context:
    half = src or tgt
    assert half is not None
    document, found, paragraph = half.document.rpartition(", para. ")
    bead = half.facts.get("bead", "")
    return Context(
        src=src.text if src else "",
        tgt=tgt.text if tgt else "",
        src_lang=src.language if src else "",
        tgt_lang=tgt.language if tgt else "",
        document=document if found else half.document,
        paragraph=paragraph if found else "",
        bead=int(bead) if bead.isascii() and bead.isdigit() and len(bead) < 10 else None,
        confidence=fraction(half.facts["confidence"]) if "confidence" in half.facts else None,
    )


_NEVER = datetime.max.replace(tzinfo=UTC)
_ALWAYS = datetime.min.replace(tzinfo=UTC)


def _moment(transaction: tuple[datetime | None, str | None]) -> datetime:
    return transaction[0] or _NEVER


def _moment_back(transaction: tuple[datetime | None, str | None]) -> datetime:
    return transaction[0] or _ALWAYS
