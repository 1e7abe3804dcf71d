"""What a check has found, as text, as values for programs, as a page, and on a terminal."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from align.types import Bitext
from glossary.errors import InvalidOption
from glossary.quality.check import Finding

__all__ = ["FORMATS", "format_of", "record", "show", "summary", "text"]

FORMATS = ("table", "json", "html")


def format_of(path: str | os.PathLike[str] | None, format: str | None) -> str:
    """The format asked for, or the one that the file's suffix tells; a table where there is neither."""
    if format is None:
        suffix = Path(path).suffix.lower() if path is not None else ""
        format = {".json": "json", ".html": "html", ".htm": "html"}.get(suffix, "table")
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


def record(findings: Sequence[Finding], bitext: Bitext) -> dict[str, Any]:
    """The findings as values that JSON has; spans are pairs of code points of the bead's texts, half-open."""
    return {
        "src": bitext.src_path,
        "tgt": bitext.tgt_path,
        "src_lang": bitext.src_lang,
        "tgt_lang": bitext.tgt_lang,
        "beads": len(bitext.beads),
        "findings": [asdict(finding) for finding in findings],
    }


def text(findings: Sequence[Finding], bitext: Bitext, format: str) -> str:
    """The report: json, html, or table (a fault a line, columns parted by tabs: place, kind, message, both texts)."""
    if format == "json":
        return json.dumps(record(findings, bitext), ensure_ascii=False, indent=2) + "\n"
    if format == "html":
        return _page(findings, bitext)
    lines = [("place", "kind", "message", "src", "tgt")]
    for finding in findings:
        for fault in finding.faults:
            lines.append((_place(finding), fault.kind, fault.message, finding.src, finding.tgt))
    return "".join("\t".join(" ".join(cell.split()) for cell in line) + "\n" for line in lines)


def show(findings: Sequence[Finding]) -> None:
    """The report on a terminal, with what is meant marked."""
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
            console.print(Text.assemble(f"    {_place(finding)}: ", (fault.kind, "bold red"), f" {fault.message}"))
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
        summary=summary(findings, bitext),
        language="en",
        findings=shown,
        codes=(bitext.src_lang, bitext.tgt_lang),
        names=[NAMES.get(code, code) for code in (bitext.src_lang, bitext.tgt_lang)],
    )
