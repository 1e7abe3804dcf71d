"""SKOS (W3C Recommendation, 2009) as Turtle: a concept an entry, preferred, alternative and hidden labels by language.

Out, an entry at a time, in lines that people can read. In: Turtle, RDF/XML, N-Triples or JSON-LD, through Oxigraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, unquote

from align.extras import require
from align.safexml import refuse_entities
from glossary.errors import InvalidExchange, Message
from glossary.exchange.illegal_characters import XML, cleaned_entries
from glossary.exchange.labels import split_definition
from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import RELATIONS, facts_of, join, parse_stamp, split, stamp, with_facts
from glossary.exchange.table import AVOIDED
from glossary.exchange.tags import parse_locale, tagged, with_region
from glossary.folding import concept_id
from glossary.types import Concept, Context, Relation, Term

__all__ = ["read_skos", "write_skos"]

_BASE = "urn:x-duizhao:concept:"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCT = "http://purl.org/dc/terms/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_HEAD = f"""@prefix skos: <{_SKOS}> .
@prefix dct: <{_DCT}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_LABELS = {"prefLabel": None, "altLabel": None, "hiddenLabel": "deprecated"}
_NOTES = ("note", "scopeNote", "historyNote", "changeNote", "editorialNote")
_LARGEST = 1 << 30
"""Largest file that is read, in bytes: the triples of an entry may stand anywhere, so all are held."""


def write_skos(concepts: Iterable[Concept], out: IO[bytes], losses: Losses) -> None:
    """Write the entries as Turtle; the best term of a language is its preferred label, terms to be avoided are hidden labels.

    An entry without a term is left out and counted.
    """
    out.write(_HEAD.encode())
    for entry in cleaned_entries(concepts, losses, XML):
        statements = list(_statements(entry, losses))
        out.write(f"\n<{_iri(entry.id)}> a skos:Concept ;\n    ".encode())
        out.write(" ;\n    ".join(statements).encode() + b" .\n")


def _statements(concept: Concept, losses: Losses) -> Iterator[str]:
    yield f"skos:notation {_literal(concept.id)}"
    preferred: dict[str, Term] = {}
    terms = [tagged(term) for term in concept.terms]
    for tag, term in terms:
        if term.status not in AVOIDED:
            preferred.setdefault(tag, term)
    # The preferred term first of its language, where its language is first named; one label once.
    labels: dict[tuple[str, str], Term] = {}
    for tag, term in terms:
        for best in (preferred.get(tag, term), term):
            labels.setdefault((tag, best.text), best)
    losses.add("term that stands there twice", len(concept.terms) - len(labels))
    for (tag, _), term in labels.items():
        label = "prefLabel" if term is preferred.get(tag) else "hiddenLabel" if term.status in AVOIDED else "altLabel"
        yield f"skos:{label} {_literal(term.text, tag)}"
        losses.add("term type", term.type != "fullForm")
        losses.add("part of speech", term.part_of_speech is not None)
        losses.add("status of a term", term.status not in (None, "deprecated"))
        losses.add("source of a term", term.source is not None)
        losses.add("note of a term", term.note is not None)
    if concept.subject is not None:
        yield f"dct:subject {_literal(concept.subject)}"
    if concept.definition is not None:
        definition = split_definition(concept.definition)
        text = definition.text + (f" [source: {definition.source}]" if definition.source else "")
        yield f"skos:definition {_literal(text, definition.language)}"
    yield from (f"skos:note {_literal(note)}" for note in dict.fromkeys(concept.notes))
    examples = []
    for context in concept.contexts:
        sides = ((context.src, context.src_lang), (context.tgt, context.tgt_lang))
        examples += [f"skos:example {_literal(text, language)}" for text, language in sides if text]
        losses.add("place of a context", bool(context.document or context.paragraph or context.bead is not None))
    yield from dict.fromkeys(examples)
    for relation in dict.fromkeys(concept.relations):
        if relation.type == "conflict":
            losses.add("relation of conflict")
        else:
            yield f"skos:{relation.type} <{_iri(relation.target)}>"
    yield f"skos:editorialNote {_literal(join(facts_of(concept)))}"
    for moment, name in ((concept.created, "created"), (concept.modified, "modified")):
        if when := stamp(moment):
            yield f'dct:{name} "{when}"^^xsd:{"date" if len(when) == 10 else "dateTime"}'
    for person, name in ((concept.created_by, "creator"), (concept.modified_by, "contributor")):
        if person is not None:
            yield f"dct:{name} {_literal(person)}"


def _iri(identifier: str) -> str:
    return _BASE + quote(identifier, safe="")


def _literal(text: str, language: str | None = None) -> str:
    """A literal of Turtle (RDF 1.1 Turtle, production STRING_LITERAL_QUOTE) with its language.

    >>> print(_literal('a "b"\\nc', "en"))
    "a \\"b\\"\\nc"@en
    """
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    safe = re.sub(r'[\\"\n\r\t]', lambda found: escapes[found[0]], text)
    return f'"{safe}"' + (f"@{language}" if language and re.fullmatch("[a-zA-Z]+(-[a-zA-Z0-9]+)*", language) else "")


@dataclass(slots=True)
class _Node:
    """What a file says of one resource, in its order."""

    concept: bool = False
    labels: list[tuple[str, str, str]] = field(default_factory=list)
    values: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def first(self, name: str) -> str | None:
        found = self.values.get(name)
        return found[0][0] if found else None


