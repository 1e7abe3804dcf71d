"""Document symbols: GC.20/14, IDB.51/20/Add.1, A/RES/78/1, CEDAW/C/URY/8-9, A/CONF.224/PC(III)/L.1.

A symbol names the body, the session and the series, then the document's number, then revisions (Rev.), corrigenda
(Corr.) and addenda (Add.), all the same in the six languages. The grammar is open: new bodies and series are read by the
shape of their symbols. `BODIES` only gives names, and tells which short forms, such as CD/1999, are symbols at all.
The rules are those of the Dag Hammarskjöld Library (“UN document symbols”, research.un.org/en/docs/symbols).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from align.un_documents.bodies import BODIES

__all__ = ["BODIES", "Symbol", "find_symbols", "parse_symbol"]

_DASH = "[-\u2010\u2011\u2013]"
_ROMAN = "[IVXLC]{1,8}"
# “(2015)”, “(XXIX)”, “(Part II)”, “（2015）” after a number.
_AFTER_NUMBER = rf"(?:\s?[(（](?:(?:19|20)\d\d|{_ROMAN}|(?:Part|PART|Vol|VOL|Supp|SUPP)\.?\s?[IVX\d]{{1,5}})[)）])"
_BRACKET = r"\([A-Z\d][A-Z\d-]{0,7}\)"
_RANGE = rf"(?<=[A-Z]/)\d{{1,2}}{_DASH}\d{{1,2}}(?!\d)"  # CEDAW/C/URY/8-9: several reports in one
_NUMBER = rf"\d{{1,5}}[a-z]?{_AFTER_NUMBER}?"
_SPECIAL_SESSION = rf"[A-Z]{{1,3}}{_DASH}(?:\d{{1,3}}|{_ROMAN})"  # ES-10, S-30
# OzL.Pro.WG.1, SER.E, MP.PP, CL3.SEP, OzL.Conv.12(I), G.2681-P, OzL.Pro
_DOTTED = (
    rf"[A-Z][A-Za-z]{{0,8}}\d?(?:\.[A-Z][A-Za-z]{{0,5}})*\.(?:\d{{1,4}}[a-z]?(?:{_BRACKET}|-[A-Z](?![A-Za-z\d]))?|{_ROMAN}|[A-Z]{{1,4}})"
    r"|[A-Z][a-z]+[A-Z]\.[A-Z][a-z]{1,5}"
)
_MEETING = r"(?:COP|CSP|MSP|MOP|CMP|WG|GE)\d{1,4}"  # COP13, CSP8, WG2020
_AD_HOC = r"AD HOC GROUP|\(\d{2}\)"  # BWC/AD HOC GROUP/56, S/AC.44/2004/(02)/55
_WORD = rf"[A-Z][A-Za-z]{{0,9}}(?:{_BRACKET})?"  # RES, CHN, Hg, PC(III)
_PART = f"(?:{_RANGE}|{_NUMBER}|{_SPECIAL_SESSION}|{_DOTTED}|{_MEETING}|{_AD_HOC}|{_WORD})"
# Chinese is written close: 根据GC.20/14号文件. What may not stand beside a symbol is a Latin letter or a digit.
_SYMBOL = re.compile(
    r"(?<![A-Za-z0-9_/.])"
    r"(?:(?P<unido>GC|IDB|PBC)\.\s?(?P<session>\d{1,3})"
    rf"|(?P<body>[A-Z]{{1,8}}(?:(?:-[A-Z]{{2,8}}){{1,2}}(?:\.{_ROMAN})?|\.[A-Z]{{2,4}})?)(?P<bracket>{_BRACKET})?)"
    rf"(?P<rest>(?:/{_PART}){{1,10}})(?![A-Za-z0-9_/])"
)
_MODIFIER = re.compile(r"/(Add|Rev|Corr|Amend)\.(\d{1,3})", re.IGNORECASE)
_LETTERS = ("A", "S", "E", "T")
"""Bodies of one letter."""
_NUMBERED = frozenset({"CD", "CLCS", "INFCIRC", "LOS", "SPLOS"})
"""Bodies that number their documents without a session: CD/1999."""
_MONTHS = frozenset(str.split("JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC"))


@dataclass(frozen=True, slots=True)
class Symbol:
    """A document symbol, taken apart.

    >>> s = parse_symbol("IDB.51/20/Add.1")
    >>> s.body, s.session, s.number, s.addendum, s.base
    ('IDB', '51', '20', 1, 'IDB.51/20')
    """

    text: str
    """The symbol in its usual form: “GC.20/14”, “S/RES/2231 (2015)”."""
    body: str
    """The first part of the symbol; BODIES has the names of those we know."""
    session: str | None = None
    """Number of the session, or year of a body that counts by years."""
    number: str | None = None
    """What names the document in the session: “14”, “Res.9”, “CRP.4”, “RES/1”."""
    revision: int | None = None
    addendum: int | None = None
    corrigendum: int | None = None
    others: tuple[Symbol, ...] = ()
    """Further symbols of the same document: of A/69/793-S/2015/124 the second."""

    @property
    def base(self) -> str:
        """The symbol of the document that this one revises, corrects or adds to."""
        return _MODIFIER.sub("", self.text)

    @property
    def key(self) -> str:
        """For comparing: without case and separators.

        >>> parse_symbol("GC.20/14").key
        'gc20-14'
        """
        return re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z])\.(?=\d)", "", self.text.lower())).strip("-")


def parse_symbol(text: str) -> Symbol | None:
    """The symbol that `text` is, or None; of a document with two, the first, which names the second.

    >>> [(s.body, s.session, s.number) for s in map(parse_symbol, ("A/RES/78/1", "GC.18/Res.9", "E/2023/12", "A/C.3/78/L.5"))]
    [('A', '78', 'RES/1'), ('GC', '18', 'Res.9'), ('E', '2023', '12'), ('A', '78', 'C.3/L.5')]
    >>> parse_symbol("A and B") is None
    True
    >>> double = parse_symbol("A/69/793–S/2015/124")
    >>> double.text, double.number, double.others[0].text
    ('A/69/793-S/2015/124', '793', 'S/2015/124')
    """
    text = text.strip().rstrip("*")
    match = _SYMBOL.match(text)
    symbol = _symbol(match) if match else None
    if match is None or symbol is None:
        return None
    rest = text[match.end() :]
    if not rest:
        return symbol
    second = parse_symbol(rest[1:]) if re.match(_DASH, rest) else None
    if second is None:
        return None
    return replace(symbol, text=f"{symbol.text}-{second.text}", others=(replace(second, others=()), *second.others))


def find_symbols(text: str) -> Iterator[tuple[int, int, Symbol]]:
    """Each symbol in a text, with its span; the two of A/69/793-S/2015/124 one by one.

    >>> [(start, end, s.text) for start, end, s in find_symbols("（IDB.49/Dec.11 和 IDB.50/Dec.6）")]
    [(1, 14, 'IDB.49/Dec.11'), (17, 29, 'IDB.50/Dec.6')]
    """
    for match in _SYMBOL.finditer(text):
        symbol = _symbol(match)
        if symbol is not None:
            yield match.start(), match.end(), symbol


def _symbol(match: re.Match[str]) -> Symbol | None:
    rest = _usual(match["rest"])
    modifiers = {name.capitalize(): int(value) for name, value in _MODIFIER.findall(rest)}
    parts = _MODIFIER.sub("", rest).strip("/").split("/")
    if match["unido"]:
        if parts[0] and not re.search(r"\d", rest):
            return None
        body, session = match["unido"], match["session"]
        text = f"{body}.{session}{rest}"
    else:
        body, session = match["body"], None
        if not _is_document(body, parts, rest):
            return None
        text = f"{body}{match['bracket'] or ''}{rest}"
        if body == "A" and parts[0] == "HRC":
            body, parts = "A/HRC", parts[1:]
        session, parts = _session(parts)
        if session is None and match["bracket"] and match["bracket"][1:-1].isdecimal():
            session = match["bracket"][1:-1]
    return Symbol(
        text=text,
        body=body,
        session=session,
        number="/".join(parts) or None,
        revision=modifiers.get("Rev"),
        addendum=modifiers.get("Add"),
        corrigendum=modifiers.get("Corr"),
    )


def _usual(rest: str) -> str:
    """With plain hyphens and brackets, and a space before “(2015)” and “(Part II)”.

    >>> _usual("/RES/2231（2015）")
    '/RES/2231 (2015)'
    """
    rest = re.sub(_DASH, "-", rest).replace("（", "(").replace("）", ")")
    return re.sub(r"(?<=[\da-z])\s?\((?![IVXLC]+\)/)", " (", rest)


def _is_document(body: str, parts: Sequence[str], rest: str) -> bool:
    """Whether the parts after the first name a document: TCP/IP, OS/2, A/4 and 24/7 do not."""
    last = rest.rpartition("/")[2]
    if body in _MONTHS:
        return False
    if not re.search(r"\d|\.[A-Z]+$|\([IVXLC]+\)$", last):
        # FCCC/IDR.7/CHN: the report on one country.
        return body in BODIES and re.search(r"\.\d+/[A-Z]{3}$", rest) is not None
    if body in _LETTERS:
        if re.fullmatch(r"\d+[a-z]?", parts[0]):
            return len(parts) > 1 or (len(parts[0]) >= 3 and not re.fullmatch(r"(?:19|20)\d\d", parts[0]))
        return re.match(r"[A-Z]{2}|\d|[A-Z][A-Za-z.]*[.-][A-Z\d]|[A-Z]\(", parts[0]) is not None
    if len(body) == 1:
        return False
    if body in BODIES:
        return len(rest.split("/")) > 2 or body in _NUMBERED or "." in last
    steps = rest.count("/")
    numbered = sum(any(c.isdigit() for c in part) for part in rest.split("/"))
    placed = re.search(rf"/[A-Z][A-Za-z.]*(?:\.\d|\.{_ROMAN}/|\([A-Z\d-]+\)/)", rest) is not None
    return steps >= 3 or (steps == 2 and (numbered == 2 or placed))


def _session(parts: list[str]) -> tuple[str | None, list[str]]:
    """The session or year among the parts of a symbol, and the parts without it."""
    for n, part in enumerate(parts):
        year = re.fullmatch(r"\d+ \((\d{4}|[IVXLC]+)\)", part)
        if year:
            return year[1], parts
        # The last part is the document's own number, unless it is alone.
        if n < len(parts) - 1 and re.fullmatch(r"(?:[A-Z]+-)?\d+|S-\d+|[A-Z]+-[IVXLC]+", part):
            return part, parts[:n] + parts[n + 1 :]
    for part in parts[:-1]:
        within = re.fullmatch(rf"[A-Z]+\(([A-Z\d-]+)\)|COP\.(\d+)|CONF\.((?:19|20)\d\d|{_ROMAN})", part)
        if within:
            return within[1] or within[2] or within[3], parts
    return None, parts
