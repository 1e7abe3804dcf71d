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

__all__ = ["chinese_features", "english_features", "phrase_features", "phrase_only", "probability", "rarity", "zipf"]


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
    """Features that speak for or against words [k, m) being a term, by name; those that are 0 are left out.

    Most are 0 or 1; “en rarest” is the greatest `rarity` of the content words. The span is half-open, from 0.

    >>> from glossary.extraction.candidates.english_tagging import annotate
    >>> (sentence,) = annotate(["The Board supports green hydrogen."])
    >>> sorted(name for name, value in english_features(sentence, 3, 5).items() if value == 1)
    ['en two words']
    """
    lower, tags, inner = s.lower, s.tags, s.tags[k:m]
    content = [n for n in range(k, m) if s.weights[n]] or [k]
    rare = [rarity(lower[n], "en") for n in content]
    size, opening = len(content), lower[content[0]]
    name = english.is_name(s, k, m)
    cut_left, cut_right = english.cut(s, k, m)
    whole_left, whole_right = english.bounded(s, k, m)
    joined = english.coordination(s, k, m)
    head = english.head(s, k, m)
    generic = lower[head] in GENERIC_HEADS_EN or lower[head].rstrip("s") in GENERIC_HEADS_EN
    prepositions = inner.count("IN") + inner.count("TO")
    return _present(
        {
            _SIZES_EN.get(min(size, 5), ""): 1.0,
            "en rarest": max(rare),
            "en rarity": sum(rare) / size,
            "en one rare word": rare[0] if size == 1 else 0.0,
            "en name": name,
            "en name of one": name and size == 1,
            "en acronym": m - k == 1 and s.words[k].isupper() and len(s.words[k]) > 1,
            "en name cut left": cut_left,
            "en name cut right": cut_right,
            "en goes on left": not whole_left,
            "en goes on right": not whole_right,
            _JOINED_EN[joined]: 1.0,
            "en preposition": prepositions == 1,
            "en prepositions": prepositions > 1,
            "en name with preposition": prepositions and name,
            "en generic head": generic and lower[head] != "development",
            "en generic single": generic and size == 1,
            "en adjective": m - k == 1 and tags[k].startswith("JJ"),
            "en gerund": tags[m - 1] == "VBG" or tags[k] == "VBG",
            "en participle first": tags[k] == "VBN",
            "en adverb first": tags[k] == "RB",
            "en general modifier": opening in _LOOSE_EN.get(min(size, 3), ()),
            "en evaluative": size > 1 and not name and opening in EVALUATIVE_EN,
            "en of a place": size > 1 and not name and english.is_of_a_place(s.words[content[0]]),
            "en spelled out": m > s.size,
            "en possessive": m < len(tags) and tags[m] == "POS",
            "en number": not name and "CD" in inner,
        }
    )


_SIZES_EN = {1: "en one word", 2: "en two words", 3: "en three words", 5: "en five words"}
_JOINED_EN = ("", "en joins modifiers", "en joins words", "en joins word and phrase", "en joins phrases")
_LOOSE_EN = {2: GENERAL_MODIFIERS_EN, 3: LOOSE_MODIFIERS_EN}
"""Words that say little before one further word, and before more."""
_SIZES_ZH = {2: "zh two characters", 3: "zh three characters"}


def chinese_features(s: Chinese, i: int, j: int) -> dict[str, float]:
    """Features that speak for or against pieces [i, j), half-open and from 0, being a term, by name.

    Most are 1; those that are 0 are left out.
    """
    pieces, tags = s.pieces[i:j], s.tags[i:j]
    start, end = s.bounds[i], s.bounds[j]
    form = s.simplified[start:end]
    title = chinese.is_title(s, i, j)
    size, several = len(form), len(pieces) > 1
    first, last = tags[0], tags[-1]
    latin = form.isascii()
    return _present(
        {
            "zh one piece": not several,
            "zh long" if size >= 9 else _SIZES_ZH.get(size, ""): 1.0,
            "zh rarity": 0.7 if several else rarity(form, "zh"),
            "zh title": title,
            "zh part of a title": any(a <= i and j <= b and j - i < b - a for a, b in s.titles),
            "zh 的": "的" in pieces and not title,
            "zh joined": not title and not _JOINED_ZH.isdisjoint(pieces),
            "zh verb first": first[0] == "v" and first != "vn" and several,
            "zh verb last": last == "v" and several,
            "zh adjective last": last[0] in "adzb",
            "zh adjective first": first[0] in "az" and several,
            "zh place": tags.count("ns") == len(tags),
            "zh person": _PERSON_ZH.issuperset(tags),
            "zh Latin": latin,
            "zh Latin code": latin and not (form.isalpha() and form.isupper()),
            "zh number": not title and any(tag[0] == "m" for tag in tags),
            "zh generic head": pieces[-1] in GENERIC_HEADS_ZH and pieces[-1] not in ("发展", "增长", "目标", "行动"),
            "zh cuts a word": (start in s.soft) + (end in s.soft),
            "zh goes on right": j < len(s.tags) and tags_noun(s.tags[j]) and end not in s.soft,
            "zh goes on left": i > 0 and s.tags[i - 1][0] in "nbjal" and s.pieces[i - 1] not in ("和", "、"),
        }
    )


_JOINED_ZH = frozenset({"和", "与", "或", "、", "及", "以及"})
_PERSON_ZH = frozenset({"nr", "nrt", "nrfg"})


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
        one = en.features[k, m] = english_features(en, k, m)
    other = zh.features.get((i, j))
    if other is None:
        other = zh.features[i, j] = chinese_features(zh, i, j)
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


def _present(features: Mapping[str, float]) -> dict[str, float]:
    """Those that are not 0 and have a name."""
    return {name: float(value) for name, value in features.items() if value and name}


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
    return {**{name: value for name, value in features.items() if _is_of_phrase(name)}, **_PERFECT}


@lru_cache(maxsize=1_000)
def _is_of_phrase(name: str) -> bool:
    """Whether a feature is one of a phrase itself."""
    return name.startswith(("en ", "zh ")) and name not in _OF_LINKS


def probability(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Probability from 0 to 1: the logistic function of the weighted sum; features without a weight are ignored.

    The weight with the empty name is the constant.

    >>> probability({}, {}), round(probability({"a": 2.0, "b": 9.0}, {"": -1.0, "a": 1.0}), 3)
    (0.5, 0.731)
    """
    total, weight_of = weights.get("", 0.0), weights.get
    for name, value in features.items():
        weight = weight_of(name)
        if weight:
            total += weight * value
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
