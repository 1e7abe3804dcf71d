"""Small files of the formats that are packages, and of some that are text, for tests and for `make fuzz`."""

from __future__ import annotations

import io
import zipfile

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


def noted_docx(*paragraphs: str) -> bytes:
    """A Word document of these paragraphs, in 12 points; what stands in [[ ]] is a footnote, in 10 points or as Word sets it."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    reference = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{}/></w:r>'
    notes: list[str] = []

    def run(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    def body(text: str) -> str:
        parts = text.replace("]]", "[[").split("[[")
        out = []
        for n, part in enumerate(parts):
            if n % 2:
                notes.append(part)
                out.append(reference.format(f'footnoteReference w:id="{len(notes) + 1}"'))
            else:
                out.append(run(part))
        return f'<w:p><w:pPr><w:spacing w:after="160"/></w:pPr>{"".join(out)}</w:p>'

    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/></w:sectPr>'
    document = f"<w:document {w}><w:body>{''.join(body(text) for text in paragraphs)}{page}</w:body></w:document>"
    set_apart = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    noted = "".join(
        f'<w:footnote w:id="{n}"><w:p>{reference.format("footnoteRef")}{run(" " + text)}</w:p></w:footnote>'
        for n, text in enumerate(notes, 2)
    )
    sizes = '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{kind}.styles+xml"/>'
            f'<Override PartName="/word/footnotes.xml" ContentType="{kind}.footnotes+xml"/></Types>',
            "_rels/.rels": relations(r1="officeDocument word/document.xml"),
            "word/document.xml": document,
            "word/styles.xml": f"<w:styles {w}>{sizes}</w:styles>",
            "word/footnotes.xml": f"<w:footnotes {w}>{set_apart}{noted}</w:footnotes>",
            "word/_rels/document.xml.rels": relations(r1="styles styles.xml", r2="footnotes footnotes.xml"),
        }
    )


LIGATURE_WIDTHS = {" ": 250, "f": 333, "i": 278, "l": 278, "t": 278, "r": 333, "s": 389, "m": 778, "w": 722, "ﬀ": 600, "ﬁ": 556, "ﬂ": 556, "ﬃ": 830, "ﬄ": 830}  # fmt: skip


def named_glyphs_pdf(*rows: str, names: dict[str, str], widths: dict[str, int] = LIGATURE_WIDTHS) -> bytes:
    """A PDF of these rows in a font whose ToUnicode table gives each sign as `names` has it: itself, another, or "" for none."""
    signs = sorted({sign for row in rows for sign in row})
    code = {sign: n for n, sign in enumerate(signs, 3)}
    named = [(code[sign], names.get(sign, sign)) for sign in signs if names.get(sign, sign)]
    table = "".join(f"<{n:04X}> <{name.encode('utf-16-be').hex()}>\n" for n, name in named)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(named)} beginbfchar\n{table}endbfchar\nendcmap end end"
    )
    content = "\n".join(
        f"BT /F 10 Tf 1 0 0 1 72 {700 - 12 * n} Tm <{''.join(f'{code[sign]:04X}' for sign in row)}> Tj ET"
        for n, row in enumerate(rows)
    )
    room = " ".join(str(widths.get(sign, 500)) for sign in signs)
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Times-Roman /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        (
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Times-Roman /FontDescriptor 8 0 R /DW 500 "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W [3 [{room}]] >>"
        ),
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        (
            "<< /Type /FontDescriptor /FontName /Times-Roman /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900"
            " /Descent -200 /CapHeight 700 /StemV 80 >>"
        ),
    ]
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(bodies, 1):
        places.append(f"{len(out):010} 00000 n \n")
        out += f"{n} 0 obj\n{body}\nendobj\n".encode("latin-1")
    size = f"{len(bodies) + 1}"
    end = f"xref\n0 {size}\n0000000000 65535 f \n{''.join(places)}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + end.encode()
