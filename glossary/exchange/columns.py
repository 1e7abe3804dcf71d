"""Recognizes what the columns of a table hold: by a header with any of the usual names, or by their cells.

The names that people and programs write stand in `glossary/resources/table_headers.tsv`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from align.errors import UnknownLanguage
from align.languages import NAMES, detect, normalize_code, script_of
from glossary.exchange.tags import parse_tag

__all__ = [
    "HEADERS",
    "Meaning",
    "guessed_columns",
    "header_of",
    "language_of_header",
    "languages_of",
    "meaning_of",
    "named_columns",
    "review_status",
]

HEADERS = {
    "zh-Hans": "Chinese (Simplified, China)",
    "zh": "Chinese (Simplified, China)",
    "zh-Hant": "Chinese (Traditional, Taiwan)",
    "zh-HK": "Chinese (Traditional, Hong Kong SAR)",
    "zh-SG": "Chinese (Simplified, Singapore)",
    "ar-EG": "Arabic (Egypt)",
    "ar-SA": "Arabic (Saudi Arabia)",
    "en-CA": "English (Canada)",
    "en-GB": "English (United Kingdom)",
    "en-US": "English (United States)",
    "es-ES": "Spanish (Spain)",
    "es-MX": "Spanish (Mexico)",
    "fr-CA": "French (Canada)",
    "fr-FR": "French (France)",
    "ru-RU": "Russian (Russia)",
}
"""Language names as Trados Studio, MultiTerm and memoQ map them to a language without asking."""

_DATA = Path(__file__).parents[1] / "resources" / "table_headers.tsv"
_SEPARATORS = re.compile(r"[\s_\-/.:;,()\[\]{}（）【】、：]+")
_CJK = re.compile(r"[\u3400-\u9fff]")
_LANGUAGE_NAME = re.compile(r"(?P<name>[^\W\d_][^\W\d_ ]*(?: [^\W\d_]+)?)\s*(?:[(_\[](?P<detail>[^)\]]+)[)\]]?)?")
_SCRIPTS = {
    "simplified": "Hans",
    "china": "Hans",
    "prc": "Hans",
    "singapore": "Hans",
    "hans": "Hans",
    "traditional": "Hant",
    "taiwan": "Hant",
    "hong kong": "Hant",
    "macao": "Hant",
    "macau": "Hant",
    "hant": "Hant",
}
_BY_LANGUAGE = frozenset(
    {
        "term",
        "synonym",
        "abbreviation",
        "definition",
        "notes",
        "context",
        "source",
        "subject",
        "source_term",
        "target_term",
    }
)
"""What a column may hold for one language: `English definition`, `Term (ZH)`."""
_TERMS = {
    "term": "term",
    "synonym": "term",
    "abbreviation": "abbreviation",
    "source_term": "term",
    "target_term": "term",
}


class Meaning(NamedTuple):
    """What a column holds: `term`, `definition`, `status` ..., and of which language and script where it says so."""

    field: str
    language: str | None = None
    script: str | None = None


@cache
def _names() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Languages, fields and review statuses by their names, separators made spaces."""
    kinds: dict[str, dict[str, str]] = {"language": {}, "field": {}, "status": {}}
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, value, names = line.split("\t")
            for name in names.split("|"):
                kinds[kind].setdefault(_plain(name), value)
    return kinds["language"], kinds["field"], kinds["status"]


def _plain(name: str) -> str:
    """A name as it is compared: compatible forms, no case, any separators one space.

    >>> _plain("Entry_ID"), _plain("定义（英文）")
    ('entry id', '定义 英文')
    """
    return _SEPARATORS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def review_status(word: str) -> str | None:
    """The review status that a word in one of the languages of the United Nations means, None for any other word.

    >>> review_status("OK"), review_status("批准"), review_status("approved 批准"), review_status("maybe")
    ('approved', 'approved', 'approved', None)
    """
    known = _names()[2]
    plain = _plain(word)
    found = {known.get(part) for part in plain.split()}
    return known.get(plain) or (found.pop() if len(found) == 1 else None)


