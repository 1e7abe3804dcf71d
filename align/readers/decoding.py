"""From bytes to text: the encoding of a plain text file, or an error that says where the bytes go wrong.

UTF-8 and UTF-16 are told by a byte order mark or by their form, which hardly any other text has by chance. Between
GB18030 and Big5 the plausibility of the characters decides: almost every sequence of bytes is GB18030, but Big5 text
read as GB18030 is full of characters that nobody writes.
"""

from __future__ import annotations

import codecs
import re

from align.errors import Message, UnknownEncoding, UnreadableInput

__all__ = ["decode", "is_encoding_of_text"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REMEDY = "save it as UTF-8"

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
# Letters that living languages hardly use (pinyin, Vietnamese and Romanian have some of their neighbours).
_UNLIKELY = re.compile("[\u0180-\u019f\u01a2-\u01ae\u01b1-\u01cc\u01dd-\u0217\u021c-\u02ba\u02bd-\u02c5\u02cd-\u02ff]")

# Kinds of files that are often handed in for text, by their first bytes.
_SIGNATURES = (
    (b"%PDF-", Message("a PDF document")),
    (b"PK\x03\x04", Message("a ZIP archive or an Office document")),
    (b"\xd0\xcf\x11\xe0", Message("an old Office document")),
    (b"\x89PNG", Message("a PNG image")),
    (b"\xff\xd8\xff", Message("a JPEG image")),
    (b"GIF8", Message("a GIF image")),
    (b"\x1f\x8b", Message("a gzip archive")),
    (b"Rar!", Message("a RAR archive")),
    (b"7z\xbc\xaf", Message("a 7z archive")),
    (b"PAR1", Message("a Parquet file")),
    (b"\x7fELF", Message("a program")),
    (b"MZ\x90", Message("a program")),
    (b"SQLite format 3", Message("a database")),
)


def decode(data: bytes, name: object) -> tuple[str, str]:
    """The text of a file and the name of its encoding. Line ends are left as they are.

    `name` is for messages. Raises UnreadableInput for an empty or binary file, UnknownEncoding with the place of the
    first wrong byte.

    >>> decode("工发组织".encode("gb18030"), "a.txt")
    ('工发组织', 'gb18030')
    >>> decode("工業發展".encode("utf-16"), "a.txt")
    ('工業發展', 'utf-16')
    """
    if not data.strip(b" \t\r\n\x00"):
        raise UnreadableInput("the file is empty", where=name, remedy="export the document again", code="empty")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _strict(data, encoding, name)
            return _checked(text, name), encoding.removesuffix("-sig")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableInput(
                "is {kind}, not plain text", where=name, remedy="give it the file extension of its format", kind=what
            )
    if b"\x00" in data[:65536]:
        return _utf16(data, name), "utf-16"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error, name)
    if _CONTROLS.search(text[:200]) or _UNLIKELY.search(text[:200]):
        # A few characters of another encoding can be UTF-8 by chance, but make odd letters or controls of it.
        for encoding in ("gb18030", "utf-16-be", "utf-16-le"):
            other = _try(data, encoding)
            if other and _plausibility(other) >= 0.9:
                return other, "utf-16" if encoding.startswith("utf-16") else encoding
    return _checked(text, name), "utf-8"


_TEXT_ENCODINGS = re.compile(
    r"(utf-?(8|16|32)([-_]?(le|be|sig))?|us-?ascii|ascii|gb(k|2312|18030)|hz(-gb-2312)?|big5(-?hkscs)?|iso-?8859-?\d{1,2}|latin-?\d{1,2}"
    r"|(windows-?|cp-?|ibm-?)\d{3,5}|koi8-?[rut]|mac-?(roman|cyrillic|greek)|euc-?(jp|kr|cn)|shift_?jis|sjis|iso-?2022-?(jp|kr|cn))",
    re.IGNORECASE,
)


def is_encoding_of_text(name: str) -> bool:
    """Whether a file may be in an encoding of this name, of those that Python knows.

    >>> is_encoding_of_text("windows-1252"), is_encoding_of_text("punycode")
    (True, False)
    """
    if not _TEXT_ENCODINGS.fullmatch(name):
        return False
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, encoding: str, name: object) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownEncoding(
            "begins as {encoding} but byte {byte} does not fit it",
            where=name,
            remedy=_REMEDY,
            encoding=encoding.removesuffix("-sig").upper(),
            byte=error.start,
        ) from error


def _checked(text: str, name: object) -> str:
    if not text.strip("\ufeff \t\r\n\f\u3000\u00a0"):
        raise UnreadableInput("the file has no text", where=name, remedy="export the document again", code="no_text")
    odd = len(_CONTROLS.findall(text[:65536]))
    if odd > 4 + len(text[:65536]) // 100:
        raise UnreadableInput(
            "is binary, not text", where=name, remedy="give it the file extension of its format, or export it as text"
        )
    return text


