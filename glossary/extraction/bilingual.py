"""Extraction: from aligned texts to concept entries, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import add, itemgetter

from align.types import Bitext
from glossary.extraction.batch_features import BatchCounts, add_batch_features, count_rivals
from glossary.extraction.candidates import chinese
from glossary.extraction.concept_assembly import assemble
from glossary.extraction.no_terms import is_no_term
from glossary.extraction.pair_features import is_fragment
from glossary.extraction.parallel import Chunks, Workers, no_collection
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.extraction.termhood import chance, phrase_only
from glossary.extraction.weights import WEIGHTS
from glossary.extraction.word_learning import learn
from glossary.folding import fold
from glossary.types import CUT, Concept

__all__ = ["Standing", "extract", "extract_terms"]

Progress = Callable[[int, int], None]

LEAST = CUT / 2
"""Score from which a pair is an entry, or a candidate for one."""


def extract(
    bitexts: Iterable[Bitext] | Sentences,
    *,
    known: Iterable[Concept] = (),
    min_score: float = LEAST,
    contexts: int = 5,
    workers: Workers | None = None,
    progress: Progress | None = None,
    weights: Mapping[str, float] = WEIGHTS,
) -> list[Concept]:
    """Concept entries found in Chinese-English bitexts, or in sentence pairs that are at hand, best first.

    Each has Chinese and English terms, scores from 0 to 1, at most `contexts` sentence pairs, the documents that show
    it, and relations: `broader` to the entry its term ends with, `related` to one inside it, `conflict` to a rival
    for the same term. `known` are entries of the glossary: their terms are evidence, pairs they have keep their id,
    and pairs that were rejected are left out. `min_score` drops what is below; `workers` (see `open_workers`) share
    the work and change nothing in the result; `progress` is called with the sentence pairs done and all;
    `weights` are those of the features. Raises UnsupportedFormat for other languages.

    >>> from align.types import Bead, Segment
    >>> src = (Segment("工发组织支持绿色氢价值链。"), Segment("绿色氢是重点。"))
    >>> tgt = (Segment("UNIDO supports the green hydrogen value chain."), Segment("Green hydrogen is a focus."))
    >>> bitext = Bitext(src, tgt, (Bead((0,), (0,)), Bead((1,), (1,))), "zh", "en")
    >>> concepts = extract([bitext])
    >>> [c.texts("en")[0] for c in concepts if "绿色氢" in c.texts("zh")], concepts[0].frequency
    (['green hydrogen'], 1)
    """
    sentences = bitexts if isinstance(bitexts, Sentences) else Sentences.of(bitexts)
    known = list(known)
    found = find(sentences, known=known, workers=workers, progress=progress)
    return entries_of(found, sentences, known=known, min_score=min_score, contexts=contexts, weights=weights)


def entries_of(
    found: Sequence[CandidatePair],
    sentences: Sentences,
    *,
    known: Iterable[Concept] = (),
    min_score: float = LEAST,
    contexts: int = 5,
    weights: Mapping[str, float] = WEIGHTS,
) -> list[Concept]:
    """Concept entries of pairs that have all their features, best first."""
    with no_collection():
        for item in found:
            item.score = score(item, weights)
        fold_fragments(found)
        for item in found:
            if item.score >= min_score:
                item.termhood = chance(phrase_only(item.features), weights)
        return assemble(found, sentences, known=known, min_score=min_score, contexts=contexts)


def score(item: CandidatePair, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability that a terminologist's list has the pair."""
    return chance(item.features, weights) * (FRAGMENT if is_fragment(item) else 1.0)


