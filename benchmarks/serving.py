"""The workbench on a glossary of 200,000 entries and 500,000 sentence pairs, asked over HTTP as a browser does.

The data are made (see made.py, and there DUIZHAO_BENCH_KEEP). The server is `glossary serve` in a process of its own,
on a copy. Connections stay open, as a browser's do. Every look-up asks for something else. Its time is taken twice: by
the asking side, from its thread's start to the last byte, and by the server itself (the CPU time of its process a
request), which the other work of the machine blurs less. Sizes can be set by DUIZHAO_BENCH_SERVE_ENTRIES and
DUIZHAO_BENCH_SERVE_SEGMENTS.
"""

from __future__ import annotations

import gzip
import http.client
import os
import queue
import re
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks import Row
from benchmarks.made import Maker, workplace

ENTRIES = int(os.environ.get("DUIZHAO_BENCH_SERVE_ENTRIES", "200000"))
SEGMENTS = int(os.environ.get("DUIZHAO_BENCH_SERVE_SEGMENTS", "500000"))
RATE, SECONDS = 20, 20
DECISIONS = 40
COMMAND = "from glossary.cli import main; main()"


def rows(data: Path) -> Iterator[Row]:
    with workplace() as kept, tempfile.TemporaryDirectory(prefix="duizhao-serve-") as folder:
        made = kept / f"glossary-{ENTRIES}-{SEGMENTS}"
        yield from _made(made)
        glossary = Path(folder, "glossary")
        shutil.copytree(made, glossary)
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "serve", "-g", str(glossary), "--port", "0"],
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            base = _address(process)
            _get(base, "/static/icon.svg")
            yield Row("start, until it answers", time.perf_counter() - start, "s", "< 3 s")
            yield from _measured(base, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _made(folder: Path) -> Iterator[Row]:
    """A glossary with its indexes, where there is none yet."""
    from align.types import Bead, Bitext, Segment
    from glossary.search import concordance, search
    from glossary.store.delta_table import Change
    from glossary.store.glossary import Glossary

    if folder.exists():
        glossary = Glossary.open(folder)
        search(glossary, "a")  # makes the indexes of an earlier format again
        concordance(glossary, "a")
        return
    start = time.perf_counter()
    beside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    glossary = Glossary.open(beside, create=True)
    made = Maker(1).entries(ENTRIES)
    glossary._commit(lambda table: Change(made["id"].to_list(), made))  # not `add`: made pairs would meet and merge
    maker = Maker(4)
    for first in range(0, SEGMENTS, 100_000):
        bitexts = []
        for number in range(first, min(first + 100_000, SEGMENTS), 200):
            pairs = list(maker.sentences(200))
            src, tgt = (tuple(Segment(pair[side]) for pair in pairs) for side in (0, 1))
            beads = tuple(Bead((n,), (n,)) for n in range(len(pairs)))
            symbol = f"GC.{10 + number * 11 // SEGMENTS}/{number // 200}"
            bitexts.append(Bitext(src, tgt, beads, "zh", "en", metadata={"symbol": symbol}))
        glossary.add_segments(bitexts)
    search(glossary, "a")
    concordance(glossary, "a")
    beside.rename(folder)
    yield Row(
        f"making {ENTRIES:,} entries, {SEGMENTS:,} sentence pairs and their indexes", time.perf_counter() - start, "s"
    )


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    ready, _, _ = select.select([process.stderr], [], [], 120)
    found = re.search(r"http://\S+?(?=/ )", process.stderr.readline() if ready else "")
    if found is None:
        raise RuntimeError("the workbench did not start")
    return found[0]


def _get(base: str, path: str, *, part: bool = False, post: dict[str, str] | None = None) -> tuple[float, int, str]:
    """Seconds, bytes as they came, and the text of an answer."""
    headers = {"accept-encoding": "gzip", "accept": "text/html"} | ({"hx-request": "true"} if part else {})
    body = urllib.parse.urlencode(post).encode() if post is not None else None
    if body is not None:
        headers["content-type"] = "application/x-www-form-urlencoded"
    start = time.perf_counter()
    connection = _connection(base)
    connection.request("POST" if body is not None else "GET", path, body, headers)
    answer = connection.getresponse()
    raw = answer.read()
    spent = time.perf_counter() - start
    _KEPT.put(connection)
    if answer.status in (301, 302, 303):
        more, size, html = _get(base, answer.headers["location"].removeprefix(base), part=part)
        return spent + more, size, html
    if answer.status >= 400:
        raise RuntimeError(f"{path}: {answer.status}")
    text = gzip.decompress(raw) if answer.headers.get("content-encoding") == "gzip" else raw
    return spent, len(raw), text.decode()


_KEPT: queue.LifoQueue[http.client.HTTPConnection] = queue.LifoQueue()
"""Connections that are open and not in use. A browser keeps its own: an answer may come later on one that has been used."""


def _connection(base: str) -> http.client.HTTPConnection:
    with suppress(queue.Empty):
        while True:
            kept = _KEPT.get_nowait()
            # The server closes a connection that nobody has used for some seconds; then there is an end to read.
            if kept.sock and not select.select([kept.sock], [], [], 0)[0]:
                return kept
            kept.close()
    return http.client.HTTPConnection(base.removeprefix("http://"), timeout=120)


def _measured(base: str, pid: int) -> Iterator[Row]:
    spent, size, html = _get(base, "/")
    yield Row("first page of a fresh server", spent * 1000, "ms")
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', html)
    total = size + sum(_get(base, address)[1] for address in files)
    yield Row(f"first page with its {len(files)} files, as sent", total / 1000, "kB", "< 150 kB")
    maker = Maker(2)
    words = [maker.words(maker.random.choice((1, 1, 2))) for _ in range(RATE * SECONDS)]
    asked = [
        ("".join(a for a, _ in some) if n % 2 else " ".join(b for _, b in some))[: maker.random.randint(2, 24)]
        for n, some in enumerate(words)
    ]
    for query in asked[:20]:
        _get(base, f"/?q={urllib.parse.quote(query)}", part=True)  # warm
    before = worked(pid)
    yield from _shares("search page (terms and sentences) at 20 requests a second", _paced(base, asked), "< 50 ms")
    yield Row("search page: CPU time of the server", (worked(pid) - before) / len(asked) * 1000, "ms a request")
    _, _, page = _get(base, "/review")
    ids = re.findall(r'class="review-card"[^>]*data-id="([^"]+)"', page)
    yield from _shares("review page", [_get(base, "/review")[0] for _ in range(10)])
    yield Row("review table, which finds the families first", _get(base, "/review/table")[0] * 1000, "ms")
    pages = [_get(base, f"/review/table?page={n}") for n in range(1, 11)]
    yield from _shares("review table", [spent for spent, _, _ in pages])
    yield Row("review table, as sent", max(size for _, size, _ in pages) / 1000, "kB")
    entries = [_get(base, f"/entry/c{n * 4999:07}")[0] for n in range(min(20, ENTRIES // 5000))]
    if entries:
        yield from _shares("entry page", entries)
    decided: list[float] = []
    while len(decided) < DECISIONS and ids:
        decided += [_get(base, "/review/decide", post={"id": id, "action": "approve"})[0] for id in ids]
        _, _, page = _get(base, "/review")
        ids = re.findall(r'class="review-card"[^>]*data-id="([^"]+)"', page)
    yield from _shares(f"one decision, saved ({len(decided)} in a row)", decided)
    yield Row(
        "search page right after a change, which updates the index", _get(base, "/?q=a", part=True)[0] * 1000, "ms"
    )


def worked(pid: int) -> float:
    """Seconds of CPU time that a process has taken so far; 0 where /proc does not tell (proc(5), stat: utime, stime)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _paced(base: str, queries: list[str]) -> list[float]:
    """Times of look-ups that begin every 1/RATE seconds, whether or not the one before has ended."""
    spent: list[float] = []
    threads = []
    start = time.perf_counter()
    for number, query in enumerate(queries):
        time.sleep(max(0.0, start + number / RATE - time.perf_counter()))
        address = f"/?q={urllib.parse.quote(query)}"
        thread = threading.Thread(target=lambda a=address: spent.append(_get(base, a, part=True)[0]))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return spent


def _shares(what: str, spent: list[float], aim: str = "") -> Iterator[Row]:
    ordered = sorted(spent)
    yield Row(f"{what}: p50", statistics.median(ordered) * 1000, "ms")
    yield Row(f"{what}: p95", ordered[int(len(ordered) * 0.95)] * 1000, "ms", aim)
