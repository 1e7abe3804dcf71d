"""TBX out: version 3 (ISO 30042:2019), dialects Basic and Min in the styles DCA and DCT; version 2 (martif).

One entry is built and written at a time. What a dialect has no data category for goes into a note where notes
are read by people (Basic), and is counted as lost where it is not (Min).

Sources: ISO 30042:2019; the TBX-Basic and TBX-Min dialect packages of LTAC/TerminOrgs (module schemas, Schematron);
for version 2, the martif schema that OmegaT reads with.
"""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from glossary.errors import InvalidEntry
from glossary.exchange.context_placement import place_contexts
from glossary.exchange.illegal_characters import XML, cleaned
from glossary.exchange.labels import GENDERS, LOCATIONS, Label, read_label, split_definition
from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import MARK, facts_of, join, source_of, stamp
from glossary.exchange.tags import tag_of
from glossary.exchange.tbx_rules import CATEGORIES, SPECIAL, STATUSES
from glossary.exchange.xmltext import decode_id, encode_id, escape
from glossary.types import Concept, Context, Relation, Scores, Term

__all__ = ["SIGNIFICANT", "write_tbx"]

SIGNIFICANT = "White space within elements is significant."
"""Stands in the header of our files; in other files, line breaks and indentation are taken for pretty-printing."""

_PARTS = frozenset({"noun", "verb", "adjective", "adverb", "other"})
_TYPES = frozenset({"fullForm", "shortForm", "acronym", "abbreviation", "variant"})

_NAMESPACES = (
    'xmlns="urn:iso:std:iso:30042:ed-2"',
    'xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min"',
    'xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min" '
    'xmlns:basic="http://www.tbxinfo.net/ns/basic"',
)


