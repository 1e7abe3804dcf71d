"""A day's work with nothing but an address, a name and a password: aligned, corrected, taken in, reviewed, answered, exported.

The server is a process of its own and is killed in the middle of it. Only what stands on the screen is used.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import forked
import pytest

from align.correction import journal
from glossary.exchange import read
from glossary.people.accounts import FILE, Accounts
from glossary.store.glossary import Glossary
from glossary.web import aligning_jobs
from tests.browser.conftest import Process, arrived, opened, saved, serving
from tests.browser.test_accessibility import violations

WORDS = "four words are enough"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Process]:
    """A workbench with nothing in it yet, and two people."""
    Glossary.open(tmp_path / "glossary", create=True)
    (tmp_path / "bitext").mkdir()
    accounts = Accounts(tmp_path / "glossary" / FILE)
    accounts.add("Head", role="administrator", password=WORDS)
    accounts.add("Li Wei", role="terminologist", password=WORDS)
    accounts.add("Ana", role="translator", password=WORDS)
    made = Process(tmp_path / "glossary", tmp_path / "bitext")
    made.start()
    yield made
    made.kill()


def sign_in(page: Any, name: str) -> None:
    page.goto("/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Sign in").click()
    arrived(page, f"header >> text={name}")


def go(page: Any, name: str) -> None:
    """By the navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()


def look(page: Any, name: str) -> None:
    """A picture of the page, for whoever wants to see it."""
    if folder := os.environ.get("DUIZHAO_LOOK"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def align_two_files(page: Any, seeds: Path) -> None:
    go(page, "Documents")
    page.get_by_role("link", name="Align documents").first.click()
    arrived(page, "form[data-upload]")
    look(page, "1-upload")
    page.get_by_label("Document", exact=True).set_input_files(seeds / "gc20-item22.zh.txt")
    page.get_by_label("Translation", exact=True).set_input_files(seeds / "gc20-item22.en.txt")
    page.get_by_role("button", name="Align", exact=True).click()
    page.wait_for_selector("#job[data-state=done]")
    look(page, "2-aligned")
    page.locator("#job table a").first.click()
    arrived(page, ".bead")


def correct_it(page: Any) -> None:
    for key in "jcjc":
        page.keyboard.press(key)
    page.locator(".bead.checked").nth(1).wait_for()
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.keyboard.press("u")
    saved(page)
    look(page, "3-corrected")


def take_it_in(page: Any) -> None:
    page.get_by_role("button", name="Take into the glossary").click()
    page.wait_for_selector("#taking[data-state=proposed]")
    look(page, "4-preview")
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_selector("#taking[data-state=done]")
    look(page, "5-taken-in")


def review(page: Any, count: int) -> None:
    for number in range(count):
        page.wait_for_selector(".review-card:not([hidden])")
        page.keyboard.press("r" if number % 10 == 9 else "a")


def ask(page: Any, term: str) -> None:
    page.get_by_role("searchbox").fill(term)
    page.locator(".hit-link").first.click()
    arrived(page, "#entry")
    page.get_by_label("Comment or question").fill("Is this the short form, @Li Wei?")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.locator(".thread", has_text="short form").wait_for()


def answer(page: Any) -> None:
    page.get_by_role("link", name=re.compile("^Waiting")).click()
    arrived(page, "main li")
    look(page, "7-waiting")
    page.locator("main li a").first.click()
    arrived(page, ".thread")
    page.get_by_label("Answer").fill("It is.")
    page.get_by_role("button", name="Answer").click()
    page.locator(".thread", has_text="It is.").wait_for()
    look(page, "8-answered")


def test_a_days_work_without_a_shell_and_without_losing_a_key_press(chromium, server, seeds, tmp_path):
    workbench = server.workbench
    with opened(chromium, workbench) as context, opened(chromium, workbench) as others:
        page, ana = context.new_page(), others.new_page()
        sign_in(page, "Li Wei")
        align_two_files(page, seeds)
        correct_it(page)
        take_it_in(page)
        page.get_by_role("link", name="Review the new entries").click()
        arrived(page, ".review-card:not([hidden])")
        look(page, "6-review")
        review(page, 5)
        server.kill()
        review(page, 3)
        page.locator("#unsaved", has_text="not saved yet").wait_for()
        server.start()
        review(page, 12)
        saved(page)
        assert "20 decided" in page.locator("#count").inner_text()
        sign_in(ana, "Ana")
        ask(ana, "工发组织")
        answer(page)
        ana.get_by_role("link", name=re.compile("^Waiting")).click()
        ana.locator("main li", has_text="It is.").get_by_role("link").click()
        ana.get_by_role("button", name="Settled").click()
        ana.locator(".thread", has_text="settled by Ana").wait_for()
        go(page, "Review")
        page.locator("summary", has_text="Download what is approved").click()
        with page.expect_download() as waiting:
            page.get_by_role("link", name="TBX").first.click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
    glossary = Glossary.open(workbench.glossary)
    decided = [one for one in glossary.log.commits() if one.operation in ("approve", "reject")]
    assert [one.by for one in decided] == ["Li Wei"] * 20
    assert {one.count for one in decided} == {1}
    approved = list(glossary.concepts(status="approved"))
    assert len(approved) == 19
    assert {one.id for one in read(file)} == {one.id for one in approved}
    (bitext,) = (workbench.bitext / "uploads").glob("*.parquet")
    assert [change.by for change in journal.load(bitext).done] == ["Li Wei", "Li Wei"]


def test_a_document_is_looked_at_before_it_is_taken_in_and_can_be_taken_back(chromium, built, tmp_path, monkeypatch):
    # The day above starts the processes of its jobs; each loads for two seconds.
    monkeypatch.setattr(aligning_jobs, "subprocess", SimpleNamespace(Popen=forked.Job, PIPE=subprocess.PIPE))
    shutil.copytree(built / "bitext", tmp_path / "bitext")
    Glossary.open(tmp_path / "glossary", create=True)
    with (
        serving(tmp_path / "glossary", tmp_path / "bitext") as workbench,
        opened(chromium, workbench) as context,
    ):
        page = context.new_page()
        page.goto("/documents")
        page.locator("table.documents td a").first.click()
        arrived(page, ".bead")
        for key in "jc":
            page.keyboard.press(key)
        saved(page)
        page.get_by_role("button", name="Take into the glossary").click()
        page.wait_for_selector("#taking[data-state=proposed]")
        new = int(page.locator("#taking dd").first.inner_text().replace(",", ""))
        assert new > 100
        assert violations(page) == []
        assert Glossary.open(tmp_path / "glossary").version == 0, "nothing is changed by looking"
        page.get_by_role("button", name="Take it in").click()
        page.wait_for_selector("#taking[data-state=done]")
        assert violations(page) == []
        assert len(list(Glossary.open(tmp_path / "glossary").concepts())) == new
        page.get_by_role("button", name="Take it back").click()
        page.wait_for_selector("#taking[data-state=undone]")
        assert list(Glossary.open(tmp_path / "glossary").concepts()) == []
