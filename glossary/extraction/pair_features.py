"""Features of one occurrence of a pair of terms, and a test for fragments of names."""

from __future__ import annotations

from collections.abc import Mapping

from glossary.extraction.candidates import english
from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.span_pairing import Pair
from glossary.extraction.term_pairs import CandidatePair
from glossary.extraction.termhood import phrase_features
from glossary.extraction.vocabulary import kinds, places
from glossary.extraction.word_equivalents import Dictionary
from glossary.extraction.word_links import Links
from glossary.folding import fold

__all__ = ["is_fragment", "occurrence_features"]


def occurrence_features(zh: Chinese, en: English, links: Links, p: Pair, lexicon: Dictionary) -> dict[str, float]:
    """Features of one occurrence of a pair: its phrases, their links, its rivals in the sentence, the vocabulary.

    Features that are 0 are left out; shares are from 0 to 1.
    """
    features = phrase_features(zh, en, p[:4])
    features.update(_link_features(zh, en, links, p, lexicon))
    if not p.mutual:
        _set(features, {"behind zh": p.behind_zh, "behind en": p.behind_en, "not mutual": 1.0})
    start, end = zh.bounds[p.i], zh.bounds[p.j]
    term = zh.simplified[start:end]
    first, last = en.starts[p.k], en.ends[p.m - 1]
    if p.known:
        kind = kinds().get(term, "")
        if kind in ("formula", "law", "concept"):
            features[f"known {kind}"] = 1.0
        if not lexicon.sure.get(term):
            features["known by rule"] = 1.0
    if p.m - p.k == 1 and _is_listed(term, en.text[first:last], lexicon):
        features["known word"] = 1.0
    if p.known and en.tags[p.k].startswith("V") and p.m - p.k > 1:
        features["known verb"] = 1.0
    if en.text[first:last] in places():
        features["place"] = 1.0
    for a, b in zh.known:
        if b <= start or a >= end:
            continue
        if a < start < b < end or start < a < end < b:
            features["zh crosses a known term"] = 1.0
        elif a <= start and end <= b and b - a > end - start:
            features["zh inside a known term"] = 1.0
    return features


def _set(features: dict[str, float], more: Mapping[str, float]) -> None:
    """Add the features that are not 0."""
    for name, value in more.items():
        if value:
            features[name] = float(value)


def _is_listed(term: str, word: str, lexicon: Dictionary) -> bool:
    """Whether the vocabulary of terms lists a single word as the English of a term: poverty, but not problem."""
    if term not in kinds():
        return False
    folded = fold(word, "en")
    return any(folded == fold(form, "en") for form in lexicon.sure.get(term, ()))


def _link_features(zh: Chinese, en: English, links: Links, p: Pair, lexicon: Dictionary) -> dict[str, float]:
    start, end = zh.bounds[p.i], zh.bounds[p.j]
    words = tuple([w for w in range(p.k, p.m) if en.weights[w]])
    # Both languages put the head last, English before its first preposition. If the heads do not match, the Chinese
    # is probably a verb with its object: 发展|基础设施 for infrastructure development.
    linked = links.of_word[english.head(en, p.k, p.m)]
    last_piece = zh.bounds[p.j - 1]
    entry = (start, end, words) in links.entries
    known = bool(p.known) or entry
    term, chars = zh.simplified[start:end], links.of_char[start:end]
    phrase = " ".join(en.lower[p.k : p.m]) if p.m - p.k > 1 else ""
    features: dict[str, float] = {}
    _set(
        features,
        {
            "pair in dictionary": entry,
            "zh known otherwise": not known and term in lexicon.sure,
            "en known otherwise": not known and bool(phrase) and lexicon.is_sure(phrase),
            "zh in dictionary": term in lexicon,
            "phrase in dictionary": bool(phrase) and lexicon.glosses_have(phrase),
            "heads differ": bool(linked) and all(item.end <= last_piece for item in linked),
            "zh unlinked edge": (chars[0] is None) + (chars[-1] is None),
            "en unlinked edge": (not links.of_word[p.k]) + (not links.of_word[p.m - 1]),
            "zh linked": 1.0 if None not in chars else (len(chars) - chars.count(None)) / len(chars),
        },
    )
    return features


def is_fragment(item: CandidatePair) -> bool:
    """Whether a pair is a piece of a name and never occurs by itself: Recovery Plan, from the longer name of a plan."""
    features = item.features
    cut = max(features.get("en name cut left", 0.0), features.get("en name cut right", 0.0))
    return features.get("nested") == 1.0 and cut >= 0.5 and not item.known
