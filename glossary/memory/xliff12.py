"""XLIFF 1.2 (OASIS 2008) with `alt-trans`: one `trans-unit` a sentence, as CAT tools of all ages read it.

What is certain stands in the target (`translated`, `exact-match`), a proposal with numbers carried over too
(`needs-review-translation`, `leveraged-tm`); other sentences have no target, and their matches as `alt-trans`.
"""

from __future__ import annotations

from typing import IO

from lxml import etree

from align.formats.rows import Losses, xml_text
from glossary.memory.labels import kind_label, notes, origin, term_notes
from glossary.memory.types import Match, Pretranslation, Sentence

__all__ = ["write"]

_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_XML = "{http://www.w3.org/XML/1998/namespace}"


def write(made: Pretranslation, stream: IO[bytes]) -> Losses:
    """Write the file, in UTF-8; characters that XML does not admit are left out and counted."""
    losses = Losses()
    attributes = {
        "original": xml_text(made.name or "text", losses),
        "source-language": made.tags[0],
        "target-language": made.tags[1],
        "datatype": "plaintext",
    }
    root = etree.Element(f"{{{_NAMESPACE}}}xliff", {"version": "1.2"}, nsmap={None: _NAMESPACE})
    file = etree.SubElement(root, f"{{{_NAMESPACE}}}file", attributes)
    body = etree.SubElement(file, f"{{{_NAMESPACE}}}body")
    root.text = file.text = body.text = body.tail = file.tail = "\n"
    for number, sentence in enumerate(made.sentences, 1):
        _unit(body, number, sentence, made, losses).tail = "\n"
    stream.write(etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    return losses


def _unit(
    body: etree._Element, number: int, sentence: Sentence, made: Pretranslation, losses: Losses
) -> etree._Element:
    losses.written += 1
    unit = etree.SubElement(body, f"{{{_NAMESPACE}}}trans-unit", {"id": f"s{number}", f"{_XML}space": "preserve"})
    if sentence.number:
        unit.set("resname", f"paragraph {sentence.number}")
    _side(unit, "source", sentence.text, losses)
    best = sentence.best
    if best and best.certain:
        target = _side(unit, "target", best.proposal, losses)
        target.attrib.update({"state": "translated", "state-qualifier": "exact-match"})
    elif best and best.kind == "all but numbers":
        target = _side(unit, "target", best.proposal, losses)
        target.attrib.update({"state": "needs-review-translation", "state-qualifier": "leveraged-tm"})
    for match in sentence.matches:
        _alternative(unit, match, made, losses)
    lines = [("match", f"{kind_label(best)}, {origin(best)}")] if best else []
    lines += [("match", text) for text in notes(sentence)]
    lines += [("term", text) for text in term_notes(sentence, made.tgt_lang)]
    for kind, text in lines:
        note = etree.SubElement(unit, f"{{{_NAMESPACE}}}note", {"from": kind, "annotates": "source"})
        note.text = xml_text(text, losses)
    return unit


def _alternative(unit: etree._Element, match: Match, made: Pretranslation, losses: Losses) -> None:
    attributes = {
        "match-quality": f"{match.score}%",
        "origin": xml_text(origin(match), losses) or "memory",
        "alttranstype": "proposal",
        f"{_XML}space": "preserve",
    }
    element = etree.SubElement(unit, f"{{{_NAMESPACE}}}alt-trans", attributes)
    _side(element, "source", match.source, losses).set(f"{_XML}lang", made.tags[0])
    target = _side(element, "target", match.proposal, losses)
    target.set(f"{_XML}lang", made.tags[1])
    target.set("state-qualifier", "exact-match" if match.score == 100 else "fuzzy-match")


def _side(parent: etree._Element, name: str, text: str, losses: Losses) -> etree._Element:
    side = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    side.text = xml_text(text, losses)
    return side
