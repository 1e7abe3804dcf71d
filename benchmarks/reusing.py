"""Reuse of earlier translations: what is found, how fast, what is carried over, beside OmegaT's percentages.

Sizes can be set by DUIZHAO_BENCH_SEGMENTS; with DUIZHAO_BENCH_KEEP=FOLDER the made sentence pairs and their index stay.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import Row
from benchmarks.made import Maker, table, workplace

SEGMENTS = int(os.environ.get("DUIZHAO_BENCH_SEGMENTS", "2000000"))
COMPARED = 50_000
ASKED = 200
SENTENCES = 500
LAWS = 8
Pair = tuple[str, str]


def rows(data: Path) -> Iterator[Row]:
    pairs = _real_pairs(data)
    yield from _twice(data)
    yield from _laws_twice(data)
    yield from _carried(data)
    yield from _recall(pairs)
    yield from _beside_omegat(data)
    yield from _scale()


def _real_pairs(data: Path) -> list[Pair]:
    """Chinese and English sentences that people wrote, which need not translate each other here."""
    zh: list[str] = []
    en: list[str] = []
    for name, into in (("unpc-dev/unpc.zh", zh), ("unpc-dev/unpc.en", en)):
        into += (data / "real" / name).read_text(encoding="utf-8").splitlines()
    for path in sorted((data / "real" / "laws").glob("*.zh.txt")):
        zh += re.split("(?<=[。；])", "".join(path.read_text(encoding="utf-8").split()))
    for path in sorted((data / "real" / "laws").glob("*.en.txt")):
        en += re.split(r"(?<=[.;])\s+", " ".join(path.read_text(encoding="utf-8").split()))
    for path in sorted(data.glob("bible/**/*")):
        if path.is_file() and path.stat().st_size > 100_000:
            lines = [line.split("\t")[-1].strip() for line in path.read_text("utf-8", "ignore").splitlines()]
            into = zh if sum("\u4e00" <= char <= "\u9fff" for char in "".join(lines[:50])) > 300 else en
            into += lines
    zh, en = ([one for one in dict.fromkeys(side) if 8 <= len(one) <= 400] for side in (zh, en))
    size = min(COMPARED, len(zh), len(en))
    shuffled = random.Random(5)
    shuffled.shuffle(zh)
    shuffled.shuffle(en)
    return list(zip(zh[:size], en[:size], strict=True))


def _index(pairs: list[Pair], folder: Path) -> Any:
    import polars as pl

    from glossary.search.segments_index import SegmentIndex
    from glossary.search.versioned_index import Stamp
    from glossary.store.segments import segment_schema

    known = segment_schema()
    made = pl.DataFrame(
        {
            "document": "D",
            "bead": list(range(len(pairs))),
            "src": [a for a, _ in pairs],
            "tgt": [b for _, b in pairs],
            "src_lang": "zh",
            "tgt_lang": "en",
            "confidence": 0.9,
        }
    ).select(**{name: (pl.col(name) if name in _NAMES else pl.lit(None)).cast(kind) for name, kind in known.items()})
    return SegmentIndex.build(made.iter_slices(20_000), folder, Stamp("bench", 0, ()))


_NAMES = ("document", "bead", "src", "tgt", "src_lang", "tgt_lang", "confidence")


def _recall(pairs: list[Pair]) -> Iterator[Row]:
    """Of the best matches that comparing with every sentence finds, those that the index finds."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import extractOne

    from glossary.memory.memory import Memory
    from glossary.memory.score import tokens

    with tempfile.TemporaryDirectory() as folder:
        index = _index(pairs, Path(folder, "index"))
        for side, (language, other) in enumerate((("zh", "en"), ("en", "zh"))):
            memory = Memory(index, language, other)
            every = [tokens(pair[side], language) for pair in pairs]
            found = best = 0
            for text in _edited([pair[side] for pair in pairs], language):
                asked = tokens(text, language)
                hit = extractOne(
                    asked, every, scorer=Levenshtein.normalized_similarity, processor=None, score_cutoff=0.7
                )
                if hit is not None:
                    best += 1
                    near = memory.near(text, 70)
                    found += bool(near) and near[0][0] >= hit[1] - 1e-9
            what = (
                f"best matches of 70% and above among {len(pairs):,} real sentences ({best} asked), {language}: found"
            )
            yield Row(what, found / best if best else 0.0, "", "≥ .99")


