"""Bertalign's method over E5 vectors beside the aligner's own: accuracy, seconds, and how many texts each encodes.

The method is that of Liu & Zhu (2022), “Bertalign: Improved word embedding-based sentence alignment for
Chinese–English parallel corpora of literary texts”, written anew for this comparison, with the settings published
there (beads of at most 5 sentences, the 3 nearest, 5 sentences to either side, -0.1 for a sentence left out). Two
departures: the first pass looks at all pairs and not only at those near the diagonal, and the vectors are E5's in
place of LaBSE's. Each method begins with an empty cache of vectors.

By default the first two chapters of MAC-Dev (DUIZHAO_BENCH_CHAPTERS=6 takes all six) and the first 200 English sentences
of Bible 001 (DUIZHAO_BENCH_VERSES=5000 takes all of them, and over an hour), the latter beside galechurch too.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from align.alignment.aligner import align
from align.encoders import E5, Cached, Encoder
from align.evaluate import evaluate
from align.types import Bead
from benchmarks import Row
from benchmarks.aligning import by_length, verse_f1
from benchmarks.training import chapter, lines, verses

LARGEST = 5
"""Sentences in a bead, of both sides together."""
NEAREST = 3
AROUND = 5
SKIP = -0.1
TYPES = [(0, 1), (1, 0)] + [(a, b) for a in range(1, LARGEST) for b in range(1, LARGEST) if a + b <= LARGEST]


def overlaps(sentences: Sequence[str]) -> list[list[str]]:
    """The texts of 1, 2 ... sentences joined that end at each sentence; fewer at the beginning of the text."""
    ends = range(1, len(sentences) + 1)
    return [[" ".join(sentences[max(0, end - size) : end]) for end in ends] for size in range(1, LARGEST)]


def encoded(texts: Sequence[Sequence[str]], encoder: Encoder) -> np.ndarray:
    """Vectors of the overlaps: shape (sizes, sentences, dimension)."""
    rows = encoder.encode([text for layer in texts for text in layer])
    return rows.reshape(len(texts), len(texts[0]), -1)


def chain(left: np.ndarray, right: np.ndarray) -> list[tuple[int, int]]:
    """The first pass: the rising chain of pairs, each among the nearest of its source, that is most alike in all."""
    cosine = left @ right.T
    near = np.argsort(-cosine, axis=1)[:, :NEAREST]
    gains = np.zeros_like(cosine)
    np.put_along_axis(gains, near, np.take_along_axis(cosine, near, axis=1), axis=1)
    best = np.zeros((len(left) + 1, len(right) + 1), dtype=np.float32)
    for i, row in enumerate(gains):
        best[i + 1, 1:] = np.maximum(best[i, 1:], best[i, :-1] + row)
        best[i + 1] = np.maximum.accumulate(best[i + 1])  # sentences left out cost nothing here
    pairs, i, j = [], len(left), len(right)
    while i and j:
        if best[i, j] == best[i, j - 1]:
            j -= 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            pairs.append((i, j))
            i, j = i - 1, j - 1
    return pairs[::-1]


def band(pairs: Sequence[tuple[int, int]], n: int, m: int) -> list[tuple[int, int]]:
    """For each number of source sentences taken, the first and last number of target sentences that is looked at."""
    found, i0, j0 = [(0, min(m, AROUND + (pairs[0][1] if pairs else m)))], 0, 0
    for i, j in [*(pair for pair in pairs if pair[0] < n), (n, m)]:
        found += [(max(0, j0 - AROUND), min(m, j + AROUND))] * (i - i0)
        i0, j0 = i, j
    return found


def moved(table: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """The table with its element [i, j] at [i - rows, j - columns]; 0 where there is none."""
    result = np.zeros_like(table)
    n, m = table.shape
    to = (slice(max(0, -rows), n - max(0, rows)), slice(max(0, -columns), m - max(0, columns)))
    result[to] = table[max(0, rows) : n - max(0, -rows), max(0, columns) : m - max(0, -columns)]
    return result


def halved(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The mean of two similarities; where a neighbour is missing, the other one."""
    return (one + other) / np.where((one != 0) & (other != 0), 2, 1)


