"""`glossary search`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from glossary.cli.options import GlossaryFolder

if TYPE_CHECKING:
    from rich.text import Text

    from glossary.search import Hit, Line

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("search")(search)


def search(
    query: Annotated[str, typer.Argument(help="Chinese, English, pinyin, initials of pinyin, or an acronym.")],
    glossary: GlossaryFolder,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=10_000, help="Most entries, and lines, to show.")
    ] = 20,
    status: Annotated[
        str | None,
        typer.Option(help="Only entries that are proposed, approved or rejected; by default all but rejected ones."),
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Only entries of this subject field.")] = None,
    language: Annotated[
        list[str] | None, typer.Option("--lang", "-l", help="Match terms of this language only (may be repeated).")
    ] = None,
    concordance: Annotated[bool, typer.Option("--concordance", "-c", help="Show sentence pairs as well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    candidates: Annotated[
        bool, typer.Option("--candidates", help="Also the entries below the glossary's cut, which are not shown else.")
    ] = False,
) -> None:
    """Look up terms, and with --concordance the sentences they stand in."""
    import json
    import sys

    from align.languages import normalize_code
    from glossary.search import concordance as find_lines
    from glossary.search import search as find
    from glossary.search import suggestions
    from glossary.search.report import hit_record, line_record
    from glossary.store.glossary import Glossary

    table = Glossary.open(glossary)
    languages = [normalize_code(one) for one in language] if language else None
    hits = find(table, query, limit=limit, status=status, subject=subject, languages=languages, candidates=candidates)
    lines = find_lines(table, query, limit=limit) if concordance else []
    near = [] if hits else suggestions(table, query)
    if as_json:
        answer = {"query": query, "hits": [hit_record(hit) for hit in hits]}
        if concordance:
            answer["lines"] = [line_record(line) for line in lines]
        if not hits:
            answer["suggestions"] = near
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    if not hits:
        hidden = (
            [] if status else find(table, query, limit=limit, status="rejected", subject=subject, languages=languages)
        )
        _nothing(query, near, len(hidden))
    if sys.stdout.isatty():
        _show(hits, lines)
    else:
        _print(hits, lines)


def _nothing(query: str, near: list[str], rejected: int) -> None:
    import sys

    print(f"no term matches {query!r}", file=sys.stderr)
    if rejected:
        print(f"rejected entries that match: {rejected}; see them with --status rejected", file=sys.stderr)
    if near:
        print(f"did you mean: {'; '.join(near)}", file=sys.stderr)


def _print(hits: list[Hit], lines: list[Line]) -> None:
    """One entry a line, tab-separated: kind, status, Chinese, English, id; then one sentence pair a line."""
    for hit in hits:
        columns = [hit.kind, hit.concept.status, *(" | ".join(hit.concept.texts(one)) for one in ("zh", "en"))]
        print("\t".join(" ".join(one.split()) for one in (*columns, hit.concept.id)))
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
        table = Table(*languages, "status", "match", box=box.SIMPLE_HEAD, pad_edge=False)
        for hit in hits:
            cells = []
            for language, texts in terms_of(hit.concept, languages).items():
                cell = Text(", ").join(
                    _marked(one, hit.spans if (one, language) == (hit.term.text, hit.term.language) else ())
                    for one in texts
                )
                cells.append(cell)
            table.add_row(*cells, hit.concept.status, hit.kind)
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
