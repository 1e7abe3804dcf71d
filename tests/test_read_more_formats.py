"""Slides, sheets, books, subtitles, messages, memories, laws in XML and tables of sentence pairs, read as documents."""

from __future__ import annotations

import io
import zipfile

import made_files
import pytest
from made_files import AKN, PO, SRT, TMX, VTT, XLIFF, packed

from align.errors import AlignError, UnsupportedFormat
from align.readers import given_pairs, read_bytes
from align.two_languages import sides


@pytest.fixture(scope="module")
def pptx() -> bytes:
    return made_files.pptx()


@pytest.fixture(scope="module")
def xlsx() -> bytes:
    return made_files.xlsx()


@pytest.fixture(scope="module")
def epub() -> bytes:
    return made_files.epub()


def refused(data: bytes, name: str) -> str:
    """Why a file is refused; its name where it is read."""
    try:
        read_bytes(data, name, language="en")
    except AlignError as error:
        return str(error)
    return name


def seen(document):
    return [(p.kind, p.text) for p in document.paragraphs]


def test_slides_come_in_the_order_of_the_presentation_their_titles_first(pptx):
    document = read_bytes(pptx, "a.pptx")
    assert [(p.page, p.kind, p.text) for p in document.paragraphs if p.kind != "furniture"] == [
        (1, "heading", "全球趋势"),
        (1, "paragraph", "工发组织"),
        (1, "paragraph", "支持工业发展。"),
        (1, "paragraph", "讲稿。"),
        (2, "paragraph", "第二张。"),
        (2, "cell", "年份"),
    ]
    assert [p.place for p in document.paragraphs if p.text == "讲稿。"] == ["notes"]


def test_cells_of_sheets_come_row_by_row_as_the_sheet_shows_them(xlsx):
    document = read_bytes(xlsx, "a.xlsx", language="zh")
    assert [(p.place, p.text) for p in document.paragraphs] == [
        ("计划!", "计划"),
        ("计划!A1", "计划"),
        ("计划!B1", "Plan"),
        ("计划!A2", "12.5"),
        ("计划!B2", "2023-03-15"),
        ("计划!C2", "有效"),
        ("计划!XFD1048576", "last"),
        ("Sheet2!A1", "甲"),
    ]


def test_chapters_of_a_book_come_in_the_order_of_its_spine(epub):
    document = read_bytes(epub, "a.epub")
    assert seen(document) == [("heading", "第一章"), ("paragraph", "大会通过了决议。"), ("heading", "第二章"), ("paragraph", "会议闭幕。")]  # fmt: skip
    assert [p.page for p in document.paragraphs] == [1, 1, 2, 2]


def test_times_of_subtitles_are_places_and_never_text():
    document = read_bytes(SRT.encode(), "a.srt")
    assert [(p.place, p.text) for p in document.paragraphs] == [
        ("00:00:01.000", "The Conference adopted the resolution."),
        ("00:01:02.500", "- Is it done?"),
        ("00:01:02.500", "- It is."),
    ]
    start, end = document.paragraphs[0].locate(0, 38)
    assert document.text[start:end].startswith("The Conference")
    assert [(p.place, p.text) for p in read_bytes(VTT.encode(), "a.vtt").paragraphs] == [("00:00:01.000", "会议开幕。")]


@pytest.mark.parametrize("lines", ["\r\n", "\r"])
def test_subtitles_are_read_with_any_line_ends_and_in_any_encoding(lines):
    text = "1\n00:00:01,000 --> 00:00:02,500\n会议开幕。\n\n2\n00:00:03,000 --> 00:00:04,500\n大会通过了决议。\n"
    data = text.replace("\n", lines).encode("gb18030")
    assert [p.text for p in read_bytes(data, "a.srt").paragraphs] == ["会议开幕。", "大会通过了决议。"]


def test_messages_come_in_without_what_nobody_stands_for():
    bitext = given_pairs(PO.encode(), "zh.po")
    assert [(src, tgt) for _, src, tgt in bitext] == [
        (("Open the file",), ("打开文件",)),
        (("Close the window",), ()),
        (("%d files were read",), ("读取了 %d 个文件",)),
    ]


@pytest.mark.parametrize(("name", "text"), [("a.tmx", TMX), ("a.xlf", XLIFF), ("a.xml", XLIFF), ("zh.po", PO)])
def test_a_memory_given_as_a_document_has_its_own_segments_and_no_markup(name, text):
    document = read_bytes(text.encode(), name)
    assert document.paragraphs
    assert not any("<" in p.text or "msg" in p.text for p in document.paragraphs)
    both = sides(document)
    assert {both.src.language, both.tgt.language} == {"en", "zh"}
    chinese = read_bytes(text.encode(), name, language="zh")
    assert chinese.language == "zh"
    assert [p.column for p in chinese.paragraphs] == [2] * len(chinese.paragraphs)


def test_the_segments_of_a_memory_are_not_split_again():
    assert [len(bead.src) for bead in given_pairs(TMX.encode(), "a.tmx").beads] == [1, 1]


