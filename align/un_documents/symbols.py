"""Document symbols: GC.20/14, IDB.51/20/Add.1, A/RES/78/1; and what file names make of them: GC20_14_C, gc20-14e.

A symbol names the body, the session and the series, then the document's number, then revisions (Rev.), corrigenda
(Corr.) and addenda (Add.), all the same in the six languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

__all__ = ["BODIES", "Symbol", "find_symbols", "parse_file_name", "parse_symbol"]

BODIES = {
    "GC": ("General Conference", "大会"),
    "IDB": ("Industrial Development Board", "工业发展理事会"),
    "PBC": ("Programme and Budget Committee", "方案和预算委员会"),
    "A": ("General Assembly", "大会"),
    "A/HRC": ("Human Rights Council", "人权理事会"),
    "S": ("Security Council", "安全理事会"),
    "E": ("Economic and Social Council", "经济及社会理事会"),
    "ST": ("Secretariat", "秘书处"),
    "T": ("Trusteeship Council", "托管理事会"),
    "TD": ("United Nations Conference on Trade and Development", "联合国贸易和发展会议"),
    "DP": ("Executive Board of UNDP, UNFPA and UNOPS", "开发署、人口基金和项目署执行局"),
    "UNEP": ("United Nations Environment Programme", "联合国环境规划署"),
    "CRC": ("Committee on the Rights of the Child", "儿童权利委员会"),
    "CEDAW": ("Committee on the Elimination of Discrimination against Women", "消除对妇女歧视委员会"),
    "CCPR": ("Human Rights Committee", "人权事务委员会"),
    "CERD": ("Committee on the Elimination of Racial Discrimination", "消除种族歧视委员会"),
    "CAT": ("Committee against Torture", "禁止酷刑委员会"),
    "FCCC": ("United Nations Framework Convention on Climate Change", "联合国气候变化框架公约"),
    "CTOC": (
        "Conference of the Parties to the Convention against Transnational Organized Crime",
        "打击跨国有组织犯罪公约缔约方会议",
    ),
    "CAC": ("Conference of the States Parties to the Convention against Corruption", "反腐败公约缔约国会议"),
    "ECE": ("Economic Commission for Europe", "欧洲经济委员会"),
    "HSP": ("United Nations Human Settlements Programme", "联合国人类住区规划署"),
    "JIU": ("Joint Inspection Unit", "联合检查组"),
    "CCW": ("Conference on Certain Conventional Weapons", "特定常规武器会议"),
    "CD": ("Conference on Disarmament", "裁军谈判会议"),
    "UNW": ("Executive Board of UN-Women", "妇女署执行局"),
    "ICCD": ("United Nations Convention to Combat Desertification", "联合国防治荒漠化公约"),
}
"""English and Chinese name of a body by the first part of its symbols."""

_CODES = "|".join(sorted((b for b in BODIES if "/" not in b), key=len, reverse=True))
_UNIDO = ("GC", "IDB", "PBC")

# A part of a symbol: a number, a session with a dot, a series with or without a number, a year in brackets.
_PART = r"(?:Add|Rev|Corr|Amend|Res|Dec|RES|DEC|CRP|WP|Min|SR|PV|INF|NGO|CONF|Conf|AC|CN|SC|WG|GT|L|C|CP|Sub|COP|CMP|CMA|SBI|SBSTA|PET|PRST|G|BUR|NC|REC|EX|EM|OS|TCS|EMS|ISAR|DCEC|DEM|RW|SA|MISC|IDB|[A-Z]{1,6})(?:\.\d{1,4}[a-z]?)?|\d{1,4}(?:\s?\([A-Za-z\d]{1,8}\))?|[A-Z]-\d{1,2}|S-\d{1,2}"
# Chinese is written close: 根据GC.20/14号文件. What may not stand beside a symbol is a Latin letter or a digit.
_SYMBOL = re.compile(
    rf"(?<![A-Za-z0-9_/.])(?:(?P<unido>GC|IDB|PBC)\.\s?(?P<session>\d{{1,3}})|(?P<body>{_CODES}))(?P<rest>(?:/(?:{_PART}))+)(?![A-Za-z0-9_/])"
)
_MODIFIER = re.compile(r"/(Add|Rev|Corr|Amend)\.(\d{1,3})", re.I)

LETTERS = {"A": "ar", "C": "zh", "E": "en", "F": "fr", "R": "ru", "S": "es"}
"""The letter that ends a file name or job number, and its language."""

_LANGUAGES = {
    "ar": "ar", "ara": "ar", "arabic": "ar", "zh": "zh", "ch": "zh", "cn": "zh", "chi": "zh", "zho": "zh", "chinese": "zh", "中文": "zh",
    "zh-cn": "zh", "zh-hans": "zh", "zh-tw": "zh", "zh-hant": "zh", "en": "en", "eng": "en", "english": "en", "英文": "en", "fr": "fr",
    "fre": "fr", "fra": "fr", "french": "fr", "ru": "ru", "rus": "ru", "russian": "ru", "es": "es", "sp": "es", "spa": "es", "spanish": "es",
    "de": "de", "ger": "de", "deu": "de", "german": "de",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Symbol:
    """A document symbol, taken apart.

    >>> s = parse_symbol("IDB.51/20/Add.1")
    >>> s.body, s.session, s.number, s.addendum, s.base
    ('IDB', '51', '20', 1, 'IDB.51/20')
    """

    text: str
    """In its usual form: “GC.20/14”."""
    body: str
    """A key of BODIES."""
    session: str | None = None
    """Number of the session, or year of a body that counts by years."""
    number: str | None = None
    """What names the document in the session: “14”, “Res.9”, “CRP.4”, “RES/1”."""
    revision: int | None = None
    addendum: int | None = None
    corrigendum: int | None = None

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
    """The symbol that `text` is, or None.

    >>> [(s.body, s.session, s.number) for s in map(parse_symbol, ("A/RES/78/1", "GC.18/Res.9", "E/2023/12", "A/C.3/78/L.5"))]
    [('A', '78', 'RES/1'), ('GC', '18', 'Res.9'), ('E', '2023', '12'), ('A', '78', 'C.3/L.5')]
    >>> parse_symbol("A and B") is None
    True
    """
    match = _SYMBOL.fullmatch(text.strip().rstrip("*"))
    return _symbol(match) if match else None


def find_symbols(text: str) -> Iterator[tuple[int, int, Symbol]]:
    """Each symbol in a text, with its span.

    >>> [(start, end, s.text) for start, end, s in find_symbols("（IDB.49/Dec.11 和 IDB.50/Dec.6）")]
    [(1, 14, 'IDB.49/Dec.11'), (17, 29, 'IDB.50/Dec.6')]
    """
    for match in _SYMBOL.finditer(text):
        yield match.start(), match.end(), _symbol(match)


def _symbol(match: re.Match[str]) -> Symbol:
    rest = match["rest"]
    modifiers = {name.capitalize(): int(value) for name, value in _MODIFIER.findall(rest)}
    parts = _MODIFIER.sub("", rest).strip("/").split("/")
    if match["unido"]:
        body, session = match["unido"], match["session"]
        text = f"{body}.{session}{rest}"
    else:
        body, session, text = match["body"], None, match["body"] + rest
        if body == "A" and parts[0] == "HRC":
            body, parts = "A/HRC", parts[1:]
        for n, part in enumerate(parts):
            found = re.match(r"(?:[A-Z]+-)?\d+$|S-\d+$", part)
            year = re.fullmatch(r"(\d+)\s?\((\d{4})\)", part)
            if year:
                session = year[2]
                break
            # The last part is the document's own number, unless it is alone.
            if found and n < len(parts) - 1:
                session = part
                parts = parts[:n] + parts[n + 1 :]
                break
    return Symbol(
        text=text,
        body=body,
        session=session,
        number="/".join(parts) or None,
        revision=modifiers.get("Rev"),
        addendum=modifiers.get("Add"),
        corrigendum=modifiers.get("Corr"),
    )


def parse_file_name(name: str) -> tuple[Symbol | None, str | None]:
    """The symbol and the language (primary subtag) that a file name speaks of; None for either that it does not.

    >>> [(s.text, l) for s, l in map(parse_file_name, ("GC20_14_C.pdf", "gc20-14e.docx", "idb51-20_zh.txt"))]
    [('GC.20/14', 'zh'), ('GC.20/14', 'en'), ('IDB.51/20', 'zh')]
    >>> s, language = parse_file_name("A_RES_78_1-ZH.pdf"); s.text, language
    ('A/RES/78/1', 'zh')
    >>> s, language = parse_file_name("IDB.51_20_Add.1_Rev.2_E.doc"); s.text, language
    ('IDB.51/20/Add.1/Rev.2', 'en')
    >>> parse_file_name("gc20-item22.zh.txt")
    (None, 'zh')
    """
    stem = PurePath(name.replace("\\", "/")).name
    while True:
        shorter = re.sub(r"\.(?:pdf|docx?|odt|rtf|txt|html?|md|markdown|xhtml|gz|zip)$", "", stem, flags=re.I)
        if shorter == stem:
            break
        stem = shorter
    stem, language = language_of_code(stem)
    return _from_name(stem), language


def language_of_code(stem: str) -> tuple[str, str | None]:
    # With a region or script first; “report-mic-zh” ends in no region but in a word and a language.
    for form in (r"[A-Za-z]{2}-[A-Za-z]{2,4}", r"[A-Za-z]{2,7}|[ACEFRS]|[acefrs]|中文|英文"):
        match = re.match(rf"(.+?)[\s._\-(\[]+({form})[)\]]?$", stem)
        if match:
            tail = match[2]
            language = _LANGUAGES.get(tail.lower()) or (LETTERS.get(tail.upper()) if len(tail) == 1 else None)
            if language:
                return match[1], language
    match = re.match(r"((?:zh|en|fr|es|ru|ar|chinese|english)(?:-[A-Za-z]{2,4})?)[\s._\-]+(.+)$", stem, re.I)
    if match:
        return match[2], _LANGUAGES.get(match[1].lower())
    match = re.match(r"(.*\d)([acefrs])$", stem) or re.match(r"(.*\d)([ACEFRS])$", stem)
    if match:
        return match[1], LETTERS[match[2].upper()]
    return stem, None


_JOINS = {
    m.lower(): m
    for m in (
        "Add",
        "Rev",
        "Corr",
        "Amend",
        "Res",
        "Dec",
        "CRP",
        "WP",
        "INF",
        "NGO",
        "PV",
        "SR",
        "Min",
        "L",
        "C",
        "AC",
        "CN",
        "Conf",
        "PRST",
        "SC",
    )
}


def _from_name(stem: str) -> Symbol | None:
    match = re.match(rf"({'|'.join(_UNIDO)})[._\s-]?(\d{{1,3}})[._\s-]+(.+)$", stem, re.I)
    if match:
        parts = _parts(match[3], capital=False)
        return parse_symbol(f"{match[1].upper()}.{match[2]}/{parts}") if parts else None
    match = re.match(rf"({_CODES})[._\s-]+(.+)$", stem, re.I)
    if match:
        parts = _parts(match[2], capital=match[1].upper() in ("A", "S", "E"))
        return parse_symbol(f"{match[1].upper()}/{parts}") if parts else None
    return None


def _parts(text: str, *, capital: bool) -> str | None:
    """The rest of a symbol from the words of a file name; None where a word is no part of a symbol."""
    out: list[str] = []
    for word in re.findall(r"[A-Za-z]+|\d+|\([^)]*\)", text):
        last = out[-1] if out else ""
        if word.isdigit():
            if last in _JOINS.values() and last not in ("RES", "DEC", "PRST"):
                out[-1] = f"{last}.{int(word)}"
            else:
                out.append(str(int(word)))
        elif word.startswith("("):
            if not out:
                return None
            out[-1] += f" {word}"
        elif word.lower() in ("res", "dec") and capital:
            out.append(word.upper())
        elif word.lower() in _JOINS:
            out.append(_JOINS[word.lower()])
        elif word.lower() == "hrc" or word in ("CONF", "PRST", "WG", "COP", "SBI", "CMP", "CMA", "SBSTA"):
            out.append(word.upper())
        else:
            return None
    return "/".join(out) if any(c.isdigit() for c in "".join(out)) else None
