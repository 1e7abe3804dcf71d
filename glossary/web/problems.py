"""Errors, shown in the same way everywhere: one JSON shape for programs, one page for people, never a traceback.

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


# Not frozen: Python writes the traceback into an exception.
@dataclass
class Problem(Exception):
    """A refusal or failure: HTTP status, a code for programs, one sentence for people, and what to do about it."""

    status: int
    code: str
    message: str
    remedy: str | None = None
    line: int | None = None
    retry_after: int | None = None
    """Seconds after which asking again makes sense."""
    entry: dict[str, Any] | None = None
    """The entry as it is now, for programs, where somebody else changed it first."""

    def as_json(self) -> dict[str, Any]:
        """The one shape of an error.

        >>> Problem(404, "not_found", "There is no such page.").as_json()
        {'error': {'code': 'not_found', 'message': 'There is no such page.', 'remedy': None, 'where': None, 'line': None}}
        """
        # No `where`: the place may be a path of this machine, which is nobody's business in a browser.
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
    """The problem that an error of the packages below means for a browser."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 400)
    return Problem(status, error.code, error.what, error.remedy, error.line)


def from_system(error: OSError) -> Problem:
    """The problem where the operating system refuses to read or write: a full disk, a folder for reading only.

    >>> from_system(OSError(28, "No space left on device")).code, from_system(PermissionError(13, "Permission denied")).code
    ('disk_full', 'system')
    """
    if is_out_of_space(error):
        return Problem(507, "disk_full", "There is no space left on the server's disk.", "Tell an administrator.")
    reason = error.strerror or type(error).__name__
    message = Message("The server cannot read or write one of its files: {reason}.", reason=reason)
    return Problem(500, "system", message, "Tell an administrator.")


def answer(scope: Scope, problem: Problem) -> Response:
    """The problem as JSON for programs and for /api, as a page or a part of one for people."""
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
            # The page that asked is the one to come back to; what was written there is kept in the browser.
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
    """The refusal of what somebody's role does not allow."""
    return Problem(403, "not_allowed", "Your role does not allow this.", "Ask an administrator for another role.")


def without_documents() -> Problem:
    """The answer of pages about aligned documents where the workbench was opened without any."""
    return Problem(
        404, "no_documents", "The workbench was opened without aligned documents.", "Start it with --bitext."
    )


def demand(request: Request, right: Right) -> None:
    """Raise Problem where whoever asks lacks a right."""
    if not allowed(request, right):
        raise not_allowed()


def in_words(problem: Problem, language: str) -> Problem:
    """The problem for the scripts of our pages, which show its message."""
    remedy = None if problem.remedy is None else sentence(problem.remedy, language)
    return replace(problem, message=sentence(problem.message, language), remedy=remedy)


def _invalid(request: Request, first: Mapping[str, Any]) -> Message:
    """What is wrong with a field: for programs as exactly as it is known, for people in their own words."""
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
    """Give the application its handlers of errors; what nobody foresaw, the guard answers (security.py)."""

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
