"""Finds terms by whatever a person remembers of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from glossary.errors import InvalidOption
from glossary.search import fuzzy, highlights, keys, pinyin
from glossary.search.expression import evaluate, is_expression, mixed_parts
from glossary.search.query import Question
from glossary.search.sessions import wanted_documents
from glossary.search.terms_index import Match, TermIndex
from glossary.search.types import KINDS, Hit, MatchKind, Span
from glossary.types import Term

if TYPE_CHECKING:
    from glossary.store.glossary import Glossary

__all__ = ["find", "search", "suggestions"]

STATUSES = ("proposed", "approved", "rejected")
_LONGEST = 200
_TOP_RANK = 3 * 1_000_001 * 1_000_000 * 4


def search(
    glossary: Glossary,
    query: str,
    *,
    limit: int = 20,
    status: str | Sequence[str] | None = None,
    subject: str | None = None,
    languages: Sequence[str] | None = None,
    document: str | None = None,
    session: str | None = None,
    fuzzy: bool = True,
    candidates: bool = False,
) -> list[Hit]:
    """Concepts whose terms match the query, each once, best first.

    The query may be Chinese in either script and with Taiwan's or Hong Kong's words, English in any inflection and
    spelling, pinyin with or without tones and spaces, the initials of pinyin, or an acronym. Kinds of match come in
    the order of `KINDS`; within a kind approved entries first, then by the entry's score and frequency. Typing slips
    are looked for when nothing else matches well, unless `fuzzy` is off.

    `status` takes one review status or several; None means all but rejected entries. Entries below the glossary's cut
    are met only with `candidates`. `languages` limits the terms
    that may match; `document` and `session` the entries to those that a document, or any of a session (`session_of`),
    shows. Raises InvalidOption for a status that does not exist or a limit below 1.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> from glossary.types import Concept
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> _ = glossary.add([Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en")))])
    >>> [(hit.kind, hit.term.text) for query in ("工發組織", "gfzz", "unidos") for hit in search(glossary, query)]
    [('exact', '工发组织'), ('initials', '工发组织'), ('exact', 'UNIDO')]
    """
    from glossary.search.index_refresh import term_index

    return find(
        term_index(glossary),
        query,
        limit=limit,
        status=status,
        subject=subject,
        languages=languages,
        document=document,
        session=session,
        slips=fuzzy,
        candidates=candidates,
    )


def find(
    index: TermIndex,
    query: str,
    *,
    limit: int = 20,
    status: str | Sequence[str] | None = None,
    subject: str | None = None,
    languages: Sequence[str] | None = None,
    document: str | None = None,
    session: str | None = None,
    slips: bool = True,
    candidates: bool = False,
) -> list[Hit]:
    """`search` in an open index."""
    if limit < 1:
        raise InvalidOption("a limit of {limit}", remedy="give 1 or more", limit=limit)
    query = query.strip()
    restrict = _filter(index, status, subject, languages, document, session, candidates=candidates)
    question = Question(query, index)
    found = _BestMatches(index, limit, restrict)
    if len(query) <= _LONGEST and (is_expression(query) or mixed_parts(query)) and _by_expression(query, found):
        return found.hits(question)
    if len(query) > _LONGEST:
        for kind, stage in question.certain():
            found.stage(kind, stage)
            break
        return found.hits(question)
    for kind, stage in question.certain():
        if found.full:
            break
        found.stage(kind, stage)
    if not found.full and (not found.best or question.looks_like_pinyin):
        for kind, stage in question.spoken():
            if not found.full:
                found.stage(kind, stage)
    if slips and len(found.best) < 5 and not found.certain and not question.repeats:
        _slips(question, found)
    return found.hits(question)


def _by_expression(query: str, found: _BestMatches) -> bool:
    """Take what an expression finds; False where Chinese beside other words finds nothing as a mixed query."""
    if is_expression(query):
        matches = evaluate(found.index, query, found.restrict)
    else:
        parts = [evaluate(found.index, f"({part})", found.restrict) for part in mixed_parts(query)]
        matches = {code: match for code, match in parts[0].items() if all(code in other for other in parts[1:])}
        if not matches:
            return False
    for match in sorted(matches.values(), key=lambda one: -one.rank)[: found.limit]:
        found.take("all words", match, [], 0)
    return True


def suggestions(glossary: Glossary, query: str, *, limit: int = 5) -> list[str]:
    """Terms that look or sound like a query that found nothing: what the person may have meant.

    Looser than `search`: some of the words, or some of the characters, are enough.

    >>> import tempfile
    >>> from glossary.store.glossary import Glossary
    >>> from glossary.types import Concept
    >>> glossary = Glossary.open(tempfile.mkdtemp(), create=True)
    >>> _ = glossary.add([Concept("c1", (Term("green hydrogen strategy", "en"),))])
    >>> suggestions(glossary, "hydrogen car")
    ['green hydrogen strategy']
    """
    from glossary.search.index_refresh import term_index

    index = term_index(glossary)
    question = Question(query.strip(), index)
    if not question.forms or len(query) > _LONGEST:
        return []
    import tantivy

    field, tokens = ("words", question.words) if question.words else ("pairs", keys.pairs(question.forms[0])[1:-1])
    ways = [near for token in tokens for near in ([token] if field == "pairs" else _with_near(question, token))]
    if not ways:
        return []
    parts = [(tantivy.Occur.Should, index.term(field, token)) for token in dict.fromkeys(ways)]
    loose = _filter(index, None, None, None)(tantivy.Query.boolean_query(parts))
    found: dict[str, None] = {}
    hits = index.searcher.search(loose, limit * 4, count=False).hits
    for match in index.at([address for _, address in hits]):
        concept = index.concept_of(match)
        if concept:
            found.setdefault(concept.terms[match.number].text)
    return list(found)[:limit]


def _with_near(question: Question, word: str) -> list[str]:
    return [word] if question.index.has("words", word) else fuzzy.near_words(question, word, limit=4)


class _BestMatches:
    """Concepts found so far, each by its best match."""

    def __init__(self, index: TermIndex, limit: int, restrict: Callable[[Any], Any]):
        self.index, self.limit, self.restrict = index, limit, restrict
        self.best: dict[int, tuple[float, MatchKind, Match, list[list[str]]]] = {}
        self.kinds: list[MatchKind] = []
        self.certain = False

    @property
    def full(self) -> bool:
        return len(self.best) >= self.limit

    def stage(self, kind: MatchKind, query: Any, words: list[list[str]] | None = None, penalty: int = 0) -> None:
        """Take the matches of one stage, best first, until there are enough concepts."""
        query, wanted = self.restrict(query), self.limit * 2
        while True:
            matches = self.index.matches(query, wanted)
            for match in matches:
                self.take(kind, match, words or [], penalty)
            if self.full or len(matches) < wanted:
                break
            wanted *= 4  # many terms of few concepts
        self.kinds.append(kind)

    def take(self, kind: MatchKind, match: Match, words: list[list[str]], penalty: int) -> None:
        if self.full or match.code in self.best:
            return
        self.certain = self.certain or kind == "exact"
        place = self.kinds.count(kind) + penalty
        score = 1 - 0.11 * KINDS.index(kind) - 0.025 * min(place, 3) - 0.02 * (1 - match.rank / _TOP_RANK)
        self.best[match.code] = (round(score, 6), kind, match, words)

    def hits(self, question: Question) -> list[Hit]:
        out = []
        for score, kind, match, words in self.best.values():
            concept = self.index.concept_of(match)
            if concept is not None:
                term = concept.terms[match.number]
                out.append(Hit(concept, term, kind, score, tuple(_spans(question, term, kind, words))))
        return sorted(out, key=lambda hit: (-hit.score, hit.concept.id))


def _slips(question: Question, found: _BestMatches) -> None:
    if question.is_han:
        for distance, match in fuzzy.near_chinese(question, found.restrict):
            found.take("fuzzy", match, [], distance - 1)
        return
    for ways in fuzzy.corrections(question):
        if found.full:
            return
        found.stage("fuzzy", question.whole_among(ways), ways)
        found.stage("fuzzy", question.words_among(ways), ways)
    slipped = fuzzy.slipped_pinyin(question)
    if slipped and not found.best:
        found.stage("fuzzy", question.sounding(slipped), [list(way) for way in slipped])


def _filter(
    index: TermIndex,
    status: str | Sequence[str] | None,
    subject: str | None,
    languages: Sequence[str] | None,
    document: str | None = None,
    session: str | None = None,
    *,
    candidates: bool = False,
) -> Callable[[Any], Any]:
    import tantivy

    wanted = [status] if isinstance(status, str) else list(status or ("approved", "proposed"))
    for one in wanted:
        if one not in STATUSES:
            raise InvalidOption(
                "no status {status!r}", remedy="take one of {statuses}", status=one, statuses=", ".join(STATUSES)
            )
    musts: list[Any] = []
    # Taking out the few of a rare status costs nothing; finding each match among the many of a common one does.
    unwanted = [index.term("status", one) for one in STATUSES if one not in wanted]
    if not candidates:
        unwanted.append(index.term("status", "candidate"))
    if subject:
        musts.append(index.term("subject", subject.casefold()))
    if languages:
        musts.append(_one_of(index, "language", languages))
    names = wanted_documents(document, session, lambda: index.values("document"))
    if names is not None:
        musts.append(_one_of(index, "document", names))

    def restrict(query: Any) -> Any:
        every = [query, *musts]
        parts = [(tantivy.Occur.Must, one) for one in every]
        return tantivy.Query.boolean_query([*parts, *((tantivy.Occur.MustNot, one) for one in unwanted)])

    return restrict


def _one_of(index: TermIndex, field: str, values: Iterable[str]) -> Any:
    import tantivy

    return tantivy.Query.boolean_query([(tantivy.Occur.Should, index.term(field, value)) for value in values])


def _spans(question: Question, term: Term, kind: MatchKind, words: list[list[str]]) -> list[Span]:
    text = term.text
    if kind == "exact":
        return [(0, len(text))]
    if kind == "acronym":
        letters = iter(question.text.casefold())
        wanted, out = next(letters, ""), []
        for start, _ in keys.word_runs(text):
            if text[start].casefold() == wanted:
                out.append((start, start + 1))
                wanted = next(letters, "")
        return out
    if kind == "pinyin":
        return highlights.syllable_spans(text, pinyin.spellings(question.text))
    if kind == "initials":
        return highlights.initial_spans(text, "".join(char for char in question.text.lower() if char.isalnum()))
    if kind == "fuzzy":
        if question.is_han:
            return highlights.shared_spans(text, question.forms)
        if spans := highlights.word_spans(text, [one for way in words for one in way], term.language):
            return spans
        return highlights.syllable_spans(text, [tuple(way) for way in words])
    if question.is_han:
        parts = [form for chunk in question.text.split() for form in keys.keys(chunk, "zh")]
        return highlights.letter_spans(text, question.forms) or highlights.letter_spans(text, parts)
    if kind == "prefix":
        return highlights.leading_span(text, question.text, question.forms, question.words, term.language)
    return highlights.word_spans(text, question.words, term.language, prefixes=kind == "inside")
