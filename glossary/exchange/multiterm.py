"""MultiTerm XML (MTF), and the termbase definition (.xdt) that MultiTerm wants before it takes the data.

Sources: the XML schema MTF in RWS's MultiTerm API documentation; the shape of a definition as Acrolinx's REST API
documentation shows one that MultiTerm reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from glossary.errors import InvalidEntry
from glossary.exchange.columns import header_of
from glossary.exchange.context_placement import place_contexts
from glossary.exchange.illegal_characters import XML, cleaned
from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import facts_of, join, source_of, stamp
from glossary.exchange.tags import tag_of
from glossary.exchange.xmltext import escape
from glossary.types import Concept, Context, Term

__all__ = ["FIELDS", "TERM_FIELDS", "write_definition", "write_multiterm"]

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
_LOCALES = {"zh": "ZH-CN", "zh-Hans": "ZH-CN", "zh-Hant": "ZH-TW"}


def write_multiterm(concepts: Iterable[Concept], out: IO[bytes], losses: Losses) -> list[str]:
    """Write the entries as MultiTerm XML; the result is the language tags, for `write_definition`.

    Raises InvalidEntry where there are no entries: a MultiTerm file holds at least one.
    """
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<mtf>\n')
    languages: dict[str, None] = {}
    for concept in concepts:
        entry = cleaned(concept, losses, XML)
        if not entry.terms:
            losses.add("entry without a term")
            continue
        losses.entries += 1
        sections: dict[str, list[Term]] = {}
        for term in entry.terms:
            # Chinese of no named script is Simplified in this house; MultiTerm wants one index for it.
            tag = "zh-Hans" if tag_of(term) == "zh" else tag_of(term)
            sections.setdefault(tag, []).append(term)
        languages.update(dict.fromkeys(sections))
        out.write("".join(f"{line}\n" for line in _entry(entry, sections, losses)).encode())
    if not losses.entries:
        raise InvalidEntry(
            "there is no entry to write, and MultiTerm has no empty files", remedy="choose other filters"
        )
    out.write(b"</mtf>\n")
    return list(languages)


def _entry(concept: Concept, sections: dict[str, list[Term]], losses: Losses) -> Iterator[str]:
    yield f"<conceptGrp><concept>{losses.entries}</concept>"
    yield from _transaction("origination", stamp(concept.created), concept.created_by, losses)
    yield from _transaction("modification", stamp(concept.modified), concept.modified_by, losses)
    yield _field("Concept ID", concept.id)
    if concept.subject is not None:
        yield _field("Subject", concept.subject)
    if concept.definition is not None:
        yield _field("Definition", concept.definition)
    yield from (_field("Note", note) for note in concept.notes)
    yield _field("Review status", concept.status)
    facts = facts_of(concept, relations=concept.relations)[1:]
    if facts:
        yield _field("duizhao", join(facts).partition(" ")[2])
    placed = place_contexts(concept.contexts, [term for terms in sections.values() for term in terms], losses)
    for tag, terms in sections.items():
        yield f'<languageGrp><language type="{escape(header_of(tag))}" lang="{_LOCALES.get(tag, tag.upper())}"/>'
        for term in terms:
            yield "<termGrp>" + f"<term>{escape(term.text)}</term>"
            yield from _term_fields(term)
            for number, context, translation in placed.get(id(term), ()):
                yield _context(number, context, translation)
            yield "</termGrp>"
        yield "</languageGrp>"
    yield "</conceptGrp>"


def _term_fields(term: Term) -> Iterator[str]:
    if term.status is not None:
        yield _field("Status", term.status)
    yield _field("Term type", TYPES.get(term.type, term.type))
    if term.part_of_speech is not None:
        yield _field("Part of speech", PARTS.get(term.part_of_speech, term.part_of_speech))
    if term.source is not None:
        yield _field("Source", term.source)
    if term.note is not None:
        yield _field("Term note", term.note)


def _context(number: int, context: Context, translation: bool) -> str:
    text = context.tgt if translation else context.src
    facts = [("translation" if translation else "context", str(number))]
    if not translation and context.bead is not None:
        facts.append(("bead", str(context.bead)))
    if not translation and context.confidence is not None:
        facts.append(("confidence", repr(context.confidence)))
    inner = _field("duizhao", join(facts).partition(" ")[2])
    if source := source_of(context):
        inner = _field("Source", source) + inner
    return f'<descripGrp><descrip type="Context">{escape(text)}</descrip>{inner}</descripGrp>'


def _field(name: str, text: str) -> str:
    return f'<descripGrp><descrip type="{name}">{escape(text)}</descrip></descripGrp>'


def _transaction(kind: str, when: str | None, name: str | None, losses: Losses) -> Iterator[str]:
    """A transaction; the schema wants its date."""
    if when is None:
        losses.add("name of who changed an entry at an unknown time", name is not None)
        return
    if len(when) == 10:
        when += "T00:00:00Z"
    yield f'<transacGrp><transac type="{kind}">{escape(name or "")}</transac><date>{when}</date></transacGrp>'


def write_definition(languages: Iterable[str], out: IO[bytes]) -> None:
    """Write the termbase definition: the languages as indexes, the fields and the levels they stand at."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<Output xmlns:dt="urn:schemas-microsoft-com:datatypes">',
        "<Object><Tree>",
        _level(
            "Entry level", 0, [*map(_leaf, FIELDS), _level("Index level", 2, [_level("Term level", 3, _term_leaves())])]
        ),
        "</Tree><Languages>",
        *(
            f"<ItemLocale>{_LOCALES.get(tag, tag.upper())}</ItemLocale><ItemText>{escape(header_of(tag))}</ItemText>"
            "<IsTargetOnly>false</IsTargetOnly>"
            for tag in languages
        ),
        "</Languages><TerminologyFields>",
        *(_structure(name, values) for name, values in {**FIELDS, **TERM_FIELDS}.items()),
        '</TerminologyFields><Option dt:dt="i4">2</Option><CaseSensitive dt:dt="boolean">1</CaseSensitive>',
        '<IgnoreNonAlpha dt:dt="boolean">0</IgnoreNonAlpha>',
        "<TermbaseDescription>Glossary exported by duizhao</TermbaseDescription>",
        "<CopyrightText/><SplashImage/><IconFile/><RefInfo/></Object>",
        '<Schema><Schema name="Termbase Definition">',
        _SCHEMA,
        "</Schema></Schema></Output>",
    ]
    out.write("".join(f"{line}\n" for line in lines).encode())


