"""The glossary on disk: a made one of 1,000,000 entries and 2,000,000 sentence pairs; files of other sizes; folding."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import Row

if TYPE_CHECKING:
    import polars as pl

    from glossary.store.glossary import Glossary
    from glossary.types import Concept

ENTRIES = 1_000_000
PAIRS = 2_000_000
VARIANT_ENTRIES = 300_000
STEP = 100_000
REPEATS = 9


def rows(data: Path) -> Iterator[Row]:
    from glossary.store.glossary import Glossary

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "glossary")
        start = time.perf_counter()
        made = fill(path, ENTRIES)
        yield Row(f"write {ENTRIES:,} made rows, two contexts each", time.perf_counter() - start, "s")
        size = sum(file.stat().st_size for file in path.glob("*.parquet"))
        yield Row("on disk", size / 1e6, f"MB in {len(made._table.leaves())} files")
        del made
        start = time.perf_counter()
        glossary = Glossary.open(path)
        yield Row("open, first time in a process", time.perf_counter() - start, "s")
        yield Row("open", middle(lambda n: Glossary.open(path)), "s")
        yield Row("number of entries", middle(lambda n: len(Glossary.open(path))), "s")
        yield Row("get one entry", middle(lambda n: glossary.get(name(n * 99_991 % ENTRIES))), "s")
        yield Row(
            "edit one entry, commit included",
            middle(lambda n: glossary.edit(name(n * 77_777 % ENTRIES), definition=f"edit {n}", by="x")),
            "s",
            "< 0.5 s",
        )
        yield Row("edit one entry, glossary opened for it", middle(lambda n: edit(path, n)), "s", "< 0.5 s")
        new = [concept(n) for n in range(1000)]
        yield Row("add 1,000 new concepts", once(lambda: glossary.add(new, by="x")), "s")
        yield Row("add the same again: nothing changes", once(lambda: glossary.add(new, by="x")), "s")
        yield Row("best 15 entries", middle(lambda n: list(glossary.concepts(limit=15)), 3), "s")
        yield Row(
            "find an entry by a term, without the index", middle(lambda n: glossary.resolve(f"widget {n}"), 3), "s"
        )
        yield Row("history of an entry", middle(lambda n: glossary.history(name(n * 77_777 % ENTRIES))), "s")
        yield Row("undo the addition of 1,000", once(glossary.undo), "s")
        yield from others(path)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Row("peak memory of all this, making the rows included", peak, "MB")
    yield from sentence_pairs()
    for size_of_file in (500, 2000, 8000):
        yield from files_of(size_of_file)
    yield from folding()


def sentence_pairs() -> Iterator[Row]:
    """The concordance's table: made pairs, 400 a document."""
    from align.types import Bead, Bitext, Segment
    from glossary.store.glossary import Glossary

    def bitext(name: str) -> Bitext:
        src, tgt = (tuple(Segment(f"{word} {n}") for n in range(400)) for word in ("你好", "Hello"))
        beads = tuple(Bead((n,), (n,), 0.9) for n in range(400))
        return Bitext(src, tgt, beads, "zh", "en", metadata={"symbol": name})

    with tempfile.TemporaryDirectory() as folder:
        glossary = Glossary.open(Path(folder, "glossary"), create=True)
        start = time.perf_counter()
        fill_segments(glossary)
        yield Row(f"write {PAIRS:,} made sentence pairs", time.perf_counter() - start, "s")
        yield Row("documents and their hashes", middle(lambda n: glossary.sources(), 3), "s")
        name = "GC.002000"
        yield Row("replace one document of 400 pairs", once(lambda: glossary.add_segments([bitext(name)])), "s")
        new = [bitext(f"IDB.{n}") for n in range(100)]
        yield Row("add 100 documents of 400 pairs", once(lambda: glossary.add_segments(new)), "s")
        yield Row("add the same again: nothing changes", once(lambda: glossary.add_segments(new)), "s")


