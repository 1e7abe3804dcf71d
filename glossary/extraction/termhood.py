"""Termhood: how much a pair of phrases looks like a term, and the formula that orders the glossary.

Every feature has a name and a value, mostly from 0 to 1; the score is the logistic function of their weighted sum. The
weights were learned by logistic regression on term lists made by hand. benchmarks/extracting.py measures how well they
do on lists that they were not learned from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from glossary.extraction.candidates import chinese, english
from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.candidates.word_lists import (
    EVALUATIVE_EN,
    GENERAL_MODIFIERS_EN,
    GENERIC_HEADS_EN,
    GENERIC_HEADS_ZH,
    LOOSE_MODIFIERS_EN,
)
from glossary.extraction.vocabulary import general_words

__all__ = ["chance", "chinese_features", "english_features", "phrase_features", "phrase_only", "rarity", "zipf"]


def zipf(word: str, language: str) -> float:
    """Frequency of a word in general language on the Zipf scale (log10 per billion words); 2.5 where it is rare.

    English words are in small letters. The scale is that of van Heuven et al. (2014).

    >>> zipf("time", "en") > 6, zipf("desalination", "en")
    (True, 2.5)
    """
    return general_words(language).get(word, 2.5)


@lru_cache(maxsize=100_000)
def rarity(word: str, language: str) -> float:
    """0 for the commonest words, 1 for words that general language hardly has.

    >>> rarity("time", "en"), rarity("desalination", "en")
    (0.0, 1.0)
    """
    return min(1.0, max(0.0, (6.0 - zipf(word, language)) / 3.5))


def english_features(s: English, k: int, m: int) -> dict[str, float]:
    """Features that speak for or against words [k, m) being a term, by name.

    Most are 0 or 1; “en rarest” is the greatest `rarity` of the content words. The span is half-open, from 0.

    >>> from glossary.extraction.candidates.english_tagging import annotate
    >>> (sentence,) = annotate(["The Board supports green hydrogen."])
    >>> sorted(name for name, value in english_features(sentence, 3, 5).items() if value == 1)
    ['en two words']
    """
    content = [n for n in range(k, m) if s.weights[n]] or [k]
    rare = [rarity(s.lower[n], "en") for n in content]
    size = len(content)
    name = english.is_name(s, k, m)
    cut_left, cut_right = english.cut(s, k, m)
    whole_left, whole_right = english.bounded(s, k, m)
    joined = english.coordination(s, k, m)
    head = next((n - 1 for n in range(k + 1, m) if s.tags[n] in ("IN", "TO")), m - 1)
    generic = s.lower[head] in GENERIC_HEADS_EN or s.lower[head].rstrip("s") in GENERIC_HEADS_EN
    prepositions = sum(tag in ("IN", "TO") for tag in s.tags[k:m])
    return {
        "en one word": float(size == 1),
        "en two words": float(size == 2),
        "en three words": float(size == 3),
        "en five words": float(size >= 5),
        "en rarest": max(rare),
        "en rarity": sum(rare) / size,
        "en one rare word": rare[0] if size == 1 else 0.0,
        "en name": float(name),
        "en name of one": float(name and size == 1),
        "en acronym": float(m - k == 1 and s.words[k].isupper() and len(s.words[k]) > 1),
        "en name cut left": float(cut_left),
        "en name cut right": float(cut_right),
        "en goes on left": float(not whole_left),
        "en goes on right": float(not whole_right),
        "en joins modifiers": float(joined == 1),
        "en joins words": float(joined == 2),
        "en joins word and phrase": float(joined == 3),
        "en joins phrases": float(joined == 4),
        "en preposition": float(prepositions == 1),
        "en prepositions": float(prepositions > 1),
        "en name with preposition": float(bool(prepositions) and name),
        "en generic head": float(generic and s.lower[head] != "development"),
        "en generic single": float(generic and size == 1),
        "en adjective": float(m - k == 1 and s.tags[k].startswith("JJ")),
        "en gerund": float(s.tags[m - 1] == "VBG" or s.tags[k] == "VBG"),
        "en participle first": float(s.tags[k] == "VBN"),
        "en adverb first": float(s.tags[k] == "RB"),
        "en general modifier": float(
            (size == 2 and s.lower[content[0]] in GENERAL_MODIFIERS_EN)
            or (size > 2 and s.lower[content[0]] in LOOSE_MODIFIERS_EN)
        ),
        "en evaluative": float(size > 1 and not name and s.lower[content[0]] in EVALUATIVE_EN),
        "en of a place": float(size > 1 and not name and english.is_of_a_place(s.words[content[0]])),
        "en spelled out": float(m > s.size),
        "en possessive": float(m < len(s) and s.tags[m] == "POS"),
        "en number": float(not name and any(tag == "CD" for tag in s.tags[k:m])),
    }


def chinese_features(s: Chinese, i: int, j: int) -> dict[str, float]:
    """Features that speak for or against pieces [i, j), half-open and from 0, being a term; most are 0 or 1."""
    pieces, tags = s.pieces[i:j], s.tags[i:j]
    form = s.simplified[s.bounds[i] : s.bounds[j]]
    title = chinese.is_title(s, i, j)
    size = len(form)
    first, last = tags[0], tags[-1]
    return {
        "zh one piece": float(len(pieces) == 1),
        "zh two characters": float(size == 2),
        "zh three characters": float(size == 3),
        "zh long": float(size >= 9),
        "zh rarity": rarity(form, "zh") if len(pieces) == 1 else 0.7,
        "zh title": float(title),
        "zh part of a title": float(any(a <= i and j <= b and j - i < b - a for a, b in s.titles)),
        "zh 的": float("的" in pieces and not title),
        "zh joined": float(any(p in ("和", "与", "或", "、", "及", "以及") for p in pieces) and not title),
        "zh verb first": float(first[0] == "v" and first != "vn" and len(pieces) > 1),
        "zh verb last": float(last == "v" and len(pieces) > 1),
        "zh adjective last": float(last[0] in "adzb"),
        "zh adjective first": float(first[0] in "az" and len(pieces) > 1),
        "zh place": float(all(tag == "ns" for tag in tags)),
        "zh person": float(all(tag in ("nr", "nrt", "nrfg") for tag in tags)),
        "zh Latin": float(form.isascii()),
        "zh Latin code": float(form.isascii() and not (form.isalpha() and form.isupper())),
        "zh number": float(not title and any(t[0] == "m" for t in tags)),
        "zh generic head": float(pieces[-1] in GENERIC_HEADS_ZH and pieces[-1] not in ("发展", "增长", "目标", "行动")),
        "zh cuts a word": float(s.bounds[i] in s.soft) + float(s.bounds[j] in s.soft),
        "zh goes on right": float(j < len(s) and tags_noun(s.tags[j]) and s.bounds[j] not in s.soft),
        "zh goes on left": float(i > 0 and s.tags[i - 1][0] in "nbjal" and s.pieces[i - 1] not in ("和", "、")),
    }


def tags_noun(tag: str) -> bool:
    return tag[0] in "njl" or tag == "vn"


def phrase_features(zh: Chinese, en: English, span: tuple[int, int, int, int]) -> dict[str, float]:
    """Features of one occurrence of a pair; `span` is (i, j, k, m): Chinese pieces [i, j) and English words [k, m), from 0.

    Features that are 0 are left out.
    """
    i, j, k, m = span
    # All pairs with the same span share its features.
    one = en.features.get((k, m))
    if one is None:
        one = en.features[k, m] = _present(english_features(en, k, m))
    other = zh.features.get((i, j))
    if other is None:
        other = zh.features[i, j] = _present(chinese_features(zh, i, j))
    features = {**one, **other}
    for name, first, second in _TOGETHER:
        if first in features and second in features:
            features[name] = features[first] * features[second]
    return features


_TOGETHER = (
    ("both join modifiers", "zh joined", "en joins modifiers"),
    ("both join words", "zh joined", "en joins words"),
    ("zh joined in a name", "zh joined", "en name"),
    ("both one word", "zh one piece", "en one word"),
)


def _present(features: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in features.items() if value}


_OF_LINKS = ("zh linked", "zh unlinked edge", "en unlinked edge")
_PERFECT = {
    **dict.fromkeys(("pairing", "share of zh", "share of en", "best of zh", "best of en", "zh linked"), 1.0),
    "text size": 0.5,
    "rate": 0.7,
}


def phrase_only(features: Mapping[str, float]) -> dict[str, float]:
    """The features of the two phrases alone, with everything else as it would be if they were paired beyond doubt.

    >>> phrase_only({"en name": 1.0, "zh linked": 0.2, "frequency": 3.0})["en name"]
    1.0
    >>> "frequency" in phrase_only({"frequency": 3.0})
    False
    """
    own = {n: v for n, v in features.items() if n.startswith(("en ", "zh ")) and n not in _OF_LINKS}
    return {**own, **_PERFECT}


def chance(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Probability from 0 to 1: the logistic function of the weighted sum; features without a weight are ignored.

    The weight with the empty name is the constant.

    >>> chance({}, {}), round(chance({"a": 2.0, "b": 9.0}, {"": -1.0, "a": 1.0}), 3)
    (0.5, 0.731)
    """
    total = weights.get("", 0.0)
    for name, value in features.items():
        if name in weights:
            total += weights[name] * value
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
