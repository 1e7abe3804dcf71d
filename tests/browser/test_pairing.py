"""Documents of a batch without a partner, in the browser: choose a partner, leave one out, see what is decided, take it back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from test_batch_run import document

from align.batch import batch
from tests.browser.conftest import opened, serving


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A pair by its symbol, and two documents that belong together though their symbols differ."""
    folder = tmp_path / "in"
    for name, number in (("GC20_1_C.txt", 1), ("GC20_1_E.txt", 1), ("GC20_9_C.txt", 7), ("GC20_8_E.txt", 7)):
        document(folder, name, number)
    return folder


def row(page: Any, name: str) -> Any:
    return page.locator(f"#alone tr[data-file='{name}']")


def test_a_decision_made_in_the_browser_holds_in_the_next_batch_until_it_is_taken_back(
    chromium: Any, built: Path, documents: Path, tmp_path: Path
) -> None:
    out = tmp_path / "bitext"
    shutil.copytree(built / "glossary", tmp_path / "glossary")
    batch([documents], out, formats=())
    with serving(tmp_path / "glossary", out) as workbench, opened(chromium, workbench) as context:
        page = context.new_page()
        page.goto("/aligning")
        page.get_by_role("link", name="Decisions about pairs").click()
        page.wait_for_selector("#alone table")
        assert "GC20_8_E.txt" in row(page, "GC20_9_C.txt").inner_text(), "told what it resembles"
        row(page, "GC20_8_E.txt").get_by_label("Partner of GC20_8_E.txt").select_option("GC20_9_C.txt")
        row(page, "GC20_8_E.txt").get_by_role("button", name="Pair").click()
        page.wait_for_selector("#decided table")
        assert page.locator("#alone table").count() == 0
        assert [(note["src"], note["tgt"]) for note in batch([documents], out, formats=()).documents] == [
            ("GC20_1_C.txt", "GC20_1_E.txt"),
            ("GC20_9_C.txt", "GC20_8_E.txt"),
        ]
        page.get_by_role("button", name="Take back").click()
        page.wait_for_selector("#decided .notice")
        batch([documents], out, formats=())
        page.reload()
        row(page, "GC20_9_C.txt").get_by_role("button", name="Leave out").press("Enter")
        page.wait_for_selector("#decided table")
        run = batch([documents], out, formats=())
        assert [one.source.name for one in run.orphans] == ["GC20_8_E.txt"]
        assert [name for name, _ in run.unread] == ["GC20_9_C.txt"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_pair_by_hand_of_documents_that_were_sent_is_remembered(
    chromium: Any, built: Path, seeds: Path, tmp_path: Path, lang: str
) -> None:
    shutil.copytree(built / "glossary", tmp_path / "glossary")
    (tmp_path / "bitext").mkdir()
    paths = []
    for name, text in (
        ("plan.zh.txt", (seeds / "gc20-item22.zh.txt").read_text(encoding="utf-8")[:1500]),
        ("draft.en.txt", "The cat sat on the mat.\n\nIt was a warm mat, and nobody came."),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        paths.append(str(tmp_path / name))
    with (
        serving(tmp_path / "glossary", tmp_path / "bitext") as workbench,
        opened(chromium, workbench, lang=lang) as context,
    ):
        page = context.new_page()

        def send() -> None:
            page.goto("/aligning")
            page.locator("input[name=files]").set_input_files(paths)
            page.locator("form:has(input[name=files]) button").click()
            page.wait_for_selector("#job[data-state=proposed]")

        send()
        label = "Partner of plan.zh.txt" if lang == "en" else "plan.zh.txt 的配对文件"
        page.get_by_label(label).select_option(label="draft.en.txt (en)")
        page.locator("button:has-text('Align the chosen pairs'), button:has-text('对齐所选配对')").click()
        page.wait_for_selector("#job[data-state=done]")
        send()
        assert page.locator("input[name=pair]").count() == 1
        decided = "decided by hand" if lang == "en" else "人工确定"
        assert decided in page.locator("tr:has(input[name=pair])").inner_text()
