"""What file names make of symbols and languages: GC20_14_C.pdf, gc20-14e.docx, A_CONF.224_PC(III)_L.1-ZH.pdf."""

from __future__ import annotations

import re
from pathlib import PurePath

from align.languages import NAMES
from align.un_documents.bodies import BODIES
from align.un_documents.symbols import Symbol, parse_symbol

__all__ = ["LETTERS", "language_of_code", "parse_file_name"]

LETTERS = {"A": "ar", "C": "zh", "E": "en", "F": "fr", "R": "ru", "S": "es"}
"""The letter that ends a file name or job number, and its language."""

_LANGUAGES = {
    "ar": "ar", "ara": "ar", "arabic": "ar", "zh": "zh", "ch": "zh", "cn": "zh", "chi": "zh", "zho": "zh", "chinese": "zh", "中文": "zh",
    "zh-cn": "zh", "zh-hans": "zh", "zh-tw": "zh", "zh-hant": "zh", "en": "en", "eng": "en", "english": "en", "英文": "en", "fr": "fr",
    "fre": "fr", "fra": "fr", "french": "fr", "ru": "ru", "rus": "ru", "russian": "ru", "es": "es", "sp": "es", "spa": "es", "spanish": "es",
    "de": "de", "ger": "de", "deu": "de", "german": "de",
}  # fmt: skip
_SUFFIX = re.compile(
    r"\.(?:pdf|docx?|odt|rtf|txt|html?|md|markdown|xhtml|xml|akn|pptx?|xlsx?|epub|srt|vtt|po|xlf|xliff|tmx|csv|tsv|gz|zip)$",
    re.IGNORECASE,
)
_COPY = re.compile(r"(?:\s*\(\d{1,2}\)|\s*[-_]\s*(?:copy|副本|コピー)(?:\s*\(\d{1,2}\))?)+$", re.IGNORECASE)
"""What a browser or a file manager adds to the name of a second copy."""


def parse_file_name(name: str) -> tuple[Symbol | None, str | None]:
    """The symbol and the language (primary subtag) that a file name speaks of; None for either that it does not.

    >>> [(s.text, l) for s, l in map(parse_file_name, ("GC20_14_C.pdf", "gc20-14e.docx", "idb51-20_zh.txt"))]
    [('GC.20/14', 'zh'), ('GC.20/14', 'en'), ('IDB.51/20', 'zh')]
    >>> s, language = parse_file_name("A_RES_78_1-ZH.pdf"); s.text, language
    ('A/RES/78/1', 'zh')
    >>> s, language = parse_file_name("IDB.51_20_Add.1_Rev.2_E.doc"); s.text, language
    ('IDB.51/20/Add.1/Rev.2', 'en')
    >>> s, language = parse_file_name("A_CONF.224_PC(III)_L.1-EN (1).docx"); s.text, language
    ('A/CONF.224/PC(III)/L.1', 'en')
    >>> parse_file_name("gc20-item22.zh.txt")
    (None, 'zh')
    """
    stem = without_copy(without_suffix(PurePath(name.replace("\\", "/")).name))
    stem, language = language_of_code(stem)
    return _from_name(stem), language


def without_suffix(name: str) -> str:
    """A file name without the endings of documents.

    >>> without_suffix("report.zh.html.gz")
    'report.zh'
    """
    while (shorter := _SUFFIX.sub("", name)) != name:
        name = shorter
    return name


def without_copy(stem: str) -> str:
    """A name without what marks it as a second copy.

    >>> without_copy("GC20_14_C (1)"), without_copy("GC20_14_C - Copy"), without_copy("GC20 (English)")
    ('GC20_14_C', 'GC20_14_C', 'GC20 (English)')
    """
    return _COPY.sub("", stem) or stem


def language_of_code(stem: str) -> tuple[str, str | None]:
    # With a region or script first; “report-mic-zh” ends in no region but in a word and a language.
    for form in (r"[A-Za-z]{2}[-_](?:[A-Za-z]{2,4}|\d{3})", r"[A-Za-z]{2,7}|[ACEFRS]|[acefrs]|中文|英文"):
        match = re.match(rf"(.+?)[\s._\-(\[（]+({form})[)\]）]?$", stem)
        if match:
            tail = match[2]
            language = _LANGUAGES.get(tail.lower().replace("_", "-"))
            if language is None:
                language = LETTERS.get(tail.upper()) if len(tail) == 1 else _of_region(tail)
            if language:
                return match[1], language
    match = re.match(r"((?:zh|en|fr|es|ru|ar|chinese|english)(?:-[A-Za-z]{2,4})?)[\s._\-]+(.+)$", stem, re.IGNORECASE)
    if match:
        return match[2], _LANGUAGES.get(match[1].lower())
    match = re.match(r"(.*\d)([acefrs])$", stem) or re.match(r"(.*\d)([ACEFRS])$", stem)
    if match:
        return match[1], LETTERS[match[2].upper()]
    return stem, None


