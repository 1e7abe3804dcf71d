"""TMX 1.4b of the matches alone, for the memory of a CAT tool's project.

The pairs go out as they were translated, with nothing carried over, so that the tool computes its own percentage and
never takes a proposal for a translation that somebody made. Each pair once, with its document, paragraph and date.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from lxml import etree

from align.formats.rows import Losses, xml_text
from align.formats.tmx import tmx_file
from glossary.memory.types import Match, Pretranslation

__all__ = ["write", "write_pairs"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(made: Pretranslation, stream: IO[bytes]) -> Losses:
    """Write the memory, in UTF-8."""
    every = (match for sentence in made.sentences for match in sentence.matches)
    return write_pairs([(match.source, match.target, match) for match in every], made, stream)


def write_pairs(pairs: Iterable[tuple[str, str, Match]], made: Pretranslation, stream: IO[bytes]) -> Losses:
    """Write these pairs of sentences, each once, with what their matches tell of them."""
    losses = Losses()
    distinct: dict[tuple[str, str], Match] = {}
    for source, target, match in pairs:
        distinct.setdefault((source, target), match)
    with tmx_file(stream, made.tags[0]) as xml:
        for number, (sides, match) in enumerate(distinct.items(), 1):
            xml.write("\n    ", _unit(number, sides, match, made, losses))
    return losses


def _unit(number: int, sides: tuple[str, str], match: Match, made: Pretranslation, losses: Losses) -> etree._Element:
    losses.written += 1
    unit = etree.Element("tu", tuid=str(number))
    date = "".join(char for char in match.date if char.isdecimal())
    if len(date) == 8:
        unit.set("changedate", f"{date}T000000Z")
    known = {
        "x-symbol": match.document,
        "x-paragraph-number": match.paragraph,
        "x-confidence": f"{match.confidence:.4g}",
        "x-confirmed": "yes" if match.corrected else "",
    }
    for name, value in known.items():
        if value:
            etree.SubElement(unit, "prop", type=name).text = xml_text(value, losses)
    for language, text in zip(made.tags, sides, strict=True):
        variant = etree.SubElement(unit, "tuv", {_LANG: language})
        etree.SubElement(variant, "seg").text = xml_text(text, losses)
    return unit
