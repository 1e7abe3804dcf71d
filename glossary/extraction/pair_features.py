"""Features of one occurrence of a pair of terms, and a test for fragments of names."""

from __future__ import annotations

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
    features = {**phrase_features(zh, en, p[:4]), **_link_features(zh, en, links, p, lexicon)}
    features["behind zh"] = p.behind_zh
    features["behind en"] = p.behind_en
    features["not mutual"] = float(not p.mutual)
    term = zh.simplified[zh.bounds[p.i] : zh.bounds[p.j]]
    kind = kinds().get(term, "") if p.known else ""
    features["known formula"] = float(kind == "formula")
    features["known law"] = float(kind == "law")
    features["known concept"] = float(kind == "concept")
    features["known by rule"] = float(bool(p.known) and not lexicon.sure.get(term))
    features["known word"] = float(p.m - p.k == 1 and _is_listed(term, en.text[en.starts[p.k] : en.ends[p.k]], lexicon))
    features["known verb"] = float(bool(p.known) and en.tags[p.k].startswith("V") and p.m - p.k > 1)
    features["place"] = float(en.text[en.starts[p.k] : en.ends[p.m - 1]] in places())
    start, end = zh.bounds[p.i], zh.bounds[p.j]
    for a, b in zh.known:
        if b <= start or a >= end:
            continue
        if a < start < b < end or start < a < end < b:
            features["zh crosses a known term"] = 1.0
        elif a <= start and end <= b and b - a > end - start:
            features["zh inside a known term"] = 1.0
    return {name: value for name, value in features.items() if value}


def _is_listed(term: str, word: str, lexicon: Dictionary) -> bool:
    """Whether the vocabulary of terms lists a single word as the English of a term: poverty, but not problem."""
    if term not in kinds():
        return False
    folded = fold(word, "en")
    return any(folded == fold(form, "en") for form in lexicon.sure.get(term, ()))


def _link_features(zh: Chinese, en: English, links: Links, p: Pair, lexicon: Dictionary) -> dict[str, float]:
    start, end = zh.bounds[p.i], zh.bounds[p.j]
    words = tuple(w for w in range(p.k, p.m) if en.weights[w])
    # Both languages put the head last, English before its first preposition. If the heads do not match, the Chinese
    # is probably a verb with its object: 发展|基础设施 for infrastructure development.
    head = next((n - 1 for n in range(p.k + 1, p.m) if en.tags[n] in ("IN", "TO")), p.m - 1)
    linked = links.of_word[head]
    last_piece = zh.bounds[p.j - 1]
    known = bool(p.known) or (start, end, words) in links.entries
    return {
        "pair in dictionary": float((start, end, words) in links.entries),
        "zh known otherwise": float(not known and zh.simplified[start:end] in lexicon.sure),
        "en known otherwise": float(not known and p.m - p.k > 1 and lexicon.is_sure(" ".join(en.lower[p.k : p.m]))),
        "zh in dictionary": float(zh.simplified[start:end] in lexicon),
        "phrase in dictionary": float(p.m - p.k > 1 and lexicon.glosses_have(" ".join(en.lower[p.k : p.m]))),
        "heads differ": float(bool(linked) and all(item.end <= last_piece for item in linked)),
        "zh unlinked edge": float(links.of_char[start] is None) + float(links.of_char[end - 1] is None),
        "en unlinked edge": float(not links.of_word[p.k]) + float(not links.of_word[p.m - 1]),
        "zh linked": sum(links.of_char[c] is not None for c in range(start, end)) / (end - start),
    }


def is_fragment(item: CandidatePair) -> bool:
    """Whether a pair is a piece of a name and never occurs by itself: Recovery Plan, from the longer name of a plan."""
    features = item.features
    cut = max(features.get("en name cut left", 0.0), features.get("en name cut right", 0.0))
    return features.get("nested") == 1.0 and cut >= 0.5 and not item.known
