"""Typing slips: finds terms that are nearly what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glossary.search import keys, pinyin
from glossary.search.query import Question
from glossary.search.terms_index import Match

__all__ = ["corrections", "near_chinese", "near_words", "slipped_pinyin"]

_CANDIDATES = 60


def slips(letters: int) -> int:
    """Slips allowed in a word or a Chinese term of so many letters."""
    return 0 if letters < 4 else 1 if letters < 8 else 2


def near_chinese(question: Question, restrict: Any) -> list[tuple[int, Match]]:
    """Terms that hold the question with one character wrong, missing or too many (two from eight characters).

    Pairs (slips, match), fewest slips first.
    """
    import tantivy
    from rapidfuzz.distance import OSA
    from rapidfuzz.fuzz import partial_ratio_alignment

    index = question.index
    best: dict[tuple[int, int], tuple[int, Match]] = {}
    for form in question.forms:
        allowed = slips(len(form))
        if not allowed:
            continue
        pairs = sorted(set(keys.pairs(form)), key=lambda pair: index.searcher.doc_freq("pairs", pair))
        parts = [(tantivy.Occur.Should, index.term("pairs", pair)) for pair in pairs]
        least = max(2, len(form) - 1 - 2 * allowed)
        near = tantivy.Query.boolean_query(parts, minimum_number_should_match=least)
        hits = index.searcher.search(restrict(near), _CANDIDATES, count=False).hits
        for match in index.at([address for _, address in hits]):
            key = index.key(match)
            distance = OSA.distance(form, key, score_cutoff=allowed)
            if distance > allowed and len(key) > len(form):
                part = partial_ratio_alignment(form, key)
                if part is not None:
                    piece = key[part.dest_start : part.dest_end]
                    distance = OSA.distance(form, piece, score_cutoff=allowed)
            if distance <= allowed:
                best.setdefault((match.code, match.number), (distance, match))
    return sorted(best.values(), key=lambda one: (one[0], -one[1].rank))


def near_words(question: Question, word: str, limit: int = 8) -> list[str]:
    """Words of the glossary that `word` may be a slip for: nearest first, then most frequent."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    allowed = slips(len(word)) or (1 if len(word) == 3 else 0)
    if not allowed:
        return []
    near = question.index.words_like(word, allowed)
    found = extract(word, list(near), scorer=OSA.distance, score_cutoff=allowed, limit=50)
    ordered = sorted(
        # a slip seldom hits the first letter
        (distance + (one[0] != word[0]) / 2, -near[one], one)
        for one, distance, _ in found
        if one != word
    )
    return [one for _, _, one in ordered[:limit]]


def corrections(question: Question) -> Iterator[list[list[str]]]:
    """Readings of the question with slips put right: for each word, the words of the glossary that it may stand for.

    First only the words that the glossary does not have are put right; then each of the others in turn.
    """
    unknown = {word for word in question.words if not question.index.has("words", word)}
    if unknown:
        ways = [near_words(question, word) if word in unknown else [word] for word in question.words]
        if all(ways):
            yield ways
        return
    if 1 < len(question.words) < 4:
        for place, word in enumerate(question.words):
            near = near_words(question, word, limit=4)
            if near:
                yield [near if n == place else [one] for n, one in enumerate(question.words)]


def slipped_pinyin(question: Question) -> list[tuple[str, ...]]:
    """Readings of the question as pinyin with a slip put right."""
    if question.is_han or not question.looks_like_pinyin:
        return []
    # Two syllables occur in very many terms, and each reading is searched for: only the likeliest are tried.
    return pinyin.guesses(question.text, limit=6 if len(question.text) < 9 else 12)
