"""What an imported entry changes in the glossary's own: compared with what its file was able to hold of that one.

Three versions of an entry meet. `own` is the glossary's; `base` is what a file of this format holds of it, so what the
file would say if nobody had touched it; `incoming` is what the file says. Where incoming and base agree, nobody has
changed anything, and the glossary's own stays as it is, whatever the format cannot hold. Where they differ, a person
has changed the file, and the glossary follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from glossary.types import Concept, Context, Scores, Term

__all__ = ["Held", "clashes", "revised", "signature"]

Part = TypeVar("Part")

_DEFAULTS: dict[str, Any] = {"type": "fullForm", "status": "proposed", "frequency": 0}
_DETAILS = ("script", "type", "part_of_speech", "status", "source", "note")
_SCALARS = ("subject", "definition", "status", "frequency", "created", "created_by")


@dataclass(frozen=True, slots=True)
class Held:
    """What a file can say: which fields of an entry, and which terms.

    `fields` are names of Concept's fields, None for all that the format has. `term` tells of a term whether the file
    would hold it: a sheet without a French column says nothing of French terms. `removes` says that what is missing
    has been removed; without it the file only adds. `complete` says the same of fields beside the terms, which a file
    of somebody else leaves empty without meaning anything by it.
    """

    fields: frozenset[str] | None = None
    term: Callable[[Term], bool] = lambda _: True
    removes: bool = True
    complete: bool = True

    def holds(self, name: str) -> bool:
        return self.fields is None or name in self.fields


def revised(own: Concept, base: Concept, incoming: Concept, held: Held) -> Concept:
    """The glossary's own entry with what was changed in the file.

    >>> own = Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en", type="acronym"), Term("Unido", "en")))
    >>> base = Concept("c1", tuple(Term(term.text, term.language) for term in own.terms))  # the format knows no types
    >>> revised(own, base, base, Held()) == own
    True
    >>> [term.text for term in revised(own, base, replace(base, terms=base.terms[:2]), Held()).terms]
    ['工发组织', 'UNIDO']
    """
    changes: dict[str, Any] = {}
    complete = held.removes and held.complete
    for name in _SCALARS:
        if held.holds(name):
            values = getattr(own, name), getattr(base, name), getattr(incoming, name)
            changes[name] = _value(*values, default=_DEFAULTS.get(name), clears=complete)
    if held.holds("scores"):
        changes["scores"] = _scores(own.scores, base.scores, incoming.scores, clears=complete)
    for name in ("notes", "relations", "documents"):
        if held.holds(name):
            lists = getattr(own, name), getattr(base, name), getattr(incoming, name)
            changes[name] = _listed(*lists, removes=complete)
    if held.holds("contexts"):
        changes["contexts"] = _contexts(own.contexts, base.contexts, incoming.contexts, removes=complete)
    base = replace(base, terms=tuple(term for term in base.terms if held.term(term)))
    terms = _terms(own, base, incoming) if held.removes else _more_terms(own, base, incoming)
    changes["terms"] = terms or own.terms
    return own if all(getattr(own, name) == value for name, value in changes.items()) else replace(own, **changes)


def clashes(before: Concept, own: Concept, base: Concept, incoming: Concept, held: Held) -> list[tuple[str, str, str]]:
    """What both the glossary and the file have changed since the file was exported, each in another way.

    `before` is the entry as it was then, `base` what the file held of it. Each clash is the field (of terms the
    language), what the glossary says now, and what the file says.

    >>> before = Concept("c1", (Term("UNIDO", "en"),), definition="old")
    >>> clashes(before, replace(before, definition="ours"), before, replace(before, definition="theirs"), Held())
    [('definition', 'ours', 'theirs')]
    """
    found = []
    for name in ("subject", "definition", "status", "notes"):
        values = [getattr(entry, name) for entry in (before, own, base, incoming)]
        if held.holds(name) and _both_changed(*values):
            found.append((name, _text(values[1]), _text(values[3])))
    for language in dict.fromkeys(term.language for term in (*own.terms, *incoming.terms)):
        texts = [
            tuple(term.text for term in entry.terms if term.language == language)
            for entry in (before, own, base, incoming)
        ]
        if _both_changed(*texts):
            found.append((f"terms in {language}", _text(texts[1]), _text(texts[3])))
    return found


def _both_changed(before: Any, own: Any, base: Any, incoming: Any) -> bool:
    return bool(before != own and base != incoming and own != incoming)


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")


def signature(concept: Concept) -> Concept:
    """The entry without its id and stamps: equal for two lines of a file that say the same.

    >>> signature(Concept("c1", (Term("UNIDO", "en"),))) == signature(Concept("x", (Term("UNIDO", "en"),)))
    True
    """
    return replace(concept, id="", created=None, created_by=None, modified=None, modified_by=None)


def _value(own: Any, base: Any, incoming: Any, *, default: Any, clears: bool) -> Any:
    if incoming == base or (incoming == default and not clears):
        return own
    return incoming


def _scores(own: Scores, base: Scores, incoming: Scores, *, clears: bool) -> Scores:
    values = {}
    for field in fields(Scores):
        one, other = getattr(base, field.name), getattr(incoming, field.name)
        # A spreadsheet keeps fifteen digits.
        changed = abs(one - other) > 1e-9 and (clears or other != 0)
        values[field.name] = other if changed else getattr(own, field.name)
    return Scores(**values)


def _listed(
    own: tuple[Part, ...], base: tuple[Part, ...], incoming: tuple[Part, ...], *, removes: bool
) -> tuple[Part, ...]:
    """The own list without what was taken out of the file's, and with what was put in."""
    gone = [part for part in base if part not in incoming] if removes else []
    come = [part for part in incoming if part not in base and part not in own]
    result = list(own)
    if len(gone) == len(come) and all(part in own for part in gone):
        for old, new in zip(gone, come, strict=True):
            result[result.index(old)] = new
        return tuple(result)
    return (*(part for part in result if part not in gone), *come)


