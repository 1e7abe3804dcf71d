"""Sessions of the bodies whose documents the glossary was built from, told by the documents' symbols."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

__all__ = ["session_of", "sessions", "wanted_documents"]


@lru_cache(maxsize=65536)
def session_of(document: str) -> str | None:
    """The session that a document belongs to, by its symbol or a file name that holds one; None where neither says.

    >>> session_of("GC.20/14"), session_of("A/RES/78/1"), session_of("minutes.docx")
    ('GC.20', 'A/78', None)
    """
    from align.un_documents import parse_file_name, parse_symbol

    symbol = parse_symbol(document) or parse_file_name(document)[0]
    if symbol is None or symbol.session is None:
        return None
    dotted = f"{symbol.body}.{symbol.session}"
    return dotted if symbol.text.startswith(dotted) else f"{symbol.body}/{symbol.session}"


def sessions(documents: Iterable[str]) -> dict[str, list[str]]:
    """Documents by session, sessions in the order of their names; documents without one are left out.

    >>> sessions(["GC.20/14", "GC.20/2", "a.txt"])
    {'GC.20': ['GC.20/14', 'GC.20/2']}
    """
    found: dict[str, list[str]] = {}
    for document in documents:
        session = session_of(document)
        if session is not None:
            found.setdefault(session, []).append(document)
    return dict(sorted(found.items()))


def wanted_documents(
    document: str | None, session: str | None, documents: Callable[[], Iterable[str]]
) -> list[str] | None:
    """The documents that both filters let through, None where there is no filter; `documents` gives all there are."""
    if session:
        names = sessions(documents()).get(session, [])
        return [name for name in names if name == document] if document else names
    return [document] if document else None
