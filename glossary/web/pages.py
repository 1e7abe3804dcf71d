"""Pages: templates, the reader's language and theme, and what every page needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from glossary.web.wording import LANGUAGES, say

__all__ = ["language_of", "render"]

HERE = Path(__file__).resolve().parent
THEMES = ("auto", "light", "dark")


@cache
def _templates() -> Jinja2Templates:
    templates = Jinja2Templates(directory=HERE / "templates")
    templates.env.trim_blocks = templates.env.lstrip_blocks = True
    return templates


def language_of(request: Request) -> str:
    """Language of the interface, en or zh: what the reader chose, else what the browser asks for, else English."""
    chosen = request.cookies.get("lang")
    if chosen in LANGUAGES:
        return chosen
    wanted = request.headers.get("accept-language", "").lower()
    return "zh" if wanted.startswith("zh") else "en"


def render(request: Request, name: str, *, status_code: int = 200, **context: Any) -> Response:
    """A page or a part of one, from the template `name`, in the reader's language and theme."""
    language = language_of(request)
    theme = request.cookies.get("theme")
    settings = getattr(request.scope.get("app"), "state", None)
    return _templates().TemplateResponse(
        request,
        name,
        {
            "lang": language,
            "theme": theme if theme in THEMES else "auto",
            "t": lambda key, **values: say(key, language, **values),
            "path": request.url.path,
            "closed": bool(settings and settings.settings.closed),
            **context,
        },
        status_code=status_code,
    )
