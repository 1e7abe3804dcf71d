"""What a check has found, as text, as values for programs, as a page, and on a terminal."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from align.formats.rows import file_name
from align.judgement import refusal
from align.types import Bitext
from glossary.errors import InvalidOption
from glossary.quality.check import Finding

__all__ = ["FORMATS", "format_of", "record", "show", "summary", "text", "together", "warning", "workbook"]

FORMATS = ("table", "json", "html", "xlsx")


def format_of(path: str | os.PathLike[str] | None, format: str | None) -> str:
    """The format asked for, or the one that the file's suffix tells; a table where there is neither."""
    if format is None:
        suffix = Path(path).suffix.lower() if path is not None else ""
        format = {".json": "json", ".html": "html", ".htm": "html", ".xlsx": "xlsx"}.get(suffix, "table")
    if format not in FORMATS:
        raise InvalidOption(
            "no format {format!r}", remedy="take one of {formats}", format=format, formats=", ".join(FORMATS)
        )
    return format


def summary(findings: Sequence[Finding], bitext: Bitext) -> str:
    """One line: how many faults of which kind, in how many beads.

    >>> summary([], Bitext((), (), (), "zh", "en"))
    'nothing found in 0 beads'
    """
    counts = Counter(fault.kind for finding in findings for fault in finding.faults)
    if not counts:
        return f"nothing found in {len(bitext.beads)} beads"
    kinds = ", ".join(f"{kind} {count}" for kind, count in counts.most_common())
    return f"{sum(counts.values())} to look at in {len(findings)} of {len(bitext.beads)} beads: {kinds}"


def warning(bitext: Bitext) -> str | None:
    """A warning that the findings mean nothing because the texts are not translations of each other; None if they are.

    >>> warning(Bitext((), (), (), "zh", "en"))
    """
    judgement = bitext.judgement
    return f"{refusal(judgement)}; check the files" if judgement is not None and judgement.refused else None


def record(findings: Sequence[Finding], bitext: Bitext) -> dict[str, Any]:
    """The findings as values that JSON has; spans are pairs of code points of the bead's texts, half-open."""
    return {
        "src": file_name(bitext.src_path),
        "tgt": file_name(bitext.tgt_path),
        "src_lang": bitext.src_lang,
        "tgt_lang": bitext.tgt_lang,
        "beads": len(bitext.beads),
        "warning": warning(bitext),
        "findings": [asdict(finding) for finding in findings],
    }


def text(findings: Sequence[Finding], bitext: Bitext, format: str) -> str:
    """The report: json, html, or table (one fault per line, separated by tabs: place, kind, message, both texts)."""
    if format == "json":
        return json.dumps(record(findings, bitext), ensure_ascii=False, indent=2) + "\n"
    if format == "html":
        return _page(findings, bitext)
    lines = [COLUMNS, *_lines(findings, bitext)]
    return "".join("\t".join(" ".join(cell.split()) for cell in line) + "\n" for line in lines)


NO_TRANSLATION = "no translation"
"""Kind of the first line of a report on two texts that are not translations of each other."""
COLUMNS = ("place", "kind", "message", "src", "tgt", "id")


def _lines(findings: Sequence[Finding], bitext: Bitext) -> list[tuple[str, ...]]:
    warned = warning(bitext)
    return [
        *([("", NO_TRANSLATION, warned, "", "", "")] if warned else []),
        *_faults(findings),
    ]


def _faults(findings: Sequence[Finding]) -> list[tuple[str, ...]]:
    return [
        (_place(finding), fault.kind, fault.message, finding.src, finding.tgt, fault.id)
        for finding in findings
        for fault in finding.faults
    ]


