"""Building a glossary: extraction by several processes, a document more in a large one, what review could teach."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks import Row
from benchmarks.extracting import ROOT, _paired, _verses
from benchmarks.storing import frame_of

if TYPE_CHECKING:
    import polars as pl

    from glossary.extraction.term_pairs import CandidatePair

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
    from glossary.extraction.concept_assembly import lead

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
