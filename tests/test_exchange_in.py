"""What comes in: everybody's files, whole, broken and hostile; and how they meet the glossary."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from forked import command

from align.errors import AlignError
from glossary.errors import GlossaryError, InvalidExchange
from glossary.exchange import Losses, read, write
from glossary.import_terms import import_file
from glossary.store.glossary import Glossary
from glossary.types import Concept, Context, Term

PAIR = Concept("c1", (Term("绿色氢", "zh", "Hans"), Term("green hydrogen", "en")))
TBX = (
    '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader><fileDesc>'
    "<sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader><text><body>{}</body></text></tbx>"
)
ENTRY = '<conceptEntry id="c1"><langSec xml:lang="en"><termSec><term>{}</term></termSec></langSec></conceptEntry>'


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def pairs(path: Path, **options) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(concept.texts("zh"), concept.texts("en")) for concept in read(path, **options)]


# Samples of the standard


@pytest.mark.parametrize(
    "name",
    ["sample_basic_dca_good", "sample_basic_dct_good", "sample_core_structure_good", "sample_v2_martif"],
)
def test_valid_samples_of_tbx_come_in_without_loss(shared, name):
    losses = Losses()
    entries = list(read(shared / "schemas" / "tbx" / f"{name}.tbx", losses=losses))
    assert len(entries) == (1 if "v2" in name else 45)
    assert not losses.lost
    assert not losses.fault_count


def test_both_styles_of_a_sample_say_the_same(shared):
    folder = shared / "schemas" / "tbx"
    one, other = (list(read(folder / f"sample_basic_{style}_good.tbx")) for style in ("dca", "dct"))
    assert [(c.id, c.subject, [t.text for t in c.terms]) for c in one] == [
        (c.id, c.subject, [t.text for t in c.terms]) for c in other
    ]


def test_a_sample_keeps_definitions_sources_contexts_and_dates(shared):
    concept = list(read(shared / "schemas" / "tbx" / "sample_basic_dca_good.tbx"))[1]
    assert concept.definition
    assert concept.definition.startswith("(en) A structure that forms around a compact object")
    assert concept.definition.endswith("[source: Oxford2007]")
    assert any(note.startswith("definition (es): Una estructura") for note in concept.notes)
    assert concept.contexts[0].document == "Bally2005"
    assert concept.terms[1].status == "admitted"
    assert (concept.created_by, str(concept.modified)[:10]) == ("Tommy", "2010-04-24")


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("sample_basic_bad", "line 97: definition may not stand at the level of a term"),
        ("sample_basic_bad", "line 69: 'nominal' is no value of partOfSpeech"),
        ("sample_min_bad", "line 21: source is no data category of TBX-Min"),
        ("sample_core_structure_bad", "line 30: more than one term in a term section"),
        ("sample_core_structure_bad", "line 21: admin may not stand in text"),
    ],
)
def test_invalid_samples_come_in_repaired_with_a_list_of_what_was_wrong(shared, name, fault):
    losses = Losses()
    entries = list(read(shared / "schemas" / "tbx" / f"{name}.tbx", losses=losses))
    assert len(entries) == 45
    assert any(line.startswith(fault) for line in losses.fault_lines())
    if name == "sample_basic_bad":
        assert entries[0].terms[0].note == "partOfSpeech: nominal"
        assert entries[0].terms[1].status == "deprecated"


def test_a_sample_that_is_not_well_formed_is_refused_with_its_line(shared):
    with pytest.raises(AlignError, match=r"sample_poorly_formed_xml\.tbx:42: not well-formed"):
        list(read(shared / "schemas" / "tbx" / "sample_poorly_formed_xml.tbx"))


# Everybody's tables


@pytest.mark.parametrize(
    "content",
    [
        "zh,en\n绿色氢,green hydrogen\n",
        "Chinese (PRC);English (United States)\n绿色氢;green hydrogen\n",
        "Entry_ID\tChinese_PRC\tEnglish\n7\t绿色氢\tgreen hydrogen\n",
        "绿色氢\tgreen hydrogen\tenergy\n",
        "中文,英文\n绿色氢,green hydrogen\n",
        "\ufeffEN-us,zh-CN\ngreen hydrogen,绿色氢\n",
        '"en","zh"\n"green hydrogen","绿色氢"\n',
    ],
)
def test_a_table_is_understood_by_its_header_or_by_its_cells(tmp_path, content):
    for encoding in ("utf-8", "utf-16", "gb18030"):
        path = file(tmp_path, "a.csv", content.lstrip("\ufeff").encode(encoding))
        assert pairs(path) == [(("绿色氢",), ("green hydrogen",))], encoding


def test_synonyms_in_a_cell_are_terms_of_one_concept(tmp_path):
    path = file(tmp_path, "a.csv", "zh,en\n绿色氢 | 绿氢,green hydrogen|GH2|a\\|b\n")
    assert pairs(path) == [(("绿色氢", "绿氢"), ("green hydrogen", "GH2", "a|b"))]


def test_a_table_without_languages_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(InvalidExchange, match="write a header"):
        pairs(file(tmp_path, "a.csv", "one\ntwo\n"))


def test_traditional_text_is_told_from_simplified(tmp_path):
    path = file(tmp_path, "a.csv", "zh,en\n綠色氫,green hydrogen\n绿色氢,green hydrogen\n")
    assert [concept.terms[0].script for concept in read(path)] == ["Hant", "Hans"]


def test_terms_to_avoid_keep_their_status(tmp_path):
    entry = replace(PAIR, terms=(*PAIR.terms, Term("hydrogen gas", "en", status="forbidden")))
    write([entry], tmp_path / "a.csv", format="csv")
    assert next(read(tmp_path / "a.csv")).terms[-1].status == "forbidden"


def test_omegat_comments_are_not_terms_and_columns_are_taken_as_they_stand(tmp_path):
    path = file(tmp_path, "a.utf8", "# a comment\ngreen|hydrogen\t绿色氢\t=note\n")
    concept = next(read(path, languages=("en", "zh")))
    assert concept.texts("en") == ("green|hydrogen",)
    assert concept.notes == ("=note",)


def test_multiterm_xml_of_any_termbase_comes_in(tmp_path):
    content = (
        "<?xml version='1.0' encoding='UTF-16'?><mtf><conceptGrp><concept>1</concept><transacGrp><transac type='origination'>"
        "julien</transac><date>2021-03-01T11:21:32</date></transacGrp><descripGrp><descrip type='Auteur'>J</descrip>"
        "</descripGrp><languageGrp><language lang='EN' type='English'/><termGrp><term>home</term><descripGrp>"
        "<descrip type='Status'>Preferred</descrip></descripGrp></termGrp></languageGrp><languageGrp><language "
        "lang='ZH-CN' type='Chinese (PRC)'/><descripGrp><descrip type='Definition'>居住的地方</descrip></descripGrp>"
        "<termGrp><term>家</term></termGrp></languageGrp></conceptGrp></mtf>"
    )
    concept = next(read(file(tmp_path, "a.xml", content.encode("utf-16"))))
    assert [(t.text, t.language, t.script, t.status) for t in concept.terms] == [
        ("home", "en", None, "preferred"),
        ("家", "zh", "Hans", None),
    ]
    assert concept.definition == "(zh-Hans) 居住的地方"
    assert concept.notes == ("Auteur: J",)
    assert concept.created_by == "julien"


def test_terms_of_a_translation_memory_come_in_and_sentences_do_not(tmp_path):
    unit = '<tu tuid="u{}"><tuv xml:lang="en"><seg>{}</seg></tuv><tuv xml:lang="zh-CN"><seg>{}</seg></tuv></tu>'
    body = unit.format(1, "green <bpt i='1'>&lt;b></bpt>hydrogen<ept i='1'>&lt;/b></ept>", "绿色氢")
    body += unit.format(2, "word " * 60, "字" * 300)
    header = '<header creationtool="x" segtype="phrase" o-tmf="x" adminlang="en" srclang="en" datatype="plaintext" creationtoolversion="1"/>'
    losses = Losses()
    path = file(tmp_path, "a.tmx", f'<tmx version="1.4">{header}<body>{body}</body></tmx>')
    assert pairs(path, losses=losses) == [(("绿色氢",), ("green hydrogen",))]
    assert losses.lost["segment of more than 200 characters, no term"] == 2


def test_skos_of_others_comes_in(tmp_path):
    content = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://example.org/c/1> a skos:Concept ; skos:altLabel "GH2"@en ; skos:prefLabel "green hydrogen"@en, "绿色氢"@zh-CN ;
  skos:definition "Hydrogen from renewable power."@en ; skos:broader <http://example.org/c/2> ."""
    concept = next(read(file(tmp_path, "a.ttl", content)))
    assert concept.texts("en") == ("green hydrogen", "GH2")
    assert (concept.id, concept.relations[0].target) == ("http://example.org/c/1", "http://example.org/c/2")
    assert concept.definition == "(en) Hydrogen from renewable power."


