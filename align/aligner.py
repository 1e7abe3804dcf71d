"""`align`: two texts in, a bitext out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from align.types import Bead, Bitext, Document, Segment

if TYPE_CHECKING:
    from align.words import Side

__all__ = ["align"]

Text = Document | Sequence[Segment] | Sequence[str]


def align(
    src: Text, tgt: Text, *, src_lang: str | None = None, tgt_lang: str | None = None, encoder: Any = None,
    lexicon: Any = None,
) -> Bitext:  # fmt: skip
    """Pair the sentences of a text with those of its translation.

    >>> bitext = align(["你好。", "我有三本书。"], ["Hello.", "I have 3 books."], src_lang="zh", tgt_lang="en")
    >>> [(bead.src, bead.tgt) for bead in bitext.beads]
    [((0,), (0,)), ((1,), (1,))]
    """
    left, src_lang = _segments(src, src_lang)
    right, tgt_lang = _segments(tgt, tgt_lang)
    beads = _search([s.text for s in left], [s.text for s in right], src_lang, tgt_lang)
    return Bitext(
        left,
        right,
        tuple(beads),
        src_lang,
        tgt_lang,
        src_path=src.path if isinstance(src, Document) else None,
        tgt_path=tgt.path if isinstance(tgt, Document) else None,
        metadata=src.metadata if isinstance(src, Document) else {},
    )


def _segments(text: Text, language: str | None) -> tuple[tuple[Segment, ...], str]:
    if isinstance(text, Document):
        from align.segmenter import segment

        return tuple(s for s in segment(text) if s.kind != "furniture"), language or text.language
    segments = tuple(s if isinstance(s, Segment) else Segment(s, paragraph=k) for k, s in enumerate(text))
    if language is None:
        from align.languages import detect

        language = detect("\n".join(s.text for s in segments[:500]))
    return segments, language


def _search(src: Sequence[str], tgt: Sequence[str], src_lang: str, tgt_lang: str) -> list[Bead]:
    if not src or not tgt:
        return [Bead((k,), ()) for k in range(len(src))] + [Bead((), (k,)) for k in range(len(tgt))]
    from align.words import index

    left, right = index(src, src_lang), index(tgt, tgt_lang)
    return _decode(left, right)


def _decode(left: Side, right: Side) -> list[Bead]:
    import numpy as np

    from align import search
    from align.anchors import band
    from align.lexicon import links

    forward, backward = links(left, right)
    lo, hi = band(left, right, forward)
    n, m = len(left), len(right)
    MOST = search.MOST
    row = search.rows(lo, hi)
    fore_start = np.zeros(n + 1, dtype=np.int64)
    fore_start[1:] = np.cumsum(MOST * (hi[np.minimum(np.arange(n) + MOST, n)].astype(np.int64) - lo[:n] + 1))
    j = np.arange(m + 1)
    il = np.searchsorted(hi, j, side="left").astype(np.int32)
    ir = (np.searchsorted(lo, j, side="right") - 1).astype(np.int32)
    back_start = np.zeros(m + 1, dtype=np.int64)
    back_start[1:] = np.cumsum(MOST * (ir[np.minimum(np.arange(m) + MOST, m)].astype(np.int64) - il[:m] + 1))

    def rarity(side: Side):
        return (side.counts.sum() / (side.counts + 1.0)).astype(np.float32)

    fore = search.coverage(
        left.ids, left.offsets, right.ids, right.offsets, *forward, rarity(right), lo, hi, fore_start, MOST, 0.5
    )
    back = search.coverage(
        right.ids, right.offsets, left.ids, left.offsets, *backward, rarity(left), il, ir, back_start, MOST, 0.5
    )
    ends = np.concatenate([[0], np.cumsum(left.lengths)]).astype(np.float32)
    other_ends = np.concatenate([[0], np.cumsum(right.lengths)]).astype(np.float32)
    shape = np.array([np.log((other_ends[-1] + 4) / (ends[-1] + 4)), 0.04, 1.0], dtype=np.float32)
    prior = {(1, 1): 0.0, (1, 2): -1.5, (2, 1): -2.0, (1, 3): -3, (2, 2): -4, (3, 1): -4, (1, 4): -4.5}
    priors = np.array(
        [prior.get((a, b), -2.0 - 1.2 * (a + b - 2)) for a, b in search.TYPES.tolist()] + [-3.0, -3.0], dtype=np.float32
    )
    zeros = np.zeros
    scores = search.score_band(
        search.TYPES,
        fore,
        fore_start,
        lo,
        hi,
        back,
        back_start,
        il,
        ir,
        row,
        ends,
        other_ends,
        shape,
        np.array([0.35, 0.35, 1.0], dtype=np.float32),
        priors,
        zeros(n + 1, np.float32),
        zeros(m + 1, np.float32),
        zeros(n + 1, np.int32),
        zeros(m + 1, np.int32),
        zeros((1, 1), np.float32),
        MOST,
    )
    beads, chances = search.sum_band(search.TYPES, scores, lo, hi, row, -2.0, -0.5, np.log(1e-4))
    path = search.best_path(beads, chances - 0.05, n, m)
    found = []
    for e in path:
        i, j0, a, b = beads[e].tolist()
        found.append(Bead(tuple(range(i, i + a)), tuple(range(j0, j0 + b)), float(min(1.0, chances[e]))))
    return found
