"""A Word document itself, with what is certain already translated; its styles, tables, notes and pictures stay.

A sentence is replaced where it stands, in the run that it begins in, so that it keeps the character style it begins
with. What was carried over is highlighted; what is not certain stays as it was. Footnote marks and fields stay.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from lxml import etree

from align.formats.rows import Losses, xml_text
from glossary.memory.types import Match, Pretranslation

__all__ = ["write"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARTS = re.compile(r"/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml$")
_GONE = tuple(f"{_W}{name}" for name in ("del", "moveFrom"))


def write(made: Pretranslation, source: str | Path, stream: IO[bytes]) -> Losses:
    """Write the document at `source` with the certain sentences of `made` in place; how many went in."""
    import docx

    losses = Losses()
    document = docx.Document(str(source))
    wanted = _wanted(made)
    for part in document.part.package.iter_parts():
        if not _PARTS.search(str(part.partname)):
            continue
        root = getattr(part, "element", None)
        if root is None:  # notes are parts that the library keeps as bytes
            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            _translate(root, wanted, losses)
            part._blob = _bytes(root)
        else:
            _translate(root, wanted, losses)
    document.save(stream)
    return losses


def _wanted(made: Pretranslation) -> dict[str, Match]:
    """The sentences to replace, without their blanks; the longest first, so that a part never goes before its whole."""
    found: dict[str, Match] = {}
    for one in made.sentences:
        best = one.best
        if best and (best.certain or best.kind == "all but numbers"):
            found.setdefault("".join(one.text.split()), best)
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _translate(root: Any, wanted: dict[str, Match], losses: Losses) -> None:
    for paragraph in root.iter(f"{_W}p"):
        letters = list(_letters(paragraph))
        text = "".join(char for char, _, _ in letters)
        taken = [False] * len(text)
        places: list[tuple[int, int, Match]] = []
        for key, match in wanted.items():
            at = text.find(key)
            while at >= 0:
                end = at + len(key)
                if not any(taken[at:end]) and _whole(text, at, end):
                    taken[at:end] = [True] * len(key)
                    places.append((at, end, match))
                at = text.find(key, end)
        joint = _joints(places)
        for at, end, match in sorted(places, key=lambda place: -place[0]):
            _replace(letters[at:end], match, losses, space=end in joint)
            losses.written += 1


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a sentence is found from border to border: at the edge of the paragraph, or beside a mark."""
    before, after = text[:start], text[end:]
    return not (before and before[-1].isalnum() and text[start].isalnum() and not _is_label(before)) and not (
        after and after[0].isalnum() and text[end - 1].isalnum()
    )


def _is_label(before: str) -> bool:
    return bool(re.fullmatch(r"[(（]?[\da-zA-Z一二三四五六七八九十]{1,4}[)）.、．]?", before))


def _joints(places: list[tuple[int, int, Match]]) -> set[int]:
    """Ends of sentences after which another one follows at once in Chinese, where a Western language has a blank."""
    starts = {start for start, _, _ in places}
    return {
        end
        for start, end, match in places
        if end in starts and not match.proposal.endswith(("。", "！", "？", "；", "：", "”", "）"))
    }


def _letters(paragraph: Any) -> Iterator[tuple[str, Any, int]]:
    """The letters of a paragraph that are seen, blanks left out: each with its text element and its offset there."""
    for element in paragraph.iter(f"{_W}t"):
        ancestors = list(element.iterancestors())
        nearest = next((one for one in ancestors if one.tag == f"{_W}p"), None)
        if nearest is paragraph and not any(one.tag in _GONE for one in ancestors):
            for offset, char in enumerate(element.text or ""):
                if not char.isspace():
                    yield char, element, offset


def _replace(letters: list[tuple[str, Any, int]], match: Match, losses: Losses, *, space: bool) -> None:
    """Take the letters out and put the proposal where the first one stood."""
    first = letters[0][1]
    spans: dict[int, tuple[Any, int, int]] = {}
    for _, element, offset in letters:
        key = id(element)
        low = spans[key][1] if key in spans else offset
        spans[key] = (element, low, offset + 1)
    for element, low, high in spans.values():
        text = element.text or ""
        if element is not first:
            element.text = text[:low] + text[high:]
            element.set(_SPACE, "preserve")
    _, low, high = spans[id(first)]
    text = first.text or ""
    before, after = text[:low], text[high:]
    proposal = match.proposal + (" " if space else "")
    run = first.getparent()
    if not match.carried or run.tag != f"{_W}r":
        first.text = before + xml_text(proposal, losses) + after
        first.set(_SPACE, "preserve")
        return
    # The run is split, so that only what was carried over is highlighted. What is before the sentence stays in its
    # element, since the sentences before this one are replaced after it and know their places by that element.
    first.text = before
    first.set(_SPACE, "preserve")
    pieces: list[tuple[str, bool]] = []
    at = 0
    for one in match.carried:
        pieces += [(proposal[at : one.start], False), (proposal[one.start : one.end], True)]
        at = one.end
    rest = _run_like(run, after, False)
    for child in list(run)[run.index(first) + 1 :]:
        rest.append(child)
    made = [
        _run_like(run, xml_text(text, losses), marked) for text, marked in [*pieces, (proposal[at:], False)] if text
    ]
    for new in reversed([*made, rest]):
        run.addnext(new)


def _run_like(run: Any, text: str, highlighted: bool) -> Any:
    made = run.makeelement(f"{_W}r", {})
    properties = run.find(f"{_W}rPr")
    properties = copy.deepcopy(properties) if properties is not None else None
    if highlighted:
        if properties is None:
            properties = run.makeelement(f"{_W}rPr", {})
        for old in properties.findall(f"{_W}highlight"):
            properties.remove(old)
        mark = properties.makeelement(f"{_W}highlight", {f"{_W}val": "yellow"})
        properties.insert(_place_of_highlight(properties), mark)
    if properties is not None:
        made.append(properties)
    element = made.makeelement(f"{_W}t", {_SPACE: "preserve"})
    element.text = text
    made.append(element)
    return made


_BEFORE_HIGHLIGHT = frozenset(
    f"{_W}{name}"
    for name in [
        "rStyle",
        "rFonts",
        "b",
        "bCs",
        "i",
        "iCs",
        "caps",
        "smallCaps",
        "strike",
        "dstrike",
        "outline",
        "shadow",
        "emboss",
        "imprint",
        "noProof",
        "snapToGrid",
        "vanish",
        "webHidden",
        "color",
        "spacing",
        "w",
        "kern",
        "position",
        "sz",
        "szCs",
    ]
)


def _place_of_highlight(properties: Any) -> int:
    """The order of a run's properties is fixed (ISO/IEC 29500-1, CT_RPr)."""
    return sum(child.tag in _BEFORE_HIGHLIGHT for child in properties)


def _bytes(root: Any) -> bytes:
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return made
