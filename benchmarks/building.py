"""Building a glossary: extraction by several processes, a document more in a large one, what review could teach."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks import Row
from benchmarks.extracting import ROOT, _paired, _verses
from benchmarks.storing import frame_of

if TYPE_CHECKING:
    import polars as pl

    from glossary.extraction.term_pairs import CandidatePair
    from glossary.types import Concept

ENTRIES = 200_000
PAIRS = 500_000
DECISIONS = 100
FIRST = 400
"""Entries among which the simulated decisions are."""
PENALTY = 10.0
"""What keeps the weights near the shipped ones; 1, 3 and 30 do worse or no better."""


def rows(data: Path) -> Iterator[Row]:
    yield from _jobs("10,000 verses of the Bible", "verses", "20 s")
    yield from _jobs("1,947 United Nations sentences", "nations", "")
    for size in (10_000, 50_000):  # 200,000 and more: python -m benchmarks.building PAIRS JOBS
        yield from scale(size, 2)
    yield from _cut(data)
    yield from _one_more()
    yield from _learning(data)


def _jobs(what: str, text: str, aim: str) -> Iterator[Row]:
    """The same text with one process and with two; the machine may do other things, so processor time counts."""
    seconds = []
    found = set()
    for jobs in (1, 2):
        code = f"from benchmarks.building import _measure\nif __name__ == '__main__': _measure({text!r}, {jobs})"
        with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as script:
            # A file, since the processes that are started load the script again.
            script.write(f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{code}\n")
            script.flush()
            done = subprocess.run([sys.executable, script.name], cwd=ROOT, capture_output=True, text=True, check=True)
        figures = json.loads(done.stdout.splitlines()[-1])
        seconds.append(figures["seconds"])
        found.add(figures["digest"])
        yield Row(f"{what}, --jobs {jobs}", figures["seconds"], "s", aim if jobs == 2 else "")
        yield Row(f"{what}, --jobs {jobs}, processor time of all", figures["processor"], "s")
        yield Row(f"{what}, --jobs {jobs}, memory of the process that collects", figures["memory"], "MB")
    yield Row(f"{what}, time of one over time of two", seconds[0] / seconds[1], "times", "1.7")
    yield Row(f"{what}, the same entries to the last byte", "yes" if len(found) == 1 else "NO", "", "yes")


def _measure(text: str, jobs: int) -> None:
    import hashlib
    import resource

    from benchmarks.__main__ import DATA
    from glossary.extraction.bilingual import extract
    from glossary.extraction.parallel import open_workers

    if text == "verses":
        pairs = _verses(DATA, 10_000)
    else:
        folder = DATA / "real" / "unpc-dev"
        zh, en = ((folder / f"unpc.{code}").read_text("utf-8").split("\n")[:1947] for code in ("zh", "en"))
        pairs = list(zip(zh, en, strict=True))
    start = time.perf_counter()
    with open_workers("local", jobs) as workers:
        found = extract([_paired(pairs, "made")], workers=workers)
        seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor": sum(one.ru_utime + one.ru_stime for one in used),
                "memory": used[0].ru_maxrss / 1024,
                "digest": hashlib.sha256(repr(found).encode()).hexdigest(),
            }
        )
    )


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
    halves = [
        tuple(_halved(text, marks) for text, marks in zip(pair, ("。；，、", ".;,:"), strict=True)) for pair in real
    ]
    behind = 1
    while len(found) < size:
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
            found[one, other] = None
        behind += 1
    return list(found)[:size]


def _halved(text: str, marks: str) -> tuple[str, str]:
    """A text cut behind the punctuation mark nearest to its middle, which is none of its ends."""
    places = [place for place, mark in enumerate(text[:-1], 1) if mark in marks]
    middle = min(places, key=lambda place: abs(place - len(text) / 2), default=len(text))
    return text[:middle].strip(), text[middle:].strip()


def _named(names: Mapping[str, str], match: re.Match[str]) -> str:
    return names[match[0]]


def scale(size: int, jobs: int, where: str | None = None) -> Iterator[Row]:
    """One build of many sentence pairs by the command, from a file to the glossary, in a folder that stays if it is named."""
    from benchmarks.__main__ import DATA

    with nullcontext(where) if where else tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "many.tsv")
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8") as out:
            out.write("zh\ten\n")
            out.writelines("\t".join(" ".join(side.split()) for side in pair) + "\n" for pair in many_pairs(DATA, size))
        code = (
            f"import json, os, resource, sys, time\nsys.path.insert(0, {str(ROOT)!r})\n"
            "if __name__ == '__main__':\n"
            "    from benchmarks.memory import Watch\n"
            "    from glossary.build import build\n"
            "    watch, start = Watch(), time.perf_counter()\n"
            "    watch.start()\n"
            f"    built = build([{str(file)!r}], {str(Path(folder, 'g'))!r}, jobs={jobs}, by='benchmark')\n"
            "    clock, own = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)\n"
            "    watch.end()\n"
            "    print(json.dumps([clock, own.ru_utime + own.ru_stime, sum(watch.seconds.values()), own.ru_maxrss / 1024,"
            " max([size for one, size in watch.most.items() if one != os.getpid()], default=0), watch.together, built.added.new, built.resumed]))\n"
        )
        script = Path(folder, "run.py")
        script.write_text(code, "utf-8")
        done = subprocess.run([sys.executable, script], cwd=ROOT, capture_output=True, text=True, check=True)
        clock, own, all_of_them, memory, most, together, new, resumed = json.loads(done.stdout.splitlines()[-1])
    what = f"{size:,} distinct sentence pairs in one build, --jobs {jobs}"
    if resumed:
        yield Row(f"{what}, parts that an earlier run had left", resumed)
    yield Row(f"{what}, by the clock", clock, "s")
    yield Row(f"{what}, processor time of all, for 1,000 pairs", 1000 * all_of_them / size, "s")
    yield Row(f"{what}, of that in the process that collects", 1000 * own / size, "s")
    yield Row(f"{what}, memory of the process that collects", memory, "MB")
    yield Row(f"{what}, memory of the largest other", most, "MB")
    yield Row(f"{what}, memory of all together", together, "MB", "3,000")
    yield Row(f"{what}, entries and candidates", new)


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
        totals = totals_of(lambda packed=packed: packed)  # type: ignore[misc]
        parts = [concept for one in packed for concept in concepts_of_part(one, totals.of_part(one))]
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


def _learning(data: Path) -> Iterator[Row]:
    """R-precision of the entries not decided on, with the shipped weights and with weights refitted to 100 decisions.

    The decisions are those of the gold list on entries drawn from the first 400, as the mean of five draws.
    """
    from benchmarks.term_lists import labelled, term_lists
    from glossary.extraction.bilingual import find

    for text in term_lists(data):
        if text.name in ("SDG targets", "UN sentences, half 1", "UN sentences, half 2"):
            example = labelled(text, find(text.sentences), data)
            before, after = _refitted(example.found, example.labels, example.size)
            yield Row(f"{text.name}: R-precision on the rest, shipped weights", before)
            yield Row(f"{text.name}: the same after {DECISIONS} decisions", after, "", f"{before + 0.05:.2f}")


def _refitted(found: Sequence[CandidatePair], labels: Sequence[bool], size: int) -> tuple[float, float]:
    import numpy as np

    from glossary.extraction.weights import WEIGHTS

    names = [name for name in WEIGHTS if name]
    x = np.array([[1.0, *(item.features.get(name, 0.0) for name in names)] for item in found])
    y = np.array(labels, float)
    shipped = x @ np.array([WEIGHTS[""], *(WEIGHTS[name] for name in names)])
    first = _led(found, shipped)
    results = []
    for seed in range(5):
        decided = random.Random(seed).sample(first[:FIRST], DECISIONS)
        left = size - int(y[decided].sum())
        moved = shipped + x @ _fit(x[decided], y[decided], shipped[decided])
        kept = [[n for n in order if n not in set(decided)][:left] for order in (first, _led(found, moved))]
        results.append([y[numbers].sum() / left for numbers in kept])
    before, after = np.mean(results, axis=0)
    return float(before), float(after)


def _led(found: Sequence[CandidatePair], total: Any) -> list[int]:
    """Numbers of the pairs that lead an entry, best first."""
    from glossary.extraction.concept_entries import lead

    place = {id(item): number for number, item in enumerate(found)}
    for item, one in zip(found, 1 / (1 + 2.718281828**-total), strict=True):
        item.score = float(one)
    return [place[id(entry.lead)] for entry in lead(found)]


def _fit(x: Any, y: Any, shipped: Any) -> Any:
    """What to add to the shipped weights: logistic regression by Newton's method, held near them."""
    import numpy as np

    hold = np.full(x.shape[1], PENALTY)
    change = np.zeros(x.shape[1])
    for _ in range(15):
        p = 1 / (1 + np.exp(-(shipped + x @ change)))
        slope = x.T @ (p - y) + hold * change
        change -= np.linalg.solve((x.T * (p * (1 - p))) @ x + np.diag(hold), slope)
    return change


if __name__ == "__main__":
    # python -m benchmarks.building PAIRS JOBS [FOLDER]: in a folder that is named, a run that was stopped goes on
    for row in scale(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]):
        print(f"{row.what}: {row.value} {row.unit}", flush=True)
