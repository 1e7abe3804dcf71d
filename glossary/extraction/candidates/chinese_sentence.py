"""A Chinese sentence as term extraction needs it: cut into pieces, with their tags, weights and places."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.extraction.candidates.word_lists import word_set

__all__ = ["Chinese", "is_title"]


class Chinese:
    """A sentence without spaces between Chinese characters, in pieces, with tags and a weight for each character."""

    __slots__ = ("bounds", "features", "known", "pieces", "simplified", "soft", "tags", "text", "titles", "weights")

    def __init__(
        self, text: str, simplified: str, pieces: list[str], tags: list[str], soft: frozenset[int] = frozenset()
    ):
        self.text = text
        self.simplified = simplified
        """`text` in simplified characters, position by position."""
        self.pieces = pieces
        """In simplified characters, like the word lists and the learned words."""
        self.tags = tags
        self.soft = soft
        """Borders between pieces that lie inside a word of jieba's."""
        self.features: dict[tuple[int, int], dict[str, float]] = {}
        """The features of each span that has been asked about."""
        self.known: list[tuple[int, int]] = []
        """Spans of characters that are terms of a vocabulary; they begin and end at borders of pieces."""
        bounds = [0]
        for piece in pieces:
            bounds.append(bounds[-1] + len(piece))
        self.bounds = bounds
        weights: list[float] = []
        for piece, tag in zip(pieces, tags, strict=True):
            light = piece in _LIGHT or (tag[0] in "xu" and not piece.isalnum())
            weights.extend([0.0 if light else 1.0] * len(piece))
        self.weights = weights
        self.titles = list(_titles(self))
        """Spans of pieces that fill a pair of title marks, 《 and 》."""

    def __len__(self) -> int:
        return len(self.pieces)


_LIGHT = word_set("的 和 及 与 或 、 以及 之 了 在 于 对 以 为 等 中 上 下 是 - / · ( ) 《 》 “ ”")


def _titles(s: Chinese) -> Iterator[tuple[int, int]]:
    """The spans between 《 and 》: each is a name as a whole, whatever it contains."""
    opened = None
    for number, piece in enumerate(s.pieces):
        if piece == "《" and opened is None:
            opened = number + 1
        elif piece == "》" and opened is not None:
            if 1 <= number - opened <= 30:
                yield opened, number
            opened = None


def is_title(s: Chinese, i: int, j: int) -> bool:
    """Whether the span fills a pair of title marks."""
    return i > 0 and j < len(s) and s.pieces[i - 1] == "《" and s.pieces[j] == "》"
