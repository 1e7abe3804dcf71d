"""The aligner with the encoder e5 where words leave doubt: accuracy on MAC-Dev, and how much is encoded."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from align.alignment.aligner import align
from align.encoders import E5, Encoder, load
from benchmarks import Row
from benchmarks.aligning import seed
from benchmarks.training import chapter, crossed, folds, strict
from benchmarks.training_vectors import PENALTY, stacked


class Counting:
    """An encoder that counts the texts it is asked for."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder, self.name, self.version, self.texts = encoder, encoder.name, encoder.version, 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += len(texts)
        return self.encoder.encode(texts)


def rows(data: Path) -> Iterator[Row]:
    found = load("e5")
    assert found is not None
    encoder = Counting(found)
    pairs, sentences = [], 0
    for number in range(1, 7):
        zh, en, gold = chapter(data, number)
        bitext = align(zh, en, src_lang="zh", tgt_lang="en", encoder=encoder)
        pairs.append(([(bead.src, bead.tgt) for bead in bitext.beads], gold))
        sentences += len(zh) + len(en)
    yield Row(
        "MAC-Dev with e5, F1, as shipped (these chapters are among the training texts)",
        strict(pairs),
        "",
        ">= .92",
        "Bertalign (LaBSE) .911",
    )
    learned, _ = stacked(data)
    yield Row(
        "MAC-Dev with e5, F1, each chapter by weights learned without it, those of words and of vectors",
        crossed(learned, folds(learned, PENALTY)),
        "",
        ">= .92",
        "Bertalign (LaBSE) .911",
    )
    yield Row("Texts encoded for a sentence of both sides", encoder.texts / sentences, "", "<= .2 (5 times fewer)")
    encoder.texts = 0
    right, sentences = seed(data, encoder)
    yield Row("Seed report with e5, gold beads reproduced exactly", right, "", ">= .99")
    yield Row("  texts encoded for a sentence of both sides", encoder.texts / sentences, "", "<= .2 (5 times fewer)")
    yield from _times(data)


def _times(data: Path) -> Iterator[Row]:
    """Processor time of aligning with e5, nothing remembered, beside that of only encoding every sentence."""
    encoder = Counting(E5())
    encoder.encode(["loads the model"])
    taken, whole, sentences = 0.0, 0.0, 0
    encoder.texts = 0
    for number in (1, 2):
        zh, en, _ = chapter(data, number)
        start = time.process_time()
        align(zh, en, src_lang="zh", tgt_lang="en", encoder=encoder)
        middle = time.process_time()
        encoder.encoder.encode([*zh, *en])
        taken, whole = taken + middle - start, whole + time.process_time() - middle
        sentences += len(zh) + len(en)
    yield Row("Chapters 1 and 2, aligned with e5, nothing remembered, processor time", taken, "s")
    yield Row("  encoding every sentence takes more time by", whole / taken, "times", ">= 5")
    yield Row("  and more texts by", sentences / max(1, encoder.texts), "times", ">= 5")
