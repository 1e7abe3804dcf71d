"""Which column of a table is which, by the person's word, the header or the cells; doubtful tables are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from align.errors import UnknownLanguage
from glossary.errors import InvalidExchange, InvalidOption
from glossary.exchange.columns import Meaning, guessed_columns, languages_of, meaning_of, named_columns
from glossary.exchange.tags import parse_tag

__all__ = ["Layout", "TableOptions", "layout_of"]

_FIELDS = (
    *("concept_id", "definition", "subject", "notes", "context", "source", "status", "abbreviation", "part_of_speech"),
    *("score", "frequency", "avoid", "documents", "context_source", "created", "created_by", "modified", "modified_by"),
)


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a person says of a table.

    `languages` are those of its source and target, or of the first two columns where it has no header. `columns` maps
    what a column holds (`zh`, `en`, `definition.en`, `notes` ..., `none` to leave it out) to its name, or to its number
    from 1. `language_column` names the column that says the language of each row, in a table of one term a row.
    """

    languages: tuple[str, str] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    language_column: str | None = None


@dataclass(slots=True)
class Layout:
    """The columns of a table: what each holds, what it is called, and whether the first row is a header."""

    meanings: list[Meaning | None]
    names: list[str]
    header: bool

    @property
    def long(self) -> bool:
        """Whether each row holds one term, and a column says its language."""
        return any(meaning and meaning.field == "language" for meaning in self.meanings)

    def has(self, field: str) -> bool:
        return any(meaning is not None and meaning.field == field for meaning in self.meanings)


def layout_of(rows: Sequence[Sequence[str]], options: TableOptions, *, header: bool | None, where: object) -> Layout:
    """The layout of a table whose first rows these are; `header=False` says that there is no header.

    Raises InvalidExchange, naming the choice to make, where it is not sure which columns hold the terms.
    """
    width = max(len(row) for row in rows)
    first = [cell.strip() for cell in rows[0]] + [""] * (width - len(rows[0]))
    meanings = None if header is False else named_columns(first)
    chosen = _chosen(first, options, where)
    if header is not False and any(
        not str(name).isdigit() for name in (*options.columns.values(), options.language_column or 1)
    ):
        meanings = meanings or [meaning_of(name) for name in first]  # the person has named its columns
    layout = Layout(
        meanings or [None] * width, first if meanings else [f"column {n}" for n in range(1, width + 1)], bool(meanings)
    )
    if not meanings and not chosen:
        found = guessed_columns(rows, options.languages, note=header is False)
        if found is None:
            raise _unsure(layout, rows, where)
        layout.meanings = found
        return layout
    for place, meaning in chosen.items():
        layout.meanings = [None if other == meaning else other for other in layout.meanings]
        layout.meanings[place] = meaning
    _name_languages(layout, rows, options, where)
    if layout.long:
        _check_long(layout, where)
    elif not layout.has("term") and not layout.has("abbreviation"):
        raise _unsure(layout, rows, where)
    return layout


def _chosen(first: Sequence[str], options: TableOptions, where: object) -> dict[int, Meaning | None]:
    """The columns that the person has named, by their place from 0."""
    named = {**options.columns, **({"language": options.language_column} if options.language_column else {})}
    return {_place(first, name, where): _meaning(what) for what, name in named.items()}


def _place(first: Sequence[str], name: str, where: object) -> int:
    places = [n for n, cell in enumerate(first) if cell.casefold() == name.strip().casefold()]
    if len(places) == 1:
        return places[0]
    if not places and name.isascii() and name.isdigit() and 0 < int(name[:6]) <= len(first):
        return int(name) - 1
    there = ", ".join(cell or f"(column {n})" for n, cell in enumerate(first, 1))
    if places:
        raise InvalidOption(
            "{count} columns are called {name!r}",
            count=len(places),
            name=name,
            where=where,
            remedy="give its number, from 1",
        )
    raise InvalidOption(
        "has no column {name!r}", name=name, where=where, remedy="its columns: {there}", there=there[:500]
    )


def _meaning(what: str) -> Meaning | None:
    """What a person says that a column holds: `zh`, `zh-Hant`, `definition.en`, `notes`; None for `none`."""
    field, _, tag = what.strip().partition(".")
    if field == "none":
        return None
    name = field.casefold().replace("-", "_")
    try:
        if name in ("language", "term", *_FIELDS):
            return Meaning("notes" if name == "note" else name, *(parse_tag(tag) if tag else (None, None)))
        if not tag and (re.fullmatch("[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*", field)):
            return Meaning("term", *parse_tag(field))
    except (ValueError, UnknownLanguage):
        pass
    fields = ", ".join(_FIELDS)
    raise InvalidOption(
        "no meaning {meaning!r} of a column",
        meaning=what,
        remedy="write a language code such as zh or en, term, none, or one of: {fields}; with a language: definition.en",
        fields=fields,
    )


def _name_languages(layout: Layout, rows: Sequence[Sequence[str]], options: TableOptions, where: object) -> None:
    """Give the columns of a source and a target their languages: as the person says, else as their cells do."""
    places = {
        name: [n for n, m in enumerate(layout.meanings) if m and m.field == name]
        for name in ("source_term", "target_term")
    }
    both = [places[name][0] for name in places if places[name]]
    if len(both) < 2:
        return
    body = rows[1:] if layout.header else rows
    codes = list(options.languages or languages_of(*([row[n] for row in body if n < len(row)] for n in both)))
    if len(set(codes)) < 2:
        raise InvalidExchange(
            "does not say, and its cells do not tell, which languages {names} are in",
            names=", ".join(layout.names[n] for n in both),
            where=where,
            remedy="name them with --src-lang and --tgt-lang",
            code="unsure_columns",
        )
    for n, code in zip(both, codes, strict=True):
        layout.meanings[n] = Meaning("term", code)


def _check_long(layout: Layout, where: object) -> None:
    """Raise InvalidExchange where a table of one term a row does not say what its rows are about."""
    if not layout.has("term"):
        raise InvalidExchange(
            "has a column of languages, and none of terms",
            where=where,
            remedy="name it with --column term=NAME",
            code="unsure_columns",
        )
    if not layout.has("concept_id"):
        raise InvalidExchange(
            "has one term a row, and no column that says which rows are one entry",
            where=where,
            remedy="name it with --column concept_id=NAME",
            code="unsure_columns",
        )
    terms = [n for n, meaning in enumerate(layout.meanings) if meaning and meaning.field == "term" and meaning.language]
    for n in terms:  # each row says its language; a column of one language has no place beside that
        layout.meanings[n] = None


def _unsure(layout: Layout, rows: Sequence[Sequence[str]], where: object) -> InvalidExchange:
    """The refusal that names the columns, an example of each, and the choice to make."""
    shown = []
    for n, name in enumerate(layout.names[:12]):
        body = rows[1:] if layout.header else rows
        example = next((row[n].strip() for row in body if n < len(row) and row[n].strip()), "")
        shown.append(f"{name} ({example[:30]})" if example else name)
    return InvalidExchange(
        "cannot tell which columns hold the terms: {columns}",
        columns=", ".join(shown),
        where=where,
        remedy="say which, by name or number: --column zh=1 --column en=2; or write a header with the languages' names",
        code="unsure_columns",
    )