@dataclass(slots=True)
class _Writer:
    """What differs between the dialects, styles and versions; builds the lines of one entry at a time."""

    dialect: str  # basic, min, v2
    style: str
    losses: Losses
    ids: set[str] = field(default_factory=set)

    @property
    def names(self) -> tuple[str, str, str]:
        return ("termEntry", "langSet", "tig") if self.dialect == "v2" else ("conceptEntry", "langSec", "termSec")

    def holds(self, category: str) -> bool:
        if self.dialect == "min":
            return CATEGORIES[category][1] == "min"
        return True

    def item(self, category: str, text: str, attributes: str = "") -> str:
        element, module = CATEGORIES[category]
        if self.style == "dct":
            return f"<{module}:{category}{attributes}>{escape(text)}</{module}:{category}>"
        return f'<{element} type="{category}"{attributes}>{escape(text)}</{element}>'

    def entry(self, concept: Concept, number: int) -> list[str]:
        """Lines of an entry, without line ends; empty where it has no term that can be written."""
        concept = cleaned(concept, self.losses, XML)
        sections: dict[str, list[Term]] = {}
        for term in concept.terms:
            sections.setdefault(tag_of(term), []).append(term)
        if not sections:
            self.losses.add("entry without a term")
            return []
        entry, language_section, _ = self.names
        identifier = f"c{number}" if self.dialect == "v2" else encode_id(concept.id)
        if identifier in self.ids:
            raise InvalidEntry(
                "two entries have the id {id!r}", remedy="merge them: glossary merge", code="same_id", id=concept.id
            )
        self.ids.add(identifier)
        lines = [f'<{entry} id="{escape(identifier)}">']
        nested = _nested_labels(concept.notes, sections) if self.holds("definition") else []
        main = _definition(concept, sections)
        notes = concept.notes[: len(concept.notes) - len(nested)]
        lines += [f"  {line}" for line in self.about(concept, notes, main, _all(sections))]
        if main is not None and main.language is not None:
            if self.holds("definition"):
                nested.insert(0, main)
            else:
                self.losses.add("definition")
        contexts = place_contexts(concept.contexts, _all(sections), self.losses) if self.holds("context") else {}
        if not self.holds("context"):
            self.losses.add("context", len(concept.contexts))
        for language, terms in sections.items():
            lines.append(f'  <{language_section} xml:lang="{escape(language)}">')
            lines += [f"    {line}" for line in self.section_labels(nested, language)]
            for term in terms:
                lines += [f"    {line}" for line in self.term(term, contexts.get(id(term), []))]
            lines.append(f"  </{language_section}>")
        lines.append(f"</{entry}>")
        return lines

    def about(self, concept: Concept, notes: tuple[str, ...], main: Label | None, terms: list[Term]) -> Iterator[str]:
        """What is said of the concept as a whole."""
        if self.holds("transactionType"):
            yield from self.transaction("origination", concept.created, concept.created_by)
            yield from self.transaction("modification", concept.modified, concept.modified_by)
        elif concept.created or concept.modified or concept.created_by or concept.modified_by:
            self.losses.add("dates and names of an entry's changes")
        if concept.subject is not None:
            yield self.item("subjectField", concept.subject)
        if main is not None and main.language is None:
            if self.holds("definition"):
                yield from self.definition(main)
            else:
                self.losses.add("definition")
        yield from self.facts(concept, terms)
        for note in notes:
            label = read_label(note)
            if label and not label.language and label.category in _ENTRY_LABELS and self.holds(label.category):
                yield self.labelled(label)
            else:
                yield f"<note>{escape(note)}</note>"

    def facts(self, concept: Concept, terms: list[Term]) -> Iterator[str]:
        if self.dialect == "min":
            told = concept.status != "proposed" or concept.frequency or concept.documents or concept.scores != Scores()
            self.losses.add("review status, counts and scores of an entry", int(bool(told)))
            self.losses.add("relation", len(concept.relations))
            return
        if self.dialect == "v2":
            facts = facts_of(concept, relations=concept.relations, identifier=True)
            facts += _finer(terms, ("forbidden",))
            yield f'<admin type="x-duizhao">{escape(join(facts).removeprefix(MARK))}</admin>'
            return
        yield f"<note>{escape(join([*facts_of(concept), *_finer(terms, SPECIAL)]))}</note>"
        for relation in concept.relations:
            yield self.relation(relation)

    def relation(self, relation: Relation) -> str:
        target = escape(encode_id(relation.target))
        return self.item("crossReference", relation.type, f' target="{target}"')

    def labelled(self, label: Label) -> str:
        if label.category in ("xGraphic", "externalCrossReference"):
            return self.item(label.category, label.text, f' target="{escape(label.target)}"')
        return self.item(label.category, label.text)

    def section_labels(self, nested: list[Label], language: str) -> Iterator[str]:
        for label in nested:
            if label.language != language:
                continue
            if label.category == "note":
                yield f"<note>{escape(label.text)}</note>"
            else:
                yield from self.definition(label)

    def definition(self, label: Label) -> Iterator[str]:
        if label.source is None:
            yield self.item("definition", label.text)
            return
        yield "<descripGrp>"
        yield f"  {self.item('definition', label.text)}"
        yield f"  {self.item('source', label.source)}"
        yield "</descripGrp>"

    def transaction(self, kind: str, moment: object, name: str | None) -> Iterator[str]:
        when = stamp(moment)  # type: ignore[arg-type]
        if when is None and name is None:
            return
        yield "<transacGrp>"
        yield f"  {self.item('transactionType', kind)}"
        if when is not None:
            yield f"  <date>{when}</date>"
        if name is not None:
            yield f"  {self.item('responsibility', name)}"
        yield "</transacGrp>"

    def term(self, term: Term, contexts: list[tuple[int, Context, bool]]) -> Iterator[str]:
        section = self.names[2]
        yield f"<{section}>"
        yield f"  <term>{escape(term.text)}</term>"
        note, labels = _term_labels(term, self.dialect)
        yield from (f"  {line}" for line in self.term_notes(term, labels))
        if term.source is not None:
            if self.holds("source"):
                yield f"  {self.item('source', term.source)}"
            else:
                self.losses.add("source of a term")
        if note:
            yield f"  <note>{escape(note)}</note>"
        for label in labels:
            if CATEGORIES[label.category][0] == "admin":
                yield f"  {self.labelled(label)}"
        for number, context, translation in contexts:
            yield from (f"  {line}" for line in self.context(number, context, translation))
        yield f"</{section}>"

    def term_notes(self, term: Term, labels: list[Label]) -> Iterator[str]:
        if term.status is not None:
            yield self.item("administrativeStatus", STATUSES[term.status])
            if term.status == "forbidden" and self.dialect == "min":
                self.losses.add("status forbidden (written as deprecated)")
        if term.part_of_speech is not None:
            part = "noun" if term.part_of_speech == "properNoun" else term.part_of_speech
            if self.dialect == "min" and part != term.part_of_speech:
                self.losses.add("part of speech proper noun (written as noun)")
            if self.dialect == "v2":
                yield self.item("partOfSpeech", term.part_of_speech)
            elif part in _PARTS:
                yield self.item("partOfSpeech", part)
            else:
                self.losses.add("part of speech")
        if not self.holds("termType"):
            self.losses.add("term type", term.type != "fullForm")
        elif not any(label.category == "termType" for label in labels):
            # Written where it says something: without it, a term is a full form.
            if term.type != "fullForm" and (self.dialect == "v2" or term.type in _TYPES):
                yield self.item("termType", term.type)
            else:
                self.losses.add("term type", term.type not in ("fullForm", "symbol"))
        for label in labels:
            if CATEGORIES[label.category][0] == "termNote":
                yield self.item(label.category, label.text)

    def context(self, number: int, context: Context, translation: bool) -> Iterator[str]:
        yield "<descripGrp>"
        yield f"  {self.item('context', context.tgt if translation else context.src)}"
        if context.document or context.paragraph:
            yield f"  {self.item('source', source_of(context))}"
        if translation:
            facts = [("translation", str(number))]
        else:
            facts = [("context", str(number))]
            if context.bead is not None:
                facts.append(("bead", str(context.bead)))
            if context.confidence is not None:
                facts.append(("confidence", repr(context.confidence)))
        if self.dialect == "v2":
            yield f'  <admin type="x-duizhao">{escape(join(facts).removeprefix(MARK))}</admin>'
        else:
            yield f"  <note>{escape(join(facts))}</note>"
        yield "</descripGrp>"


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