def bead_scores(
    left: np.ndarray, right: np.ndarray, sizes: np.ndarray, other_sizes: np.ndarray
) -> dict[tuple[int, int], np.ndarray]:
    """For each type of bead a table over where it ends: the margin over its neighbours, times how lengths agree."""
    ratio = sizes[0].sum() / other_sizes[0].sum()
    scores = {}
    for a, b in TYPES[2:]:
        beside = left[a - 1] @ right[0].T
        above = left[0] @ right[b - 1].T
        neighbours = halved(moved(beside, 0, 1), moved(beside, 0, -b)) + halved(moved(above, 1, 0), moved(above, -a, 0))
        lengths = sizes[a - 1][:, None], other_sizes[b - 1][None] * ratio
        agree = np.log2(1 + np.minimum(*lengths) / np.maximum(np.maximum(*lengths), 1))
        scores[a, b] = (left[a - 1] @ right[b - 1].T - neighbours / 2) * agree
    return scores


def bertalign(src: Sequence[str], tgt: Sequence[str], vectors: Sequence[np.ndarray]) -> list[Bead]:
    """Both passes, over the vectors of the overlaps of either side."""
    n, m = len(src), len(tgt)
    left, right = vectors
    sizes, other_sizes = (
        np.array([[len(text.encode()) for text in layer] for layer in overlaps(side)], dtype=np.float32)
        for side in (src, tgt)
    )
    limits = band(chain(left[0], right[0]), n, m)
    scores = bead_scores(left, right, sizes, other_sizes)
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i, (low, high) in enumerate(limits):
        for j in range(low, high + 1):
            for a, b in TYPES:
                before = best.get((i - a, j - b))
                if before is None:
                    continue
                gain = before[0] + (float(scores[a, b][i - 1, j - 1]) if a and b else SKIP)
                if (i, j) not in best or gain > best[i, j][0]:
                    best[i, j] = gain, (a, b)
    beads, i, j = [], n, m
    while i or j:
        a, b = best[i, j][1]
        beads.append(Bead(tuple(range(i - a, i)), tuple(range(j - b, j))))
        i, j = i - a, j - b
    return beads[::-1]


