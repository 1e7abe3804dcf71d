"""Building a glossary: by one process and by two, many sentence pairs in one build, a document more in a large glossary."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks import Row
from benchmarks.extracting import ROOT, _paired, _verses
from benchmarks.storing import frame_of

if TYPE_CHECKING:
    import polars as pl

    from glossary.types import Concept

ENTRIES = 200_000
PAIRS = 500_000


def rows(data: Path) -> Iterator[Row]:
    nations, mixed = _nations(data), many_pairs(data, 10_000)
    yield from _by_one_and_two("4,000 pairs of United Nations sentences and their halves", nations[:4_000], "8 s")
    yield from _by_one_and_two("10,000 distinct sentence pairs", mixed, "20 s")
    for size in (50_000, 200_000):  # a million: python -m benchmarks.building 1000000 2 FOLDER
        yield from scale(many_pairs(data, size), 2)
    yield from _cut(data)
    yield from _one_more()


def _by_one_and_two(what: str, pairs: Sequence[tuple[str, str]], aim: str) -> Iterator[Row]:
    """The same build with one process and with two. Where the machine does other things the clock says little.

    So the time on two free processors is worked out as well: what only one process can do, the start of the server of forks among
    it, and half of what all do that can be shared out.
    """
    one, two = (_Measured.of(pairs, jobs) for jobs in (1, 2))
    yield Row(f"{what}, --jobs 1, by the clock", one.clock, "s")
    yield Row(f"{what}, --jobs 1, processor time", one.processor, "s", aim)
    yield Row(f"{what}, --jobs 2, by the clock", two.clock, "s", aim)
    yield Row(f"{what}, --jobs 2, processor time of all", two.processor, "s")
    yield Row(f"{what}, --jobs 2, of that what only one process does", two.alone, "s")
    yield Row(f"{what}, memory of all together, --jobs 1 and 2", f"{one.memory:.0f}; {two.memory:.0f}", "MB")
    yield Row(f"{what}, time of one over time of two, by the clock", one.clock / two.clock, "times", "1.7")
    on_two = two.alone + (two.processor - two.alone) / 2
    yield Row(f"{what}, time of one over time of two, by processor time", one.processor / on_two, "times", "1.7")
    same = one.entries == two.entries
    yield Row(f"{what}, the same entries whoever works", "yes" if same else "NO", "", "yes")


def _nations(data: Path) -> list[tuple[str, str]]:
    folder = data / "real" / "unpc-dev"
    zh, en = ((folder / f"unpc.{code}").read_text("utf-8").split("\n")[:1947] for code in ("zh", "en"))
    real = list(dict.fromkeys(zip(zh, en, strict=True)))
    return list(dict.fromkeys([*real, *_recombined(real, 1), *_recombined(real, 2)]))


COUNTRIES = (
    ("阿富汗", "Afghanistan"), ("阿根廷", "Argentina"), ("巴西", "Brazil"), ("加拿大", "Canada"), ("智利", "Chile"),
    ("中国", "China"), ("哥伦比亚", "Colombia"), ("古巴", "Cuba"), ("埃及", "Egypt"), ("埃塞俄比亚", "Ethiopia"),
    ("法国", "France"), ("德国", "Germany"), ("加纳", "Ghana"), ("海地", "Haiti"), ("印度", "India"),
    ("伊拉克", "Iraq"), ("以色列", "Israel"), ("意大利", "Italy"), ("日本", "Japan"), ("约旦", "Jordan"),
    ("肯尼亚", "Kenya"), ("黎巴嫩", "Lebanon"), ("利比亚", "Libya"), ("马里", "Mali"), ("墨西哥", "Mexico"),
    ("摩洛哥", "Morocco"), ("尼日利亚", "Nigeria"), ("挪威", "Norway"), ("巴基斯坦", "Pakistan"), ("秘鲁", "Peru"),
    ("卢旺达", "Rwanda"), ("塞内加尔", "Senegal"), ("索马里", "Somalia"), ("苏丹", "Sudan"), ("瑞典", "Sweden"),
    ("瑞士", "Switzerland"), ("叙利亚", "Syria"), ("泰国", "Thailand"), ("乌干达", "Uganda"), ("也门", "Yemen"),
)  # fmt: skip


def many_pairs(data: Path, size: int) -> list[tuple[str, str]]:
    """Distinct sentence pairs of real text, the United Nations sentences and verses, and then of halves of them.

    There are 33,000 pairs. Beyond, the first half of a pair is joined with the second half of the one that stands 1, 2,
    3 ... behind it, so that sentences are as long as the real ones and none comes twice; each country of a list of forty
    becomes another one, on both sides, and digits are shifted. So there are new names and new neighbours, but few new words:
    fewer entries than as much new text would give.
    """
    folder = data / "real" / "unpc-dev"
    sides = [(folder / f"unpc.{code}").read_text("utf-8").split("\n")[:1947] for code in ("zh", "en")]
    real = list(dict.fromkeys([*zip(*sides, strict=True), *_verses(data, 10**6)]))
    found: dict[tuple[str, str], None] = dict.fromkeys(real[:size])
    behind = 1
    while len(found) < size:
        found |= dict.fromkeys(_recombined(real, behind))
        behind += 1
    return list(found)[:size]


def _recombined(real: Sequence[tuple[str, str]], behind: int) -> Iterator[tuple[str, str]]:
    """The first half of each pair with the second half of the one that stands so far behind it."""
    halves = [
        tuple(_halved(text, marks) for text, marks in zip(pair, ("。；，、", ".;,:"), strict=True)) for pair in real
    ]
    digits = str.maketrans("0123456789", "".join(str((n + behind) % 10) for n in range(10)))
    turned = [
        {names[side]: COUNTRIES[(n + behind) % len(COUNTRIES)][side] for n, names in enumerate(COUNTRIES)}
        for side in (0, 1)
    ]
    patterns = [re.compile("|".join(map(re.escape, names))) for names in turned]
    for (zh, en), (other_zh, other_en) in zip(halves, halves[behind:], strict=False):
        joined = zh[0] + other_zh[1], f"{en[0]} {other_en[1]}".strip()
        one, other = (
            pattern.sub(partial(_named, names), text).translate(digits)
            for text, pattern, names in zip(joined, patterns, turned, strict=True)
        )
        yield one, other


def _halved(text: str, marks: str) -> tuple[str, str]:
    """A text cut behind the punctuation mark nearest to its middle, which is none of its ends."""
    places = [place for place, mark in enumerate(text[:-1], 1) if mark in marks]
    middle = min(places, key=lambda place: abs(place - len(text) / 2), default=len(text))
    return text[:middle].strip(), text[middle:].strip()


def _named(names: Mapping[str, str], match: re.Match[str]) -> str:
    return names[match[0]]


BUILD = """
import hashlib, json, os, resource, sys, time
sys.path.insert(0, sys.argv[1])
if __name__ == "__main__":
    from benchmarks.memory import Watch
    from glossary.building import parts as build_parts
    from glossary.build import build

    shared = [0.0]  # processor time of this process while others can work

    def watched(work):
        def done(*given):
            begun, before = time.process_time(), time.process_time()
            for item in work(*given):
                yield item
            shared[0] += time.process_time() - before
        return done

    watch, start = Watch(), time.perf_counter()
    watch.start()
    build_parts.outcomes, build_parts.in_order = watched(build_parts.outcomes), watched(build_parts.in_order)
    built = build([sys.argv[2]], sys.argv[3], jobs=int(sys.argv[4]), by="benchmark")
    clock, own = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    watch.end()
    rows = built.glossary.frame().drop("created", "modified").sort("id").collect()
    others = [size for one, size in watch.most.items() if one != os.getpid()]
    print(json.dumps({
        "clock": clock,
        "processor": sum(watch.seconds.values()),
        "alone": sum(watch.seconds.values()) - watch.shared_out - (shared[0] if int(sys.argv[4]) > 1 else 0),
        "collecting": own.ru_maxrss / 1024,
        "largest": max(others, default=0),
        "memory": watch.together,
        "new": built.added.new,
        "resumed": built.resumed,
        "entries": hashlib.sha256(repr(rows.rows()).encode()).hexdigest(),
    }))
