"""Finds terms of texts without a translation, with the same candidates and termhood, ordered by the C-value as well."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from align.languages import script_of
from align.un_documents import parse_symbol
from glossary.errors import UnsupportedFormat
from glossary.extraction.candidates import chinese, english
from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.termhood import chinese_features, english_features, phrase_only, probability, zipf
from glossary.extraction.un_words import chinese_un_features, english_un_features, un_words
from glossary.extraction.weights import WEIGHTS
from glossary.folding import concept_id, fold, singular
from glossary.types import Concept, Context, Scores, Term

__all__ = ["terms_of"]

_USUAL = {
    "en": {
        "zh linked": 1.0,
        "zh rarity": 0.7,
        "zh in dictionary": 0.7,
        "zh UN keyness": 0.4,
        "zh least UN keyness": 0.2,
        "zh most UN keyness": 0.6,
        "zh UN spread": 0.4,
        "zh least UN spread": 0.3,
    },
    "zh": {
        "en two words": 1.0,
        "en level": 0.75,
        "en least level": 0.7,
        "en UN keyness": 0.4,
        "en least UN keyness": 0.2,
        "en most UN keyness": 0.6,
        "en head UN keyness": 0.5,
        "en UN spread": 0.4,
        "en least UN spread": 0.3,
    },
}
"""Features of the missing language as a typical term has them, so that one side alone is judged on the same scale."""


@dataclass(slots=True)
class _Seen:
    forms: Counter[str] = field(default_factory=Counter)
    sentences: list[int] = field(default_factory=list)
    inside: Counter[str] = field(default_factory=Counter)
    """How often it occurs inside each longer candidate."""
    features: dict[str, float] = field(default_factory=dict)
    speech: str = "noun"


def terms_of(
    texts: Sequence[str],
    language: str,
    *,
    min_score: float,
    contexts: int,
    progress: Callable[[int, int], None] | None = None,
) -> list[Concept]:
    """Does the work of `glossary.extraction.bilingual.extract_terms`, which says what the arguments mean.

    >>> texts = ["Green hydrogen is a focus of UNIDO.", "UNIDO supports green hydrogen."]
    >>> [entry.texts("en")[0] for entry in terms_of(texts, "en", min_score=0.3, contexts=1)]
    ['UNIDO', 'green hydrogen']
    """
    if language not in ("zh", "en"):
        raise UnsupportedFormat(
            "terms are extracted from Chinese and English, not from {language}",
            remedy="name the language if it was mistaken",
            language=language,
        )
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for number, spans in enumerate(_chinese(texts) if language == "zh" else _english(texts)):
        for (i, j), (form, features) in spans.items():
            key = fold(form, language)
            if not key or parse_symbol(form) is not None:
                continue
            item = seen[key]
            item.forms[form] += 1
            item.sentences.append(number)
            item.features = item.features or features
            # Only the next longer candidate is counted; still longer ones are counted when it has its own turn.
            around = [(k, m) for k, m in spans if k <= i and j <= m and (k, m) != (i, j)]
            if around:
                k, m = min(around, key=lambda span: (span[1] - span[0], span))
                item.inside[fold(spans[k, m][0], language)] += 1
        if progress:
            progress(number + 1, len(texts))
    concepts = []
    for item in seen.values():
        count = len(item.sentences)
        hood = probability(phrase_only({**item.features, **_USUAL[language]}), WEIGHTS)
        # C-value: a nested candidate counts less, by how often the longer candidates around it occur on average.
        alone = count - (sum(item.inside.values()) / len(item.inside) if item.inside else 0.0)
        nested = max(0.0, alone / count)
        evidence = 1 - 1 / (1 + max(0.5, alone))
        score = hood * (0.5 + 0.5 * nested) * min(1.0, 0.7 + 0.15 * math.log2(count))
        if score < min_score:
            continue
        form = min(item.forms, key=lambda f: (-item.forms[f], f.swapcase()))
        name = bool(item.features.get("en name") or item.features.get("zh title"))
        term = Term(
            form,
            language,
            script=script_of(form) or script_of(texts[item.sentences[0]]) if language == "zh" else None,
            part_of_speech="properNoun" if name else "noun",
        )
        shown = tuple(_context(texts[n], language) for n in list(dict.fromkeys(item.sentences))[:contexts])
        scores = Scores(round(score, 4), round(hood, 4), 0.0, round(evidence, 4))
        concepts.append(Concept(concept_id([term]), (term,), contexts=shown, frequency=count, scores=scores))
    concepts.sort(key=lambda c: (-c.scores.total, -c.frequency, c.id))
    return concepts


def _context(text: str, language: str) -> Context:
    return Context(text, "", src_lang=language, tgt_lang="en" if language == "zh" else "zh")


_Spans = dict[tuple[int, int], tuple[str, dict[str, float]]]


def _english(texts: Sequence[str]) -> Iterator[_Spans]:
    for s in english.annotate(texts):
        yield {
            (k, m): (english.form(s, k, m), _english_features(s, k, m)) for k, m in english.spans(s) if _whole(s, k, m)
        }


def _english_features(s: English, k: int, m: int) -> dict[str, float]:
    words = [s.lower[n] for n in range(k, m) if s.weights[n]]
    levels = [zipf(singular(word), "en") / 6 for word in words] or [0.0]
    level = {"en level": sum(levels) / len(levels), "en least level": min(levels)}
    return english_features(s, k, m) | english_un_features(words, un_words()) | level


def _whole(s: English, k: int, m: int) -> bool:
    """Whether the phrase is complete: without a translation, half of a phrase is never taken for the term."""
    left, right = english.bounded(s, k, m)
    if m - k > 1:
        return right
    return left and right and not any(english.cut(s, k, m))


def _chinese(texts: Sequence[str]) -> Iterator[_Spans]:
    for s in chinese.annotate(texts):
        yield {
            (i, j): (chinese.form(s, i, j), chinese_features(s, i, j) | chinese_un_features(s.pieces[i:j], un_words()))
            for i, j in chinese.spans(s)
            if chinese.is_title(s, i, j) or _nominal(s, i, j)
        }


def _nominal(s: Chinese, i: int, j: int) -> bool:
    """Whether the pieces are nouns and modifiers of nouns, and the phrase does not go on to the right."""
    if any(piece in chinese.JOINERS for piece in s.pieces[i:j]):
        return False
    tags = s.tags[i:j]
    if tags[-1][0] not in "njl" and tags[-1] not in ("vn", "an", "s"):
        return False
    if any(tag[0] not in "njlabzs" and tag not in ("vn", "vd", "eng") for tag in tags):
        return False
    if s.bounds[i] in s.soft or s.bounds[j] in s.soft:
        return False
    return not (j < len(s) and (s.tags[j][0] in "njl" or s.tags[j] == "vn") and s.pieces[j] not in ("时", "内"))
