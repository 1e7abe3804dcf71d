"""All sentences with a term, by keyboard and mouse, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect


def test_all_sentences_are_reached_counted_and_opened_by_keys(page, workbench):
    page.goto(f"{workbench.url}/?q=UNIDO")
    page.locator("#all-sentences").click()
    expect(page.locator("#found")).to_contain_text("page 1 of")
    expect(page.locator(".counts .chip").first).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".line").first).to_be_focused()
    page.keyboard.press("o")
    expect(page.locator(".line").first.locator(".around tr.here")).to_be_visible()
    page.keyboard.press("o")
    expect(page.locator(".line").first.locator(".around tr")).to_have_count(0)


def test_a_filter_narrows_in_place_and_can_be_taken_back(page, workbench):
    page.goto(f"{workbench.url}/sentences?q=UNIDO")
    page.locator("input[name=year]").fill("1900")
    page.locator("input[name=year]").press("Enter")
    expect(page.locator("#results")).to_contain_text("No sentence has it.")
    page.go_back()
    expect(page.locator(".line").first).to_be_visible()
