"""Every page and state, in both themes and languages, through axe-core, at 320 px, at 200 per cent, and on paper."""

from __future__ import annotations

import shutil

import pytest

from glossary.store.glossary import Glossary
from tests.browser.conftest import arrived, opened, saved, serving

DOCUMENT = "<the seed report>"
READING = "<a text that was read>"
MATCHES = "the matches of a text"
CONFLICT = "<an edit that somebody was quicker with>"
DOUBTS = "<an entry whose English is Chinese>"
FAMILY = "<a family of proposals, unfolded and decided>"
WITHIN = "<a place within a sentence>"
CHECKED = "<a translation with something to find>"
TABLE = "/review/table?minimum=0.8"
"""Not all of its 400 rows: one is like the other, and axe-core takes seconds for them."""
PAGES = [
    "/",
    "/?q=unido",
    "/?q=country",
    "/?q=nothing+at+all+like+this",
    "/entry/<best>",
    "/entry/<best>?part=edit",
    "/entry/<best>?part=merge",
    "/entry/<many>?part=split",
    CONFLICT,
    DOUBTS,
    "/new",
    "/review",
    "/review?minimum=1",
    TABLE,
    "/review/table?minimum=0.8&fold=false&sort=zh&down=false",
    FAMILY,
    "/review/contradictions",
    "/documents",
    "/documents?q=no+such+document",
    DOCUMENT,
    WITHIN,
    "/comments/bead/<document>?src=1&tgt=1",
    "/aligning",
    "/pairing",
    "/check",
    CHECKED,
    "/window?q=unido",
    "/changes",
    "/waiting",
    "/reading",
    READING,
    MATCHES,
    "/dashboard",
    "/preferences",
    "/api",
    "/no/such/page",
]
TEXT = "工发组织与中等收入国家合作。\n大会审议了工发组织的报告。"


