"""Features of a pair of aligned texts from which it is judged whether they are translations of each other.

The aligner finds the best beads for any two texts, so that how well they fit tells little by itself. A comparison tells
more: do the two sides of a bead share more words than either shares with the other side of another bead of the same two
texts? Formulae, numbers and names that are all over both texts are as common there, and cancel out. And are the
segments that share words in the same order, more than they would be by chance?
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from align.alignment.crosswise import BeadWords, crossed, reached
from align.alignment.order_evidence import ORDER, order_features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from align.lexicon.link_table import Strengths
    from align.words import TokenizedText

    Array = NDArray[np.float32]

__all__ = ["FEATURES", "pair_features"]

MOST = 256
"""Maximum number of beads that are examined; in a long text they are taken at even distances."""
FEATURES = (
    # size
    "log beads",
    # what the aligner made of the two texts
    "omitted most", "omitted least", "one to one", "length spread", "length correlation",
    # words against those of other beads
    "word rank", "word rank near", "word gap", "word gap best", "word gap worst", "word gap total", "word first", "word level",
    "word linked",
    # numbers against those of other beads
    "number gap", "number gap total", "number conflict",
    # words that other beads of the text have taught
    "taught rank", "taught gap", "taught gap total", "taught known",
    # the share of words that are the same on both sides
    "same words",
    # what follows in one order on both sides, whatever the aligner made of it
    *ORDER,
)  # fmt: skip
"""Names of the figures, in the order that pair_features gives them."""


def pair_features(
    beads: Sequence[tuple[int, int, int, int]] | NDArray[np.integer],
    left: TokenizedText,
    right: TokenizedText,
    strengths: Strengths,
) -> Array:
    """The figures of FEATURES for two texts and the beads (i, j, a, b) between them.

    `strengths` are the links known before the text taught any.
    """
    path = np.asarray(beads, dtype=np.int64).reshape(-1, 4)
    found = dict.fromkeys(FEATURES, 0.0)
    linked = (path[:, 2] > 0) & (path[:, 3] > 0)
    ends = [np.concatenate([[0.0], np.cumsum(side.lengths + 1.0)]) for side in (left, right)]
    sizes = [ends[k][path[:, k] + path[:, k + 2]] - ends[k][path[:, k]] for k in (0, 1)]
    missing = sorted(float(size[~linked].sum() / max(1.0, size.sum())) for size in sizes)
    found["omitted least"], found["omitted most"] = missing
    found["log beads"] = float(np.log1p(linked.sum()))
    if linked.any():
        found["one to one"] = float(((path[:, 2] == 1) & (path[:, 3] == 1))[linked].mean())
        _lengths(found, sizes[0][linked], sizes[1][linked])
        chosen = np.flatnonzero(linked)
        if len(chosen) > MOST:
            chosen = chosen[np.linspace(0, len(chosen) - 1, MOST).astype(np.int64)]
        if len(chosen) > 1:
            _words(found, path[chosen], left, right, strengths)
    found |= order_features(left, right, strengths)
    return np.array([found[name] for name in FEATURES], dtype=np.float32)


def _lengths(found: dict[str, float], one: Array, other: Array) -> None:
    x, y = np.log(one + 4), np.log(other + 4)
    ratio = y - x
    found["length spread"] = float(np.abs(ratio - np.median(ratio)).mean())
    if len(x) > 2 and x.std() > 0 and y.std() > 0:
        found["length correlation"] = float(np.corrcoef(x, y)[0, 1] * min(1.0, len(x) / 20))


def _words(
    found: dict[str, float], path: NDArray[np.int64], left: TokenizedText, right: TokenizedText, strengths: Strengths
) -> None:
    one, other = BeadWords(left, path[:, 0], path[:, 2]), BeadWords(right, path[:, 1], path[:, 3])
    rows, columns, values = strengths
    score = crossed(one, other, rows, columns, values)
    comparable = _comparable(one.total, other.total)
    _compare(found, "word", score, comparable)
    found["word level"] = float(np.diag(score).mean())
    linked = [np.isin(side.type, ids) @ side.weight[side.type] for side, ids in ((one, rows), (other, columns))]
    found["word linked"] = float(sum(linked) / max(1.0, one.total.sum() + other.total.sum()))
    _numbers(found, one, other, (_numeric(left), _numeric(right)), strengths)
    _taught(found, one, other, comparable)
    same = {word for word in set(left.types) & set(right.types) if not word[:1].isdigit()}
    alike = [np.array([word in same for word in side.types], dtype=bool) for side in (left, right)]
    found["same words"] = min(
        float(flags[side.type].mean()) if len(side.type) else 0.0
        for flags, side in zip(alike, (one, other), strict=True)
    )


def _comparable(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which pairs of beads show what chance gives: other beads of about as many words."""
    x, y = np.log(one + 2), np.log(other + 2)
    near: NDArray[np.bool_] = (np.abs(y[None, :] - y[:, None]) < 0.7) & (np.abs(x[None, :] - x[:, None]) < 0.7)
    np.fill_diagonal(near, False)
    return near


