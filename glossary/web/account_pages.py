"""The pages about accounts: your own, with its password and tokens, and the list of all accounts for administrators."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from glossary.errors import GlossaryError
from glossary.people.accounts import Account, Accounts
from glossary.people.roles import ROLES, Role
from glossary.web.dependencies import person
from glossary.web.pages import render
from glossary.web.problems import Problem, from_error
from glossary.web.security import COOKIE

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

Short = Annotated[str, Form(max_length=400)]
Password = Annotated[str, Form(max_length=1000)]


@router.get("/account")
def account_page(request: Request) -> Response:
    return _own(request, _own_account(request))


@router.post("/account/password")
def new_password(request: Request, old: Password, new: Password) -> Response:
    """Change your own password; this ends all your other sessions."""
    account, accounts = _own_account(request), _accounts(request)
    who = f"password {account.id}"
    request.app.state.attempts.admit(who)
    right = not account.has_password or accounts.check(account.name, old) is not None
    request.app.state.attempts.note(who, right=right)
    if not right:
        return _own(request, account, problem=Problem(403, "wrong_password", "The old password is wrong."))
    try:
        accounts.set_password(account, new, but=request.cookies.get(COOKIE))
    except GlossaryError as error:
        return _own(request, account, problem=from_error(error))
    return _own(request, account, done="people.password_changed")


@router.post("/account/token")
def new_token(request: Request, label: Short = "") -> Response:
    account = _own_account(request)
    return _own(request, account, token=_accounts(request).make_token(account, label))


@router.post("/account/revoke")
def revoke(request: Request, id: Short) -> Response:
    account = _own_account(request)
    _accounts(request).revoke(account, id)
    return RedirectResponse("/account", status_code=303)


@router.get("/people")
def people_page(request: Request) -> Response:
    return _people(request)


@router.post("/people/add")
def add(request: Request, name: Short, role: Annotated[Role, Form()], identity: Short = "") -> Response:
    """Create an account with a random password of four groups of letters and digits, which is shown once."""
    password = _random_password()
    try:
        made = _accounts(request).add(name, role=role, password=password, identity=identity.strip() or None)
    except GlossaryError as error:
        return _people(request, problem=from_error(error))
    return _people(request, made=made, password=password)


@router.post("/people/{id}/role")
def set_role(request: Request, id: str, role: Annotated[Role, Form()]) -> Response:
    try:
        _accounts(request).set_role(_account_with_id(request, id), role)
    except GlossaryError as error:
        return _people(request, problem=from_error(error))
    return RedirectResponse("/people", status_code=303)


@router.post("/people/{id}/password")
def reset(request: Request, id: str) -> Response:
    """Give somebody a new password, which is shown once, and end their sessions."""
    account, password = _account_with_id(request, id), _random_password()
    _accounts(request).set_password(account, password)
    return _people(request, made=account, password=password)


@router.post("/people/{id}/remove")
def remove(request: Request, id: str) -> Response:
    account = _account_with_id(request, id)
    try:
        if account == person(request):
            problem = Problem(400, "invalid", "You cannot remove your own account.", "Ask another administrator.")
            return _people(request, problem=problem)
        _accounts(request).remove(account)
    except GlossaryError as error:
        return _people(request, problem=from_error(error))
    return RedirectResponse("/people", status_code=303)


def _accounts(request: Request) -> Accounts:
    accounts: Accounts = request.app.state.accounts
    return accounts


def _own_account(request: Request) -> Account:
    account = person(request)
    if account is None:
        raise _without_accounts()
    return account


def _account_with_id(request: Request, id: str) -> Account:
    account = _accounts(request).get(id) if _accounts(request).exist() else None
    if account is None:
        raise Problem(404, "no_account", "There is no such account any more.")
    return account


def _without_accounts() -> Problem:
    return Problem(
        404, "no_account", "The workbench has no accounts.", "Add people with: glossary user add NAME -g GLOSSARY"
    )


def _random_password() -> str:
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def _own(
    request: Request, account: Account, *, token: str = "", done: str = "", problem: Problem | None = None
) -> Response:
    return render(
        request,
        "account.html",
        status_code=problem.status if problem else 200,
        account=account,
        tokens=_accounts(request).tokens(account),
        token=token,
        done=done,
        problem=problem,
    )


def _people(
    request: Request, *, made: Account | None = None, password: str = "", problem: Problem | None = None
) -> Response:
    if person(request) is None:
        raise _without_accounts()
    return render(
        request,
        "people.html",
        status_code=problem.status if problem else 200,
        people=_accounts(request).all(),
        roles=ROLES,
        made=made,
        password=password,
        problem=problem,
    )
