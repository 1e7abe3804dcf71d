"""Look-up in a glossary of a million entries and two million sentence pairs, made for the purpose.

Sizes can be set by DUIZHAO_BENCH_ENTRIES and DUIZHAO_BENCH_SEGMENTS. With DUIZHAO_BENCH_KEEP=FOLDER the tables and
indexes stay there, and the next run only looks up; what making them takes is printed by the run that makes them.
"""

from __future__ import annotations

import os
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks import Row
from benchmarks.made import Maker, table, workplace

ENTRIES = int(os.environ.get("DUIZHAO_BENCH_ENTRIES", "1000000"))
SEGMENTS = int(os.environ.get("DUIZHAO_BENCH_SEGMENTS", "2000000"))
LOOKUPS = 400


def rows(data: Path) -> Iterator[Row]:
    from glossary.search.segments_index import SegmentIndex
    from glossary.search.terms_index import TermIndex

    with workplace() as folder:
        files = table(folder / f"entries-{ENTRIES}", ENTRIES, Maker(1).entries)
        yield from _built(TermIndex, files, folder / f"terms-{ENTRIES}", f"{ENTRIES:,} entries")
        files = table(folder / f"segments-{SEGMENTS}", SEGMENTS, Maker(4).segments)
        yield from _built(SegmentIndex, files, folder / f"concordance-{SEGMENTS}", f"{SEGMENTS:,} sentence pairs")
        terms = TermIndex(folder / f"terms-{ENTRIES}")
        yield from _lookups(terms)
        yield from _tried(terms)
        yield from _known(terms)
        yield from _concordance(SegmentIndex(folder / f"concordance-{SEGMENTS}"), terms)


def _built(kind: Any, files: list[Path], folder: Path, what: str) -> Iterator[Row]:
    """Make the index of a table where there is none of this format."""
    import polars as pl

    from glossary.search.versioned_index import Stamp

    stamp = Stamp(kind.FORMAT, 0, ())
    with suppress(OSError, ValueError):
        if kind(folder).stamp == stamp:
            return
    shutil.rmtree(folder, ignore_errors=True)
    before, start, worked = _memory(), time.perf_counter(), time.process_time()
    kind.build((rows for file in files for rows in pl.read_parquet(file).iter_slices(20_000)), folder, stamp)
    yield Row(f"index of {what}: time", time.perf_counter() - start, "s")
    yield Row(f"index of {what}: CPU time", time.process_time() - worked, "s")
    yield Row(f"index of {what}: size", _size(folder) / 1e6, "MB")
    yield Row(f"index of {what}: memory of the process, at most (before: {before:.0f} MB)", _memory(), "MB")


def _lookups(index: Any) -> Iterator[Row]:
    from glossary.search.lookup import find

    maker = Maker(2)
    asked = [maker.words(maker.random.choice((1, 2, 2, 3))) for _ in range(LOOKUPS)]
    chinese = ["".join(a for a, _ in words) for words in asked]
    english = [" ".join(b for _, b in words) for words in asked]
    longer = [maker.words(maker.random.choice((3, 4, 5))) for _ in range(LOOKUPS)]
    for name, queries in {
        "Chinese": chinese,
        "Chinese, one character wrong": [_slip(one, "的") for one in chinese],
        "Chinese, one character": [one[0] for one in chinese],
        "Chinese, without the last character": [one[:-1] for one in chinese],
        "Chinese, three to five words": ["".join(a for a, _ in words) for words in longer],
        "Chinese, three to five words with spaces": [" ".join(a for a, _ in words) for words in longer],
        "English": english,
        "English, the commonest words": [b for _, b in maker.pairs[:100]],
        "English, three to five words": [" ".join(b for _, b in words) for words in longer],
        "English, beginnings of words": [" ".join(b[:3] for _, b in words) for words in longer],
        "English, inflected": [one + "s" for one in english],
        "English, two letters changed places": [_swap(one) for one in english],
        "beginning of an English word": [one[:3] for one in english],
        "first letter of an English word": [one[:1] for one in english],
        "acronym": ["".join(word[0] for word in one.split()) for one in english],
        "pinyin": [_pinyin(one, " ") for one in chinese],
        "pinyin, three to five words": [_pinyin("".join(a for a, _ in words), " ") for words in longer],
        "pinyin, run together": [_pinyin(one, "") for one in chinese],
        "pinyin, run together, without the last two letters": [_pinyin(one, "")[:-2] for one in chinese],
        "pinyin with a slip": [_swap(_pinyin(one, "")) for one in chinese],
        "pinyin with spaces and a slip": [_swap(_pinyin(one, " ")) for one in chinese],
        "initials": [_initials(one) for one in chinese],
    }.items():
        yield from _timed(f"look-up, {name}", lambda one: find(index, one), queries, "p99 < 20 ms")


