"""What a document is like, so that its translation can be found when no name tells: a profile of each file, and a score for two.

A profile notes what survives translation: numbers, document symbols, words in Latin letters, and for Chinese what its words
mean in English by the dictionary. Two profiles are compared as documents are in information retrieval: cosine over
log-counts weighted by inverse document frequency (Salton & Buckley 1988), so that what every document of the session
has (the year, the organization's name) counts for little.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from align.batch.sources import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from align.two_languages import Sides
    from align.types import Document

__all__ = ["DocumentProfile", "document_profile", "profile_by_ocr", "profile_of", "scores", "tokens"]

_PARTS = 20
"""Parts of a document for which it is noted how its text is spread."""
TOKENS = 1500
"""Different tokens that are kept of a document, the most frequent first."""

_MEANING = 0.5
"""Weight of a meaning in a dictionary, which is right about half the time, against that of a number or a name."""

_NUMBER = re.compile(r"\d+(?:[.,\s]\d{3})*(?:[.,]\d+)?")
_LATIN = re.compile(r"[A-Za-z][A-Za-z.&-]*[A-Za-z]")
_LATIN_LANGUAGES = frozenset({"en", "fr", "es", "de", "it", "pt", "nl"})


@dataclass(frozen=True, slots=True)
class DocumentProfile:
    """What a document is like, whatever its language."""

    language: str
    script: str | None
    symbol: str | None
    tokens: Mapping[str, int]
    both: tuple[str, str] | None = None
    """Languages of its two sides, source first, where one file holds a text and its translation."""
    characters: int = 0
    paragraphs: int = 0
    """How many it has; 0 where it is not known."""
    curve: Sequence[float] = ()
    """Share of its text that stands in the first twentieth of its paragraphs, the first two, and so on: 19 numbers."""


def profile_of(source: Source, *, ocr: bool = False) -> DocumentProfile:
    """Read a document and note what it is like. Raises what the readers raise."""
    from align.two_languages import two_sides

    document = source.read(ocr=ocr)
    found = two_sides(document)
    both = (found.src.language, found.tgt.language) if found is not None and _translate_each_other(found) else None
    return document_profile(document, both)


def document_profile(document: Document, both: tuple[str, str] | None = None) -> DocumentProfile:
    """What a document is like.

    >>> from align.readers import read_bytes
    >>> found = document_profile(read_bytes("工发组织有1,200个项目。".encode(), "a.txt"))
    >>> found.language, found.characters, found.paragraphs, found.curve[:4]
    ('zh', 14, 1, (0.05, 0.1, 0.15, 0.2))
    """
    lengths = [len(paragraph.text) for paragraph in document.paragraphs if paragraph.kind != "furniture"]
    return DocumentProfile(
        document.language,
        document.script,
        document.metadata.get("symbol"),
        tokens(document.text, document.language),
        both,
        sum(lengths),
        len(lengths),
        _curve(lengths),
    )


def _curve(lengths: Sequence[int]) -> tuple[float, ...]:
    import numpy as np

    total = sum(lengths)
    if not total:
        return ()
    shares = np.concatenate([[0.0], np.cumsum(lengths) / total])
    places = np.linspace(0, 1, _PARTS + 1)[1:-1]
    return tuple(round(float(share), 3) for share in np.interp(places, np.linspace(0, 1, len(shares)), shares))


_HALF = 0.5
"""Share of its sentences that the longer side must have partners for."""
_AS_MANY = 0.4
"""Least number of sentences of the shorter side, for each one of the longer."""
_SURE = 0.85
"""Least mean confidence of the beads of a file that holds a text and its translation."""


def _translate_each_other(sides: Sides) -> bool:
    """Whether the sides of a file are a text and its translation, and not a text with parts that nobody has translated."""
    from align.alignment.aligner import align

    bitext = align(sides.src, sides.tgt, learn=False)
    if bitext.judgement is None or bitext.judgement.refused:
        return False
    fewer, more = sorted((len(bitext.src), len(bitext.tgt)))
    if fewer < _AS_MANY * more:
        return False
    alone = sum(len(bead.src) + len(bead.tgt) for bead in bitext.beads if bead.is_omission)
    sure = sum(bead.confidence for bead in bitext.beads) / max(1, len(bitext.beads))
    return alone <= (1 - _HALF) * max(len(bitext.src), len(bitext.tgt)) and sure >= _SURE


def profile_by_ocr(source: Source) -> DocumentProfile:
    """As `profile_of`, but pictures of pages are read by OCR."""
    return profile_of(source, ocr=True)


def tokens(text: str, language: str) -> dict[str, int]:
    """The tokens of a text that survive translation, with counts.

    >>> found = tokens("根据GC.20/14号文件，2023年UNIDO有1,200个项目。", "zh")
    >>> sorted(token for token in found if token[0] != "=")
    ['#1200', '#2023', '@gc20-14', '~unido']
    """
    from align.un_documents import find_symbols

    counts: Counter[str] = Counter()
    spans = []
    for start, end, symbol in find_symbols(text):
        counts[f"@{symbol.key}"] += 1
        spans.append((start, end))
    for start, end in reversed(spans):
        text = text[:start] + " " + text[end:]
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) > 1:
            counts[f"#{digits}"] += 1
    if language in _LATIN_LANGUAGES:
        counts.update(f"~{word.lower()}" for word in _LATIN.findall(text) if word[0].isupper())
    else:
        counts.update(f"~{word.lower()}" for word in _LATIN.findall(text))
    counts.update(_meanings(text, language))
    return dict(counts.most_common(TOKENS))


def _meanings(text: str, language: str) -> Counter[str]:
    """English stems of a text: its own, or by the dictionary those of its Chinese words."""
    from align.stemming import stem
    from align.words import words

    counts: Counter[str] = Counter()
    if language == "en":
        counts.update(f"={stem(word.lower())}" for word in words(text, "en") if len(word) > 3)
    elif language == "zh":
        from align.resources import FOLDER, read_lexicon, simplified

        row, stems, pointers, columns, _ = read_lexicon(FOLDER / "zh-en.lexicon")
        for word, count in Counter(words(simplified(text), "zh")).items():
            entry = row.get(word)
            if entry is None or len(word) < 2:
                continue
            meanings = [stems[columns[p]] for p in range(pointers[entry], pointers[entry + 1])]
            for meaning in meanings[:4]:
                if len(meaning) > 3:
                    counts[f"={meaning}"] += count
    return counts


def scores(
    sources: Sequence[DocumentProfile], targets: Sequence[DocumentProfile], among: Sequence[DocumentProfile]
) -> NDArray[np.float32]:
    """Scores of every source with every target, 0 to 1: rows are sources, columns targets.

    `among` are all documents that are compared; how rare a token is among them is its weight.

    >>> one = DocumentProfile("zh", None, None, {"#20": 1, "~unido": 2})
    >>> others = [DocumentProfile("en", None, None, tokens) for tokens in ({"#20": 1, "~unido": 1}, {"#7": 1})]
    >>> scores([one], others, [one, *others]).round(1).tolist()
    [[1.0, 0.0]]
    """
    import numpy as np

    rarity = _rarity(among)
    postings: dict[str, tuple[list[int], list[float]]] = {}
    for n, profile in enumerate(targets):
        for token, weight in _vector(profile, rarity).items():
            places, weights = postings.setdefault(token, ([], []))
            places.append(n)
            weights.append(weight)
    arrays = {
        token: (np.array(places), np.array(weights, dtype=np.float32)) for token, (places, weights) in postings.items()
    }
    table = np.zeros((len(sources), len(targets)), dtype=np.float32)
    for row, profile in zip(table, sources, strict=True):
        for token, weight in _vector(profile, rarity).items():
            if token in arrays:
                columns, weights_of = arrays[token]
                row[columns] += weight * weights_of
    return table


def _rarity(among: Sequence[DocumentProfile]) -> dict[str, float]:
    """Weight of each token: how rare it is in the language where it is most common.

    Counted over both languages together, what a document shares with its translation would seem common for that.
    """
    languages = Counter(profile.language for profile in among)
    seen = Counter((token, profile.language) for profile in among for token in profile.tokens)
    rarity: dict[str, float] = {}
    for (token, language), count in seen.items():
        value = math.log((languages[language] + 1) / (count + 0.5))
        rarity[token] = min(value, rarity.get(token, value))
    return rarity


def _vector(profile: DocumentProfile, rarity: Mapping[str, float]) -> dict[str, float]:
    """The tokens of a document as a vector of length 1."""
    weights = {
        token: (1 + math.log(count)) * rarity[token] * (_MEANING if token[0] == "=" else 1.0)
        for token, count in profile.tokens.items()
    }
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {token: weight / norm for token, weight in weights.items()}