def header_of(tag: str) -> str:
    """Name of a language tag's column in a spreadsheet for CAT tools.

    >>> header_of("zh"), header_of("en"), header_of("zh-Hant")
    ('Chinese (Simplified, China)', 'English', 'Chinese (Traditional, Taiwan)')
    """
    return HEADERS.get(tag) or NAMES.get(tag, tag)


def language_of_header(text: str) -> tuple[str, str | None] | None:
    """Language and script that a column's name stands for, None where it names no language.

    >>> language_of_header("Chinese (Simplified, China)"), language_of_header("English_United States")
    (('zh', 'Hans'), ('en', None))
    >>> language_of_header("zh-TW"), language_of_header("繁體中文"), language_of_header("Comment")
    (('zh', 'Hant'), ('zh', 'Hant'), None)
    """
    text = text.strip()
    if re.fullmatch("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", text):
        try:
            language, script = parse_tag(text)
        except ValueError:
            return None
        return (language, script) if language in NAMES or "-" in text or "_" in text else None
    known = _names()[0].get(_plain(text))
    if known:
        return parse_tag(known)
    match = _LANGUAGE_NAME.fullmatch(text)
    if not match:
        return None
    script = next((script for word, script in _SCRIPTS.items() if word in text.lower()), None)
    if script is None and re.search("[繁正]", text):
        script = "Hant"
    elif script is None and "简" in text:
        script = "Hans"
    for name in (text, match["name"], re.sub(r"(?i)\b(simplified|traditional)\b", "", text).strip()):
        known = _names()[0].get(_plain(name))
        try:
            language = parse_tag(known)[0] if known else normalize_code(name)
        except UnknownLanguage:
            continue
        return language, script if language == "zh" else None
    return None


_LONGEST_NAME = 200
"""Characters of the longest cell that may be the name of a column."""


def meaning_of(name: str) -> Meaning | None:
    """What a column of this name holds, None where the name says nothing to us.

    >>> meaning_of("Term (ZH)"), meaning_of("English_Def"), meaning_of("领域")
    (Meaning(field='term', language='zh', script=None), Meaning(field='definition', language='en', ...), Meaning(field='subject', ...))
    >>> meaning_of("definition.en"), meaning_of("Colour")
    (Meaning(field='definition', language='en', script=None), None)
    """
    if len(name) > _LONGEST_NAME:
        return None
    plain = _plain(name)
    fields = _names()[1]
    if plain in fields:
        return Meaning(fields[plain])
    words = plain.split()
    pieces = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    if _CJK.search(plain):
        solid = plain.replace(" ", "")
        pieces += [(solid[:n], solid[n:]) for n in range(1, len(solid))]
    for first, second in pieces:
        for role, code in ((second, first), (first, second)):
            field = fields.get(role)
            if field in _BY_LANGUAGE and (language := _language_of_words(code)):
                return Meaning(_TERMS.get(field, field), *language)
    language = language_of_header(name)
    return Meaning("term", *language) if language else None


def _language_of_words(words: str) -> tuple[str, str | None] | None:
    """Language of words that separators were taken from: `zh cn`, `chinese prc`, `英文`."""
    first, _, rest = words.partition(" ")
    for form in (words.replace(" ", "-"), f"{first} ({rest})" if rest else words, words):
        if found := language_of_header(form):
            return found
    return None


def named_columns(cells: Sequence[str]) -> list[Meaning | None] | None:
    """What each column of a header holds; None where the row is not a header.

    A header names a language, or a source and a target, or a column of languages beside one of terms.

    >>> named_columns(["Concept ID", "Chinese (PRC)", "English", "Colour"])[1:]
    [Meaning(field='term', language='zh', script='Hans'), Meaning(field='term', language='en', script=None), None]
    >>> named_columns(["工发组织", "UNIDO"]) is None
    True
    """
    found = [meaning_of(cell) if cell.strip() else None for cell in cells]
    fields = [meaning.field for meaning in found if meaning and meaning.language is None]
    if "source_term" in fields and not {"target_term", "term"} & set(fields):
        # A source without a target says where a term comes from.
        found = [Meaning("source") if meaning == Meaning("source_term") else meaning for meaning in found]
    elif "target_term" in fields and "source_term" not in fields and "term" in fields:
        found = [Meaning("source_term") if meaning == Meaning("term") else meaning for meaning in found]
    elif "source_term" in fields and "term" in fields and "target_term" not in fields:
        found = [Meaning("source") if meaning == Meaning("source_term") else meaning for meaning in found]
    if any(meaning and meaning.language and meaning.field in ("term", "abbreviation") for meaning in found):
        return found
    fields = [meaning.field for meaning in found if meaning and meaning.language is None]
    if {"source_term", "target_term"} <= set(fields) or {"language", "term"} <= set(fields):
        return found
    # Two names of fields are not terms.
    known = [cell for cell, meaning in zip(cells, found, strict=True) if meaning]
    return found if len(known) > 1 and len(known) * 2 > sum(bool(cell.strip()) for cell in cells) else None


