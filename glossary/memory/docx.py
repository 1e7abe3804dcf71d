"""A Word document as a table of two columns: the new text, and beside it what the memory proposes.

A certain translation is plain, one with something carried over has that highlighted, a fuzzy one is grey with its
percentage; what was never translated is left empty.
"""

from __future__ import annotations

from typing import IO, Any

from align.formats.rows import Losses, xml_text
from glossary.memory.labels import kind_label, origin
from glossary.memory.types import Match, Pretranslation

__all__ = ["write"]


def write(made: Pretranslation, stream: IO[bytes]) -> Losses:
    """Write the document; characters that XML does not admit are left out and counted."""
    import docx
    from docx.shared import Pt

    losses = Losses()
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.add_heading(xml_text(made.name or "Pretranslation", losses), level=1)
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    for cell, code in zip(table.rows[0].cells, (made.src_lang, made.tgt_lang), strict=True):
        cell.paragraphs[0].add_run(_name(code)).bold = True
    _repeat_header(table.rows[0])
    paragraph = -1
    for sentence in made.sentences:
        left, right = table.add_row().cells
        number = f"{sentence.number}. " if sentence.number and sentence.paragraph != paragraph else ""
        paragraph = sentence.paragraph
        run = left.paragraphs[0].add_run(xml_text(number + sentence.text, losses))
        run.bold = sentence.kind in ("title", "heading")
        if sentence.best:
            _proposal(right.paragraphs[0], sentence.best, losses)
        losses.written += 1
    document.save(stream)
    return losses


def _proposal(paragraph: Any, match: Match, losses: Losses) -> None:
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt, RGBColor

    grey = RGBColor(0x77, 0x77, 0x77)
    at = 0
    for one in (*match.carried, None):
        run = paragraph.add_run(xml_text(match.proposal[at : one.start if one else None], losses))
        if match.kind == "fuzzy":
            run.font.color.rgb = grey
        if one:
            run = paragraph.add_run(xml_text(match.proposal[one.start : one.end], losses))
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            at = one.end
    if not match.certain:
        note = paragraph.add_run(xml_text(f"  [{kind_label(match)}; {origin(match)}]", losses))
        note.font.size, note.font.color.rgb = Pt(8), grey


def _name(code: str) -> str:
    from align.languages import NAMES

    return NAMES.get(code, code)


def _repeat_header(row: Any) -> None:
    """The first row stands at the head of every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