def read_skos(path: Path, losses: Losses) -> Iterator[Concept]:
    """The concepts of an RDF file, in the order in which they turn up.

    Raises InvalidExchange with the line where it is no RDF, and where it is larger than a gigabyte.
    """
    require("pyoxigraph", "rdf", Message("to read RDF"))
    import pyoxigraph

    if path.stat().st_size > _LARGEST:
        raise InvalidExchange("is larger than 1 GB", where=path, remedy="split it, or export it as TBX")
    nodes: dict[str, _Node] = {}
    try:
        with path.open("rb") as stream:
            # An editor may have put the mark of UTF-8 before it, which RDF does not know.
            stream.seek(3 if stream.read(3) == b"\xef\xbb\xbf" else 0)
            for quad in pyoxigraph.parse(stream, format=_format(path), without_named_graphs=True):
                _take(quad, nodes, losses)
    except SyntaxError as error:
        raise InvalidExchange(
            "is no RDF we can read: {reason}", where=path, line=error.lineno, reason=error.msg
        ) from error
    except (OSError, ValueError) as error:
        raise InvalidExchange("is no RDF we can read: {reason}", where=path, reason=str(error)[:200]) from error
    for iri, node in nodes.items():
        if not (node.labels or node.concept):
            continue
        concept = _concept(iri, node, losses)
        if concept is not None:
            losses.entries += 1
            yield concept


def _format(path: Path) -> Any:
    import pyoxigraph

    with path.open("rb") as file:
        start = file.read(1 << 16).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<?xml", b"<rdf:", b"<!DOCTYPE", b"<!--")):
        refuse_entities(path)
        return pyoxigraph.RdfFormat.RDF_XML
    if start.startswith((b"{", b"[")) and b'"@' in start:
        return pyoxigraph.RdfFormat.JSON_LD
    return pyoxigraph.RdfFormat.TURTLE


def _take(quad: Any, nodes: dict[str, _Node], losses: Losses) -> None:
    predicate = quad.predicate.value
    subject = getattr(quad.subject, "value", None)
    value = getattr(quad.object, "value", None)
    if subject is None or value is None:
        losses.add("statement about a statement")
        return
    node = nodes.setdefault(subject, _Node())
    if predicate == _TYPE:
        node.concept |= value == _SKOS + "Concept"
        return
    space = _SKOS if predicate.startswith(_SKOS) else _DCT if predicate.startswith(_DCT) else ""
    name = predicate.removeprefix(space)
    language = getattr(quad.object, "language", None) or ""
    literal = hasattr(quad.object, "datatype")
    if space == _SKOS and name in _LABELS:
        node.labels.append((name, value, language))
    elif space == _SKOS and name in RELATIONS and not literal:
        node.relations.append(Relation(name, _identifier(value)))
    elif space and name in _KNOWN:
        node.values.setdefault(name, []).append((value, language))
    elif space != _SKOS or name not in ("inScheme", "topConceptOf", "hasTopConcept"):
        node.values.setdefault("", []).append((value, language))


_KNOWN = {*_NOTES, "notation", "definition", "example", "subject", "created", "modified", "creator", "contributor"}


def _terms(node: _Node, losses: Losses) -> list[Term]:
    """The labels of a concept as terms, the preferred label of a language first."""
    terms = []
    order = {name: rank for rank, name in enumerate(_LABELS)}
    # A preferred label leads, wherever the file has it; otherwise the file's order stands.
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for label in node.labels:
        groups.setdefault(label[2], []).append(label)
    first = {language: min(group, key=lambda label: order[label[0]]) for language, group in groups.items()}
    labels = list(dict.fromkeys(x for label in node.labels for x in (first[label[2]], label)))
    for name, text, tag in labels:
        try:
            language, script, region = parse_locale(tag, losses)
        except ValueError:
            losses.fault(f"a label without a language we know ({tag[:20] or 'none'}); passed over")
            losses.add("term in an unknown language")
            continue
        if text:
            term = Term(text, language, script, status=_LABELS[name])  # type: ignore[arg-type]
            terms.append(with_region(term, region))
    return terms


def _notes(node: _Node) -> tuple[list[str], list[tuple[str, str]]]:
    """The notes of a concept, with the definitions beyond the first; and the facts that we wrote into notes."""
    definitions = node.values.get("definition", [])
    notes = [f"definition ({tag}): {text}" if tag else f"definition: {text}" for text, tag in definitions[1:]]
    facts: list[tuple[str, str]] = []
    for kind in _NOTES:
        for text, tag in node.values.get(kind, ()):
            if found := split(text):
                facts += found
            else:
                notes.append(f"note ({tag}): {text}" if tag else text)
    return notes, facts


def _concept(iri: str, node: _Node, losses: Losses) -> Concept | None:
    terms = _terms(node, losses)
    if not terms:
        losses.fault("an entry without a term; passed over")
        losses.add("entry without a term")
        return None
    values = node.values
    losses.add("statement of no known meaning", len(values.get("", ())))
    definitions = values.get("definition", [])
    notes, facts = _notes(node)
    concept = Concept(
        id=_identifier(iri) if iri.startswith(_BASE) else node.first("notation") or iri,
        terms=tuple(terms),
        subject=node.first("subject"),
        definition=f"({definitions[0][1]}) {definitions[0][0]}"
        if definitions and definitions[0][1]
        else node.first("definition"),
        notes=tuple(notes),
        contexts=tuple(Context(text, "", tag.partition("-")[0], "") for text, tag in values.get("example", ())),
        relations=tuple(node.relations),
        created=parse_stamp(node.first("created") or ""),
        created_by=node.first("creator"),
        modified=parse_stamp(node.first("modified") or ""),
        modified_by=node.first("contributor"),
    )
    concept = with_facts(concept, facts)
    if concept.id:
        return concept
    losses.made_ids.add(concept_id(terms))
    return replace(concept, id=concept_id(terms))


def _identifier(iri: str) -> str:
    return unquote(iri.removeprefix(_BASE)) if iri.startswith(_BASE) else iri
