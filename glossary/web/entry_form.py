"""The form of an entry: the fields that a browser sends, the choices that they offer, and the doubts before saving."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from fastapi import Request
from pydantic import BaseModel, Field

from glossary.review.before_saving import Doubt, digest, doubts
from glossary.review.drafts import Draft, TermDraft, written_term
from glossary.review.subjects import subject_list
from glossary.statistics import contents
from glossary.store.glossary import Glossary
from glossary.types import AdministrativeStatus, Concept, TermType
from glossary.web.problems import Problem

__all__ = ["EditForm", "asked", "form_context", "subject_choices"]

TYPES: tuple[str, ...] = get_args(TermType)
STANDINGS: tuple[str, ...] = get_args(AdministrativeStatus)
LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")
REGIONS = ("china", "hong_kong", "macao", "taiwan", "singapore", "uk", "us", "canada", "australia")
"""Regions that the form suggests for a term; others can be typed."""
SUBJECTS = 500
Short = Annotated[str, Field(max_length=2_000)]
Long = Annotated[str, Field(max_length=20_000)]


class EditForm(BaseModel):
    """The form of an entry. The lists about terms are parallel; those of sources, notes and regions may be left out."""

    expected: str = ""
    term_text: list[Short] = []
    term_language: list[Short] = []
    term_type: list[Short] = []
    term_status: list[Short] = []
    term_was: list[Short] = []
    term_source: list[Short] = []
    term_note: list[Long] = []
    term_region: list[Short] = []
    subject: Short = ""
    subject_other: Short = ""
    definition: Long = ""
    definition_source: Short | None = None
    note: list[Long] = []
    why: Short = ""
    warned: Short = ""
    then: Literal["", "approve"] = ""

    def draft(self) -> Draft:
        lists = (self.term_language, self.term_type, self.term_status, self.term_was)
        more: list[list[Any]] = [
            some or [None] * len(self.term_text) for some in (self.term_source, self.term_note, self.term_region)
        ]
        if any(len(one) != len(self.term_text) for one in (*lists, *more)):
            raise Problem(422, "invalid", "The lists of terms differ in length.")
        terms = tuple(
            TermDraft(
                text, language, kind or "fullForm", standing or None, int(was) if was.isdecimal() else None, *written
            )
            for text, language, kind, standing, was, *written in zip(self.term_text, *lists, *more, strict=True)
        )
        subject = self.subject_other.strip() or self.subject
        return Draft(terms, subject, self.definition, tuple(self.note), self.definition_source)


def asked(glossary: Glossary, form: EditForm, draft: Draft, old: Concept | None = None) -> list[Doubt]:
    """The doubts that the user should see before saving and has not seen yet; empty if there are none."""
    known = old.terms if old else ()
    terms = [
        written_term(one, known[one.was] if one.was is not None and one.was < len(known) else None)
        for one in draft.terms
        if one.text.strip()
    ]
    subject = (draft.subject or "").strip() or None
    found = doubts(glossary, terms, subject=subject, old=old, approving=form.then == "approve")
    return found if found and digest(found) != form.warned else []


def form_context(request: Request, draft: Draft, asked: list[Doubt] | None = None) -> dict[str, Any]:
    """The context for the template of the form; `asked` are the doubts that it shows before saving."""
    used = [term.language for term in draft.terms]
    return {
        "draft": draft,
        "subjects": subject_choices(request, draft.subject),
        "types": TYPES,
        "standings": STANDINGS,
        "regions": REGIONS,
        "choices": list(dict.fromkeys((*LANGUAGES, *used))),
        "asked": asked or [],
        "warned": digest(asked or []),
    }


def subject_choices(request: Request, current: str | None = None) -> dict[str, list[tuple[str, str]]]:
    """The subjects that can be chosen, as (stored name, Chinese name): those listed, and others that entries use."""
    listed = subject_list(request.app.state.settings.glossary)
    known = {name.casefold() for name in listed}
    in_use = [*request.app.state.reader.once(contents).subjects, *([current] if current else [])]
    others = sorted({name for name in in_use if name.casefold() not in known})
    return {"listed": list(listed.items()), "others": [(name, name) for name in others[:SUBJECTS]]}
