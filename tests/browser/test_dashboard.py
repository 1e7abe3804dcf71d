"""The dashboard in a real browser: figures, plots, and ways from them."""

from __future__ import annotations

import pytest

from glossary.store.glossary import Glossary
from tests.browser.conftest import opened


def test_the_figures_are_those_of_the_glossary_and_move_with_it(page, workbench):
    glossary = Glossary.open(workbench.glossary)
    best = next(glossary.concepts(status="proposed", limit=1))
    page.goto("/dashboard")
    figures = page.locator(".figures dd")
    entries, proposed, approved = (int(figures.nth(n).inner_text().replace(",", "")) for n in range(3))
    assert entries == len(list(glossary.concepts(candidates=False)))
    glossary.approve(best.id, by="Li Wei")
    page.reload()
    assert [int(figures.nth(n).inner_text().replace(",", "")) for n in (1, 2)] == [proposed - 1, approved + 1]
    assert "Li Wei" in page.locator("section", has_text="Last changes").inner_text()


def test_the_plots_say_what_they_show_and_are_given_as_tables_too(page, workbench):
    glossary = Glossary.open(workbench.glossary)
    some = list(glossary.concepts(status="proposed", limit=3))
    glossary.approve(some[0].id, some[1].id)
    glossary.reject(some[2].id)
    page.goto("/dashboard")
    bars = page.locator(".bars svg.share rect.bar-proposed")
    assert bars.first.bounding_box()["width"] > 20
    row = page.locator(".bars tbody tr").first
    assert sum(int(row.locator("td.num").nth(n).inner_text().replace(",", "")) for n in (2, 3, 4)) > 300
    plot = page.locator("svg.agreement")
    assert "as the score foretells" in plot.get_attribute("aria-label")
    assert plot.locator("rect.bar-approved").first.bounding_box()["height"] > 20
    page.locator("section", has=plot).locator("summary").click()
    assert page.locator("section", has=plot).locator("tbody tr").count() == 10


def test_the_last_changes_lead_to_their_entries(page, workbench):
    glossary = Glossary.open(workbench.glossary)
    best = next(glossary.concepts(status="proposed", limit=1))
    glossary.approve(best.id, by="Ana")
    page.goto("/dashboard")
    page.locator("section", has_text="Last changes").locator(f'a[href="/entry/{best.id}"]').first.click()
    page.wait_for_url(f"**/entry/{best.id}")


def test_it_leads_to_the_review(page):
    page.goto("/dashboard")
    page.get_by_role("link", name="Review what is proposed").click()
    page.wait_for_url("**/review")


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("zh", 390), ("en", 360)])
def test_in_both_languages_and_on_a_phone(chromium, workbench, lang, width):
    with opened(chromium, workbench, width=width, lang=lang) as context:
        page = context.new_page()
        page.goto("/dashboard")
        assert ("概览" in page.locator("h1").inner_text()) == (lang == "zh")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
