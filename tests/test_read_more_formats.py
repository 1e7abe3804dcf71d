"""Slides, sheets, books, subtitles, messages, memories, laws in XML and tables of sentence pairs, read as documents."""

from __future__ import annotations

import io
import zipfile

import pytest

from align.errors import AlignError
from align.readers import given_pairs, read_bytes
from align.two_languages import sides

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def packed(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def relations(**targets: str) -> str:
    entries = "".join(
        f'<Relationship Id="{key}" Type="{TYPE}/{value.split(" ")[0]}" Target="{value.split(" ")[1]}"/>'
        for key, value in targets.items()
    )
    return f'<Relationships xmlns="{RELS}">{entries}</Relationships>'


def shape(text: str, role: str = "") -> str:
    holder = f'<p:ph type="{role}"/>' if role else ""
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:txBody>"
        + "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
        + "</p:txBody></p:sp>"
    )


def slide(*shapes: str, show: str = "1") -> str:
    return f'<p:sld {A} {P} show="{show}"><p:cSld><p:spTree>{"".join(shapes)}</p:spTree></p:cSld></p:sld>'


@pytest.fixture(scope="module")
def pptx() -> bytes:
    table = "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>年份</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>"
    return packed(
        {
            "ppt/presentation.xml": f'<p:presentation {P} {R}><p:sldIdLst><p:sldId r:id="r2"/><p:sldId r:id="r1"/><p:sldId r:id="r3"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(r1="slide slides/slide1.xml", r2="slide slides/slide2.xml", r3="slide slides/slide3.xml"),
            "ppt/slides/slide1.xml": slide(shape("第二张。"), table),
            "ppt/slides/slide2.xml": slide(shape("工发组织\n支持工业发展。"), shape("全球趋势", "title"), shape("7", "sldNum")),
            "ppt/slides/slide3.xml": slide(shape("隐藏。"), show="0"),
            "ppt/slides/_rels/slide2.xml.rels": relations(n="notesSlide ../notesSlides/notesSlide1.xml"),
            "ppt/notesSlides/notesSlide1.xml": slide(shape("讲稿。", "body")),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def xlsx() -> bytes:
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Plan</t></is></c></row>'
        '<row r="2"><c r="A2"><v>12.5</v></c><c r="B2" s="1"><v>45000</v></c><c r="C2" t="s"><v>1</v></c></row>'
        '<row r="3" hidden="1"><c r="A3" t="s"><v>0</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="str"><v>last</v></c></row>'
    )
    return packed(
        {
            "xl/workbook.xml": f'<workbook {S} {R}><sheets><sheet name="计划" r:id="r1"/><sheet name="Sheet2" r:id="r2"/><sheet name="x" state="hidden" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(r1="worksheet worksheets/sheet1.xml", r2="worksheet worksheets/sheet2.xml"),
            "xl/sharedStrings.xml": f"<sst {S}><si><t>计划</t><rPh><t>jihua</t></rPh></si><si><r><t>有</t></r><r><t>效</t></r></si></sst>",
            "xl/styles.xml": f'<styleSheet {S}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData>{cells}</sheetData></worksheet>",
            "xl/worksheets/sheet2.xml": f'<worksheet {S}><cols><col min="2" max="2" hidden="1"/></cols><sheetData><row><c r="A1" t="str"><v>甲</v></c><c r="B1" t="str"><v>乙</v></c></row></sheetData></worksheet>',
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def epub() -> bytes:
    chapter = '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>{}</h1><p>{}</p></body></html>'
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
            "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="text/a%20b.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>',
            "OEBPS/text/a b.xhtml": chapter.format("第二章", "会议闭幕。"),
            "OEBPS/b.xhtml": chapter.format("第一章", "大会通过了决议。"),
            "OEBPS/nav.xhtml": chapter.format("目录", "第一章"),
        }
    )  # fmt: skip


SRT = """1
00:00:01,000 --> 00:00:02,500
<i>The Conference adopted</i>

2
00:00:02,600 --> 00:00:04,000 X1:10
the resolution.

3
00:01:02,500 --> 00:01:04,000
- Is it done?
- It is.
"""
VTT = """WEBVTT - notes

STYLE
::cue { color: red }

NOTE nobody reads this

intro
00:01.000 --> 00:02.500 align:start
<v 主席>会议<00:01.500>开幕。</v>
"""
PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: zh_CN\\n"

#: a.c:1
msgid "Open the file"
msgstr "打开文件"

#, fuzzy
msgid "Close the window"
msgstr "关闭文件"

msgid "One file was read"
msgid_plural "%d files were read"
msgstr[0] "读取了 %d 个文件"

#~ msgid "Old message"
#~ msgstr "旧消息"
"""
TMX = """<tmx version="1.4"><header srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>Open <bpt i="1">&lt;b&gt;</bpt>the file<ept i="1">&lt;/b&gt;</ept>. Then close it.</seg></tuv><tuv xml:lang="zh-CN"><seg>打开文件。然后关闭。</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>The meeting closed.</seg></tuv><tuv xml:lang="zh-CN"><seg>会议闭幕。</seg></tuv></tu></body></tmx>"""
XLIFF = """<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file source-language="en" target-language="zh" original="a"><body>
<trans-unit id="1"><source>Open <g id="1">the</g> file</source><target>打开文件</target></trans-unit>
<trans-unit id="2"><source>The meeting closed.</source><target>会议闭幕。</target></trans-unit></body></file></xliff>"""
AKN = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><meta><identification/></meta><preface><p><docNumber>A/RES/78/1</docNumber></p><p><docTitle>Law of the Sea</docTitle></p></preface><body>
<chapter><num>Chapter I</num><heading>General</heading><article><num>Article 1</num><heading>Scope</heading><paragraph><num>1.</num><content><p>The <i>law</i> applies<authorialNote marker="1"><p>See below.</p></authorialNote>.</p></content></paragraph><paragraph><num>2.</num><content><p>It binds.</p></content></paragraph></article></chapter></body></act></akomaNtoso>"""


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
