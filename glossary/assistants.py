"""The glossary for assistants: look-up, sentences, checks, by the Model Context Protocol (modelcontextprotocol.io).

An assistant that drafts a translation then uses the house's terms and memory instead of its own guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from glossary.store.glossary import Glossary

__all__ = ["make_server"]

MOST = 100
"""Entries, sentences or matches that one call gives at most."""
LONGEST = 100_000
"""Characters of a text that one call takes."""
INSTRUCTIONS = (
    "Terms and translated sentences of a translation service. Before translating, ask known_terms for the terms of the text "
    "and matches for earlier translations of its sentences; use approved terms as they are. After translating, run check."
)


def make_server(
    glossaries: Callable[[], Sequence[Glossary]], *, allow_changes: bool = False, by: str = "assistant"
) -> MCPServer:
    """A server over glossaries in order of priority; `propose_term` is there only with `allow_changes`.

    `glossaries` gives them opened, fresh for every call; proposals go to the first.
    """
    from mcp.server import MCPServer

    server = MCPServer("duizhao", title="duizhao 对照", instructions=INSTRUCTIONS)
    _add_lookups(server, glossaries)
    _add_texts(server, glossaries)
    _add_resources(server, glossaries)
    if allow_changes:
        _add_proposals(server, glossaries, by)
    return server


def _add_lookups(server: MCPServer, glossaries: Callable[[], Sequence[Glossary]]) -> None:
    from glossary.search.report import hit_record, line_record
    from glossary.search.several import concordance_in, search_in

    @server.tool()
    def look_up(query: str, limit: int = 10) -> list[dict[str, Any]]:
        """Look up a term in Chinese, English, pinyin or as an acronym: entries with their terms, status and score."""
        return [hit_record(hit) for hit in search_in(glossaries(), query[:1000], limit=_most(limit))]

    @server.tool()
    def concordance(query: str, limit: int = 10) -> list[dict[str, Any]]:
        """Sentences of earlier documents in which a term stands, with their translations, both marked."""
        return [line_record(line) for line in concordance_in(glossaries(), query[:1000], limit=_most(limit))]


def _add_texts(server: MCPServer, glossaries: Callable[[], Sequence[Glossary]]) -> None:
    @server.tool()
    def known_terms(text: str, language: str | None = None) -> list[dict[str, Any]]:
        """The terms of the glossary that occur in a text, with their equivalents in the other languages."""
        from glossary.search.several import known_terms_in

        known = known_terms_in(glossaries(), text[:LONGEST], language=language, minimum_score=0.3)
        return [
            {
                "term": one.text,
                "spans": [list(span) for span in one.spans],
                "equivalents": [{"text": term.text, "language": term.language} for term in one.equivalents],
                "status": one.concept.status,
                "id": one.concept.id,
            }
            for one in known
        ]

    @server.tool()
    def matches(sentence: str, src_lang: str, tgt_lang: str, least: int = 70) -> list[dict[str, Any]]:
        """Earlier translations of a sentence or of a similar one, the nearest first; `least` is a percentage, 50 or
        more.
        """
        from glossary.memory.memory import Memory
        from glossary.search.index_refresh import segment_index

        found: list[tuple[float, dict[str, Any]]] = []
        for one in glossaries():
            index = segment_index(one)
            for share, pair in Memory(index, src_lang, tgt_lang).near(sentence, max(50, least)) if index else ():
                row = {"source": pair.source, "target": pair.target, "document": pair.row["document"]}
                found.append((share, {"score": round(share * 100), **row, "date": pair.row["date"]}))
        return [row for _, row in sorted(found, key=lambda one: -one[0])[:10]]

    @server.tool()
    def check(src: str, tgt: str, src_lang: str, tgt_lang: str) -> list[dict[str, Any]]:
        """Check a translation against its source: numbers, names, terms, links, omissions, form; the faults, marked."""
        from dataclasses import asdict

        from glossary.quality.check import check as check_texts

        one, other = ([line for line in text[:LONGEST].split("\n") if line.strip()] for text in (src, tgt))
        found = check_texts(one, other, list(glossaries()), src_lang=src_lang, tgt_lang=tgt_lang)
        return [asdict(finding) for finding in found]


def _add_resources(server: MCPServer, glossaries: Callable[[], Sequence[Glossary]]) -> None:
    @server.resource("glossary://entries/{id}", mime_type="application/json")
    def entry(id: str) -> str:
        """One entry with everything that is known of it."""
        import json
        from dataclasses import asdict

        for one in glossaries():
            if id in one:
                return json.dumps(asdict(one.get(id)), ensure_ascii=False, default=str)
        raise ValueError(f"no entry {id}")

    @server.resource("glossary://about", mime_type="application/json")
    def about() -> str:
        """How many entries the glossaries have, approved and proposed."""
        import json

        states = [
            {"entries": len(one), "approved": one.count(status="approved"), "proposed": one.count(status="proposed")}
            for one in glossaries()
        ]
        return json.dumps(states)


def _add_proposals(server: MCPServer, glossaries: Callable[[], Sequence[Glossary]], by: str) -> None:
    @server.tool()
    def propose_term(
        src: str, tgt: str, src_lang: str = "zh", tgt_lang: str = "en", note: str | None = None
    ) -> dict[str, Any]:
        """Propose a pair of terms for the glossary; a terminologist decides on it."""
        from glossary.folding import concept_id
        from glossary.types import Concept, Term

        terms = (Term(src.strip(), src_lang), Term(tgt.strip(), tgt_lang))
        made = Concept(concept_id(terms), terms, notes=(note,) if note else ())
        glossary = glossaries()[0]
        glossary.add([made], by=by)
        return {"id": glossary.resolve(made.id), "status": "proposed"}


def _most(limit: int) -> int:
    return max(1, min(limit, MOST))
