"""Counts evidence: in how many beads of each document a concept has a term on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from align.formats.rows import document_name
from align.types import Bitext
from glossary.folding import fold
from glossary.types import Concept

__all__ = ["count", "count_rows"]

_UNSPACED = frozenset({"zh", "ja", "th"})
"""Languages without spaces between words: a term may begin at any character."""


def count(concepts: Sequence[Concept], bitexts: Iterable[Bitext]) -> dict[str, dict[str, int]]:
    """For each concept id, the number of beads of each document that have a term of the concept on both sides.

    Terms are compared folded, and as whole words in languages with spaces between words. A document that the concept
    names counts for one bead even if its terms are not found there.

    >>> from align.types import Bead, Segment
    >>> from glossary.types import Term
    >>> bitext = Bitext((Segment("绿色氢很好。"),), (Segment("Green hydrogens are good."),), (Bead((0,), (0,)),), "zh", "en",
    ...     "a.txt")
    >>> count([Concept("c1", (Term("绿色氢", "zh"), Term("green hydrogen", "en")))], [bitext])
    {'c1': {'a.txt': 1}}
    """
    rows = (
        (document_name(bitext), (bitext.src_lang, src), (bitext.tgt_lang, tgt))
        for bitext in bitexts
        for bead, src, tgt in bitext
        if not bead.is_omission
    )
    return count_rows(concepts, rows)


Side = tuple[str, Iterable[str]]
"""The language and the sentences of one side of a bead."""


def count_rows(concepts: Sequence[Concept], rows: Iterable[tuple[str, Side, Side]]) -> dict[str, dict[str, int]]:
    """The same as `count`, for beads given as rows: the name of their document, the source side and the target side.

    >>> from glossary.types import Term
    >>> green = Concept("c1", (Term("绿色氢", "zh"), Term("green hydrogen", "en")))
    >>> count_rows([green], [("a.txt", ("zh", ["绿色氢很好。"]), ("en", ["Green hydrogen is good."]))])
    {'c1': {'a.txt': 1}}
    """
    lexicons: dict[str, dict[str, set[int]]] = {}
    for number, concept in enumerate(concepts):
        for term in concept.terms:
            key = fold(term.text, term.language)
            if key:
                lexicons.setdefault(term.language, {}).setdefault(key, set()).add(number)
    indexes = {language: _Index(keys, language) for language, keys in lexicons.items()}
    found: dict[str, dict[str, int]] = {concept.id: {} for concept in concepts}
    for name, (src_lang, src), (tgt_lang, tgt) in rows:
        one, other = indexes.get(src_lang), indexes.get(tgt_lang)
        if one is None or other is None:
            continue
        for number in one.find(src) & other.find(tgt):
            counts = found[concepts[number].id]
            counts[name] = counts.get(name, 0) + 1
    for concept in concepts:
        for document in concept.documents:
            found[concept.id].setdefault(document, 1)
    return found


class _Index:
    """The folded terms of a language, looked up at every place of a text where one can begin."""

    def __init__(self, keys: Mapping[str, set[int]], language: str):
        self._keys, self._language = keys, language
        self._spaced = language not in _UNSPACED
        # For each beginning (one word; one or two characters), how long the terms with that beginning are, in words or characters.
        lengths: dict[str, set[int]] = {}
        for key in keys:
            units = key.split() if self._spaced else key
            lengths.setdefault(units[0] if self._spaced else key[:2], set()).add(len(units))
        self._lengths = {beginning: tuple(found) for beginning, found in lengths.items()}

    def find(self, texts: Iterable[str]) -> set[int]:
        """Numbers of the concepts that have a term in the texts."""
        found: set[int] = set()
        search = self._of_words if self._spaced else self._of_characters
        for text in texts:
            for key in search(fold(text, self._language)):
                found |= self._keys[key]
        return found

    def _of_words(self, text: str) -> Iterator[str]:
        units = text.split()
        for place, word in enumerate(units):
            for length in self._lengths.get(word, ()):
                key = " ".join(units[place : place + length])
                if key in self._keys:
                    yield key

    def _of_characters(self, text: str) -> Iterator[str]:
        for place, character in enumerate(text):
            if character in self._keys:
                yield character
            for length in self._lengths.get(text[place : place + 2], ()):
                key = text[place : place + length]
                if key in self._keys:
                    yield key
