"""XLIFF 2.1 (OASIS 2018) with the Translation Candidates Module: one `unit` a sentence, its matches in `mtc:matches`.

What is certain stands in the target, `translated`; a proposal with numbers carried over stands there too, `initial`
and with the sub-state `duizhao:carried-over`; everything else is offered as a match only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from lxml import etree

from align.formats.rows import Losses, xml_text
from glossary.memory.labels import kind_label, notes, origin, term_notes
from glossary.memory.types import Match, Pretranslation, Sentence

__all__ = ["write"]

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write(made: Pretranslation, stream: IO[bytes]) -> Losses:
    """Write the file, in UTF-8; characters that XML does not admit are left out and counted."""
    losses = Losses()
    head = {"version": "2.1", "srcLang": made.tags[0], "trgLang": made.tags[1]}
    root = etree.Element(f"{{{_CORE}}}xliff", head, nsmap={None: _CORE, "mtc": _MATCHES})
    file = _child(root, _CORE, "file", {"id": "f1", "original": xml_text(made.name or "text", losses)})
    root.text = file.text = file.tail = "\n"
    for number, sentence in enumerate(made.sentences, 1):
        _unit(file, number, sentence, made, losses).tail = "\n"
    if not made.sentences:  # a file must have a unit
        unit = _child(file, _CORE, "unit", {"id": "none", "translate": "no"})
        _child(_child(unit, _CORE, "segment"), _CORE, "source")
    stream.write(etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    return losses


def _unit(
    file: etree._Element, number: int, sentence: Sentence, made: Pretranslation, losses: Losses
) -> etree._Element:
    losses.written += 1
    place = f"paragraph {sentence.number}" if sentence.number else f"place {sentence.paragraph + 1}"
    unit = _child(file, _CORE, "unit", {"id": f"s{number}", "name": place})
    marked = f"m{number}"
    if sentence.matches:
        matches = _child(unit, _MATCHES, "matches")
        for order, match in enumerate(sentence.matches, 1):
            _match(matches, f"c{number}.{order}", marked, match, losses)
    lines = [("match", f"{kind_label(sentence.best)}, {origin(sentence.best)}")] if sentence.best else []
    lines += [("match", text) for text in notes(sentence)]
    lines += [("term", text) for text in term_notes(sentence, made.tgt_lang)]
    if lines:
        parent = _child(unit, _CORE, "notes")
        for category, text in lines:
            _child(parent, _CORE, "note", {"category": category}, xml_text(text, losses))
    best = sentence.best
    state = {"state": "initial"}
    if best and best.certain:
        state = {"state": "translated"}
    elif best and best.kind == "all but numbers":
        state = {"state": "initial", "subState": "duizhao:carried-over"}
    segment = _child(unit, _CORE, "segment", {"id": f"g{number}", **state})
    source = _child(segment, _CORE, "source", {_SPACE: "preserve"})
    text = xml_text(sentence.text, losses)
    if sentence.matches:
        _child(source, _CORE, "mrk", {"id": marked, "type": "mtc:match"}, text)
    else:
        source.text = text
    if best and (best.certain or best.kind == "all but numbers"):
        _child(segment, _CORE, "target", {_SPACE: "preserve"}, xml_text(best.proposal, losses))
    return unit


def _match(parent: etree._Element, id: str, ref: str, match: Match, losses: Losses) -> None:
    attributes = {
        "id": id,
        "ref": f"#{ref}",
        "similarity": f"{match.score}.0",
        "matchQuality": f"{100.0 if match.corrected else round(100 * match.confidence, 1)}",
        "origin": xml_text(origin(match), losses) or "memory",
        "type": "ice" if match.kind == "context" else "tm",
        "subType": f"duizhao:{match.kind.replace(' ', '-')}",
    }
    element = _child(parent, _MATCHES, "match", attributes)
    _child(element, _CORE, "source", {_SPACE: "preserve"}, xml_text(match.source, losses))
    _child(element, _CORE, "target", {_SPACE: "preserve"}, xml_text(match.proposal, losses))


def _child(
    parent: etree._Element,
    namespace: str,
    name: str,
    attributes: Mapping[str, str] | None = None,
    text: str | None = None,
) -> etree._Element:
    made = etree.SubElement(parent, f"{{{namespace}}}{name}", dict(attributes or {}))
    made.text = text
    return made
