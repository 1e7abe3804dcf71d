"""A concept entry in a real browser: read, changed in place, taken back, and a conflict that overwrites nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from glossary.search import search
from glossary.store.glossary import Glossary
from tests.browser.conftest import first_held, opened


def entry(workbench, term):
    return search(Glossary.open(workbench.glossary), term, status=("approved", "proposed", "rejected"))[0].concept


def test_an_entry_shows_terms_evidence_scores_and_history(page, workbench):
    page.goto(f"/entry/{entry(workbench, '工发组织').id}")
    assert page.locator("h1").inner_text().split() == ["工发组织", "UNIDO"]
    assert page.locator(".line mark").count() > 3
    assert page.locator("meter").count() == 4
    page.wait_for_selector("#history li")
    assert "builder" in page.locator("#history").inner_text()
    assert page.locator("#around a").count() > 2


def test_approving_by_one_key_and_taking_it_back_by_another(page, workbench):
    concept = entry(workbench, "总干事")
    page.goto(f"/entry/{concept.id}")
    page.keyboard.press("a")
    page.wait_for_selector("h1 ~ .chip.approved")
    assert page.locator("#toast").inner_text() == "Approved."
    assert page.evaluate("document.activeElement.id") == "entry"
    page.wait_for_selector("#undo-top [data-key=u]")
    page.keyboard.press("u")
    page.wait_for_selector("h1 ~ .chip.proposed")
    assert Glossary.open(workbench.glossary).get(concept.id).status == "proposed"


def test_editing_in_place_adds_orders_and_removes_terms(page, workbench):
    concept = entry(workbench, "循环经济")
    page.goto(f"/entry/{concept.id}")
    page.keyboard.press("e")
    page.wait_for_selector("form [name=term_text]")
    page.locator("[data-add=term]").click()
    page.keyboard.type("recycling economy")
    page.locator(".term-row").last.locator("[name=term_status]").select_option("deprecated")
    page.locator(".term-row").last.locator("[data-move=up]").click()
    page.locator("#definition").fill("An economy that <b>keeps</b> materials in use.")
    page.locator("[data-add=note]").click()
    page.keyboard.type("Seen by the editor.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toast:not(:empty)")
    now = Glossary.open(workbench.glossary).get(concept.id)
    assert [term.text for term in now.terms] == [concept.terms[0].text, "recycling economy", *concept.texts("en")]
    assert now.terms[1].status == "deprecated"
    assert now.definition == "An economy that <b>keeps</b> materials in use."
    assert now.notes == ("Seen by the editor.",)
    assert "<b>keeps</b>" in page.locator(".written").first.inner_text()
    page.locator("[data-key=e]").click()
    page.locator(".term-row").nth(1).locator("[data-remove]").click()
    page.locator("form .primary").click()
    page.wait_for_selector(".terms")
    assert len(Glossary.open(workbench.glossary).get(concept.id).terms) == len(concept.terms)


def test_a_conflict_is_shown_side_by_side_and_overwrites_nothing(page, workbench):
    concept = entry(workbench, "工业园区")
    page.goto(f"/entry/{concept.id}?part=edit")
    page.locator("#definition").fill("Mine")
    Glossary.open(workbench.glossary).edit(concept.id, definition="Theirs", by="Wang")
    page.locator("form .primary").click()
    page.wait_for_selector(".compared")
    assert "Wang" in page.locator("[role=alert]").inner_text()
    row = page.locator(".compared tr.differs")
    assert row.locator("td").all_inner_texts() == ["Theirs", "Mine"]
    assert Glossary.open(workbench.glossary).get(concept.id).definition == "Theirs"
    assert page.locator("#definition").input_value() == "Mine"
    page.locator("form .primary").click()
    page.wait_for_selector(".terms")
    assert Glossary.open(workbench.glossary).get(concept.id).definition == "Mine"


def test_a_contradiction_is_told_before_it_is_saved_and_undo_goes_back_step_by_step(page, workbench):
    concept = entry(workbench, "资源分配")
    page.goto(f"/entry/{concept.id}?part=edit")
    page.locator("[name=term_text]").nth(1).fill("World Bank")
    page.locator("form .primary").click()
    page.wait_for_selector(".doubts[role=alert]")
    assert "世界银行" in page.locator(".doubts").inner_text()
    assert Glossary.open(workbench.glossary).get(concept.id) == concept
    page.locator("form .primary").click()
    page.wait_for_selector(".terms")
    assert Glossary.open(workbench.glossary).get(concept.id).texts("en") == ("World Bank",)
    page.keyboard.press("a")
    page.wait_for_selector("h1 ~ .chip.approved")
    page.locator("#undo-top [data-key=u]").click()
    page.wait_for_selector("h1 ~ .chip.proposed")
    page.locator("#undo-top [data-key=u]").click()
    expect(page.locator(".terms").last).to_contain_text("resource allocation")
    expect(page.locator("#undo-top button")).to_be_disabled()


def test_merging_another_entry_found_by_searching_and_undoing_it(page, workbench):
    kept, other = entry(workbench, "成员国"), entry(workbench, "粮食不安全")
    page.goto(f"/entry/{kept.id}")
    page.keyboard.press("m")
    page.wait_for_selector("#merge-q")
    page.locator("#merge-q").press_sequentially("粮食不安全", delay=10)
    page.wait_for_selector(f'#candidates [value="{other.id}"]')
    page.locator(f'#candidates [value="{other.id}"]').check()
    page.locator("#candidates .primary").click()
    expect(page.locator(".terms").last).to_contain_text("food insecurity")
    page.goto(f"/entry/{other.id}")  # the old address leads on to the entry that took it in
    page.wait_for_url(f"**/entry/{kept.id}")
    page.wait_for_selector("#undo-top [data-key=u]")
    page.keyboard.press("u")
    expect(page.locator(".terms").last).not_to_contain_text("food insecurity")
    assert other.id in Glossary.open(workbench.glossary)


def test_a_new_entry_from_a_look_up_that_found_nothing(page, workbench):
    page.goto("/?q=量子对照")
    page.locator(".nothing a[href^='/new']").click()
    assert page.locator("[name=term_text]").first.input_value() == "量子对照"
    page.locator("[name=term_text]").nth(1).fill("quantum collation")
    page.locator("[name=then]").click()
    page.wait_for_url("**/entry/**")
    assert entry(workbench, "quantum collation").status == "approved"


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 360)])
def test_in_both_languages_and_on_a_phone(chromium, workbench, lang, width):
    with opened(chromium, workbench, width=width, lang=lang, theme="dark") as context:
        page = context.new_page()
        for part in ("", "?part=edit", "?part=merge"):
            page.goto(f"/entry/{entry(workbench, '工发组织').id}{part}")
            page.wait_for_selector(".htmx-request, [hx-trigger=load]", state="detached")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{part} scrolls sideways"


def test_history_that_comes_late_brings_no_button_that_takes_back_an_earlier_change(page, workbench):
    """It comes into the page by itself; of an entry that has been decided meanwhile, it is not wanted any more."""
    concept = entry(workbench, "总干事")
    Glossary.open(workbench.glossary).edit(concept.id, definition="Head of the Secretariat", by="Wang")
    held = first_held(page, "**/entry/*?part=around")
    ended = []
    for event in ("requestfinished", "requestfailed"):
        page.on(event, lambda request: ended.append(request))
    page.goto(f"/entry/{concept.id}")
    while not held:
        page.evaluate("null")
    answer = held[0].fetch()
    page.keyboard.press("a")
    page.wait_for_selector("h1 ~ .chip.approved")
    page.wait_for_selector("#undo-top [data-key=u]")
    latest = page.locator("#undo-top [data-key=u]").get_attribute("value")
    held[0].fulfill(response=answer)
    while held[0].request not in ended:
        page.evaluate("null")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.locator("#undo-top [data-key=u]").get_attribute("value") == latest
    page.locator("#undo-top [data-key=u]").click()
    page.wait_for_selector("h1 ~ .chip.proposed")
    assert Glossary.open(workbench.glossary).get(concept.id).definition == "Head of the Secretariat"


@pytest.mark.parametrize("by", ["key", "button"])
def test_undo_before_the_page_shows_a_decision_takes_back_that_one_and_not_what_came_before(page, workbench, by):
    """The decision has been answered; the entry as it is now is still on its way, and its button is that of the change before."""
    concept = entry(workbench, "总干事")
    definition = f"Head of the Secretariat, by {by}"  # a change, each time
    Glossary.open(workbench.glossary).edit(concept.id, definition=definition, by="Wang")
    page.goto(f"/entry/{concept.id}")
    page.wait_for_selector("#undo-top [data-key=u]")
    held = first_held(page, f"**/entry/{concept.id}")
    page.keyboard.press("a")
    while not held:
        page.evaluate("null")
    assert page.locator("h1 ~ .chip.proposed").count() == 1
    with page.expect_response("**/review/undo") as undone:
        if by == "key":
            page.keyboard.press("u")
        else:
            page.locator("#undo-top [data-key=u]").click()
    assert undone.value.ok
    held[0].fallback()
    page.wait_for_selector("h1 ~ .chip.proposed")
    after = Glossary.open(workbench.glossary)
    assert after.get(concept.id).definition == definition
    assert after.get(concept.id).status == "proposed"
    assert [change.commit.operation for change in after.history(concept.id)][:3] == ["undo", "approve", "edit"]
