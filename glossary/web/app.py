"""The workbench as an ASGI application."""

from __future__ import annotations

import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from align.correction.library import BitextFolder
from glossary.people.accounts import Accounts
from glossary.people.discussion import FILE as DISCUSSION
from glossary.people.discussion import Discussion
from glossary.web import (
    account_pages,
    aligning,
    api,
    api_aligning,
    api_bitext,
    api_comments,
    api_page,
    api_pairing,
    api_review,
    change_feed,
    checking,
    comments,
    dashboard,
    document_find,
    documents,
    entry,
    lookup,
    matches,
    oidc,
    pairing,
    problems,
    reading,
    review,
    review_table,
    sentences,
    sign_in,
    taking,
)
from glossary.web.aligning_jobs import Jobs
from glossary.web.assistants import Assistants
from glossary.web.dependencies import Reader
from glossary.web.idempotency import FILE, Answers, Once
from glossary.web.latest import Latest
from glossary.web.pages import HERE, Static
from glossary.web.proxied import Proxied
from glossary.web.security import Attempts, Guard
from glossary.web.sessions import SessionCookie, Sessions
from glossary.web.settings import Settings
from glossary.web.taking_jobs import Takings

__all__ = ["create_app"]


ROUTERS = (
    sign_in.router,
    oidc.router,
    account_pages.router,
    comments.router,
    change_feed.router,
    lookup.router,
    sentences.router,
    entry.router,
    review_table.router,
    review.router,
    api_review.router,  # before the entries, because an entry's id may contain a slash
    api.router,
    api_bitext.router,
    api_aligning.router,
    api_pairing.router,
    taking.api,
    api_comments.router,
    api_page.router,
    document_find.router,
    documents.router,
    aligning.router,
    pairing.router,
    taking.router,
    reading.router,
    matches.router,
    checking.router,
    dashboard.router,
)
"""The routes of all pages and of the API, in the order in which they are tried."""


def create_app(settings: Settings) -> FastAPI:
    """The workbench for one glossary, and for the bitext of a folder if one is given."""
    app = FastAPI(
        title="duizhao",
        description="Look up, review and curate a glossary; read and correct aligned documents.",
        # FastAPI's own pages load their scripts from other sites, but the workbench has to work without a network.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        servers=[{"url": settings.root_path}] if settings.root_path else None,
        lifespan=_lifespan,
    )
    _set_state(app, settings)
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.state.assistants = Assistants([app.state.reader, *app.state.others])
    app.router.routes.append(app.state.assistants.route)
    app.mount("/static", Static(directory=HERE / "static"), name="static")
    # The last one added is the outermost: first the proxy's headers are read, then the session, which the guard needs.
    app.add_middleware(Once, answers=Answers(settings.glossary / FILE), reader=app.state.reader)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Guard, settings=settings, attempts=app.state.attempts, accounts=app.state.accounts)
    app.add_middleware(SessionCookie, sessions=app.state.sessions)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))
    app.add_middleware(Proxied, root=settings.root_path, proxies=settings.proxies)
    return app


def _set_state(app: FastAPI, settings: Settings) -> None:
    """Set up what all requests share."""
    app.state.settings = settings
    app.state.attempts = Attempts()
    app.state.discussion = Discussion(settings.glossary / DISCUSSION)
    app.state.present = comments.Present()
    app.state.accounts = Accounts(settings.accounts_file)
    app.state.sessions = Sessions(settings)
    app.state.provider = oidc.Provider(settings.oidc) if settings.oidc else None
    app.state.reader = Reader(settings.glossary)
    app.state.others = tuple(Reader(path) for path in settings.others)
    app.state.bitexts = BitextFolder(settings.bitext) if settings.bitext else None
    app.state.jobs = Jobs(settings.bitext) if settings.bitext else None
    app.state.takings = Takings(settings.glossary)
    app.state.figures = dashboard.Figures()
    app.state.texts = Latest(reading.KEPT, size=reading.length)
    app.state.pretranslations = Latest(matches.MOST)
    app.state.checks = Latest(checking.MOST)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Resume the jobs, and stop them at the end. The index is loaded in the background, ready for the first look-up."""
    threading.Thread(target=_warm, args=(app.state.reader,), name="warm", daemon=True).start()
    jobs: list[Jobs] = [one for one in (app.state.jobs, app.state.takings) if one is not None]
    for one in jobs:
        one.resume()
    yield
    for one in jobs:
        one.close()
    await app.state.assistants.stop()


def _warm(reader: Reader) -> None:
    from glossary.search import concordance, search
    from glossary.statistics import contents

    with suppress(Exception):  # the reader's own request will report the error
        glossary = reader.glossary()
        search(glossary, "a")
        concordance(glossary, "工发")
        reader.once(contents)
    # What is loaded by now stays: collecting garbage among it would stop all requests for about 40 ms each time.
    gc.freeze()
