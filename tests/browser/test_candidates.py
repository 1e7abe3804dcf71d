"""Entries below the cut in the browser: shown by one key, in look-up and review, for as long as a person wants them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glossary.people.accounts import FILE, Accounts
from glossary.store.glossary import Glossary
from glossary.types import CUT
from tests.browser.conftest import Workbench, arrived, opened, saved, serving
from tests.browser.test_accessibility import violations
from tests.browser.test_accounts import WORDS, sign_in


@pytest.fixture(scope="module")
def candidate(built: Path) -> Any:
    return next(one for one in Glossary.open(built / "glossary").concepts(status="proposed") if one.scores.total < CUT)


def pressed(page: Any, shown: bool) -> None:
    page.keyboard.press("h")
    arrived(page, f'form.candidates [aria-pressed="{"true" if shown else "false"}"]')


def test_one_key_shows_candidates_in_look_up_and_review_and_hides_them_again(page, workbench, candidate):
    term = candidate.texts("zh")[0]
    page.goto(f"/?q={term}")
    links = page.locator(f'a[href="/entry/{candidate.id}"]')
    assert links.count() == 0
    page.locator("#q").press("Tab")
    pressed(page, True)
    assert links.count() == 1
    assert page.locator(".hit", has=links).locator(".chip.candidate").inner_text() == "candidate"
    assert not violations(page)
    # The choice is kept, and is the same in review.
    page.goto("/review/table?fold=false&sort=score&down=false")
    row = page.locator(f'tr[data-id="{candidate.id}"]')
    assert row.locator(".chip.candidate").count() == 1
    pressed(page, False)
    assert row.count() == 0
    page.goto(f"/?q={term}")
    assert links.count() == 0


def test_approving_a_candidate_makes_it_an_entry(page, workbench, candidate):
    page.goto("/review/table?fold=false&sort=score&down=false")
    pressed(page, True)
    row = page.locator(f'tr[data-id="{candidate.id}"]')
    row.locator("input[type=checkbox]").check()
    page.keyboard.press("a")
    saved(page)
    row.locator(".decision", has_text="approved").wait_for()
    pressed(page, False)
    page.goto(f"/?q={candidate.texts('zh')[0]}")
    page.locator(f'.hit a[href="/entry/{candidate.id}"]').wait_for()


def test_the_switch_is_there_in_chinese_and_on_a_phone(chromium, workbench):
    with opened(chromium, workbench, width=360, lang="zh") as context:
        page = context.new_page()
        page.goto("/review")
        page.get_by_role("button", name="显示候选条目").click()
        arrived(page, 'form.candidates [aria-pressed="true"]')
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not violations(page)


@pytest.fixture(scope="module")
def team(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("team")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    accounts = Accounts(folder / "glossary" / FILE)
    for name in ("Ana", "Li"):
        accounts.add(name, role="terminologist", password=WORDS)
    with serving(folder / "glossary", folder / "bitext") as running:
        yield running


def test_the_choice_is_a_persons_own_where_people_share_a_browser(chromium, team):
    with opened(chromium, team) as context:
        page = context.new_page()
        sign_in(page, "Ana", "/review")
        pressed(page, True)
        sign_in(page, "Li", "/review")
        assert page.locator('form.candidates [aria-pressed="false"]').count() == 1
        sign_in(page, "Ana", "/review")
        assert page.locator('form.candidates [aria-pressed="true"]').count() == 1
