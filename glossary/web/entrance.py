"""Signing in and out, and the reader's choices: language and theme."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from glossary.web.pages import THEMES, render
from glossary.web.problems import Problem
from glossary.web.security import Attempts
from glossary.web.wording import LANGUAGES

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
YEAR = 365 * 24 * 3600


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    return render(request, "sign_in.html", wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request, password: Annotated[str, Form(max_length=1000)]) -> Response:
    attempts: Attempts = request.app.state.attempts
    address = request.client.host if request.client else "unknown"
    settings = request.app.state.settings
    if not await attempts.check(address, password, settings.password or settings.token):
        return render(request, "sign_in.html", status_code=403, wrong=True)
    request.session.clear()
    request.session["signed_in"] = True
    return RedirectResponse("/", status_code=303)


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    request.session.clear()
    return RedirectResponse("/sign-in", status_code=303)


@router.post("/preferences")
def preferences(request: Request, back: str = "/", lang: str | None = None, theme: str | None = None) -> Response:
    if (lang is not None and lang not in LANGUAGES) or (theme is not None and theme not in THEMES):
        raise Problem(422, "invalid", "There is no such language or theme.")
    # `back` comes from the page; only a path of this server is followed.
    path = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    response = RedirectResponse(path, status_code=303)
    for name, value in (("lang", lang), ("theme", theme)):
        if value is not None:
            response.set_cookie(name, value, max_age=YEAR, samesite="lax", httponly=True)
    return response
