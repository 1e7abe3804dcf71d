"""The formats of a pretranslation: valid by the standards, read again by our own readers, styles kept."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree
from xliff_schemas import schema

from align.formats import read as read_bitext
from align.readers import read, read_bytes
from align.types import Bead, Bitext, Segment
from glossary.errors import GlossaryError
from glossary.memory import docx_in_place, formats, omegat_project
from glossary.memory.analysis import analyse, text_of
from glossary.memory.pretranslate import Options, pretranslate
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term

NEW = "工发组织支持发展中国家。\n\n第二十届会议于2023年开幕。\n\n大会注意到 <本> 报告。\n\n从未译过的句子。\n\n"
PAIRS = [
    ("工发组织支持发展中国家。", "UNIDO supports developing countries."),
    ("第十九届会议于2021年开幕。", "The nineteenth session opened in 2021."),
    ("大会注意到该报告。", "The Conference took note of the report."),
]


@pytest.fixture(scope="module")
def glossary(tmp_path_factory):
    made = Glossary.open(tmp_path_factory.mktemp("formats") / "g", create=True)
    src, tgt = (tuple(Segment(pair[n], paragraph=k) for k, pair in enumerate(PAIRS)) for n in (0, 1))
    beads = tuple(Bead((n,), (n,), 0.9) for n in range(len(PAIRS)))
    made.add_segments([Bitext(src, tgt, beads, "zh", "en", metadata={"symbol": "GC.19/5", "date": "2021-11-30"})])
    made.add([Concept("unido", (Term("工发组织", "zh"), Term("UNIDO & co", "en")), status="approved")], by="t")
    return made


@pytest.fixture(scope="module")
def made(glossary):
    return pretranslate(read_bytes(NEW.encode(), "new.txt"), glossary, name="new.txt", options=Options(least=60))


@pytest.fixture
def written(made, tmp_path):
    def write(format, suffix):
        formats.write(made, tmp_path / f"out{suffix}", format=format)
        return tmp_path / f"out{suffix}"

    return write


@pytest.mark.parametrize(
    ("format", "name"), [("xliff", "xliff_core_2.0.xsd"), ("xliff12", "xliff-core-1.2-strict.xsd")]
)
def test_xliff_is_valid(shared, written, format, name):
    tree = etree.parse(str(written(format, ".xlf")))
    valid = schema(shared / "schemas" / "xliff", name)
    assert valid.validate(tree), valid.error_log


def test_tmx_is_valid_and_holds_what_was_translated_and_no_proposals(shared, written):
    path = written("tmx", ".tmx")
    with (shared / "schemas" / "tmx" / "tmx14.dtd").open("rb") as stream:
        rules = etree.DTD(stream)
    assert rules.validate(etree.parse(str(path))), rules.error_log
    assert {(src[0], tgt[0]) for one in read_bitext(path) for _, src, tgt in one} == set(PAIRS)


def test_every_match_of_xliff_2_points_at_its_source_and_says_how_like_it_is(written):
    tree = etree.parse(str(written("xliff", ".xlf")))
    ids = {mark.get("id") for mark in tree.iter("{*}mrk")}
    matches = list(tree.iter("{urn:oasis:names:tc:xliff:matches:2.0}match"))
    assert {match.get("ref") for match in matches} == {f"#{id}" for id in ids}
    assert [match.get("similarity") for match in matches] == ["100.0", "99.0", "72.0"]
    assert [segment.get("state") for segment in tree.iter("{*}segment")] == ["translated"] + ["initial"] * 3
    carried = [segment for segment in tree.iter("{*}segment") if segment.get("subState") == "duizhao:carried-over"]
    assert [one.findtext("{*}target") for one in carried] == ["The twentieth session opened in 2023."]


def test_xliff_1_2_has_states_and_match_rates_as_tools_expect(written):
    units = list(etree.parse(str(written("xliff12", ".xlf"))).iter("{*}trans-unit"))
    targets = [unit.find("{*}target") for unit in units]
    assert [None if one is None else (one.get("state"), one.get("state-qualifier")) for one in targets] == [
        ("translated", "exact-match"),
        ("needs-review-translation", "leveraged-tm"),
        None,
        None,
    ]
    assert [one.get("match-quality") for one in units[2].iter("{*}alt-trans")] == ["72%"]
    assert units[2].findtext("{*}source") == "大会注意到 <本> 报告。"


def test_terms_ride_along_as_notes(written):
    for format in ("xliff", "xliff12"):
        notes = [note.text for note in etree.parse(str(written(format, ".xlf"))).iter("{*}note")]
        assert "工发组织 = UNIDO & co" in notes


@pytest.mark.parametrize("format", ["xliff", "xliff12"])
def test_our_own_reader_reads_what_is_in_place(written, format):
    (bitext,) = read_bitext(written(format, ".xlf"))
    assert [tgt for _, _, tgt in bitext][:2] == [
        ("UNIDO supports developing countries.",),
        ("The twentieth session opened in 2023.",),
    ]


def test_the_word_table_has_both_texts_and_marks_what_was_carried_over(written):
    (table,) = docx.Document(str(written("docx", ".docx"))).tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[1] == ["工发组织支持发展中国家。", "UNIDO supports developing countries."]
    assert cells[4] == ["从未译过的句子。", ""]
    marked = [run.text for run in table.rows[2].cells[1].paragraphs[0].runs if run.font.highlight_color]
    assert marked == ["twentieth", "2023"]


def test_the_page_is_escaped_and_complete(written):
    page = written("html", ".html").read_text(encoding="utf-8")
    assert "&lt;" in page
    assert "<本>" not in page
    assert "The Conference took note of the report." in page


def word(tmp_path, *paragraphs):
    """A document whose paragraphs are given as runs: text, and whether it is bold."""
    document = docx.Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph(style="List Number")
        for text, bold in runs:
            paragraph.add_run(text).bold = bold
    document.save(tmp_path / "new.docx")
    return tmp_path / "new.docx"


def in_place(glossary, path):
    out = path.with_name("out.docx")
    made = pretranslate(read(path), glossary, name=path.name, options=Options(least=60))
    with out.open("wb") as stream:
        written = docx_in_place.write(made, path, stream).written
    return written, docx.Document(str(out)).paragraphs


def test_what_is_certain_stands_in_the_original_with_its_styles(glossary, tmp_path):
    path = word(
        tmp_path,
        [("工发组织", True), ("支持发展中国家。", False), ("从未译过的句子。", False)],
        [("前言。", False), ("第二十届会议于2023年", False), ("开幕。", True), ("从未译过。", False)],
    )
    written, (first, second) = in_place(glossary, path)
    assert written == 2
    assert first.style.name == "List Number"
    assert [(run.text, run.bold) for run in first.runs if run.text] == [
        ("UNIDO supports developing countries.", True),
        ("从未译过的句子。", False),
    ]
    assert second.text == "前言。The twentieth session opened in 2023.从未译过。"
    assert [run.text for run in second.runs if run.font.highlight_color] == ["twentieth", "2023"]


def test_two_sentences_of_one_run_are_both_replaced_and_parted_by_a_blank(glossary, tmp_path):
    path = word(tmp_path, [("第二十届会议于2023年开幕。工发组织支持发展中国家。第二十届会议于2023年开幕。", False)])
    _, (only,) = in_place(glossary, path)
    session = "The twentieth session opened in 2023."
    assert only.text == f"{session} UNIDO supports developing countries. {session}"


def test_a_footnote_is_translated_in_its_part_and_its_mark_stays(glossary, tmp_path):
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    mark = "<w:r><w:footnoteRef/></w:r>"
    note = f'<w:footnote w:id="2"><w:p>{mark}<w:r><w:t>工发组织支持发展中国家。</w:t></w:r></w:p></w:footnote>'
    document = docx.Document()
    paragraph = document.add_paragraph("从未译过的句子")
    paragraph.add_run()._r.append(parse_xml(f'<w:footnoteReference xmlns:w="{w}" w:id="2"/>'))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    content = f'<w:footnotes xmlns:w="{w}">{note}</w:footnotes>'.encode()
    part = Part(PackURI("/word/footnotes.xml"), kind, content, document.part.package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    document.save(tmp_path / "new.docx")
    written, _ = in_place(glossary, tmp_path / "new.docx")
    assert written == 1
    with zipfile.ZipFile(tmp_path / "out.docx") as archive:
        notes = archive.read("word/footnotes.xml").decode()
        assert "UNIDO supports developing countries." in notes
        assert "footnoteRef" in notes
        assert "footnoteReference" in archive.read("word/document.xml").decode()


@pytest.mark.parametrize("suffix", [".csv", ".json", ".html"])
def test_the_analysis_goes_into_a_file(made, suffix):
    text = text_of(analyse([made]), f"a{suffix}")
    if suffix == ".csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {row["band"]: row["segments"] for row in rows}["total"] == "4"
    elif suffix == ".json":
        assert json.loads(text)[0]["bands"]["100%"] == {"segments": 1, "characters": 11}
    else:
        assert "<td>11</td>" in text


def test_an_empty_document_is_valid_too(shared, glossary, tmp_path):
    nothing = pretranslate(read_bytes("……\n".encode(), "new.zh.txt", language="zh"), glossary)
    for format, name in (("xliff", "xliff_core_2.0.xsd"), ("xliff12", "xliff-core-1.2-strict.xsd")):
        formats.write(nothing, tmp_path / "out.xlf", format=format)
        tree = etree.parse(str(tmp_path / "out.xlf"))
        assert schema(shared / "schemas" / "xliff", name).validate(tree)


def test_a_project_of_omegat_has_each_memory_where_omegat_gives_it_its_meaning(made, tmp_path):
    omegat_project.write(made, None, tmp_path / "p")
    held = {
        path.relative_to(tmp_path / "p" / "tm").as_posix(): [
            (src[0], tgt[0]) for one in read_bitext(path) for _, src, tgt in one
        ]
        for path in (tmp_path / "p" / "tm").rglob("*.tmx")
    }
    assert held["auto/certain.tmx"] == [PAIRS[0]]
    assert held["penalty-001/carried-over.tmx"] == [
        ("第二十届会议于2023年开幕。", "The twentieth session opened in 2023.")
    ]
    assert set(held["matches.tmx"]) == set(PAIRS)
    assert (tmp_path / "p" / "glossary" / "terms.utf8").read_text(encoding="utf-8").startswith("工发组织\tUNIDO & co")
    (source,) = (tmp_path / "p" / "source").iterdir()
    units = [
        (one.findtext("{*}source"), one.findtext("{*}target")) for one in etree.parse(str(source)).iter("{*}trans-unit")
    ]
    assert [src for src, _ in units] == [one.text for one in made.sentences]
    assert all(src == tgt for src, tgt in units)
    assert etree.parse(str(tmp_path / "p" / "omegat.project")).findtext(".//sentence_seg") == "false"


def test_a_word_document_goes_into_the_project_as_it_is_and_no_folder_is_overwritten(glossary, tmp_path):
    path = word(tmp_path, [("工发组织支持发展中国家。", False)])
    made = pretranslate(read(path), glossary, name=path.name)
    omegat_project.write(made, path, tmp_path / "p")
    assert (tmp_path / "p" / "source" / "new.docx").read_bytes() == path.read_bytes()
    with pytest.raises(GlossaryError, match="exists already"):
        omegat_project.write(made, path, tmp_path / "p")
    assert not [left for left in tmp_path.iterdir() if left.name.startswith(".")]
