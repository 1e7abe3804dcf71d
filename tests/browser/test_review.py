"""The review queue in a real browser: one key a decision, undo, and nothing lost when a request fails."""

from __future__ import annotations

import shutil

import pytest

from glossary.store.glossary import Glossary
from tests.browser.conftest import Process, opened, saved, serving


def shown(page):
    return page.locator(".review-card:not([hidden])")


def current(page):
    shown(page).wait_for()
    return shown(page).get_attribute("data-id")


def status(workbench, id):
    return Glossary.open(workbench.glossary).get(id).status


def presses(page, keys):
    """The entries that the keys were pressed on."""
    ids = []
    for key in keys:
        ids.append(current(page))
        page.keyboard.press(key)
    return ids


def unsaved(page, count):
    page.locator("#unsaved", has_text=f"{count} not saved yet").wait_for()


def commits(workbench):
    return Glossary.open(workbench.glossary).version


def test_the_best_proposal_comes_first_with_its_evidence(page, workbench):
    page.goto("/review")
    best = next(Glossary.open(workbench.glossary).concepts(status="proposed", limit=1))
    assert current(page) == best.id
    assert shown(page).locator(".line mark").count() >= 2


def test_one_key_each_for_approve_reject_later_back_and_undo(page, workbench):
    page.goto("/review")
    ids = presses(page, "arja")
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
    page.locator(".review-card.rejected").wait_for(state="attached")
    saved(page)
    assert status(workbench, id) == "rejected"


def test_forty_decisions_in_a_row_are_all_saved_and_the_next_is_always_there(page, workbench):
    page.goto("/review")
    ids = presses(page, "a" * 40)
    assert len(set(ids)) == 40
    saved(page)
    assert page.locator(".review-card.approved").count() == 40
    assert {status(workbench, id) for id in ids} == {"approved"}


def test_while_the_next_entries_are_awaited_no_key_falls_on_the_last_one_again(page, workbench):
    held = []
    page.route("**/review/more?*", lambda route: held.append(route))
    page.goto("/review")
    ids = presses(page, "a" * page.locator(".review-card").count())
    shown(page).wait_for(state="detached")
    page.keyboard.press("r")
    page.keyboard.press("n")
    while held:
        held.pop().continue_()
    assert current(page) not in ids
    saved(page)
    assert {status(workbench, id) for id in ids} == {"approved"}


# -- a request that fails ------------------------------------------------------------------------------------------


def test_offline_decisions_wait_stand_there_as_not_saved_and_go_out_in_order_when_it_is_back(context, page, workbench):
    page.goto("/review")
    before = commits(workbench)
    context.set_offline(True)
    ids = presses(page, "ara")
    unsaved(page, 3)
    assert commits(workbench) == before
    context.set_offline(False)
    saved(page)
    assert not page.locator("#unsaved").is_visible()
    assert [status(workbench, id) for id in ids] == ["approved", "rejected", "approved"]
    log = Glossary.open(workbench.glossary).log.commits(limit=3)
    assert [commit.ids for commit in reversed(log)] == [(id,) for id in ids]


def test_one_request_that_fails_does_not_stop_those_after_it(page, workbench):
    page.goto("/review")
    failing = iter([True, True, False])
    page.route("**/review/decide", lambda route: route.abort() if next(failing, False) else route.fallback())
    ids = presses(page, "ra")
    saved(page)
    assert [status(workbench, id) for id in ids] == ["rejected", "approved"]


def test_an_answer_that_is_lost_is_asked_for_again_and_the_decision_made_once(page, workbench):
    page.goto("/review")
    before, keys = commits(workbench), []

    def lose_the_first(route):
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.fallback()

    page.route("**/review/decide", lose_the_first)
    ids = presses(page, "r")
    saved(page)
    assert status(workbench, ids[0]) == "rejected"
    assert keys == [keys[0]] * 2
    assert commits(workbench) == before + 1
    assert not page.locator("#conflicts li").count()


