"""One entry as an element of TBX: version 3, dialects Basic and Min in the styles DCA and DCT; version 2 (martif).

What a dialect has no data category for goes into a note where notes are read by people (Basic), and is counted as lost
where it is not (Min).

Elements of the core are named without its namespace: they are written into a file whose root declares it as the
default, and lxml would declare it again in every entry.

Sources: ISO 30042:2019; the TBX-Basic and TBX-Min dialect packages of LTAC/TerminOrgs (module schemas, Schematron);
for version 2, the martif schema that OmegaT reads with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from lxml import etree
from lxml.etree import SubElement

from glossary.errors import InvalidEntry
from glossary.exchange.context_placement import place_contexts
from glossary.exchange.illegal_characters import XML, cleaned
from glossary.exchange.labels import GENDERS, LOCATIONS, Label, read_label, split_definition
from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import MARK, facts_of, join, source_of, stamp
from glossary.exchange.tags import tag_of, tagged
from glossary.exchange.tbx_rules import CATEGORIES, SPECIAL, STATUSES
from glossary.exchange.xml_ids import encode_id
from glossary.types import Concept, Context, Scores, Term

__all__ = ["MODULES", "EntryWriter"]

MODULES = {"min": "http://www.tbxinfo.net/ns/min", "basic": "http://www.tbxinfo.net/ns/basic"}
"""Namespaces of the data categories in the style DCT, by their customary prefixes."""

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PARTS = frozenset({"noun", "verb", "adjective", "adverb", "other"})
_TYPES = frozenset({"fullForm", "shortForm", "acronym", "abbreviation", "variant"})


class EntryWriter:
    """Makes the entries of one file; knows its dialect (basic, min or v2) and style (dca or dct)."""

    def __init__(self, dialect: str, style: str, losses: Losses) -> None:
        self.dialect, self.style, self.losses = dialect, style, losses
        self.ids: set[str] = set()
        """Ids of all entries made, as they stand in the file."""
        self._entry, self._language, self._term = (
            ("termEntry", "langSet", "tig") if dialect == "v2" else ("conceptEntry", "langSec", "termSec")
        )
        self._nsmap = MODULES if style == "dct" and dialect == "basic" else None
        if style == "dct" and dialect == "min":
            self._nsmap = {"min": MODULES["min"]}

    def holds(self, category: str) -> bool:
        """Whether the dialect has the data category."""
        return self.dialect != "min" or CATEGORIES[category][1] == "min"

    def entry(self, concept: Concept, number: int) -> etree._Element | None:
        """The element of an entry, indented; None where it has no term that can be written.

        `number` counts the entries of the file from 1. Raises InvalidEntry where another entry has the same id.
        """
        concept = cleaned(concept, self.losses, XML)
        sections: dict[str, list[Term]] = {}
        for tag, term in map(tagged, concept.terms):
            sections.setdefault(tag, []).append(term)
        if not sections:
            self.losses.add("entry without a term")
            return None
        identifier = f"c{number}" if self.dialect == "v2" else encode_id(concept.id)
        if identifier in self.ids:
            raise InvalidEntry(
                "two entries have the id {id!r}", remedy="merge them: glossary merge", code="same_id", id=concept.id
            )
        self.ids.add(identifier)
        entry = etree.Element(self._entry, {"id": identifier}, nsmap=self._nsmap)
        nested = _nested_labels(concept.notes, sections) if self.holds("definition") else []
        main = _definition(concept, sections)
        self._about(entry, concept, main, _all(sections))
        self._notes(entry, concept.notes[: len(concept.notes) - len(nested)])
        if main is not None and main.language is not None:
            if self.holds("definition"):
                nested.insert(0, main)
            else:
                self.losses.add("definition")
        self._sections(entry, concept, sections, nested)
        etree.indent(entry)
        entry.tail = "\n"
        return entry

    def _item(self, parent: etree._Element, category: str, text: str) -> etree._Element:
        element, module = CATEGORIES[category]
        if self.style == "dct":
            item = SubElement(parent, f"{{{MODULES[module]}}}{category}")
        else:
            item = SubElement(parent, element)
            item.set("type", category)
        item.text = text
        return item

    def _about(self, entry: etree._Element, concept: Concept, main: Label | None, terms: list[Term]) -> None:
        """What is said of the concept as a whole, but for its notes."""
        if self.holds("transactionType"):
            self._transaction(entry, "origination", concept.created, concept.created_by)
            self._transaction(entry, "modification", concept.modified, concept.modified_by)
        elif concept.created or concept.modified or concept.created_by or concept.modified_by:
            self.losses.add("dates and names of an entry's changes")
        if concept.subject is not None:
            self._item(entry, "subjectField", concept.subject)
        if main is not None and main.language is None:
            if self.holds("definition"):
                self._described(entry, main)
            else:
                self.losses.add("definition")
        self._facts(entry, concept, terms)

    def _facts(self, entry: etree._Element, concept: Concept, terms: list[Term]) -> None:
        """Review status, counts, scores and relations."""
        if self.dialect == "min":
            told = concept.status != "proposed" or concept.frequency or concept.documents or concept.scores != Scores()
            self.losses.add("review status, counts and scores of an entry", int(bool(told)))
            self.losses.add("relation", len(concept.relations))
        elif self.dialect == "v2":
            facts = facts_of(concept, relations=concept.relations, identifier=True)
            self._machine_readable(entry, facts + _finer(terms, ("forbidden",)))
        else:
            self._machine_readable(entry, [*facts_of(concept), *_finer(terms, SPECIAL)])
            for relation in concept.relations:
                self._item(entry, "crossReference", relation.type).set("target", encode_id(relation.target))

    def _machine_readable(self, parent: etree._Element, facts: list[tuple[str, str]]) -> None:
        if self.dialect == "v2":
            SubElement(parent, "admin", {"type": "x-duizhao"}).text = join(facts).removeprefix(MARK)
        else:
            _note(parent, join(facts))

    def _notes(self, entry: etree._Element, notes: tuple[str, ...]) -> None:
        for note in notes:
            label = read_label(note)
            if label and not label.language and label.category in _ENTRY_LABELS and self.holds(label.category):
                self._labelled(entry, label)
            else:
                _note(entry, note)

    def _labelled(self, parent: etree._Element, label: Label) -> None:
        item = self._item(parent, label.category, label.text)
        if label.category in ("xGraphic", "externalCrossReference"):
            item.set("target", label.target)

    def _sections(
        self, entry: etree._Element, concept: Concept, sections: dict[str, list[Term]], nested: list[Label]
    ) -> None:
        """The language sections, each with its terms; `nested` are the definitions and notes that belong to a language."""
        contexts: dict[int, list[tuple[int, Context, bool]]] = {}
        if self.holds("context"):
            contexts = place_contexts(concept.contexts, _all(sections), self.losses)
        else:
            self.losses.add("context", len(concept.contexts))
        for language, terms in sections.items():
            section = SubElement(entry, self._language, {_LANG: language})
            for label in nested:
                if label.language != language:
                    continue
                if label.category == "note":
                    _note(section, label.text)
                else:
                    self._described(section, label)
            for term in terms:
                self._written_term(section, term, contexts.get(id(term), []))

    def _described(self, parent: etree._Element, label: Label) -> None:
        """A definition, with its source where it has one."""
        if label.source is not None:
            parent = SubElement(parent, "descripGrp")
        self._item(parent, "definition", label.text)
        if label.source is not None:
            self._item(parent, "source", label.source)

    def _transaction(self, entry: etree._Element, kind: str, moment: datetime | None, name: str | None) -> None:
        when = stamp(moment)
        if when is None and name is None:
            return
        group = SubElement(entry, "transacGrp")
        self._item(group, "transactionType", kind)
        if when is not None:
            SubElement(group, "date").text = when
        if name is not None:
            self._item(group, "responsibility", name)

    def _written_term(self, parent: etree._Element, term: Term, contexts: list[tuple[int, Context, bool]]) -> None:
        section = SubElement(parent, self._term)
        SubElement(section, "term").text = term.text
        note, labels = _term_labels(term, self.dialect)
        self._term_notes(section, term, labels)
        if term.source is not None:
            if self.holds("source"):
                self._item(section, "source", term.source)
            else:
                self.losses.add("source of a term")
        if note:
            _note(section, note)
        for label in labels:
            if CATEGORIES[label.category][0] == "admin":
                self._labelled(section, label)
        for number, context, translation in contexts:
            self._context(section, number, context, translation)

    def _term_notes(self, section: etree._Element, term: Term, labels: list[Label]) -> None:
        if term.status is not None:
            self._item(section, "administrativeStatus", STATUSES[term.status])
            if term.status == "forbidden" and self.dialect == "min":
                self.losses.add("status forbidden (written as deprecated)")
        if term.part_of_speech is not None:
            self._part_of_speech(section, term.part_of_speech)
        if not self.holds("termType"):
            self.losses.add("term type", term.type != "fullForm")
        elif not any(label.category == "termType" for label in labels):
            # Written where it says something: without it, a term is a full form.
            if term.type != "fullForm" and (self.dialect == "v2" or term.type in _TYPES):
                self._item(section, "termType", term.type)
            else:
                self.losses.add("term type", term.type not in ("fullForm", "symbol"))
        for label in labels:
            if CATEGORIES[label.category][0] == "termNote":
                self._item(section, label.category, label.text)

    def _part_of_speech(self, section: etree._Element, part_of_speech: str) -> None:
        part = "noun" if part_of_speech == "properNoun" else part_of_speech
        if self.dialect == "min" and part != part_of_speech:
            self.losses.add("part of speech proper noun (written as noun)")
        if self.dialect == "v2":
            self._item(section, "partOfSpeech", part_of_speech)
        elif part in _PARTS:
            self._item(section, "partOfSpeech", part)
        else:
            self.losses.add("part of speech")

    def _context(self, section: etree._Element, number: int, context: Context, translation: bool) -> None:
        group = SubElement(section, "descripGrp")
        self._item(group, "context", context.tgt if translation else context.src)
        if context.document or context.paragraph:
            self._item(group, "source", source_of(context))
        if translation:
            facts = [("translation", str(number))]
        else:
            facts = [("context", str(number))]
            if context.bead is not None:
                facts.append(("bead", str(context.bead)))
            if context.confidence is not None:
                facts.append(("confidence", repr(context.confidence)))
        self._machine_readable(group, facts)


def _note(parent: etree._Element, text: str) -> None:
    SubElement(parent, "note").text = text


_ENTRY_LABELS = frozenset(
    {"subjectField", "customerSubset", "projectSubset", "source", "xGraphic", "externalCrossReference"}
)


def _finer(terms: list[Term], kinds: Iterable[str]) -> list[tuple[str, str]]:
    """What TBX-Basic has no value for, as facts: the number of the term in the entry, from 1."""
    return [
        (kind, str(number))
        for number, term in enumerate(terms, 1)
        for kind in kinds
        if getattr(term, SPECIAL[kind][0]) == SPECIAL[kind][2]
    ]


def _all(sections: dict[str, list[Term]]) -> list[Term]:
    return [term for terms in sections.values() for term in terms]


def _section_of(sections: dict[str, list[Term]]) -> dict[str | None, str]:
    """The section of each language: of English, where the terms are British, the one for en-GB."""
    found: dict[str | None, str] = {tag: tag for tag in sections}
    for tag, terms in sections.items():
        found.setdefault(tag_of(terms[0]), tag)
        found.setdefault(terms[0].language, tag)
    return found


def _definition(concept: Concept, sections: dict[str, list[Term]]) -> Label | None:
    if concept.definition is None:
        return None
    label = split_definition(concept.definition)
    if label.language is None or (section := _section_of(sections).get(label.language)) is not None:
        return label if label.language is None else replace(label, language=section)
    # A definition in a language without a term: the language stays in its text.
    return Label("definition", f"({label.language}) {label.text}", None, label.source)


def _nested_labels(notes: tuple[str, ...], sections: dict[str, list[Term]]) -> list[Label]:
    """The last notes, as many as are labelled with a language of the entry, in the order of its languages.

    Only these can go to their language section and come back in the same order.
    """
    order = {language: rank for rank, language in enumerate(sections)}
    section_of = _section_of(sections)
    found: list[Label] = []
    last = len(order)
    for note in reversed(notes):
        label = read_label(note)
        section = section_of.get(label.language) if label else None
        if not label or label.category not in ("definition", "note") or section is None or order[section] > last:
            break
        last = order[section]
        found.append(replace(label, language=section))
    return found[::-1]


def _term_labels(term: Term, dialect: str) -> tuple[str | None, list[Label]]:
    """A term's note without its last lines, and these: labels of categories that a term has of its own.

    As many lines as stand in the order in which the elements do, so that they come back in the same order.
    """
    if term.note is None or dialect == "min":
        return term.note, []
    lines = term.note.split("\n")
    found: list[Label] = []
    rank = 1
    while lines:
        label = read_label(lines[-1])
        if not label or label.language or not _fits(label, term):
            break
        place = 1 if CATEGORIES[label.category][0] == "admin" else 0
        if place > rank:
            break
        rank = place
        found.append(label)
        lines.pop()
    return ("\n".join(lines) if lines else None), found[::-1]


def _fits(label: Label, term: Term) -> bool:
    """Whether a term may carry this category with this value."""
    if label.category == "grammaticalGender":
        return label.text in GENDERS
    if label.category == "termLocation":
        return label.text in LOCATIONS
    if label.category == "termType":
        return label.text == "phrase" and term.type == "fullForm"
    if label.category == "source":
        return term.source is not None
    return label.category in ("geographicalUsage", "customerSubset", "projectSubset")
