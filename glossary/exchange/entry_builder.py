"""Builds an entry while it is read: takes data categories one by one, in any order, and gives a Concept.

The readers of TBX and MultiTerm share it: they name what they find by its TBX data category, and here it is
decided which field, or which labelled note, it becomes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from glossary.exchange.labels import Label, write_label
from glossary.exchange.metadata_notes import RELATIONS, fraction, with_facts
from glossary.exchange.tags import with_region
from glossary.exchange.tbx_rules import CATEGORIES, PARTS_OF_SPEECH, SPECIAL, STATUS_VALUES, TERM_TYPES
from glossary.types import Concept, Context, Relation, Term

__all__ = ["ContextSide", "EntryDraft", "Item", "TermDraft"]

_VALUES = {
    "administrativeStatus": STATUS_VALUES,
    "usageStatus": STATUS_VALUES,
    "normativeAuthorization": STATUS_VALUES,
    "partOfSpeech": PARTS_OF_SPEECH,
    "termType": TERM_TYPES,
}
_CREATED = frozenset({"origination", "creation", "input", "importation"})
_NEVER = datetime.max.replace(tzinfo=UTC)
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Item:
    """A data category with what its group says about it. `element` is the kind of element it came in."""

    category: str
    text: str
    element: str = ""
    line: int | None = None
    target: str = ""
    language: str | None = None
    sources: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)

    def with_source(self) -> str:
        """The text, and its sources as a definition names them."""
        return self.text + (f" [source: {'; '.join(self.sources)}]" if self.sources else "")

    def labelled(self, language: str | None) -> list[str]:
        """The item, and what its group says about it, as labelled notes."""
        text = self.with_source()
        if self.target and self.target not in text:
            text = f"{text} <{self.target}>"
        notes = [write_label(Label(self.category, text, language))] if text else []
        return notes + self.remarks(language)

    def remarks(self, language: str | None) -> list[str]:
        """What the item's group says about it, as notes."""
        notes = [f"note on {self.category}: {note}" for note in self.notes]
        return notes + [line for other in self.others for line in other.labelled(language)]

    def relation(self) -> str | None:
        """Type of the relation that a reference names, None where the relation is not one between concepts."""
        if self.category == "crossReference":
            return self.text if self.text in RELATIONS else "related"
        name = self.category.lower()
        if self.element != "ref" and not name.endswith(("concept", "generic", "partitive")):
            return None
        if name.startswith(("broader", "superordinate")):
            return "broader"
        if name.startswith(("narrower", "subordinate")):
            return "narrower"
        return "related" if name.startswith(("related", "associated", "coordinate")) else None


@dataclass(slots=True)
class ContextSide:
    """One side of a context, and which context it belongs to."""

    text: str
    language: str
    document: str
    facts: dict[str, str]

    @property
    def number(self) -> int | None:
        number = self.facts.get("context") or self.facts.get("translation") or ""
        return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


@dataclass(slots=True)
class EntryDraft:
    """What has been read of an entry so far."""

    id: str = ""
    subject: str | None = None
    definition: str | None = None
    notes: list[str] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    halves: list[ContextSide] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    created: list[tuple[datetime | None, str | None]] = field(default_factory=list)
    modified: list[tuple[datetime | None, str | None]] = field(default_factory=list)

    def about_entry(self, item: Item) -> None:
        """Take in what is said of the concept."""
        if item.facts and item.category in ("note", "x-duizhao"):
            self.facts += [fact for fact in item.facts if fact[0] not in RELATIONS]
            self.relations += [Relation(key, value) for key, value in item.facts if key in RELATIONS]  # type: ignore[arg-type]
        elif not item.text:
            return
        elif item.category == "subjectField" and self.subject is None:
            self.subject = item.text
        elif item.category == "definition" and self.definition is None and item.language is None:
            self.definition = item.with_source()
        elif item.category == "note":
            self.notes.append(item.text)
        elif (kind := item.relation()) and item.target:
            self.relations.append(Relation(kind, item.target))  # type: ignore[arg-type]
        else:
            self.notes += item.labelled(item.language)
            return
        self.notes += item.remarks(None)

    def about_section(self, item: Item, tag: str) -> None:
        """Take in what is said of all terms of a language."""
        if not item.text:
            return
        if item.category == "definition" and self.definition is None:
            self.definition = f"({tag}) {item.with_source()}"
            self.notes += item.remarks(tag)
        else:
            self.notes += item.labelled(tag)

    def transaction(self, kind: str, moment: datetime | None, name: str | None) -> None:
        """Take in who did what and when: the first origination and the last modification stay as such."""
        if kind in _CREATED:
            self.created.append((moment, name))
        elif kind == "modification":
            self.modified.append((moment, name))
        elif kind:
            parts = [part for part in (moment and moment.date().isoformat(), name) if part]
            self.notes.append(f"{kind}: {', '.join(parts)}" if parts else f"transaction: {kind}")

    def concept(self) -> Concept:
        """The entry; its id may be empty."""
        created = min(self.created, key=lambda done: done[0] or _NEVER, default=(None, None))
        modified = max(self.modified, key=lambda done: done[0] or _ALWAYS, default=(None, None))
        concept = Concept(
            id=self.id,
            terms=tuple(self.terms),
            subject=self.subject,
            definition=self.definition,
            notes=tuple(self.notes),
            contexts=_paired(self.halves),
            relations=tuple(self.relations),
            created=created[0],
            created_by=created[1],
            modified=modified[0],
            modified_by=modified[1],
        )
        return _with_special(with_facts(concept, self.facts), self.facts)


