"""What a glossary is built from: bitext files, and documents in pairs, found among the paths one names.

A folder is looked through: its bitext files are taken, its documents are paired by their names (`report.zh.txt` with
`report.en.txt`, `GC20_14_C` with `GC20_14_E`), and what finds no partner by name, by symbol and language. Gold files,
read-mes and hidden files are no documents.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from align.errors import AlignError, UnreadableInput
from align.types import Document

__all__ = ["Source", "Sources", "find"]

_LANGUAGE = re.compile(
    r"(?:^|(?<=[._\- ]))(zh(?:-?(?:cn|hans|hant|tw|hk))?|en|fr|es|ru|ar|[cefsra]|chi(?:nese)?|eng(?:lish)?|"
    r"fre(?:nch)?|spa(?:nish)?|rus(?:sian)?|ara(?:bic)?)(?=$|[._\- ])|(?<=\d)[cefsra]$",
    re.IGNORECASE,
)
_NO_DOCUMENT = re.compile(r"^(?:\.|~\$|_|readme|licen[sc]e|notice|changelog)|[._-]gold(?:[._-]|$)", re.IGNORECASE)
_BITEXTS = {".tmx", ".xliff", ".xlf", ".jsonl", ".ndjson", ".parquet", ".tsv"}
_FIRST = ("zh", "en", "fr", "es", "ru", "ar")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read: a bitext file (one path), or a document and its translation (two)."""

    paths: tuple[Path, ...]

    @property
    def name(self) -> str:
        return " and ".join(path.name for path in self.paths)

    @property
    def is_bitext(self) -> bool:
        return len(self.paths) == 1

    def digest(self) -> str:
        """Hash of the files' contents: the same files under other names are the same source."""
        digest = hashlib.blake2b(digest_size=16)
        for path in self.paths:
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
            digest.update(b"\x1d")
        return digest.hexdigest()


@dataclass(slots=True)
class Sources:
    """What was found: the sources, and the documents that have no partner."""

    found: list[Source] = field(default_factory=list)
    alone: list[Path] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def find(paths: Iterable[str | os.PathLike[str]]) -> Sources:
    """The sources among files and folders. Raises UnreadableInput where a path is not there."""
    sources = Sources()
    documents: list[Path] = []
    for given in paths:
        path = Path(given)
        if path.is_dir():
            bitexts, inside = _look_through(path)
            sources.found += [Source((bitext,)) for bitext in bitexts]
            documents += inside
        elif not path.exists():
            raise UnreadableInput("there is no such file", where=path)
        elif path.suffix.lower() in _BITEXTS:
            sources.found.append(Source((path,)))
        else:
            documents.append(path)
    _pair(documents, sources)
    return sources


def _look_through(folder: Path) -> tuple[list[Path], list[Path]]:
    from align.readers import FORMATS

    bitexts, documents = [], []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for name in sorted(files):
            path = Path(root, name)
            if _NO_DOCUMENT.search(name):
                continue
            if path.suffix.lower() in _BITEXTS:
                bitexts.append(path)
            elif path.suffix and path.suffix.lower() in FORMATS:
                documents.append(path)
    return bitexts, documents


def _pair(documents: Sequence[Path], sources: Sources) -> None:
    rest: list[Path] = []
    for group in _by_name(documents):
        languages = {_language_of(path.stem) for path in group}
        if len(group) == 2 and len(languages) == 2:
            sources.found.append(Source(_ordered(group, [_language_of(path.stem) for path in group])))
        else:
            rest += group
    if len(rest) < 2:
        sources.alone += rest
        return
    read = list(_read(rest, sources))
    if len(read) == 2 and read[0][1].language != read[1][1].language:
        sources.found.append(_source(read))
        return
    by_symbol: dict[str, list[tuple[Path, Document]]] = {}
    for path, document in read:
        by_symbol.setdefault(document.metadata.get("symbol", ""), []).append((path, document))
    for symbol, group_of_symbol in by_symbol.items():
        if symbol and len({document.language for _, document in group_of_symbol}) == len(group_of_symbol) == 2:
            sources.found.append(_source(group_of_symbol))
        else:
            sources.alone += [path for path, _ in group_of_symbol]


def _by_name(documents: Sequence[Path]) -> list[list[Path]]:
    """Files whose names differ but for the language, in one folder or in folders named by language."""
    groups: dict[tuple[str, str], list[Path]] = {}
    for path in documents:
        stem = _LANGUAGE.sub("", path.stem).strip("._- ").lower()
        parent = "" if _LANGUAGE.fullmatch(path.parent.name) else str(path.parent)
        groups.setdefault((parent, re.sub(r"[._\- ]+", "-", stem)), []).append(path)
    return list(groups.values())


def _language_of(stem: str) -> str:
    found = _LANGUAGE.search(stem)
    return (found[0] or "").lower() if found else ""


def _read(paths: Iterable[Path], sources: Sources) -> Iterator[tuple[Path, Document]]:
    from align.readers import read

    for path in paths:
        try:
            yield path, read(path)
        except AlignError as error:
            sources.unreadable.append(str(error))


def _source(read: Sequence[tuple[Path, Document]]) -> Source:
    return Source(_ordered([path for path, _ in read], [document.language for _, document in read]))


def _ordered(paths: Sequence[Path], languages: Sequence[str]) -> tuple[Path, ...]:
    """Chinese first, then in the order of the United Nations' languages."""
    initials = {"c": "zh", "chi": "zh", "chinese": "zh", "e": "en", "f": "fr", "s": "es", "r": "ru", "a": "ar"}

    def rank(language: str) -> int:
        code = initials.get(language, language[:2])
        return _FIRST.index(code) if code in _FIRST else len(_FIRST)

    return tuple(path for path, _ in sorted(zip(paths, languages, strict=True), key=lambda pair: rank(pair[1])))


def stem(path: Path) -> str:
    """Name of a document without its language, for a file that holds both.

    >>> stem(Path("seeds/gc20-item22.zh.txt")), stem(Path("GC20_14_C.pdf"))
    ('gc20-item22', 'GC20_14')
    """
    return _LANGUAGE.sub("", path.stem).strip("._- ") or path.stem
