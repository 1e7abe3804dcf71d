"""Queries with operators: AND, OR, NOT, brackets, "exact" words, wildcards, and Chinese beside other words.

A query is read into a tree, each leaf of which finds concepts; the tree says which of them are left. So a leaf may be met
by one term of a concept and another leaf by another: 工发组织 UNIDO.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from glossary.errors import InvalidOption
from glossary.search import keys
from glossary.search.query import Question
from glossary.search.terms_index import Match, TermIndex

__all__ = ["Found", "evaluate", "is_expression", "mixed_parts"]

MOST = 20_000
"""Maximum number of terms that a leaf finds."""
Found = dict[int, Match]
"""The best match of each concept, by the concept's code."""

_TOKEN = re.compile(r'\s*(?:(?P<open>\()|(?P<close>\))|["“”](?P<exact>[^"“”]*)["“”]|(?P<word>[^\s()"“”]+))')
_OPERATORS = ("AND", "OR", "NOT")
_WORD = re.compile(r"\S+")


def is_expression(query: str) -> bool:
    """Whether a query has an operator, quotation marks or a wildcard.

    >>> is_expression("*ployment"), is_expression('"green hydrogen"'), is_expression("Norway AND gas"), is_expression("R and D")
    (True, True, True, False)
    """
    words = query.split()
    return bool(
        (len(words) > 1 and any(word in _OPERATORS for word in words))
        or re.search(r'["“][^"“”]+["”]', query)
        or any(re.search(r"\*|(?<=\w)\?(?=\w)", word) and re.search(r"\w", word) for word in words)
    )


def mixed_parts(query: str) -> list[str]:
    """The parts of a query in Chinese and in other words, where it has both; an empty list where not.

    >>> mixed_parts("工发组织 UNIDO budget"), mixed_parts("工发组织"), mixed_parts("G20峰会")
    (['工发组织', 'UNIDO budget'], [], [])
    """
    han = [word for word in query.split() if keys.has_han(word)]
    other = [word for word in query.split() if not keys.has_han(word)]
    return [*han, " ".join(other)] if han and other else []


@dataclass(frozen=True, slots=True)
class _Node:
    kind: str
    parts: tuple[_Node, ...] = ()
    text: str = ""


def evaluate(index: TermIndex, query: str, restrict: Callable[[Any], Any]) -> Found:
    """The concepts that an expression finds. Raises InvalidOption for one that cannot be read."""
    tokens = list(_tokens(query))
    while len(tokens) > 1 and tokens[-1][0] in _OPERATORS:  # somebody is still typing
        tokens.pop()
    tree, at = _either(tokens, 0, query)
    if at != len(tokens):
        raise _unreadable(query)
    return _evaluate(tree, index, restrict)


def _unreadable(query: str) -> InvalidOption:
    remedy = "write words, AND, OR, NOT, round brackets in pairs and “exact words”; NOT follows another word"
    return InvalidOption("cannot read the query {query}", remedy=remedy, query=query)


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(query):
        for kind in ("open", "close", "exact", "word"):
            said = match[kind]
            if said is not None:
                if kind == "word" and said in _OPERATORS:
                    yield said, said
                elif said.strip():
                    yield kind, said.strip()


def _either(tokens: list[tuple[str, str]], at: int, query: str) -> tuple[_Node, int]:
    parts = []
    while True:
        part, at = _every(tokens, at, query)
        parts.append(part)
        if at >= len(tokens) or tokens[at][0] != "OR":
            return (parts[0] if len(parts) == 1 else _Node("or", tuple(parts))), at
        at += 1


def _every(tokens: list[tuple[str, str]], at: int, query: str) -> tuple[_Node, int]:
    wanted: list[_Node] = []
    unwanted: list[_Node] = []
    into = wanted
    while at < len(tokens) and tokens[at][0] not in ("OR", "close"):
        kind, said = tokens[at]
        at += 1
        if kind == "AND":
            continue
        if kind == "NOT":
            into = unwanted
            continue
        if kind == "open":
            node, at = _either(tokens, at, query)
            if at >= len(tokens) or tokens[at][0] != "close":
                raise _unreadable(query)
            at += 1
        else:
            node = _Node("wild" if kind == "word" and re.search(r"\*|(?<=\w)\?(?=\w)", said) else kind, text=said)
        into.append(node)
        into = wanted
    if not wanted or into is unwanted:
        raise _unreadable(query)
    return _Node("and", (_Node("wanted", tuple(wanted)), _Node("unwanted", tuple(unwanted)))), at


def _evaluate(node: _Node, index: TermIndex, restrict: Callable[[Any], Any]) -> Found:
    if node.kind == "or":
        found: Found = {}
        for part in node.parts:
            found = {**_evaluate(part, index, restrict), **found}
        return found
    if node.kind == "and":
        wanted, unwanted = ([_evaluate(one, index, restrict) for one in part.parts] for part in node.parts)
        left = {code: match for code, match in wanted[0].items() if all(code in other for other in wanted[1:])}
        return {code: match for code, match in left.items() if not any(code in other for other in unwanted)}
    matches = index.matches(restrict(_query(node, index)), MOST)
    found = {}
    exact = _exact_pattern(node.text) if node.kind == "exact" else None
    for match in matches:
        if match.code not in found and (exact is None or _says(index, match, exact)):
            found[match.code] = match
    return found


def _query(node: _Node, index: TermIndex) -> Any:
    import tantivy

    if node.kind == "wild":
        return _wild(node.text, index)
    question = Question(node.text, index)
    stages = [query for kind, query in question.certain() if kind in ("exact", "acronym", "all words", "inside")]
    if not stages:
        return tantivy.Query.empty_query()
    if node.kind == "exact" or not question.is_han:
        # beginnings of words are for what is typed without operators
        stages = stages[:-1] if not question.is_han and len(stages) > 1 else stages
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in stages])


def _wild(text: str, index: TermIndex) -> Any:
    """Terms with a word (of Chinese, terms as a whole) that fits; * is any letters, ? is one."""
    import tantivy

    text = text.lower()
    if keys.has_han(text):
        parts = [keys.keys(part, "zh")[0] if part not in "*?" else part for part in re.split(r"([*?])", text) if part]
        return tantivy.Query.regex_query(index.schema, "key", _regex("".join(parts)))
    return tantivy.Query.regex_query(index.schema, "words", _regex(text))


def _regex(pattern: str) -> str:
    marks = {"*": ".*", "?": "."}
    return "".join(marks.get(char) or (char if char.isalnum() else rf"\{char}") for char in pattern)


@lru_cache(maxsize=256)
def _exact_pattern(text: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in text.split())
    return re.compile(words if keys.has_han(text) else rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _says(index: TermIndex, match: Match, pattern: re.Pattern[str]) -> bool:
    concept = index.concept_of(match)
    return concept is not None and any(pattern.search(term.text) for term in concept.terms)
