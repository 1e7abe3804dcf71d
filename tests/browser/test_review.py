"""The review queue in a real browser: one key a decision, undo, and what is not saved comes back."""

from __future__ import annotations

import pytest

from glossary.store.glossary import Glossary
from tests.browser.conftest import opened


def shown(page):
    return page.locator(".review-card:not([hidden])")


def current(page):
    return shown(page).get_attribute("data-id")


def saved(page):
    """Wait until every decision has been answered."""
    page.wait_for_selector('#review:not([data-pending]), #review[data-pending="0"]')


def status(workbench, id):
    return Glossary.open(workbench.glossary).get(id).status


def test_the_best_proposal_comes_first_with_its_evidence(page, workbench):
    page.goto("/review")
    best = next(Glossary.open(workbench.glossary).concepts(status="proposed", limit=1))
    assert current(page) == best.id
    assert shown(page).locator(".line mark").count() >= 2


def test_one_key_each_for_approve_reject_later_back_and_undo(page, workbench):
    page.goto("/review")
    ids = []
    for key in ("a", "r", "j", "a"):
        ids.append(current(page))
        page.keyboard.press(key)
    assert len(set(ids)) == 4
    saved(page)
    assert [status(workbench, id) for id in ids] == ["approved", "rejected", "proposed", "approved"]
    assert "3 decided" in page.locator("#count").inner_text()
    page.keyboard.press("k")
    assert current(page) == ids[3]
    page.keyboard.press("u")
    saved(page)
    assert current(page) == ids[3]
    assert status(workbench, ids[3]) == "proposed"
    assert "2 decided" in page.locator("#count").inner_text()


def test_by_mouse_the_same_and_a_decision_can_be_changed(page, workbench):
    page.goto("/review")
    id = current(page)
    page.locator("[data-do=approve]").click()
    saved(page)
    page.locator("[data-do=previous]").click()
    assert current(page) == id
    page.locator("[data-do=reject]").click()
    saved(page)
    page.locator(".review-card.rejected").wait_for(state="attached")
    saved(page)
    assert status(workbench, id) == "rejected"


def test_forty_decisions_in_a_row_are_all_saved_and_the_next_is_always_there(page, workbench):
    page.goto("/review")
    ids = []
    for _ in range(40):
        shown(page).wait_for()
        ids.append(current(page))
        page.keyboard.press("a")
    assert len(set(ids)) == 40
    saved(page)
    assert page.locator(".review-card.approved").count() == 40
    assert {status(workbench, id) for id in ids} == {"approved"}


def test_an_entry_that_somebody_changed_meanwhile_comes_back_with_the_reason(page, workbench):
    page.goto("/review")
    id = current(page)
    Glossary.open(workbench.glossary).edit(id, definition="Theirs", by="Wang")
    page.keyboard.press("a")
    page.wait_for_selector(".failed:not([hidden])")
    assert current(page) == id
    assert "Wang" in shown(page).locator(".failed").inner_text()
    assert "Theirs" in shown(page).inner_text()
    assert status(workbench, id) == "proposed"
    page.keyboard.press("a")
    saved(page)
    assert status(workbench, id) == "approved"


def test_a_decision_that_cannot_be_sent_comes_back(page, workbench):
    page.goto("/review")
    id = current(page)
    page.route("**/review/decide", lambda route: route.abort())
    page.keyboard.press("r")
    page.wait_for_selector(".failed:not([hidden])")
    assert current(page) == id
    page.unroute("**/review/decide")
    page.keyboard.press("r")
    saved(page)
    assert status(workbench, id) == "rejected"


def test_editing_in_the_queue_and_approving_with_it(page, workbench):
    page.goto("/review")
    id = current(page)
    page.keyboard.press("e")
    page.wait_for_selector("[name=term_text]")
    page.locator("#subject").fill("industry")
    page.locator("[name=then]").click()
    page.wait_for_selector(f'.review-card[data-id="{id}"].approved', state="attached")
    assert current(page) != id
    concept = Glossary.open(workbench.glossary).get(id)
    assert (concept.subject, concept.status) == ("industry", "approved")
    page.keyboard.press("u")
    saved(page)
    assert status(workbench, id) == "proposed"


def test_a_filter_that_leaves_nothing_says_so(page):
    page.goto("/review?minimum=1")
    assert page.locator("#finished").is_visible()
    page.locator("#finished a").first.click()
    shown(page).wait_for()


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 360)])
def test_in_both_languages_and_on_a_phone(chromium, workbench, lang, width):
    with opened(chromium, workbench, width=width, lang=lang, theme="dark") as context:
        page = context.new_page()
        page.goto("/review")
        shown(page).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
