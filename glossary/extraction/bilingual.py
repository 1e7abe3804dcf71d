"""Extraction: from aligned texts to concept entries, best first."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from align.types import Bitext
from glossary.extraction.candidates import chinese, english
from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.concept_assembly import assemble
from glossary.extraction.span_pairing import Pair, pairs
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.extraction.termhood import chance, phrase_features, phrase_only, zipf
from glossary.extraction.weights import WEIGHTS
from glossary.extraction.word_equivalents import Dictionary, dictionary, learn
from glossary.extraction.word_linking import Links, link
from glossary.folding import fold, singular
from glossary.types import Concept

__all__ = ["extract", "extract_terms"]

Progress = Callable[[int, int], None]


def extract(
    bitexts: Iterable[Bitext],
    *,
    known: Iterable[Concept] = (),
    min_score: float = 0.005,
    contexts: int = 5,
    progress: Progress | None = None,
) -> list[Concept]:
    """Concept entries found in Chinese-English bitexts, best first.

    Each has Chinese and English terms, scores from 0 to 1, at most `contexts` sentence pairs, the documents that show
    it, and relations: `broader` to the entry its term ends with, `related` to one inside it, `conflict` to a rival
    for the same term. `known` are entries of the glossary: their terms are evidence, pairs they have keep their id,
    and pairs that were rejected are left out. `min_score` drops what is below; `progress` is called with the
    sentence pairs done and all. Raises UnsupportedFormat for other languages.

    >>> from align.types import Bead, Segment
    >>> src = (Segment("工发组织支持绿色氢价值链。"), Segment("绿色氢是重点。"))
    >>> tgt = (Segment("UNIDO supports the green hydrogen value chain."), Segment("Green hydrogen is a focus."))
    >>> bitext = Bitext(src, tgt, (Bead((0,), (0,)), Bead((1,), (1,))), "zh", "en")
    >>> concepts = extract([bitext])
    >>> [c.texts("en")[0] for c in concepts if "绿色氢" in c.texts("zh")], concepts[0].frequency
    (['green hydrogen'], 1)
    """
    sentences = Sentences.of(bitexts)
    known = list(known)
    found = find(sentences, known=known, progress=progress)
    for item in found:
        item.score = chance(item.features, WEIGHTS)
        item.termhood = chance(phrase_only(item.features), WEIGHTS)
    return assemble(found, sentences, known=known, min_score=min_score, contexts=contexts)


def find(
    sentences: Sentences, *, known: Iterable[Concept] = (), progress: Progress | None = None
) -> list[CandidatePair]:
    """Every pair of terms, with its features, in no order that means anything."""
    beads = _annotated(sentences)
    again = {pair for pair, count in Counter(beads).items() if count > 1}
    known_pairs: dict[tuple[Chinese, English], tuple[Links, list[Pair]]] = {}
    lexicon = _lexicon(known)
    learned = learn(beads, lexicon)
    found: dict[tuple[str, str], CandidatePair] = {}
    for number, (zh, en) in enumerate(beads):
        seen = known_pairs.get((zh, en))
        links = seen[0] if seen else link(zh, en, lexicon, learned)
        chosen = seen[1] if seen else pairs(zh, en, links)
        if seen is None and (zh, en) in again:
            known_pairs[zh, en] = links, chosen
        for p in chosen:
            zh_form, en_form = chinese.form(zh, p.i, p.j), english.form(en, p.k, p.m)
            key = fold(zh_form, "zh"), fold(en_form, "en")
            if not key[0] or not key[1]:
                continue
            item = found.get(key)
            if item is None:
                item = found[key] = CandidatePair(*key)
                item.features = {**phrase_features(zh, en, p[:4]), **_link_features(zh, en, links, p, lexicon)}
            item.occurrences.append((number, p))
            item.total += p.score
            item.zh_forms[zh_form] += 1
            item.en_forms[en_form] += 1
        if progress:
            progress(number + 1, len(beads))
    _count(list(found.values()))
    _keyness(list(found.values()), beads)
    return list(found.values())


def _annotated(sentences: Sentences) -> list[tuple[Chinese, English]]:
    """The sentence pairs with their words; a sentence that stands more than once is looked at once."""
    zh, en = dict.fromkeys(sentences.zh), dict.fromkeys(sentences.en)
    chinese_of = dict(zip(zh, chinese.annotate(zh), strict=True))
    english_of = dict(zip(en, english.annotate(en), strict=True))
    return [(chinese_of[z], english_of[e]) for z, e in zip(sentences.zh, sentences.en, strict=True)]


def _keyness(found: Sequence[CandidatePair], beads: Sequence[tuple[Chinese, English]]) -> None:
    """Add how much more often a term's most telling word stands here than general language would have it."""
    often: Counter[str] = Counter()
    for _, en in beads:
        often.update(en.lower[: en.size])
    total = sum(often.values())
    for item in found:
        number, p = item.occurrences[0]
        en = beads[number][1]
        ratios = []
        for n in range(p.k, p.m):
            if en.weights[n]:
                word = en.lower[n]
                expected = total * 10 ** (zipf(singular(word), "en") - 9)
                seen = often[word] + (often[singular(word)] if singular(word) != word else often[word + "s"])
                ratios.append(math.log2(seen / (expected + 1)))
        keyness = max(ratios, default=0.0)
        item.features["en keyness"] = max(-1.0, min(1.0, keyness / 4))
        item.features["en head keyness"] = max(-1.0, min(1.0, ratios[-1] / 4)) if ratios else 0.0