"""


@dataclass(frozen=True)
class _Measured:
    """What a build took: seconds, of the clock and of processors, and megabytes."""

    clock: float
    processor: float
    alone: float
    """Processor time of what cannot be shared out."""
    collecting: float
    """Of the process that collects."""
    largest: float
    """Of the largest other one."""
    memory: float
    """Of all together, at most."""
    new: int
    resumed: int
    entries: str
    """A hash of all entries."""

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]], jobs: int, where: str | None = None) -> _Measured:
        """A build by a program of its own, from a file to the glossary, in a folder that stays if it is named."""
        with nullcontext(where) if where else tempfile.TemporaryDirectory() as folder:
            file, script = Path(folder, "many.tsv"), Path(folder, "run.py")
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("w", encoding="utf-8") as out:
                out.write("zh\ten\n")
                out.writelines("\t".join(" ".join(side.split()) for side in pair) + "\n" for pair in pairs)
            script.write_text(BUILD, "utf-8")
            command: list[str | Path] = [sys.executable, script, ROOT, file, Path(folder, "g"), str(jobs)]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        return cls(**json.loads(done.stdout.splitlines()[-1]))


def scale(pairs: Sequence[tuple[str, str]], jobs: int, where: str | None = None) -> Iterator[Row]:
    """One build of many sentence pairs, from a file to the glossary."""
    size, made = len(pairs), _Measured.of(pairs, jobs, where)
    what = f"{size:,} distinct sentence pairs in one build, --jobs {jobs}"
    if made.resumed:
        yield Row(f"{what}, parts that an earlier run had left", made.resumed)
    yield Row(f"{what}, by the clock", made.clock, "s")
    yield Row(f"{what}, processor time of all, for 1,000 pairs", 1000 * made.processor / size, "s")
    yield Row(f"{what}, of that what only one process does", 1000 * made.alone / size, "s")
    yield Row(f"{what}, memory of the process that collects", made.collecting, "MB")
    yield Row(f"{what}, memory of the largest other", made.largest, "MB")
    yield Row(f"{what}, memory of all together", made.memory, "MB", "3,000")
    yield Row(f"{what}, entries and candidates", made.new)


def _cut(data: Path) -> Iterator[Row]:
    """Texts in one piece and in four parts: the evidence of all parts counts together."""
    from benchmarks.term_lists import Scoring, term_lists
    from glossary.extraction.bilingual import extract
    from glossary.extraction.parts import concepts_of_part, found_in_part, parts_of, totals_of
    from glossary.extraction.weights import WEIGHTS

    scoring = Scoring(data)
    for text in term_lists(data):
        if text.name not in ("SDG targets", "UN sentences, half 1, among 1,947", "UN sentences, half 2, among 1,947"):
            continue
        packed = [
            found_in_part((part, [], WEIGHTS)) for part in parts_of(text.sentences, -(-len(text.sentences.zh) // 4))
        ]
        totals = totals_of(packed)
        parts = [concept for n, one in enumerate(packed) for concept in concepts_of_part(one, totals.of_part(n))]
        totals.end()
        for what, concepts in (("in one piece", extract(text.sentences)), ("in four parts", parts)):
            best: dict[str, Concept] = {}
            for concept in sorted(concepts, key=lambda one: -one.scores.total):
                best.setdefault(concept.id, concept)
            lines = text.lines if text.lines is not None else range(len(text.sentences.zh))
            said = "\n".join(text.sentences.zh[number] for number in lines)
            shown = [one for one in best.values() if any(zh in said for zh in one.texts("zh"))]
            hits = [
                any(
                    scoring.english(en) in text.gold.get(scoring.chinese(zh), ())
                    for zh in one.texts("zh")
                    for en in one.texts("en")
                )
                for one in shown
            ]
            yield Row(f"{text.name}, {what}: R-precision of entries", sum(hits[: text.size]) / text.size)


def _one_more() -> Iterator[Row]:
    """A document of 200 sentence pairs more in a large glossary, the model and the dictionary loaded already."""
    from benchmarks import storing
    from benchmarks.__main__ import DATA
    from benchmarks.made import Maker
    from glossary.build import build
    from glossary.extraction.bilingual import extract
    from glossary.store.delta_table import Change

    with tempfile.TemporaryDirectory() as folder:
        with patch.object(storing, "frame_of", _reviewed):
            glossary = storing.fill(Path(folder, "g"), ENTRIES)
        maker = Maker(1)
        table = glossary._segment_table(create=True).table
        for first in range(0, PAIRS, 50_000):
            frame = maker.segments(50_000, first)
            table.commit(lambda _, frame=frame: Change(frame["document"].unique().to_list(), frame))  # type: ignore[misc]
        file = Path(folder, "more.tsv")
        lines = [f"{zh}\t{en}" for zh, en in _verses(DATA, 400)[200:]]
        file.write_text("\n".join(["zh\ten", *lines]) + "\n", "utf-8")
        extract([_paired(_verses(DATA, 20), "warm")])
        start, cpu = time.perf_counter(), time.process_time()
        built = build([file], Path(folder, "g"), by="benchmark")
        what = f"a document of 200 pairs more in a glossary of {ENTRIES:,} entries, a quarter approved, and {PAIRS:,} pairs"
        yield Row(what, time.perf_counter() - start, "s", "5 s")
        yield Row(f"{what}, processor time", time.process_time() - cpu, "s")
        yield Row(f"{what}, new entries", built.added.new)


def _reviewed(start: int, end: int) -> pl.DataFrame:
    """Made rows of which every fourth is approved."""
    import polars as pl

    number = pl.int_range(start, end)
    return frame_of(start, end).with_columns(
        status=pl.when(number % 4 == 0).then(pl.lit("approved")).otherwise(pl.col("status"))
    )


if __name__ == "__main__":
    # python -m benchmarks.building PAIRS JOBS [FOLDER]: in a folder that is named, a run that was stopped goes on
    from benchmarks.__main__ import DATA

    for row in scale(many_pairs(DATA, int(sys.argv[1])), int(sys.argv[2]), *sys.argv[3:]):
        print(f"{row.what}: {row.value} {row.unit}", flush=True)
