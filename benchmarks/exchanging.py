"""Exchange: a made glossary written and read in every format, and the memory that reading a large TBX takes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Row
from glossary.types import Concept

LARGE = 100_000_000
"""Bytes of the large TBX. The figure of docs/exchange.md for 500 MB: python -m benchmarks.exchanging 500"""

ENTRIES = 5_000
_SENTENCE = "工发组织与中等收入国家合作，以加快实现包容及可持续工业发展的目标，并在今后数年继续开展这项工作。"
_ENGLISH = "UNIDO cooperates with middle-income countries in order to accelerate inclusive and sustainable development."


def made(count: int) -> Iterator[Concept]:
    """Made entries of the size that a real report gives: two languages, contexts, scores, relations."""
    from glossary.types import Context, Relation, Scores, Term

    for n in range(count):
        contexts = tuple(
            Context(
                f"第{n}号{_SENTENCE}",
                f"{_ENGLISH} Term {n}.",
                document=f"GC.20/{n % 90}",
                paragraph=str(k),
                bead=k,
                confidence=0.9,
            )
            for k in range(3)
        )
        yield Concept(
            f"term-{n}",
            (
                Term(f"术语{n}", "zh", "Hans", part_of_speech="noun"),
                Term(f"term {n}", "en"),
                Term(f"T{n}", "en", type="acronym"),
            ),
            subject="industry",
            contexts=contexts,
            relations=(Relation("related", f"term-{(n * 7 + 1) % count}"),),
            frequency=n % 50,
            documents=(f"GC.20/{n % 90}",),
            scores=Scores(0.9, 0.8, 0.7, 0.6),
        )


def rows(data: Path) -> Iterator[Row]:
    from glossary.exchange import FORMATS, read, write

    # A child process reads otherwise, whose time this one does not see.
    os.environ["DUIZHAO_READ_IN_PROCESS"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        for format in FORMATS:
            path = Path(folder, f"made.{format}")
            start = time.process_time()
            write(made(ENTRIES), path, format=format)
            written = time.process_time() - start
            start = time.process_time()
            count = sum(1 for _ in read(path, format=format, languages=("zh", "en")))
            spent = time.process_time() - start
            size = path.stat().st_size / 1e6
            yield Row(f"{format}: {ENTRIES:,} entries ({size:.0f} MB) out", ENTRIES / written, "entries per CPU second")
            yield Row(f"{format}: in again ({count:,} entries)", count / spent, "entries per CPU second")
            path.unlink()
        del os.environ["DUIZHAO_READ_IN_PROCESS"]
        yield from reading(LARGE, Path(folder))


def reading(size: int, folder: Path) -> Iterator[Row]:
    """Peak memory and time of writing, and in another process of reading, a TBX of about `size` bytes."""
    from glossary.exchange import write

    path = folder / "large.tbx"
    write(made(1000), path, format="tbx")
    count = int(1000 * size / path.stat().st_size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    write(made(count), path, format="tbx")
    spent = time.process_time() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    real = path.stat().st_size / 1e6
    yield Row(f"writing a TBX of {real:.0f} MB ({count:,} entries)", spent, "CPU s")
    yield Row("writing it: memory on top of Python's own", grown, "MB")
    aim = "500 MB for a file of 500 MB"
    found, spent, peak = _apart("sum(1 for _ in read(sys.argv[1]))", path)
    yield Row(f"reading it ({int(found):,} entries)", spent, "CPU s")
    yield Row("reading it: peak memory of the process", peak, "MB", aim)
    found, spent, peak = _apart("import_file(sys.argv[2], sys.argv[1]).new", path, folder / "glossary")
    yield Row(f"importing it into a new glossary ({int(found):,} entries)", spent, "CPU s")
    yield Row("importing it: peak memory of the process", peak, "MB", aim)


def _apart(work: str, *arguments: Path) -> tuple[float, float, float]:
    """What an expression gives, its CPU seconds and the peak of memory in MB, in a process of its own.

    The file is read in that very process, so that reading is counted; resource.ru_maxrss would count the parent's memory too.
    """
    code = (
        "import re, sys, time\n"
        "from glossary.exchange import read\n"
        "from glossary.import_terms import import_file\n"
        "start = time.process_time()\n"
        f"print({work}, time.process_time() - start)\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) / 1000)\n"
    )
    command = [sys.executable, "-c", code, *map(str, arguments)]
    alone = {**os.environ, "DUIZHAO_READ_IN_PROCESS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=alone)
    found, spent, peak = map(float, done.stdout.split())
    return found, spent, peak


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for row in reading(int(sys.argv[1] if len(sys.argv) > 1 else 100) * 1_000_000, Path(place)):
            print(f"{row.what}: {row.value:.1f} {row.unit}")
