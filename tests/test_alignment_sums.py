"""What the compiled search sums up, against the formulas spelt out on small texts."""

from __future__ import annotations

import itertools
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from align.alignment import dynamic_programming
from align.alignment.coverage import cover
from align.lexicon.link_table import conditional
from align.words import TokenizedText

SENTENCES = st.lists(st.lists(st.integers(0, 3), max_size=4), min_size=1, max_size=7)


def side(sentences: list[list[int]]) -> TokenizedText:
    """A text of four types, given by the types of each sentence."""
    ids = np.array([w for s in sentences for w in s], dtype=np.int32)
    offsets = np.cumsum([0, *map(len, sentences)]).astype(np.int32)
    counts = np.bincount(ids, minlength=4).astype(np.int32)
    lengths, (starts, ends) = np.ones(len(sentences), np.float32), (offsets[:-1], offsets[1:])
    return TokenizedText("en", [""] * len(sentences), list("abcd"), ids, offsets, ends, starts, lengths, counts)


def full(n: int, m: int) -> dynamic_programming.Band:
    return dynamic_programming.Band.between(np.zeros(n + 1, dtype=np.int32), np.full(n + 1, m, dtype=np.int32))


@given(SENTENCES, SENTENCES, st.lists(st.floats(0, 1, width=32), min_size=16, max_size=16), st.booleans())
@settings(max_examples=60, deadline=None)
def test_coverage_is_the_sum_of_model_1_over_the_words(
    one: list[list[int]], two: list[list[int]], strengths: list[float], back: bool
) -> None:
    rows, columns = np.divmod(np.arange(16, dtype=np.int32), 4)
    kept = np.array(strengths, dtype=np.float32) > 0.5
    links = conditional((rows[kept], columns[kept], np.array(strengths, dtype=np.float32)[kept]), 4, 4)
    table = np.zeros((4, 4))
    table[rows[kept], columns[kept]] = links[2]
    reverse = np.zeros((4, 4))
    reverse[columns[kept], rows[kept]] = links[3]
    left, right = side(one), side(two)
    if back:
        left, right, table, one, two = right, left, reverse, two, one
    rarity = np.array([2, 5, 9, 30], dtype=np.float32)
    band = full(len(one), len(two))
    linked = table.sum(0) > 0
    known = np.concatenate([[0], np.cumsum(linked[right.ids])]).astype(np.int64)[right.offsets]
    found = cover(left, right, links, rarity, known, band, 0.5, back=back)
    for i, (a, b) in itertools.product(range(len(one)), dynamic_programming.TYPES.tolist()):
        if i + a > len(one):
            continue
        words = [w for s in one[i : i + a] for w in s]
        for j in range(len(two) - b + 1):
            base = band.cells[i] + (a - 1) * band.width[i]
            wanted = 0.0
            for v in (v for s in two[j : j + b] for v in s if linked[v]):
                mean = sum(table[w, v] for w in words) / max(1, len(words))
                wanted += math.log(0.5 + 0.5 * mean * rarity[v])
            assert math.isclose(found[base + j + b] - found[base + j], wanted, abs_tol=1e-4)


def paths(i: int, j: int, n: int, m: int) -> list[list[tuple[int, int, int, int]]]:
    """All ways from node (i, j) to (n, m)."""
    if (i, j) == (n, m):
        return [[]]
    found = []
    for a, b in [*map(tuple, dynamic_programming.TYPES.tolist()), (1, 0), (0, 1)]:
        if i + a <= n and j + b <= m:
            found += [[(i, j, a, b), *rest] for rest in paths(i + a, j + b, n, m)]
    return found


@given(st.integers(1, 3), st.integers(1, 3), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_chances_are_the_share_of_the_paths_through_a_bead(n: int, m: int, random: object) -> None:
    generator = np.random.default_rng(random.randrange(1 << 30))  # type: ignore[attr-defined]
    band = full(n, m)
    scores = np.full((len(dynamic_programming.TYPES), band.row[-1]), 3 * dynamic_programming.NONE, dtype=np.float32)
    for t, (a, b) in enumerate(dynamic_programming.TYPES.tolist()):
        for i, j in itertools.product(range(n - a + 1), range(m - b + 1)):
            scores[t, band.row[i] + j] = generator.normal(0, 2)
    sizes = [tuple(size) for size in dynamic_programming.TYPES.tolist()]
    weights: dict[tuple[int, int, int, int], float] = {}
    total = 0.0
    for path in paths(0, 0, n, m):
        score, omitted = 0.0, False
        for i, j, a, b in path:
            if a and b:
                score += float(scores[sizes.index((a, b)), band.row[i] + j])
            else:
                score += (-1.5 if a else -1.0) + (-0.5 if omitted else -2.0)
            omitted = not (a and b)
        total += math.exp(score)
        for bead in path:
            weights[bead] = weights.get(bead, 0.0) + math.exp(score)
    beads, probabilities = dynamic_programming.pick(
        band,
        dynamic_programming.sum_band(band, scores, dynamic_programming.OmissionScores(-1.5, -1.0, -2.0, -0.5)),
        dynamic_programming.NONE,
    )
    assert sorted(weights) == sorted(map(tuple, beads.tolist()))
    assert beads.tolist() == sorted(beads.tolist(), key=lambda bead: bead[:2])
    for bead, chance in zip(beads.tolist(), probabilities.tolist(), strict=True):
        assert math.isclose(chance, weights[tuple(bead)] / total, rel_tol=1e-4)