def test_a_server_killed_between_keys_loses_nothing_and_does_nothing_twice(chromium, built, tmp_path):
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    server = Process(tmp_path / "glossary", tmp_path / "bitext")
    try:
        server.start()
        with opened(chromium, server.workbench) as context:
            page = context.new_page()
            page.goto("/review")
            before = commits(server.workbench)
            ids = presses(page, "ara")
            server.kill()
            ids += presses(page, "ra")
            page.locator("#unsaved", has_text="not saved yet").wait_for()
            server.start()
            ids += presses(page, "a")
            saved(page)
            found = [status(server.workbench, id) for id in ids]
            assert found == ["approved", "rejected", "approved", "rejected", "approved", "approved"]
            assert commits(server.workbench) == before + 6
            assert not page.locator("#conflicts li").count()
    finally:
        server.kill()


def test_a_session_that_lapsed_is_said_and_what_was_decided_is_sent_after_signing_in(chromium, built, tmp_path):
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    password = "four words are enough"
    with (
        serving(tmp_path / "glossary", tmp_path / "bitext", password=password) as closed,
        opened(chromium, closed) as context,
    ):
        page = context.new_page()

        def sign_in():
            page.locator("#password").fill(password)
            page.locator("main button").click()
            page.wait_for_url("**/review")

        page.goto("/review")
        sign_in()
        cookies = [one for one in context.cookies() if one["name"] != "duizhao"]
        context.clear_cookies()
        context.add_cookies(cookies)
        ids = presses(page, "ara")
        page.locator("#unsaved", has_text="signed out").wait_for()
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("#unsaved a").click()
        page.wait_for_url("**/sign-in**")
        unsaved(page, 3)
        sign_in()
        saved(page)
        assert [status(closed, id) for id in ids] == ["approved", "rejected", "approved"]


