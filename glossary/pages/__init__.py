"""Self-contained pages of the commands: style inside, nothing fetched, no script."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from align.page_templates import environment, part

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["marked", "page"]


def page(name: str, **values: Any) -> str:
    """The page `name` with these values; every value is escaped. All need `title`, `summary` and `language`."""
    return str(_pages().get_template(name).render(style=part("glossary.pages", "style.css"), **values))


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Text as HTML, escaped, with spans marked.

    >>> str(marked("a<b", [(0, 1)]))
    '<mark>a</mark>&lt;b'
    """
    from markupsafe import Markup, escape

    pieces, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
            at = end
    return Markup("").join([*pieces, escape(text[at:])])


@cache
def _pages() -> Any:
    from markupsafe import Markup

    pages = environment("glossary.pages")
    pages.filters["raw"] = Markup  # our own style sheet
    return pages
