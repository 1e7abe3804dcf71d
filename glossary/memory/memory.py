"""Sentences of the memory that match a new one: by its skeleton, and by the rarest of its words or pairs of characters.

Of two sentences that are `least` alike, at least that share of the longer one's tokens stands in both. So among any
n − least · n + 1 of a sentence's n tokens one must be shared: the rarest are asked for, and few sentences answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from glossary.folding import fold
from glossary.memory.score import ratio, tokens
from glossary.search import segments_index
from glossary.search.segments_index import SegmentIndex
from glossary.search.skeleton import exact_token, skeleton_token
from glossary.search.versioned_index import LETTERED

__all__ = ["Memories", "Memory", "Pair"]

SAME = 40
"""Pairs of one skeleton that are looked at, the corrected and the newest; a stock phrase has thousands."""
_FEW = 10
NEAR = 60
"""Maximum number of candidates that are compared with a sentence."""
_COMMON = 0.1
"""Share of all pairs above which a token is too common to be searched for, where there are rarer ones."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of sentences of the memory, turned to the languages of the new document. `row` is as it is stored."""

    source: str
    target: str
    row: dict[str, Any]
    turned: bool
    """Whether the stored source is the translation here."""
    glossary: str = ""
    """Name of the glossary that keeps it, where several were asked."""
    priority: int = 0
    """Place of that glossary among them."""

    @property
    def heading(self) -> str:
        """Heading above the source."""
        return self.row["tgt_heading" if self.turned else "src_heading"] or ""

    @property
    def context(self) -> int:
        """Hash of the source's neighbours, 0 where it is not known."""
        return self.row["tgt_context" if self.turned else "src_context"] or 0


class Memory:
    """The pairs of one index, from one language to the other."""

    def __init__(self, index: SegmentIndex, src_lang: str, tgt_lang: str):
        self.index, self.src_lang, self.tgt_lang = index, src_lang, tgt_lang
        self._size = max(1, index.searcher.num_docs)
        self._frequency: dict[str, int] = {}

    def same(self, text: str, context: int = 0) -> list[Pair]:
        """Pairs whose source is the text, those between the same neighbours first, then corrected and newest ones.

        Where there is none, pairs whose source differs in case, numbers, dates and symbols only.
        """
        found: dict[tuple[str, int, bool], Pair] = {}
        if context:
            found |= self._having(exact_token(text, self.src_lang, context), _FEW)
        found |= self._having(exact_token(text, self.src_lang), SAME)
        return list((found or self._having(skeleton_token(text, self.src_lang), SAME)).values())

    def _having(self, token: str, most: int) -> dict[tuple[str, int, bool], Pair]:
        rows = self.index.rows(self.index.term("skeletons", token), most, newest=True)
        return {(pair.row["document"], pair.row["bead"], pair.turned): pair for pair in self._pairs(rows)}

    def near(self, text: str, least: int) -> list[tuple[float, Pair]]:
        """Pairs whose source is at least `least` per cent alike, with the share, 0 to 1; the nearest first."""
        query = self._query(text, least / 100)
        if query is None:
            return []
        asked = tokens(text, self.src_lang)
        found = []
        for pair in self._pairs(self.index.rows(query, NEAR)):
            share = ratio(asked, tokens(pair.source, self.src_lang), least=least / 100)
            if share:
                found.append((share, pair))
        return sorted(found, key=lambda one: -one[0])

    def paragraph(self, document: str, place: int) -> list[Pair]:
        """The pairs of one paragraph of a document, in order."""
        query = self.index.term("places", segments_index.place_token(document, place))
        found = [pair for pair in self._pairs(self.index.rows(query, 500)) if pair.row["document"] == document]
        return sorted(found, key=lambda pair: pair.row["bead"] or 0)

    def _pairs(self, rows: Iterable[dict[str, Any]]) -> Iterator[Pair]:
        asked = (self.src_lang, self.tgt_lang)
        for row in rows:
            languages = (row["src_lang"], row["tgt_lang"])
            if languages == asked:
                yield Pair(row["src"], row["tgt"], row, False)
            elif languages == asked[::-1]:
                yield Pair(row["tgt"], row["src"], row, True)

    def _query(self, text: str, least: float) -> Any:
        import tantivy

        field, words = self._words(text)
        known = sorted((self._count(field, word), word) for word in dict.fromkeys(words))
        most = _COMMON * self._size
        unknown = sum(not count for count, _ in known)
        known = known[unknown:]
        if not known:
            return None
        # A pair of characters goes when either of them is changed.
        edits = (2 if field == "pairs" else 1) * (1 - least) * len(words)
        asked = min(len(words), math.floor(edits) + 1)
        rare = [word for count, word in known[: max(asked - unknown, 4)] if count <= most] or [known[0][1]]
        parts = [(tantivy.Occur.Should, self.index.term(field, word)) for word in rare]
        return tantivy.Query.boolean_query(parts)

    def _words(self, text: str) -> tuple[str, list[str]]:
        if self.src_lang in LETTERED:
            letters = fold(text, "zh").replace(" ", "_")
            pairs = list(map(str.__add__, letters, letters[1:]))
            if pairs:
                return "pairs", pairs
        return "roots", segments_index.roots(text, self.src_lang)

    def _count(self, field: str, word: str) -> int:
        count = self._frequency.get(word)
        if count is None:
            count = self._frequency[word] = self.index.searcher.doc_freq(field, word)
        return count


class Memories:
    """The memories of several glossaries, in order of priority, searched like one."""

    def __init__(self, memories: Sequence[tuple[str, Memory]]):
        self._named = memories
        self.src_lang, self.tgt_lang = memories[0][1].src_lang, memories[0][1].tgt_lang

    def _every(self) -> Iterator[tuple[int, str, Memory]]:
        several = len(self._named) > 1
        for place, (name, memory) in enumerate(self._named):
            yield place, name if several else "", memory

    def same(self, text: str, context: int = 0) -> list[Pair]:
        """As `Memory.same`, for each memory in turn."""
        return [
            replace(pair, glossary=name, priority=place)
            for place, name, memory in self._every()
            for pair in memory.same(text, context)
        ]

    def near(self, text: str, least: int) -> list[tuple[float, Pair]]:
        """As `Memory.near`; among equals, those of the first glossary come first."""
        found = [
            (share, replace(pair, glossary=name, priority=place))
            for place, name, memory in self._every()
            for share, pair in memory.near(text, least)
        ]
        return sorted(found, key=lambda one: (-one[0], one[1].priority))

    def paragraph(self, document: str, place: int) -> list[Pair]:
        """The pairs of a paragraph, of the first glossary that has the document."""
        return next((found for _, memory in self._named if (found := memory.paragraph(document, place))), [])
