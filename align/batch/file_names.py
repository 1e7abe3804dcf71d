"""What the name of a file says of the document in it: symbol, language, script, and the name without these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from align.batch.sources import Source
from align.errors import UnknownLanguage

__all__ = ["Named", "is_document", "read_name"]

_NO_DOCUMENT = re.compile(
    r"^(?:\.|~\$|_|readme|licen[sc]e|notice|changelog|thumbs\.db)|[._-]gold(?:[._-]|$)", re.IGNORECASE
)
_TRADITIONAL = re.compile(r"(?:^|[^a-z])(?:hant|tw|hk|mo|trad(?:itional)?)(?:[^a-z]|$)|繁", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A file and what its name tells; None where it does not tell."""

    source: Source
    stem: str
    """Folder and name without language and suffix, for comparing."""
    language: str | None
    symbol: str | None
    key: str | None
    """The symbol in a form for comparing, with its revision, addendum and corrigendum."""
    base: str | None
    """The symbol without them, in the same form."""
    traditional: bool
    suffix: str
    copy: bool = False
    """Whether the name is that of a second copy: “report (1).docx”."""


def is_document(name: str, suffixes: frozenset[str]) -> bool:
    """Whether a file of this name is a document that we read: not hidden, not a read-me, not a gold file.

    >>> [is_document(name, frozenset({".txt"})) for name in ("a.txt", ".a.txt", "README.txt", "a.bin")]
    [True, False, False, False]
    """
    path = PurePosixPath(name)
    parts = path.parts[:-1]
    return (
        not _NO_DOCUMENT.search(path.name)
        and not any(part.startswith((".", "_")) for part in parts if part not in (".", ".."))
        and path.suffix.lower() in suffixes
    )


def read_name(source: Source) -> Named:
    """What the name of a source says; a folder named after a language counts when the file's own name is silent.

    >>> named = read_name(Source("s20/GC20_14_Rev.1_C.pdf", "/x"))
    >>> named.symbol, named.language, named.key, named.base
    ('GC.20/14/Rev.1', 'zh', 'gc20-14-rev1', 'gc20-14')
    >>> read_name(Source("Chinese/report.txt", "/x")).stem == read_name(Source("en/report.txt", "/x")).stem
    True
    """
    from align.un_documents import parse_file_name, parse_symbol
    from align.un_documents.file_symbols import without_copy

    path = PurePosixPath(source.name.replace("\\", "/"))
    symbol, language = parse_file_name(path.name)
    stem = _without_language(path.name) if language else without_copy(path.name.removesuffix(path.suffix))
    folders = [_folder_language(part) for part in path.parts[:-1]]
    if language is None:
        language = next((code for code in reversed(folders) if code), None)
    kept = [part for part, code in zip(path.parts[:-1], folders, strict=True) if code is None]
    base = parse_symbol(symbol.base) if symbol else None
    return Named(
        source,
        re.sub(r"[._\- ]+", "-", "/".join([*kept, stem])).strip("-").lower(),
        language,
        symbol.text if symbol else None,
        symbol.key if symbol else None,
        base.key if base else symbol.key if symbol else None,
        bool(_TRADITIONAL.search(path.name) or any(_TRADITIONAL.search(part) for part in path.parts[:-1])),
        path.suffix.lower(),
        without_copy(path.stem) != path.stem,
    )


def _without_language(name: str) -> str:
    from align.un_documents.file_symbols import language_of_code, without_copy

    stem = without_copy(re.sub(r"\.\w{1,8}$", "", name))
    return language_of_code(stem)[0]


def _folder_language(name: str) -> str | None:
    from align.languages import normalize_code

    # A folder is often a date or a subject; only whole words that name one of the languages we meet count.
    if not re.fullmatch(
        r"[a-z]{2}(?:[-_][a-z]{2,4})?|[a-z]{4,10}|中文|英文|法文|俄文|西班牙文|阿拉伯文", name, re.IGNORECASE
    ):
        return None
    try:
        code = normalize_code(name)
    except UnknownLanguage:
        return None
    return code if code in ("ar", "de", "en", "es", "fr", "ru", "zh") else None
