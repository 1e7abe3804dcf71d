"""An aligned document in a real browser: chosen, corrected and taken back, by keyboard and by mouse."""

from __future__ import annotations

import re
import shutil

import pytest

from align.formats import read, write
from align.types import Bead, Bitext, Segment
from tests.browser.conftest import first_held, opened, saved, serving

ZH = [
    "工发组织与中等收入国家合作。",
    "理事会通过了工作计划。",
    "秘书处编写了报告。",
    "大会审议了报告。",
    "完。",
    "附件",
]
EN = [
    "UNIDO cooperates with middle-income countries.",
    "The Board adopted the workplan.",
    "The Secretariat prepared the report.",
    "The Conference considered the report.",
    "End.",
    "Annex",
]
START = [((0,), (0,)), ((1, 2), (1,)), ((3,), (2, 3)), ((4,), (4,)), ((5,), (5,))]


def sample(copies=1):
    """A small document with two doubtful beads, so many times over."""
    sides = [tuple(Segment(text, paragraph=n // 2) for n, text in enumerate(side * copies)) for side in (ZH, EN)]
    beads = []
    for copy in range(copies):
        for (src, tgt), confidence in zip(START, (0.97, 0.3, 0.2, 0.8, 0.95), strict=True):
            moved = (tuple(6 * copy + n for n in side) for side in (src, tgt))
            beads.append(Bead(*moved, confidence))
    return Bitext(*sides, tuple(beads), "zh", "en", metadata={"symbol": "IDB.50/7", "title": "报告"})


@pytest.fixture(scope="module")
def workbench(built, tmp_path_factory):
    """A workbench with the seed report and the small document."""
    folder = tmp_path_factory.mktemp("documents")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    with serving(folder / "glossary", folder / "bitext") as running:
        yield running


@pytest.fixture
def file(workbench):
    """The small document as it was aligned, before every test."""
    path = workbench.bitext / "small.parquet"
    path.with_suffix(".revision.json").unlink(missing_ok=True)
    write([sample()], path)
    return path


@pytest.fixture
def small(page, file):
    """Its page."""
    page.goto("/documents/small")
    return page


def whole(file):
    """The bitext of a file, read to its end: a reading process that is left in the middle is not used again."""
    (bitext,) = read(file)
    return bitext


def beads(file):
    return [(bead.src, bead.tgt) for bead in whole(file).beads]


def checked(file):
    return [n for n, bead in enumerate(whole(file).beads) if bead.confirmed]


def here(page):
    """Number of the current bead, and that the focus is on it or in it."""
    return page.evaluate(
        "(() => { const row = document.querySelector('[aria-current=true]');"
        " return row && row.contains(document.activeElement) ? [...row.parentNode.children].indexOf(row) : null })()"
    )


def does(page, *keys):
    """Press keys, and wait until the last one is saved."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_response("**/document-corrections**") as answer:
        page.keyboard.press(keys[-1])
    answer.value.finished()
    page.evaluate("busy")
    return answer.value.status


def clicks(page, action):
    with page.expect_response("**/document-corrections**") as answer:
        page.locator(f"[data-do={action}]:visible").click()
    answer.value.finished()
    page.evaluate("busy")


def test_the_list_leads_to_a_document_and_to_its_first_doubt(page, file):
    page.goto("/documents")
    row = page.locator("tr", has_text="IDB.50/7")
    row.locator("td.num a").click()
    page.wait_for_selector("#bead-1[aria-current=true]")
    assert here(page) == 1
    page.goto("/documents")
    row.locator("a").first.click()
    page.wait_for_url("**/documents/small")
    assert page.locator(".bead").count() == 5


def test_by_keys_alone_through_the_beads_and_from_doubt_to_doubt(small):
    walked = []
    for key in ("ArrowDown", "j", "ArrowUp", "n", "n", "p"):
        small.keyboard.press(key)
        walked.append(here(small))
    assert walked == [0, 1, 0, 1, 2, 1]
    small.keyboard.press("n")
    small.keyboard.press("n")
    assert "Nothing left" in small.locator("#toast").inner_text()


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("nm", [((0,), (0,)), ((1, 2, 3), (1, 2, 3)), *START[3:]]),
        ("no", [((0,), (0,)), ((1, 2), ()), ((), (1,)), *START[2:]]),
        ("nv", [((0,), (0,)), ((1,), (1,)), ((2, 3), (2, 3)), *START[3:]]),
        ("nf", [((0, 1), (0,)), ((2,), (1,)), *START[2:]]),
        ("nng", [((0,), (0,)), ((1, 2), (1, 2)), ((3,), (3,)), *START[3:]]),
        ("nnb", [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3, 4)), START[4]]),
    ],
)
def test_one_key_each_joins_parts_and_moves_and_one_takes_it_back(small, file, keys, expected):
    assert does(small, *keys) == 200
    assert beads(file) == expected
    assert small.locator(".bead").count() == len(expected)
    assert here(small) is not None, "the focus is lost"
    does(small, "u")
    assert beads(file) == START
    assert small.locator(".bead").count() == 5
    does(small, "y")
    assert beads(file) == expected


def test_a_bead_is_split_where_the_keys_say(small, file):
    for key in ("n", "s"):
        small.keyboard.press(key)
    assert small.locator(".is-cut .second").all_inner_texts() == [ZH[2]]
    small.keyboard.press("ArrowUp")
    assert small.locator(".is-cut .second").all_inner_texts() == [ZH[2], EN[1]]
    small.keyboard.press("Escape")
    assert not small.locator(".is-cut").count()
    does(small, "s", "ArrowUp", "Enter")
    assert beads(file) == [((0,), (0,)), ((1,), ()), ((2,), (1,)), *START[2:]]


def test_by_mouse_a_bead_is_chosen_checked_split_joined_and_moved(small, file):
    small.locator("#bead-0 .side").first.click()
    clicks(small, "confirm")
    assert checked(file) == [0]
    assert "checked" in small.locator("#bead-0 .word").inner_text()
    clicks(small, "unconfirm")
    assert checked(file) == []
    small.locator("#bead-1 .segment").first.click()
    small.locator("[data-do=split]").click()
    small.locator("#bead-1 .segment").nth(1).click()
    clicks(small, "cut")
    assert beads(file)[1:3] == [((1,), (1,)), ((2,), ())]
    clicks(small, "join")
    assert beads(file) == START
    clicks(small, "src-down")
    assert beads(file)[1] == ((1,), (1,))
    for _ in range(5):
        clicks(small, "undo")
    assert beads(file) == START
    assert small.locator("[data-do=undo]").is_disabled()
    clicks(small, "redo")
    assert checked(file) == [0]


def test_many_corrections_in_one_breath_are_all_kept_in_order(small, file):
    for _ in range(5):
        small.keyboard.press("j")
        small.keyboard.press("c")
    small.locator("#count-confirmed", has_text="5").wait_for()
    assert checked(file) == [0, 1, 2, 3, 4]
    assert small.locator("#count-doubtful").inner_text() == "0"


def test_a_second_key_before_the_first_is_answered_works_on_the_same_place(small, file):
    small.keyboard.press("n")
    small.keyboard.press("m")
    small.keyboard.press("c")
    small.keyboard.press("c")
    small.keyboard.press("o")
    small.locator(".bead").nth(4).wait_for()
    small.evaluate("busy")
    assert beads(file) == [((0,), (0,)), ((1, 2, 3), ()), ((), (1, 2, 3)), *START[3:]]


def test_what_was_corrected_is_there_after_a_reload_and_can_still_be_taken_back(small, file):
    does(small, "n", "m")
    small.reload()
    assert small.locator(".bead").count() == 4
    does(small, "u")
    assert beads(file) == START


@pytest.mark.parametrize(("keys", "number"), [("nf", 1), ("nv", 1), ("nng", 2), ("nnb", 2), ("nnv", 2)])
def test_after_a_move_one_stays_on_the_bead_that_was_changed(small, keys, number):
    assert does(small, *keys) == 200
    assert here(small) == number


@pytest.fixture
def wang(chromium, workbench, file):
    """The page of a colleague."""
    with opened(chromium, workbench) as theirs:
        theirs.add_cookies([{"name": "name", "value": "Wang", "url": workbench.url}])
        page = theirs.new_page()
        page.goto("/documents/small")
        yield page


def test_a_colleagues_correction_of_another_bead_does_not_stand_in_the_way(small, wang, file):
    does(wang, "j", "o")  # one bead becomes two, so that those after it have other numbers
    small.keyboard.press("n")
    assert does(small, "n", "m") == 200
    assert beads(file) == [((0,), ()), ((), (0,)), ((1, 2), (1,)), ((3, 4), (2, 3, 4)), START[4]]
    assert small.locator(".bead").count() == 5, "what the colleague did is shown too"
    assert here(small) == 3
    assert "Wang" in small.locator("#bead-0 .state").get_attribute("title")
    assert "Wang" not in small.locator("#bead-3 .state").get_attribute("title")


def test_a_colleagues_correction_of_the_same_bead_is_shown_and_not_overturned(small, wang, file):
    does(wang, "n", "o")
    small.keyboard.press("n")
    small.keyboard.press("m")
    small.locator("#toast", has_text="Wang has corrected this pair").wait_for()
    assert small.locator(".bead").count() == 6
    assert beads(file) == [START[0], ((1, 2), ()), ((), (1,)), *START[2:]]
    assert here(small) == 1


def test_undo_takes_back_ones_own_work_and_says_when_it_would_take_back_anothers(small, wang, file):
    does(small, "n", "m")
    does(wang, "j", "o")
    assert does(small, "u") == 200
    assert beads(file) == [((0,), ()), ((), (0,)), *START[1:]]
    assert does(small, "u") == 409
    small.locator("#toast", has_text="is that of Wang").wait_for()
    assert beads(file) == [((0,), ()), ((), (0,)), *START[1:]]
    small.evaluate("busy")
    assert does(small, "u") == 200
    assert beads(file) == START


def test_offline_corrections_wait_and_are_made_in_order(context, small, file):
    context.set_offline(True)
    for key in "ncjjc":
        small.keyboard.press(key)
    small.locator("#unsaved", has_text="not saved yet").wait_for()
    assert checked(file) == []
    context.set_offline(False)
    small.locator("#count-confirmed", has_text="2").wait_for()
    saved(small)
    assert checked(file) == [1, 3]


def test_a_correction_whose_answer_is_lost_is_made_once(small, file):
    asked = []

    def lose_the_first(route):
        asked.append(route.request.headers["idempotency-key"])
        if len(asked) == 1:
            route.fetch()
            route.abort()
        else:
            route.fallback()

    small.route("**/document-corrections**", lose_the_first)
    small.keyboard.press("n")
    small.keyboard.press("m")
    small.locator(".bead").nth(3).wait_for()
    saved(small)
    assert asked == [asked[0]] * 2
    assert beads(file) == [((0,), (0,)), ((1, 2, 3), (1, 2, 3)), *START[3:]]


def test_a_correction_that_waits_for_the_one_before_it_is_not_saved_yet_either(small, file):
    held = first_held(small, "**/document-corrections**")
    with small.expect_request("**/document-corrections**"):
        for key in ("j", "c", "j", "c", "j", "c"):
            small.keyboard.press(key)
    small.wait_for_selector('html[data-unsaved="3"]', state="attached")
    held[0].fallback()
    saved(small)
    assert len(checked(file)) == 3


def test_caps_lock_changes_nothing_and_the_keys_of_the_review_move_no_sentence(small, file):
    small.keyboard.press("n")
    for key in "areARE":
        small.keyboard.press(key)
    with small.expect_response("**/document-corrections**"):
        # With Caps Lock a letter comes as a capital, and Shift is not down.
        small.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'M', bubbles: true}))")
    small.evaluate("busy")
    assert beads(file) == [((0,), (0,)), ((1, 2, 3), (1, 2, 3)), *START[3:]]


def test_what_cannot_be_done_is_said_and_what_does_not_answer_too(small, file, context):
    small.locator("#bead-4 .side").first.click()
    assert does(small, "m") == 400
    small.locator(
        "#toast", has_text=re.compile(r"\w")
    ).wait_for()  # the answer has come to the page, not to the browser only
    saved(small)
    assert beads(file) == START
    small.route("**/document-corrections**", lambda route: route.abort())
    small.keyboard.press("c")
    small.locator("#unsaved", has_text="1 not saved yet").wait_for()
    small.unroute("**/document-corrections**")
    saved(small)
    assert checked(file) == [4]


def test_known_terms_are_marked_and_stay_marked_through_corrections(small, file):
    small.locator("summary", has_text="More").click()
    small.get_by_role("link", name="Mark known terms").click()
    small.wait_for_selector(".term")
    does(small, "n", "m")
    assert small.locator("#bead-1 .term").count()
    assert small.locator("#bead-1 .term").first.get_attribute("title")
    small.locator("summary", has_text="More").click()
    small.get_by_role("link", name="Hide known terms").click()
    small.wait_for_url("**/documents/small?page=1")
    assert not small.locator(".term").count()


@pytest.mark.parametrize(("name", "sign"), [("TMX", "<tmx"), ("XLIFF", "<xliff"), ("TSV", ZH[0]), ("jsonl", '{"id"')])
def test_the_reviewed_text_is_downloaded(small, name, sign):
    small.locator("summary", has_text="Download").click()
    with small.expect_download() as download:
        small.locator(".menu a", has_text=name).click()
    content = download.value.path().read_text(encoding="utf-8")
    assert sign in content
    assert download.value.suggested_filename.startswith("small.")


def test_the_rest_is_aligned_again_around_what_was_checked(small, file):
    does(small, "n", "m")
    kept = beads(file)[1]
    small.locator("summary", has_text="More").click()
    small.get_by_role("button", name="Align the rest again").click()
    small.locator(".notice", has_text="Aligned again").wait_for()
    assert kept in beads(file)


def test_a_sentence_is_cut_in_two_by_keys_the_pair_is_split_there_and_both_are_taken_back(small, file):
    small.keyboard.press("n")
    assert here(small) == 1
    small.keyboard.press("w")
    small.wait_for_selector(".segment.chosen .place", state="attached")
    before = small.locator("[data-place]").inner_text()
    small.keyboard.press("ArrowRight")
    assert small.locator("[data-place]").inner_text() != before
    assert does(small, "Enter") == 200
    small.wait_for_selector(".is-cut")
    assert len(whole(file).tgt) == 7
    assert here(small) == 1
    assert does(small, "Enter") == 200
    assert beads(file)[1:3] == [((1,), (1,)), ((2,), (2,))]
    does(small, "u")
    does(small, "u")
    assert beads(file) == START
    assert [one.text for one in whole(file).tgt] == EN


def test_words_are_found_and_a_number_is_gone_to(small):
    small.keyboard.press("/")
    small.keyboard.type("報告")
    small.keyboard.press("Enter")
    small.wait_for_selector("#bead-1[aria-current=true]")
    small.keyboard.press("Enter")
    small.wait_for_selector("#bead-2[aria-current=true]")
    assert small.locator("#found").inner_text() == "2 / 2"
    small.locator("#q").fill("5")
    small.keyboard.press("Enter")
    small.wait_for_selector("#bead-4[aria-current=true]")
    assert small.evaluate("document.activeElement.id") == "q"
    small.locator("#q").fill("nowhere")
    small.keyboard.press("Enter")
    small.locator("#found", has_text="Not found").wait_for()


def test_the_tools_stand_on_one_row(small):
    tops = small.evaluate(
        "[...document.querySelector('.tools').children].map((one) => Math.round(one.getBoundingClientRect().top))"
    )
    assert max(tops) - min(tops) < 12


def test_a_long_document_is_shown_a_page_at_a_time_and_corrected_on_each(page, workbench):
    file = workbench.bitext / "long.parquet"
    write([sample(610)], file)
    page.goto("/documents/long")
    assert page.locator(".bead").count() == 1000
    page.get_by_role("link", name="Next page").first.click()
    page.wait_for_selector("#bead-1999")
    assert page.locator("#bead-999").count() == 0
    page.goto("/documents/long#bead-3010")
    page.wait_for_selector("#bead-3010[aria-current=true]")
    assert does(page, "c") == 200
    assert checked(file) == [3010]
    file.unlink()


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("en", 390), ("zh", 360)])
def test_in_both_languages_and_on_a_phone_the_bars_leave_the_text_free(chromium, workbench, file, lang, width):
    with opened(chromium, workbench, width=width, lang=lang, theme="dark") as context:
        page = context.new_page()
        page.goto("/documents/small#doubt")
        page.wait_for_selector("[aria-current=true] .toolbar")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        label = page.locator("[data-do=join]").inner_text()
        assert ("合并" in label) == (lang == "zh")
        covered = page.evaluate(
            """() => [...document.querySelectorAll('[aria-current=true] .segment')].filter((segment) => {
              const box = segment.getClientRects()[0];
              const top = document.elementFromPoint(box.x + 3, box.y + box.height / 2);
              return !segment.contains(top);
            }).map((segment) => segment.textContent)"""
        )
        assert covered == []
        assert does(page, "c") == 200


def test_shortcuts_rest_in_the_list_of_shortcuts_and_with_ctrl(small, file):
    small.keyboard.press("n")
    small.keyboard.press("Control+c")
    small.keyboard.press("?")
    assert small.locator("dialog[open] kbd").count() > 10
    small.keyboard.press("m")
    small.keyboard.press("Escape")
    small.evaluate("busy")
    assert beads(file) == START
    assert checked(file) == []


def test_on_paper_there_are_both_sides_and_no_buttons(small):
    small.keyboard.press("n")
    small.emulate_media(media="print")
    assert not small.locator("button:visible").count()
    assert small.locator(".segment:visible").count() == 12
