"""The characters of a PDF page as PDFium has them, with their boxes, and the pieces of lines that they make."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import pypdfium2.raw as pdfium

from align.readers.lines import width
from align.readers.page_columns import Piece

__all__ = ["CharacterBoxes", "characters_of", "halves_at", "pieces_of", "plain", "signs_of"]

_FORMS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_SPACES = re.compile(r"[\s\u3000\u200b]+")
_NARROW = re.compile(r"[iljtfrI.,;:'()\[\]|/-]")
_WIDE = re.compile(r"[mwMWA-HJ-Z]")
_RAISED = re.compile(
    r"(?<=[^\d.,/])(?<![\d][ .,/])(?:\d{1,3}|\*{1,3})(?=[^\w.,/]|[.,](?!\d)|$|[\u3400-\u9fff])|(?<=[^\s\w])[a-z](?=[^\w]|$)"
)


class CharacterBoxes:
    """Boxes, origins and sizes of the characters of a page; asked for one by one, because each costs a call."""

    def __init__(self, raw: object):
        self._raw = raw
        self._values = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(v) for v in self._values]
        self._matrix = pdfium.FS_MATRIX()
        self._sizes: dict[int, float] = {}

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, right, bottom, top."""
        pdfium.FPDFText_GetCharBox(self._raw, index, *self._refs)
        left, right, bottom, top = (v.value for v in self._values)
        return left, right, bottom, top

    def advance(self, index: int) -> tuple[float, float]:
        """Left and right edge of the room that a character takes, which its shape need not fill."""
        room = pdfium.FS_RECTF()
        if pdfium.FPDFText_GetLooseCharBox(self._raw, index, room):
            return room.left, room.right
        left, right, _, _ = self.box(index)
        return left, right

    def origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._raw, index, *self._refs[:2])
        return self._values[0].value, self._values[1].value

    def size(self, index: int) -> float:
        """Height of the font as it stands on the page, which a matrix may have scaled."""
        size = self._sizes.get(index)
        if size is None:
            size = float(pdfium.FPDFText_GetFontSize(self._raw, index))
            if pdfium.FPDFText_GetMatrix(self._raw, index, self._matrix):
                size *= (self._matrix.b**2 + self._matrix.d**2) ** 0.5 or 1.0
            self._sizes[index] = size
        return size

    def bold(self, index: int) -> bool:
        return bool(pdfium.FPDFText_GetFontWeight(self._raw, index) >= 600)

    def upright(self, index: int) -> bool:
        angle = pdfium.FPDFText_GetCharAngle(self._raw, index)
        return bool(abs(angle) < 0.1 or abs(angle - 6.2832) < 0.1)


def characters_of(raw: object) -> str:
    """One code point for each character of the page, so that both count alike."""
    count = pdfium.FPDFText_CountChars(raw)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(raw, 0, count, buffer)
    if written == count + 1:
        text = bytes(buffer).decode("utf-16-le", "replace")[:count]
        if len(text) == count:
            return text
    return "".join(_character(pdfium.FPDFText_GetUnicode(raw, n)) for n in range(count))


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" if code else "\u200b"


def signs_of(text: str, piece: Piece, boxes: CharacterBoxes) -> list[tuple[float, float, str]]:
    """The characters of a piece without spaces, with their left and right edges."""
    start, end = piece.span
    signs = [(boxes.box(n), plain(text[n])) for n in range(start, end) if not text[n].isspace()]
    return [(box[0], box[1], sign) for box, sign in signs]


def halves_at(text: str, piece: Piece, place: float, boxes: CharacterBoxes) -> tuple[Piece, Piece] | None:
    """The parts of a piece left and right of a ruling; None where no character stands on one side."""
    start, end = piece.span
    if end - start != len(piece.text):
        return None  # put together of several
    edges = [boxes.advance(n) for n in range(start, end)]
    # A word that is too long for its cell goes over the ruling; what begins after it, apart from it, is the next cell.
    apart = 0.12 * piece.size
    at = next(
        (
            n
            for n in range(1, end - start)
            if edges[n][0] >= place - 1
            and not text[start + n].isspace()
            and (text[start + n - 1].isspace() or abs(edges[n][0] - edges[n - 1][1]) > apart)
        ),
        0,
    )
    low = start + len(text[start : start + at].rstrip())
    if not start < low:
        return None
    return _piece(text, start, low, piece.size, boxes), _piece(text, start + at, end, piece.size, boxes)


def pieces_of(text: str, boxes: CharacterBoxes) -> Iterator[Piece]:
    """The lines of a page as PDFium has them, taken apart at wide gaps."""
    # PDFium writes U+FFFE for a hyphen at the end of a line, and no line end after it.
    for match in re.finditer(r"[^\r\n\ufffe]+\ufffe?", text):
        start, end = match.start(), match.end()
        while start < end and text[start].isspace():
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] == "\u200b"):
            end -= 1
        if start == end or not boxes.upright(start):
            continue
        size = max(boxes.size(start), boxes.size((start + end) // 2))
        begin = word = start
        x = boxes.origin(start)[0]
        for space in _SPACES.finditer(text, start, end):
            low, high = space.span()
            after = boxes.origin(high)[0]
            # A guess from the letters first: exact boxes cost more than all the rest.
            guess = (_ems(text[word:low]) * 0.9 + 0.25 * (high - low) + 0.6) * size
            if after - x > guess or after < x:
                gap = boxes.box(high)[0] - boxes.box(low - 1)[1]
                if gap > 1.8 * size or gap < -4 * size:
                    yield _piece(text, begin, low, size, boxes)
                    begin = high
            word, x = high, after
        yield _piece(text, begin, end, size, boxes)


@lru_cache(maxsize=16384)
def _ems(word: str) -> float:
    """About how wide a word is, in heights of its font."""
    narrow = len(_NARROW.findall(word))
    return width(word) * 0.5 - narrow * 0.22 + len(_WIDE.findall(word)) * 0.2


def _piece(text: str, start: int, end: int, size: float, boxes: CharacterBoxes) -> Piece:
    own = max(boxes.size(start), boxes.size((start + end) // 2)) or size
    left, _, bottom, top = boxes.box(start)
    right = boxes.box(end - 1)[1] or boxes.box(max(start, end - 2))[1]
    _, base = boxes.origin((start + end) // 2)
    raised = []
    content = text[start:end]
    for match in _RAISED.finditer(content):
        at = start + match.start()
        if boxes.origin(at)[1] > base + 0.15 * own and not re.search(r"(?:\b[kcm]?m|10)$", content[: match.start()]):
            raised.append((match.start(), match.end()))
    opens = content[0] in "0123456789*" and len(content) > 1 and boxes.size(start) < 0.8 * own
    return Piece(
        text=plain(content),
        left=left,
        right=right,
        base=base,
        size=own,
        bold=boxes.bold(start) and boxes.bold(end - 1),
        raised=tuple(raised),
        raised_start=opens,
        top=top,
        bottom=bottom,
        span=(start, end),
    )


def plain(text: str) -> str:
    """Without the forms that only PDF has: radicals for characters; each stays one code point."""
    if text.isascii():
        return text.replace("\x02", "-")
    text = text.replace("\x02", "-").replace("\ufffe", "-").replace("\xa0", " ")

    def form(match: re.Match[str]) -> str:
        plain = unicodedata.normalize("NFKC", match.group())
        return plain if len(plain) == 1 else match.group()

    return _FORMS.sub(form, text)