def guessed_columns(
    rows: Sequence[Sequence[str]], languages: Sequence[str] | None = None, *, note: bool = False
) -> list[Meaning | None] | None:
    """What the columns of a table without a header hold, told by their cells; None where that is not sure.

    Terms are two columns in two languages, after a column of ids where there is one; a third column, filled here and
    there, or any third column with `note`, is a note. `languages` says which the two are.

    >>> guessed_columns([["1", "绿色氢", "green hydrogen"], ["2", "工发组织", "UNIDO"]])
    [Meaning(field='concept_id', ...), Meaning(field='term', language='zh', ...), Meaning(field='term', language='en', ...)]
    >>> guessed_columns([["hydrogen", "hydrogène", "Wasserstoff"]]) is None
    True
    """
    width = max((len(row) for row in rows), default=0)
    columns = [[row[n].strip() for row in rows if n < len(row) and row[n].strip()] for n in range(width)]
    filled = [n for n, cells in enumerate(columns) if len(cells) * 2 > len(rows)]
    found: list[Meaning | None] = [None] * width
    if len(filled) > 2 and _are_ids(columns[filled[0]]):
        found[filled.pop(0)] = Meaning("concept_id")
    if len(filled) < 2:
        return None
    codes = list(languages or languages_of(*(columns[n] for n in filled[:2])))
    if len(set(codes)) < 2:
        return None
    for n, language in zip(filled, codes, strict=False):
        found[n] = Meaning("term", language)
    rest = [n for n in range(filled[1] + 1, width) if columns[n]]
    if (
        not languages
        and not note
        and (len(rest) > 1 or (len(filled) > 2 and _are_terms(columns[filled[2]], len(rows))))
    ):
        return None
    if rest:
        found[rest[0]] = Meaning("notes")
    return found


def _are_ids(cells: Sequence[str]) -> bool:
    """Whether the cells are numbers or codes, each another one."""
    codes = sum(bool(re.fullmatch(r"[A-Za-z]{0,8}[-_.:#]?\d[\w.:-]*|[0-9a-f-]{32,36}", cell)) for cell in cells)
    return codes >= 0.9 * len(cells) and len(set(cells)) == len(cells)


def _are_terms(cells: Sequence[str], rows: int) -> bool:
    """Whether the cells of a third column look like terms of another language, rather than like notes."""
    return rows > 4 and len(cells) == rows and sum(map(len, cells)) < 40 * len(cells) and len(set(cells)) * 2 > rows


def languages_of(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Languages of two columns of terms; fewer than two where that is not sure.

    >>> languages_of(["工发组织", "绿色氢"], ["UNIDO", "green hydrogen"])
    ['zh', 'en']
    """
    codes = [_language([cell for cell in cells if cell.strip()]) for cells in (first, second)]
    # Names and acronyms in Latin letters: beside Chinese, the other language of this house.
    codes = ["en" if code is None and "zh" in codes else code for code in codes]
    return [code for code in codes if code]


def _language(cells: Sequence[str]) -> str | None:
    # Terms are short: one by one they say little, together they do.
    try:
        return detect(". ".join(cells)[:20_000])
    except UnknownLanguage:
        return None


def script_of_term(text: str, language: str, script: str | None) -> str | None:
    """Script of a term: the column's, otherwise that of its characters; None for other languages than Chinese.

    >>> script_of_term("綠色氫", "zh", None), script_of_term("hydrogen", "en", None)
    ('Hant', None)
    """
    return script or (script_of(text) if language == "zh" else None)
