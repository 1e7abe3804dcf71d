"""Merges entries that name one thing in full, in short or by its acronym, as the table of bodies or the texts show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from glossary.extraction.abbreviations import chinese_definitions, english_definitions
from glossary.extraction.concept_entries import ConceptDraft
from glossary.extraction.term_pairs import Sentences
from glossary.extraction.vocabulary import bodies
from glossary.folding import fold

__all__ = ["join_short_forms"]


def join_short_forms(entries: list[ConceptDraft], sentences: Sentences) -> None:
    """Merge entries whose terms are forms of one name by the shipped table or by a bracket in the texts, in place."""
    by_zh: dict[str, ConceptDraft] = {}
    by_en: dict[str, ConceptDraft] = {}
    for entry in entries:
        for item in entry.items:
            by_zh.setdefault(item.zh, entry)
            by_en.setdefault(item.en, entry)

    def merge(group: list[ConceptDraft]) -> ConceptDraft:
        group = list(dict.fromkeys(group))
        group.sort(key=lambda e: (-e.lead.total, e.lead.zh))
        first = group[0]
        for other in group[1:]:
            first.joined.extend(other.items)
            first.conflicts.extend(other.conflicts)
            first.extra.extend(other.extra)
            first.short |= other.short
            for item in other.items:
                by_zh[item.zh] = by_en[item.en] = first
            entries.remove(other)
        return first

    _join_bodies(entries, sentences, merge)
    defined = _defined(sentences)
    for language, full, short in defined:
        table = by_zh if language == "zh" else by_en
        long, brief = table.get(fold(full, language)), table.get(fold(short, language))
        if long and brief and long is not brief:
            if language == "en" or _subsequence(brief.lead.zh, long.lead.zh):
                long = merge([long, brief])
        elif long and not brief:
            long.extra.append((language, short))
        elif brief and not long:
            brief.extra.append((language, full))
        owner = long or brief
        if owner:
            owner.short.add(fold(short, language))


def _join_bodies(
    entries: Sequence[ConceptDraft], sentences: Sentences, merge: Callable[[list[ConceptDraft]], ConceptDraft]
) -> None:
    """Merge entries whose terms are forms of one name by the shipped table, and add other forms found in the texts."""
    # A Chinese name can be in several entries, since a second reading is an entry of its own: full name and acronym.
    all_of_zh: dict[str, list[ConceptDraft]] = defaultdict(list)
    for entry in entries:
        for zh in dict.fromkeys(item.zh for item in entry.items):
            all_of_zh[zh].append(entry)
    merged: set[int] = set()
    for body in bodies():
        chinese, english = [fold(t, "zh") for t in body.chinese], [fold(t, "en") for t in body.english]
        group = [
            entry
            for zh in chinese
            for entry in all_of_zh.get(zh, ())
            if id(entry) not in merged and any(item.zh == zh and item.en in english for item in entry.items)
        ]
        if not group:
            continue
        entry = merge(group)
        merged.update(id(other) for other in group if other is not entry)
        entry.short |= {*chinese[1:], *english[1:]}
        has = {i.zh for i in entry.items} | {i.en for i in entry.items}
        for language, forms, keys, texts in (
            ("zh", body.chinese, chinese, sentences.zh),
            ("en", body.english, english, sentences.en),
        ):
            for form, key in zip(forms, keys, strict=True):
                longer = [other for other in forms if form != other and form in other]
                if key not in has and len(form) > 2 and _stands_in(form, texts, language, longer):
                    has.add(key)
                    entry.extra.append((language, form))


def _defined(sentences: Sentences) -> list[tuple[str, str, str]]:
    found: dict[tuple[str, str, str], None] = {}
    for text in sentences.en:
        if "(" in text:
            found.update(dict.fromkeys(("en", full, short) for full, short in english_definitions(text)))
    for text in sentences.zh:
        if "(" in text or "（" in text:
            found.update(dict.fromkeys(("zh", full, short) for full, short in chinese_definitions(text)))
    return list(found)


def _stands_in(form: str, texts: Iterable[str], language: str, longer: Iterable[str]) -> bool:
    """Whether a form occurs in one of the texts without being part of a longer form of the same name."""
    pattern = re.compile(rf"(?<!\w){re.escape(form)}(?!\w)" if language == "en" else re.escape(form))
    for text in texts:
        if form in text:
            for other in longer:
                text = text.replace(other, "\n")
            if pattern.search(text):
                return True
    return False


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)