def _definition(concept: Concept, sections: dict[str, list[Term]]) -> Label | None:
    if concept.definition is None:
        return None
    label = split_definition(concept.definition)
    if label.language is None or label.language in sections:
        return label
    # A definition in a language without a term: the language stays in its text.
    return Label("definition", f"({label.language}) {label.text}", None, label.source)


def _nested_labels(notes: tuple[str, ...], sections: dict[str, list[Term]]) -> list[Label]:
    """The last notes, as many as are labelled with a language of the entry, in the order of its languages.

    Only these can go to their language section and come back in the same order.
    """
    order = {language: rank for rank, language in enumerate(sections)}
    found: list[Label] = []
    last = len(order)
    for note in reversed(notes):
        label = read_label(note)
        if not label or label.category not in ("definition", "note") or label.language not in order:
            break
        if order[label.language] > last:
            break
        last = order[label.language]
        found.append(label)
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


def write_tbx(concepts: Iterable[Concept], out: IO[bytes], losses: Losses, *, dialect: str, style: str = "dca") -> None:
    """Write the entries as TBX; `dialect` is basic, min or v2, `style` dca or dct (version 3).

    Cross-references need the ids of the whole file, those yet to come included: the body is written to a temporary
    file first, and a reference to an entry that is not in the file becomes a note. Raises InvalidEntry where two
    entries have one id, and for version 2, which has no empty files, where there are no entries.
    """
    writer = _Writer(dialect, style, losses)
    with tempfile.TemporaryFile() as body:
        for concept in concepts:
            lines = writer.entry(concept, losses.entries + 1)
            if lines:
                losses.entries += 1
                body.write("".join(f"{line}\n" for line in lines).encode())
        if dialect == "v2" and not losses.entries:
            raise InvalidEntry(
                "there is no entry to write, and TBX 2 has no empty files", remedy="choose other filters"
            )
        body.seek(0)
        head, foot = _frame(dialect, style, bool(losses.entries))
        out.write(head.encode())
        for line in _resolved(body, _REFERENCE[style].encode(), writer.ids):
            out.write(line)
        out.write(foot.encode())


_REFERENCE = {"dca": '<ref type="crossReference" target="', "dct": '<basic:crossReference target="'}
_TARGET = re.compile(r'^( *)<(?:ref type="crossReference"|basic:crossReference) target="([^"]*)">([a-z]+)<')


def _resolved(body: Iterable[bytes], mark: bytes, ids: set[str]) -> Iterator[bytes]:
    """The lines of the body; references to entries that are not in the file become one note in their place."""
    outside: list[tuple[str, str]] = []
    for line in body:
        found = _TARGET.match(line.decode()) if mark in line else None
        if found and html.unescape(found[2]) not in ids:
            outside.append((found[3], decode_id(html.unescape(found[2]))))
            continue
        if outside:
            yield f"  <note>{escape(join(outside))}</note>\n".encode()
            outside = []
        yield line


def _frame(dialect: str, style: str, entries: bool) -> tuple[str, str]:
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    body, end = ("    <body>\n", "    </body>\n") if entries else ("", "")
    about = f"        <p>Glossary exported by duizhao. {SIGNIFICANT}</p>\n"
    if dialect == "v2":
        head = (
            f'{declaration}<martif type="TBX" xml:lang="en">\n  <martifHeader>\n    <fileDesc>\n      <sourceDesc>\n{about}'
            "      </sourceDesc>\n    </fileDesc>\n    <encodingDesc>\n"
            '      <p type="XCSURI">http://www.lisa.org/fileadmin/standards/tbx/TBXXCSV02.XCS</p>\n'
            f"    </encodingDesc>\n  </martifHeader>\n  <text>\n{body}"
        )
        return head, f"{end}  </text>\n</martif>\n"
    name = "TBX-Basic" if dialect == "basic" else "TBX-Min"
    modules = 0 if style == "dca" else 1 if dialect == "min" else 2
    head = (
        f'{declaration}<tbx type="{name}" style="{style}" xml:lang="en" {_NAMESPACES[modules]}>\n  <tbxHeader>\n'
        f"    <fileDesc>\n      <sourceDesc>\n{about}      </sourceDesc>\n    </fileDesc>\n  </tbxHeader>\n  <text>\n{body}"
    )
    return head, f"{end}  </text>\n</tbx>\n"