def _edited(sentences: list[str], language: str) -> list[str]:
    """Sentences of which up to 35% of the words (of Chinese, characters) were changed, taken out or put in."""
    chosen = random.Random(11)
    pool = [one for one in sentences if len(one) >= (16 if language == "zh" else 40)]
    words = [word for one in chosen.sample(pool, 300) for word in (one if language == "zh" else one.split())]
    edited = []
    for text in chosen.sample(pool, ASKED):
        parts = list(text) if language == "zh" else text.split()
        for _ in range(max(1, int(len(parts) * chosen.uniform(0.02, 0.35)))):
            at, how = chosen.randrange(len(parts)), chosen.random()
            if how < 0.6:
                parts[at] = chosen.choice(words)
            elif how < 0.8 and len(parts) > 4:
                del parts[at]
            else:
                parts.insert(at, chosen.choice(words))
        edited.append(("" if language == "zh" else " ").join(parts))
    return edited


def _glossary(folder: Path, zh: list[str], en: list[str]) -> Any:
    from align.types import Bead, Bitext, Segment
    from glossary.store.glossary import Glossary

    glossary = Glossary.open(folder, create=True)
    sides = [tuple(Segment(text, paragraph=n) for n, text in enumerate(side)) for side in (zh, en)]
    beads = tuple(Bead((n,), (n,), 0.9) for n in range(len(zh)))
    glossary.add_segments([Bitext(sides[0], sides[1], beads, "zh", "en", metadata={"symbol": "A/70/1"})])
    return glossary


def _twice(data: Path) -> Iterator[Row]:
    """The same text again: everything must be 100%."""
    from align.types import Document, Paragraph
    from glossary.memory.pretranslate import Options, pretranslate

    zh, en = _unpc(data)
    with tempfile.TemporaryDirectory() as folder:
        glossary = _glossary(Path(folder, "g"), zh, en)
        for language, side in (("zh", zh), ("en", en)):
            document = Document("\n".join(side), tuple(Paragraph(text, kind="cell") for text in side), language)
            made = pretranslate(document, glossary, options=Options(terms=False))
            share = sum(one.best is not None and one.best.score == 100 for one in made.sentences) / len(made.sentences)
            yield Row(f"UN sentences a second time, {language} ({len(made.sentences):,}): 100%", share, "", "1")


def _laws_twice(data: Path) -> Iterator[Row]:
    """Laws aligned from their files, and each file asked for again: what has a partner must be 100%."""
    from align.formats import read as read_bitext
    from align.readers import read
    from glossary.build import build
    from glossary.memory.pretranslate import Options, pretranslate

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        files = sorted((data / "real" / "laws").glob("*.zh.txt"))[:LAWS]
        files += [path.with_name(path.name.replace(".zh.", ".en.")) for path in files]
        (home / "in").mkdir()
        for path in files:
            shutil.copy(path, home / "in")
        built = build([home / "in"], home / "g", bitext=home / "bitext")
        alone = set()
        for path in (home / "bitext").rglob("*.parquet"):
            for bitext in read_bitext(path):
                alone |= {text for bead, src, tgt in bitext if bead.is_omission for text in (*src, *tgt)}
        every = whole = 0
        for path in files:
            made = pretranslate(read(path), built.glossary, options=Options(terms=False))
            asked = [one for one in made.sentences if one.text not in alone]
            every += len(asked)
            whole += sum(one.best is not None and one.best.score == 100 for one in asked)
        yield Row(
            f"{LAWS} laws a second time, both languages ({every:,} sentences with a partner): 100%",
            whole / every,
            "",
            "1",
        )


