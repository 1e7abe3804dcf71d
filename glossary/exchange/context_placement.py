"""Which term a context is placed under, in formats that keep contexts with terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from glossary.exchange.losses import Losses
from glossary.types import Context, Term

__all__ = ["place_contexts"]


def place_contexts(
    contexts: Iterable[Context], terms: Sequence[Term], losses: Losses
) -> dict[int, list[tuple[int, Context, bool]]]:
    """The halves of the contexts by the identity of a term: the context's number from 1, itself, whether its target side.

    A half stands at the longest term of its language that it contains, otherwise at the language's first term.

    >>> here = Term("UNIDO", "en")
    >>> placed = place_contexts([Context("", "UNIDO began.")], [Term("body", "en"), here], Losses())
    >>> placed[id(here)][0][0::2]
    (1, True)
    """
    placed: dict[int, list[tuple[int, Context, bool]]] = {}
    number = 0
    for context in contexts:
        bearers = []
        for text, language, translation in (
            (context.src, context.src_lang, False),
            (context.tgt, context.tgt_lang, True),
        ):
            if not text:
                continue
            term = _bearer(text, [term for term in terms if term.language == language])
            if term is None:
                losses.add("context in a language without a term")
            else:
                bearers.append((id(term), translation))
        # Numbered by what is written, so that the numbers are the same next time.
        number += bool(bearers)
        for key, translation in bearers:
            placed.setdefault(key, []).append((number, context, translation))
    return placed


def _bearer(text: str, terms: list[Term]) -> Term | None:
    """The longest of the terms that stands in the text, otherwise the first."""
    lowered = text.casefold()
    inside = [term for term in terms if term.text.casefold() in lowered]
    return max(inside, key=lambda term: len(term.text), default=terms[0] if terms else None)
