"""What a change did to an entry, in the reader's language."""

from __future__ import annotations

from glossary.exchange.labels import split_definition, split_region
from glossary.types import Concept
from glossary.web.messages import has, say

__all__ = ["changes"]


def changes(before: Concept | None, after: Concept | None, language: str) -> list[str]:
    """The differences between two states of an entry, each a short line.

    >>> from glossary.types import Term
    >>> one = Concept("c", (Term("UNIDO", "en"),))
    >>> two = Concept("c", (Term("UNIDO", "en", status="preferred"), Term("工发组织", "zh")), status="approved")
    >>> changes(one, two, "en")
    ['new term: 工发组织', 'UNIDO: standing none → preferred', 'status: proposed → approved']
    """

    def words(key: str, **values: object) -> str:
        return say(f"entry.change.{key}", language, **values)

    def named(area: str, value: object) -> str:
        if not value:
            return words("none")
        key = f"{area}.{value}"
        return say(key, language) if has(key) else str(value)

    if before is None or after is None:
        there = after or before
        return [words("made" if before is None else "gone", terms=_names(there))] if there else []
    lines = []
    was = {(term.language, term.text): term for term in before.terms}
    now = {(term.language, term.text): term for term in after.terms}
    lines += [words("term_new", term=text) for language_, text in now if (language_, text) not in was]
    lines += [words("term_gone", term=text) for language_, text in was if (language_, text) not in now]
    for key, term in now.items():
        old = was.get(key)
        if old and old.status != term.status:
            lines.append(
                words(
                    "standing",
                    term=term.text,
                    old=named("term_status", old.status),
                    new=named("term_status", term.status),
                )
            )
        if old and old.type != term.type:
            lines.append(
                words("type", term=term.text, old=named("term_type", old.type), new=named("term_type", term.type))
            )
        if old:
            (old_note, old_region), (note, region) = split_region(old.note), split_region(term.note)
            lines += [
                words(key_, term=term.text, old=one or words("none"), new=two or words("none"))
                for key_, one, two in (
                    ("source", old.source, term.source),
                    ("region", old_region, region),
                    ("term_note", old_note, note),
                )
                if (one or "") != (two or "")
            ]
    if list(was) != list(now) and was.keys() == now.keys():
        lines.append(words("order", terms=_names(after)))
    if before.status != after.status:
        lines.append(words("status", old=named("status", before.status), new=named("status", after.status)))
    was_said, is_said = split_definition(before.definition or ""), split_definition(after.definition or "")
    for name, old_text, new_text in (
        ("subject", before.subject, after.subject),
        ("definition", was_said.text, is_said.text),
        ("definition_source", was_said.source, is_said.source),
    ):
        if (old_text or "") != (new_text or ""):
            lines.append(words(name, old=old_text or words("none"), new=new_text or words("none")))
    lines += [words("note_new", note=note) for note in after.notes if note not in before.notes]
    lines += [words("note_gone", note=note) for note in before.notes if note not in after.notes]
    if before.contexts != after.contexts:
        lines.append(words("contexts", old=len(before.contexts), new=len(after.contexts)))
    if before.relations != after.relations:
        lines.append(words("relations", old=len(before.relations), new=len(after.relations)))
    return lines


def _names(concept: Concept | None) -> str:
    return " = ".join(term.text for term in concept.terms) if concept else ""