def _compare(found: dict[str, float], name: str, score: NDArray[np.float64], comparable: NDArray[np.bool_]) -> None:
    """The values on the diagonal compared with the others in their row and column."""
    size = len(score)
    if not comparable.any(axis=1).all() or size < 4:
        comparable = ~np.eye(size, dtype=bool)
    own = np.diag(score).copy()
    ranks, gaps, near = [], [], []
    band = np.abs(np.arange(size)[:, None] - np.arange(size)[None, :]) <= 3
    for matrix in (score, score.T):
        count = comparable.sum(axis=1)
        above = (comparable & (matrix < own[:, None] - 1e-9)).sum(axis=1)
        ties = (comparable & (np.abs(matrix - own[:, None]) <= 1e-9)).sum(axis=1)
        ranks.append((above + 0.5 * ties) / count)
        mean = (matrix * comparable).sum(axis=1) / count
        gaps.append(own - mean)
        around = band & ~np.eye(size, dtype=bool)
        near.append(
            ((around & (matrix < own[:, None] - 1e-9)).sum(axis=1)
            + 0.5 * (around & (np.abs(matrix - own[:, None]) <= 1e-9)).sum(axis=1)) / around.sum(axis=1)
        )  # fmt: skip
    off = score[comparable]
    spread = float(off.std()) + 0.02
    found[f"{name} rank"] = float(np.mean(ranks))
    found[f"{name} gap"] = float(np.mean(gaps)) / spread
    if f"{name} gap best" in found:
        # a part that only one side has may be aligned with anything: the rest still tells
        ordered = np.sort((gaps[0] + gaps[1]) / 2)
        third = max(1, size // 3)
        found[f"{name} gap best"] = float(ordered[-third:].mean()) / spread
        found[f"{name} gap worst"] = float(ordered[:third].mean()) / spread
    found[f"{name} gap total"] = float(np.mean(gaps)) / spread * np.sqrt(min(size, 60)) / 5
    if f"{name} rank near" in found:
        found[f"{name} rank near"] = float(np.mean(near))
    if f"{name} first" in found:
        found[f"{name} first"] = float(
            np.mean([(matrix.argmax(axis=1) == np.arange(size)).mean() for matrix in (score, score.T)])
        )


def _numeric(side: TokenizedText) -> NDArray[np.bool_]:
    """Which types are numbers of two digits and more."""
    return np.array([word[:1].isdigit() and len(word) > 1 for word in side.types], dtype=bool)


def _numbers(
    found: dict[str, float],
    one: BeadWords,
    other: BeadWords,
    sides: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    links: Strengths,
) -> None:
    """How many numbers of a bead occur on its other side, beyond what other beads have; years of the text cancel out."""
    rows, columns, values = links
    meant = sides[0][rows] & sides[1][columns]
    if not meant.any() and not (sides[0].any() and sides[1].any()):
        return
    (table, place), (other_table, other_place) = one.table(sides[0]), other.table(sides[1])
    kept = meant & (place[rows] >= 0) & (other_place[columns] >= 0)
    r, c, v = place[rows[kept]], other_place[columns[kept]], np.asarray(values[kept] > 0, dtype=np.float64)
    fore = reached(table > 0, r, c, v, other_table.shape[1]) @ other_table.T
    weights, other_weights = table.sum(axis=1), other_table.sum(axis=1)
    total = float(np.minimum(weights.sum(), other_weights.sum()))
    if total <= 0:
        return
    own = float(np.diag(fore).sum())
    size = len(fore)
    chance = float((fore.sum() - np.trace(fore)) / max(1, size - 1))
    found["number gap"] = (own - chance) / total
    found["number gap total"] = float(np.sign(own - chance) * np.log1p(abs(own - chance)))
    found["number conflict"] = float(np.log1p(max(0.0, total - own))) * (1 - own / total)


def _taught(found: dict[str, float], one: BeadWords, other: BeadWords, comparable: NDArray[np.bool_]) -> None:
    """Word pairs learned from one half of the beads and looked for in the other, so that learning and testing are
    apart.
    """
    size = one.size
    if size < 8:
        return
    table, other_table = one.table()[0], other.table()[0]
    present, other_present = (table > 0).astype(np.float32), (other_table > 0).astype(np.float32)
    score = np.zeros((size, size))
    known = 0.0
    for half in (0, 1):
        seen = np.arange(size) % 2 == half
        # nothing can be learned from a word of a single bead, and most words are such
        kept, others_kept = present[seen].sum(axis=0) > 1, other_present[seen].sum(axis=0) > 1
        some, others_some = present[seen][:, kept], other_present[seen][:, others_kept]
        met = some.T @ others_some
        counts, others = some.sum(axis=0), others_some.sum(axis=0)
        share = np.maximum(0.0, met - 0.7 - counts[:, None] * others[None, :] / seen.sum())
        share /= np.sqrt(np.maximum(counts, 1)[:, None] * np.maximum(others, 1)[None, :])
        share[share < 0.3] = 0.0
        tested = ~seen
        values = table[tested][:, kept] @ np.asarray(share, dtype=np.float32) @ other_table[:, others_kept].T
        score[tested] = values
        known += float((values.max(axis=1) > 0).sum()) if len(values) else 0.0
    scale = np.sqrt((one.total[:, None] + 1) * (other.total[None, :] + 1))
    score = score / scale
    found["taught known"] = known / size
    _compare(found, "taught", score, comparable)
