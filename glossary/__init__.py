"""Bitext in, terminology out: extract, store, search, export.

    from glossary import Glossary, export
    from glossary.extraction.bilingual import extract
    from glossary.search import search

    g = Glossary.open("unido", create=True)  # a Delta table: atomic, with history
    g.add(extract([bitext]))                 # concept entries, best first, with their evidence
    hits = search(g, "工发组织")
    export(g.concepts(), "unido.tbx", format="tbx")

Importing this package loads no model, no table and no index: each name is fetched when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from glossary.errors import GlossaryError
from glossary.types import Concept, Context, Relation, Scores, Term

if TYPE_CHECKING:
    from glossary.exchange import read as read_terms
    from glossary.exchange import write as export
    from glossary.store.glossary import Glossary

__all__ = [
    "Concept",
    "Context",
    "Glossary",
    "GlossaryError",
    "Relation",
    "Scores",
    "Term",
    "export",
    "read_terms",
]

_HOMES = {
    "Glossary": ("glossary.store.glossary", "Glossary"),
    "export": ("glossary.exchange", "write"),
    "read_terms": ("glossary.exchange", "read"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'glossary' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return __all__