def together(findings: Sequence[Sequence[Finding]], bitexts: Sequence[Bitext], format: str) -> bytes:
    """The report of one pair of texts, or of several: tables one after the other, JSON as a list, pages joined."""
    if format == "xlsx":
        return workbook(findings, bitexts)
    if len(bitexts) == 1:
        return text(findings[0], bitexts[0], format).encode("utf-8")
    both = list(zip(findings, bitexts, strict=True))
    if format == "json":
        made = json.dumps([record(*one) for one in both], ensure_ascii=False, indent=2) + "\n"
    elif format == "html":
        pages = [_page(*one) for one in both]
        rest = [one[one.index("<h1>") : one.index("</body>")] for one in pages[1:]]
        made = pages[0].replace("</body>", "".join(rest) + "</body>", 1)
    else:
        made = "\t".join(("file", *COLUMNS)) + "\n"
        for part, bitext in both:
            name = Path(bitext.tgt_path or "").name
            for line in _lines(part, bitext):
                made += "\t".join(" ".join(cell.split()) for cell in (name, *line)) + "\n"
    return made.encode("utf-8")


def workbook(findings: Sequence[Sequence[Finding]], bitexts: Sequence[Bitext]) -> bytes:
    """The report as an Excel workbook: one fault a row, with the place in bold red in both texts."""
    import io

    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Check")
    bold, wrap = (
        book.add_format({"bold": True, "font_color": "#b00020"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet.write_row(0, 0, ("file", *COLUMNS), book.add_format({"bold": True}))
    for column, width in enumerate((18, 10, 14, 36, 60, 60, 12)):
        sheet.set_column(column, column, width, wrap)
    row = 1
    for part, bitext in zip(findings, bitexts, strict=True):
        if warned := warning(bitext):
            sheet.write_row(row, 0, (Path(bitext.tgt_path or "").name, "", NO_TRANSLATION, warned), wrap)
            row += 1
        for finding in part:
            for fault in finding.faults:
                head = (Path(bitext.tgt_path or "").name, _place(finding), fault.kind, fault.message)
                for column, cell in enumerate((*head, finding.src, finding.tgt, fault.id)):
                    sheet.write_string(row, column, cell[:32_000], wrap)
                for column, text, spans in ((4, finding.src, fault.src_spans), (5, finding.tgt, fault.tgt_spans)):
                    pieces = _rich(text[:32_000], spans, bold)
                    if len(pieces) > 2:
                        sheet.write_rich_string(row, column, *pieces, wrap)
                row += 1
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, row - 1), len(COLUMNS))
    book.close()
    return made.getvalue()


def _rich(text: str, spans: Sequence[tuple[int, int]], bold: Any) -> list[Any]:
    """Pieces for Excel, the marked ones each after its format."""
    pieces: list[Any] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at and end <= len(text) and start < end:
            pieces += [text[at:start]] if start > at else []
            pieces += [bold, text[start:end]]
            at = end
    return pieces + ([text[at:]] if at < len(text) else [])


def show(findings: Sequence[Finding]) -> None:
    """The report on a terminal, with the place of each fault marked."""
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for finding in findings:
        for side, language in (("src", finding.src), ("tgt", finding.tgt)):
            line = Text(language or "(nothing)", style="" if language else "dim")
            for fault in finding.faults:
                for start, end in getattr(fault, f"{side}_spans"):
                    line.stylize("bold reverse", start, end)
            console.print(line)
        for fault in finding.faults:
            line = Text.assemble(
                f"    {_place(finding)}: ", (fault.kind, "bold red"), f" {fault.message} ", (fault.id, "dim")
            )
            console.print(line)
        console.print()


def _place(finding: Finding) -> str:
    return f"para. {finding.paragraph}" if finding.paragraph else f"bead {finding.bead + 1}"


def _page(findings: Sequence[Finding], bitext: Bitext) -> str:
    from align.languages import NAMES
    from glossary.pages import marked, page

    shown = [
        (
            finding,
            _place(finding),
            marked(finding.src, {span for fault in finding.faults for span in fault.src_spans}),
            marked(finding.tgt, {span for fault in finding.faults for span in fault.tgt_spans}),
        )
        for finding in findings
    ]
    names = [Path(path).name for path in (bitext.src_path, bitext.tgt_path) if path]
    return page(
        "check.html",
        title=" and ".join(names) or "Check",
        summary=". ".join(filter(None, (warning(bitext), summary(findings, bitext)))),
        language="en",
        findings=shown,
        codes=(bitext.src_lang, bitext.tgt_lang),
        names=[NAMES.get(code, code) for code in (bitext.src_lang, bitext.tgt_lang)],
    )
