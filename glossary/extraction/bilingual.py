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
from glossary.extraction.parallel import Chunks
from glossary.extraction.term_pairs import CandidatePair, Sentences
from glossary.extraction.termhood import phrase_only, probability
from glossary.extraction.weights import WEIGHTS
from glossary.extraction.word_learning import learn
from glossary.extraction.workers import Workers
from glossary.folding import fold
from glossary.garbage import no_collection
from glossary.types import CUT, Concept

__all__ = ["CharacterPairs", "extract", "extract_terms"]

Progress = Callable[[int, int], None]

LEAST = CUT / 2
"""Minimum score of a pair that becomes an entry, or a candidate for one."""


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
    """Find concept entries in Chinese-English bitexts, or in sentence pairs that have been read already, best first.

    Each entry has Chinese and English terms, scores from 0 to 1, at most `contexts` sentence pairs, and the documents
    in which it was found. It can have three relations: `broader` to the entry whose term its own term ends with,
    `related` to any other entry whose term stands inside its own, and `conflict` to a rival for the same term.

    `known` are entries of the glossary: approved terms are used as evidence, a pair that an entry already has keeps
    the id of that entry, and rejected pairs are left out. Entries below `min_score` are dropped. `workers` (see
    `open_workers`) share the work; the result is the same without them. `progress` is called with the number of
    sentence pairs done and of all. `weights` are the weights of the features. Raises UnsupportedFormat for other
    languages.

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
    """Score pairs that have all their features, and assemble them into concept entries, best first."""
    with no_collection():
        for item in found:
            item.score = score(item, weights)
        demote_nested_pairs(found)
        for item in found:
            if item.score >= min_score:
                item.termhood = probability(phrase_only(item.features), weights)
        return assemble(found, sentences, known=known, min_score=min_score, contexts=contexts)


def score(item: CandidatePair, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability that a terminologist would list the pair."""
    return probability(item.features, weights) * (FRAGMENT if is_fragment(item) else 1.0)


def find(
    sentences: Sentences,
    *,
    known: Iterable[Concept] = (),
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> list[CandidatePair]:
    """Every pair of terms with its features, in no particular order."""
    found, counts = gather(sentences, known=known, workers=workers, progress=progress)
    with no_collection():
        add_batch_features(found, counts, count_rivals(found))
    return found


@no_collection()
def gather(
    sentences: Sentences,
    *,
    known: Iterable[Concept] = (),
    workers: Workers | None = None,
    progress: Progress | None = None,
) -> tuple[list[CandidatePair], BatchCounts]:
    """Every pair of terms, still without the features that need the whole batch, and the counts to compute these."""
    places: dict[tuple[str, str], list[int]] = {}
    for number, both in enumerate(zip(sentences.zh, sentences.en, strict=True)):
        places.setdefault(both, []).append(number)
    texts = [(zh, en, tuple(numbers)) for (zh, en), numbers in places.items()]
    chunks = Chunks(texts, _approved(known), workers)
    words = chunks.annotate()
    found: dict[tuple[str, str], CandidatePair] = {}
    done = 0
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
"""Minimum score of a longer pair that lowers the score of a pair found only inside it."""
SURE = 0.5
"""Minimum score of a longer pair that makes a pair inside it a mere candidate, if it scores BETTER times as high."""
BETTER = 4
DEMOTED = 0.1
"""Factor for the score of such a candidate, which is never above UNDER."""
UNDER = 0.99 * CUT
"""Highest score of such a candidate: just below the glossary's cut."""


def demote_nested_pairs(found: Sequence[CandidatePair]) -> None:
    """Lower the score of each pair that is found only inside longer ones, so that the best of these comes before it.

    Where the longer pair is likely and much better, the pair becomes a candidate, which is shown only on demand;
    a single word that thesauri list does not. Pairs of a vocabulary keep their score, and so do pairs whose longer
    pairs are no terms. The items of `found` must have their scores, which change in place.
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
            demoted = min(item.score * DEMOTED, UNDER) if doubtful else min(item.score, 0.99 * best)
            item.score = max(demoted, LEAST)


FRAGMENT = 0.3
"""Factor for the score of a piece of a name, so that the whole name comes before it."""


def _approved(known: Iterable[Concept]) -> dict[str, list[str]]:
    """The approved terms: each folded Chinese term with its English equivalents."""
    terms: dict[str, list[str]] = {}
    for concept in known:
        if concept.status == "approved":
            for zh in concept.texts("zh"):
                terms.setdefault(fold(zh, "zh"), []).extend(concept.texts("en"))
    return terms


class CharacterPairs:
    """A quick test whether a Chinese term may occur in some texts: all its pairs of neighbouring characters must.

    A glossary has many more terms than one document uses, and a dictionary of all of them takes seconds to make.

    >>> texts = CharacterPairs(["发展绿色氢。", "工业组织"])
    >>> texts.may_have("綠色氫"), texts.may_have("绿色工业"), texts.may_have("氢")
    (True, False, True)
    """

    def __init__(self, texts: Iterable[str]):
        # Nothing is put between the texts, since two of them may be one sentence. White space is ignored as well.
        plain = chinese.plain("".join(texts)).lower()
        self._known_pairs = {*plain, *map(add, plain, plain[1:])}

    def may_have(self, term: str) -> bool:
        """Whether the term may occur in the texts, in either script."""
        plain = chinese.plain(term).lower()
        pairs = map(add, plain, plain[1:]) if len(plain) > 1 else (plain,)
        return all(pair in self._known_pairs for pair in pairs)


def extract_terms(
    texts: Iterable[str], language: str, *, min_score: float = 0.05, contexts: int = 5, progress: Progress | None = None
) -> list[Concept]:
    """Term candidates of texts in one language, Chinese or English, best first; each entry has one term.

    Candidates and termhood are computed as they are for texts with a translation, but the evidence of the translation
    is missing, so that more of what is found is no term. A candidate that occurs mostly inside longer ones counts for
    less, by the C-value of Frantzi, Ananiadou and Mima (2000). Raises UnsupportedFormat for other languages.

    >>> found = extract_terms(["We need green hydrogen.", "They need green hydrogen and skills."], "en")
    >>> found[0].texts("en"), found[0].frequency
    (('green hydrogen',), 2)
    """
    from glossary.extraction.monolingual import terms_of

    return terms_of(list(texts), language, min_score=min_score, contexts=contexts, progress=progress)
