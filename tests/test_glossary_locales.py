"""Regions in terminology and pretranslation: read, kept, and written as asked for."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from align.errors import AlignError
from align.readers import read_bytes
from glossary.cli import app
from glossary.exchange import read, write
from glossary.exchange.tags import tagged, with_locales
from glossary.memory.formats import write as write_pretranslation
from glossary.memory.omegat_project import languages_of
from glossary.memory.types import Pretranslation
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term

TAGS = ["zh-TW", "zh-CN", "zh-Hant-HK", "zh-Hans", "en", "en-GB", "en-US", "es-419", "fr"]


def tbx(*tags):
    sections = "".join(
        f'<langSec xml:lang="{tag}"><termSec><term>term {n}</term></termSec></langSec>' for n, tag in enumerate(tags)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader><fileDesc><sourceDesc>
<p>x</p></sourceDesc></fileDesc></tbxHeader><text><body><conceptEntry id="c1">{sections}</conceptEntry></body></text></tbx>"""


@pytest.fixture
def glossary(tmp_path):
    (tmp_path / "in.tbx").write_text(tbx(*TAGS), encoding="utf-8")
    done = CliRunner().invoke(app, ["import", str(tmp_path / "in.tbx"), "-g", str(tmp_path / "g")])
    assert done.exit_code == 0, done.output
    return tmp_path / "g"


def exported(glossary, form, *options):
    out = glossary.parent / f"out.{form}"
    done = CliRunner().invoke(app, ["export", "-g", str(glossary), "--to", form, "-o", str(out), *options])
    assert done.exit_code == 0, done.output
    return out


@pytest.mark.parametrize("form", ["tbx", "tbx-min", "tbx2", "skos"])
def test_regions_come_in_and_go_out_as_they_were(glossary, form):
    text = exported(glossary, form).read_text(encoding="utf-8")
    tags = re.findall(r'"term \d"@([\w-]+)' if form == "skos" else r'<lang\w+ xml:lang="([^"]+)"', text)
    assert sorted(tags) == sorted(TAGS)
    assert "geographicalUsage" not in text


@pytest.mark.parametrize("form", ["tbx", "tbx-min", "tbx2", "skos", "json", "parquet", "multiterm"])
def test_what_goes_out_comes_in_with_the_same_regions(glossary, form):
    out = exported(glossary, form)
    (entry,) = (
        read(out, format=form).concepts if hasattr(read(out, format=form), "concepts") else list(read(out, format=form))
    )
    expected = sorted(TAGS)
    if form == "multiterm":  # ZH-CN and ZH-TW are its words for Simplified and Traditional
        expected = sorted({"zh-TW": "zh-Hant", "zh-CN": "zh-Hans"}.get(tag, tag) for tag in TAGS)
    assert sorted(tagged(term)[0] for term in entry.terms) == expected


@pytest.mark.parametrize("form", ["tbx", "tbx-min", "tbx2", "multiterm", "skos"])
def test_a_region_can_be_asked_for_where_none_is_known(tmp_path, form):
    entry = Concept("c1", (Term("绿氢", "zh", "Hans"), Term("綠氫", "zh", "Hant"), Term("green hydrogen", "en")))
    losses = write(with_locales([entry], ("zh-CN", "zh-HK", "en-GB")), tmp_path / "a", format=form)
    assert "region" not in str(losses)
    text = (tmp_path / "a").read_text(encoding="utf-8")
    assert {tag.lower() for tag in re.findall(r'(?:lang="|"@)(\w\w-\w+)', text)} >= {"zh-cn", "zh-hk", "en-gb"}


@pytest.mark.parametrize("form", ["csv", "xlsx", "omegat"])
def test_a_table_keeps_its_columns_whatever_region_is_asked_for(tmp_path, form):
    entries = [Concept("c1", (Term("绿氢", "zh", "Hans"), Term("green hydrogen", "en")))]
    write(with_locales(entries, ("zh-CN", "en-GB")), tmp_path / "a", format=form)
    write(entries, tmp_path / "b", format=form)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_definition_stays_with_its_language_whatever_the_region(tmp_path):
    entry = Concept("c1", (Term("绿氢", "zh"), Term("green hydrogen", "en")), definition="(en) Made with clean power.")
    write(with_locales([entry], ("en-GB",)), tmp_path / "a.tbx", format="tbx")
    text = (tmp_path / "a.tbx").read_text(encoding="utf-8")
    assert re.search(r'xml:lang="en-GB">\s*<descrip type="definition">Made with clean power', text)
    (back,) = read(tmp_path / "a.tbx", format="tbx")
    assert back.definition == entry.definition


def test_a_person_says_where_a_term_is_used_and_tbx_says_it(tmp_path):
    entry = Concept("c1", (Term("programme", "en", note="geographicalUsage: en-GB"), Term("program", "en")))
    store = Glossary.open(tmp_path / "g", create=True)
    store.add([entry])
    text = exported(tmp_path / "g", "tbx").read_text(encoding="utf-8")
    assert re.findall(r'langSec xml:lang="([^"]+)"', text) == ["en-GB", "en"]


def made(script, *locales):
    document = read_bytes(f"工业发展。{'綠氫與聯合國' if script == 'Hant' else '绿氢与联合国'}。".encode(), "a.txt")
    return Pretranslation(document, "zh", "en", (), locales=locales)


@pytest.mark.parametrize(
    ("given", "tags"),
    [
        (made("Hans"), ("zh", "en")),
        (made("Hant"), ("zh-Hant", "en")),
        (made("Hans", "zh-CN", "en-GB"), ("zh-CN", "en-GB")),
        (made("Hant", "zh-CN", "zh-TW"), ("zh-TW", "en")),
    ],
)
@pytest.mark.parametrize("form", ["xliff", "xliff12", "tmx"])
def test_a_pretranslation_goes_out_with_its_region(tmp_path, form, given, tags):
    assert given.tags == tags
    write_pretranslation(given, tmp_path / "a", format=form)
    text = (tmp_path / "a").read_text(encoding="utf-8")
    assert re.search(rf'(?:srcLang|source-language|srclang)="{tags[0]}"', text)
    assert form == "tmx" or re.search(rf'(?:trgLang|target-language)="{tags[1]}"', text)


def test_the_languages_of_a_project_keep_their_region(tmp_path):
    (tmp_path / "omegat.project").write_text(
        "<omegat><project><source_lang>zh-CN</source_lang><target_lang>en_gb</target_lang></project></omegat>"
    )
    assert languages_of(tmp_path) == ("zh-CN", "en-GB")
    (tmp_path / "omegat.project").write_text("<omegat/>")
    with pytest.raises(AlignError):
        languages_of(tmp_path)
