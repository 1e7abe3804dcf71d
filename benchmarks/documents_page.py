"""Aligned documents of 3,000 and of 30,000 beads in Chromium: until one can be used, to scroll it, and for a correction."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import Row
from benchmarks.serving import COMMAND, _address

BEADS = 3000
MANY = 30_000
REPEATS = 5
CORRECTIONS = 20
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FRAMES = """() => new Promise((done) => {
  const frames = []; let last = performance.now(); const step = document.body.scrollHeight / 60; let n = 0;
  const tick = (now) => { frames.push(now - last); last = now; scrollBy(0, step); if (++n < 60) requestAnimationFrame(tick); else done(frames.slice(1)); };
  requestAnimationFrame(tick);
})"""


def rows(data: Path) -> Iterator[Row]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        yield Row("left out: needs playwright", "", "")
        return
    if shutil.which(CHROMIUM) is None:
        yield Row(f"left out: needs {CHROMIUM}", "", "")
        return
    with tempfile.TemporaryDirectory(prefix="duizhao-document-") as folder:
        _made(Path(folder), "long", BEADS)
        _made(Path(folder), "longest", MANY)
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "serve", "-g", f"{folder}/g", "--bitext", f"{folder}/b", "--port", "0"],
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            base = _address(process)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
                yield from _opened(page, f"{base}/documents/long")
                page.goto(f"{base}/documents/long")
                yield from _corrected(page, BEADS)
                page.goto(f"{base}/documents/longest?page={MANY // 2000}")
                yield from _corrected(page, MANY)
                browser.close()
            yield from _kept(Path(folder, "b/longest.parquet"))
        finally:
            process.terminate()
            process.wait(timeout=20)


def _made(folder: Path, name: str, count: int) -> None:
    """The sentences of the seed report, over and over, every tenth bead doubtful."""
    from align.formats import write
    from align.types import Bead, Bitext, Segment
    from glossary.store.glossary import Glossary

    seeds = Path(__file__).resolve().parent.parent / "seeds"
    texts = [
        [line.strip() for file in sorted(seeds.rglob(f"*{name}*.txt")) for line in file.read_text("utf-8").splitlines()]
        for name in ("zh", "en")
    ]
    sides: list[tuple[Segment, ...]] = []
    for lines in texts:
        filled = [line for line in lines if len(line) > 20] or ["大会通过了决议。"]
        sides.append(tuple(Segment(filled[n % len(filled)], paragraph=n // 2) for n in range(count)))
    beads = tuple(Bead((n,), (n,), 0.3 if n % 10 == 0 else 0.97) for n in range(count))
    write([Bitext(sides[0], sides[1], beads, "zh", "en", metadata={"symbol": name})], folder / f"b/{name}.parquet")
    Glossary.open(folder / "g", create=True)


def _kept(path: Path) -> Iterator[Row]:
    """What keeping a correction takes of the processor, whatever else the machine is doing."""
    from align.correction import journal

    journal.load(path)
    start = time.process_time()
    for bead in range(REPEATS):
        journal.revise(path, lambda revision, bead=bead: revision.confirm(bead))
    yield Row(f"of it, to keep it: processor time, {MANY:,} beads", (time.process_time() - start) / REPEATS, "s")


def _opened(page: Any, address: str) -> Iterator[Row]:
    opened, usable = [], []
    for _ in range(REPEATS):
        start = time.perf_counter()
        page.goto(address, wait_until="domcontentloaded")
        page.keyboard.press("n")
        page.wait_for_selector(".bead[aria-current=true] .toolbar")
        usable.append(time.perf_counter() - start)
        timing = "(({responseStart, responseEnd, transferSize}) => [responseStart, responseEnd, transferSize])"
        opened.append(page.evaluate(f"{timing}(performance.getEntriesByType('navigation')[0])"))
    yield Row(f"first page of {BEADS:,} beads, as sent", statistics.median(one[2] for one in opened) / 1000, "kB")
    yield Row("until the server has answered", statistics.median(one[1] for one in opened) / 1000, "s")
    yield Row("until the first doubtful bead is chosen by key, first time", usable[0], "s")
    yield Row("the same, median", statistics.median(usable), "s", "< 1 s")
    frames = sorted(page.evaluate(FRAMES))
    yield Row("from top to bottom in 60 steps, a frame: median", statistics.median(frames), "ms")
    yield Row("the same, the longest but two", frames[-3], "ms")


def _corrected(page: Any, count: int) -> Iterator[Row]:
    times = []
    for _ in range(CORRECTIONS):
        page.keyboard.press("n")
        start = time.perf_counter()
        with page.expect_response("**/document-corrections**"):
            page.keyboard.press("c")
        page.wait_for_selector(".bead.checked[aria-current=true]")
        times.append(time.perf_counter() - start)
    told = f"a correction of {count:,} beads, from the key until it is saved and shown: median"
    yield Row(told, statistics.median(times) * 1000, "ms")
    yield Row("the same, the longest", max(times) * 1000, "ms")
