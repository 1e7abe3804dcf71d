"""From the first page to an approved TBX, by somebody who has never seen it: only what stands on the screen is used."""

from __future__ import annotations

import re

import pytest

from glossary.exchange import read
from glossary.store.glossary import Glossary
from tests.browser.conftest import arrived, opened, saved


def tab_to(page, words):
    """Go by Tab to what bears these words, at most once around the page."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.locator("a:focus, button:focus, summary:focus")
        if here.count() and re.search(words, here.inner_text()):
            return
    raise AssertionError(f"no way by Tab to {words!r}")


def taken_away(download, folder):
    path = folder / download.suggested_filename
    download.save_as(path)
    return list(read(path))


def test_by_keyboard_alone(page, workbench, tmp_path):
    page.goto("/")
    tab_to(page, re.compile(r"Review \d+ proposals"))
    page.keyboard.press("Enter")
    arrived(page, ".review-card:not([hidden])")
    assert not page.locator("#take-away").is_visible(), "nothing is approved yet"
    for key in "aara":
        page.keyboard.press(key)
    saved(page)
    tab_to(page, "Download what is approved")
    page.keyboard.press("Enter")
    tab_to(page, "TBX")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    found = taken_away(waiting.value, tmp_path)
    approved = list(Glossary.open(workbench.glossary).concepts(status="approved"))
    assert len(approved) == 3
    assert {one.id for one in found} == {one.id for one in approved}
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY", "Escape closes the list and keeps one's place"


@pytest.mark.parametrize("width", [1280, 390])
def test_by_mouse_in_chinese(chromium, workbench, tmp_path, width):
    with opened(chromium, workbench, width=width, lang="zh") as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="审核", exact=True).click()
        arrived(page, ".review-card:not([hidden])")
        page.get_by_role("button", name="批准").click()
        saved(page)
        page.locator("summary", has_text="下载已批准的条目").click()
        with page.expect_download() as waiting:
            page.get_by_role("link", name="TBX").first.click()
        found = taken_away(waiting.value, tmp_path)
        assert {one.status for one in found} == {"approved"}
        assert len(found) == len(list(Glossary.open(workbench.glossary).concepts(status="approved")))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
