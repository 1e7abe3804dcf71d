"""Errors, shown in the same way everywhere: as JSON for programs, as a page for people, never as a traceback.

{"error": {"code": "unknown_concept", "message": "No entry has the id c-1.", "remedy": "...", "where": null, "line": null}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from align.correction.journal import Stale
from align.correction.library import UnknownDocument
from align.errors import DuizhaoError, Message, MissingExtra, UnreadableInput, UnsupportedFormat, error_json
from align.files import is_out_of_space
from glossary.errors import Conflict, UnknownConcept
from glossary.people.roles import Right
from glossary.web.catalogue import sentence
from glossary.web.dependencies import allowed
from glossary.web.pages import language_of, render

__all__ = ["Problem", "answer", "demand", "from_error", "from_system", "in_words", "install", "not_allowed"]

_HTTP = {
    404: ("not_found", Message("There is no such page.")),
    405: ("method_not_allowed", Message("This address cannot be asked in this way.")),
}


# Not frozen, because Python sets the traceback of an exception.
@dataclass
class Problem(Exception):
    """A refusal or failure: HTTP status, a code for programs, one sentence for people, and what to do about it."""

    status: int
    code: str
    message: str
    remedy: str | None = None
    line: int | None = None
    retry_after: int | None = None
    """Seconds after which the request may be sent again."""
    entry: dict[str, Any] | None = None
    """For programs: the current entry, if somebody else has changed it first."""

    def as_json(self) -> dict[str, Any]:
        """The error as JSON; all errors have the same fields.

        >>> Problem(404, "not_found", "There is no such page.").as_json()
        {'error': {'code': 'not_found', 'message': 'There is no such page.', 'remedy': None, 'where': None, 'line': None}}
        """
        # `where` is left out: it may be a path on this machine, which is nobody's business in a browser.
        said = error_json(self.code, sentence(self.message, "en"), remedy=self.remedy, line=self.line)
        return said if self.entry is None else said | {"entry": self.entry}


_STATUSES: tuple[tuple[type[DuizhaoError], int], ...] = (
    (UnknownConcept, 404),
    (UnknownDocument, 404),
    (Conflict, 409),
    (Stale, 409),
    (UnreadableInput, 415),
    (UnsupportedFormat, 415),
    (MissingExtra, 501),
)


def from_error(error: DuizhaoError) -> Problem:
    """The Problem that tells a browser or program about an error of the packages `align` and `glossary`."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 400)
    return Problem(status, error.code, error.what, error.remedy, error.line)


def from_system(error: OSError) -> Problem:
    """The Problem for an error of the operating system, such as a full disk or a read-only folder.

    >>> from_system(OSError(28, "No space left on device")).code, from_system(PermissionError(13, "Permission denied")).code
    ('disk_full', 'system')
    """
    if is_out_of_space(error):
        return Problem(507, "disk_full", "There is no space left on the server's disk.", "Tell an administrator.")
    reason = error.strerror or type(error).__name__
    message = Message("The server cannot read or write one of its files: {reason}.", reason=reason)
    return Problem(500, "system", message, "Tell an administrator.")


def answer(scope: Scope, problem: Problem) -> Response:
    """The response for a Problem: JSON for programs and for /api, a page or a part of one for people."""
    response = _answer(scope, problem)
    if problem.retry_after is not None:
        response.headers["retry-after"] = str(problem.retry_after)
    return response


def _answer(scope: Scope, problem: Problem) -> Response:
    headers = Headers(scope=scope)
    wants_page = "text/html" in headers.get("accept", "") or headers.get("hx-request") == "true"
    for_program = scope["path"].startswith("/api")
    if for_program or not wants_page:
        shown = problem if for_program else in_words(problem, language_of(Request(scope)))
        response: Response = JSONResponse(shown.as_json(), status_code=problem.status)
        if problem.status == 401:
            response.headers["www-authenticate"] = "Bearer"
        return response
    if problem.status == 401:
        if headers.get("hx-request") == "true":
            # After signing in, the user returns to this page; the browser has kept what was typed there.
            here = urlsplit(headers.get("hx-current-url", ""))
            page = here.path + (f"?{here.query}" if here.query else "")
            back = f"?back={quote(page, safe='')}" if page not in ("", "/") else ""
            return Response(status_code=401, headers={"hx-redirect": f"/sign-in{back}"})
        asked = Request(scope).url
        back = asked.path + (f"?{asked.query}" if asked.query else "")
        wanted = f"?back={quote(back, safe='')}" if scope["method"] == "GET" and back != "/" else ""
        return RedirectResponse(f"/sign-in{wanted}", status_code=303)
    part = headers.get("hx-request") == "true"
    name = "problem_part.html" if part else "problem.html"
    return render(Request(scope), name, status_code=problem.status, problem=problem)


def not_allowed() -> Problem:
    """The refusal of a request that the user's role does not allow."""
    return Problem(403, "not_allowed", "Your role does not allow this.", "Ask an administrator for another role.")


def without_documents() -> Problem:
    """The answer of pages about aligned documents if the workbench was started without any."""
    return Problem(
        404, "no_documents", "The workbench was opened without aligned documents.", "Start it with --bitext."
    )


def demand(request: Request, right: Right) -> None:
    """Raise Problem if the user lacks a right."""
    if not allowed(request, right):
        raise not_allowed()


def in_words(problem: Problem, language: str) -> Problem:
    """The Problem with its message and remedy translated, for the scripts of our pages, which show them."""
    remedy = None if problem.remedy is None else sentence(problem.remedy, language)
    return replace(problem, message=sentence(problem.message, language), remedy=remedy)


def _invalid(request: Request, first: Mapping[str, Any]) -> Message:
    """What is wrong with a field: for programs, as exactly as it is known; for people, in plain words."""
    place = ".".join(str(part) for part in first["loc"])
    if request.scope["path"].startswith("/api"):
        return Message("{place}: {reason}", place=place, reason=first["msg"])
    field, given = str(first["loc"][-1]), str(first.get("input", ""))[:80]
    limits: Mapping[str, Any] = first.get("ctx", {})
    match first["type"]:
        case "missing":
            return Message("the field “{field}” is missing", field=field)
        case "greater_than_equal":
            return Message("the field “{field}” must be at least {limit}", field=field, limit=limits.get("ge", ""))
        case "less_than_equal":
            return Message("the field “{field}” must be at most {limit}", field=field, limit=limits.get("le", ""))
        case "string_too_long":
            most = limits.get("max_length", "")
            return Message("the field “{field}” holds more than {limit} characters", field=field, limit=most)
        case _:
            return Message("the field “{field}” does not take “{given}”", field=field, given=given)


def install(app: FastAPI) -> None:
    """Install the application's error handlers. Unexpected errors are answered by the guard (security.py)."""

    async def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, DuizhaoError)
        return answer(request.scope, from_error(error))

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return answer(request.scope, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code, message = _HTTP.get(error.status_code, ("http", Message("{reason}", reason=error.detail)))
        return answer(request.scope, Problem(error.status_code, code, message))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request.scope, Problem(422, "invalid", _invalid(request, error.errors()[0])))

    app.add_exception_handler(DuizhaoError, known)
    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
