"""What the columns of somebody's table hold: named by a header in any of the usual ways, or guessed from the cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from align.errors import UnknownLanguage
from align.languages import NAMES, detect, normalize_code, script_of
from glossary.exchange.tags import parse_tag

__all__ = ["HEADERS", "guessed_columns", "header_of", "language_of_header", "named_columns"]

HEADERS = {
    "zh-Hans": "Chinese (Simplified, China)",
    "zh": "Chinese (Simplified, China)",
    "zh-Hant": "Chinese (Traditional, Taiwan)",
}
"""Language names as Trados Studio, MultiTerm and memoQ map them to a language without asking."""

_FIELDS = {
    "concept_id": "concept_id id entry_id entryid termid term_id concept entry_number entrynumber conceptid entry_no",
    "status": "status review_status reviewstatus workflow_status",
    "score": "score total confidence",
    "frequency": "frequency freq count occurrences",
    "subject": "subject subject_field subjectfield domain entry_subject entry_domain field topic category",
    "definition": "definition definitions entry_definition def",
    "notes": "notes note comment comments remark remarks entry_note",
    "avoid": "avoid forbidden deprecated forbidden_terms do_not_use",
    "zh_context": "zh_context chinese_context source_context",
    "en_context": "en_context english_context target_context",
    "context_source": "context_source",
    "documents": "documents document sources references reference source_document",
    "created": "created created_on createdon entry_created creation_date entry_created_on",
    "created_by": "created_by createdby creator entry_creator author",
    "modified": "modified modified_on modifiedon last_modified modification_date entry_lastmodified",
    "modified_by": "modified_by modifiedby modifier entry_modifier",
}
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names.split()}
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
    found = _LANGUAGE_NAME.fullmatch(text)
    if not found:
        return None
    script = next((script for word, script in _SCRIPTS.items() if word in text.lower()), None)
    if script is None and re.search("[繁正]", text):
        script = "Hant"
    elif script is None and "简" in text:
        script = "Hans"
    for name in (text, found["name"], re.sub(r"(?i)\b(simplified|traditional)\b", "", text).strip()):
        try:
            language = normalize_code(name)
        except UnknownLanguage:
            continue
        return language, script if language == "zh" else None
    return None


def named_columns(cells: Sequence[str]) -> list[str | tuple[str, str | None] | None] | None:
    """For each cell of a header: a field's name, a language and script, or None; None where it is no header.

    A header names at least one language.

    >>> named_columns(["Concept ID", "Chinese (PRC)", "English", "Colour"])
    ['concept_id', ('zh', 'Hans'), ('en', None), None]
    >>> named_columns(["工发组织", "UNIDO"]) is None
    True
    """
    found: list[str | tuple[str, str | None] | None] = []
    for cell in cells:
        key = re.sub(r"[\s\-/]+", "_", cell.strip().lower())
        found.append(_FIELD_OF.get(key) or language_of_header(cell))
    return found if any(isinstance(column, tuple) for column in found) else None


def guessed_columns(
    rows: Sequence[Sequence[str]], languages: Sequence[str] | None = None
) -> list[str | tuple[str, str | None] | None] | None:
    """Columns of a table without a header: the first two that hold text are terms, the third is a note.

    `languages` says which the two are; otherwise the cells do. None where their languages cannot be told apart.

    >>> guessed_columns([["绿色氢", "green hydrogen", "energy"], ["工发组织", "UNIDO", ""]])
    [('zh', None), ('en', None), 'notes']
    """
    width = max((len(row) for row in rows), default=0)
    filled = [n for n in range(width) if sum(bool(row[n].strip()) for row in rows if n < len(row)) * 2 > len(rows)]
    if len(filled) < 2:
        return None
    found: list[str | tuple[str, str | None] | None] = [None] * width
    pair = list(languages or [_language([row[n] for row in rows if n < len(row)]) for n in filled[:2]])
    if len(set(pair)) < 2:
        return None
    for n, language in zip(filled, pair, strict=False):
        found[n] = (language, None)
    rest = next((n for n in range(filled[1] + 1, width)), None)
    if rest is not None:
        found[rest] = "notes"
    return found


def _language(cells: Sequence[str]) -> str:
    # Terms are short: one by one they say little, together they do.
    text = ". ".join(cell for cell in cells if cell.strip())[:20_000]
    try:
        return detect(text)
    except UnknownLanguage:
        # Names and acronyms in Latin letters: beside Chinese, the other language of this house.
        return "en"


def script_of_term(text: str, language: str, script: str | None) -> str | None:
    """Script of a term: the column's, otherwise that of its characters."""
    return script or (script_of(text) if language == "zh" else None)
