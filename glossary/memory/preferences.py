"""What a translator prefers among earlier translations, and what is left out: bodies, years, subjects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Criterion", "Preferences", "criterion"]

_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)?(?P<dash>\s*[-–]\s*)?(?P<last>(?:19|20)\d\d)?")


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion for sentence pairs: a body, a span of years, or one of some documents."""

    body: str | None = None
    years: tuple[int, int] | None = None
    documents: frozenset[str] | None = None

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether a sentence pair, given as a row of its table, meets the criterion.

        >>> Criterion(years=(2015, 2019)).matches({"date": "2017-11-27"}), Criterion(body="IDB").matches({"body": "GC"})
        (True, False)
        """
        if self.documents is not None:
            return row.get("document") in self.documents
        if self.body is not None:
            return str(row.get("body") or "").casefold() == self.body.casefold()
        year = _year(row)
        return year is not None and self.years is not None and self.years[0] <= year <= self.years[1]


@dataclass(frozen=True, slots=True)
class Preferences:
    """Criteria for what comes first among equals, and for what is left out; the body and agenda item of the new
    document.
    """

    first: tuple[Criterion, ...] = ()
    without: tuple[Criterion, ...] = ()
    body: str = ""
    agenda_item: str = ""
    own: frozenset[str] = field(default_factory=frozenset)
    """Names of documents from which nothing is taken, such as the new document itself."""

    def admits(self, row: Mapping[str, Any]) -> bool:
        return row.get("document") not in self.own and not any(one.matches(row) for one in self.without)

    def order(self, row: Mapping[str, Any]) -> tuple[int, int]:
        """Preferred ones first, then those of the same body and agenda item; smaller is better."""
        same_body = bool(self.body) and row.get("body") == self.body
        same_item = same_body and bool(self.agenda_item) and row.get("agenda_item") == self.agenda_item
        return (-sum(one.matches(row) for one in self.first), -same_body - same_item)


def criterion(text: str, *, bodies: Iterable[str], documents_of: Callable[[str], frozenset[str]]) -> Criterion | None:
    """The criterion that a word of the user means: a year or span of years, a body, else a subject; None for neither.

    >>> criterion("2015-2019", bodies=(), documents_of=lambda _: frozenset()).years
    (2015, 2019)
    >>> criterion("2020-", bodies=(), documents_of=lambda _: frozenset()).years
    (2020, 9999)
    """
    text = text.strip()
    years = _YEARS.fullmatch(text)
    if years and (years["first"] or years["last"]):
        first, last = int(years["first"] or 0), int(years["last"] or 9999)
        return Criterion(years=(first, last if years["dash"] else first))
    for body in bodies:
        if body.casefold() == text.casefold():
            return Criterion(body=body)
    documents = documents_of(text)
    return Criterion(documents=documents) if documents else None


def _year(row: Mapping[str, Any]) -> int | None:
    date = str(row.get("date") or "")[:4]
    if date.isdecimal():
        return int(date)
    session = str(row.get("session") or "")  # some bodies count by years
    return int(session) if re.fullmatch(r"(?:19|20)\d\d", session) else None
