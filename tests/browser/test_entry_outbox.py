"""Decisions on the page of an entry, and corrections: nothing is lost, done twice, or done over somebody else unseen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from align.correction import journal
from glossary.search import search
from glossary.store.glossary import Glossary
from tests.browser.conftest import Process, Workbench, opened, saved


def entry(workbench: Workbench, term: str) -> str:
    found = search(Glossary.open(workbench.glossary), term, status=("approved", "proposed", "rejected"))
    return found[0].concept.id


def history(workbench: Workbench, id: str) -> list[tuple[str, str]]:
    """What was done to an entry, and by whom; the latest last, without what made it."""
    changes = Glossary.open(workbench.glossary).history(id)
    return [(one.commit.operation, one.commit.by) for one in reversed(changes)][1:]


@pytest.fixture
def killable(built: Path, tmp_path: Path) -> Iterator[Process]:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    server = Process(tmp_path / "glossary", tmp_path / "bitext")
    server.start()
    yield server
    server.kill()


def test_offline_a_decision_waits_stands_there_as_not_saved_and_goes_out_when_it_is_back(context, page, workbench):
    id = entry(workbench, "总干事")
    page.goto(f"/entry/{id}")
    page.wait_for_selector("#undo-top button")
    context.set_offline(True)
    page.keyboard.press("a")
    page.locator("#unsaved", has_text="1 not saved yet").wait_for()
    page.keyboard.press("u")  # what has not been answered can be taken back as well
    page.locator("#unsaved", has_text="2 not saved yet").wait_for()
    assert page.locator("h1 ~ .chip.proposed").is_visible(), "what the page shows is what is saved"
    context.set_offline(False)
    saved(page)
    page.wait_for_selector("#entry:not([aria-busy])")
    assert [what for what, _ in history(workbench, id)] == ["approve", "undo"]


def test_a_decision_outlives_the_page_and_is_sent_from_another(context, page, workbench):
    id = entry(workbench, "成员国")
    page.goto(f"/entry/{id}")
    page.route("**/review/decide", lambda route: route.abort())
    page.on("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("r")
    page.wait_for_selector('html[data-unsaved="1"]', state="attached")
    page.goto("/dashboard")
    page.unroute_all()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert [what for what, _ in history(workbench, id)] == ["reject"]


def test_a_server_killed_between_keys_loses_no_decision_and_makes_none_twice(chromium, killable):
    workbench = killable.workbench
    id = entry(workbench, "总干事")
    with opened(chromium, workbench) as context:
        page = context.new_page()
        page.goto(f"/entry/{id}")
        page.keyboard.press("a")
        page.wait_for_selector("h1 ~ .chip.approved")
        killable.kill()
        page.keyboard.press("r")
        page.locator("#unsaved", has_text="1 not saved yet").wait_for()
        killable.start()
        page.wait_for_selector("h1 ~ .chip.rejected")
        saved(page)
    assert [what for what, _ in history(workbench, id)] == ["approve", "reject"]


def test_a_server_killed_between_keys_loses_no_correction_and_makes_none_twice(chromium, killable):
    workbench = killable.workbench
    (file,) = (one for one in workbench.bitext.rglob("*.parquet") if not one.parent.name.startswith("."))
    name = file.relative_to(workbench.bitext).with_suffix("").as_posix()
    with opened(chromium, workbench) as context:
        page = context.new_page()
        page.goto(f"/documents/{name}")
        page.wait_for_selector(".bead")
        for key in ("j", "c"):
            page.keyboard.press(key)
        saved(page)
        killable.kill()
        for key in ("j", "c", "j", "c"):
            page.keyboard.press(key)
        page.locator("#unsaved", has_text="not saved yet").wait_for()
        killable.start()
        saved(page)
        assert page.locator(".bead.checked").count() == 3
    assert [change.action for change in journal.load(file).done] == ["confirm"] * 3


def test_a_colleague_who_was_first_is_named_and_not_overturned(page, workbench):
    id = entry(workbench, "粮食不安全")
    page.goto(f"/entry/{id}")
    page.wait_for_selector("#undo-top button")
    Glossary.open(workbench.glossary).reject(id, by="Wang")
    page.keyboard.press("a")
    page.locator("#entry [role=alert]", has_text="Wang").wait_for()
    assert page.locator("h1 ~ .chip.rejected").is_visible()
    assert [who for _, who in history(workbench, id)] == ["Wang"]
    page.goto("/review")
    assert not page.locator("#conflicts li").count(), "it was shown where it was met"


def test_undo_says_when_it_would_take_back_anothers_work(page, workbench):
    id = entry(workbench, "循环经济")
    Glossary.open(workbench.glossary).approve(id, by="Wang")
    page.goto(f"/entry/{id}")
    page.wait_for_selector("#undo-top [data-key=u]")
    page.keyboard.press("u")
    page.locator("#toast", has_text="Wang").wait_for()
    assert len(history(workbench, id)) == 1
    page.keyboard.press("u")
    page.wait_for_selector("h1 ~ .chip.proposed")
    assert [what for what, _ in history(workbench, id)] == ["approve", "undo"]


def test_a_key_pressed_as_soon_as_its_button_is_there_keeps_the_page_and_its_message(page, workbench):
    id = entry(workbench, "工业园区")
    page.goto(f"/entry/{id}")
    page.keyboard.press("a")
    page.wait_for_selector("h1 ~ .chip.approved")
    page.evaluate("""
        window.same = true;
        document.querySelector("#undo-top").innerHTML = "";
        new MutationObserver((_, watcher) => {
          const button = document.querySelector("#undo-top [data-key=u]");
          if (button) { watcher.disconnect(); button.click(); }
        }).observe(document.body, { childList: true, subtree: true });
        htmx.ajax("GET", location.pathname, { target: "#entry", swap: "outerHTML" });
    """)
    page.locator("#toast", has_text="Taken back").wait_for()
    page.wait_for_selector("h1 ~ .chip.proposed")
    assert page.evaluate("window.same"), "the page was loaded anew"


@pytest.mark.parametrize("delay", [300, 2000])
def test_on_a_slow_network_a_decision_is_made_once_however_often_its_key_is_pressed(context, page, workbench, delay):
    id = entry(workbench, "资源分配")
    page.goto(f"/entry/{id}")
    before = len(history(workbench, id))
    page.wait_for_selector("#undo-top button")
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": delay, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", slow)
    action, key = [("approve", "a"), ("reject", "r")][delay > 300]
    for _ in range(3):
        page.keyboard.press(key)
    saved(page)
    page.wait_for_selector(f"h1 ~ .chip.{action.replace('approve', 'approved').replace('reject', 'rejected')[:8]}")
    assert [what for what, _ in history(workbench, id)][before:] == [action]


def test_two_windows_on_one_entry(chromium: Any, page, workbench):
    id = entry(workbench, "工发组织")
    with opened(chromium, workbench) as context:
        other = context.new_page()
        other.goto(f"/entry/{id}")
        page.goto(f"/entry/{id}")
        other.keyboard.press("a")
        other.wait_for_selector("h1 ~ .chip.approved")
        page.keyboard.press("r")
        page.locator("#entry [role=alert]").wait_for()
        assert page.locator("h1 ~ .chip.approved").is_visible()
        page.keyboard.press("r")
        page.wait_for_selector("h1 ~ .chip.rejected")
    assert [what for what, _ in history(workbench, id)] == ["approve", "reject"]
