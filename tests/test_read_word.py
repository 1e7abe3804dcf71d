"""Word documents are read as Word shows them in their final form."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from align.errors import UnreadableInput, UnsupportedFormat
from align.readers import office, read_bytes
from align.types import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def with_body(*paragraphs: str, numbering: str = "") -> Document:
    """A document out of the XML of its paragraphs (and of its lists), as read."""
    document = docx.Document()
    for xml in paragraphs:
        document.element.body.insert(
            len(document.element.body) - 1,
            parse_xml(xml.replace("<w:p>", f"<w:p {W}>", 1).replace("<w:tbl>", f"<w:tbl {W}>", 1)),
        )
    data = saved(document)
    return read_bytes(
        replaced(data, {"word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>"} if numbering else {}),
        "a.docx",
    )


def replaced(data: bytes, parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return out.getvalue()


def listed(text: str, number: int, level: int = 0) -> str:
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def level(n: int, format: str, text: str, start: int = 1, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


LISTS = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "chineseCounting", "%1.")}{level(1, "decimal", "%1.%2", more="<w:isLgl/>")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1.", 4)}{level(1, "lowerLetter", "(%2)")}{level(2, "lowerRoman", "(%3)")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "•")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>'
)


def test_numbers_are_those_that_word_shows():
    document = with_body(
        listed("导言", 1),
        listed("背景", 1, 1),
        listed("本报告叙述了工作情况。", 2),
        listed("甲；", 2, 1),
        listed("乙：", 2, 1),
        listed("丙。", 2, 2),
        listed("报告分为两部分。", 2),
        listed("丁。", 2, 1),
        listed("趋势", 1),
        listed("重新开始。", 3),
        listed("继续。", 3),
        listed("要点。", 4),
        numbering=LISTS,
    )
    labels = [(p.label, p.number) for p in document.paragraphs]
    assert labels == [
        ("一.", "1"), ("1.1", "1.1"), ("4.", "4"), ("(a)", "a"), ("(b)", "b"), ("(i)", "1"), ("5.", "5"), ("(a)", "a"),
        ("二.", "2"), ("1.", "1"), ("2.", "2"), ("•", None),
    ]  # fmt: skip
    assert [p.text for p in document.paragraphs][:2] == ["导言", "背景"]


def test_the_final_text_of_tracked_changes_is_read():
    document = with_body(
        "<w:p><w:r><w:t>大会</w:t></w:r><w:del><w:r><w:delText>核准</w:delText></w:r></w:del><w:ins><w:r><w:t>通过</w:t></w:r></w:ins><w:r><w:t>了决议。</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>两段</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>成为一段。</w:t></w:r></w:p>",
        "<w:p><w:moveFrom><w:r><w:t>移走。</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>移来。</w:t></w:r></w:moveTo></w:p>",
    )
    assert [p.text for p in document.paragraphs] == ["大会通过了决议。", "两段成为一段。", "移来。"]


def test_hidden_text_and_field_codes_stay_out():
    document = with_body(
        "<w:p><w:r><w:t>可见。</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏。</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>也可见。</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>'
    )
    assert [p.text for p in document.paragraphs] == ["可见。也可见。"]


def test_text_boxes_are_read_once_after_their_paragraph():
    box = "<w:txbxContent><w:p><w:r><w:t>框中的话。</w:t></w:r></w:p></w:txbxContent>"
    document = with_body(
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'.replace("<w:p ", f"<w:p {W} ")
        + f"<w:r><w:t>段落。</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert [p.text for p in document.paragraphs] == ["段落。", "框中的话。"]


def test_merged_cells_are_read_once_and_frames_are_text():
    document = docx.Document()
    table = document.add_table(3, 3)
    for n, cell in enumerate(c for row in table.rows for c in row.cells):
        cell.text = f"格{n}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "并列"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "上下"
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "框中是正文，不是格。"
    found = read_bytes(saved(document), "a.docx").paragraphs
    assert [p.text for p in found if p.kind == "cell"] == ["并列", "格2", "格3", "格4", "上下", "格6", "格7"]
    assert found[-1].kind == "paragraph"


def test_styles_give_kinds_and_levels():
    document = docx.Document()
    document.add_heading("总标题", 0)
    document.add_heading("导言", 1)
    document.add_heading("背景", 2)
    document.add_paragraph("正文在此。")
    document.sections[0].header.paragraphs[0].text = "GC.20/14"
    found = read_bytes(saved(document), "a.docx")
    assert [(p.kind, p.level, p.text) for p in found.paragraphs] == [
        ("furniture", 0, "GC.20/14"), ("title", 0, "总标题"), ("heading", 1, "导言"), ("heading", 2, "背景"), ("paragraph", 0, "正文在此。"),
    ]  # fmt: skip
    assert found.metadata["symbol"] == "GC.20/14"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.docm", "application/vnd.ms-word.document.macroEnabled.main+xml"),
        ("a.dotx", "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        ("a.dotm", "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
    ],
)
def test_documents_with_macros_and_templates_are_read_like_others(name: str, kind: str):
    document = docx.Document()
    document.add_paragraph("大会通过了决议。")
    data = saved(document)
    types = zipfile.ZipFile(io.BytesIO(data)).read("[Content_Types].xml").decode()
    usual = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert usual in types
    packed = replaced(data, {"[Content_Types].xml": types.replace(usual, kind)})
    assert [p.text for p in read_bytes(packed, name).paragraphs] == ["大会通过了决议。"]
    other = replaced(data, {"[Content_Types].xml": types.replace(usual, "application/xml")})
    with pytest.raises(UnreadableInput, match="is no Word document"):
        read_bytes(other, name)


def test_a_bomb_an_entity_and_a_broken_file_are_refused():
    data = saved(docx.Document())
    bomb = replaced(data, {"word/document.xml": "<a>" + " " * 40_000_000 + "</a>"})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bomb)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    entity = f'<!DOCTYPE d [<!ENTITY a "b">]><w:document {W}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
    for bad, says in (
        (out.getvalue(), "bomb"),
        (replaced(data, {"word/document.xml": entity}), "DOCTYPE"),
        (data[: len(data) // 2], "damaged"),
        (replaced(data, {"word/document.xml": "<w:document"}), "damaged"),
        (b"PK\x03\x04", "damaged"),
        (data, "no text"),
    ):
        with pytest.raises(UnreadableInput, match=says):
            read_bytes(bad, "a.docx")


def test_a_missing_libreoffice_says_what_to_install(monkeypatch):
    monkeypatch.setattr(office, "program", lambda: None)
    monkeypatch.setenv("DUIZHAO_READ_IN_PROCESS", "1")
    with pytest.raises(UnsupportedFormat, match="install LibreOffice"):
        read_bytes(b"{\\rtf1 text}", "a.rtf")


def test_a_word_document_with_a_paragraph_for_each_printed_line_is_joined_like_a_plain_text(tmp_path, seeds):
    import docx

    from align.readers import read

    text = (seeds / "gc20-item22.en.txt").read_text(encoding="utf-8")
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(tmp_path / "lines.docx")
    joined = [paragraph.text for paragraph in read(tmp_path / "lines.docx").paragraphs]
    assert joined == [paragraph.text for paragraph in read(seeds / "gc20-item22.en.txt").paragraphs]
