"""Features of a pair of terms: of one occurrence, and of all of them together in the batch."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.span_pairing import Pair
from glossary.extraction.term_pairs import CandidatePair
from glossary.extraction.termhood import phrase_features, zipf
from glossary.extraction.vocabulary import kinds, places
from glossary.extraction.word_equivalents import Dictionary
from glossary.extraction.word_links import Links
from glossary.folding import singular

__all__ = ["add_batch_features", "is_fragment", "occurrence_features"]


def occurrence_features(zh: Chinese, en: English, links: Links, p: Pair, lexicon: Dictionary) -> dict[str, float]:
    """What one occurrence of a pair says: its phrases, their links, its rivals in the sentence, the vocabulary.

    Features that are 0 are left out; shares are from 0 to 1.
    """
    features = {**phrase_features(zh, en, p[:4]), **_link_features(zh, en, links, p, lexicon)}
    features["behind zh"] = p.behind_zh
    features["behind en"] = p.behind_en
    features["not mutual"] = float(not p.mutual)
    kind = kinds().get(zh.simplified[zh.bounds[p.i] : zh.bounds[p.j]], "") if p.known else ""
    features["known formula"] = float(kind == "formula")
    features["known law"] = float(kind == "law")
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


def _link_features(zh: Chinese, en: English, links: Links, p: Pair, lexicon: Dictionary) -> dict[str, float]:
    start, end = zh.bounds[p.i], zh.bounds[p.j]
    words = tuple(w for w in range(p.k, p.m) if en.weights[w])
    # Both languages put the head last, English before the first preposition; heads that differ betray a verb
    # and its object, 发展|基础设施 for infrastructure development.
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
    """Whether a pair is a piece of a name that stands nowhere by itself: Recovery Plan of a longer plan's name."""
    features = item.features
    cut = max(features.get("en name cut left", 0.0), features.get("en name cut right", 0.0))
    return features.get("nested") == 1.0 and cut >= 0.5 and not item.known


def add_batch_features(found: Sequence[CandidatePair], beads: Sequence[tuple[Chinese, English]]) -> None:
    """Add what only the whole batch says to the features of `found`: frequency, spread, rivals, nesting, keyness.

    `beads` are all sentence pairs of the batch. Changes `found` in place.
    """
    _add_counts(found, len(beads))
    _add_nesting(found, len(beads))
    _add_keyness(found, beads)


def _add_counts(found: Sequence[CandidatePair], size: int) -> None:
    beads_zh: dict[str, set[int]] = defaultdict(set)
    beads_en: dict[str, set[int]] = defaultdict(set)
    best_zh: dict[str, float] = defaultdict(float)
    best_en: dict[str, float] = defaultdict(float)
    counts = []
    for item in found:
        numbers = {number for number, _ in item.occurrences}
        counts.append(len(numbers))
        beads_zh[item.zh] |= numbers
        beads_en[item.en] |= numbers
        best_zh[item.zh] = max(best_zh[item.zh], item.total)
        best_en[item.en] = max(best_en[item.en], item.total)
    for item, count in zip(found, counts, strict=True):
        share_zh, share_en = count / len(beads_zh[item.zh]), count / len(beads_en[item.en])
        rival_zh, rival_en = item.total / best_zh[item.zh], item.total / best_en[item.en]
        item.pairing = item.mean * math.sqrt(rival_zh * rival_en)
        known = sum(bool(p.known) for _, p in item.occurrences) / len(item.occurrences)
        item.features.update(
            {
                "pairing": item.mean,
                "share of zh": share_zh,
                "share of en": share_en,
                "best of zh": rival_zh,
                "best of en": rival_en,
                "pair known": known,
                "count": math.log2(count) / 8,
                "count of zh": math.log2(len(beads_zh[item.zh])) / 8,
                "count of en": math.log2(len(beads_en[item.en])) / 8,
                "text size": math.log10(size + 1) / 4,
                "rate": max(0.0, 1 + math.log10(1000 * count / size) / 3),
            }
        )


def _add_nesting(found: Sequence[CandidatePair], size: int) -> None:
    """Add the share of a pair's occurrences that lie inside a longer mutual pair, as the C-value has it."""
    # By the word that they begin with: in a bead of thousands of words, comparing all with all would take minutes.
    of_bead: list[dict[int, list[tuple[Pair, CandidatePair]]]] = [{} for _ in range(size)]
    longest = 0
    for item in found:
        for number, p in item.occurrences:
            if p.mutual or p.known:
                of_bead[number].setdefault(p.i, []).append((p, item))
                longest = max(longest, p.j - p.i)
    for item in found:
        nested = 0
        around: set[int] = set()
        for number, p in item.occurrences:
            starts = of_bead[number]
            hosts = [
                id(other)
                for start in range(max(0, p.j - longest), p.i + 1)
                for q, other in starts.get(start, ())
                if p.j <= q.j and (q.k <= p.k and p.m <= q.m) and (q.i, q.j) != (p.i, p.j) and (q.k, q.m) != (p.k, p.m)
            ]
            nested += bool(hosts)
            around.update(hosts)
        count = len(item.occurrences)
        item.features["nested"] = nested / count
        cut = max(item.features.get("en name cut left", 0.0), item.features.get("en name cut right", 0.0))
        item.features["nested and cut"] = cut * nested / count
        item.features["nested word"] = item.features.get("en one word", 0.0) * nested / count
        item.features["nested in one"] = float(nested == count and len(around) == 1)
        item.features["hosts"] = min(1.0, math.log2(1 + len(around)) / 4)


def _add_keyness(found: Sequence[CandidatePair], beads: Sequence[tuple[Chinese, English]]) -> None:
    """Add how much more often a term's words stand here than general language would have them."""
    often: Counter[str] = Counter()
    often_zh: Counter[str] = Counter()
    for zh, en in beads:
        often.update(en.lower[: en.size])
        often_zh.update(zh.pieces)
    total, total_zh = sum(often.values()), sum(often_zh.values())
    for item in found:
        number, p = item.occurrences[0]
        zh, en = beads[number]
        ratios = []
        levels = []
        for n in range(p.k, p.m):
            if en.weights[n]:
                word = en.lower[n]
                level = zipf(singular(word), "en")
                expected = total * 10 ** (level - 9)
                seen = often[word] + (often[singular(word)] if singular(word) != word else often[word + "s"])
                ratios.append(math.log2(seen / (expected + 1)))
                levels.append(level)
        chinese_ratios = [
            math.log2(often_zh[piece] / (total_zh * 10 ** (zipf(piece, "zh") - 9) + 1))
            for piece in zh.pieces[p.i : p.j]
            if often_zh[piece]
        ]
        features = item.features
        features["en keyness"] = _bounded(max(ratios, default=0.0))
        features["en least keyness"] = _bounded(min(ratios, default=0.0))
        features["en head keyness"] = _bounded(ratios[-1]) if ratios else 0.0
        features["zh keyness"] = _bounded(max(chinese_ratios, default=0.0))
        features["zh least keyness"] = _bounded(min(chinese_ratios, default=0.0))
        features["en level"] = sum(levels) / len(levels) / 6 if levels else 0.0
        features["en least level"] = min(levels, default=0.0) / 6


def _bounded(ratio: float) -> float:
    return max(-1.5, min(2.0, ratio / 4))