def _tried(index: Any) -> Iterator[Row]:
    """Ways to ask the index that lost, each beside the one that is taken."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract
    from tantivy import Occur, Query

    from glossary.search.fuzzy import near_words
    from glossary.search.query import Question

    def filtered(query: Any, *filters: Any) -> Any:
        return index.matches(Query.boolean_query([(Occur.Must, query), *filters]), 20)

    usual = Query.boolean_query([(Occur.Should, index.term("status", one)) for one in ("approved", "proposed")])
    vocabulary = [word for word, _ in index.searcher.terms_with_prefix("words", "")]
    words = Maker(2).words(40)
    chars, short = [zh[0] for zh, _ in words], [en.split()[0][:3] for _, en in words]
    slipped = [_swap(en.split()[0]) for _, en in words]
    for name, call, queries in (
        (
            "rejected entries left out, by the statuses let through",
            lambda one: filtered(index.term("chars", one), (Occur.Must, usual)),
            chars,
        ),
        (
            "rejected entries left out, by that status (taken)",
            lambda one: filtered(index.term("chars", one), (Occur.MustNot, index.term("status", "rejected"))),
            chars,
        ),
        (
            "beginning of three letters, by a regular expression",
            lambda one: index.matches(Query.regex_query(index.schema, "key", f"{one}.*"), 20),
            short,
        ),
        (
            "beginning of three letters, as a token (taken)",
            lambda one: index.matches(index.term("start", one), 20),
            short,
        ),
        (
            "slip in a word, by tantivy's fuzzy term query on the terms",
            lambda one: index.matches(Query.fuzzy_term_query(index.schema, "key", one, distance=1), 20),
            slipped,
        ),
        (
            "slip in a word, by the distance to every word",
            lambda one: extract(one, vocabulary, scorer=OSA.distance, score_cutoff=1, limit=8),
            slipped,
        ),
        (
            "slip in a word, by the distance to words of its length and first or last letter (taken)",
            lambda one: near_words(Question(one, index), one),
            slipped,
        ),
    ):
        yield from _timed(f"tried: {name}", call, queries, "")


def _known(index: Any) -> Iterator[Row]:
    from glossary.search.term_recognition import known_in

    text = "，".join(a for a, _ in Maker(3).sentences(400))
    start = time.perf_counter()
    found = known_in(index, text)
    yield Row(
        f"known terms of a Chinese text of {len(text):,} characters",
        time.perf_counter() - start,
        f"s, {len(found):,} terms",
    )
    text = " ".join(b for _, b in Maker(3).sentences(400))
    start = time.perf_counter()
    found = known_in(index, text)
    yield Row(
        f"known terms of an English text of {len(text.split()):,} words",
        time.perf_counter() - start,
        f"s, {len(found):,} terms",
    )


def _concordance(segments: Any, terms: Any) -> Iterator[Row]:
    from glossary.search.concordance import lines
    from glossary.search.lookup import find

    maker = Maker(2)
    asked = [maker.words(maker.random.choice((1, 1, 2))) for _ in range(LOOKUPS)]
    for name, queries in {
        "Chinese": ["".join(a for a, _ in words) for words in asked],
        "Chinese, the commonest words": [a for a, _ in maker.pairs[:100]],
        "Chinese, one character": [a[0] for a, _ in maker.pairs[:100]],
        "pinyin": [_pinyin("".join(a for a, _ in words), "") for words in asked],
        "English": [" ".join(b for _, b in words) for words in asked],
        "English, the commonest words": [b for _, b in maker.pairs[:100]],
    }.items():
        yield from _timed(
            f"concordance, {name}",
            lambda one: lines(segments, one, hits=find(terms, one, limit=5)),
            queries,
            "p99 < 50 ms",
        )


def _timed(what: str, call: Callable[[str], Any], queries: list[str], aim: str) -> Iterator[Row]:
    for query in queries[:20]:
        call(query)  # warm
    spent: list[float] = []
    busy: list[float] = []
    found = 0
    for query in queries:
        start, worked = time.perf_counter(), time.thread_time()
        found += bool(call(query))
        spent.append((time.perf_counter() - start) * 1000)
        busy.append((time.thread_time() - worked) * 1000)
    spent.sort()
    busy.sort()
    yield Row(f"{what} ({found} of {len(queries)} found): p50", spent[len(spent) // 2], "ms")
    yield Row(f"{what}: p99", spent[int(len(spent) * 0.99)], "ms", aim)
    # what the machine's other work does not blur
    yield Row(f"{what}: p99 of CPU time", busy[int(len(busy) * 0.99)], "ms")


def _slip(text: str, char: str) -> str:
    return text[:1] + char + text[2:] if len(text) > 3 else text


def _swap(text: str) -> str:
    return text[:2] + text[3:4] + text[2:3] + text[4:]


def _pinyin(text: str, between: str) -> str:
    from glossary.search.pinyin import readings

    return between.join((readings(char) or ("",))[0] for char in text)


def _initials(text: str) -> str:
    from glossary.search.pinyin import initials

    return "".join((initials(char) or ("",))[0] for char in text)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
