"""Texts that repeat themselves, such as a form filled in many times or a text copied one after the other.

Segments in the same order on both sides show that two texts are translations of each other, because each of them fits
in few places only. In a text that was copied, a segment fits in as many places as there are copies, and the order tells
little. So the copies are left out before such texts are judged.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from align.lexicon.runs import run_positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from align.words import TokenizedText

__all__ = ["without_copies"]

SHARE = 0.5
"""Share of the beads that must be copies of earlier ones for them to be left out; headings and formulae are fewer."""


def without_copies(
    path: NDArray[np.int64], left: TokenizedText, right: TokenizedText, *, least: int = 1
) -> tuple[NDArray[np.int64], TokenizedText, TokenizedText]:
    """Beads (i, j, a, b) and texts without the beads that say what an earlier one said, if these are half or more.

    Types keep their numbers. What would leave fewer than `least` segments on a side is returned as it was.

    >>> from align.words import index
    >>> de, fr = index(["ja", "nein"] * 3, "de"), index(["oui", "non"] * 3, "fr")
    >>> path, de, fr = without_copies(np.array([(n, n, 1, 1) for n in range(6)]), de, fr)
    >>> path.tolist(), de.texts, fr.texts
    ([[0, 0, 1, 1], [1, 1, 1, 1]], ['ja', 'nein'], ['oui', 'non'])
    """
    seen: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    first = np.zeros(len(path), dtype=bool)
    for k, (i, j, a, b) in enumerate(path.tolist()):
        said = tuple(left.texts[i : i + a]), tuple(right.texts[j : j + b])
        first[k] = said not in seen
        seen.add(said)
    kept = path[first]
    sizes = kept[:, 2:].sum(axis=0)
    if len(kept) > SHARE * len(path) or sizes.min(initial=len(path)) < least:
        return path, left, right
    starts = np.cumsum(kept[:, 2:], axis=0) - kept[:, 2:]
    return (
        np.hstack([starts, kept[:, 2:]]),
        _chosen(left, kept[:, 0], kept[:, 2]),
        _chosen(right, kept[:, 1], kept[:, 3]),
    )


def _chosen(side: TokenizedText, start: NDArray[np.int64], count: NDArray[np.int64]) -> TokenizedText:
    """The text of these runs of segments, its types numbered as before."""
    run, step = run_positions(count)
    segments = start[run] + step
    sizes = np.diff(side.offsets)[segments]
    word, place = run_positions(sizes)
    ids = side.ids[side.offsets[segments][word] + place]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    moved = offsets[:-1] - side.offsets[segments]
    return replace(
        side,
        texts=[side.texts[k] for k in segments.tolist()],
        ids=ids,
        offsets=offsets,
        heads=side.heads[segments] + moved,
        tails=side.tails[segments] + moved,
        lengths=side.lengths[segments],
        counts=np.bincount(ids, minlength=len(side.types)).astype(np.int32),
    )