@pytest.mark.parametrize("delay", [300, 2000])
def test_on_a_slow_network_keys_need_not_wait(context, page, workbench, delay):
    page.goto("/review")
    network = context.new_cdp_session(page)
    slow = {"offline": False, "latency": delay, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", slow)
    ids = presses(page, "ar")
    assert len(set(ids)) == 2, "a key waited for an answer"
    saved(page)
    assert [status(workbench, id) for id in ids] == ["approved", "rejected"]


def test_what_is_not_saved_outlives_a_reload_and_is_not_asked_again(context, page, workbench):
    page.goto("/review")
    page.route("**/review/decide", lambda route: route.abort())
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    ids = presses(page, "ar")
    unsaved(page, 2)
    page.reload()
    assert warned == ["beforeunload"]
    unsaved(page, 2)
    assert current(page) not in ids
    assert "2 decided" in page.locator("#count").inner_text()
    page.goto("/dashboard")
    unsaved(page, 2)
    page.unroute("**/review/decide")
    saved(page)
    assert [status(workbench, id) for id in ids] == ["approved", "rejected"]


def test_undo_works_after_a_reload(page, workbench):
    page.goto("/review")
    ids = presses(page, "ar")
    saved(page)
    page.reload()
    assert current(page) not in ids
    page.keyboard.press("u")
    page.wait_for_selector(f'.review-card:not([hidden])[data-id="{ids[1]}"]')
    saved(page)
    assert [status(workbench, id) for id in ids] == ["approved", "proposed"]
    page.keyboard.press("u")
    page.wait_for_selector(f'.review-card:not([hidden])[data-id="{ids[0]}"]')
    saved(page)
    assert status(workbench, ids[0]) == "proposed"


def test_undoing_what_was_not_sent_yet_sends_nothing(context, page, workbench):
    page.goto("/review")
    before = commits(workbench)
    context.set_offline(True)
    (id, other) = presses(page, "ar")
    page.keyboard.press("u")
    assert current(page) == other
    unsaved(page, 1)
    context.set_offline(False)
    saved(page)
    assert [status(workbench, one) for one in (id, other)] == ["approved", "proposed"]
    assert commits(workbench) == before + 1


def test_later_is_remembered(page, workbench):
    page.goto("/review")
    (later,) = presses(page, "j")
    page.reload()
    assert current(page) != later
    page.keyboard.press("k")
    assert current(page) == later
    page.evaluate("document.getElementById('put-off').querySelector('a').click()")
    page.wait_for_selector(f'.review-card:not([hidden])[data-id="{later}"]')


# -- two people ----------------------------------------------------------------------------------------------------


def test_what_a_colleague_decided_goes_to_a_list_and_never_under_the_next_key(chromium, page, workbench):
    page.goto("/review")
    id = current(page)
    with opened(chromium, workbench) as theirs:
        theirs.add_cookies([{"name": "name", "value": "Wang", "url": workbench.url}])
        other = theirs.new_page()
        other.goto("/review")
        assert presses(other, "a") == [id]
        saved(other)
    (mine, following) = presses(page, "rr")
    assert mine == id
    row = page.locator("#conflicts li")
    row.wait_for()
    saved(page)
    assert "approved now, by Wang" in row.inner_text()
    assert current(page) not in (mine, following)
    assert [status(workbench, one) for one in (mine, following)] == ["approved", "rejected"]
    assert "1 decided" in page.locator("#count").inner_text()
    # It stays until it is dealt with, and what was seen may be overturned.
    page.reload()
    page.locator("[data-conflict=look]").click()
    page.wait_for_selector(f'.review-card:not([hidden])[data-id="{id}"]')
    assert not row.count()
    page.keyboard.press("r")
    saved(page)
    assert status(workbench, id) == "rejected"


def test_an_entry_that_was_edited_meanwhile_is_shown_as_it_is_now_before_it_is_decided(page, workbench):
    page.goto("/review")
    id = current(page)
    Glossary.open(workbench.glossary).edit(id, definition="Theirs", by="Wang")
    page.keyboard.press("a")
    page.locator("#conflicts li", has_text="changed by Wang").wait_for()
    assert current(page) != id
    assert status(workbench, id) == "proposed"
    page.locator("[data-conflict=look]").click()
    page.locator(f'.review-card:not([hidden])[data-id="{id}"]', has_text="Theirs").wait_for()
    page.keyboard.press("a")
    saved(page)
    assert status(workbench, id) == "approved"


def test_a_conflict_can_be_left_as_it_is(page, workbench):
    page.goto("/review")
    id = current(page)
    Glossary.open(workbench.glossary).reject(id, by="Wang")
    page.keyboard.press("a")
    page.locator("[data-conflict=leave]").click()
    assert not page.locator("#conflicts").is_visible()
    page.reload()
    assert not page.locator("#conflicts").is_visible()
    assert status(workbench, id) == "rejected"


def test_undo_does_not_take_back_what_a_colleague_did_since(page, workbench):
    page.goto("/review")
    (id,) = presses(page, "a")
    saved(page)
    Glossary.open(workbench.glossary).edit(id, definition="Theirs", by="Wang")
    page.keyboard.press("u")
    page.locator("#conflicts li", has_text="your undoing").wait_for()
    assert status(workbench, id) == "approved"


# ------------------------------------------------------------------------------------------------------------------


def test_editing_in_the_queue_and_approving_with_it(page, workbench):
    page.goto("/review")
    id = current(page)
    page.keyboard.press("e")
    page.wait_for_selector("[name=term_text]")
    page.locator("#subject").select_option("Industry")
    page.locator("[name=then]").click()
    page.wait_for_selector(f'.review-card[data-id="{id}"].approved', state="attached")
    assert current(page) != id
    concept = Glossary.open(workbench.glossary).get(id)
    assert (concept.subject, concept.status) == ("Industry", "approved")
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
