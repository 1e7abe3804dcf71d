"""Pictures of pages are read by OCR when it is asked for; pages with text are left to their text."""

from __future__ import annotations

import forked
import pytest
from ocr_pages import FONT, error_rate, pdf_of, picture, upper

from align.errors import UnreadableInput
from align.readers import read, read_bytes

pytest.importorskip("rapidocr_onnxruntime", reason="needs the extra ocr")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-noto-cjk")]

TEXT = "一、导言\n1. 大会在其第二十届会议上通过了关于可持续工业发展的决议，请总干事就其执行情况提出报告。本报告介绍了这方面的最新进展情况。\n2. 秘书处与各成员国密切合作，开展了各项活动。"


@pytest.fixture(scope="module")
def scan() -> tuple[bytes, str]:
    page, text = picture(TEXT)
    return pdf_of(upper(page)), text


@pytest.fixture
def one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, which loads what recognizes once: to load it in the process of each reading takes two seconds.

    The scan, the commands and the batch are read behind the wall, as users read them.
    """
    monkeypatch.setenv("DUIZHAO_READ_IN_PROCESS", "1")


def mixed(scan: bytes) -> bytes:
    import io

    import pypdfium2
    from test_read_pdf import pdf

    document = pypdfium2.PdfDocument(pdf([(72, 700, 10, "The text of the first page stands as it is.")]))
    document.import_pages(pypdfium2.PdfDocument(scan))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.usefixtures("one_engine")
def test_a_page_of_the_report_is_read_with_less_than_one_error_in_a_hundred_characters(shared):
    page, wanted = picture((shared / "data/gc20-item22/zh.txt").read_text(encoding="utf-8"), lines=20)
    assert len(wanted) > 500
    document = read_bytes(pdf_of(page), "scan.pdf", ocr=True)
    assert error_rate(document.text, wanted) <= 0.01
    assert document.language == "zh"
    assert float(document.metadata["ocr_confidence"]) > 0.9


@pytest.mark.usefixtures("one_engine")
def test_lines_of_a_picture_become_paragraphs_with_their_numbers(scan):
    document = read_bytes(scan[0], "scan.pdf", ocr=True)
    assert [(p.number, p.text) for p in document.paragraphs][1:] == [
        (line[0], line[3:]) for line in TEXT.split("\n")[1:]
    ]


def test_without_ocr_the_error_of_a_scan_offers_it(scan):
    with pytest.raises(UnreadableInput, match=r"only images; .*--ocr .*pip install '\.\[ocr\]'"):
        read_bytes(scan[0], "scan.pdf")


def test_of_a_mixed_file_only_the_picture_is_recognized_and_who_watches_told_of_it_once(scan):
    from align.readers.ocr import WATCHER

    data = mixed(scan[0])
    before = read_bytes(data, "mixed.pdf", language="zh")
    told: list[tuple[str, int, int]] = []
    watched = WATCHER.set(lambda *what: told.append(what))
    try:
        after = read_bytes(data, "mixed.pdf", language="zh", ocr=True)  # the watcher is on this side of the wall
    finally:
        WATCHER.reset(watched)
    assert told == [("mixed.pdf", 1, 1)]
    assert "ocr_confidence" not in before.metadata
    assert "秘书处" not in before.text
    assert after.text.startswith("The text of the first page stands as it is.\n\f")
    assert "秘书处与各成员国密切合作" in after.text


def test_the_commands_take_the_option(scan, tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from align.cli import app

    file = tmp_path / "scan.pdf"
    file.write_bytes(scan[0])
    done = forked.command("align", "segment", file, "--ocr")
    assert done.returncode == 0, done.stderr
    assert "秘书处与各成员国密切合作，开展了各项活动。" in done.stdout
    monkeypatch.setenv("DUIZHAO_READ_IN_PROCESS", "1")  # as `one_engine`
    shown = CliRunner().invoke(app, ["inspect", str(file), "--ocr"])
    assert shown.exit_code == 0, shown.output
    assert "秘书处与各成员国密切合作，开展了各项活动。" in shown.stdout


def test_a_batch_pairs_and_aligns_scans(scan, tmp_path):
    from align.batch.runner import batch

    english = picture(
        "I. Introduction\n1. At its twentieth session the General Conference adopted the resolution on sustainable "
        "industrial development and requested the Director General to report on its implementation. This report "
        "describes the latest progress.\n2. The Secretariat cooperated closely with Member States on activities."
    )[0]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/report_C.pdf").write_bytes(scan[0])
    (tmp_path / "in/report_E.pdf").write_bytes(pdf_of(upper(english)))
    run = batch([tmp_path / "in"], tmp_path / "out", formats=[], ocr=True, force=True)
    assert not run.failures
    assert [note["beads"] > 2 for note in run.documents] == [True]


def test_a_real_scan_is_read_without_a_fault(shared, tmp_path):
    import pypdfium2

    file = shared / "data/real/pdf/scan-gwyb198911.pdf"
    if not file.is_file():
        pytest.skip("the scan is not in the data")
    document = pypdfium2.PdfDocument.new()
    document.import_pages(pypdfium2.PdfDocument(file), pages=[0])
    document.save(tmp_path / "one.pdf")
    found = read(tmp_path / "one.pdf", ocr=True)
    assert found.language == "zh"
    assert "中华人民共和国" in found.text
