"""XLIFF out, valid by the standards' schemas, and in, from other tools as well."""

from __future__ import annotations

import pytest
from lxml import etree
from xliff_schemas import schema

from align.errors import UnsupportedFormat
from align.formats import read, write
from align.types import Bead, Bitext, Segment


@pytest.fixture
def bitext():
    src = (Segment("甲。", kind="title"), Segment("乙\x0b。", paragraph=3), Segment("丙。", kind="list item"))
    tgt = (Segment("A & <b>."), Segment("B"), Segment("Only here."))
    beads = (Bead((0,), (0, 1), 0.9, True), Bead((1,), (), 0.5), Bead((), (2,), 0.4), Bead((2,), (), 0.1))
    return Bitext(src, tgt, beads, "zh", "en", "in/a.txt", "in/b.txt", {"symbol": "GC.20/14"})


@pytest.mark.parametrize(
    ("format", "name"), [("xliff", "xliff_core_2.0.xsd"), ("xliff12", "xliff-core-1.2-strict.xsd")]
)
def test_what_is_written_is_valid(shared, tmp_path, bitext, format, name):
    nothing = Bitext((), (), (), "zh", "en")
    valid = schema(shared / "schemas" / "xliff", name)
    for bitexts in ([bitext], [bitext, nothing], []):
        write(bitexts, tmp_path / "out.xlf", format=format)
        tree = etree.parse(str(tmp_path / "out.xlf"))
        assert valid.validate(tree), valid.error_log
        write(bitexts, tmp_path / "out.xlf", format=format, min_confidence=1)
        assert valid.validate(etree.parse(str(tmp_path / "out.xlf"))), valid.error_log


def test_a_person_s_check_shows_in_the_state(tmp_path, bitext):
    write(bitext, tmp_path / "out.xliff")
    states = [segment.get("state") for segment in etree.parse(str(tmp_path / "out.xliff")).iter("{*}segment")]
    assert states == ["reviewed", "initial", "initial"]


def test_one_file_holds_one_pair_of_languages(tmp_path, bitext):
    other = Bitext((), (), (), "fr", "en")
    with pytest.raises(UnsupportedFormat, match="one pair of languages"):
        write([bitext, other], tmp_path / "out.xliff")
    assert not (tmp_path / "out.xliff").exists()


def test_another_tool_s_xliff_1_2_is_read_by_its_segments(tmp_path):
    path = tmp_path / "other.xlf"
    path.write_text(
        """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
        <file original="a.docx" source-language="en-US" target-language="zh-CN" datatype="x-docx"><body>
        <trans-unit id="1"><source>One. <g id="1">Two</g>.</source>
        <seg-source><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2"><g id="1">Two</g>.</mrk></seg-source>
        <target><mrk mtype="seg" mid="1">一。</mrk><mrk mtype="seg" mid="2"><g id="1">二</g>。</mrk></target>
        <alt-trans><target>不要</target></alt-trans></trans-unit>
        <trans-unit id="2"><source>Three<x id="3"/><ph id="4">code</ph>.</source></trans-unit>
        </body></file></xliff>""",
        encoding="utf-8",
    )
    (bitext,) = read(path)
    assert [(src, tgt) for _, src, tgt in bitext] == [
        (("One.",), ("一。",)),
        (("Two.",), ("二。",)),
        (("Three.",), ()),
    ]
    assert (bitext.src_lang, bitext.tgt_lang, bitext.src_path) == ("en", "zh", "a.docx")


def test_another_tool_s_xliff_2_is_read_by_its_segments(tmp_path):
    path = tmp_path / "other.xliff"
    path.write_text(
        """<xliff version="2.0" srcLang="en" trgLang="fr" xmlns="urn:oasis:names:tc:xliff:document:2.0">
        <file id="f1"><unit id="u1"><segment><source>One<cp hex="0007"/> <pc id="1">two</pc>.</source>
        <target>Un.</target></segment><ignorable><source> </source></ignorable>
        <segment state="final"><source>Three.</source><target>Trois.</target></segment></unit></file></xliff>""",
        encoding="utf-8",
    )
    (bitext,) = read(path)
    assert [(src, tgt) for _, src, tgt in bitext] == [(("One\x07 two.",), ("Un.",)), (("Three.",), ("Trois.",))]
    assert [bead.confirmed for bead in bitext.beads] == [False, True]