def fill_segments(glossary: Glossary) -> None:
    import polars as pl

    from glossary.store.delta_table import Change
    from glossary.store.segments import segment_schema

    table = glossary._segment_table(create=True).table
    for start in range(0, PAIRS, 500_000):
        n = pl.col("n")
        frame = pl.DataFrame({"n": pl.Series(range(start, min(start + 500_000, PAIRS)), dtype=pl.Int64)}).select(
            document=pl.format("GC.{}", (n // 400).cast(pl.String).str.zfill(6)),
            paragraph=pl.lit("3"),
            bead=n % 400,
            src=pl.format("秘书处应编写报告{}。", n.hash(1)),
            tgt=pl.format("The Secretariat shall report {}.", n.hash(1)),
            src_lang=pl.lit("zh"),
            tgt_lang=pl.lit("en"),
            confidence=pl.lit(0.9),
            digest=pl.format("{}", (n // 400).hash(3)),
        )
        schema = segment_schema()
        absent = [pl.lit(None).alias(column) for column in schema if column not in frame.columns]
        frame = frame.with_columns(absent).select(list(schema)).cast(schema)
        table.commit(lambda _, frame=frame: Change(frame["document"].unique().to_list(), frame))  # type: ignore[misc]


def files_of(rows_a_file: int) -> Iterator[Row]:
    """What another size of file would cost."""
    from glossary.store.glossary import Glossary

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "glossary")
        fill(path, VARIANT_ENTRIES, rows_a_file)

        def opened() -> Glossary:
            glossary = Glossary.open(path)
            glossary._table._rows = rows_a_file
            return glossary

        def size() -> int:
            return sum(file.stat().st_size for file in path.glob("*.parquet"))

        glossary, before = opened(), size()
        what = f"{rows_a_file:,} rows a file, {VARIANT_ENTRIES:,} entries"
        yield Row(f"{what}: on disk", before / 1e6, f"MB in {len(glossary._table.leaves())} files")
        yield Row(f"{what}: open", middle(lambda n: opened()), "s")
        yield Row(f"{what}: get one", middle(lambda n: glossary.get(name(n * 29_999 % VARIANT_ENTRIES))), "s")
        edited = middle(lambda n: opened().edit(name(n * 27_777 % VARIANT_ENTRIES), definition=f"{n}", by="x"))
        yield Row(f"{what}: edit one", edited, "s")
        yield Row(f"{what}: kept after an edit", (size() - before) / (REPEATS + 1) / 1e3, "kB")
        yield Row(f"{what}: count by status", middle(lambda n: glossary.count(status="approved"), 3), "s")


def folding() -> Iterator[Row]:
    """Folding the words of jieba's dictionary, as they are and in Traditional forms."""
    import jieba
    import opencc

    from glossary.folding import fold, fold_all

    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    words = [line.split(" ")[0] for line in lines]
    fold("聯合", "zh")  # loads OpenCC
    start = time.perf_counter()
    keys = fold_all(words, "zh")
    yield Row(f"fold {len(words):,} Chinese words", (time.perf_counter() - start) / len(words) * 1e6, "µs a word")
    for table, what in (("s2t", "Traditional"), ("s2tw", "Taiwan"), ("s2hk", "Hong Kong")):
        forms = opencc.OpenCC(table).convert("\n".join(words)).split("\n")
        apart = sum(key != other for key, other in zip(keys, fold_all(forms, "zh"), strict=True))
        yield Row(f"words that do not meet their {what} form", float(apart), f"of {len(words):,}")


def others(path: Path) -> Iterator[Row]:
    """The same edit by what deltalake offers for it, on the same table; what lost."""
    import polars as pl
    from deltalake import DeltaTable, write_deltalake

    key = name(ENTRIES // 2)
    row = pl.scan_delta(str(path)).filter(pl.col("id") == key).collect()

    def merge(n: int) -> None:
        changed = row.with_columns(definition=pl.lit(f"merge {n}"))
        merger = DeltaTable(path).merge(changed, f"t.id = s.id AND t.id = '{key}'", source_alias="s", target_alias="t")
        merger.when_matched_update_all().execute()

    def overwrite(n: int) -> None:
        changed = row.with_columns(definition=pl.lit(f"overwrite {n}"))
        write_deltalake(path, changed, mode="overwrite", predicate=f"id = '{key}'")

    yield Row("for comparison: the edit by Delta's MERGE", middle(merge, 3), "s")
    yield Row("for comparison: the edit by overwriting with a predicate", middle(overwrite, 3), "s")


def fill(path: Path, entries: int, rows_a_file: int = 2000) -> Glossary:
    """A glossary of made entries, written past `add`, which would fold every term of them."""
    from glossary.store.delta_table import Change
    from glossary.store.glossary import Glossary

    glossary = Glossary.open(path, create=True)
    glossary._table._rows = rows_a_file
    for start in range(0, entries, STEP):
        frame = frame_of(start, min(entries, start + STEP))
        said = {"duizhao": {"operation": "add", "by": "benchmark", "count": frame.height, "before": {}}}
        glossary._table.commit(lambda _, frame=frame, said=said: Change(frame["id"].to_list(), frame, said))  # type: ignore[misc]
    return glossary


def frame_of(start: int, end: int) -> pl.DataFrame:
    """Rows as `add` would write them, the texts made of numbers; ids come in order, so that no file is written twice."""
    import polars as pl

    from glossary.store.rows import schema

    shape = schema()

    def column(value: Any, dtype: Any = None) -> pl.Expr:
        return pl.lit(value, dtype=dtype or pl.String())

    digits = [str(digit) for digit in range(10)]
    coded = pl.col("hash").cast(pl.String).str.slice(0, 8)
    base = pl.DataFrame({"n": pl.Series(range(start, end), dtype=pl.Int64)}).with_columns(hash=pl.col("n").hash(7))
    base = base.with_columns(
        id=pl.concat_str(pl.lit("made-"), pl.col("n").cast(pl.String).str.zfill(8)),
        zh=pl.concat_str(coded.str.replace_many(digits, list("工业发展绿色氢能源可")), pl.lit("合作")),
        en=pl.concat_str(pl.lit("industrial "), coded, pl.lit(" cooperation")),
        document=pl.concat_str(pl.lit("GC."), (pl.col("n") // 1000).cast(pl.String)),
    )
    terms = [
        pl.struct(
            text=pl.col(code), language=column(code), script=column(None), type=column("fullForm"),
            part_of_speech=column("noun"), status=column(None), source=column(None), note=column(None),
        )
        for code in ("zh", "en")
    ]  # fmt: skip
    contexts = [
        pl.struct(
            src=pl.concat_str(pl.lit("秘书处应编写关于"), pl.col("zh"), pl.lit("的报告，并提交大会第二十届会议审议。")),
            tgt=pl.concat_str(pl.lit("The Secretariat shall report on "), pl.col("en"), pl.lit(" to the Conference.")),
            src_lang=column("zh"), tgt_lang=column("en"), document=pl.col("document"), paragraph=column(str(n)),
            bead=column(n, pl.Int32()), confidence=column(0.93, pl.Float64()),
        )
        for n in range(2)
    ]  # fmt: skip
    now = pl.lit(datetime.now(UTC)).cast(shape["created"])
    half = column(0.5, pl.Float64())
    return base.select(
        "id",
        status=column("proposed"),
        subject=column(None),
        definition=column(None),
        notes=column([], shape["notes"]),
        terms=pl.concat_list(terms),
        contexts=pl.concat_list(contexts),
        relations=column([], shape["relations"]),
        frequency=column(2, pl.Int64()),
        documents=pl.concat_list("document"),
        evidence=pl.concat_list(pl.struct(document=pl.col("document"), frequency=column(2, pl.Int64()))),
        scores=pl.struct(
            total=(pl.col("hash") % 1000).cast(pl.Float64) / 1000, termhood=half, pairing=half, evidence=half
        ),
        curated=column(False, pl.Boolean()),
        pairs=pl.concat_list((pl.col("hash") // 2).cast(pl.Int64)),
        created=now,
        created_by=column("benchmark"),
        modified=now,
        modified_by=column("benchmark"),
    ).cast(shape)


def name(n: int) -> str:
    return f"made-{n:08}"


def concept(n: int) -> Concept:
    from glossary.folding import concept_id
    from glossary.types import Concept, Term

    terms = Term(f"第{n}种部件", "zh"), Term(f"widget {n}", "en")
    return Concept(concept_id(terms), terms, frequency=2, documents=("D",))


def edit(path: Path, n: int) -> None:
    from glossary.store.glossary import Glossary

    Glossary.open(path).edit(name(n * 55_555 % ENTRIES), definition=f"again {n}", by="x")


def once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def middle(work: Callable[[int], object], repeats: int = REPEATS) -> float:
    """Median time, in seconds, of repeats; the first, which warms up, is left out."""
    work(repeats)
    times = sorted(once(lambda n=n: work(n)) for n in range(repeats))  # type: ignore[misc]
    return times[repeats // 2]
