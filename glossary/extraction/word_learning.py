"""Learns word equivalents from a batch: words are counted in chunks, in any process, and learned from all together."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.word_equivalents import LONGEST_RUN, Dictionary, Equivalents

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

__all__ = ["WordCounts", "count_words", "learn"]

ROUNDS = 5
"""Rounds of expectation and maximization."""
MOST = 20_000
"""Maximum number of sentence pairs to learn from: they are enough, and keep time and memory small."""
LARGEST = 10_000
"""A sentence pair with more word pairs than this is left out."""


@dataclass(slots=True)
class Lists:
    """Lists of names, one after the other: `numbers` are places in `names`, `ends` where each list ends."""

    names: list[str] = field(default_factory=list)
    numbers: array[int] = field(default_factory=lambda: array("i"))
    ends: array[int] = field(default_factory=lambda: array("i"))


@dataclass(slots=True)
class WordCounts:
    """The words of a chunk of distinct sentence pairs, as far as learning and keyness need them."""

    times: array[int]
    """How often each sentence pair occurs in the batch."""
    zh: Lists
    """The content words of each Chinese sentence, each listed once."""
    en: Lists
    """The roots of the content words of each English sentence, each listed once."""
    runs: Lists
    """Runs of Chinese words that may be one word."""
    pieces: frozenset[str]
    often_zh: Counter[str]
    """How often each word occurs in the chunk, content word or not."""
    often_en: Counter[str]


def count_words(pairs: Sequence[tuple[Chinese, English]], times: Sequence[int], lexicon: Dictionary) -> WordCounts:
    """Count the words of sentence pairs; `times` is how often each pair occurs in the batch."""
    counts = WordCounts(array("i", times), Lists(), Lists(), Lists(), frozenset(), Counter(), Counter())
    add_zh, add_en, add_runs = (_adder(lists) for lists in (counts.zh, counts.en, counts.runs))
    pieces: set[str] = set()
    for (zh, en), often in zip(pairs, times, strict=True):
        add_zh(p for p, start in zip(zh.pieces, zh.bounds[:-1], strict=True) if zh.weights[start])
        add_en(r for r, w in zip(en.roots[: en.size], en.weights, strict=False) if w)
        add_runs(_runs_of(zh, lexicon.words))
        pieces.update(zh.pieces)
        for _ in range(often):
            counts.often_zh.update(zh.pieces)
            counts.often_en.update(en.lower[: en.size])
    counts.pieces = frozenset(pieces)
    return counts


def _adder(lists: Lists) -> Callable[[Iterable[str]], None]:
    places: dict[str, int] = {}

    def add(names: Iterable[str]) -> None:
        lists.numbers.extend(dict.fromkeys(places.setdefault(name, len(places)) for name in names))
        lists.ends.append(len(lists.numbers))
        if len(places) > len(lists.names):
            lists.names.extend(list(places)[len(lists.names) :])

    return add


def _runs_of(zh: Chinese, known: frozenset[str]) -> Iterable[str]:
    """Runs of pieces that may be one word; none begins with a longer word of the dictionary, which is known already."""
    bounds, weights = zh.bounds, zh.weights
    for n in range(len(zh)):
        if weights[bounds[n]] and not (zh.pieces[n] in known and len(zh.pieces[n]) > 1):
            for m in range(n + 1, min(len(zh), n + LONGEST_RUN) + 1):
                if not weights[bounds[m - 1]] or not "\u4e00" <= zh.simplified[bounds[m - 1]] <= "\u9fff":
                    break
                yield zh.simplified[bounds[n] : bounds[m]]


@dataclass(slots=True)
class _Rows:
    """Lists of a whole batch in arrays."""

    names: list[str]
    numbers: Numbers
    starts: Numbers
    sizes: Numbers

    def gather(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The numbers of these rows one after the other, and for each number the place of its row in `rows`."""
        import numpy as np

        sizes = self.sizes[rows]
        return self.numbers[_ranges(self.starts[rows], sizes)], np.repeat(np.arange(len(rows)), sizes)


def _ranges(starts: Numbers, sizes: Numbers) -> Numbers:
    """start, start + 1, ... of each range, one after the other."""
    import numpy as np

    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))


def _joined(parts: Sequence[Lists]) -> _Rows:
    """The lists of all chunks, their names numbered anew, in the order of the chunks."""
    import numpy as np

    places: dict[str, int] = {}
    numbers, sizes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for part in parts:
        new = np.array([places.setdefault(name, len(places)) for name in part.names], np.int64)
        old = np.frombuffer(part.numbers, np.int32)
        numbers.append(new[old] if len(old) else np.zeros(0, np.int64))
        sizes.append(np.diff(np.frombuffer(part.ends, np.int32), prepend=0).astype(np.int64))
    every = np.concatenate(sizes)
    return _Rows(list(places), np.concatenate(numbers), np.cumsum(every) - every, every)