def centred(vectors: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Unit vectors again, after the mean of each side is taken off: E5's vectors all lie in one narrow cone."""
    found = [side - side[0].mean(0) for side in vectors]
    return [side / np.linalg.norm(side, axis=2, keepdims=True) for side in found]


def rows(data: Path) -> Iterator[Row]:
    yield from novels(data)
    yield from bible(data)


def bible(data: Path) -> Iterator[Row]:
    """The beginning of Bible 001, up to the end of a verse: seconds and F1 by verse of each method."""
    import galechurch

    texts = [lines(data / "bible" / f"001.{side}") for side in ("en", "zh")]
    names = verses(data)
    last = names[0][int(os.environ.get("DUIZHAO_BENCH_VERSES", "200")) - 1]
    counts = [max(k for k in range(len(text)) if side[k] == last) + 1 for text, side in zip(texts, names, strict=True)]
    en, zh = (text[:count] for text, count in zip(texts, counts, strict=True))
    where = f"Bible 001, first {counts[0]:,} by {counts[1]:,} sentences"
    model = E5()
    model.encode(["loaded before the clock runs"])

    def over_e5() -> list[Bead]:
        vectors = [encoded(overlaps(side), model) for side in (en, zh)]
        return bertalign(en, zh, centred(vectors))

    seconds = {}
    methods: tuple[tuple[str, Callable[[], list[Bead]]], ...] = (
        ("align, words alone", lambda: list(align(en, zh, src_lang="en", tgt_lang="zh").beads)),
        ("galechurch", lambda: [Bead(*pair) for pair in by_length(galechurch, en, zh)]),
        ("Bertalign's method over E5, centred, encoding included", over_e5),
    )
    for name, method in methods:
        start = time.perf_counter()
        beads = method()
        seconds[name] = time.perf_counter() - start
        yield Row(f"{where}, {name}: F1 by verse", verse_f1([(b.src, b.tgt) for b in beads], names, counts))
        yield Row("  seconds", seconds[name], "s")


def novels(data: Path) -> Iterator[Row]:
    count = int(os.environ.get("DUIZHAO_BENCH_CHAPTERS", "2"))
    chapters = [chapter(data, number) for number in range(1, count + 1)]
    gold = [[Bead(s, t) for s, t in beads] for _, _, beads in chapters]
    where = f"MAC-Dev, chapters 1 to {count}"
    model = E5()
    model.encode(["loaded before the clock runs"])
    align(["你好。"], ["Hello."], src_lang="zh", tgt_lang="en")
    with tempfile.TemporaryDirectory() as folder:
        # Bertalign's first layer is all single sentences, so their part of its work is measured on the way.
        cached = Cached(model, Path(folder) / "bertalign")
        start = time.perf_counter()
        for zh, en, _ in chapters:
            cached.encode([*zh, *en])
        singles, texts = time.perf_counter() - start, cached.encoded
        vectors = [[encoded(overlaps(side), cached) for side in (zh, en)] for zh, en, _ in chapters]
        found = [bertalign(zh, en, v) for (zh, en, _), v in zip(chapters, vectors, strict=True)]
        whole = time.perf_counter() - start
        all_texts = cached.encoded
        yield from measured(f"{where}, Bertalign's method over E5", gold, found, whole, all_texts, ".911 (LaBSE)")
        middle = [bertalign(zh, en, centred(v)) for (zh, en, _), v in zip(chapters, vectors, strict=True)]
        yield Row("  the same vectors, each side's mean taken off: strict F1", f1(gold, middle))
        yield Row("All single sentences encoded, nothing aligned", singles, "s")
        yield Row("  texts encoded", texts)
        own, spent, asked = {}, {}, {}
        for name in ("words alone", "e5"):
            encoder = Cached(model, Path(folder) / "own") if name == "e5" else None
            start = time.perf_counter()
            own[name] = [
                list(align(zh, en, src_lang="zh", tgt_lang="en", encoder=encoder).beads) for zh, en, _ in chapters
            ]
            spent[name] = time.perf_counter() - start
            asked[name] = encoder.encoded if encoder else 0
            yield from measured(
                f"{where}, align, {name}, as shipped (trained on them)",
                gold,
                own[name],
                spent[name],
                asked[name],
            )
    yield Row("Seconds of Bertalign's method for one of align with e5", whole / spent["e5"], "", ">= 5")
    yield Row("  texts encoded", all_texts / asked["e5"], "", ">= 5")
    yield Row("Seconds of encoding all single sentences for one of align with e5", singles / spent["e5"], "", ">= 5")
    yield Row("  texts encoded", texts / asked["e5"], "", ">= 5")
    yield Row("Seconds of Bertalign's method for one of align by words alone", whole / spent["words alone"])


def f1(gold: Sequence[Sequence[Bead]], found: Sequence[Sequence[Bead]]) -> float:
    return evaluate(zip(gold, found, strict=True))[0].f1


def measured(
    what: str,
    gold: Sequence[Sequence[Bead]],
    found: Sequence[Sequence[Bead]],
    seconds: float,
    texts: int,
    published: str = "",
) -> Iterator[Row]:
    yield Row(f"{what}: strict F1", f1(gold, found), "", "", published)
    yield Row("  seconds, encoding included", seconds, "s")
    yield Row("  texts encoded", texts)
