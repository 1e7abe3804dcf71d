"""Batches: 2,000 documents made of the material at hand, on one and two processes; a second run; what the UN would take.

The documents are made in a temporary folder of NTREX-128 (news, CC BY-SA 4.0), the targets of the Sustainable
Development Goals and the seed report, each with a symbol, a year and numbers of its own, in Chinese and English text
files. NTREX and the targets are measured on, not shipped.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Row
from benchmarks.memory import Watch
from benchmarks.pairing import HANDBOOK

DOCUMENTS = 2000
TOKENS = 700e6
"""Tokens of one language in the six-language corpus of the United Nations at the scale that is aimed for."""

_COMMAND = [sys.executable, "-c", "import sys; from align.cli import main; sys.argv[0] = 'align'; main()", "batch"]


def corpus(data: Path, folder: Path, documents: int) -> tuple[int, int]:
    """Write pairs of documents, Chinese and English; returns how many sentence pairs and English words they hold."""
    rows = [line.rstrip("\n").split("\t") for line in (data / "ntrex/ntrex.tsv").open(encoding="utf-8")][1:]
    pairs = [(zh, en) for _, en, zh, _ in rows]
    targets = [line.rstrip("\n").split("\t") for line in (data / "sdg-targets/sdg-targets.tsv").open(encoding="utf-8")]
    pairs += [(zh, en) for _, zh, en in targets[1:]]
    seeds = Path(__file__).resolve().parent.parent / "seeds"
    report = [(seeds / f"gc20-item22.{language}.txt").read_text(encoding="utf-8") for language in ("zh", "en")]
    generator = random.Random(5)
    sentences = words = 0
    for number in range(documents):
        if number % 20 == 0:
            texts = [f"{text}\n\n{number}\n" for text in report]
            count = 48
        else:
            count = generator.randint(15, 60)
            start = generator.randrange(len(pairs) - count)
            chosen = [
                (f"{zh}（{number}-{n}）" if n % 9 == 0 else zh, f"{en} ({number}-{n})" if n % 9 == 0 else en)
                for n, (zh, en) in enumerate(pairs[start : start + count])
            ]
            texts = ["\n\n".join(side) + "\n" for side in zip(*chosen, strict=True)]
        sentences += count
        words += len(texts[1].split())
        for letter, text in zip("CE", texts, strict=True):
            body, session = ("GC", 19 + number % 2) if number % 3 else ("IDB", 50 + number % 2)
            (folder / f"{body}{session}_{number}_{letter}.txt").write_text(text, encoding="utf-8")
    return sentences, words


def rows(data: Path) -> Iterator[Row]:
    """Pairs found by content, documents a second, memory, a second run, and the estimate for the whole."""
    for script, column, share in (("Simplified", 2, 1.0), ("Traditional, a quarter of each", 3, 0.25)):
        found, wrong, total = _by_content(data, column, share)
        yield Row(f"pairs of NTREX found by content, {script}", f"{found} of {total}", f"({wrong} wrong)")
    for title, files in nameless(data):
        yield from _without_names(title, files)
    with tempfile.TemporaryDirectory(prefix="batches-") as temporary:
        folder = Path(temporary)
        (folder / "in").mkdir()
        sentences, words = corpus(data, folder / "in", DOCUMENTS)
        yield Row("documents, each in Chinese and English", DOCUMENTS, "pairs")
        yield Row("sentence pairs in them", sentences)
        warm = folder / "warm"
        warm.mkdir()
        corpus(data, warm, 3)
        _run(warm, folder / "warm-out", 1)  # compiled code is kept on disk after the first run ever
        rates = {}
        for jobs in (1, 2):
            seconds, used, memory = _run(folder / "in", folder / f"out{jobs}", jobs)
            rates[jobs] = DOCUMENTS / seconds
            yield Row(f"documents a second, {jobs} job{'s' * (jobs > 1)}", rates[jobs], "a second")
            yield Row(f"processor time a document, {jobs} job{'s' * (jobs > 1)}", used / DOCUMENTS * 1000, "ms")
            yield Row(f"memory of all processes, {jobs} job{'s' * (jobs > 1)}", memory, "MB")
        seconds, *_ = _run(folder / "in", folder / "out2", 2)
        yield Row("second run, nothing new", seconds, "s", "< 5")
        english = words / (DOCUMENTS / rates[2])
        yield Row("English words a second, 2 jobs", english, "a second")
        hours = TOKENS * 5 / english / 3600
        yield Row("UN scale on paper: 5 languages with English, 700 million tokens each, 2 processors", hours, "hours")
        yield Row("the same on a cluster of 64 processors, if rates add up", hours * 2 / 64, "hours")


def nameless(data: Path) -> Iterator[tuple[str, list[tuple[Path, Path]]]]:
    """Real documents and their translations, pair by pair."""
    laws = sorted(data.glob("real/laws/*.zh.txt"))
    yield "laws", [(law, law.with_name(law.name.replace(".zh.", ".en."))) for law in laws]
    for folder in ("zh-CN", "fr-FR", "es-ES"):
        pages = [page for page in sorted((HANDBOOK / folder).glob("*.html")) if _is_in(page, folder[:2])]
        pairs = [(page, HANDBOOK / "en-US" / page.name) for page in pages]
        yield f"pages of Debian's handbook that are translated, {folder[:2]}-en", pairs


def _is_in(page: Path, language: str) -> bool:
    """Whether a page is in this language: of the handbook many are still in English."""
    from align.errors import UnknownLanguage
    from align.readers import read

    try:
        return read(page).language == language
    except UnknownLanguage:
        return False


def _without_names(title: str, files: list[tuple[Path, Path]]) -> Iterator[Row]:
    """How many pairs are found when the names of the files say nothing, and in what time."""
    from align.batch.runner import propose

    if not files:
        yield Row(f"{title}, names removed", "cannot be measured: not installed")
        return
    generator = random.Random(3)
    numbers = generator.sample(range(1000, 10000), 2 * len(files))
    partner: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="batches-") as temporary:
        folder = Path(temporary)
        (folder / "in").mkdir()
        for pair in files:
            names = [f"{numbers.pop()}x{file.suffix}" for file in pair]
            partner[names[0]] = names[1]
            for file, name in zip(pair, names, strict=True):
                (folder / "in" / name).write_bytes(file.read_bytes())
        begun = time.perf_counter()
        _, matched = propose([folder / "in"], folder / "out")
        seconds = time.perf_counter() - begun
    right = sum(partner.get(pair.src.name) == pair.tgt.name for pair in matched.pairs)
    wrong = len(matched.pairs) - right
    yield Row(f"{title}, names removed: pairs found", f"{right} of {len(files)}", f"({wrong} wrong)", "all, none wrong")
    yield Row(f"{title}, names removed: time to read and pair them", seconds, "s")


def _by_content(data: Path, column: int, share: float) -> tuple[int, int, int]:
    """Right and wrong pairs among the documents of NTREX when no name tells, and how many there are."""
    from align.batch.matching import match
    from align.batch.profiles import document_profile
    from align.batch.sources import Source
    from align.readers import read_bytes

    documents = defaultdict(list)
    for line in (data / "ntrex/ntrex.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        cells = line.split("\t")
        documents[cells[0]].append((cells[column], cells[1]))
    looks = {}
    for n, sentences in enumerate(documents.values()):
        kept = sentences[: max(2, int(len(sentences) * share))]
        for side, language in enumerate(("zh", "en")):
            text = "\n\n".join(sentence[side] for sentence in kept)
            document = read_bytes(text.encode(), "a.txt", language=language)
            looks[Source(f"{n}{'xy'[side]}x.txt", f"{n} {language}")] = document_profile(document)
    matched = match(looks, read_profiles=lambda asked: {source: looks[source] for source in asked})
    right = sum(pair.src.path.split()[0] == pair.tgt.path.split()[0] for pair in matched.pairs)
    return right, len(matched.pairs) - right, len(documents)


def _run(source: Path, out: Path, jobs: int) -> tuple[float, float, float]:
    """Of `align batch`: wall time in seconds, processor time, and the most megabytes of its processes together (PSS)."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [*_COMMAND, str(source), "-o", str(out), "-j", str(jobs)], stdout=subprocess.PIPE, text=True
    )
    watch = Watch(process.pid, every=0.5)
    watch.start()
    shown, _ = process.communicate()
    seconds = time.perf_counter() - start
    watch.end()
    if process.returncode != 0:
        raise RuntimeError(f"align batch ended with {process.returncode}: {shown}")
    return seconds, sum(watch.seconds.values()), watch.together
