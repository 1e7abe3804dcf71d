"""Unsaved edits in a real browser: kept until they are saved or thrown away; keys of an input method are its own."""

from __future__ import annotations

import shutil

import pytest

from glossary.search import search
from glossary.store.glossary import Glossary
from tests.browser.conftest import arrived, opened, serving


@pytest.fixture
def concept(workbench):
    return search(Glossary.open(workbench.glossary), "循环经济", status=("approved", "proposed", "rejected"))[0].concept


@pytest.fixture
def edited(page, concept):
    """The page of an entry, with unsaved edits: a definition, one more term, a note."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/entry/{concept.id}")
    page.keyboard.press("e")
    page.wait_for_selector("form [name=term_text]")
    page.locator("#definition").fill("Mine")
    page.locator("[data-add=term]").click()
    page.keyboard.type("recycling economy")
    page.locator("[data-add=note]").click()
    page.keyboard.type("A note.")
    return page


def there(page):
    """That the unsaved edits are in the form."""
    arrived(page, ".draft")
    assert page.locator("#definition").input_value() == "Mine"
    assert page.locator("[name=term_text]").last.input_value() == "recycling economy"
    assert page.locator("[name=note]").last.input_value() == "A note."


def test_unsaved_edits_outlive_a_reload_and_can_be_saved(edited, workbench, concept):
    edited.reload()
    there(edited)
    edited.locator("form .primary").click()
    edited.wait_for_selector(".terms")
    saved = Glossary.open(workbench.glossary).get(concept.id)
    assert (saved.definition, saved.notes[-1]) == ("Mine", "A note.")
    edited.goto(f"/entry/{concept.id}?part=edit")
    assert not edited.locator(".draft").count()
    Glossary.open(workbench.glossary).undo()


def test_they_outlive_another_page_which_names_them(edited, concept):
    edited.goto("/dashboard")
    link = edited.locator("#drafts a")
    assert link.inner_text() == concept.terms[0].text
    link.click()
    there(edited)


def test_they_outlive_a_change_of_language(edited):
    edited.locator(".choices form button").first.click()
    arrived(edited, ".draft")
    assert "恢复" in edited.locator(".draft").inner_text()
    there(edited)


def test_they_are_thrown_away_on_purpose_only(edited, concept):
    edited.keyboard.press("Escape")
    edited.keyboard.press("Escape")
    edited.wait_for_selector(".terms")
    assert edited.locator("#drafts a").count() == 1
    edited.keyboard.press("e")
    there(edited)
    edited.locator(".draft button").click()
    assert edited.locator("#definition").input_value() == (concept.definition or "")
    assert edited.locator("[name=term_text]").count() == len(concept.terms)
    edited.locator("#definition").fill("Mine again")
    edited.locator("[data-throw-away]").click()
    edited.wait_for_selector(".terms")
    assert not edited.locator("#drafts a").count()


def test_they_outlive_a_server_that_does_not_answer(context, edited, workbench, concept):
    context.set_offline(True)
    edited.locator("form .primary").click()
    edited.locator("#toast", has_text="does not answer").wait_for()
    context.set_offline(False)
    edited.reload()
    there(edited)


def test_they_outlive_a_session_that_lapsed(chromium, built, tmp_path):
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    password = "four words are enough"
    with (
        serving(tmp_path / "glossary", tmp_path / "bitext", password=password) as closed,
        opened(chromium, closed) as context,
    ):
        page = context.new_page()

        def sign_in():
            page.locator("#password").fill(password)
            page.locator("main button").click()

        entry = next(Glossary.open(closed.glossary).concepts(status="proposed", limit=1))
        page.goto(f"/entry/{entry.id}?part=edit")
        sign_in()
        arrived(page, "#definition")
        page.locator("#definition").fill("Mine")
        cookies = [one for one in context.cookies() if one["name"] != "duizhao"]
        context.clear_cookies()
        context.add_cookies(cookies)
        page.locator("form .primary").click()
        arrived(page, "#password")
        sign_in()
        arrived(page, ".draft")
        assert page.locator("#definition").input_value() == "Mine"
        page.locator("main form .primary").click()
        page.wait_for_selector(".terms")
        assert Glossary.open(closed.glossary).get(entry.id).definition == "Mine"


def test_a_new_entry_and_a_text_to_read_are_kept_too(page):
    page.goto("/new")
    page.locator("[name=term_text]").first.fill("量子对照")
    page.goto("/reading")
    page.locator("#text").fill("工发组织")
    page.goto("/new")
    assert page.locator("[name=term_text]").first.input_value() == "量子对照"
    page.goto("/reading")
    assert page.locator("#text").input_value() == "工发组织"
    page.locator("main form .primary").click()
    arrived(page, "article .known")
    page.goto("/reading")
    assert page.locator("#text").input_value() == ""


def compose(page, text):
    """Begin to compose a text with an input method, through the browser's protocol."""
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    return keyboard


def press_while_composing(page, key):
    """A key as the browser reports it during a composition."""
    page.evaluate(
        "key => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, isComposing: true}))",
        key,
    )


def test_escape_while_composing_belongs_to_the_input_method(page, concept):
    page.goto(f"/entry/{concept.id}?part=edit")
    page.locator("#definition").focus()
    keyboard = compose(page, "xunhuan")
    for key in ("Escape", "Enter"):
        press_while_composing(page, key)
        assert page.evaluate("document.activeElement.id") == "definition", "the page took the key"
    keyboard.send("Input.insertText", {"text": "循环"})
    assert page.locator("#definition").input_value().endswith("循环")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") != "definition"


@pytest.mark.parametrize("address", ["/", "/review", "/documents", "/reading", "/dashboard", "<entry>"])
def test_no_shortcut_of_any_page_hears_an_input_method(page, concept, address):
    page.goto(address.replace("<entry>", f"/entry/{concept.id}"))
    page.evaluate("document.activeElement.blur()")
    for key in ("?", "a", "r", "e", "/", "j"):
        press_while_composing(page, key)
    assert not page.locator("dialog[open]").count()
    assert not page.locator(".approved.review-card, .editing").count()
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
