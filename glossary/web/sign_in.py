"""Signing in and out, and the reader's choices: name, language and theme."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from glossary.store.users import current_user
from glossary.web.dependencies import cookie_name, name_of
from glossary.web.messages import LANGUAGES
from glossary.web.pages import THEMES, YEAR, render
from glossary.web.problems import Problem
from glossary.web.security import Attempts, address_of

__all__ = ["router"]


class Choices(BaseModel):
    """The form of preferences."""

    lang: str | None = None
    theme: str | None = None
    name: Annotated[str | None, Field(max_length=400)] = None


router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, back: str = "/") -> Response:
    return render(request, "sign_in.html", wrong=False, back=_inside(back))


@router.post("/sign-in")
async def sign_in(request: Request, password: Annotated[str, Form(max_length=1000)], back: str = "/") -> Response:
    attempts: Attempts = request.app.state.attempts
    settings = request.app.state.settings
    if not attempts.check(address_of(request.scope), password, settings.password or settings.token):
        return render(request, "sign_in.html", status_code=403, wrong=True, back=_inside(back))
    request.app.state.sessions.begin(request.session)
    return RedirectResponse(_inside(back), status_code=303)


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    request.app.state.sessions.end(request.session)
    return RedirectResponse("/sign-in", status_code=303)


@router.get("/preferences")
def preferences_page(request: Request, back: str = "/", saved: bool = False) -> Response:
    return render(
        request,
        "preferences.html",
        back=_inside(back),
        saved=saved,
        name=name_of(request) or "",
        account=current_user(),
        languages=LANGUAGES,
        themes=THEMES,
    )


@router.post("/preferences")
def preferences(
    request: Request,
    back: str = "/",
    lang: str | None = None,
    theme: str | None = None,
    form: Annotated[Choices | None, Form()] = None,
) -> Response:
    """Keep the reader's choices: language and theme by a button of any page, all of them by the page's form."""
    given = form or Choices()
    lang, theme = lang or given.lang, theme or given.theme
    if (lang is not None and lang not in LANGUAGES) or (theme is not None and theme not in THEMES):
        raise Problem(422, "invalid", "There is no such language or theme.")
    response = RedirectResponse(_inside(back), status_code=303)
    chosen = {"lang": lang, "theme": theme, "name": None if given.name is None else cookie_name(given.name)}
    for name, value in chosen.items():
        if value is not None:
            secure = request.url.scheme == "https"
            response.set_cookie(name, value, max_age=YEAR, samesite="lax", httponly=True, secure=secure)
    return response


def _inside(back: str) -> str:
    """`back` comes from the page; only a path of this server is followed.

    Browsers take a backslash for a slash and pass over tabs and line ends, so neither may stand in it.

    >>> [_inside(back) for back in ("/review?minimum=0.5", "//evil.com", "/\t/evil.com", "/\\\\evil.com", "http://evil.com")]
    ['/review?minimum=0.5', '/', '/', '/', '/']
    """
    ours = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
    return back if ours else "/"
