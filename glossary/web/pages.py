"""Renders pages from templates, in the reader's language and theme, with what every page needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from markupsafe import Markup, escape
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import Scope

from glossary.types import Concept, Term
from glossary.web.catalogue import sentence
from glossary.web.dependencies import allowed, person, shows_candidates
from glossary.web.messages import LANGUAGES, has, say
from glossary.web.proxied import under

__all__ = ["AGAINST", "Static", "is_part", "language_of", "lead", "marked", "render", "stamp", "static"]

HERE = Path(__file__).resolve().parent
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600
_TAGS = {"zh": "zh-Hans"}


class Static(StaticFiles):
    """The files under /static. Browsers keep them for a year if the address has a version, else ask again each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = scope.get("query_string", b"").startswith(b"v=")
        response.headers["cache-control"] = f"public, max-age={YEAR}, immutable" if versioned else "no-cache"
        return response


@cache
def static(name: str) -> str:
    """The address of a static file with a version made from its content, so that browsers can keep it.

    >>> static("app.js").startswith("/static/app.js?v=")
    True
    """
    digest = hashlib.blake2b((HERE / "static" / name).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={digest}"


@cache
def _templates() -> Jinja2Templates:
    templates = Jinja2Templates(directory=HERE / "templates")
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    templates.env.globals["static"] = static
    templates.env.filters.update(
        address=lambda id: quote(str(id), safe="/"),
        marked=marked,
        grouped=lambda number: f"{number:,}",
        percent=lambda share: f"{100 * (share or 0):.0f}%",
        tag=lambda language, script=None: "zh-Hant" if script == "Hant" else _TAGS.get(language, language),
        stamp=stamp,
        lead=lead,
        moment=datetime.fromisoformat,
    )
    return templates


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """HTML of a text with some spans marked. They are half-open spans of code points, in order, and do not overlap.

    >>> marked("a<b", [(0, 1)])
    Markup('<mark>a</mark>&lt;b')
    """
    pieces, at = [], 0
    for start, end in spans:
        if start >= at:
            pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
    return Markup("".join([*pieces, escape(text[at:])]))  # noqa: S704 - every piece of text is escaped


AGAINST = ("deprecated", "superseded", "forbidden")
"""Statuses of terms that should not be used: such a term is shown first only if there is no other."""


def lead(concept: Concept, language: str) -> Term | None:
    """The main term of a concept in a language: the preferred one, else the first that may be used.

    >>> old = Term("联合国工业组织", "zh", status="forbidden")
    >>> lead(Concept("c", (old, Term("工发组织", "zh"))), "zh").text, lead(Concept("c", (old,)), "en")
    ('工发组织', None)
    """
    terms = [term for term in concept.terms if term.language == language]
    return min(terms, key=lambda one: (one.status in AGAINST, one.status != "preferred"), default=None)


def stamp(moment: datetime | None, what: str = "minutes") -> str:
    """A time in this machine's time zone, to the minute; `what="exact"` gives ISO 8601 in UTC."""
    if moment is None:
        return ""
    if what == "exact":
        return moment.astimezone(UTC).isoformat()
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def is_part(request: Request) -> bool:
    """Whether a script asks for a part of a page. For the browser's “back”, it asks for the whole page instead."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def language_of(request: Request) -> str:
    """The language of the interface, en or zh: the reader's choice, else the browser's language, else English."""
    chosen = request.cookies.get("lang")
    if chosen in LANGUAGES:
        return chosen
    wanted = request.headers.get("accept-language", "").lower()
    return "zh" if wanted.startswith("zh") else "en"


def _entry_at(state: Any, id: str, glossary: str) -> str:
    """The address of an entry; for an entry of a further glossary, it contains the glossary's name."""
    address = f"/entry/{quote(id, safe='/')}"
    first = state.settings.glossary_names[0] if state else ""
    return f"{address}?glossary={quote(glossary)}" if glossary and glossary != first else address


def render(request: Request, name: str, /, *, status_code: int = 200, **context: Any) -> Response:
    """A page, or a part of one, made from the template `name` in the reader's language and theme."""
    language = language_of(request)
    theme = request.cookies.get("theme")
    settings = getattr(request.scope.get("app"), "state", None)
    account, named = person(request), bool(request.scope.get("state", {}).get("accounts"))
    closed = named or bool(settings and settings.settings.closed)
    signed_in = account is not None if named else bool(request.scope.get("session", {}).get("signed_in"))
    query = request.url.query
    root = settings.settings.root_path if settings else ""
    response = _templates().TemplateResponse(
        request,
        name,
        {
            "lang": language,
            "theme": theme if theme in THEMES else "auto",
            "t": lambda key, **values: say(key, language, **values),
            "has": has,
            "path": request.url.path,
            "here": request.url.path + (f"?{query}" if query else ""),
            "root": root,
            "oidc": bool(settings and settings.settings.oidc),
            "told": lambda message: sentence(message, language),
            "closed": closed,
            "inside": not closed or signed_in,
            "named": named,
            "person": account,
            "candidates_shown": shows_candidates(request),
            "may": lambda right: allowed(request, right),
            "entry_at": lambda id, glossary="": _entry_at(settings, id, glossary),
            **context,
        },
        status_code=status_code,
    )
    if root:
        response.body = under(root, bytes(response.body))
        response.headers["content-length"] = str(len(response.body))
    return response
