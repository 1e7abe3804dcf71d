"""Term extraction: gold terms found, wrong entries among the first, speed and memory."""

from __future__ import annotations

import csv
import importlib.util
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from align.types import Bead, Bitext, Segment
from benchmarks import Row
from glossary.types import Concept

__all__ = ["bitext_of_gold", "bitext_of_pairs", "judged", "rows", "share"]

ROOT = Path(__file__).resolve().parent.parent


def rows(data: Path) -> Iterator[Row]:
    from glossary.extraction.bilingual import extract

    tools = data.parent / "tools"
    seed = extract([bitext_of_gold(ROOT / "seeds" / "gc20-item22.gold-alignment.json")])
    gold = ROOT / "seeds" / "gc20-item22.gold-terms.tsv"
    yield Row(
        "seed report, gold terms in the first 250 entries, from the gold beads",
        100 * share(tools, gold, seed, 250),
        "%",
        "88 %",
    )
    raw = extract([_raw(ROOT / "seeds")])
    yield Row("the same from the raw files", 100 * share(tools, gold, raw, 250), "%", "88 %")
    wrong, unjudged = judged(seed[:100], "gc20-item22")
    yield Row(
        "seed report, entries among the first 100 that one reader judged wrong or no terms",
        wrong,
        "",
        "at most 5",
    )
    yield Row("the same, not judged yet", ", ".join(unjudged) or "none")
    targets = extract([bitext_of_pairs(data / "sdg-targets" / "sdg-targets.tsv", 1, 2)])
    gold = ROOT / "tests" / "data" / "sdg-targets.gold-terms.tsv"
    yield Row(
        "SDG targets (169 pairs), our own list of 221 terms in the first 400",
        100 * share(tools, gold, targets, 400),
        "%",
        "80 %",
    )
    wrong, unjudged = judged(targets[:100], "sdg-targets")
    yield Row("SDG targets, entries among the first 100 that one reader judged wrong or no terms", wrong)
    yield Row("the same, not judged yet", ", ".join(unjudged) or "none")
    declaration = extract([bitext_of_pairs(ROOT / "tests" / "data" / "udhr.tsv", 0, 1)])
    gold = ROOT / "tests" / "data" / "udhr.gold-terms.tsv"
    yield Row(
        "Universal Declaration of Human Rights (59 pairs), our own list of 82 terms in the first 148",
        100 * share(tools, gold, declaration, 148),
        "%",
    )
    yield from _real_texts(data)
    seconds = {}
    for size in (2_500, 10_000):
        figures = _timed(size)
        seconds[size] = figures["seconds"]
        yield Row(f"{size} sentence pairs, one process", figures["seconds"], "s", "60 s" if size == 10_000 else "")
        yield Row(f"{size} sentence pairs, processor time", figures["processor"], "s")
        yield Row(f"{size} sentence pairs, memory", figures["memory"], "MB", "1,500 MB" if size == 10_000 else "")
    yield Row("time for 10,000 over time for 2,500", seconds[10_000] / seconds[2_500], "times", "at most 4")
    figures = _timed(10_000, repeated=False)
    yield Row("10000 verses of the Bible, none twice, one process, processor time", figures["processor"], "s", "60 s")
    yield Row("10000 verses of the Bible, none twice, memory", figures["memory"], "MB", "1,500 MB")


