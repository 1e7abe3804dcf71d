"""The words of a text and the links between words as the compiled functions take them: named tuples of arrays."""

from __future__ import annotations

from typing import NamedTuple

from align.kernels import Float32s, Int32s
from align.words import TokenizedText

__all__ = ["LinkRows", "WordIds"]


class WordIds(NamedTuple):
    """The words of a text as numbers of their types: sentence n has `ids[offsets[n]:offsets[n + 1]]`."""

    ids: Int32s
    offsets: Int32s

    @classmethod
    def of(cls, text: TokenizedText) -> WordIds:
        """The words of a text that is cut into them already."""
        return cls(text.ids, text.offsets)


class LinkRows(NamedTuple):
    """Links in one direction: source type w has those to `columns[pointers[w]:pointers[w + 1]]`, of these strengths."""

    pointers: Int32s
    columns: Int32s
    values: Float32s