def find(
    sentences: Sentences,
    *,
    known: Iterable[Concept] = (),
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> list[CandidatePair]:
    """Every pair of terms, with its features, in no order that means anything."""
    found, counts = gather(sentences, known=known, workers=workers, progress=progress)
    with no_collection():
        add_batch_features(found, counts, count_rivals(found))
    return found


def gather(
    sentences: Sentences,
    *,
    known: Iterable[Concept] = (),
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> tuple[list[CandidatePair], BatchCounts]:
    """Every pair of terms, without what only the whole batch says of it, and the counts that say it."""
    places: dict[tuple[str, str], list[int]] = {}
    for number, both in enumerate(zip(sentences.zh, sentences.en, strict=True)):
        places.setdefault(both, []).append(number)
    texts = [(zh, en, tuple(numbers)) for (zh, en), numbers in places.items()]
    chunks = Chunks(texts, _approved(known), workers)
    words = chunks.annotate()
    found: dict[tuple[str, str], CandidatePair] = {}
    done = 0
    with no_collection():  # spaCy turns it on again when it loads its model, so not before that
        for part, items in zip(words, chunks.pair(learn(words)), strict=True):
            for item in items:
                if (same := found.setdefault((item.zh, item.en), item)) is not item:
                    same.merge(item)
            done += sum(part.times)
            if progress:
                progress(done, len(sentences.zh))
        if len(texts) < len(sentences.zh):
            for item in found.values():
                item.occurrences.sort(key=itemgetter(0))
        return list(found.values()), BatchCounts.of(words)


WHOLE = 0.3
"""Score of a longer pair from which what stands only inside it is folded under it."""
SURE = 0.5
"""Score of a longer pair from which what is BETTER times less good inside it becomes a candidate."""
BETTER = 4
FOLDED = 0.1
"""What its score is multiplied by; it becomes a candidate whatever comes of that."""
UNDER = 0.99 * CUT
"""Highest score of what is folded as a candidate."""


def fold_fragments(found: Sequence[CandidatePair]) -> None:
    """Fold a pair that stands only inside longer ones under the best of these, so that it does not stand before it.

    Where the longer one is likely and much better, it becomes a candidate, which is shown on demand. Single words
    that thesauri list are no candidates, pairs of a vocabulary stand by themselves, and so does what is only ever found inside
    longer pairs that are no terms. `found` have their scores, which change in place.
    """
    scores = {
        item.code: item.score for item in found if item.score >= WHOLE and not is_no_term(item.zh_form, item.en_form)
    }
    for item in found:
        if item.nested < item.times or item.known or item.score < LEAST:
            continue
        listed = item.features.get("known word") or item.features.get("en subject word")
        best = max((scores.get(host, 0.0) for host in item.hosts), default=0.0)
        if best >= WHOLE:
            doubtful = best >= max(SURE, BETTER * item.score) and not listed
            folded = min(item.score * FOLDED, UNDER) if doubtful else min(item.score, 0.99 * best)
            item.score = max(folded, LEAST)


FRAGMENT = 0.3
"""What the score of a piece of a name is multiplied by, so that it does not stand before the name."""


def _approved(known: Iterable[Concept]) -> dict[str, list[str]]:
    """What people have approved: folded Chinese terms with their English."""
    terms: dict[str, list[str]] = {}
    for concept in known:
        if concept.status == "approved":
            for zh in concept.texts("zh"):
                terms.setdefault(fold(zh, "zh"), []).extend(concept.texts("en"))
    return terms


class Standing:
    """Which Chinese terms may stand in some texts: those of which each two neighbouring characters do somewhere.

    A glossary has many times the terms of one document, and a dictionary of all of them takes seconds to make.

    >>> texts = Standing(["发展绿色氢。", "工业组织"])
    >>> texts.may_have("綠色氫"), texts.may_have("绿色工业"), texts.may_have("氢")
    (True, False, True)
    """

    def __init__(self, texts: Iterable[str]):
        # Two texts may be one sentence: nothing parts them. White space between characters says nothing either.
        plain = chinese.plain("".join(texts)).lower()
        self._known_pairs = {*plain, *map(add, plain, plain[1:])}

    def may_have(self, term: str) -> bool:
        """Whether the term may stand in the texts, in either script."""
        plain = chinese.plain(term).lower()
        pairs = map(add, plain, plain[1:]) if len(plain) > 1 else (plain,)
        return all(pair in self._known_pairs for pair in pairs)


def extract_terms(
    texts: Iterable[str], language: str, *, min_score: float = 0.05, contexts: int = 5, progress: Progress | None = None
) -> list[Concept]:
    """Term candidates of texts in one language, Chinese or English, best first; one term each.

    The same candidates and the same termhood as with a translation, without its evidence: more is found that is no
    term. A candidate that stands only inside longer ones counts for less, by the C-value of Frantzi, Ananiadou and
    Mima (2000). Raises UnsupportedFormat for other languages.

    >>> found = extract_terms(["We need green hydrogen.", "They need green hydrogen and skills."], "en")
    >>> found[0].texts("en"), found[0].frequency
    (('green hydrogen',), 2)
    """
    from glossary.extraction.monolingual import terms_of

    return terms_of(list(texts), language, min_score=min_score, contexts=contexts, progress=progress)
