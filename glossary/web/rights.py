"""The right that each request needs, in one table of routes. A route that is missing in it is refused to everybody."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from starlette.routing import compile_path

from glossary.people.roles import RIGHTS, Right

__all__ = ["ROUTES", "Needed", "needed"]

Needed = Right | Literal["open"]

ROUTES: tuple[tuple[str, str, Needed], ...] = (
    ("GET", "/static/{path:path}", "open"),
    ("GET", "/sign-in", "open"),
    ("POST", "/sign-in", "open"),
    ("GET", "/sign-in/oidc", "open"),
    ("GET", "/sign-in/oidc/return", "open"),
    ("POST", "/sign-out", "open"),
    ("POST", "/preferences", "open"),  # language and theme can be chosen on the sign-in page as well
    ("GET", "/preferences", "read"),
    ("GET", "/", "read"),
    ("GET", "/sentences", "read"),
    ("GET", "/sentences/around", "read"),
    ("GET", "/dashboard", "read"),
    ("GET", "/reading", "read"),
    ("POST", "/reading", "read"),
    ("GET", "/reading/{id}", "read"),
    ("GET", "/reading/{id}/words", "read"),
    ("GET", "/reading/{id}/matches", "read"),
    ("GET", "/reading/{id}/matches/download", "read"),
    ("GET", "/entry/{id:path}", "read"),
    ("GET", "/review", "decide"),
    ("GET", "/review/contexts/{id:path}", "decide"),
    ("GET", "/review/table", "decide"),
    ("GET", "/review/contradictions", "decide"),
    ("GET", "/review/more", "decide"),
    ("GET", "/review/card/{id:path}", "decide"),
    ("GET", "/documents", "read"),
    ("GET", "/documents/{name:path}", "read"),
    ("GET", "/document-export/{name:path}", "read"),
    ("GET", "/document-find/{name:path}", "read"),
    ("GET", "/comments/entry/{id:path}", "read"),
    ("GET", "/comments/bead/{name:path}", "read"),
    ("GET", "/waiting", "read"),
    ("GET", "/changes", "read"),
    ("POST", "/here/{id:path}", "read"),
    ("GET", "/account", "read"),
    ("POST", "/account/password", "read"),
    ("POST", "/account/token", "read"),
    ("POST", "/account/revoke", "read"),
    # Proposing. The route itself refuses to create an entry that is approved at once for those who may not decide.
    ("GET", "/new", "propose"),
    ("POST", "/new", "propose"),
    # Aligning adds documents, but never changes one.
    ("GET", "/aligning", "propose"),
    ("POST", "/aligning", "propose"),
    ("GET", "/aligning/{id}", "propose"),
    ("POST", "/aligning/{id}/align", "propose"),
    ("POST", "/aligning/{id}/force", "propose"),
    ("POST", "/aligning/{id}/{what}", "propose"),
    ("GET", "/pairing", "propose"),
    ("POST", "/pairing/pair", "correct"),
    ("POST", "/pairing/leave-out", "correct"),
    ("POST", "/pairing/take-back", "correct"),
    ("GET", "/api/pairing", "propose"),
    ("POST", "/api/pairing/pair", "correct"),
    ("POST", "/api/pairing/leave-out", "correct"),
    ("POST", "/api/pairing/take-back", "correct"),
    ("GET", "/api/aligning", "propose"),
    ("POST", "/api/aligning", "propose"),
    ("GET", "/api/aligning/{id}", "propose"),
    ("POST", "/api/aligning/{id}/align", "propose"),
    ("POST", "/api/aligning/{id}/force", "propose"),
    ("POST", "/api/aligning/{id}/stop", "propose"),
    ("POST", "/api/aligning/{id}/again", "propose"),
    ("POST", "/api/aligning/{id}/forget", "propose"),
    ("POST", "/comments/entry/{id:path}", "propose"),
    ("POST", "/comments/bead/{name:path}", "propose"),
    ("POST", "/comment/{thread:int}/{action}", "propose"),
    ("POST", "/document-corrections", "correct"),
    ("POST", "/document-rest/{name:path}", "correct"),
    ("POST", "/document-take-in/{name:path}", "decide"),
    ("GET", "/taking/{id}", "decide"),
    ("POST", "/taking/{id}/{what}", "decide"),
    ("POST", "/api/taking", "decide"),
    ("GET", "/api/taking/{id}", "decide"),
    ("POST", "/api/taking/{id}/take", "decide"),
    ("POST", "/api/taking/{id}/leave", "decide"),
    ("POST", "/api/taking/{id}/undo", "decide"),
    ("POST", "/entry/{id:path}/approve", "decide"),
    ("POST", "/entry/{id:path}/reject", "decide"),
    ("POST", "/entry/{id:path}/propose", "decide"),
    ("POST", "/entry/{id:path}/edit", "decide"),
    ("POST", "/entry/{id:path}/merge", "decide"),
    ("POST", "/entry/{id:path}/split", "decide"),
    ("POST", "/entry/{id:path}/undo", "decide"),
    ("POST", "/entry/{id:path}/restore", "decide"),
    ("POST", "/changes/undo", "decide"),
    ("POST", "/review/decide", "decide"),
    ("POST", "/review/many", "decide"),
    ("POST", "/review/merge", "decide"),
    ("POST", "/review/apart", "decide"),
    ("POST", "/review/undo-many", "decide"),
    ("POST", "/review/undo", "decide"),
    ("GET", "/people", "administer"),
    ("POST", "/people/add", "administer"),
    ("POST", "/people/{id}/role", "administer"),
    ("POST", "/people/{id}/password", "administer"),
    ("POST", "/people/{id}/remove", "administer"),
    ("GET", "/api", "read"),
    ("GET", "/api/openapi.json", "read"),
    ("GET", "/api/glossary", "read"),
    ("GET", "/api/search", "read"),
    ("GET", "/api/concordance", "read"),
    ("GET", "/api/around", "read"),
    ("GET", "/api/entries", "read"),
    ("GET", "/api/entries/{id:path}", "read"),
    ("GET", "/api/history/{id:path}", "read"),
    ("GET", "/api/export", "read"),
    ("GET", "/check", "read"),
    ("POST", "/check", "read"),
    ("GET", "/check/{id}", "read"),
    ("GET", "/check/{id}/report", "read"),
    ("POST", "/check/{id}/accept", "correct"),
    ("GET", "/window", "read"),
    ("POST", "/mcp", "read"),
    ("POST", "/api/terms", "read"),
    ("POST", "/api/check", "read"),
    ("POST", "/api/entries", "propose"),
    ("POST", "/api/entries/{id:path}/edit", "decide"),
    ("POST", "/api/entries/{id:path}/approve", "decide"),
    ("POST", "/api/entries/{id:path}/reject", "decide"),
    ("POST", "/api/entries/{id:path}/merge", "decide"),
    ("POST", "/api/entries/{id:path}/undo", "decide"),
    ("POST", "/api/entries/{id:path}/propose", "decide"),
    ("POST", "/api/entries/{id:path}/split", "decide"),
    ("POST", "/api/entries/{id:path}/restore", "decide"),
    ("POST", "/api/decisions", "decide"),
    ("GET", "/api/contradictions", "decide"),
    ("POST", "/api/forget", "decide"),
    ("GET", "/api/changes", "read"),
    ("POST", "/api/changes/undo", "decide"),
    ("GET", "/api/comments", "read"),
    ("POST", "/api/comments", "propose"),
    ("POST", "/api/comments/{thread}/reply", "propose"),
    ("POST", "/api/comments/{thread}/assign", "propose"),
    ("POST", "/api/comments/{thread}/resolve", "propose"),
    ("POST", "/api/comments/{thread}/reopen", "propose"),
    ("GET", "/api/waiting", "read"),
    ("GET", "/api/bitext", "read"),
    ("GET", "/api/bitext/export", "read"),
    ("POST", "/api/bitext/realign", "correct"),
    ("GET", "/api/bitext/beads", "read"),
    ("POST", "/api/bitext/corrections", "correct"),
)


def needed(method: str, path: str) -> Needed | None:
    """The right that a request needs: the strictest of all routes that match it, or None if none matches.

    >>> needed("GET", "/dashboard"), needed("POST", "/entry/a/b/approve"), needed("DELETE", "/entry/a")
    ('read', 'decide', None)
    """
    method = "GET" if method == "HEAD" else method
    found: list[Needed] = [right for asked, pattern, right in _compiled() if asked == method and pattern.match(path)]
    return sorted(found, key=_strictness)[-1] if found else None


def _strictness(right: Needed) -> int:
    return -1 if right == "open" else RIGHTS.index(right)


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str], Needed], ...]:
    return tuple((method, compile_path(path)[0], right) for method, path, right in ROUTES)
