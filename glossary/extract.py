"""Extraction: from aligned texts to concept entries, best first."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from align.types import Bitext
from glossary.candidates import chinese, english
from glossary.candidates.chinese import Chinese
from glossary.candidates.english import English
from glossary.equivalents import dictionary, learn
from glossary.folding import concept_id, fold
from glossary.linking import Links, link
from glossary.pairing import Pair, pairs
from glossary.termhood import chance, phrase_features
from glossary.types import Concept, Context, Scores, Term
from glossary.weights import WEIGHTS

__all__ = ["extract"]


@dataclass(slots=True)
class Found:
    """A pair of terms and where it was found."""

    zh: str
    en: str
    occurrences: list[tuple[int, Pair, bool, bool]] = field(default_factory=list)
    """Number of the sentence pair, the spans, nested in a longer pair with the same end, with another end."""
    zh_forms: Counter[str] = field(default_factory=Counter)
    en_forms: Counter[str] = field(default_factory=Counter)
    features: dict[str, float] = field(default_factory=dict)
    score: float = 0.0
    pairing: float = 0.0

    @property
    def total(self) -> float:
        return sum(occurrence[1].score for occurrence in self.occurrences)


@dataclass(slots=True)
class Sentences:
    """The sentence pairs of the bitexts, Chinese first, and where each stands."""

    zh: list[str] = field(default_factory=list)
    en: list[str] = field(default_factory=list)
    places: list[tuple[str, str, int, float]] = field(default_factory=list)


def extract(
    bitexts: Iterable[Bitext],
    *,
    known: Iterable[Concept] = (),
    min_score: float = 0.0,
    contexts: int = 5,
    progress: Callable[[int, int], None] | None = None,
) -> list[Concept]:
    """Concept entries found in Chinese-English bitexts, best first.

    `progress` is called with the number of sentence pairs done and of all. Each entry has a Chinese and an English
    term, its scores, up to `contexts` sentence pairs, and the documents (their symbol, or path) that show it.
    """
    sentences = _sentences(bitexts)
    found, beads = candidates(sentences, progress=progress)
    for item in found:
        item.score = chance(item.features, WEIGHTS)
    return _concepts(found, sentences, min_score=min_score, contexts=contexts)


def _sentences(bitexts: Iterable[Bitext]) -> Sentences:
    out = Sentences()
    for bitext in bitexts:
        name = bitext.metadata.get("symbol") or bitext.src_path or ""
        for number, (bead, src, tgt) in enumerate(bitext):
            if bead.is_omission:
                continue
            zh, en = (src, tgt) if bitext.src_lang == "zh" else (tgt, src)
            out.zh.append("".join(zh))
            out.en.append(" ".join(en))
            out.places.append((name, str(bitext.paragraph(bead)), number, bead.confidence))
    return out


def candidates(
    sentences: Sentences, *, progress: Callable[[int, int], None] | None = None
) -> tuple[list[Found], list[tuple[Chinese, English]]]:
    """Every pair of terms that is found, with its features, unordered."""
    beads = list(zip(chinese.annotate(sentences.zh), english.annotate(sentences.en), strict=True))
    lexicon = dictionary()
    learned = learn(beads, lexicon)
    found: dict[tuple[str, str], Found] = {}
    spans: Counter[str] = Counter()
    for number, (zh, en) in enumerate(beads):
        links = link(zh, en, lexicon, learned)
        chosen = pairs(zh, en, links)
        for form in {zh.simplified[zh.bounds[i] : zh.bounds[j]] for i, j in chinese.spans(zh)}:
            spans[form] += 1
        for p in chosen:
            zh_form, en_form = zh.text[zh.bounds[p.i] : zh.bounds[p.j]], english.form(en, p.k, p.m)
            key = fold(zh_form, "zh"), fold(en_form, "en")
            if not key[0] or not key[1]:
                continue
            item = found.get(key)
            if item is None:
                item = found[key] = Found(*key)
                item.features = phrase_features(zh, en, p[:4])
                item.features.update(_link_features(zh, en, links, p))
            end, other = _nested(p, chosen)
            item.occurrences.append((number, p, end, other))
            item.zh_forms[zh_form] += 1
            item.en_forms[en_form] += 1
        if progress:
            progress(number + 1, len(beads))
    _count(list(found.values()), spans)
    return list(found.values()), beads


def _nested(p: Pair, chosen: Sequence[Pair]) -> tuple[bool, bool]:
    end = other = False
    for q in chosen:
        if q is not p and q.i <= p.i and p.j <= q.j and q.k <= p.k and p.m <= q.m:
            if q.j == p.j:
                end = True
            else:
                other = True
    return end, other


def _link_features(zh: Chinese, en: English, links: Links, p: Pair) -> dict[str, float]:
    start, end = zh.bounds[p.i], zh.bounds[p.j]
    first, last = links.of_char[start], links.of_char[end - 1]
    whole = first is not None and first is last and first.start == start and first.end == end
    linked = sum(1 for c in range(start, end) if links.of_char[c] is not None)
    return {
        "pair in dictionary": float(whole and first is not None and first.strength >= 0.75),
        "zh unlinked edge": float(first is None) + float(last is None),
        "en unlinked edge": float(not links.of_word[p.k]) + float(not links.of_word[p.m - 1]),
        "zh linked": linked / (end - start),
    }


def _count(found: list[Found], spans: Counter[str]) -> None:
    """Add the features that need the whole batch."""
    by_zh: dict[str, float] = defaultdict(float)
    by_en: dict[str, float] = defaultdict(float)
    for item in found:
        by_zh[item.zh] += item.total
        by_en[item.en] += item.total
    for item in found:
        count = len({occurrence[0] for occurrence in item.occurrences})
        size = len(item.occurrences)
        mean = item.total / size
        nested_end = sum(o[2] and not o[3] for o in item.occurrences) / size
        nested = sum(o[3] for o in item.occurrences) / size
        item.pairing = mean * math.sqrt(item.total / by_zh[item.zh] * item.total / by_en[item.en])
        item.features.update(
            {
                "pairing": mean,
                "pairing low": float(mean < 0.7),
                "share of zh": item.total / by_zh[item.zh],
                "share of en": item.total / by_en[item.en],
                "count": min(1.0, math.log2(count) / 4),
                "found again": min(1.0, count / max(1, spans.get(item.zh, count))),
                "nested, same head": nested_end,
                "nested": nested,
            }
        )


def _concepts(found: list[Found], sentences: Sentences, *, min_score: float, contexts: int) -> list[Concept]:
    best_zh: dict[str, float] = defaultdict(float)
    best_en: dict[str, float] = defaultdict(float)
    for item in found:
        best_zh[item.zh] = max(best_zh[item.zh], item.total)
        best_en[item.en] = max(best_en[item.en], item.total)
    concepts = []
    for item in found:
        if item.total < best_zh[item.zh] or item.total < best_en[item.en] or item.score < min_score:
            continue
        count = len({occurrence[0] for occurrence in item.occurrences})
        terms = (
            Term(item.zh_forms.most_common(1)[0][0], "zh"),
            Term(item.en_forms.most_common(1)[0][0], "en"),
        )
        shown, seen = [], set()
        for number, _, _, _ in sorted(item.occurrences, key=lambda o: -o[1].score):
            if number not in seen and len(shown) < contexts:
                seen.add(number)
                name, paragraph, bead, confidence = sentences.places[number]
                shown.append(
                    Context(
                        sentences.zh[number],
                        sentences.en[number],
                        document=name,
                        paragraph=paragraph,
                        bead=bead,
                        confidence=confidence,
                    )
                )
        evidence = 1 - 1 / (1 + count)
        concepts.append(
            Concept(
                concept_id(terms),
                terms,
                contexts=tuple(shown),
                frequency=count,
                documents=tuple(sorted({sentences.places[o[0]][0] for o in item.occurrences} - {""})),
                scores=Scores(round(item.score, 4), round(item.score, 4), round(item.pairing, 4), round(evidence, 4)),
            )
        )
    concepts.sort(key=lambda c: (-c.scores.total, c.id))
    return concepts
