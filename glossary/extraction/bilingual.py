"""Extraction: from aligned texts to concept entries, best first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from align.types import Bitext
from glossary.extraction.candidates import chinese, english
from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.concept_assembly import assemble
from glossary.extraction.known_terms import known_pairs
from glossary.extraction.pair_features import add_batch_features, is_fragment, occurrence_features
from glossary.extraction.span_pairing import Pair, pairs
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.extraction.termhood import chance, phrase_only
from glossary.extraction.weights import WEIGHTS
from glossary.extraction.word_equivalents import Dictionary, Equivalents, dictionary, learn
from glossary.extraction.word_linking import link
from glossary.folding import fold
from glossary.types import Concept

__all__ = ["extract", "extract_terms"]

Progress = Callable[[int, int], None]


def extract(
    bitexts: Iterable[Bitext],
    *,
    known: Iterable[Concept] = (),
    min_score: float = 0.01,
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
        if is_fragment(item):
            item.score *= FRAGMENT
        if item.score >= min_score:
            item.termhood = chance(phrase_only(item.features), WEIGHTS)
    return assemble(found, sentences, known=known, min_score=min_score, contexts=contexts)


def find(
    sentences: Sentences, *, known: Iterable[Concept] = (), progress: Progress | None = None
) -> list[CandidatePair]:
    """Every pair of terms, with its features, in no order that means anything."""
    lexicon = _lexicon(known)
    beads = _annotated(sentences, lexicon)
    learned = learn(beads, lexicon)
    again = {pair for pair, count in Counter(beads).items() if count > 1}
    seen: dict[tuple[Chinese, English], list[_Keyed]] = {}
    found: dict[tuple[str, str], CandidatePair] = {}
    for number, (zh, en) in enumerate(beads):
        chosen = seen.get((zh, en))
        if chosen is None:
            chosen = _keyed(zh, en, lexicon, learned)
            if (zh, en) in again:
                seen[zh, en] = chosen
        for key, (zh_form, en_form, doubtful), p, features in chosen:
            item = found.get(key)
            if item is None:
                item = found[key] = CandidatePair(*key)
            item.add(number, p, zh_form, en_form, doubtful=doubtful)
            if len(item.occurrences) <= LOOKED_AT:
                item.learn(features())
        if progress:
            progress(number + 1, len(beads))
    items = list(found.values())
    add_batch_features(items, beads)
    return items


FRAGMENT = 0.5
"""What the score of a piece of a name is multiplied by, so that it does not stand before the name."""
LOOKED_AT = 3
"""Occurrences of a pair of which the features are averaged."""

_Keyed = tuple[tuple[str, str], tuple[str, str, bool], Pair, Callable[[], dict[str, float]]]
"""Folded and written forms of a pair, whether its capitals are in doubt, its spans, and what gives its features."""


def _keyed(zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents) -> list[_Keyed]:
    """The pairs of a sentence pair, with what is needed to tell them from others."""
    links = link(zh, en, lexicon, learned)
    forms_zh: dict[tuple[int, int], tuple[str, str]] = {}
    forms_en: dict[tuple[int, int], tuple[str, str]] = {}
    out: list[_Keyed] = []
    for p in pairs(zh, en, links, known=known_pairs(zh, en, lexicon.sure)):
        left, right = (p.i, p.j), (p.k, p.m)
        if left not in forms_zh:
            written = chinese.form(zh, *left)
            forms_zh[left] = fold(written, "zh"), written
        if right not in forms_en:
            written = english.form(en, *right)
            forms_en[right] = fold(written, "en"), written
        (zh_key, zh_form), (en_key, en_form) = forms_zh[left], forms_en[right]
        if zh_key and en_key:
            features = partial(occurrence_features, zh, en, links, p, lexicon)
            doubtful = english.capitals_in_doubt(en, p.k)
            out.append(((zh_key, en_key), (zh_form, en_form, doubtful), p, features))
    return out


def _annotated(sentences: Sentences, lexicon: Dictionary) -> list[tuple[Chinese, English]]:
    """The sentence pairs with their words; a sentence that stands more than once is looked at once."""
    zh, en = dict.fromkeys(sentences.zh), dict.fromkeys(sentences.en)
    known = chinese.KnownWords(lexicon.sure)
    chinese_of = dict(zip(zh, chinese.annotate(zh, known), strict=True))
    english_of = dict(zip(en, english.annotate(en), strict=True))
    return [(chinese_of[z], english_of[e]) for z, e in zip(sentences.zh, sentences.en, strict=True)]


def _lexicon(known: Iterable[Concept]) -> Dictionary:
    """The dictionary, and what people have approved."""
    terms: dict[str, list[str]] = defaultdict(list)
    for concept in known:
        if concept.status == "approved":
            for zh in concept.texts("zh"):
                terms[fold(zh, "zh")].extend(concept.texts("en"))
    return dictionary().extended(terms) if terms else dictionary()


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
