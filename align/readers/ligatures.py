"""Ligatures of a PDF font that does not say which letters they are: “Afairs” for Affairs, “o□cers” for officers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Protocol

from align.resources import FOLDER

__all__ = ["LIGATURES", "ligature_words", "with_ligatures"]

LIGATURES = {"ff": "\ufb00", "fi": "\ufb01", "fl": "\ufb02", "ffi": "\ufb03", "ffl": "\ufb04"}
_LOST = "\x01\x03-\x08\x0b\x0e-\x1f\ue000-\uefff\uf100-\uf8ff\ufffd\ufffe"
"""What PDFium gives for a shape without a letter (U+FFFE also for a hyphen at the end of a line); U+F0xx are symbols."""
_SHORTEST = 4
"""Letters of the shortest word: beside a lost sign of a formula, x and n are not words."""
_WORD = re.compile(f"[A-Za-z{_LOST}]+")
_HOLE = re.compile(f"[{_LOST}]")
_ROOM = 0.45
"""Heights of the font that the narrowest ligature takes; an f alone takes 0.28 to 0.39."""
_SLACK = 0.02
"""Heights of the font by which the letters of a typewriter's font differ in width."""


class Boxes(Protocol):
    """Where the characters of a page stand."""

    def advance(self, index: int) -> tuple[float, float]: ...
    def origin(self, index: int) -> tuple[float, float]: ...
    def size(self, index: int) -> float: ...


def ligature_words(words: Iterable[str]) -> list[str]:
    """Those of the words that a ligature can stand in, in order, with “=” before those that are words with a bare f too.

    >>> ligature_words(["fame", "flame", "affair", "off", "on"])
    ['=flame', 'affair']
    """
    known = set(words)
    forms = {
        word: {word[:at] + "f" + word[at + len(letters) :] for letters in LIGATURES for at in _places(word, letters)}
        for word in known
        if len(word) >= _SHORTEST and word.isascii() and word.isalpha()
    }
    return sorted("=" * bool(bare & known) + word for word, bare in forms.items() if bare)


def _places(word: str, letters: str) -> Iterable[int]:
    return (match.start() for match in re.finditer(f"(?={letters})", word))


@cache
def _damaged() -> dict[str, tuple[int, str] | None]:
    """For each damaged form, a bare f or U+FFFD for the ligature: its place and the ligature; None where two words have it."""
    out: dict[str, tuple[int, str] | None] = {}
    for line in (FOLDER / "ligatures.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        word = line.lstrip("=")
        for letters, sign in LIGATURES.items():
            for at in _places(word, letters):
                for stand_in in ("\ufffd",) if line.startswith("=") else ("\ufffd", "f"):
                    form = word[:at] + stand_in + word[at + len(letters) :]
                    out[form] = None if form in out else (at, sign)
    return out


def with_ligatures(text: str, boxes: Boxes) -> str:
    """The characters of a page with the ligatures put back that its font does not name; each stays one code point.

    Only where a single ligature makes a known English word of what is none, and the character has room for it.
    """
    out: list[str] | None = None
    for match in _WORD.finditer(text):
        word = match.group().lower()
        lost = bool(_HOLE.search(word))
        if not lost and "f" not in word:
            continue
        found = _damaged().get(_HOLE.sub("\ufffd", word) if lost else word)
        if found is None:
            continue
        at = match.start() + found[0]
        if text[at] == "F" or not _has_room(boxes, match.start(), match.end(), at):
            continue
        out = list(text) if out is None else out
        out[at] = found[1]
    return text if out is None else "".join(out)


def _has_room(boxes: Boxes, start: int, end: int, at: int) -> bool:
    size = boxes.size(at)
    rooms = [boxes.advance(n) for n in range(start, end)]
    widths = [right - left for left, right in rooms]
    if widths[at - start] < _ROOM * size or max(widths) - min(widths) <= _SLACK * size:
        return False
    # A hyphen at the end of a line has its word's other half on the next.
    return abs(boxes.origin(start)[1] - boxes.origin(end - 1)[1]) < 0.3 * size
