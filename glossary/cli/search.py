"""`glossary search`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli.options import Candidates, GlossaryFolders, choosing

if TYPE_CHECKING:
    from rich.text import Text

    from glossary.search import Hit, Line
    from glossary.search.concordance_pages import ConcordancePage
    from glossary.store.glossary import Glossary

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("search")(search)


def search(
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY",
            help='Chinese, English, pinyin or its initials, or an acronym. AND, OR, NOT, "exact words" and *ployment '
            "work too.",
        ),
    ],
    glossary: GlossaryFolders,
    limit: Annotated[
        int,
        typer.Option(
            "--limit", "-n", min=1, max=10_000, help="Show at most this many entries, and this many sentences."
        ),
    ] = 20,
    status: Annotated[
        str | None,
        typer.Option(
            help="Only entries that are proposed, approved or rejected; by default all but rejected ones.",
            autocompletion=choosing("proposed", "approved", "rejected"),
        ),
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Only entries of this subject field.")] = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--lang", "-l", help="Search only terms in this language. May be given more than once."),
    ] = None,
    concordance: Annotated[bool, typer.Option("--concordance", "-c", help="Show sentence pairs as well.")] = False,
    page: Annotated[
        int | None,
        typer.Option(min=1, help="Show this page of all sentences with QUERY, and how often each equivalent occurs."),
    ] = None,
    document: Annotated[str | None, typer.Option(metavar="SYMBOL", help="Only sentences from this document.")] = None,
    body: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only sentences from documents of this body.")
    ] = None,
    year: Annotated[
        str | None, typer.Option(metavar="YEAR", help="Only sentences from this year, or from years such as 2015-2019.")
    ] = None,
    around: Annotated[int, typer.Option(min=0, max=20, help="Show this many sentences before and after each.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    candidates: Candidates = False,
) -> None:
    """Look up terms, and with --concordance also sentences."""
    import json
    import sys

    from align.languages import normalize_code
    from glossary.errors import InvalidOption
    from glossary.search import suggestions
    from glossary.search.concordance_pages import Filters
    from glossary.search.several import concordance_in, concordance_page_in, search_in
    from glossary.store.glossary import Glossary

    if not query.strip():
        raise InvalidOption("there is nothing to look up", remedy="give a term, a word or a sentence")
    tables = [Glossary.open(one) for one in glossary]
    table = tables[0]
    languages = [normalize_code(one) for one in language] if language else None
    options: dict[str, Any] = {"limit": limit, "subject": subject, "languages": languages}
    hits = search_in(tables, query, status=status, candidates=candidates, **options)
    paged = None
    if page or document or body or year:
        filters = Filters(document=document, body=body, year=year)
        paged = concordance_page_in(tables, query, page=page or 1, limit=limit, filters=filters)
        lines = list(paged.lines)
    else:
        lines = concordance_in(tables, query, limit=limit) if concordance else []
    if around:
        lines = _with_around(tables, lines, around)
    near = [] if hits else suggestions(table, query)
    if as_json:
        shown = lines if concordance or paged is not None else None
        print(json.dumps(_record(query, hits, shown, paged, near), ensure_ascii=False, indent=2))
        return
    if not hits:
        hidden = [] if status else search_in(tables, query, status="rejected", **options)
        _nothing(query, near, len(hidden))
    if paged is not None:
        print(_summary(paged, page or 1, limit), file=sys.stderr)
    if sys.stdout.isatty():
        _show(hits, lines)
    else:
        _print(hits, lines)


def _record(
    query: str, hits: Sequence[Hit], lines: Sequence[Line] | None, paged: ConcordancePage | None, near: Sequence[str]
) -> dict[str, Any]:
    """The answer for programs; `lines` is None where no sentences were asked for."""
    from glossary.search.report import hit_record, line_record

    answer: dict[str, Any] = {"query": query, "hits": [hit_record(hit) for hit in hits]}
    if lines is not None:
        answer["lines"] = [line_record(line) for line in lines]
    if paged is not None:
        answer["total"] = paged.total
        answer["counts"] = [list(one) for one in paged.counts]
        answer["repeated"] = list(paged.repeated)
    if not hits:
        answer["suggestions"] = list(near)
    return answer


def _summary(paged: ConcordancePage, page: int, limit: int) -> str:
    """Number of the page of sentences, number of pages, and the counts by equivalent."""
    counts = ", ".join(f"{text or 'otherwise'} {count}" for text, count in paged.counts)
    more = " (of the first 20,000 only)" if paged.cut else ""
    return f"page {page} of {max(1, -(-paged.total // limit))}, {paged.total} sentences{more}: {counts}"


def _with_around(tables: list[Glossary], lines: list[Line], sentences: int) -> list[Line]:
    from glossary.search.concordance_pages import around

    found: dict[tuple[str, int | None, str], Line] = {}
    for line in lines:
        for one in tables:
            for near in around(one, line, sentences=sentences):
                found.setdefault((near.document, near.bead, near.src), near)
    marked = {(line.document, line.bead, line.src): line for line in lines}
    return [marked.get(key, near) for key, near in found.items()]


def _nothing(query: str, near: list[str], rejected: int) -> None:
    import sys

    print(f"no term matches {query!r}", file=sys.stderr)
    if rejected:
        print(f"rejected entries that match: {rejected}; see them with --status rejected", file=sys.stderr)
    if near:
        print(f"did you mean: {'; '.join(near)}", file=sys.stderr)


def _print(hits: list[Hit], lines: list[Line]) -> None:
    """One entry a line, tab-separated: kind, status, Chinese, English, id, of several glossaries its name; then the sentences."""
    for hit in hits:
        columns = [hit.kind, hit.concept.status, *(" | ".join(hit.concept.texts(one)) for one in ("zh", "en"))]
        own = (hit.glossary,) if hit.glossary else ()
        print("\t".join(" ".join(one.split()) for one in (*columns, hit.concept.id, *own)))
    for line in lines:
        print("\t".join(" ".join(one.split()) for one in ("sentence", line.document, line.src, line.tgt)))


def _show(hits: list[Hit], lines: list[Line]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from glossary.search.report import terms_of

    console = Console()
    if hits:
        languages = sorted(
            {term.language for hit in hits for term in hit.concept.terms},
            key=lambda one: (one != "zh", one != "en", one),
        )
        several = any(hit.glossary for hit in hits)
        own = ("glossary",) if several else ()
        table = Table(*languages, "status", "match", *own, box=box.SIMPLE_HEAD, pad_edge=False)
        for hit in hits:
            cells = []
            for language, texts in terms_of(hit.concept, languages).items():
                cell = Text(", ").join(
                    _marked(one, hit.spans if (one, language) == (hit.term.text, hit.term.language) else ())
                    for one in texts
                )
                cells.append(cell)
            table.add_row(*cells, hit.concept.status, hit.kind, *([hit.glossary] if several else []))
        console.print(table)
    for line in lines:
        console.print(_marked(line.src, line.src_spans), soft_wrap=False)
        console.print(_marked(line.tgt, line.tgt_spans))
        console.print(Text(f"    {line.document} {line.paragraph}".rstrip(), style="dim"))


def _marked(text: str, spans: tuple[tuple[int, int], ...]) -> Text:
    from rich.text import Text

    marked = Text(text)
    for start, end in spans:
        marked.stylize("bold reverse", start, end)
    return marked
