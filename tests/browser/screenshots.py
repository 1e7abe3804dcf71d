"""`python tests/browser/screenshots.py`: pictures of the workbench for docs/, of the seed report's glossary.

Makes docs/images/*.png, 1280 by 800, in colours few enough for small files.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))

SHOTS = {
    "lookup": "/?q=工发组织",
    "entry": None,
    "review": "/review",
    "table": "/review/table",
    "document": None,
    "dashboard": "/dashboard",
    "matches": None,
}


def main() -> int:
    from conftest import ARGUMENTS, CHROMIUM, opened, serving  # type: ignore[attr-defined]

    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("screenshots: needs playwright: pip install playwright", file=sys.stderr)
        return 2
    if not Path(CHROMIUM).exists():
        print(f"screenshots: needs {CHROMIUM}: apt-get install chromium", file=sys.stderr)
        return 2
    from glossary.build import build

    images = ROOT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="duizhao-shots-") as folder:
        glossary, bitext = Path(folder, "glossary"), Path(folder, "bitext")
        build([ROOT / "seeds"], glossary, bitext=bitext, by="terminologist")
        _decided(glossary)
        with serving(glossary, bitext) as workbench, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            with opened(browser, workbench) as context:
                page = context.new_page()
                for name, address in (SHOTS | _addresses(page)).items():
                    if address:
                        page.goto(address)
                        page.wait_for_load_state("networkidle")
                        page.evaluate("document.activeElement.blur()")
                        if name == "document":
                            _correcting(page)
                        target = images / f"{name}.png"
                        page.screenshot(path=target)
                        _shrink(target)
                        print(target.relative_to(ROOT), f"{target.stat().st_size / 1000:.0f} kB")
            browser.close()
    return 0


def _decided(folder: Path) -> None:
    """The better entries decided, as the seed report's list of terms says."""
    from glossary.folding import fold
    from glossary.store.glossary import Glossary

    lines = (ROOT / "seeds" / "gc20-item22.gold-terms.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wanted = {fold(line.split("\t")[0], "zh") for line in lines}
    glossary = Glossary.open(folder)
    best = list(glossary.concepts(status="proposed", limit=150))[::2]
    good = [one.id for one in best if any(fold(text, "zh") in wanted for text in one.texts("zh"))]
    glossary.approve(*good, by="Ana Ruiz")
    glossary.reject(*(one.id for one in best if one.id not in good), by="Li Wei")


def _addresses(page: object) -> dict[str, str]:
    """Pages whose addresses hang on what the glossary holds: an entry, and an aligned document."""
    page.goto("/?q=工发组织")  # type: ignore[attr-defined]
    entry = page.locator(".hit-link").first.get_attribute("href")  # type: ignore[attr-defined]
    links = page.locator(".line .where a")  # type: ignore[attr-defined]
    document = links.first.get_attribute("href").partition("#")[0] if links.count() else ""
    page.goto("/reading")  # type: ignore[attr-defined]
    page.locator("#text").fill(_new_report())  # type: ignore[attr-defined]
    page.locator("main form button").click()  # type: ignore[attr-defined]
    page.locator("a[href$='/matches']").click()  # type: ignore[attr-defined]
    page.wait_for_selector(".sentences")  # type: ignore[attr-defined]
    matches = page.url  # type: ignore[attr-defined]
    return {"entry": entry, "document": document and f"{document}?terms=true", "matches": matches}


def _new_report() -> str:
    """The seed report as it might read at the next session."""
    text = (ROOT / "seeds" / "gc20-item22.zh.txt").read_text(encoding="utf-8")
    for old, new in (("第二十届", "第二十一届"), ("2023", "2025"), ("2022", "2024"), ("重大举措", "主要举措和成果")):
        text = text.replace(old, new)
    return text


def _correcting(page: object) -> None:
    """In the middle of the text, some beads checked, one chosen."""
    for _ in range(9):
        page.keyboard.press("j")  # type: ignore[attr-defined]
    for _ in range(2):
        page.keyboard.press("c")  # type: ignore[attr-defined]
        page.evaluate("busy")  # type: ignore[attr-defined]
        page.keyboard.press("j")  # type: ignore[attr-defined]
    page.evaluate("current.scrollIntoView({ block: 'center' })")  # type: ignore[attr-defined]
    page.wait_for_timeout(500)  # type: ignore[attr-defined]


def _shrink(picture: Path) -> None:
    """Fewer colours, a third of the bytes, where Pillow is there (matplotlib brings it)."""
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(picture) as image:
        small = image.convert("RGB").quantize(96, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
