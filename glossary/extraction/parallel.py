"""Extraction in pieces: the sentence pairs of a batch are annotated and paired chunk by chunk, here or by many processes.

The chunks do not depend on who works on them, and what comes back is put together in their order: the result is the
same for any number of processes, on one machine or many.
"""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import count
from typing import Any, Protocol, TypeVar

from glossary.extraction.candidates import chinese, english
from glossary.extraction.candidates.chinese import Chinese
from glossary.extraction.candidates.english import English
from glossary.extraction.known_terms import known_pairs
from glossary.extraction.pair_features import occurrence_features
from glossary.extraction.span_pairing import Pair, pairs
from glossary.extraction.word_equivalents import Dictionary, Equivalents, dictionary
from glossary.extraction.word_linking import link
from glossary.folding import fold

__all__ = ["CHUNK", "LOOKED_AT", "SMALL", "Chunks", "Found", "Workers", "open_workers"]

CHUNK = 400
"""Sentence pairs in a chunk: enough that handing it over costs little, so few that all processes end together."""
SMALL = 1_200
"""Sentence pairs up to which this process does the work itself: others would need longer to start."""
LOOKED_AT = 3
"""Occurrences of a pair of which the features are averaged."""

Bead = tuple[Chinese, English]
Approved = Mapping[str, Sequence[str]]
"""Folded Chinese terms that people have approved, with their English."""
Found = tuple[tuple[str, str], tuple[str, str, bool], Pair, dict[str, float] | None]
"""Folded and written forms of a pair, whether its capitals are in doubt, its spans, and its features where wanted."""
Item = TypeVar("Item")


class Workers(Protocol):
    """Does a function of a module on many items, somewhere, and says how each ended: an engine of `align.batch`."""

    def run(self, function: Callable[[Any], Any], items: Any) -> Iterator[tuple[Any, Any]]: ...


@contextmanager
def open_workers(engine: str = "local", jobs: int = 1, address: str | None = None) -> Iterator[Workers | None]:
    """The processes to extract with, as `align batch` has them; None where this process alone is to do it.

    They are started when there is something for them to do. Raises InvalidOption for an unknown engine, an address
    where none is needed, and a cluster that does not answer.
    """
    from align.batch.engines import open_engine

    with open_engine(engine, jobs, address) as workers:
        yield None if engine == "local" and (jobs or os.cpu_count() or 1) == 1 else workers


class _Parcel:
    """Something that is packed once and unpacked only by those who look into it."""

    def __init__(self, content: Any = None, packed: bytes | None = None):
        self._content, self._packed = content, packed

    def __reduce__(self) -> tuple[Any, ...]:
        return _Parcel, (None, self.packed())

    def packed(self) -> bytes:
        if self._packed is None:
            self._packed = pickle.dumps(self._content, pickle.HIGHEST_PROTOCOL)
        return self._packed

    def content(self) -> Any:
        if self._content is None and self._packed is not None:
            # Only what a process of this very run has packed gets here.
            return pickle.loads(self._packed)  # noqa: S301
        return self._content


