"""Spaces between words in what the recognizer of pictures reads.

The model gives a probability of each character for each column of a line, and the best of each column makes the text (CTC:
connectionist temporal classification). A narrow space is seldom the best of its column, and the words on both sides run
together. But between two words it has a probability of some hundredths at least, and within a word of some thousandths at most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SpacedDecoder", "spaced"]

SPACE = 0.02
"""Smallest probability, in one column between two characters, of a space. On pages in five fonts, at 150 and 300 dpi,
clean and noisy, 0.3% of the spaces are below it and 0.02% of the other places above."""
_CLOSED = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60 ]")
"""Characters beside which a space that the model is not sure of is none: Chinese, Japanese and Korean, and their marks."""


class SpacedDecoder:
    """Takes the place of the decoder of RapidOCR's recognizer."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.character = list(characters)
        self._space = self.character.index(" ")

    def __call__(self, predictions: NDArray[np.float32], *_: object, **__: object) -> list[tuple[str, float]]:
        """Text and mean probability of each line; `predictions` are lines by columns by characters, 0 for none."""
        return [self._line(line) for line in predictions]

    def _line(self, line: NDArray[np.float32]) -> tuple[str, float]:
        best = line.argmax(axis=1)
        chosen = best != 0
        chosen[1:] &= best[1:] != best[:-1]
        columns = np.flatnonzero(chosen)
        if not len(columns):
            return "", 0.0
        signs = [self.character[best[column]] for column in columns]
        spaces = line[:, self._space]
        text = signs[0]
        for (one, other), (left, right) in zip(pairwise(signs), pairwise(columns), strict=True):
            between = spaces[left + 1 : right]
            if len(between) and between.max() >= SPACE and not _CLOSED.search(one + other):
                text += " "
            text += other
        return text, float(line[columns, best[columns]].mean())


def spaced(engine: Any) -> Any:
    """The engine, its recognizer decoding with the spaces that it would leave out."""
    recognizer = engine.text_rec
    recognizer.postprocess_op = SpacedDecoder(recognizer.postprocess_op.character)
    return engine
