"""Annotates and pairs the sentence pairs of a batch chunk by chunk, in this process or in several others.

The chunks do not depend on who works on them, and their results are put together in order. Therefore the result is
the same for any number of processes, on one machine or on many.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any

from glossary.extraction.batch_features import count_nesting
from glossary.extraction.candidates import chinese, english
from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.known_terms import known_pairs
from glossary.extraction.pair_features import occurrence_features
from glossary.extraction.span_pairing import pairs
from glossary.extraction.term_pairs import LOOKED_AT, CandidatePair
from glossary.extraction.word_equivalents import Dictionary, Equivalents, dictionary
from glossary.extraction.word_learning import WordCounts, count_words
from glossary.extraction.word_linking import link
from glossary.extraction.workers import Workers, in_order, open_workers
from glossary.folding import fold
from glossary.garbage import no_collection

__all__ = ["CHUNK", "SMALL", "Chunks", "Text", "Workers", "open_workers"]

CHUNK = 400
"""Sentence pairs in a chunk: many enough to be worth sending, few enough for all processes to finish together."""
SMALL = 1_200
"""Up to this many sentence pairs, this process does all the work: starting other processes would take longer."""
Bead = tuple[Chinese, English]
Approved = Mapping[str, Sequence[str]]
"""Folded Chinese terms that people have approved, with their English."""
Text = tuple[str, str, tuple[int, ...]]
"""A distinct sentence pair, Chinese first, and the numbers under which it occurs in the batch."""


class _PickledOnce:
    """Content that is pickled once, and unpickled only where it is needed."""

    def __init__(self, content: Any = None, packed: bytes | None = None):
        self._content, self._packed = content, packed

    def __reduce__(self) -> tuple[Any, ...]:
        return _PickledOnce, (None, self.packed())

    def packed(self) -> bytes:
        if self._packed is None:
            self._packed = pickle.dumps(self._content, pickle.HIGHEST_PROTOCOL)
        return self._packed

    def content(self) -> Any:
        if self._content is None and self._packed is not None:
            # Safe, because only processes of this run pickle what arrives here.
            return pickle.loads(self._packed)  # noqa: S301
        return self._content


class Chunks:
    """Distinct sentence pairs that are to be annotated and then paired.

    `workers` do this if there are more than SMALL pairs; without workers, this process does it all.
    """

    def __init__(self, texts: Sequence[Text], approved: Approved, workers: Workers | None = None):
        self._workers = workers if len(texts) > SMALL else None
        self._approved = _PickledOnce(dict(approved) or None)
        self._texts = [texts[at : at + CHUNK] for at in range(0, len(texts), CHUNK)]
        self._annotated: list[_PickledOnce] = []

    def annotate(self) -> list[WordCounts]:
        """Cut the sentence pairs into words, keep these for `pair`, and return the word counts of each chunk."""
        counts = []
        for beads, counted in in_order(self._workers, partial(_annotate, self._approved), self._texts):
            self._annotated.append(beads)
            counts.append(counted)
        return counts

    def pair(self, learned: Equivalents) -> Iterator[list[CandidatePair]]:
        """Yield the term pairs of each chunk, in order, with the features of their first occurrences."""
        work = list(zip(self._texts, self._annotated, strict=True))
        self._annotated.clear()
        yield from in_order(self._workers, partial(_pair, self._approved, _PickledOnce(learned)), work)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Any:
    """Unpickled content, which is kept because every chunk comes with the same."""
    return pickle.loads(packed)  # noqa: S301 - from a process of this run


def _shared(pickled: _PickledOnce) -> Any:
    return pickled._content if pickled._content is not None else _unpacked(pickled.packed())


_lexicons: dict[bytes, tuple[Dictionary, chinese.KnownWords]] = {}


def lexicon_of(approved: Approved | None) -> Dictionary:
    """The dictionary, extended by the approved terms."""
    return dictionary().extended(approved) if approved else dictionary()


def _lexicon(approved: _PickledOnce) -> tuple[Dictionary, chinese.KnownWords]:
    key = approved.packed()
    if key not in _lexicons:
        lexicon = lexicon_of(approved.content())
        _lexicons.clear()  # a glossary grows between batches; only the latest is wanted
        _lexicons[key] = lexicon, chinese.KnownWords(lexicon.sure)
    return _lexicons[key]


def _annotate(approved: _PickledOnce, texts: Sequence[Text]) -> tuple[_PickledOnce, WordCounts]:
    """Annotate a chunk and count its words; a sentence that occurs in it more than once is annotated once."""
    lexicon, known = _lexicon(approved)
    zh, en = dict.fromkeys(text[0] for text in texts), dict.fromkeys(text[1] for text in texts)
    with _one_thread():
        chinese_of = dict(zip(zh, chinese.annotate(zh, known), strict=True))
        english_of = dict(zip(en, english.annotate(en), strict=True))
        beads = [(chinese_of[text[0]], english_of[text[1]]) for text in texts]
        return _PickledOnce(beads), count_words(beads, [len(text[2]) for text in texts], lexicon)


def _pair(
    approved: _PickledOnce, learned: _PickledOnce, chunk: tuple[Sequence[Text], _PickledOnce]
) -> list[CandidatePair]:
    lexicon, _ = _lexicon(approved)
    equivalents = _shared(learned)
    texts, annotated = chunk
    found: dict[tuple[str, str], CandidatePair] = {}
    with _one_thread():
        for text, (zh, en) in zip(texts, annotated.content(), strict=True):
            _add_pairs(found, text[2], (zh, en), lexicon, equivalents)
        items = list(found.values())
        count_nesting(items)
    return items


@contextmanager
def _one_thread() -> Iterator[None]:
    """Calculate in one thread, so that the last digits are the same everywhere, and without garbage collection."""
    import numpy as np  # loaded before its threads are limited
    from threadpoolctl import threadpool_limits

    del np
    with no_collection(), threadpool_limits(1, user_api="blas"):
        yield


def _add_pairs(
    found: dict[tuple[str, str], CandidatePair],
    numbers: Sequence[int],
    bead: Bead,
    lexicon: Dictionary,
    learned: Equivalents,
) -> None:
    """Add the term pairs of a sentence pair, which occurs under these `numbers`, to those of its chunk."""
    zh, en = bead
    links = link(zh, en, lexicon, learned)
    forms_zh: dict[tuple[int, int], tuple[str, str]] = {}
    forms_en: dict[tuple[int, int], tuple[str, str, bool]] = {}
    for p in pairs(zh, en, links, known=known_pairs(zh, en, lexicon.sure)):
        i, j, k, m = p[:4]
        of_zh, of_en = forms_zh.get((i, j)), forms_en.get((k, m))
        if of_zh is None:
            written = chinese.form(zh, i, j)
            of_zh = forms_zh[i, j] = fold(written, "zh"), written
        if of_en is None:
            written = english.form(en, k, m)
            of_en = forms_en[k, m] = fold(written, "en"), written, english.capitals_in_doubt(en, k, m)
        (zh_key, zh_form), (en_key, en_form, doubtful) = of_zh, of_en
        if not zh_key or not en_key:
            continue
        item = found.get((zh_key, en_key))
        if item is None:
            item = found[zh_key, en_key] = CandidatePair(zh_key, en_key)
            item.words = tuple([en.lower[n] for n in range(k, m) if en.weights[n]])
            item.pieces = tuple(zh.pieces[i:j])
        if item.averaged < LOOKED_AT:
            item.learn(occurrence_features(zh, en, links, p, lexicon))
        for number in numbers:
            item.add(number, p, zh_form, en_form, doubtful=doubtful)
