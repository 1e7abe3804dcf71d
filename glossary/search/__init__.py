"""Look-up in a glossary: terms, sentences, and the known terms of a text.

The index that answers is derived from the glossary and follows it: see `glossary.search.index_refresh`.
"""

from __future__ import annotations

from glossary.search.concordance import concordance
from glossary.search.lookup import search, suggestions
from glossary.search.sessions import session_of
from glossary.search.term_recognition import equivalents, known_terms
from glossary.search.types import Hit, KnownTerm, Line, MatchKind

__all__ = [
    "Hit",
    "KnownTerm",
    "Line",
    "MatchKind",
    "concordance",
    "equivalents",
    "known_terms",
    "search",
    "session_of",
    "suggestions",
]
