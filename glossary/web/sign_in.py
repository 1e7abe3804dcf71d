"""Signing in and out, and the reader's choices: name, language and theme."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from glossary.people.accounts import LONGEST, Account, Accounts
from glossary.store.users import current_user
from glossary.web.dependencies import candidates_cookie, cookie_name, name_of, person
from glossary.web.messages import LANGUAGES
from glossary.web.pages import THEMES, YEAR, render
from glossary.web.problems import Problem
from glossary.web.security import COOKIE, Attempts, address_of

__all__ = ["inside", "let_in", "router"]


class Choices(BaseModel):
    """The form of the preferences page."""

    lang: str | None = None
    theme: str | None = None
    name: Annotated[str | None, Field(max_length=400)] = None


router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, back: str = "/") -> Response:
    return render(request, "sign_in.html", wrong=False, back=inside(request, back))


@router.post("/sign-in")
def sign_in(
    request: Request,
    password: Annotated[str, Form(max_length=1000)],
    name: Annotated[str, Form(max_length=400)] = "",
    back: str = "/",
) -> Response:
    state = request.app.state
    if state.accounts.exist():
        account = _checked(request, name, password)
        if account is None:
            return render(request, "sign_in.html", status_code=403, wrong=True, back=inside(request, back), name=name)
        return let_in(request, account, back)
    attempts: Attempts = state.attempts
    if not attempts.check(address_of(request.scope), password, state.settings.password or state.settings.token):
        return render(request, "sign_in.html", status_code=403, wrong=True, back=inside(request, back))
    state.sessions.begin(request.session)
    return RedirectResponse(inside(request, back), status_code=303)


def _checked(request: Request, name: str, password: str) -> Account | None:
    """The account with this name and password, or None. Wrong passwords are counted for each name and address."""
    attempts, who = request.app.state.attempts, f"{address_of(request.scope)} {name.casefold()[:100]}"
    attempts.admit(who)
    account: Account | None = request.app.state.accounts.check(name, password)
    attempts.note(who, right=account is not None)
    return account


def let_in(request: Request, account: Account, back: str) -> Response:
    """Begin a session of this account, and redirect to the page that the user wanted."""
    response = RedirectResponse(inside(request, back), status_code=303)
    accounts: Accounts = request.app.state.accounts
    if former := request.cookies.get(COOKIE):
        accounts.end(former)
    secure = request.url.scheme == "https"
    # Lax, so that a link in an e-mail does not lead to the sign-in page. The guard checks the origin of changes.
    response.set_cookie(COOKIE, accounts.begin(account), max_age=LONGEST, samesite="lax", httponly=True, secure=secure)
    return response


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    request.app.state.sessions.end(request.session)
    response = RedirectResponse("/sign-in", status_code=303)
    if secret := request.cookies.get(COOKIE):
        request.app.state.accounts.end(secret)
        response.delete_cookie(COOKIE)
    return response


@router.get("/preferences")
def preferences_page(request: Request, back: str = "/", saved: bool = False) -> Response:
    return render(
        request,
        "preferences.html",
        back=inside(request, back),
        saved=saved,
        name=name_of(request) or "",
        account="" if person(request) else current_user(),
        languages=LANGUAGES,
        themes=THEMES,
    )


@router.post("/preferences")
def preferences(
    request: Request,
    back: str = "/",
    lang: str | None = None,
    theme: str | None = None,
    candidates: Annotated[Literal["yes", "no"] | None, Query()] = None,
    form: Annotated[Choices | None, Form()] = None,
) -> Response:
    """Save the reader's choices: language, theme and candidates from a button on any page, the rest from the form."""
    given = form or Choices()
    lang, theme = lang or given.lang, theme or given.theme
    if (lang is not None and lang not in LANGUAGES) or (theme is not None and theme not in THEMES):
        raise Problem(422, "invalid", "There is no such language or theme.")
    response = RedirectResponse(inside(request, back), status_code=303)
    chosen = {"lang": lang, "theme": theme, "name": None if given.name is None else cookie_name(given.name)}
    chosen[candidates_cookie(request)] = candidates
    for name, value in chosen.items():
        if value is not None:
            secure = request.url.scheme == "https"
            response.set_cookie(name, value, max_age=YEAR, samesite="lax", httponly=True, secure=secure)
    return response


def inside(request: Request, back: str) -> str:
    """`back` without the path that a proxy shows the workbench under, or "/" if it does not lead to this server."""
    root = request.app.state.settings.root_path
    if root and (back == root or back.startswith((f"{root}/", f"{root}?"))):
        back = back.removeprefix(root)
    return ours(back)


def ours(back: str) -> str:
    r"""`back` if it is a path of this server, else "/".

    Browsers read a backslash as a slash and ignore tabs and line ends, so a path with any of these is not accepted.

    >>> [ours(back) for back in ("/review?minimum=0.5", "//evil.com", "/\t/evil.com", "/\\evil.com", "http://evil.com")]
    ['/review?minimum=0.5', '/', '/', '/', '/']
    """
    ours = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
    return back if ours else "/"