def _utf16(data: bytes, name: object) -> str:
    """Text with zero bytes and no byte order mark: UTF-16 where every other byte of ASCII is zero, else binary."""
    texts = [text for encoding in ("utf-16-le", "utf-16-be") if (text := _try(data, encoding))]
    best = max(texts, key=_legibility, default="")
    if not best or _legibility(best) < 0.85:
        raise UnreadableInput(
            "is binary, not text",
            where=name,
            remedy="give it the file extension of its format, or export it as text",
        )
    return best


def _legacy(data: bytes, utf8: UnicodeDecodeError, name: object) -> tuple[str, str]:
    found: list[tuple[float, str, str]] = []
    # UTF-16 without a byte order mark, ASCII character or line end has no zero byte.
    for encoding, handicap in (("gb18030", 0.0), ("big5hkscs", 0.0), ("utf-16-le", 0.05), ("utf-16-be", 0.05)):
        text = _try(data, encoding)
        if text:
            found.append((_plausibility(text) - handicap, encoding, text))
    found.sort(key=lambda f: f[0], reverse=True)
    if found and found[0][0] >= 0.85:
        _, encoding, text = found[0]
        _refuse_mixture(text, encoding, name)
        return _checked(text, name), {"big5hkscs": "big5"}.get(encoding, encoding[:6] if "16" in encoding else encoding)
    line = data.count(b"\n", 0, utf8.start) + 1
    before = data[: utf8.start]
    raise UnknownEncoding(
        "mixes encodings: it is UTF-8 up to byte {byte} (0x{value:02X})"
        if any(b > 127 for b in before)
        else "is in no encoding we read, from byte {byte} (0x{value:02X})",
        where=name,
        line=line,
        remedy="save it as UTF-8 (GB18030, Big5 and UTF-16 are read as well)",
        byte=utf8.start,
        value=data[utf8.start],
    )


def _refuse_mixture(text: str, encoding: str, name: object) -> None:
    """Raise where a stretch of an otherwise plausible text is not: another encoding begins there."""
    for start in range(0, len(text), 200):
        stretch = text[start : start + 200]
        if sum(c > "\x7f" for c in stretch) >= 40 and _plausibility(stretch) < 0.7:
            before = text[:start].encode(encoding)
            raise UnknownEncoding(
                "mixes encodings: it is {encoding} up to about byte {byte}",
                where=name,
                line=text.count("\n", 0, start) + 1,
                remedy=_REMEDY,
                encoding=encoding.removesuffix("hkscs").upper(),
                byte=len(before),
            )


def _legibility(text: str) -> float:
    """Share of the characters that the scripts of the six languages are made of."""
    common = _common()
    sample = text[:20_000]
    good = sum(
        1
        for c in sample
        if " " <= c <= "~"
        or c in "\t\r\n\f"
        or "\xa0" <= c <= "\u024f"
        or "\u0370" <= c <= "\u052f"
        or "\u0600" <= c <= "\u06ff"
        or c in common
        or c in _MARKS
    )
    return (good + 0.45 * sum("\u4e00" <= c <= "\u9fff" and c not in common for c in sample)) / len(sample)


def _plausibility(text: str) -> float:
    """How like ordinary Chinese (or, of UTF-16, ordinary text) the characters beyond ASCII are, from 0 to 1."""
    good = bad = 0.0
    common = _common()
    ascii_letters = 0
    for char in text[:20_000]:
        code = ord(char)
        if code < 0x80:
            if code < 32 and char not in "\t\r\n\f\x0b":
                bad += 3
            else:
                ascii_letters += 1
        elif char in common or char in _MARKS:
            good += 1
        elif 0x4E00 <= code <= 0x9FFF:
            # A character outside the common ones: few in real Chinese, nearly all in wrongly read text.
            good += 0.45
            bad += 0.55
        elif (
            0xFF01 <= code <= 0xFF5E or 0x2000 <= code <= 0x206F or 0x3000 <= code <= 0x3017 or 0x2460 <= code <= 0x249B
        ):
            good += 0.7
            bad += 0.3
        else:
            bad += 1
    if not good + bad:
        return 1.0 if ascii_letters else 0.0
    return good / (good + bad)


_MARKS = "，。、；：？！“”‘’（）《》〈〉【】「」『』…—·\u3000"
_common_set: frozenset[str] = frozenset()


def _common() -> frozenset[str]:
    """The characters of GB2312's and Big5's first levels: those in daily use, sorted by the standards themselves."""
    global _common_set
    if not _common_set:
        simplified = (
            bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)
        )
        traditional = (
            bytes((high, low)).decode("big5", "ignore")
            for high in range(0xA4, 0xC7)
            for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
        )
        _common_set = frozenset("".join((*simplified, *traditional)))
    return _common_set