def test_a_law_in_akoma_ntoso_keeps_numbers_headings_and_notes():
    document = read_bytes(AKN.encode(), "a.xml")
    assert document.format == "akn"
    assert document.metadata["symbol"] == "A/RES/78/1"
    rows = [(p.kind, p.number, p.text) for p in document.paragraphs if p.kind not in ("furniture", "title")]
    assert ("paragraph", "1", "The law applies.") in rows
    assert ("paragraph", "2", "It binds.") in rows
    assert ("footnote", None, "See below.") in [(k, None, t) for k, _, t in rows]
    assert [t for k, _, t in rows if k == "heading"] == ["General", "Scope"] or "Scope" in str(rows)


TABLES = [
    ('zh\ten\n他说：是。\t"Yes," he said.\n', '"Yes," he said.'),
    ('zh\ten\n甲\t"quoted\tfield"\n', "quoted\tfield"),
    ('zh\ten\n甲\t"He said ""no""."\n', 'He said "no".'),
    ('zh\ten\n甲\t"never closed\n', '"never closed'),
    ('zh,en\n甲,"one, two"\n', "one, two"),
    ("zh;en\n甲;one, two\n", "one, two"),
    ('zh\ten\n甲\t"first line\nsecond line"\n', "first line\nsecond line"),
]


@pytest.mark.parametrize(("table", "english"), TABLES)
def test_quotation_marks_of_a_table_are_its_own_unless_they_close_the_field(table, english):
    name = "a.csv" if "\t" not in table else "a.tsv"
    (_, _, (found,)) = next(iter(given_pairs(table.encode(), name)))
    assert found == english


def test_a_mark_that_is_never_closed_takes_no_other_row_with_it():
    rows = "".join(f'第{n}行\t"line {n}\n' for n in range(50))
    assert len(given_pairs(f"zh\ten\n{rows}".encode(), "a.tsv").beads) == 50


FILES = {"a.pptx": "pptx", "a.xlsx": "xlsx", "a.epub": "epub"}


@pytest.mark.parametrize("name", FILES)
def test_packages_that_are_cut_short_are_refused_in_one_line(name, request):
    data = request.getfixturevalue(FILES[name])
    for length in range(0, len(data), max(1, len(data) // 9)):
        with pytest.raises(AlignError) as caught:
            read_bytes(data[:length], name)
        assert "\n" not in str(caught.value)
        assert name in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_packages_whose_members_are_missing_or_broken_are_refused_in_one_line(name, request):
    with zipfile.ZipFile(io.BytesIO(request.getfixturevalue(FILES[name]))) as archive:
        members = {member: archive.read(member).decode() for member in archive.namelist()}
    for damaged in members:
        for content in (None, "", "<a", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "\x00\x01"):
            broken = {member: text for member, text in members.items() if member != damaged}
            if content is not None:
                broken[damaged] = content
            complaint = refused(packed(broken), name)
            assert "\n" not in complaint
            assert name in complaint


@pytest.mark.parametrize("name", FILES)
def test_a_bomb_in_a_package_is_refused(name):
    main = {"a.pptx": "ppt/presentation.xml", "a.xlsx": "xl/workbook.xml", "a.epub": "META-INF/container.xml"}[name]
    bomb = packed({main: "<a>" + " " * (8 << 20) + "</a>"})
    with pytest.raises(AlignError, match="bomb"):
        read_bytes(bomb, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.tmx", TMX), ("a.xlf", XLIFF), ("a.xml", AKN), ("a.po", PO), ("a.srt", SRT), ("a.tsv", TABLES[0][0])],
)
def test_texts_that_are_cut_short_or_garbled_are_refused_in_one_line_or_read(name, text):
    data = text.encode()
    for length in [*range(0, len(data), max(1, len(data) // 20)), len(data)]:
        for damaged in (data[:length], data[:length] + b"\xff\xfe\x00", data[:length].replace(b"e", b"\x00")):
            complaint = refused(damaged, name)
            assert "\n" not in complaint
            assert name in complaint


def test_entities_of_a_law_are_refused():
    bomb = '<!DOCTYPE akomaNtoso [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><akomaNtoso><p>&b;</p></akomaNtoso>'
    with pytest.raises(AlignError, match="entities"):
        read_bytes(bomb.encode(), "a.xml")


def test_xml_of_which_nothing_is_known_is_named():
    with pytest.raises(AlignError, match="root 'invoice'"):
        read_bytes(b"<invoice><p>x</p></invoice>", "a.xml")


def test_a_protected_book_is_refused(epub):
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        members = {member: archive.read(member).decode() for member in archive.namelist()}
    members["META-INF/encryption.xml"] = (
        '<encryption><EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="aes"/></EncryptedData></encryption>'
    )
    with pytest.raises(AlignError, match="protected"):
        read_bytes(packed(members), "a.epub")


@pytest.mark.parametrize("root", ["tbx", "martif", "mtf"])
def test_a_glossary_is_named_as_one(root):
    with pytest.raises(UnsupportedFormat, match="is a glossary and no document; take it in with: glossary import"):
        read_bytes(f"<{root}><body/></{root}>".encode(), "g.xml")
