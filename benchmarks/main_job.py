"""The main job on the seed report, as `make glossary` does it: start-up, time, memory, and the three measures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Row

__all__ = ["rows"]

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
_IMPORT = "import time; t = time.perf_counter(); import {0}; print(time.perf_counter() - t)"


def rows(data: Path) -> Iterator[Row]:
    for package in ("align", "glossary"):
        took = min(_seconds_of_import(package) for _ in range(3))
        yield Row(f"import {package}", took, "s", "< 0.3" if package == "align" else "")
    for command in ("align", "glossary"):
        yield Row(f"{command} --help", min(_run(BIN / command, "--help")[0] for _ in range(3)), "s", "< 0.5")
    tools = data.parent / "tools"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        seeds, glossary, bitext, table = ROOT / "seeds", out / "g", out / "b.jsonl", out / "g.csv"
        pair = [seeds / "gc20-item22.zh.txt", seeds / "gc20-item22.en.txt"]
        seconds, memory = _run(BIN / "align", "pair", *pair, "-o", bitext)
        yield Row("align pair on the report, raw files, a process of its own", seconds, "s", "< 3")
        build = ["build", seeds, "-g", glossary, "--bitext", out / "bitext"]
        seconds, memory = _run(BIN / "glossary", *build)
        export, _ = _run(BIN / "glossary", "export", "-g", glossary, "--to", "tbx", "-o", out / "unido.tbx")
        yield Row("the whole job: read, align, extract, store, export", seconds + export, "s", "< 15")
        yield Row("  its peak memory", memory, "MB", "< 1000")
        yield Row("the same again, nothing new", _run(BIN / "glossary", *build)[0], "s")
        _run(BIN / "glossary", "export", "-g", glossary, "--to", "csv", "-o", table)
        said = _say(tools / "score_text.py", seeds / "gc20-item22.gold-alignment.json", bitext)
        yield Row("gold beads reproduced exactly (score_text.py)", 100 * float(said.split()[0]), "%", "97 %, then 99 %")
        said = _say(tools / "score_terms.py", seeds / "gc20-item22.gold-terms.tsv", table)
        yield Row("gold terms in the first 250 entries (score_terms.py)", 100 * float(said.split()[0]), "%", "88 %")
        # The validator takes minutes for the whole of it.
        few = out / "few.tbx"
        _run(BIN / "glossary", "export", "-g", glossary, "--to", "tbx", "--min-score", "0.8", "-o", few)
        said = _say(tools / "validate_exchange.py", few)
        yield Row(
            "the TBX of the best entries against the published schemas (validate_exchange.py)", said.rpartition(" ")[2]
        )


def _seconds_of_import(package: str) -> float:
    code = _IMPORT.format(package)
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def _run(*command: object) -> tuple[float, float]:
    """Seconds of wall time and peak megabytes of a command."""
    start = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen([str(part) for part in command], stdout=nowhere, stderr=nowhere)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{json.dumps([str(part) for part in command])} ended with {process.returncode}")
    return time.perf_counter() - start, used.ru_maxrss / 1024


def _say(*command: object) -> str:
    """The last line that a tool of ../shared prints."""
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=False)
    return done.stdout.strip().splitlines()[-1]
