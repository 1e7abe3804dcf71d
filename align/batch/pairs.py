"""Types of matching: documents with what is known of them, pairs, and documents without a partner."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from align.batch.file_names import Named
from align.batch.profiles import DocumentProfile
from align.batch.sources import Source
from align.errors import Message
from align.files import file_name_of

__all__ = [
    "Candidate",
    "How",
    "Likeness",
    "Matched",
    "Orphan",
    "Pair",
    "in_order",
    "name_apart",
    "pair_name",
    "pair_of",
    "set_aside",
    "wanted",
]

How = Literal["manifest", "symbol", "name", "content", "one file"]

_ORDER = ("zh", "fr", "es", "ru", "ar", "de", "en")


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and its translation, to be aligned."""

    name: str
    """Name of the files that are made of it: “GC.20-14.zh-en”."""
    src: Source
    tgt: Source
    src_lang: str | None
    tgt_lang: str | None
    how: How
    score: float | None = None
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """A document that another one resembles."""

    source: Source
    by: Literal["content", "name"]
    sure: float
    """By content: the probability that the two are translations of each other. By name: the share that is the same."""

    @property
    def explanation(self) -> Message:
        """The likeness as a sentence for people.

        >>> str(Likeness(Source("a.txt", ""), "content", 0.31).explanation)
        'its content is most like that of a.txt (31% sure)'
        """
        percent = round(100 * self.sure)
        if self.by == "content":
            return Message(
                "its content is most like that of {name} ({percent}% sure)", name=self.source.name, percent=percent
            )
        return Message(
            "its name is most like that of {name} ({percent}% the same)", name=self.source.name, percent=percent
        )


@dataclass(frozen=True, slots=True)
class Orphan:
    """A document that is in no pair, and why."""

    source: Source
    reason: str
    language: str | None = None
    symbol: str | None = None
    likely: tuple[Likeness, ...] = ()
    """What it most resembles of the documents in other languages, whether these have a partner or not."""

    @property
    def explanation(self) -> str:
        """The reason with what it resembles, for people."""
        return "; ".join([str(self.reason), *(str(one.explanation) for one in self.likely)])


@dataclass(slots=True)
class Matched:
    """The pairs, the documents without a partner, further files of documents that have one, and unreadable ones."""

    pairs: list[Pair] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    duplicates: list[Orphan] = field(default_factory=list)
    faults: list[tuple[Source, str]] = field(default_factory=list)
    unwanted: int = 0
    """Documents in languages that nobody asked for."""


@dataclass(slots=True)
class Candidate:
    """A document with what is known of it so far, from its name and, if need be, from reading it."""

    named: Named
    language: str | None
    key: str | None
    symbol: str | None
    variant: str
    """Script, where one document has Chinese texts in both."""
    profile: DocumentProfile | None = None


def pair_of(src: Candidate, tgt: Candidate, how: How, score: float | None = None) -> Pair:
    symbol = src.symbol or tgt.symbol
    stem = src.named.stem or tgt.named.stem
    languages = [f"{side.language}{'-' if side.variant else ''}{side.variant}" for side in (src, tgt)]
    return Pair(
        pair_name(symbol, stem, languages),
        src.named.source,
        tgt.named.source,
        src.language,
        tgt.language,
        how,
        score,
        symbol,
    )


def pair_name(symbol: str | None, stem: str, languages: Sequence[str | None]) -> str:
    """A file name for a pair: “GC.20-14.zh-en”."""
    return f"{file_name_of(symbol or stem)}.{'-'.join(language or 'xx' for language in languages)}"


def name_apart(matched: Matched) -> None:
    """Different documents get different names, whatever the order they come in; also where case does not tell names apart."""
    count = Counter(_same_file(pair.name) for pair in matched.pairs)
    for n, pair in enumerate(matched.pairs):
        if count[_same_file(pair.name)] > 1:
            mark = hashlib.blake2b(os.fsencode(f"{pair.src.name}\n{pair.tgt.name}"), digest_size=3).hexdigest()
            stem, _, languages = pair.name.rpartition(".")
            matched.pairs[n] = _renamed(pair, f"{stem}-{mark}.{languages}")


def _same_file(name: str) -> str:
    """The same for names that Windows or macOS take for those of one file: they differ in case, or in how accents are coded."""
    return unicodedata.normalize("NFC", name).casefold()


def _renamed(pair: Pair, name: str) -> Pair:
    return Pair(name, pair.src, pair.tgt, pair.src_lang, pair.tgt_lang, pair.how, pair.score, pair.symbol)


def set_aside(candidate: Candidate, matched: Matched, used: Candidate | None = None) -> None:
    known = {orphan.source for orphan in matched.duplicates}
    if candidate.named.source not in known:
        reason = Message("another file of the same document and language is used")
        if used is not None and candidate.named.copy and candidate.named.suffix == used.named.suffix:
            reason = Message("is a copy, by its name, of {file}, which is used", file=used.named.source.name)
        matched.duplicates.append(Orphan(candidate.named.source, reason, candidate.language, candidate.symbol))


def wanted(
    texts: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, str]]
) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """The pairs of texts (language, script) of one document that are aligned, source first."""
    languages = {language for language, _ in texts}
    if pairs:
        chosen = [pair for pair in pairs if languages.issuperset(pair)]
    elif "en" in languages:
        chosen = [(language, "en") for language in in_order(languages - {"en"})]
    elif len(languages) == 2:
        one, other = in_order(languages)
        chosen = [(one, other)]
    else:
        chosen = []
    found = []
    for one, other in chosen:
        for src in sorted(text for text in texts if text[0] == one):
            for tgt in sorted(text for text in texts if text[0] == other):
                found.append((src, tgt))
    return found


def in_order(languages: Iterable[str]) -> list[str]:
    """Languages in the order in which they are paired, source first: Chinese before the others, English last."""
    return sorted(languages, key=lambda code: (_ORDER.index(code) if code in _ORDER else 5.5, code))