class Chunks:
    """Distinct sentence pairs, Chinese first, to be annotated and then paired.

    `workers` are asked where there are more than SMALL pairs; without them all is done here.
    """

    def __init__(self, texts: Sequence[tuple[str, str]], approved: Approved, workers: Workers | None = None):
        self._workers = workers if len(texts) > SMALL else None
        self._approved = _Parcel(dict(approved) or None)
        self._texts = [texts[at : at + CHUNK] for at in range(0, len(texts), CHUNK)]
        self._annotated: list[_Parcel] = []

    def annotate(self) -> list[Bead]:
        """The sentence pairs in words, in order."""
        self._annotated = list(self._done(partial(_annotate, self._approved), self._texts))
        return [bead for parcel in self._annotated for bead in parcel.content()]

    def pair(self, learned: Equivalents) -> Iterator[list[Found]]:
        """The term pairs of each sentence pair, in order; in each chunk with the features of their first occurrences."""
        for chunk in self._done(partial(_pair, self._approved, _Parcel(learned)), self._annotated):
            yield from chunk

    def _done(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """What the function makes of each item, in order."""
        if self._workers is None:
            yield from map(function, items)
            return
        from align.batch.process_pool import Failure

        early: dict[int, Any] = {}
        turns = count()
        turn = next(turns)
        for (number, item), outcome in self._workers.run(_Numbered(function), list(enumerate(items))):
            # What a worker could not do is done here, so that a fault shows as it would without workers.
            early[number] = function(item) if isinstance(outcome, Failure) else outcome
            while turn in early:
                yield early.pop(turn)
                turn = next(turns)


class _Numbered:
    """A function of an item, for items with a number."""

    def __init__(self, function: Callable[[Any], Any]):
        self._function = function

    def __call__(self, item: tuple[int, Any]) -> Any:
        return self._function(item[1])


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Any:
    """Kept, since every chunk comes with the same."""
    return pickle.loads(packed)  # noqa: S301 - from a process of this run


def _shared(parcel: _Parcel) -> Any:
    return parcel._content if parcel._content is not None else _unpacked(parcel.packed())


_lexicons: dict[bytes, tuple[Dictionary, chinese.KnownWords]] = {}


def lexicon_of(approved: Approved | None) -> Dictionary:
    """The dictionary, and what people have approved."""
    return dictionary().extended(approved) if approved else dictionary()


def _lexicon(approved: _Parcel) -> tuple[Dictionary, chinese.KnownWords]:
    key = approved.packed()
    if key not in _lexicons:
        lexicon = lexicon_of(approved.content())
        _lexicons.clear()  # a glossary grows between batches; only the latest is wanted
        _lexicons[key] = lexicon, chinese.KnownWords(lexicon.sure)
    return _lexicons[key]


def _annotate(approved: _Parcel, texts: Sequence[tuple[str, str]]) -> _Parcel:
    """A chunk in words; a sentence that stands in it more than once is looked at once."""
    _, known = _lexicon(approved)
    zh, en = dict.fromkeys(zh for zh, _ in texts), dict.fromkeys(en for _, en in texts)
    with _alone():
        chinese_of = dict(zip(zh, chinese.annotate(zh, known), strict=True))
        english_of = dict(zip(en, english.annotate(en), strict=True))
    return _Parcel([(chinese_of[z], english_of[e]) for z, e in texts])


def _pair(approved: _Parcel, learned: _Parcel, chunk: _Parcel) -> list[list[Found]]:
    lexicon, _ = _lexicon(approved)
    equivalents = _shared(learned)
    seen: dict[tuple[str, str], int] = {}
    with _alone():
        return [_pairs_of(zh, en, lexicon, equivalents, seen) for zh, en in chunk.content()]


@contextmanager
def _alone() -> Iterator[None]:
    """One thread of arithmetic, so that its last digits are the same everywhere; no search for garbage, there is none."""
    import numpy as np  # loaded before its threads are limited
    from threadpoolctl import threadpool_limits

    del np
    collecting = gc.isenabled()
    gc.disable()
    try:
        with threadpool_limits(1, user_api="blas"):
            yield
    finally:
        if collecting:
            gc.enable()


def _pairs_of(
    zh: Chinese, en: English, lexicon: Dictionary, learned: Equivalents, seen: dict[tuple[str, str], int]
) -> list[Found]:
    """The pairs of a sentence pair, with what is needed to tell them from others; `seen` counts them in the chunk."""
    links = link(zh, en, lexicon, learned)
    forms_zh: dict[tuple[int, int], tuple[str, str]] = {}
    forms_en: dict[tuple[int, int], tuple[str, str]] = {}
    out: list[Found] = []
    for p in pairs(zh, en, links, known=known_pairs(zh, en, lexicon.sure)):
        left, right = (p.i, p.j), (p.k, p.m)
        if left not in forms_zh:
            written = chinese.form(zh, *left)
            forms_zh[left] = fold(written, "zh"), written
        if right not in forms_en:
            written = english.form(en, *right)
            forms_en[right] = fold(written, "en"), written
        (zh_key, zh_form), (en_key, en_form) = forms_zh[left], forms_en[right]
        if zh_key and en_key:
            key = zh_key, en_key
            before = seen[key] = seen.get(key, 0) + 1
            features = occurrence_features(zh, en, links, p, lexicon) if before <= LOOKED_AT else None
            doubtful = english.capitals_in_doubt(en, p.k)
            out.append((key, (zh_form, en_form, doubtful), p, features))
    return out
