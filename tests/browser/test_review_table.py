"""The table of proposals in the browser: rows chosen by key and range, decided together, taken back step by step."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from glossary.store.glossary import Glossary
from glossary.types import Concept, Relation, Term
from tests.browser.conftest import saved


@pytest.fixture
def table(page):
    page.goto("/review/table")
    return page


def statuses(workbench, ids):
    return [one.status for one in Glossary.open(workbench.glossary).get_many(ids)]


def test_rows_are_chosen_decided_together_and_taken_back(table, workbench):
    heads = table.locator("#rows tbody tr[data-id]:not(.fragment)")
    ids = [heads.nth(n).get_attribute("data-id") for n in range(3)]
    heads.nth(0).locator("input").click()
    heads.nth(2).locator("input").click(modifiers=["Shift"])
    table.keyboard.press("a")
    table.wait_for_selector(f'tr.approved[data-id="{ids[2]}"]')
    saved(table)
    assert statuses(workbench, ids) == ["approved"] * 3
    heads.nth(3).locator("td").nth(1).click()
    table.keyboard.press("r")
    table.wait_for_selector("tr.rejected")
    saved(table)
    table.keyboard.press("u")
    table.wait_for_selector("tr.rejected", state="detached")
    table.reload()
    table.keyboard.press("u")
    table.wait_for_selector("#toast:not(:empty)")
    saved(table)
    assert statuses(workbench, ids) == ["proposed"] * 3


def test_a_family_is_decided_as_it_is_marked_by_one_key_and_taken_back_in_one_step(table, workbench):
    parts = (
        table.locator(".parts")
        .filter(has=table.locator(".part.reject"))
        .filter(has=table.locator(".part.approve"))
        .first
    )
    head = parts.get_attribute("data-parts")
    parts = table.locator(f'[data-parts="{head}"]')
    ids = [
        head,
        *(parts.locator(".part").nth(n).get_attribute("data-mark-of") for n in range(parts.locator(".part").count())),
    ]
    turned = parts.locator(".part.approve").first
    turned_id = turned.get_attribute("data-mark-of")
    turned.click()
    expect(parts.locator(f'[data-mark-of="{turned_id}"]')).to_have_attribute("aria-pressed", "false")
    wanted = {one: table.locator(f'tr[data-id="{one}"]').get_attribute("data-mark") for one in ids}
    assert wanted[turned_id] == "reject"
    table.locator(f'tr[data-id="{head}"] td').nth(1).click()
    table.keyboard.press("f")
    table.wait_for_selector(f'tr[data-id="{head}"].approved, tr[data-id="{head}"].rejected')
    saved(table)
    done = {"approve": "approved", "reject": "rejected"}
    assert statuses(workbench, ids) == [done[wanted[one]] for one in ids]
    table.keyboard.press("u")
    table.wait_for_selector("#toast:not(:empty)")
    saved(table)
    assert statuses(workbench, ids) == ["proposed"] * len(ids)


def test_the_sentences_of_an_entry_come_under_its_row_by_one_key(table):
    table.keyboard.press("j")
    table.keyboard.press("v")
    table.wait_for_selector(".evidence .line mark")
    table.keyboard.press("v")
    table.wait_for_selector(".evidence", state="detached")


def test_a_filter_is_kept_and_used_again(table):
    table.locator("[name=minimum]").fill("0.5")
    table.locator("#keep-filter").click()
    table.reload()
    table.locator("#kept-filters a").click()
    table.wait_for_url("**minimum=0.5**")
    assert table.locator("[name=minimum]").input_value() == "0.5"
    table.locator("#kept-filters button").click()
    assert table.locator("#kept-filters a").count() == 0


def test_of_two_that_contradict_each_other_one_is_kept(page, workbench):
    rivals = [
        Concept("r1", (Term("示范方案", "zh"), Term("pilot programme", "en")), relations=(Relation("conflict", "r2"),)),
        Concept("r2", (Term("示范方案", "zh"), Term("pilot scheme", "en"))),
    ]
    Glossary.open(workbench.glossary).add(rivals)
    page.goto("/review/contradictions")
    page.locator('[data-id="r1"] [data-keep]').click()
    page.wait_for_selector(".rivals", state="hidden")
    saved(page)
    assert statuses(workbench, ["r1", "r2"]) == ["approved", "rejected"]
    page.keyboard.press("u")
    page.wait_for_selector(".rivals")
    saved(page)
    assert statuses(workbench, ["r1", "r2"]) == ["proposed", "proposed"]


def test_by_keyboard_alone_through_families_and_contradictions(page, workbench):
    page.goto("/review/table")
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = page.locator("tr[aria-current]")
    before = row.get_attribute("data-mark")
    page.keyboard.press("m")
    assert row.get_attribute("data-mark") != before
    page.keyboard.press("m")
    page.keyboard.press("x")
    page.locator("#chosen", has_text="chosen").wait_for()
    page.keyboard.press("f")
    page.wait_for_selector("#rows tr.approved, #rows tr.rejected")
    page.keyboard.press("u")
    page.wait_for_selector("#rows tr.approved, #rows tr.rejected", state="detached")
    saved(page)
    rivals = [
        Concept("k1", (Term("键盘方案", "zh"), Term("keyboard plan", "en")), relations=(Relation("conflict", "k2"),)),
        Concept("k2", (Term("键盘方案", "zh"), Term("keyboard scheme", "en"))),
    ]
    Glossary.open(workbench.glossary).add(rivals)
    page.goto("/review/contradictions")
    for _ in range(30):
        if page.evaluate("document.activeElement.matches('.rivals:has([data-id=k1])')"):
            break
        page.keyboard.press("j")
    left = page.evaluate("document.activeElement.querySelector('.rival').dataset.id")
    page.keyboard.press("1")
    page.wait_for_selector('.rivals:has([data-id="k1"])', state="hidden")
    saved(page)
    assert statuses(workbench, [left]) == ["approved"]
    page.keyboard.press("u")
    page.wait_for_selector('.rivals:has([data-id="k1"])')
    saved(page)
    assert statuses(workbench, ["k1", "k2"]) == ["proposed", "proposed"]