def _crossed(one: _Rows, other: _Rows, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Every pair of elements of `one` and of `other` in the same row, as places in what `gather` returns."""
    import numpy as np

    sizes = other.sizes[rows]
    times = np.repeat(sizes, one.sizes[rows])
    starts = np.repeat(np.cumsum(sizes) - sizes, one.sizes[rows])
    return np.repeat(np.arange(len(times)), times), _ranges(starts, times)


def learn(chunks: Sequence[WordCounts]) -> Equivalents:
    """Learn word equivalents by IBM model 1 in both directions (Brown et al. 1993).

    Strengths are Dice coefficients of the expected counts, shrunk where the counts are small. At most MOST sentence
    pairs are used. Words that occur together in only one sentence pair are left out.
    """
    import numpy as np

    zh, en = _joined([chunk.zh for chunk in chunks]), _joined([chunk.en for chunk in chunks])
    times = np.concatenate([np.zeros(0, np.int32), *(np.frombuffer(chunk.times, np.int32) for chunk in chunks)])
    rows = np.repeat(np.arange(len(times)), times)
    if len(rows) > MOST:
        rows = rows[(np.arange(MOST) * (len(rows) / MOST)).astype(np.int64)]
    fit = rows[zh.sizes[rows] * en.sizes[rows] <= LARGEST]
    place_z, place_e = _crossed(zh, en, fit)
    if not len(place_z):
        return Equivalents({})
    words_z, words_e = zh.gather(fit)[0], en.gather(fit)[0]
    names, index = np.unique(words_z[place_z] * len(en.names) + words_e[place_e], return_inverse=True)
    pair_z, pair_e = (names // len(en.names)).astype(np.int32), (names % len(en.names)).astype(np.int32)
    together = np.bincount(index)
    full = (zh.sizes[fit] > 0) & (en.sizes[fit] > 0)
    seen_z = np.bincount(zh.gather(fit[full])[0], minlength=len(zh.names))
    seen_e = np.bincount(en.gather(fit[full])[0], minlength=len(en.names))
    # Direction 1 explains each English word by a Chinese word of its sentence pair; direction 2 is the other way round.
    expected = [_expected(index, place_e, pair_z, len(names)), _expected(index, place_z, pair_e, len(names))]
    count = np.sqrt(expected[0] * expected[1])
    dice = 2 * count / (seen_z[pair_z] + seen_e[pair_e])
    strength = dice * count / (count + 1.0)
    strengths: dict[str, dict[str, float]] = {}
    for n in np.flatnonzero((together >= 2) & (strength > 0.12)):
        strengths.setdefault(zh.names[pair_z[n]], {})[en.names[pair_e[n]]] = float(strength[n])
    runs = _learned_runs(chunks, en, rows)
    strengths.update(runs)
    return Equivalents(strengths, frozenset(runs))


def _expected(index: Any, slot: Any, given: Any, size: int) -> NDArray[np.float64]:
    """Expected counts of the word pairs after some rounds of expectation and maximization.

    `index` is the word pair of each pair of words in a sentence, `slot` the word, in its sentence, that it explains.
    """
    import numpy as np

    probability: Any = np.ones(size)
    counts = probability
    for _ in range(ROUNDS):
        weight = probability[index]
        share = weight / (np.bincount(slot, weight)[slot] + 0.1 * weight.mean())
        counts = np.bincount(index, share, size)
        probability = counts / np.bincount(given, counts)[given]
    return np.asarray(counts, np.float64)


def _learned_runs(chunks: Sequence[WordCounts], en: _Rows, rows: Numbers) -> dict[str, dict[str, float]]:
    """Runs of pieces that match an English word better than their beginnings do: 工发|组织 and UNIDO."""
    import numpy as np

    runs = _joined([chunk.runs for chunk in chunks])
    pieces: set[Hashable] = set().union(*(chunk.pieces for chunk in chunks))
    often = np.bincount(runs.gather(rows)[0], minlength=len(runs.names))
    seen = np.bincount(en.gather(rows)[0], minlength=len(en.names))
    of_run, owner = runs.gather(rows)
    owner = owner[often[of_run] >= 3]
    of_run = of_run[often[of_run] >= 3]
    sizes = en.sizes[rows][owner]
    words = en.numbers[_ranges(en.starts[rows][owner], sizes)]
    keys, together = np.unique(np.repeat(of_run, sizes) * len(en.names) + words, return_counts=True)
    counted = {
        (runs.names[key // len(en.names)], en.names[key % len(en.names)]): (
            2 * int(n) / int(often[key // len(en.names)] + seen[key % len(en.names)]),
            int(n),
        )
        for key, n in zip(keys[together >= 3], together[together >= 3], strict=True)
    }
    found: dict[str, dict[str, float]] = {}
    for (run, word), (one, n) in sorted(counted.items()):
        if run in pieces or one < 0.7:
            continue
        # If the beginning of a run matches the word better, the rest of it is the next word: 交换所|提供.
        if one >= max((counted.get((run[:at], word), (0.0, 0))[0] for at in range(1, len(run))), default=0.0):
            strength = one * n / (n + 1.0)
            if strength > max(found.get(run, {"": 0.0}).values()):
                found[run] = {word: strength}
    return found
