"""TMX in and out: the compliance samples of the standard, other tools' files, and ours against its DTD."""

from __future__ import annotations

import pytest
from lxml import etree

from align.errors import InvalidExchange
from align.formats import read, write
from align.types import Bead, Bitext, Segment


def memory(tmp_path, units, *, srclang="en", head='<?xml version="1.0"?>'):
    path = tmp_path / "memory.tmx"
    text = f'{head}<tmx version="1.4"><header srclang="{srclang}"/><body>{units}</body></tmx>'
    path.write_text(text, encoding="utf-8")
    return path


def unit(*variants, props=""):
    return f"<tu>{props}{''.join(f'<tuv xml:lang={code!r}><seg>{text}</seg></tuv>' for code, text in variants)}</tu>"


def texts(path, **options):
    return [(src, tgt) for bitext in read(path, **options) for _, src, tgt in bitext]


def test_all_compliance_samples_import_with_their_languages_named(shared):
    pairs = {
        "ImportTest1C": ("fr-CA", "ja-JP"),
        "ImportTest1J_many": ("en-us", "en-gb"),
        "ImportTest1K": ("de", "en-gb"),
        "ImportTest1L": ("en-us", "fr"),
        "ImportTest2C": ("en-us", "fr"),
    }
    samples = sorted((shared / "schemas" / "tmx").glob("*.tmx"))
    assert len(samples) > 20
    for path in samples:
        source, target = pairs.get(path.stem, (None, None))
        (bitext,) = read(path, src_lang=source, tgt_lang=target)
        assert bitext.beads, path
        assert not any("not to import" in segment.text for segment in bitext.src + bitext.tgt)


@pytest.mark.parametrize("name", ["ImportTest1C", "ImportTest1K"])
def test_a_file_of_many_languages_names_them_and_asks_for_two(shared, name):
    with pytest.raises(InvalidExchange, match=r"holds the languages .*en-gb, .*fr-ca.*choose two with --src-lang"):
        list(read(shared / "schemas" / "tmx" / f"{name}.tmx"))


def test_utf_16_and_a_doctype_are_read(shared):
    (bitext,) = read(shared / "schemas" / "tmx" / "ImportTest1A.tmx")
    assert (bitext.src_lang, bitext.tgt_lang) == ("en", "fr")
    assert bitext.src[0].text.startswith("First segment")


def test_native_codes_go_and_the_text_between_them_stays(shared):
    (bitext,) = read(shared / "schemas" / "tmx" / "ImportTest2A.tmx")
    assert bitext.src[0].text == "The big black cat sleeps."
    assert bitext.tgt[0].text == "Le gros chat noir dors."
    assert bitext.src[2].text == "Nested formatting = Bold+Italic+Underlined, Bold+Italic, Bold."
    assert bitext.src[5].text == "Picture: "
    assert bitext.src[6].text == "Some text with a part highlighted."


def test_sub_flows_in_codes_are_no_part_of_the_sentence(tmp_path):
    code = 'Click <ph x="1">&lt;img alt="<sub>Start</sub>"&gt;</ph> to <hi>start</hi>.<ut>{\\b}</ut>'
    assert texts(memory(tmp_path, unit(("en", code), ("fr", "Clic")))) == [(("Click  to start.",), ("Clic",))]


def test_the_header_says_which_side_is_the_source(tmp_path):
    path = memory(tmp_path, unit(("fr", "Oui"), ("en", "Yes")), srclang="EN")
    assert texts(path) == [(("Yes",), ("Oui",))]


def test_all_languages_as_source_leaves_the_order_of_the_file(tmp_path):
    path = memory(tmp_path, unit(("fr", "Oui"), ("en", "Yes")), srclang="*all*")
    assert texts(path) == [(("Oui",), ("Yes",))]
    assert texts(path, src_lang="en") == [(("Yes",), ("Oui",))]


def test_a_region_answers_to_its_language_and_an_exact_match_comes_first(tmp_path):
    path = memory(tmp_path, unit(("zh-TW", "資訊"), ("zh", "信息"), ("en-GB", "information")))
    assert texts(path, src_lang="zh", tgt_lang="en") == [(("信息",), ("information",))]
    assert texts(path, src_lang="zh_tw", tgt_lang="en") == [(("資訊",), ("information",))]


def test_two_regions_of_one_language_can_be_a_pair(tmp_path):
    path = memory(tmp_path, unit(("en-us", "color"), ("en-gb", "colour")), srclang="en-us")
    assert texts(path) == [(("color",), ("colour",))]


def test_a_unit_without_one_of_the_languages_is_passed_over(tmp_path):
    units = unit(("en", "Yes"), ("fr", "Oui")) + unit(("en", "No")) + unit(("fr", "Peut-être"))
    assert texts(memory(tmp_path, units)) == [(("Yes",), ("Oui",))]


def test_a_language_that_is_not_there_is_an_error(tmp_path):
    path = memory(tmp_path, unit(("en", "Yes"), ("fr", "Oui")))
    with pytest.raises(InvalidExchange, match="no translations between ru and ar"):
        list(read(path, src_lang="ru", tgt_lang="ar"))


def test_a_long_memory_without_documents_comes_in_parts(tmp_path):
    path = memory(tmp_path, unit(("en", "Yes"), ("fr", "Oui")) * 20_001)
    assert [len(bitext.beads) for bitext in read(path)] == [20_000, 1]


def test_what_is_written_is_valid_and_carries_symbol_and_confidence(shared, tmp_path):
    beads = (Bead((0, 1), (0,), 0.87654), Bead((2,), (), 0.5))
    src = (Segment("甲。", kind="heading"), Segment("乙\x0b。"), Segment("丙。"))
    bitext = Bitext(src, (Segment("A & <b>."),), beads, "zh", "en", "a.txt", metadata={"symbol": "GC.20/14"})
    losses = write(bitext, tmp_path / "out.tmx")
    assert str(losses) == "1 control characters, 1 omissions, 1 sentence borders"
    tree = etree.parse(str(tmp_path / "out.tmx"))
    dtd = etree.DTD(str(shared / "schemas" / "tmx" / "tmx14.dtd"))
    assert dtd.validate(tree), dtd.error_log
    props = {prop.get("type"): prop.text for prop in tree.iter("prop")}
    assert props["x-symbol"] == "GC.20/14"
    assert props["x-confidence"] == "0.8765"
    assert tree.find("header").get("srclang") == "zh"
    assert [seg.text for seg in tree.iter("seg")] == ["甲。乙。", "A & <b>."]


def test_tags_that_omegat_writes_into_its_texts_go_and_those_of_others_stay(tmp_path):
    variants = unit(
        ("en", "&lt;a0&gt;Open&lt;/a0&gt; the &lt;br1/&gt;file &lt;path&gt;"), ("zh", "&lt;a0&gt;打开&lt;/a0&gt;文件")
    )
    for tool, wanted in (
        ("OmegaT", ("Open the file <path>", "打开文件")),
        ("Other", ("<a0>Open</a0> the <br1/>file <path>", "<a0>打开</a0>文件")),
    ):
        path = tmp_path / f"{tool}.tmx"
        head = f'<tmx version="1.4"><header creationtool="{tool}" srclang="en"/><body>'
        path.write_text(f"{head}{variants}</body></tmx>", encoding="utf-8")
        assert texts(path) == [((wanted[0],), (wanted[1],))]