def _unpc(data: Path) -> tuple[list[str], list[str]]:
    return tuple(  # type: ignore[return-value]
        [one.strip() for one in (data / "real" / "unpc-dev" / f"unpc.{code}").read_text(encoding="utf-8").splitlines()]
        for code in ("zh", "en")
    )


def _carried(data: Path) -> Iterator[Row]:
    """A number of two digits or more that stands once on both sides, changed on both: does the proposal come out so?"""
    from glossary.memory.carry_over import carry_over

    chosen = random.Random(7)
    for language, other in (("zh", "en"), ("en", "zh")):
        right = wrong = asked = 0
        for pair in zip(*_unpc(data), strict=True):
            sides = pair if language == "zh" else pair[::-1]
            numbers = [re.findall(r"(?<![A-Za-z\d./,-])\d{2,4}(?![A-Za-z\d./,-])", side) for side in sides]
            once = [
                n
                for n in numbers[0]
                if all(side.count(n) == 1 for side in numbers) and all(s.count(n) == 1 for s in sides)
            ]
            if not once:
                continue
            old = chosen.choice(once)
            fresh = str(int(old) + 1)
            if any(fresh in side for side in sides):
                continue
            asked += 1
            new, wanted = (side.replace(old, fresh) for side in sides)
            proposal, _, _ = carry_over(new, sides[0], sides[1], src_lang=language, tgt_lang=other)
            right += proposal == wanted
            wrong += proposal not in (wanted, sides[1])
        yield Row(
            f"a number changed in a UN sentence ({asked} sentences), {language} to {other}: carried over", right / asked
        )
        yield Row(f"a number changed in a UN sentence, {language} to {other}: carried over wrongly", wrong / asked)


_SCRIPT = """
import org.omegat.core.*
import org.omegat.core.events.*
import org.omegat.core.statistics.*
if (eventType.toString() == "LOAD") {
    def out = new File(System.getenv("SEEN")).newWriter("UTF-8")
    Core.project.allEntries.each { entry ->
        def search = new FindMatches(Core.project.sourceTokenizer, 1, false, true)
        def near = search.search(Core.project, entry.srcText, true, true, { false } as IStopped)
        near.each { one -> def s = one.scores[0]; out << [s.score, s.scoreNoStem, s.adjustedScore].join("\\t") << "\\t" << one.source << "\\t" << entry.srcText << "\\n" }
    }
    out.close()
}
"""


def _beside_omegat(data: Path) -> Iterator[Row]:
    """50 UN sentences with some words changed, in a project that OmegaT opens: its percentages beside ours."""
    if shutil.which("omegat") is None:
        return
    zh, en = _unpc(data)
    for language, other, side in (("zh", "en", zh), ("en", "zh", en)):
        with tempfile.TemporaryDirectory() as folder:
            seen = _omegat(Path(folder), zh, en, side, language)
        if len(seen) < 25:
            yield Row(f"OmegaT's percentages, {language} to {other}", "OmegaT did not answer")
            continue
        ours = [mine for mine, _ in seen]
        for name, theirs in (
            ("stems", [figures[0] for _, figures in seen]),
            ("words", [figures[1] for _, figures in seen]),
            ("words, marks and blanks; of Chinese, characters", [figures[2] for _, figures in seen]),
        ):
            gaps = [abs(a - b) for a, b in zip(ours, theirs, strict=True)]
            share = sum(gap <= 3 for gap in gaps) / len(gaps)
            yield Row(f"{len(seen)} sentences in OmegaT, {language}, its figure for {name}: within 3 points", share)
            yield Row(
                f"{len(seen)} sentences in OmegaT, {language}, its figure for {name}: mean gap",
                sum(gaps) / len(gaps),
                "points",
            )