def violations(page):
    """What axe-core finds, each on one line: how bad, which rule, where."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    # Of what passes, which nobody reads here, one example is given instead of all.
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def go(page, workbench, address):
    if address == DOCUMENT:
        page.goto("/documents")
        page.locator("table a[href^='/documents/']").first.click()
        arrived(page, ".bead")
        page.keyboard.press("j")
    elif address in (READING, MATCHES):
        page.goto("/reading")
        page.locator("#text").fill(TEXT)
        page.locator("main form button").click()
        arrived(page, "article .known")
        if address == MATCHES:
            page.locator("a[href$='/matches']").click()
            arrived(page, ".sentences")
    elif address == WITHIN:
        go(page, workbench, DOCUMENT)
        page.keyboard.press("w")
        page.wait_for_selector(".segment.chosen")
    elif address == FAMILY:
        page.goto("/review/table")
        page.locator(".parts .part.reject").first.click()
        page.locator("[data-fold]").nth(1).click()
        page.locator("[data-evidence]").first.click()
        page.wait_for_selector(".evidence .line")
        page.locator("#rows tbody tr[data-id] input").first.click()
        page.keyboard.press("f")
        page.wait_for_selector("#rows tr.approved, #rows tr.rejected")
        saved(page)
        page.keyboard.press("u")
        page.wait_for_selector("#rows tr.approved, #rows tr.rejected", state="detached")
        saved(page)
    elif address == CHECKED:
        page.goto("/check")
        page.locator("#src").fill("工发组织有 170 个成员国。")
        page.locator("#tgt").fill("UNIDO has 107 Member States.")
        page.locator("main form .primary").click()
        arrived(page, ".checked")
    elif address == CONFLICT:
        best = next(Glossary.open(workbench.glossary).concepts(status="proposed", limit=1))
        page.goto(f"/entry/{best.id}?part=edit")
        page.locator("#definition").fill("Mine")
        Glossary.open(workbench.glossary).edit(best.id, definition=f"Theirs, not {best.definition}")
        page.locator("form .primary").click()
        page.wait_for_selector(".compared")
    elif address == DOUBTS:
        page.goto("/new")
        page.locator("[name=term_text]").nth(1).fill("工发组织")
        page.locator("form .primary").click()
        page.wait_for_selector(".doubts")
    else:
        entries = list(Glossary.open(workbench.glossary).concepts(status="proposed"))
        many = next(entry for entry in entries if len(entry.terms) > 2)
        document = "gc20-item22.zh-en"
        if "<document>" in address:
            page.goto("/documents")
            document = (
                page.locator("table a[href^='/documents/']").first.get_attribute("href").removeprefix("/documents/")
            )
        page.goto(address.replace("<best>", entries[0].id).replace("<many>", many.id).replace("<document>", document))


SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
"""Whether a page would have to be scrolled sideways."""
THINNED = """[...document.querySelectorAll("main *")].forEach(
  (list) => [...list.children].slice(15).forEach((one) => one.remove()))"""
"""Of what stands in long lists fifteen are left: their rows are alike, and axe-core takes seconds for hundreds."""
ON_PAPER = "getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.querySelector('.bar')).display"


def fits(page):
    """What is wrong on the narrowest phone, at twice the size on a laptop, and on paper."""
    wrong = []
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(SIDEWAYS):
            wrong.append(f"scrolls sideways at {width} px")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(media="print")
    if page.locator(".bar").count() and page.evaluate(ON_PAPER) != "rgb(255, 255, 255)none":
        wrong.append(f"on paper: {page.evaluate(ON_PAPER)}")
    page.emulate_media(media="screen")
    return wrong


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_free_of_serious_faults(chromium, workbench, theme):
    found = {}
    with opened(chromium, workbench, lang="zh" if theme == "dark" else "en", theme=theme) as context:
        page = context.new_page()
        for address in PAGES:
            go(page, workbench, address)
            faults = fits(page)
            page.evaluate(THINNED)
            if address == FAMILY:
                assert page.locator(".evidence .line").count(), "what was unfolded is looked at"
            if faults := [*faults, *violations(page)]:
                found[address] = faults
    assert found == {}


def test_on_a_phone_and_in_the_middle_of_a_correction(chromium, workbench):
    with opened(chromium, workbench, width=390) as context:
        page = context.new_page()
        go(page, workbench, DOCUMENT)
        split = page.locator(".bead", has=page.locator(".side .segment:nth-child(2)")).first
        split.locator(".segment").first.click()
        page.keyboard.press("s")
        page.wait_for_selector(".is-cut")
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert violations(page) == []


def test_what_is_not_saved_and_what_colleagues_decided_first(page, workbench):
    page.goto("/review")
    first = page.locator(".review-card:not([hidden])").get_attribute("data-id")
    Glossary.open(workbench.glossary).edit(first, definition="Theirs", by="Wang")
    page.keyboard.press("a")
    page.wait_for_selector("#conflicts li")
    page.route("**/review/decide", lambda route: route.abort())
    page.keyboard.press("a")
    page.wait_for_selector("#unsaved:not([hidden])")
    assert violations(page) == []
    page.unroute("**/review/decide")
    saved(page)
    page.goto("/new")
    page.locator("[name=term_text]").first.fill("量子对照")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector(".draft")
    assert violations(page) == []


def test_a_workbench_with_nothing_in_it(chromium, tmp_path):
    Glossary.open(tmp_path / "glossary", create=True)
    (tmp_path / "bitext").mkdir()
    with serving(tmp_path / "glossary", tmp_path / "bitext") as empty, opened(chromium, empty) as context:
        page = context.new_page()
        for address in ("/", "/review", "/documents", "/dashboard"):
            page.goto(address)
            assert violations(page) == [], address


def test_the_sign_in(chromium, built, tmp_path):
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    with (
        serving(tmp_path / "glossary", tmp_path / "bitext", password="four words are enough") as closed,
        opened(chromium, closed) as context,
    ):
        page = context.new_page()
        page.goto("/")
        page.wait_for_selector("input[type=password]")
        assert violations(page) == []


def test_the_check_would_find_a_fault(page):
    page.goto("/preferences")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=text>')")
    assert any("critical label" in fault for fault in violations(page))