def _real_texts(data: Path) -> Iterator[Row]:
    """What tools/real.py of ../shared prints on United Nations sentences and laws, by the installed commands."""
    for what, name, aim in (
        ("unpc-terms", "United Nations sentences, 659 gold terms", "70 %; 92 % in all; forms 97 %"),
        ("law-terms", "30 laws, 131 terms of a printed vocabulary", "65 % in the first 20 for each; 92 % in all"),
    ):
        command = [
            sys.executable,
            str(data.parent / "tools" / "real.py"),
            what,
            "--bin",
            str(Path(sys.executable).parent),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        yield Row(name, (done.stdout or done.stderr).strip().splitlines()[-1], "", aim)
    yield from _more_sentences(data)


OTHER_LISTS = {
    "other UN sentences": "unpc-more",
    "once more other UN sentences": "unpc-third",
    "a third time other UN sentences": "unpc-fourth",
    "a fourth time other UN sentences": "unpc-fifth",
    "a fifth time other UN sentences": "unpc-sixth",
    "a sixth time other UN sentences": "unpc-seventh",
    "UN sentences whose list no part of the program knows": "unpc-eighth",
}
"""Our own lists for other United Nations sentences, each written before any output for them was seen.

The weights know the first two. The misses of the third to the fifth and of the sixth were read and something was mended
after it, and which rows of the vocabulary are shipped was chosen by the figures of the seventh among others. So only the
last is blind, and stays so while none reads its misses and nothing is chosen by its figures.
"""


def _more_sentences(data: Path) -> Iterator[Row]:
    from glossary.extraction.bilingual import extract

    for which, file in OTHER_LISTS.items():
        yield from _own_list(data, which, file)
    real = data / "real" / "unpc-dev"
    sides = [(real / f"unpc.{code}").read_text("utf-8").split("\n") for code in ("zh", "en")]
    first = extract([_paired(list(zip(*(side[:1947] for side in sides), strict=True)), "unpc")])[:500]
    wrong, unjudged = judged(first, "unpc")
    yield Row("1,947 UN sentences, wrong or no terms in the first 500 entries, judged by hand", wrong, "", "at most 25")
    forms, _ = judged(first, "unpc", verdicts=("form",))
    yield Row("the same, English forms not as a terminologist would write them", forms, "", "at most 10")
    yield Row("the same, not judged yet", f"{len(unjudged)}: {', '.join(unjudged[:5])}" if unjudged else "none")


def _own_list(data: Path, which: str, file: str) -> Iterator[Row]:
    """The share of a list's terms in as many entries as it has, in twice as many, and in all of its sentences."""
    from glossary.extraction.bilingual import extract

    real = data / "real" / "unpc-dev"
    sides = [(real / f"unpc.{code}").read_text("utf-8").split("\n") for code in ("zh", "en")]
    gold = ROOT / "tests" / "data" / f"{file}.gold-terms.tsv"
    lines = [line.split("\t") for line in gold.read_text("utf-8").splitlines()[1:]]
    numbers = sorted({int(number) for _, _, number in lines})
    every = extract([_paired([(sides[0][n], sides[1][n]) for n in numbers], "unpc")])
    found = [concept for concept in every if not concept.is_candidate]
    for name, top in (
        ("in as many entries", len(lines)),
        ("in twice as many", 2 * len(lines)),
        ("at all", len(found)),
    ):
        what = f"{len(numbers)} {which}, our own list of {len(lines)} terms, {name}"
        yield Row(what, 100 * share(data.parent / "tools", gold, found, top), "%")


def bitext_of_gold(path: Path) -> Bitext:
    """The gold beads of the seed report as a bitext."""
    src: list[Segment] = []
    tgt: list[Segment] = []
    beads = []
    for bead in json.loads(path.read_text("utf-8"))["beads"]:
        first = len(src), len(tgt)
        src += [Segment(text) for text in bead["zh"]]
        tgt += [Segment(text) for text in bead["en"]]
        beads.append(Bead(tuple(range(first[0], len(src))), tuple(range(first[1], len(tgt)))))
    return Bitext(tuple(src), tuple(tgt), tuple(beads), "zh", "en", metadata={"symbol": "GC.20/22"})


def bitext_of_pairs(path: Path, zh: int, en: int) -> Bitext:
    """One bead for each line of a table with a header; `zh` and `en` are its columns, from 0."""
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
    return _paired([(line[zh], line[en]) for line in lines], path.stem)


def _paired(pairs: Sequence[tuple[str, str]], name: str) -> Bitext:
    beads = tuple(Bead((n,), (n,)) for n in range(len(pairs)))
    src, tgt = tuple(Segment(zh) for zh, _ in pairs), tuple(Segment(en) for _, en in pairs)
    return Bitext(src, tgt, beads, "zh", "en", metadata={"symbol": name})


def _raw(seeds: Path) -> Bitext:
    from align.alignment.aligner import align
    from align.readers import read

    return align(read(seeds / "gc20-item22.zh.txt"), read(seeds / "gc20-item22.en.txt"))


def scorer(tools: Path) -> ModuleType:
    """The scoring program of ../shared, as a module."""
    spec = importlib.util.spec_from_file_location("score_terms", tools / "score_terms.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def share(tools: Path, gold: Path, concepts: Sequence[Concept], top: int) -> float:
    """Share of the gold terms that are in the first `top` entries, as tools/score_terms.py counts it."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="", delete=False) as file:
        writer = csv.writer(file)
        writer.writerow(["concept_id", "zh", "en", "status", "score", "frequency"])
        for c in concepts:
            zh, en = "|".join(c.texts("zh")), "|".join(c.texts("en"))
            writer.writerow([c.id, zh, en, c.status, c.scores.total, c.frequency])
    found, _ = scorer(tools).ranks(str(gold), file.name)
    Path(file.name).unlink()
    ranks = [rank for *_, rank in found]
    return sum(rank < top for rank in ranks) / len(ranks)


def judged(
    concepts: Sequence[Concept], name: str, *, verdicts: tuple[str, ...] = ("wrong", "no term")
) -> tuple[int, list[str]]:
    """How many entries were given one of these verdicts, and which have not been judged."""
    given = {}
    for line in (ROOT / "tests" / "data" / f"{name}.judged.tsv").read_text("utf-8").splitlines()[1:]:
        zh, en, verdict = line.split("\t")
        given[zh, en] = verdict
    count = 0
    unknown: list[str] = []
    for c in concepts:
        found = given.get((c.texts("zh")[0], c.texts("en")[0]))
        count += found in verdicts
        if found is None:
            unknown.append(f"{c.texts('zh')[0]} = {c.texts('en')[0]}")
    return count, unknown


def _timed(size: int, *, repeated: bool = True) -> dict[str, float]:
    """Seconds, processor seconds and memory of an extraction in a process of its own."""
    code = f"from benchmarks.extracting import _measure; _measure({size}, {repeated})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _measure(size: int, repeated: bool) -> None:
    from benchmarks.__main__ import DATA
    from glossary.extraction.bilingual import extract

    bitext = _paired(_sampled(DATA, size) if repeated else _verses(DATA, size), "made")
    start, cpu = time.perf_counter(), time.process_time()
    extract([bitext])
    figures = {"seconds": time.perf_counter() - start, "processor": time.process_time() - cpu}
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(figures))


def _sampled(data: Path, size: int) -> list[tuple[str, str]]:
    """Pairs drawn from NTREX and the targets; of 2,166 sentence pairs, so that most stand several times."""
    pool = []
    for name, zh, en in (("ntrex/ntrex.tsv", 2, 1), ("sdg-targets/sdg-targets.tsv", 1, 2)):
        lines = [line.split("\t") for line in (data / name).read_text("utf-8").splitlines()[1:]]
        pool += [(line[zh], line[en]) for line in lines]
    chance = random.Random(1)
    return [chance.choice(pool) for _ in range(size)]


def _verses(data: Path, size: int) -> list[tuple[str, str]]:
    """Verses of the Bible, one pair each."""
    sides = []
    for language in ("zh", "en"):
        verses: dict[str, list[str]] = {}
        texts = (data / "bible" / f"006.{language}").read_text("utf-8").splitlines()
        names = (data / "bible" / f"{language}.verse").read_text("utf-8").splitlines()
        for verse, text in zip(names, texts, strict=False):
            verses.setdefault(verse, []).append(text)
        sides.append(verses)
    zh, en = sides
    return [("".join(zh[verse]), " ".join(en[verse])) for verse in zh if verse in en][:size]