_SEVERAL = frozenset({"Note", "Context"})


def _level(name: str, kind: int, children: Iterable[str]) -> str:
    """A node of the tree of fields; `kind` 0 is the entry, 1 a field, 2 an index (language), 3 a term."""
    several = int(kind != 1 or name in _SEVERAL)
    return (
        f'<Node ID="0"><TextChild dt:dt="string">{name}</TextChild><NodeType dt:dt="i4">{kind}</NodeType>'
        f'<Mandatory dt:dt="boolean">{int(kind != 1)}</Mandatory><Multiply dt:dt="boolean">{several}</Multiply>'
        f'<Readonly dt:dt="boolean">0</Readonly><labels/><description/>{"".join(children)}</Node>'
    )


def _leaf(name: str) -> str:
    return _level(name, 1, ())


def _term_leaves() -> list[str]:
    return [_level(name, 1, map(_leaf, ("Source", "duizhao")) if name == "Context" else ()) for name in TERM_FIELDS]


def _structure(name: str, values: tuple[str, ...]) -> str:
    kind = "Picklist" if values else "Text"
    picks = "".join(f"<PicklistValue>{value}</PicklistValue>" for value in values)
    return (
        f'<Node ID="0"><TextChild dt:dt="string">{name}</TextChild><Structure><Type>{kind}</Type>{picks}'
        "<History>F</History></Structure></Node>"
    )


def _element(name: str, content: str, occurs: tuple[str, str], inner: str = "", extra: str = "") -> str:
    """A type of element of MTF, as a definition describes it."""
    return (
        f'<ElementType name="{name}" content="{content}" order="many"{extra}><description/>'
        f'<Occurences><Level minOccurs="{occurs[0]}" maxOccurs="{occurs[1]}"/></Occurences>{inner}</ElementType>'
    )


def _attribute(name: str, extra: str = ' type=""') -> str:
    return (
        f'<AttributeType name="{name}"{extra}><description/><Occurences><Level minOccurs="1" maxOccurs="1"/></Occurences>'
        "</AttributeType>"
    )


_ONE, _MAYBE, _SOME, _ANY = ("1", "1"), ("0", "1"), ("1", "*"), ("0", "*")
_TEXT = ' type="string"'
_TRANSACTION = _element(
    "transacGrp",
    "eltOnly",
    _ANY,
    _element(
        "transac",
        "textOnly",
        _ANY,
        _attribute("type", ' type="enumeration" values="origination|modification"'),
        _TEXT,
    )
    + _element("date", "textOnly", _ANY, extra=' type="date"'),
)
_DESCRIPTION = _element(
    "descripGrp",
    "eltOnly",
    _ANY,
    _element("descrip", "mixed", _ANY, _attribute("type"), _TEXT),
    ' history="F"',
)
_TERM = _element(
    "termGrp",
    "eltOnly",
    _SOME,
    _element("term", "textOnly", _ONE, extra=_TEXT) + _DESCRIPTION + _TRANSACTION,
)
_LANGUAGE = _element(
    "languageGrp",
    "eltOnly",
    _ANY,
    _element("language", "empty", _ANY, _attribute("lang") + _attribute("type")) + _TERM + _DESCRIPTION + _TRANSACTION,
)
_CONCEPT = _element(
    "conceptGrp",
    "eltOnly",
    _SOME,
    _element("concept", "textOnly", _ONE, extra=' type="ui4"')
    + _element("system", "textOnly", _MAYBE, extra=' type="ui4"')
    + _TRANSACTION
    + _DESCRIPTION
    + _LANGUAGE,
)
_SCHEMA = f'<ElementType name="mtf" content="eltOnly" order="many"><description/>{_CONCEPT}</ElementType>'
