"""Finds the terms of a vocabulary in sentence pairs that contain both their Chinese and their English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.term_patterns import pattern_equivalents
from glossary.folding import fold

__all__ = ["KnownPair", "known_pairs"]

_TOKEN = re.compile(r"[^\W_]+(?:[./'][^\W_]+)*")
FAR = 0.2
"""How much the nearness of a pair falls if its two terms stand at opposite ends of their sentences."""


class KnownPair(NamedTuple):
    """Pieces [i, j) and words [k, m) of a pair in the vocabulary, and the English as the vocabulary writes it."""

    i: int
    j: int
    k: int
    m: int
    english: str
    nearness: float
    """1 where the two terms stand at the same place of their sentences, less where they do not."""


@lru_cache(maxsize=200_000)
def _words(form: str) -> tuple[str, ...]:
    """The folded words of an English form."""
    return tuple(key for word in _TOKEN.findall(form.replace("'s", "").replace("’s", "")) if (key := _key(word)))


@lru_cache(maxsize=100_000)
def _listed(forms: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """English forms with their folded words; those without any are left out."""
    return tuple((form, words) for form in forms if (words := _words(form)))


@lru_cache(maxsize=100_000)
def _key(word: str) -> str:
    """A word in the form in which it is compared: folded, but an acronym keeps its capitals (WHO is not who)."""
    if len(word) > 1 and word.isupper():
        return word
    return fold(word, "en") or word.lower()


_VERBS = (
    ("take", "took", "taken"), ("make", "made"), ("give", "gave", "given"), ("hold", "held"), ("hear", "heard"),
    ("bring", "brought"), ("seek", "sought"), ("build", "built"), ("meet", "met"), ("bear", "bore", "borne"),
    ("undertake", "undertook", "undertaken"), ("choose", "chose", "chosen"), ("find", "found"), ("lay", "laid"),
    ("lead", "led"), ("leave", "left"), ("lend", "lent"), ("lose", "lost"), ("pay", "paid"), ("rise", "rose", "risen"),
    ("send", "sent"), ("spend", "spent"), ("stand", "stood"), ("teach", "taught"), ("uphold", "upheld"),
    ("withdraw", "withdrew", "withdrawn"), ("draw", "drew", "drawn"), ("break", "broke", "broken"), ("keep", "kept"),
    ("fight", "fought"),
)  # fmt: skip
_IRREGULAR = {form: base for base, *forms in _VERBS for form in forms}


@lru_cache(maxsize=20_000)
def _bases(verb: str) -> tuple[str, ...]:
    """The base forms that a lower-case verb form may have; some are no words: for “reducing”, “reduc” and “reduce”."""
    if verb in _IRREGULAR:
        return (_IRREGULAR[verb],)
    found = []
    for ending in ("s", "es", "d", "ed", "ing"):
        stem = verb.removesuffix(ending)
        if stem != verb and len(stem) > 2:
            found.append(stem)
            if ending == "ing":
                found.append(stem + "e")
            if ending in ("ed", "ing") and stem[-1] == stem[-2]:
                found.append(stem[:-1])
            if ending in ("es", "ed") and stem[-1] == "i":
                found.append(stem[:-1] + "y")
    return tuple(found)


def known_pairs(zh: Chinese, en: English, vocabulary: Mapping[str, Sequence[str]]) -> Iterator[KnownPair]:
    """Every pair of the vocabulary whose Chinese and English both occur in this sentence pair."""
    if not zh.known:
        return
    keys: list[str] = []
    places: list[int] = []
    where: dict[str, list[int]] = {}
    verbs: dict[str, list[int]] = {}
    for n in range(en.size):
        if en.words[n][0].isalnum():
            key = _key(en.words[n])
            where.setdefault(key, []).append(len(keys))
            if en.tags[n].startswith("V"):
                # A verb phrase is listed in its base form: reduce poverty, of “reducing poverty”.
                for base in _bases(en.lower[n]):
                    verbs.setdefault(base, []).append(len(keys))
            keys.append(key)
            places.append(n)
    pieces = {bound: n for n, bound in enumerate(zh.bounds)}
    for start, end in zh.known:
        term = zh.simplified[start:end]
        found: list[tuple[int, int, str]] = []
        for form, words in _listed(tuple(vocabulary.get(term) or pattern_equivalents(term))):
            if end - start == 2 and len(words) == 1:
                continue  # 会议 can be a session or a conference: the links decide which
            starts = where.get(words[0], ())
            if len(words) > 1 and words[0] in verbs:
                starts = [*starts, *verbs[words[0]]]
            for at in starts:
                if tuple(keys[at + 1 : at + len(words)]) == words[1:]:
                    found.append((places[at], places[at + len(words) - 1] + 1, form))
        for k, m, form in found:
            # Of two forms, one inside the other, take the longer: mutual legal assistance, not legal assistance.
            if any(
                other <= k and m <= end_of_other and (other, end_of_other) != (k, m) for other, end_of_other, _ in found
            ):
                continue
            apart = abs(start / len(zh.text) - k / en.size)
            yield KnownPair(pieces[start], pieces[end], k, m, form, 1.0 - FAR * apart)
