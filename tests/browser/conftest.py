"""A workbench that runs, and a browser that opens it. Skipped where Chromium or Playwright is not installed."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium") if Path(path).exists()),
    "/usr/bin/chromium",
)
"""Chromium without a window of its own takes half the processor time; where it is not installed, the whole one does."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
    "--disable-software-rasterizer",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-smooth-scrolling",
    "--disable-extensions",
    # All pages in one process of Chromium, whatever their context: a new one for each test takes longer than most tests.
    "--renderer-process-limit=1",
    # This takes the place of Playwright's own list: its PaintHolding keeps a new page from being drawn for a while.
    "--disable-features=Translate,MediaRouter,OptimizationHints,PaintHolding,HttpsUpgrades",
]


PATIENCE = 120_000
"""Milliseconds to wait for a state: what comes at once on a quiet machine comes after half a minute on a busy one."""


@dataclass(frozen=True)
class Workbench:
    """A server that runs: its address, and the folders it works on."""

    url: str
    glossary: Path
    bitext: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


class Process:
    """The workbench as a process of its own, on one port, which can be killed and started again."""

    def __init__(self, glossary: Path, bitext: Path) -> None:
        self._command = [sys.executable, "-c", "import sys; from glossary.cli import main; sys.exit(main())", "serve"]
        self._command += ["-g", str(glossary), "--bitext", str(bitext)]
        self._running: subprocess.Popen[bytes] | None = None
        # Bound as long as this lives, so that nobody else is given the port before it serves and while it is killed:
        # two sockets that may be reused stand on one port as long as only one listens.
        self._reserved = socket.socket()
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reserved.bind(("127.0.0.1", 0))
        port = self._reserved.getsockname()[1]
        self._command += ["--port", str(port)]
        self.workbench = Workbench(f"http://127.0.0.1:{port}", glossary, bitext)

    def start(self) -> None:
        """Start it, and come back when it answers."""
        self._running = subprocess.Popen(self._command, stderr=subprocess.PIPE)
        assert self._running.stderr is not None
        assert b"open at" in self._running.stderr.readline()

    def kill(self) -> None:
        """Kill it in the middle of whatever it does."""
        if self._running is not None:
            os.kill(self._running.pid, signal.SIGKILL)
            self._running.wait()
            assert self._running.stderr is not None
            self._running.stderr.close()
            self._running = None


@contextmanager
def serving(glossary: Path, bitext: Path, **settings: Any) -> Iterator[Workbench]:
    """The workbench over these folders, in a thread, on a free port."""
    import uvicorn

    from glossary.web.app import create_app
    from glossary.web.settings import Settings

    app = create_app(Settings(glossary=glossary, bitext=bitext, **settings))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, proxy_headers=False))
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        try:
            yield Workbench(f"http://127.0.0.1:{listening.getsockname()[1]}", glossary, bitext)
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@pytest.fixture(scope="session")
def built(seed_glossary: Path) -> Path:
    """A folder with the glossary and the bitext of the seed report, to copy from. Nothing is served from it itself."""
    return seed_glossary


@pytest.fixture(scope="module")
def workbench(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A workbench of this module's own over a copy of the seed report's glossary and bitext."""
    folder = tmp_path_factory.mktemp("workbench")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    with serving(folder / "glossary", folder / "bitext") as running:
        yield running


@pytest.fixture(scope="session")
def unchanged(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """One workbench for all tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("unchanged")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    with serving(folder / "glossary", folder / "bitext") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"needs {CHROMIUM}: apt-get install chromium")
    api.expect.set_options(timeout=PATIENCE)
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Any, workbench: Workbench) -> Iterator[Any]:
    """A fresh browser, 1280 by 800, in English; what its pages complain of fails the test."""
    with opened(chromium, workbench) as made:
        yield made


@contextmanager
def opened(chromium: Any, workbench: Workbench, *, width: int = 1280, lang: str = "en", theme: str = "light") -> Any:
    """A browser context that collects what the pages complain of, and fails on it at the end."""
    made = chromium.new_context(base_url=workbench.url, viewport={"width": width, "height": 800})
    made.set_default_timeout(PATIENCE)
    made.on("page", _waits_until_ready)
    made.grant_permissions(["clipboard-read", "clipboard-write"], origin=workbench.url)
    cookies = {"lang": lang, "theme": theme}
    made.add_cookies([{"name": name, "value": value, "url": workbench.url} for name, value in cookies.items()])
    complaints: list[str] = []
    made.on("weberror", lambda error: complaints.append(str(error.error)))
    made.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield made
    made.close()
    assert not complaints


READY = "html[data-ready]"
"""A page whose scripts listen to keys and clicks."""


def arrived(page: Any, selector: str = "body") -> None:
    """Wait for a page that a key or click led to: what it shows is there, and it listens to keys."""
    page.wait_for_selector(f"{READY} {selector}")


def saved(page: Any) -> None:
    """Wait until the workbench has answered everything that this page has sent."""
    page.wait_for_selector('html[data-unsaved="0"]', state="attached")


def first_held(page: Any, address: str) -> list[Any]:
    """Hold the first request to an address: its route is put into the list that is returned. Those after it pass."""
    held: list[Any] = []

    def hold(route: Any) -> None:
        if held:
            route.fallback()
        else:
            held.append(route)

    page.route(address, hold)
    return held


def _waits_until_ready(page: Any) -> None:
    """Going somewhere is done when the page that came listens to keys; a route is set when the page's requests take it.

    A link that is clicked may have led to the page: what is waited for can be there before its scripts listen. So
    finding it waits for them too, and so does each key.
    """
    from playwright.sync_api import Error

    route, find, press = page.route, page.wait_for_selector, page.keyboard.press

    def ready() -> None:
        # To ask is a fifth of the work of waiting; what fails is asked of a page that is about to go.
        with suppress(Error):
            if page.evaluate(f"document.querySelector({READY!r}) !== null"):
                return
        find(READY, state="attached")

    @functools.wraps(route)
    def routed(*given: Any, **more: Any) -> None:
        route(*given, **more)
        if page.url.startswith("http"):
            _intercepted(page, route)

    @functools.wraps(press)
    def pressed(*given: Any, **more: Any) -> None:
        ready()
        press(*given, **more)

    page.route, page.keyboard.press = routed, pressed
    for name in ("goto", "reload", "go_back", "wait_for_url", "wait_for_selector"):
        go = getattr(page, name)

        @functools.wraps(go)
        def gone(*given: Any, go: Any = go, **more: Any) -> Any:
            answer = go(*given, **more)
            ready()
            return answer

        setattr(page, name, gone)


def _intercepted(page: Any, route: Any) -> None:
    """Wait until requests of a page that is open are intercepted.

    Chromium says so before it has told the page's process, and there a key comes before what was told: what was asked
    first went to the workbench by no route, in one of ten pages on a processor slowed to a twentieth.
    """
    taken: list[bool] = []
    address = "**/is-intercepted"
    route(address, lambda request: (taken.append(True), request.fulfill(body="")))
    while not taken:
        page.evaluate("fetch('/is-intercepted').catch(() => null)")
    page.unroute(address)


@pytest.fixture
def page(context: Any) -> Any:
    """A page of a fresh browser."""
    return context.new_page()
