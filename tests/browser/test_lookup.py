"""Looking up in a real browser: by keyboard and by mouse, in both languages, at desktop and phone width."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tests.browser.conftest import arrived, opened


@pytest.fixture
def workbench(unchanged):
    """Nothing is changed here."""
    return unchanged


def typed(page, text):
    """Type into the box and wait for the results of it."""
    page.locator("#q").press_sequentially(text, delay=15)
    page.wait_for_selector(f'#found[data-query="{text}"]')


def test_results_come_while_one_types_and_the_address_follows(page):
    page.goto("/")
    typed(page, "工发组织")
    assert page.locator(".hit").first.inner_text().startswith("工发组织")
    assert page.locator(".hit mark").first.inner_text() == "工发组织"
    assert page.locator(".line mark").count() >= 2
    assert unquote(page.url).endswith("/?q=工发组织")
    assert page.title().startswith("工发组织")
    page.reload()
    assert page.locator(".hit").first.is_visible()


def test_the_newest_answer_wins(page):
    page.goto("/")
    page.locator("#q").press_sequentially("unido", delay=5)
    page.locator("#q").fill("工业发展")
    page.wait_for_selector('#found[data-query="工业发展"]')
    page.wait_for_selector(".htmx-request", state="detached")
    assert page.locator("#found").get_attribute("data-query") == "工业发展"


def test_by_keyboard_alone_from_the_box_to_the_entry_and_back(page):
    page.goto("/preferences")
    page.keyboard.press("/")
    page.wait_for_url("**/?focus=1")
    typed(page, "unido")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    assert second == page.locator(".hit-link").nth(1).get_attribute("href")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry/**")
    page.go_back()
    page.wait_for_selector('#found[data-query="unido"]')
    assert page.locator("#q").input_value() == "unido"


def test_enter_opens_the_first_entry_of_what_was_typed_even_at_once(page):
    page.goto("/")
    page.locator("#q").press_sequentially("工业园区", delay=0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry/**")
    assert "工业园区" in page.locator("h1").inner_text()


def test_c_copies_the_equivalent_of_the_chosen_result(page):
    page.goto("/?q=工发组织")
    page.locator("#q").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    page.wait_for_selector("#toast:not(:empty)")
    assert page.evaluate("navigator.clipboard.readText()") == "UNIDO"
    assert "UNIDO" in page.locator("#toast").inner_text()


def test_by_mouse_a_result_is_copied_and_opened(page):
    page.goto("/?q=UNIDO")
    page.locator(".hit .copy").first.click()
    page.wait_for_selector("#toast:not(:empty)")
    assert page.evaluate("navigator.clipboard.readText()") == "工发组织"
    page.locator(".hit-link").first.click()
    page.wait_for_url("**/entry/**")


def test_a_filter_is_a_step_one_can_go_back_from(page):
    page.goto("/?q=unido")
    page.locator("summary").click()
    page.locator("select[name=status]").select_option("approved")
    page.wait_for_selector(".nothing")
    assert "status=approved" in page.url
    page.go_back()
    page.wait_for_selector(".hit")
    assert "status" not in page.url


def test_nothing_found_offers_what_may_have_been_meant(page):
    page.goto("/?q=industrial+zebra+parking")
    assert page.locator(".nothing").is_visible()
    page.locator(".nothing a.chip").first.click()
    arrived(page, ".hit")


def test_a_sentence_leads_to_its_bead_in_the_aligned_document(page):
    page.goto("/?q=工发组织")
    link = page.locator(".line .where a").first
    bead = link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_url("**/documents/**")
    assert "工发组织" in page.locator(f"#{bead}").inner_text()


def test_letters_typed_into_the_box_are_no_shortcuts(page):
    page.goto("/?q=unido")
    page.locator("#q").focus()
    page.keyboard.type("c?")
    assert not page.locator("dialog[open]").count()
    page.locator("#q").blur()
    page.keyboard.press("?")
    assert page.locator("dialog[open] kbd").count() > 3


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 360), ("zh", 390)])
def test_in_both_languages_and_on_a_phone(chromium, workbench, lang, width):
    with opened(chromium, workbench, width=width, lang=lang, theme="dark") as context:
        page = context.new_page()
        page.goto("/?q=unido")
        assert page.locator("html").get_attribute("lang") == ("zh-Hans" if lang == "zh" else "en")
        assert page.locator("#terms-title").inner_text() == ("术语" if lang == "zh" else "Terms")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
