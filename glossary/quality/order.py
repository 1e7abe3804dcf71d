"""Figures of a list that stand in another order in the translation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from align.errors import Message
from glossary.quality.faults import Fault, Span

__all__ = ["order_faults"]

_NUMBER = r"\d[\d,]*(?:\.\d+)?\s?[%％]?"
_AND = r"(?:以及|和|及|与|and|or|et|ou|y|o|и|или|و)"
_JOIN = rf"\s?(?:[,，、;；]\s?{_AND}?|{_AND})\s?"
_LIST = re.compile(rf"(?<![\w./])(?:{_NUMBER})(?:{_JOIN}(?:{_NUMBER}))+(?![\w/])")
_FIGURE = re.compile(r"\d[\d,]*\d(?:\.\d+)?|\d(?:\.\d+)?")


def order_faults(src: str, tgt: str) -> Iterator[Fault]:
    """Lists of figures that both sides have in different order. Only lists are compared, because languages order
    sentences differently.

    >>> [fault.message for fault in order_faults("占 45%、30% 和 25%", "for 30, 45 and 25 per cent")]
    ['the figures are in another order: 30, 45 and 25']
    """
    there = list(_lists(tgt))
    for span, figures in _lists(src):
        if any(figures == other for _, other in there):
            continue
        for other_span, other in there:
            if sorted(figures) == sorted(other):
                said = tgt[slice(*other_span)].strip()
                message = Message("the figures are in another order: {said}", said=said)
                yield Fault("number", message, (span,), (other_span,))
                break


def _lists(text: str) -> Iterator[tuple[Span, list[str]]]:
    for match in _LIST.finditer(text):
        yield match.span(), [figure.replace(",", "") for figure in _FIGURE.findall(match[0])]