def _omegat(folder: Path, zh: list[str], en: list[str], side: list[str], language: str) -> list[tuple[int, list[int]]]:
    from align.types import Document, Paragraph
    from glossary.memory import score
    from glossary.memory.omegat_project import write
    from glossary.memory.pretranslate import Options, pretranslate

    edited = _edited(side, language)[:150]
    document = Document("\n".join(edited), tuple(Paragraph(text, kind="cell") for text in edited), language)
    made = pretranslate(
        document, _glossary(folder / "g", zh, en), options=Options(least=50, terms=False), name="new.txt"
    )
    write(made, None, folder / "project")
    shutil.rmtree(folder / "project" / "tm" / "auto")
    shutil.rmtree(folder / "project" / "tm" / "penalty-001")
    (folder / "script.groovy").write_text(_SCRIPT, encoding="utf-8")
    command = [
        "omegat",
        "--mode=console-translate",
        f"--script={folder}/script.groovy",
        f"--config-dir={folder}/config",
    ]
    environment = {**os.environ, "SEEN": str(folder / "seen.tsv")}
    subprocess.run([*command, str(folder / "project")], env=environment, capture_output=True, timeout=300, check=False)
    if not (folder / "seen.tsv").exists():
        return []
    found = []
    for line in (folder / "seen.tsv").read_text(encoding="utf-8").splitlines():
        *figures, near, text = line.split("\t")
        found.append((score.percentage(text, near, language), [int(one) for one in figures]))
    return found[:50]


def _scale() -> Iterator[Row]:
    from benchmarks.searching import _built
    from glossary.search.segments_index import SegmentIndex

    with workplace() as folder:
        files = table(folder / f"segments-{SEGMENTS}", SEGMENTS, Maker(4).segments)
        yield from _built(SegmentIndex, files, folder / f"concordance-{SEGMENTS}", f"{SEGMENTS:,} sentence pairs")
        for language in ("zh", "en"):
            asked = [
                sys.executable,
                "-m",
                "benchmarks.reusing",
                str(folder / f"concordance-{SEGMENTS}"),
                str(files[0]),
                language,
            ]
            told = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
            what = (
                f"{SENTENCES} sentences ({language}) among {SEGMENTS:,} pairs, half of them a fifth changed, half new"
            )
            yield Row(f"{what}: time, two threads", told["seconds"], "s", "< 10 s")
            yield Row(f"{what}: CPU time", told["cpu"], "s")
            yield Row(f"{what}: memory of the process", told["megabytes"], "MB", "< 1,500 MB")
            yield Row(f"{what}: sentences with a match of 50% or more", told["matched"])


def _ask(folder: str, file: str, language: str) -> None:
    """In a process of its own: match sentences and print what it took."""
    import time

    import polars as pl

    from align.types import Document, Paragraph
    from glossary.memory.memory import Memory
    from glossary.memory.preferences import Preferences
    from glossary.memory.pretranslate import Options, matched
    from glossary.search.segments_index import SegmentIndex

    maker, chosen = Maker(9), random.Random(3)
    side = "src" if language == "zh" else "tgt"
    known = pl.read_parquet(file, columns=[side]).sample(SENTENCES // 2, seed=1)[side].to_list()
    texts = []
    for text in known:
        parts = list(text) if language == "zh" else text.split()
        for _ in range(max(1, len(parts) // 5)):
            zh, en = maker.words(1)[0]
            parts[chosen.randrange(len(parts))] = zh[0] if language == "zh" else en
        texts.append(("" if language == "zh" else " ").join(parts))
    texts += [(zh if language == "zh" else en) for zh, en in maker.sentences(SENTENCES - len(texts))]
    from align.segmenter import segment

    document = Document("", tuple(Paragraph(text, kind="cell") for text in texts), language)
    start, worked = time.perf_counter(), time.process_time()
    memory = Memory(SegmentIndex(Path(folder)), language, "en" if language == "zh" else "zh")
    found = matched(memory, segment(document), Options(least=50), Preferences())
    told = {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - worked,
        "megabytes": _most_memory(),
        "matched": sum(bool(one.matches) for one in found),
    }
    print(json.dumps(told))


def _most_memory() -> float:
    """The most memory that this process had, in megabytes; getrusage would give that of the parent where it had more."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


if __name__ == "__main__":
    _ask(*sys.argv[1:])
