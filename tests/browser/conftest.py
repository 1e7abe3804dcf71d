"""A workbench that runs, and a browser that opens it. Skipped where Chromium or Playwright is not installed."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = "/usr/bin/chromium"
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
    "--disable-features=Translate,MediaRouter,OptimizationHints",
]


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


@contextmanager
def serving(glossary: Path, bitext: Path, **settings: Any) -> Iterator[Workbench]:
    """The workbench over these folders, in a thread, on a free port."""
    import uvicorn

    from glossary.web.app import create_app
    from glossary.web.settings import Settings

    app = create_app(Settings(glossary=glossary, bitext=bitext, **settings))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    with socket.socket() as listening:
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
def built(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the glossary and the bitext of the seed report, to copy from."""
    from glossary.build import build

    folder = tmp_path_factory.mktemp("built")
    build([seeds], folder / "glossary", bitext=folder / "bitext", by="builder")
    return folder


@pytest.fixture(scope="module")
def workbench(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A workbench of this module's own over a copy of the seed report's glossary and bitext."""
    folder = tmp_path_factory.mktemp("workbench")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    with serving(folder / "glossary", folder / "bitext") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"needs {CHROMIUM}: apt-get install chromium")
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
    made.set_default_timeout(30_000)
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


@pytest.fixture
def page(context: Any) -> Any:
    """A page of a fresh browser."""
    return context.new_page()