def _lexicon(known: Iterable[Concept]) -> Dictionary:
    """The dictionary, and what people have approved."""
    terms: dict[str, list[str]] = defaultdict(list)
    for concept in known:
        if concept.status == "approved":
            for zh in concept.texts("zh"):
                terms[fold(zh, "zh")].extend(concept.texts("en"))
    return dictionary().extended(terms) if terms else dictionary()


def _link_features(zh: Chinese, en: English, links: Links, p: Pair, lexicon: Dictionary) -> dict[str, float]:
    start, end = zh.bounds[p.i], zh.bounds[p.j]
    words = tuple(w for w in range(p.k, p.m) if en.weights[w])
    # Both languages put the head last, English before the first preposition; heads that differ betray a verb
    # and its object, 发展|基础设施 for infrastructure development.
    head = next((n - 1 for n in range(p.k + 1, p.m) if en.tags[n] in ("IN", "TO")), p.m - 1)
    linked = links.of_word[head]
    last_piece = zh.bounds[p.j - 1]
    return {
        "pair in dictionary": float((start, end, words) in links.entries),
        "zh in dictionary": float(zh.simplified[start:end] in lexicon),
        "phrase in dictionary": float(p.m - p.k > 1 and lexicon.glosses_have(" ".join(en.lower[p.k : p.m]))),
        "heads differ": float(bool(linked) and all(item.end <= last_piece for item in linked)),
        "zh unlinked edge": float(links.of_char[start] is None) + float(links.of_char[end - 1] is None),
        "en unlinked edge": float(not links.of_word[p.k]) + float(not links.of_word[p.m - 1]),
        "zh linked": sum(links.of_char[c] is not None for c in range(start, end)) / (end - start),
    }


def _count(found: Sequence[CandidatePair]) -> None:
    """Add the features that need the whole batch."""
    by_zh: dict[str, float] = defaultdict(float)
    by_en: dict[str, float] = defaultdict(float)
    for item in found:
        by_zh[item.zh] += item.total
        by_en[item.en] += item.total
    for item in found:
        count = len({occurrence[0] for occurrence in item.occurrences})
        share_zh, share_en = item.total / by_zh[item.zh], item.total / by_en[item.en]
        item.pairing = item.mean * math.sqrt(share_zh * share_en)
        item.features.update(
            {
                "pairing": item.mean,
                "share of zh": share_zh,
                "share of en": share_en,
                "count": min(1.0, math.log2(count) / 4),
            }
        )


def extract_terms(
    texts: Iterable[str], language: str, *, min_score: float = 0.05, contexts: int = 5, progress: Progress | None = None
) -> list[Concept]:
    """Term candidates of texts in one language, Chinese or English, best first; one term each.

    The same candidates and the same termhood as with a translation, without its evidence: more is found that is no
    term. A candidate that stands only inside longer ones counts for less, by the C-value of Frantzi, Ananiadou and
    Mima (2000). Raises UnsupportedFormat for other languages.

    >>> found = extract_terms(["Green hydrogen needs skills.", "The price of green hydrogen fell."], "en")
    >>> found[0].texts("en"), found[0].frequency
    (('green hydrogen',), 2)
    """
    from glossary.extraction.monolingual import terms_of

    return terms_of(list(texts), language, min_score=min_score, contexts=contexts, progress=progress)
