"""`align`: two texts in, a bitext out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from align.judgement import lowered, probability_of, verdict
from align.types import Bead, Bitext, Document, Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from align.alignment.lattice import Lattice
    from align.encoders import Encoder
    from align.lexicon.learned import Lexicon
    from align.lexicon.lexicon_file import LexiconFile

__all__ = ["Text", "align"]

Text = Document | Sequence[Segment] | Sequence[str]

THRESHOLD = 0.2
"""Minimum probability at which a bead is worth choosing; set on MAC-Dev, where 0.1 to 0.3 do equally well."""


def align(
    src: Text,
    tgt: Text,
    *,
    src_lang: str | None = None,
    tgt_lang: str | None = None,
    encoder: str | Encoder | None = None,
    lexicon: Lexicon | LexiconFile | None = None,
    learn: bool = True,
    force: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Bitext:
    """Pair the sentences of a text with those of its translation.

    A text is a Document, which is segmented and loses its furniture, or a sequence of Segments or of sentences.
    Languages are codes such as zh, en; where they are missing, that of the document or the detected one is used.
    `encoder` is None for words alone or a name or object (see `align.encoders`); `lexicon` is added to what is known of
    the two languages. With `learn`, word pairs are learned from the clear beads of the text, and help to score the
    others again. `progress` is called with the share of the work that is done, 0 to 1.

    The beads cover both sides in order. The confidence of a bead is the model's probability that exactly these
    segments belong together; all are lowered where the two texts are judged not to be translations of each other (see
    `judgement` of the bitext), unless `force` says that they are. Raises UnknownLanguage for a code that is none, MissingExtra for an encoder that is
    not installed.

    >>> bitext = align(["你好。", "我有三本书。"], ["Hello.", "I have 3 books."], src_lang="zh", tgt_lang="en")
    >>> [(bead.src, bead.tgt) for bead in bitext.beads]
    [((0,), (0,)), ((1,), (1,))]
    """
    left, src_lang = _segments(src, src_lang)
    right, tgt_lang = _segments(tgt, tgt_lang)
    report = progress or (lambda _share: None)
    means = _Means(encoder, lexicon, learn, report)
    beads, probability = _beads(left, right, (src_lang, tgt_lang), means)
    judgement = verdict(left, right, src_lang, tgt_lang, probability)
    if force and judgement.refused:
        judgement = replace(judgement, forced=True)
    report(1.0)
    return Bitext(
        left,
        right,
        lowered(beads, judgement, src_lang, tgt_lang),
        src_lang,
        tgt_lang,
        src_path=src.path if isinstance(src, Document) else None,
        tgt_path=tgt.path if isinstance(tgt, Document) else None,
        metadata=src.metadata if isinstance(src, Document) else {},
        judgement=judgement,
    )


def _segments(text: Text, language: str | None) -> tuple[tuple[Segment, ...], str]:
    from align.languages import detect, normalize_code

    if isinstance(text, Document):
        from align.segmenter import segment

        segments = tuple(s for s in segment(text) if s.kind != "furniture")
        return segments, normalize_code(language or text.language)
    segments = tuple(s if isinstance(s, Segment) else Segment(str(s), paragraph=k) for k, s in enumerate(text))
    if language is None:
        return segments, detect("\n".join(s.text for s in segments[:500]))
    return segments, normalize_code(language)


@dataclass(frozen=True, slots=True)
class _Means:
    """What the search for beads uses, and the function that is told the share of the work done."""

    encoder: str | Encoder | None
    lexicon: Lexicon | LexiconFile | None
    learn: bool
    report: Callable[[float], None]


def _beads(
    src: tuple[Segment, ...], tgt: tuple[Segment, ...], languages: tuple[str, str], means: _Means
) -> tuple[list[Bead], float | None]:
    """The beads, and the probability that the texts are translations of each other, None where that cannot be told."""
    src_lang, tgt_lang = languages
    if not src or not tgt:
        return [Bead((k,), ()) for k in range(len(src))] + [Bead((), (k,)) for k in range(len(tgt))], None
    if tgt_lang == "zh" and src_lang != "zh":
        # The weights were learned with Chinese as the first side.
        turned, probability = _beads(tgt, src, (tgt_lang, src_lang), means)
        return [Bead(bead.tgt, bead.src, bead.confidence) for bead in turned], probability
    import numpy as np

    from align.alignment.lattice import first_pass
    from align.alignment.model import Model, rescore
    from align.alignment.structure_features import structure_scores
    from align.alignment.vector_features import DOUBT, KEPT, WIDE_DOUBT, similarity_features
    from align.encoders import load
    from align.lexicon.core_vocabulary import core_links
    from align.lexicon.dictionary import has_dictionary
    from align.lexicon.link_table import merged
    from align.lexicon.links import links
    from align.lexicon.pivot import meets_by_english, through_english
    from align.words import index

    left, right = index([s.text for s in src], src_lang), index([s.text for s in tgt], tgt_lang)
    means.report(0.2)
    known = links(left, right, means.lexicon)
    strengths = known
    if not has_dictionary(src_lang, tgt_lang):
        strengths = merged(strengths, core_links(left, right), len(right.types))
    if meets_by_english(src_lang, tgt_lang):
        strengths = merged(strengths, through_english(left, right), len(right.types))
    lattice = first_pass(left, right, strengths)
    means.report(0.6)
    lattice, probabilities, rows, extra = rescore(
        lattice,
        src_lang,
        tgt_lang,
        learn=means.learn,
        evidence=lambda beads, so_far: structure_scores(beads, src, tgt, so_far),
    )
    means.report(0.8)
    if (found := load(means.encoder)) is not None:
        lattice, kept = lattice.narrow(probabilities, KEPT)
        more, _ = similarity_features(
            lattice, probabilities[kept], found, DOUBT if has_dictionary(src_lang, tgt_lang) else WIDE_DOUBT
        )
        extra = None if extra is None else extra[kept]
        probabilities = Model.load(src_lang, tgt_lang, "third").posterior(lattice, np.hstack([rows[kept], more]), extra)
    beads = decide(lattice, probabilities)
    return beads, probability_of(beads, left, right, known)


def decide(lattice: Lattice, probabilities: NDArray[np.float32]) -> list[Bead]:
    """The path with the highest expected number of correct beads, less THRESHOLD for each bead."""
    import numpy as np

    from align.alignment import sparse_lattice

    n, m = len(lattice.left), len(lattice.right)
    beads = lattice.beads
    i, j, a, b = beads.T
    # an omission counts once, wherever among the other side's sentences it is placed
    claimed = probabilities.copy()
    for gap, at, size in ((b == 0, i, n), (a == 0, j, m)):
        claimed[gap] = np.bincount(at[gap], weights=probabilities[gap], minlength=size)[at[gap]]
    found = []
    for e in sparse_lattice.best_path(beads, probabilities - np.float32(THRESHOLD), n, m):
        i0, j0, a0, b0 = beads[e].tolist()
        found.append(Bead(tuple(range(i0, i0 + a0)), tuple(range(j0, j0 + b0)), min(1.0, float(claimed[e]))))
    return found
