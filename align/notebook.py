"""Tables of HTML that a notebook shows in place of a long repr."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["ROWS", "html_table"]

ROWS = 20
"""Rows that a notebook shows of a text, a bitext or a glossary."""


def html_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], total: int) -> str:
    """A table of the first ROWS of `rows`, with a line that says how many there are in all.

    >>> html_table("zh-en", ["zh", "en"], [("一", "One & only")], 1)
    '<table><caption>zh-en</caption><tr><th>zh</th><th>en</th></tr><tr><td>一</td><td>One &amp; only</td></tr></table>'
    """
    lines = [f"<table><caption>{escape(caption)}</caption>"]
    lines.append("<tr>" + "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr>")
    shown = 0
    for row in rows:
        if shown == ROWS:
            break
        lines.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>")
        shown += 1
    if shown < total:
        lines.append(f'<tr><td colspan="{len(heads)}">… {total - shown:,} more</td></tr>')
    return "".join([*lines, "</table>"])
