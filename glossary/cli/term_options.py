"""Terms as options name them, `en:green hydrogen`, and the terms of an entry that such options change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glossary.types import Concept, Term

__all__ = ["changed_terms", "parse_term"]


def parse_term(text: str) -> tuple[str, str]:
    """The language and the term that an option names. Raises InvalidOption.

    >>> parse_term("EN: green hydrogen")
    ('en', 'green hydrogen')
    """
    from align.languages import normalize_code
    from glossary.errors import InvalidOption

    language, colon, term = text.partition(":")
    if not colon or not term.strip():
        raise InvalidOption(
            "{text!r} names no term", remedy="write the language before it: en:green hydrogen", text=text
        )
    return normalize_code(language.strip()), term.strip()


def changed_terms(
    concept: Concept,
    added: Iterable[str],
    removed: Iterable[str],
    standing: Mapping[str, Iterable[str] | None],
    types: Iterable[str],
) -> tuple[Term, ...]:
    """The terms of an entry with some added and removed, and with their status and type changed; texts as in `parse_term`.

    `standing` names terms by their new administrative status; those that become preferred come first. `types` are
    `LANG:TERM=TYPE`. Raises InvalidEntry where the entry has no such term.

    >>> from glossary.types import Concept, Term
    >>> entry = Concept("c1", (Term("UNIDO", "en"),))
    >>> [(term.text, term.status) for term in changed_terms(entry, ["zh:工发组织"], [], {"preferred": ["zh:工发组织"]}, [])]
    [('工发组织', 'preferred'), ('UNIDO', None)]
    """
    from dataclasses import replace

    from align.languages import script_of
    from glossary.errors import InvalidEntry
    from glossary.types import Term

    terms = {(term.language, term.text): term for term in concept.terms}

    def known(key: tuple[str, str]) -> Term:
        if key not in terms:
            raise InvalidEntry(
                "it has no term {language}:{text}",
                where=concept.id,
                remedy="see it with: glossary edit",
                language=key[0],
                text=key[1],
            )
        return terms[key]

    for language, text in map(parse_term, added):
        script = script_of(text) if language == "zh" else None
        terms.setdefault((language, text), Term(text, language, script=script))
    for key in map(parse_term, removed):
        known(key)
        del terms[key]
    for name, named in standing.items():
        for key in map(parse_term, named or ()):
            terms[key] = replace(known(key), status=name)  # type: ignore[arg-type]
            if name == "preferred":
                terms = {key: terms.pop(key), **terms}  # it leads
    for text in types:
        named_term, _, kind = text.rpartition("=")
        key = parse_term(named_term)
        terms[key] = replace(known(key), type=kind)  # type: ignore[arg-type]
    return tuple(terms.values())
