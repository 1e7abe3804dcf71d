"""Signing in by name and role, in the browser; what waits there waits for its account."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glossary.people.accounts import FILE, Accounts
from glossary.people.roles import ROLES
from glossary.store.glossary import Glossary
from tests.browser.conftest import Workbench, arrived, opened, saved, serving
from tests.browser.test_accessibility import violations

WORDS = "four words are enough"


@pytest.fixture(scope="module")
def team(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A workbench with an account of each role, named for it."""
    folder = tmp_path_factory.mktemp("team")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    accounts = Accounts(folder / "glossary" / FILE)
    for role in ROLES:
        accounts.add(role, role=role, password=WORDS)
    with serving(folder / "glossary", folder / "bitext") as running:
        yield running


@pytest.fixture
def page(chromium: Any, team: Workbench) -> Iterator[Any]:
    with opened(chromium, team) as context:
        yield context.new_page()


def sign_in(page: Any, name: str, back: str = "/") -> None:
    page.goto(f"/sign-in?back={back}")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(WORDS)
    page.keyboard.press("Enter")
    arrived(page, f"header >> text={name}")


def test_what_a_role_does_not_allow_is_not_offered(page):
    sign_in(page, "reader", "/documents")
    assert page.get_by_role("navigation").get_by_role("link", name="Review").count() == 0
    page.locator("table.documents td a").first.click()
    arrived(page, ".bead")
    page.keyboard.press("j")
    page.keyboard.press("c")
    assert page.get_by_role("toolbar").get_by_role("button").count() == 0
    assert page.locator(".bead.checked").count() == 0
    sign_in(page, "terminologist", "/review")
    assert page.get_by_role("button", name="Approve").is_visible()


def test_a_decision_that_waits_does_not_go_out_under_another_name(page, team):
    # Before there is a page, so that its first request is intercepted, and without a gap for the one that is tried again.
    page.context.route("**/review/decide", lambda route: route.abort())
    sign_in(page, "terminologist", "/review")
    id = page.locator(".review-card").first.get_attribute("data-id")
    page.keyboard.press("a")
    page.wait_for_selector('html[data-unsaved="1"]', state="attached")
    page.on("dialog", lambda dialog: dialog.accept())
    # Somebody else signs in on another tab of this browser.
    other = page.context.new_page()
    sign_in(other, "administrator", "/dashboard")
    page.context.unroute_all()
    assert other.evaluate("document.documentElement.dataset.unsaved") == "0"
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("#unsaved").get_by_role("link", name="Sign in").wait_for()
    assert Glossary.open(team.glossary).get(id).status == "proposed"
    sign_in(page, "terminologist", "/review")
    saved(page)
    decided = Glossary.open(team.glossary).history(id)[0].commit
    assert (decided.operation, decided.by) == ("approve", "terminologist")


def test_a_question_is_asked_answered_and_settled(page, team, chromium):
    sign_in(page, "translator")
    id = next(iter(Glossary.open(team.glossary).concepts(order="id", limit=1))).id
    page.goto(f"/entry/{id}")
    page.get_by_label("Comment or question").fill("Is this the short form, @reviser?")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.locator(".thread", has_text="short form").wait_for()
    assert page.get_by_label("Comment or question").input_value() == ""
    page.reload()
    page.locator(".thread", has_text="short form").wait_for()
    assert page.get_by_label("Comment or question").input_value() == "", "what was sent is no draft any more"
    with opened(chromium, team) as context:
        reviser = context.new_page()
        sign_in(reviser, "reviser", "/waiting")
        reviser.locator("main li a").click()
        arrived(reviser, ".thread")
        reviser.locator("#present", has_text="translator").wait_for()
        reviser.get_by_label("Answer").fill("It is.")
        reviser.get_by_role("button", name="Answer").click()
        reviser.locator(".thread", has_text="It is.").wait_for()
    page.goto("/waiting")
    page.locator("main li", has_text="It is.").get_by_role("link").click()
    page.get_by_role("button", name="Settled").click()
    page.locator(".thread", has_text="settled by translator").wait_for()
    page.goto("/waiting")
    assert page.locator("main li").count() == 0


def test_a_sentence_pair_is_commented_on_from_its_toolbar_by_key(page):
    sign_in(page, "translator", "/documents")
    page.locator("table.documents td a").first.click()
    arrived(page, ".bead")
    page.keyboard.press("j")
    assert page.get_by_role("toolbar").get_by_role("button").count() == 1
    page.keyboard.press("t")
    arrived(page, "#comments")
    page.get_by_label("Comment or question").fill("A word is missing.")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.locator(".thread", has_text="missing").wait_for()
    assert violations(page) == []
    page.locator("main p a").first.click()
    arrived(page, ".bead .chip.discuss")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pages_of_accounts_are_accessible(page, lang):
    sign_in(page, "administrator")
    page.context.add_cookies([{"name": "lang", "value": lang, "url": page.url}])
    for address in ("/people", "/account", "/sign-in", "/waiting", "/changes", "/changes?by=nobody"):
        page.goto(address)
        assert violations(page) == []