@dataclass(slots=True)
class TermDraft:
    """What has been read of a term so far."""

    entry: EntryDraft
    language: str
    script: str | None
    region: str | None = None
    """The whole tag of its language, where it names a region."""
    values: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    labels: tuple[list[str], list[str], list[str]] = field(default_factory=lambda: ([], [], []))
    """Labelled lines to keep: of any others, of term notes, of administrative data."""

    @property
    def tag(self) -> str:
        return f"{self.language}-{self.script}" if self.script else self.language

    def about(self, item: Item) -> None:
        """Take in what is said of the term."""
        if not item.text:
            return
        known = _VALUES.get(item.category, {})
        key = "administrativeStatus" if known is STATUS_VALUES else item.category
        if item.text in known and key not in self.values:
            self.values[key] = known[item.text]
        elif item.category == "source" and "source" not in self.values:
            self.values["source"] = item.text
        elif item.category == "note":
            self.notes.append(item.text)
        elif item.category == "context":
            self.entry.halves.append(ContextSide(item.text, self.language, "; ".join(item.sources), dict(item.facts)))
        elif item.category == "definition":
            self.entry.about_section(item, self.tag)
            return
        else:
            element = CATEGORIES.get(item.category, (item.element,))[0]
            self.labels[{"termNote": 1, "admin": 2}.get(element, 0)].extend(item.labelled(None))
            return
        self.labels[0].extend(item.remarks(None))

    def finish(self, texts: list[str]) -> None:
        """Add the term to its entry; further texts are further terms."""
        note = "\n".join([*self.notes, *self.labels[0], *self.labels[1], *self.labels[2]]) or None
        first = Term(
            texts[0],
            self.language,
            self.script,
            type=self.values.get("termType", "fullForm"),  # type: ignore[arg-type]
            part_of_speech=self.values.get("partOfSpeech"),
            status=self.values.get("administrativeStatus"),  # type: ignore[arg-type]
            source=self.values.get("source"),
            note=note,
        )
        terms = [first, *(Term(text, self.language, self.script) for text in texts[1:])]
        self.entry.terms += [with_region(term, self.region) for term in terms]


def _with_special(concept: Concept, facts: list[tuple[str, str]]) -> Concept:
    """The entry with what the file's own values are too coarse for; a term that was changed since stays as it is."""
    terms = list(concept.terms)
    for kind, number in facts:
        if kind not in SPECIAL or not (number.isascii() and number.isdigit() and 0 < int(number[:6]) <= len(terms)):
            continue
        name, coarse, fine = SPECIAL[kind]
        term = terms[int(number[:6]) - 1]
        if getattr(term, name) == coarse:
            terms[int(number[:6]) - 1] = replace(term, **{name: fine})  # type: ignore[arg-type]
    return replace(concept, terms=tuple(terms))


def _paired(halves: list[ContextSide]) -> tuple[Context, ...]:
    """Contexts of the halves: those that are numbered in their order, then the others, one-sided."""
    numbered: dict[int, dict[bool, ContextSide]] = {}
    single = []
    for half in halves:
        side = "translation" in half.facts
        if half.number is not None and side not in numbered.get(half.number, {}):
            numbered.setdefault(half.number, {})[side] = half
        else:
            single.append(half)
    pairs = [numbered[number] for number in sorted(numbered)] + [{False: half} for half in single]
    return tuple(_context(pair.get(False), pair.get(True)) for pair in pairs)


def _context(src: ContextSide | None, tgt: ContextSide | None) -> Context:
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
