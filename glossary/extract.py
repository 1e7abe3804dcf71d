"""Extraction: from aligned texts to concept entries, best first."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from align.types import Bitext
from glossary.candidates import chinese, english
from glossary.candidates.words import GENERIC_HEADS_EN, GENERIC_HEADS_ZH
from glossary.equivalents import dictionary, learn
from glossary.folding import concept_id, fold
from glossary.linking import link
from glossary.pairing import pairs
from glossary.termhood import rarity
from glossary.types import Concept, Context, Scores, Term

__all__ = ["extract"]


def extract(
    bitexts: Iterable[Bitext],
    *,
    known: Iterable[Concept] = (),
    min_score: float = 0.0,
    contexts: int = 5,
    progress: Callable[[int, int], None] | None = None,
) -> list[Concept]:
    """Concept entries found in Chinese-English bitexts, best first."""
    zh_texts, en_texts, places = [], [], []
    for bitext in bitexts:
        flip = bitext.src_lang != "zh"
        name = bitext.metadata.get("symbol") or bitext.src_path or ""
        for number, (bead, src, tgt) in enumerate(bitext):
            if bead.is_omission:
                continue
            zh, en = (tgt, src) if flip else (src, tgt)
            zh_texts.append("".join(zh))
            en_texts.append(" ".join(en))
            places.append((name, str(bitext.paragraph(bead)), number, bead.confidence))
    zhs = list(chinese.annotate(zh_texts))
    ens = list(english.annotate(en_texts))
    beads = list(zip(zhs, ens, strict=True))
    lexicon, learned = dictionary(), learn(beads)
    found: dict[tuple[str, str], list] = {}
    Counter()
    for number, (zh, en) in enumerate(beads):
        links = link(zh, en, lexicon, learned)
        for p in pairs(zh, en, links):
            zh_form = zh.text[zh.bounds[p.i] : zh.bounds[p.j]]
            en_form = english.form(en, p.k, p.m)
            key = fold(zh_form, "zh"), fold(en_form, "en")
            found.setdefault(key, []).append((number, p, zh_form, en_form))
        if progress:
            progress(number + 1, len(beads))
    totals = {key: sum(o[1].score for o in occurrences) for key, occurrences in found.items()}
    by_zh: dict[str, list[tuple[float, str]]] = defaultdict(list)
    by_en: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (z, e), total in totals.items():
        by_zh[z].append((total, e))
        by_en[e].append((total, z))
    for zh in zhs:
        pass
    concepts = []
    for (z, e), occurrences in found.items():
        best_e = max(by_zh[z])
        best_z = max(by_en[e])
        if best_e[1] != e or best_z[1] != z:
            continue
        count = len({o[0] for o in occurrences})
        mean = totals[z, e] / len(occurrences)
        rivals = sum(t for t, _ in by_zh[z]) + sum(t for t, _ in by_en[e]) - totals[z, e]
        pairing = mean * (totals[z, e] / rivals) ** 0.5
        zh0, en0 = zhs[occurrences[0][0]], ens[occurrences[0][0]]
        p = occurrences[0][1]
        hood = _termhood(zh0, en0, p, z, e)
        evidence = 1 - 1 / (1 + count)
        total_score = 0.45 * hood + 0.4 * pairing + 0.15 * min(1.0, math.log2(1 + count) / 3)
        zh_form = Counter(o[2] for o in occurrences).most_common(1)[0][0]
        en_form = Counter(o[3] for o in occurrences).most_common(1)[0][0]
        terms = (Term(zh_form, "zh"), Term(en_form, "en"))
        contexts_ = []
        for o in sorted(occurrences, key=lambda o: -o[1].score)[:contexts]:
            name, paragraph, bead, confidence = places[o[0]]
            contexts_.append(
                Context(
                    zh_texts[o[0]], en_texts[o[0]], document=name, paragraph=paragraph, bead=bead, confidence=confidence
                )
            )
        concepts.append(
            Concept(
                concept_id(terms),
                terms,
                contexts=tuple(contexts_),
                frequency=count,
                documents=tuple(sorted({places[o[0]][0] for o in occurrences} - {""})),
                scores=Scores(round(total_score, 4), round(hood, 4), round(pairing, 4), round(evidence, 4)),
            )
        )
    concepts = [c for c in concepts if c.scores.total >= min_score]
    concepts.sort(key=lambda c: (-c.scores.total, c.id))
    return concepts


def _termhood(zh, en, p, z: str, e: str) -> float:
    content = [n for n in range(p.k, p.m) if en.weights[n]]
    words = [en.lower[n] for n in content]
    rare = max(rarity(w, "en") for w in words)
    mean = sum(rarity(w, "en") for w in words) / len(words)
    name = english.is_name(en, p.k, p.m)
    score = 0.25 + 0.25 * rare + 0.15 * mean
    if name:
        score += 0.3
    if 2 <= len(content) <= 6:
        score += 0.25
    head = en.lower[p.m - 1]
    pieces = p.j - p.i
    zh_head = zh.pieces[p.j - 1]
    if len(content) == 1 and not name:
        score -= 0.1
        if head in GENERIC_HEADS_EN or zh_head in GENERIC_HEADS_ZH:
            score -= 0.4
    inside = zh.pieces[p.i : p.j]
    if "的" in inside and not chinese.is_title(zh, p.i, p.j):
        score -= 0.2
    if zh.tags[p.i][0] == "v" and zh.tags[p.i] != "vn" and pieces > 1 and not name:
        score -= 0.1
    if any(x in inside for x in ("和", "、", "及", "与", "或")) and not name:
        score -= 0.15
    if zh.tags[p.j - 1][0] in "ad":
        score -= 0.1
    return max(0.0, min(1.0, score))
