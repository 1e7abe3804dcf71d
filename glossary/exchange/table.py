"""The glossary as a flat table: one row a concept, one column a language, synonyms separated by `|`.

CSV and XLSX share it. A cell is text; what a spreadsheet would run as a formula is defused on the way out and
restored on the way in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from glossary.exchange.illegal_characters import TABLE, cleaned
from glossary.exchange.labels import split_region
from glossary.exchange.losses import Losses
from glossary.exchange.metadata_notes import source_of, stamp
from glossary.exchange.tags import tag_of
from glossary.types import Concept, Context, Scores

__all__ = ["AVOIDED", "COLUMNS", "column_of", "defuse", "join_cell", "restore_formula", "row_of", "split_cell"]

COLUMNS = (
    *("status", "score", "frequency", "subject", "definition", "notes", "avoid"),
    *("zh_context", "en_context", "context_source", "documents"),
    *("created", "created_by", "modified", "modified_by"),
)
"""The columns after the languages. `avoid`: deprecated, superseded and forbidden terms, which must not stand among
the synonyms that a translator picks from: `forbidden en: old term`."""

AVOIDED = frozenset({"deprecated", "superseded", "forbidden"})
"""Administrative statuses of terms that are not offered for use."""

# OWASP, CSV Injection; the full-width forms as Excel takes them in East Asian locales.
_FORMULA = re.compile("'*[=+@\\t\\r\\-\uff1d\uff0b\uff20\uff0d]")


def defuse(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run as a formula; `arm` takes it away.

    >>> defuse("=1+1"), defuse("'=1+1"), defuse("UNIDO")
    ("'=1+1", "''=1+1", 'UNIDO')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restore_formula(cell: str) -> str:
    """The cell as it was before `defuse`.

    >>> restore_formula("'=1+1"), restore_formula("''=1+1"), restore_formula("'tis")
    ('=1+1', "'=1+1", "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def join_cell(parts: Iterable[str]) -> str:
    r"""Several texts in one cell; `|`, a backslash before one and white space at the edges are escaped.

    >>> join_cell(["energy", "a|b", " x"])
    'energy|a\\|b|\\ x'
    """
    return "|".join(_escape_part(part) for part in parts)


def split_cell(cell: str) -> list[str]:
    r"""The texts of a cell, white space around them gone, empty ones left out.

    >>> split_cell("energy | a\\|b|\\ x||")
    ['energy', 'a|b', ' x']
    """
    parts: list[str] = []
    now: list[tuple[str, bool]] = []
    position = 0
    while position <= len(cell):
        letter = cell[position : position + 1]
        following = cell[position + 1 : position + 2]
        if letter == "\\" and following and (following in "\\|" or following.isspace()):
            now.append((following, True))
            position += 2
            continue
        if letter in ("|", ""):
            while now and now[-1][0].isspace() and not now[-1][1]:
                now.pop()
            start = 0
            while start < len(now) and now[start][0].isspace() and not now[start][1]:
                start += 1
            if text := "".join(part for part, _ in now[start:]):
                parts.append(text)
            now = []
        else:
            now.append((letter, False))
        position += 1
    return parts


def _escape_part(text: str) -> str:
    core = text.strip()
    lead = text[: len(text) - len(text.lstrip())] if core else text
    tail = text[len(lead) + len(core) :]
    core = core.replace("\\", "\\\\").replace("|", "\\|")
    return "".join(f"\\{space}" for space in lead) + core + "".join(f"\\{space}" for space in tail)


def column_of(tag: str) -> str:
    """Column of a language tag: Simplified Chinese and Chinese of no named script share `zh`.

    >>> column_of("zh-Hans"), column_of("zh-Hant"), column_of("en")
    ('zh', 'zh-Hant', 'en')
    """
    return "zh" if tag == "zh-Hans" else tag


def row_of(concept: Concept, losses: Losses) -> dict[str, str] | None:
    """The cells of an entry by column, those of its languages under their tags; counts what they cannot hold.

    None, counted, for an entry without a term.

    >>> from glossary.types import Term
    >>> losses = Losses()
    >>> row = row_of(Concept("c1", (Term("工发组织", "zh"), Term("UNIDO", "en", part_of_speech="noun"))), losses)
    >>> row["zh"], row["en"], dict(losses.lost)
    ('工发组织', 'UNIDO', {'part of speech': 1})
    """
    concept = cleaned(concept, losses, TABLE)
    if not concept.terms:
        losses.add("entry without a term")
        return None
    languages: dict[str, list[str]] = {}
    avoid: list[str] = []
    for term in concept.terms:
        if term.status in AVOIDED:
            avoid.append(f"{term.status} {tag_of(term)}: {term.text}")
        else:
            languages.setdefault(column_of(tag_of(term)), []).append(term.text)
        losses.add("status of a term", term.status in ("preferred", "admitted"))
        losses.add("term type", term.type != "fullForm")
        losses.add("part of speech", term.part_of_speech is not None)
        losses.add("source of a term", term.source is not None)
        note, region = split_region(term.note)
        losses.add("region of a term", bool(region))
        losses.add("note of a term", bool(note))
    losses.add("relation", len(concept.relations))
    losses.add("part of a score", sum(bool(part) for part in _parts(concept.scores)))
    row = {"concept_id": concept.id}
    row |= {column: join_cell(texts) for column, texts in languages.items()}
    row["status"] = concept.status
    row["score"] = repr(concept.scores.total) if concept.scores.total else "0"
    row["frequency"] = str(concept.frequency)
    row["subject"] = concept.subject or ""
    row["definition"] = concept.definition or ""
    row["notes"] = join_cell(concept.notes)
    row["avoid"] = join_cell(avoid)
    row["documents"] = join_cell(concept.documents)
    row |= _context_cells(concept.contexts, losses)
    row["created"], row["modified"] = stamp(concept.created) or "", stamp(concept.modified) or ""
    row["created_by"], row["modified_by"] = concept.created_by or "", concept.modified_by or ""
    return {column: cell if cell.strip() else "" for column, cell in row.items()}


def _parts(scores: Scores) -> tuple[float, float, float]:
    return scores.termhood, scores.pairing, scores.evidence


def _context_cells(contexts: tuple[Context, ...], losses: Losses) -> dict[str, str]:
    """The first context whose sides are Chinese and English, Chinese first."""
    for context in contexts:
        sides = {context.src_lang: context.src, context.tgt_lang: context.tgt}
        if set(sides) == {"zh", "en"}:
            losses.add("context after the first", len(contexts) - 1)
            losses.add("confidence of a context", context.confidence is not None)
            return {"zh_context": sides["zh"], "en_context": sides["en"], "context_source": source_of(context)}
    losses.add("context", len(contexts))
    return {}