def _contexts(
    own: tuple[Context, ...], base: tuple[Context, ...], incoming: tuple[Context, ...], *, removes: bool
) -> tuple[Context, ...]:
    gone = [context for context in base if context not in incoming] if removes else []
    come = [context for context in incoming if context not in base and context not in own]
    result = list(own)
    for old, new in zip(gone, come, strict=False):
        place = _place(result, old)
        if place is None:
            result.append(new)
        else:
            result[place] = _turned(result[place], old, new)
    for old in gone[len(come) :]:
        place = _place(result, old)
        if place is not None:
            del result[place]
    return (*result, *come[len(gone) :])


def _place(contexts: Sequence[Context], held: Context) -> int | None:
    """Where the context stands that the file held as `held`, perhaps one side of it only."""
    sides = {held.src, held.tgt} - {""}
    places = (n for n, context in enumerate(contexts) if sides <= {context.src, context.tgt})
    return next(places, None) if sides else None


def _turned(own: Context, old: Context, new: Context) -> Context:
    """The own context with what was changed from `old` to `new`; both may have the sides the other way round."""
    changed = {
        name: getattr(new, name) for name in ("document", "paragraph") if getattr(new, name) != getattr(old, name)
    }
    for name in ("src", "tgt"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            changed[
                "tgt" if before and before == own.tgt and before != own.src else "src" if before == own.src else name
            ] = after
    return replace(own, **changed)


def _key(term: Term) -> tuple[str, str]:
    return term.language, term.text


def _keyed(terms: Iterable[Term]) -> dict[tuple[str, str], Term]:
    return {_key(term): term for term in reversed(tuple(terms))}


def _updated(own: Term, base: Term | None, incoming: Term) -> Term:
    """The own term with the details that were changed; those of a term that the file did not hold are filled in."""
    changes = {}
    for name in _DETAILS:
        after = getattr(incoming, name)
        before = getattr(base, name) if base is not None else getattr(own, name)
        if after != before and (base is not None or after not in (None, "fullForm")):
            changes[name] = after
    return replace(own, **changes) if changes else own


def _more_terms(own: Concept, base: Concept, incoming: Concept) -> tuple[Term, ...]:
    """The own terms and those that the file adds; details that the file says are taken, what it leaves open stays."""
    held, said = _keyed(base.terms), _keyed(incoming.terms)
    result = []
    for term in own.terms:
        now = said.get(_key(term))
        before = held.get(_key(term))
        if now is not None and before is not None:
            # A default value does not come from the file.
            default = {name: getattr(before, name) for name in _DETAILS if getattr(now, name) in (None, "fullForm")}
            term = _updated(term, before, replace(now, **default))
        elif now is not None:
            term = _updated(term, None, now)
        result.append(term)
    known = _keyed(own.terms).keys() | held.keys()
    return (*result, *(term for key, term in said.items() if key not in known))


def _terms(own: Concept, base: Concept, incoming: Concept) -> tuple[Term, ...]:
    """The own terms, those of each language changed as the file changed them."""
    languages = dict.fromkeys(term.language for term in (*own.terms, *incoming.terms))
    sequences = {
        language: _of_language(*([t for t in entry.terms if t.language == language] for entry in (own, base, incoming)))
        for language in languages
    }
    # Each language keeps its places among the others.
    result = []
    for term in own.terms:
        if sequences[term.language]:
            result.append(sequences[term.language].pop(0))
    return (*result, *(term for rest in sequences.values() for term in rest))


def _of_language(own: list[Term], base: list[Term], incoming: list[Term]) -> list[Term]:
    mine, held, said = _keyed(own), _keyed(base), _keyed(incoming)
    if list(map(_key, base)) == list(map(_key, incoming)):
        return [_updated(term, held[_key(term)], said[_key(term)]) if _key(term) in held else term for term in own]
    renamed = _renamed(base, incoming)
    result: list[Term] = []
    for term in incoming:
        key = _key(term)
        if key in mine:
            result.append(_updated(mine[key], held.get(key), term))
        elif key in renamed and _key(renamed[key]) in mine:
            old = renamed[key]
            result.append(replace(_updated(mine[_key(old)], old, term), text=term.text, script=term.script))
        elif key not in held:
            result.append(term)
    for place, term in enumerate(own):
        key = _key(term)
        if key not in held and key not in said:
            before = {_key(other) for other in own[:place]}
            after = max((n for n, other in enumerate(result, 1) if _key(other) in before), default=0)
            result.insert(after, term)
    return result


def _renamed(base: list[Term], incoming: list[Term]) -> dict[tuple[str, str], Term]:
    """Terms that were written anew, by their new key: one in the place of one that went, or as many as went.

    They keep what the format cannot hold of them.
    """
    held, said = _keyed(base), _keyed(incoming)
    gone = [term for term in base if _key(term) not in said]
    come = [term for term in incoming if _key(term) not in held]
    if len(gone) == len(come):
        return {_key(new): old for old, new in zip(gone, come, strict=True)}
    return {_key(new): old for old, new in zip(base, incoming, strict=False) if old in gone and new in come}
