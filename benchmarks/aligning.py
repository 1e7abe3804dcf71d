"""Accuracy of the aligner without a neural model: novels, Bible, report, texts with parts missing, any languages."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from align.alignment.aligner import align
from align.encoders import Encoder
from align.lexicon.learned import Lexicon
from align.lexicon.link_table import Strengths
from align.lexicon.links import links
from align.words import TokenizedText
from benchmarks import Row
from benchmarks.training import (
    Beads,
    Linker,
    chapter,
    crossed,
    decoded,
    examples,
    fitted,
    folds,
    joined,
    lines,
    sparse,
    strict,
    table_of,
    unseen,
    verses,
    without,
)

OUT = Path(__file__).resolve().parent.parent / "bench-out"


def verse_f1(beads: Beads, verses: list[list[str]], counts: list[int]) -> float:
    """F1 over beads (English first) joined by verse, as ../shared/tools/score_bible.py counts it."""
    test: list[list[list[int]]] = []
    for bead in beads:
        last = test[-1] if test else None
        if last and any(
            last[side] and bead[side] and verses[side][last[side][-1]] == verses[side][bead[side][0]] for side in (0, 1)
        ):
            last[0] += bead[0]
            last[1] += bead[1]
        else:
            test.append([list(bead[0]), list(bead[1])])
    groups: list[dict[str, list[int]]] = [{}, {}]
    for side in (0, 1):
        for number in range(counts[side]):
            groups[side].setdefault(verses[side][number], []).append(number)
    gold = [(tuple(numbers), tuple(groups[1].get(verse, ()))) for verse, numbers in groups[0].items()]
    return strict([([(tuple(a), tuple(b)) for a, b in test], gold)])


def beads_of(zh: list[str], en: list[str], **options: object) -> Beads:
    bitext = align(zh, en, src_lang="zh", tgt_lang="en", **options)  # type: ignore[arg-type]
    return [(bead.src, bead.tgt) for bead in bitext.beads]


def calibration(confidence: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Expected calibration error over ten bins, and the area under the ROC curve of right against wrong beads."""
    place = np.minimum(9, (confidence * 10).astype(int))
    error = sum(
        (place == k).mean() * abs(confidence[place == k].mean() - right[place == k].mean())
        for k in range(10)
        if (place == k).any()
    )
    order = np.argsort(confidence, kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    for value in np.unique(confidence):
        ranks[confidence == value] = ranks[confidence == value].mean()
    good, bad = right.sum(), (~right).sum()
    area = (ranks[right].sum() - good * (good + 1) / 2) / max(1, good * bad)
    return float(error), float(area)


def rows(data: Path) -> Iterator[Row]:
    yield from novels(data)
    yield from missing(data)
    yield from bible(data)
    yield from report(data)
    yield from anything(data)
    yield from learned(data)


def novels(data: Path) -> Iterator[Row]:
    import galechurch

    chapters = [chapter(data, k) for k in range(1, 7)]
    peers = "Bertalign .911, Vecalign .863, Bleualign .641, hunalign .610, Gale-Church .485"
    whole = strict([(beads_of(zh, en), gold) for zh, en, gold in chapters])
    lengths = strict([(by_length(galechurch, zh, en), gold) for zh, en, gold in chapters])
    trained = examples(data)
    fitted(trained)
    cross = folds(trained)
    yield Row(
        "MAC-Dev, F1, each chapter by weights learned without it",
        crossed(trained, cross),
        "",
        ">= .88, stretch .92",
        peers,
    )
    yield Row("MAC-Dev, F1, as shipped (these chapters are among the training texts)", whole, "", "", peers)
    yield Row("MAC-Dev, F1, package galechurch, same run", lengths, "", "", "Gale-Church .485")
    confidence, right = [], []
    for e in trained:
        if e.name in cross or e.name == "seed":
            weights = cross.get(e.name, next(iter(cross.values())))
            gold = set(e.gold or [])
            for a, b, c in decoded(e, weights):
                confidence.append(c)
                right.append((a, b) in gold)
    error, area = calibration(np.array(confidence), np.array(right))
    yield Row("Confidence, expected calibration error, MAC-Dev (cross-validated) and the report", error, "", "<= .05")
    yield Row("Confidence, AUC of right against wrong beads, the same", area, "", ">= .85")
    yield Row("Reliability diagram", str(diagram(np.array(confidence), np.array(right)).relative_to(OUT.parent)))


def by_length(galechurch: Any, zh: list[str], en: list[str]) -> Beads:
    ladder = galechurch.align(zh, en).to_pharaoh_lines()
    return [tuple(tuple(json.loads(part)) for part in line.split(":")) for line in ladder]  # type: ignore[misc]


def diagram(confidence: np.ndarray, right: np.ndarray) -> Path:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    place = np.minimum(9, (confidence * 10).astype(int))
    bins = [k for k in range(10) if (place == k).any()]
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    axes.plot([confidence[place == k].mean() for k in bins], [right[place == k].mean() for k in bins], marker="o")
    for k in bins:
        axes.annotate(str((place == k).sum()), (confidence[place == k].mean(), right[place == k].mean()), fontsize=8)
    axes.set_xlabel("confidence of a bead")
    axes.set_ylabel("share of right beads")
    axes.set_title("MAC-Dev (cross-validated) and the seed report")
    OUT.mkdir(exist_ok=True)
    figure.savefig(OUT / "reliability.png", dpi=120)
    plt.close(figure)
    return OUT / "reliability.png"


def missing(data: Path) -> Iterator[Row]:
    for share in (0.1, 0.33):
        for side, name in ((0, "Chinese"), (1, "English")):
            lost, left_out, wanted = [], 0, 0
            for number in range(1, 7):
                zh, en, gold = chapter(data, number)
                count = int(share * len(gold))
                start = random.Random(number).randrange(len(gold) - count)
                one, other, beads = without(zh, en, gold, side, start, count)
                before = strict([([b for b in beads_of(zh, en) if all(b)], [b for b in gold if all(b)])])
                cut = beads_of(one, other)
                linked = [b for b in beads if all(b)]
                lost.append(before - strict([([b for b in cut if all(b)], linked)]))
                gone = {b for b in beads if not all(b)}
                left_out += len(gone & set(cut))
                wanted += len(gone)
            yield Row(
                f"MAC-Dev, {share:.0%} of the {name} removed in one run, loss of F1 over the rest",
                float(np.mean(lost)),
                "",
                "< .03",
            )
            yield Row(
                "  the share of what has lost its partner that is reported as omission", left_out / max(1, wanted)
            )


def bible(data: Path) -> Iterator[Row]:
    names = verses(data)
    seconds, memory = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("001", "006"):
            paths = [str(data / "bible" / f"{name}.{side}") for side in ("en", "zh")]
            out = Path(folder, f"{name}.ladder")
            command = [sys.executable, "-m", "benchmarks.timed", "pair", *paths, "--src-lang", "en", "--tgt-lang", "zh",
                       "--split", "lines", "--format", "ladder", "-o", str(out)]  # fmt: skip
            runs = [
                json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
                for _ in range(3 if name == "001" else 1)
            ]
            best = min(runs, key=lambda run: run["seconds"])
            seconds[name], memory[name] = best["seconds"], best["megabytes"]
            sides = (map(json.loads, line.split(":")) for line in lines(out))
            beads = [(tuple(src), tuple(tgt)) for src, tgt in sides]
            counts = [len(lines(Path(path))) for path in paths]
            yield Row(
                f"Bible {name}, F1 by verse",
                verse_f1(beads, names, counts),
                "",
                ">= .985" if name == "001" else "",
                "Bertalign .979, hunalign .895, Gale-Church .821" if name == "001" else "",
            )
            yield Row(
                f"Bible {name}, end to end by `align pair`",
                seconds[name],
                "s",
                "<= 2.5" if name == "001" else f"<= {8 * seconds['001']:.1f} (8 times 001)",
                "hunalign 2.5 s" if name == "001" else "",
            )
            yield Row(
                f"Bible {name}, greatest memory",
                memory[name],
                "MB",
                "< 1000" if name == "006" else "",
                "hunalign 132" if name == "001" else "",
            )
    yield Row("Time of 006 for that of 001", seconds["006"] / seconds["001"], "times", "<= 8, 6.5 times the sentences")


def report(data: Path) -> Iterator[Row]:
    right, _ = seed(data)
    yield Row("Seed report from the raw files, gold beads reproduced exactly", right, "", ">= .99")


def seed(data: Path, encoder: Encoder | None = None) -> tuple[float, int]:
    """The share of the seed report's gold beads that come out exactly, from the raw files, and its sentences."""
    sys.path.insert(0, str(data.parent / "tools"))
    from score_text import score

    from align.readers import read

    folder = data / "gc20-item22"
    gold = json.loads((folder / "gold-alignment.json").read_text(encoding="utf-8"))["beads"]
    bitext = align(read(folder / "zh.txt"), read(folder / "en.txt"), encoder=encoder)
    beads = [{"src": src, "tgt": tgt} for _, src, tgt in bitext]
    return score(gold, beads)[0], len(bitext.src) + len(bitext.tgt)


def anything(data: Path) -> Iterator[Row]:
    """Pairs of languages without a dictionary."""
    chapters = [chapter(data, k) for k in range(1, 7)]

    def f1(linker: Linker, learn: bool) -> float:
        return strict([(unseen(zh, en, linker, "de", "fr", learn=learn), gold) for zh, en, gold in chapters])

    def bare(left: TokenizedText, right: TokenizedText) -> Strengths:
        return links(left, right, dictionary=False)

    yield Row("MAC-Dev without a dictionary: lengths, numbers, ends, F1", f1(bare, False), "", "", "Gale-Church .485")
    yield Row("  and with the words that the text itself teaches", f1(bare, True))
    yield Row("MAC-Dev with a fifth of the dictionary, as cognates are", f1(sparse(0.2, 9), True))
    news = [(row[3], row[2]) for row in table_of(data / "ntrex" / "ntrex.tsv")]
    one, other, gold = joined(news[900:1900], 5)
    bitext = align(one, other, src_lang="ja", tgt_lang="ko")
    yield Row(
        "NTREX, Traditional against Simplified as unknown languages, joined at random, F1",
        strict([([(b.src, b.tgt) for b in bitext.beads], gold)]),
        "",
        "",
        "(Text+Berg de-fr: Bertalign .936, SentAlign .932, Vecalign .902)",
    )


def learned(data: Path) -> Iterator[Row]:
    """A lexicon from half of the SDG targets and NTREX, used on the other half."""
    goals = [(row[1], row[2]) for row in table_of(data / "sdg-targets" / "sdg-targets.tsv")]
    news = [(row[2], row[1]) for row in table_of(data / "ntrex" / "ntrex.tsv")]
    pairs = goals[::2] + news[::2], goals[1::2] + news[1::2]
    first = align([a for a, _ in pairs[0]], [b for _, b in pairs[0]], src_lang="zh", tgt_lang="en")
    lexicon = Lexicon.learn([first])
    zh, en, gold = joined(pairs[1], 3, 0.25)
    yield Row("Lexicon learned from half of SDG and NTREX", len(lexicon.entries), "pairs")
    for name, dictionary in (("with the dictionary", True), ("without it", False)):
        for what, given in (("", None), (", and the learned lexicon", lexicon)):

            def linker(
                a: TokenizedText, b: TokenizedText, given: Lexicon | None = given, dictionary: bool = dictionary
            ) -> Strengths:
                return links(a, b, given, dictionary=dictionary)

            languages = ("zh", "en") if dictionary else ("de", "fr")
            score = strict([(unseen(zh, en, linker, *languages, learn=False), gold)])
            yield Row(f"  the other half, joined at random, F1 {name}{what}", score)