def test_json_lines_and_plain_json_are_read(tmp_path):
    line = '{"id": "c1", "terms": [{"text": "绿色氢", "language": "zh"}, {"text": "green hydrogen", "language": "en"}]}'
    for name, content in (
        ("a.jsonl", f"{line}\n"),
        ("b.json", f"[\n {line}\n]"),
        ("c.json", f'{{"concepts": [{line}]}}'),
    ):
        assert pairs(file(tmp_path, name, content)) == [(("绿色氢",), ("green hydrogen",))], name


def test_tags_of_a_memory_are_no_part_of_its_terms(tmp_path):
    unit = "<tu><tuv xml:lang='en'><seg>{}</seg></tuv><tuv xml:lang='zh-CN'><seg>{}</seg></tuv></tu>"
    units = unit.format(
        "&lt;s0&gt;Open&lt;/s0&gt; file&lt;br1/&gt;", "<bpt i='1'>x</bpt>打开&lt;a href='x'&gt;文件&lt;/a&gt;"
    )
    units += unit.format("a &lt; b &gt; c", "甲")
    path = file(tmp_path, "a.tmx", f"<tmx version='1.4'><header/><body>{units}</body></tmx>")
    losses = Losses()
    assert pairs(path, losses=losses) == [(("打开文件",), ("Open file",)), (("甲",), ("a < b > c",))]
    assert losses.lost == {"tag within a text": 5}


