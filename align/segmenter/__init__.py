"""Paragraphs into sentences: rules as data, one module a language, and one engine that works on spans.

>>> from align.segmenter import split
>>> text = "The Board took note of IDB.51/20. See para. 3."
>>> [text[start:end] for start, end in split(text, "en")]
['The Board took note of IDB.51/20.', 'See para. 3.']
"""

from __future__ import annotations

from align.segmenter.documents import segment
from align.segmenter.engine import split

__all__ = ["segment", "split"]
