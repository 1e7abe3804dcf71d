"""Checking in a real browser: the next fault by a key, accepted with a reason; the small window at 380 pixels."""

from __future__ import annotations

import pytest

from tests.browser.conftest import arrived


@pytest.fixture
def workbench(unchanged):
    """Nothing of the glossary's entries is changed here."""
    return unchanged


def test_from_fault_to_fault_by_key_and_accepted_with_a_reason(page):
    page.goto("/check")
    page.locator("#src").fill("大会有 45 个成员。\n理事会有 53 个成员。")
    page.locator("#tgt").fill("The Conference has 54 members.\nThe Board has 35 members.")
    page.locator("main form button").click()
    arrived(page, ".fault")
    before = page.locator(".fault").count()
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.textContent") != first
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("a")
    page.keyboard.type("as agreed with the author")
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.querySelectorAll('.fault').length < before", arg=before)
    assert page.locator(".fault").count() == before - 1


def test_the_small_window_fits_380_pixels_and_answers_as_one_types(page):
    page.set_viewport_size({"width": 380, "height": 560})
    page.goto("/window")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.insert_text("工发组织")
    arrived(page, "[data-copy]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