# The broken and the hostile

HOSTILE = {
    "entity bomb": '<!DOCTYPE tbx [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>' + TBX.format(ENTRY.format("&b;")),
    "external entity": '<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + TBX.format(ENTRY.format("&a;")),
    "deep nesting": TBX.format(ENTRY.format("<hi>" * 5000 + "x" + "</hi>" * 5000)),
    "cut off": TBX.format(ENTRY.format("x"))[:-40],
    "not TBX": "<html><body/></html>",
    "two roots": "<tbx/><tbx/>",
    "bad turtle": '@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<a> a skos:Concept ; "x" .',
    "RDF bomb": '<!DOCTYPE rdf:RDF [<!ENTITY a "x">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    "deep JSON": "[" * 100_000,
    "wrong JSON": '{"concepts": [{"id": 3, "terms": "x"}]}',
    "JSON without terms": '[{"id": "c1", "terms": []}]',
    "number too large": '[{"id": "c1", "frequency": 1e400, "terms": [{"text": "x", "language": "en"}]}]',
    "not Parquet": "PAR1 and no more",
    "not a workbook": "PK\x03\x04 and no more",
    "empty": "",
    "white space": " \n ",
    "binary": "\x00\x01\x02\xff",
    "a huge cell": "zh,en\n绿色氢," + "x" * 2_000_000 + "\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_one_line(tmp_path, name):
    path = file(tmp_path, "hostile", HOSTILE[name])
    with pytest.raises((AlignError, GlossaryError)) as error:
        list(read(path))
    assert "\n" not in str(error.value)
    assert "root:" not in str(error.value)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_opened(tmp_path, monkeypatch):
    monkeypatch.setattr("glossary.exchange.xlsx._UNPACKED", 20 << 20)
    monkeypatch.setenv("DUIZHAO_READ_IN_PROCESS", "1")
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(21):
            part.write(b" " * (1 << 20))
    with pytest.raises(AlignError, match="unpacks to more than"):
        list(read(file(tmp_path, "a.xlsx", packed.getvalue())))


def test_a_huge_attribute_is_refused(tmp_path):
    path = file(tmp_path, "a.tbx", TBX.format(ENTRY.format("x").replace("c1", "c" * 11_000_000)))
    with pytest.raises(AlignError):
        list(read(path))


@pytest.mark.slow
@pytest.mark.parametrize("format", ["tbx", "tbx2", "multiterm", "xlsx", "csv", "skos", "json", "parquet"])
def test_damaged_files_give_entries_or_one_of_our_errors(tmp_path, format):
    write(
        [PAIR, replace(PAIR, id="c2", contexts=(Context("绿色氢。", "Green hydrogen."),))],
        tmp_path / "a",
        format=format,
    )
    whole = (tmp_path / "a").read_bytes()
    dice = random.Random(7)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        del damaged[dice.randrange(len(damaged)) if dice.random() < 0.3 else len(damaged) :]
        path = file(tmp_path, "b", bytes(damaged))
        with suppress(AlignError, GlossaryError):
            list(read(path))


# Meeting the glossary


def test_an_import_counts_what_became_of_its_entries(tmp_path):
    path = file(tmp_path, "a.csv", "concept_id,zh,en,status\nc1,绿色氢,green hydrogen,approved\nc2,工发组织,UNIDO,\n")
    first = import_file(tmp_path / "g", path, by="Wang")
    assert (first.new, first.merged, first.unchanged) == (2, 0, 0)
    again = import_file(tmp_path / "g", path, by="Wang")
    assert (again.new, again.merged, again.unchanged) == (0, 0, 2)
    assert Glossary.open(tmp_path / "g").get("c1").status == "approved"


def test_entries_meet_by_their_terms_where_the_ids_differ(tmp_path):
    import_file(tmp_path / "g", file(tmp_path, "a.csv", "concept_id,zh,en\nc1,绿色氢,green hydrogen\n"))
    result = import_file(tmp_path / "g", file(tmp_path, "b.csv", "id,zh,en\nx9,綠色氫,Green Hydrogens|GH2\n"))
    assert (result.new, result.merged) == (0, 1)
    assert set(Glossary.open(tmp_path / "g").get("c1").texts("en")) == {"green hydrogen", "Green Hydrogens", "GH2"}


def test_the_same_number_in_another_termbase_is_another_concept(tmp_path):
    import_file(tmp_path / "g", file(tmp_path, "a.csv", "id,zh,en\nc1,绿色氢,green hydrogen\n"))
    result = import_file(tmp_path / "g", file(tmp_path, "b.csv", "id,zh,en\nc1,工发组织,UNIDO\n"))
    assert (result.new, result.renamed) == (1, 1)
    assert len(Glossary.open(tmp_path / "g")) == 2


def test_a_fault_at_the_end_of_a_file_changes_nothing(tmp_path):
    import_file(tmp_path / "g", file(tmp_path, "a.csv", "zh,en\n工发组织,UNIDO\n"))
    before = Glossary.open(tmp_path / "g").version
    with pytest.raises(AlignError):
        import_file(tmp_path / "g", file(tmp_path, "b.tbx", TBX.format(ENTRY.format("x"))[:-20]))
    assert Glossary.open(tmp_path / "g").version == before
    with pytest.raises(AlignError):
        import_file(tmp_path / "new", file(tmp_path, "b.tbx", TBX.format(ENTRY.format("x"))[:-20]))
    assert not (tmp_path / "new").exists()


def test_a_large_import_that_fails_halfway_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("glossary.import_terms.BATCH", 2)
    rows = "".join(f"c{n},术语{n},term {n}\n" for n in range(5))
    path = file(tmp_path, "a.csv", "id,zh,en\n" + rows)
    assert import_file(tmp_path / "g", path).new == 5
    add = Glossary._merged_with
    calls = []
    before = Glossary.open(tmp_path / "g").version

    def failing(self, *arguments, **options):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("disk full")
        return add(self, *arguments, **options)

    monkeypatch.setattr(Glossary, "_merged_with", failing)
    other = file(
        tmp_path, "b.csv", "id,zh,en\n" + rows.replace("术语", "名称").replace("term", "name").replace("c", "d")
    )
    with pytest.raises(RuntimeError):
        import_file(tmp_path / "g", other)
    assert {concept.id for concept in Glossary.open(tmp_path / "g").concepts()} == {f"c{n}" for n in range(5)}
    assert Glossary.open(tmp_path / "g").version == before
    assert list((tmp_path / "g/.writers").glob("*.part")) == []


def test_the_command_says_what_was_wrong_and_exits_with_1(shared, tmp_path):
    bad = shared / "schemas" / "tbx" / "sample_basic_bad.tbx"
    done = command("glossary", "import", bad, "-g", tmp_path / "g")
    assert done.returncode == 1
    assert "45 new" in done.stdout
    assert "line 97" in done.stderr
    done = command("glossary", "export", "-g", tmp_path / "g", "--to", "csv", "-o", "-")
    assert done.returncode == 0
    assert done.stdout.startswith("\ufeffconcept_id,zh,en,es,")
    assert "45 entries" in done.stderr
    done = command("glossary", "export", "-g", tmp_path / "no", "--to", "csv", "-o", "-")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