_REGION = re.compile(r"([a-z]{2})[-_](?:[A-Z]{2}|[A-Z][a-z]{3}|\d{3})")
# In small letters two languages may be meant: annex-de-es.
_SMALL_REGIONS = frozenset(
    str.split(
        "en-gb en-us en-au en-ca fr-fr fr-ca fr-ch es-mx pt-br pt-pt ru-ru ar-sa ar-eg de-at de-ch zh-hk zh-mo zh-sg"
    )
)


def _of_region(tail: str) -> str | None:
    """The language of a tag with a region or script: en-GB, zh_Hant; None for anything else."""
    match = _REGION.fullmatch(tail)
    if match is None and tail.lower().replace("_", "-") not in _SMALL_REGIONS:
        return None
    primary = tail[:2].lower()
    return primary if primary in NAMES else None


_UNIDO = ("GC", "IDB", "PBC")
_CODES = "|".join(sorted((re.escape(b) for b in BODIES if "/" not in b), key=len, reverse=True))
# The usual form of the words of a symbol, by their form in small letters.
_MIXED = {
    word.lower(): word
    for word in ("Add", "Rev", "Corr", "Amend", "Res", "Dec", "Min", "Sub", "Misc", "Hg", "OzL", "Pro")
}
# Words that take a number with a dot, where the name has lost its dots.
_DOTTED = frozenset(
    str.split(
        "add rev corr amend res dec crp wp inf ngo pv sr min l c ac cn sc conf sub wg gt chw inc eg pc em ge gge mem ser ga"
        " rep"
    )
)
_ALWAYS_SLASHED = frozenset({"RES", "DEC", "PRST", "AGENDA", "NGO", "REP"})


def _from_name(stem: str) -> Symbol | None:
    match = re.match(rf"({'|'.join(_UNIDO)})[._\s-]?(\d{{1,3}})[._\s-]+(.+)$", stem, re.IGNORECASE)
    if match:
        parts = _parts(match[3], capital=False, dotted=False)
        return parse_symbol(f"{match[1].upper()}.{match[2]}/{parts}") if parts else None
    # A body that we do not know is one only where the whole name is spelled as a symbol is, in capitals.
    match = re.match(rf"({_CODES})(\([A-Z]{{1,6}}\))?[._\s-]+(.+)$", stem, re.IGNORECASE) or re.match(
        r"([A-Z]{2,8}(?:-[A-Z]{2,8})?)(\([A-Z]{1,6}\))?_(.+)$", stem
    )
    if match:
        capital = match[1].upper() not in _UNIDO
        dotted = re.search(r"[A-Za-z]\.[\dA-Z]", match[3]) is not None
        parts = _parts(match[3], capital=capital, dotted=dotted)
        return parse_symbol(f"{match[1].upper()}{match[2] or ''}/{parts}") if parts else None
    return None


_TOKEN = re.compile(
    r"(?P<sep>[._\s/-]*)(?:(?P<range>(?<=_)\d{1,2}-\d{1,2}(?![\d-]))|(?P<special>(?:ES|S)-\d{1,3}(?!\d))|(?P<number>\d+)"
    r"|(?P<word>[A-Za-z]+)|(?P<bracket>\([^)]{1,12}\)))"
)


def _parts(text: str, *, capital: bool, dotted: bool) -> str | None:
    """The rest of a symbol from the words of a file name; None where a word is not part of a symbol.

    `capital`: RES and DEC are written so by this body. `dotted`: the name has kept the dots of its symbol, so that
    every other separator is a slash.
    """
    out: list[str] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        at = match.end()
        last = out[-1] if out else ""
        if match["range"] or match["special"]:
            out.append((match["range"] or match["special"]).upper())
        elif match["number"]:
            number = str(int(match["number"]))
            joined = match["sep"] == "." if dotted else last.lower() in _DOTTED and last not in _ALWAYS_SLASHED
            if joined and last and last[-1].isalpha():
                out[-1] = f"{last}.{number}"
            else:
                out.append(number)
        elif match["bracket"]:
            if not out:
                return None
            bracket = match["bracket"]
            out[-1] += f" {bracket}" if last[-1:].isdigit() or not bracket[1:-1].isupper() else bracket
        else:
            word = _spelled(match["word"], last, capital=capital)
            if word is None:
                return None
            if dotted and match["sep"] == "." and last and last[-1].isalpha():
                out[-1] = f"{last}.{word}"
            else:
                out.append(word)
    return "/".join(out) if any(c.isdigit() for c in "".join(out)) else None


def _spelled(word: str, last: str, *, capital: bool) -> str | None:
    """A word of a file name as symbols write it; None where no symbol has it."""
    small = word.lower()
    if small in ("res", "dec"):
        # After a session or a meeting it is Res.9, after the body's code RES/70/1.
        return word.upper() if capital and not last.isdigit() else word.capitalize()
    if small in _MIXED:
        return _MIXED[small]
    if small in _DOTTED or small in _WORDS:
        return word.upper()
    return word if word.isupper() and len(word) <= 8 else None


_WORDS = frozenset(
    str.split(
        "hrc conf prst agenda wg cop sbi cmp cma sbsta sbstta icef ops fpa cosp irg co q sp op opac opsc gen sg sgb ai ic isar"
        " ltc cp pa ltd esc escap ece eca eclac escwa stat esa trans gc rc pops fao ccpcj cnd msp hri tcs"
    )
)
