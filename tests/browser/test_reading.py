"""Reading a new text in a real browser: pasted or uploaded, its terms marked, its word list taken away."""

from __future__ import annotations

import shutil
import zipfile

import pytest

from tests.browser.conftest import arrived, opened, serving

TEXT = "工发组织与中等收入国家合作。\n大会审议了工发组织的报告。<b>完</b>"


@pytest.fixture
def workbench(unchanged):
    """Nothing is changed here."""
    return unchanged


def paste(page, text):
    page.goto("/reading")
    page.locator("#text").fill(text)
    page.locator("main form button").click()


def test_pasted_by_keyboard_its_terms_are_marked_with_equivalents_beside(page):
    page.goto("/reading")
    page.locator("#text").focus()
    page.keyboard.insert_text(TEXT)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    arrived(page, "article .known")
    assert page.locator("article .known", has_text="工发组织").count() == 2
    assert "<b>完</b>" in page.locator("article").inner_text()
    row = page.locator("aside tr", has_text="工发组织").first
    assert "UNIDO" in row.inner_text()
    assert row.locator(".num").inner_text() == "2"


def test_from_term_to_term_by_keys_and_from_a_term_to_its_row(page):
    paste(page, TEXT)
    arrived(page, "article .known")
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.className") == "known"
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.textContent") == first
    page.locator("article .known", has_text="工发组织").last.click()
    assert "UNIDO" in page.locator("tr:target").inner_text()
    page.locator("aside a", has_text="工发组织").first.click()
    page.wait_for_url("**/entry/**")


def test_an_uploaded_document_is_read(page, tmp_path):
    file = tmp_path / "报告 <1>.txt"
    file.write_text("UNIDO reports to the General Conference.\n", encoding="utf-8")
    page.goto("/reading")
    page.locator("#file").set_input_files(file)
    page.locator("main form button").click()
    arrived(page, "article .known")
    assert page.locator("h1").inner_text() == file.name
    assert "工发组织" in page.locator("aside").inner_text()


@pytest.mark.parametrize("format", ["XLSX", "TBX", "CSV"])
def test_its_word_list_is_taken_away(page, format):
    paste(page, TEXT)
    with page.expect_download() as download:
        page.get_by_role("link", name=format, exact=True).click()
    path = download.value.path()
    if format == "XLSX":
        with zipfile.ZipFile(path) as book:
            assert "xl/workbook.xml" in book.namelist()
    else:
        assert "工发组织" in path.read_text(encoding="utf-8-sig")


def test_nothing_given_and_what_cannot_be_read_are_said_and_the_text_stays(page, tmp_path):
    paste(page, "  ")
    assert page.get_by_role("alert").inner_text()
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and then nothing")
    page.locator("#file").set_input_files(broken)
    page.locator("main form button").click()
    assert "Traceback" not in page.get_by_role("alert").inner_text()


def test_a_file_over_the_limit_is_refused_before_it_is_sent(chromium, built, tmp_path):
    (tmp_path / "long.txt").write_text("大会审议了工发组织的报告。" * 2000, encoding="utf-8")
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    with (
        serving(tmp_path / "glossary", tmp_path / "bitext", upload_limit=50_000) as small,
        opened(chromium, small) as context,
    ):
        page = context.new_page()
        page.goto("/reading")
        page.locator("#file").set_input_files(tmp_path / "long.txt")
        page.locator("main form button").click()
        assert "larger than" in page.locator("#file").evaluate("field => field.validationMessage")
        assert page.url.endswith("/reading")


def test_unsure_entries_are_listed_where_asked(page):
    paste(page, TEXT)
    arrived(page, "article .known")
    sure = page.locator("aside tbody tr").count()
    page.locator("input[name=all]").check()
    page.wait_for_url("**all=true**")
    assert page.locator("aside tbody tr").count() >= sure


@pytest.mark.parametrize(("lang", "width"), [("zh", 1280), ("zh", 390), ("en", 360)])
def test_in_both_languages_and_on_a_phone(chromium, workbench, lang, width):
    with opened(chromium, workbench, width=width, lang=lang) as context:
        page = context.new_page()
        paste(page, TEXT)
        arrived(page, "article .known")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        assert ("术语" in page.locator("aside h2").inner_text()) == (lang == "zh")


def test_from_the_terms_to_what_was_translated_before_and_a_proposal_is_copied_by_key(page):
    paste(page, "大会似宜注意到本文件所载信息。\n\n从未译过的一句话在这里。\n\n第二十一届会议")
    arrived(page, "article")
    page.locator("a[href$='/matches']").click()
    arrived(page, ".sentences")
    page.keyboard.press("n")
    page.keyboard.press("c")
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('The Conference may wish'))")
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "s3"
    page.keyboard.press("c")
    page.wait_for_function("navigator.clipboard.readText().then((text) => text === 'Twenty-first session')")
    assert page.locator("#s3 .best mark").inner_text() == "Twenty-first"
    with page.expect_download() as download:
        page.get_by_role("link", name="TMX", exact=True).click()
    assert "The Conference may wish" in download.value.path().read_text(encoding="utf-8")
