"""Documents in, bitext out: read, segment, align, write.

    document = align.read("report.pdf")                   # Document: text, and paragraphs with exact places
    sentences = align.segment(document)                   # Segments: exact spans of the text
    bitext = align.align(document, align.read("en.pdf"))  # Bitext: beads with a confidence
    bitext.judgement.verdict, bitext.judgement.probability  # whether they are translations of each other at all
    align.write([bitext], "report.tmx")

Importing this package loads no model and no dictionary: each name is fetched when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from align.errors import AlignError, DuizhaoError
from align.types import Bead, Bitext, Document, Judgement, Paragraph, Segment

if TYPE_CHECKING:
    from align.alignment.aligner import align
    from align.formats import read as read_bitext
    from align.formats import write
    from align.judgement import judge
    from align.readers import read
    from align.segmenter import segment, split

__all__ = [
    "AlignError",
    "Bead",
    "Bitext",
    "Document",
    "DuizhaoError",
    "Judgement",
    "Paragraph",
    "Segment",
    "align",
    "judge",
    "read",
    "read_bitext",
    "segment",
    "split",
    "write",
]

_HOMES = {
    "align": ("align.alignment.aligner", "align"),
    "judge": ("align.judgement", "judge"),
    "read": ("align.readers", "read"),
    "read_bitext": ("align.formats", "read"),
    "segment": ("align.segmenter", "segment"),
    "split": ("align.segmenter", "split"),
    "write": ("align.formats", "write"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'align' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return __all__
