"""Every word of the interface stands in the tables, in both languages."""

from __future__ import annotations

import pickle
import re
import string

import pytest
from message_templates import CATALOGUE, ROOT, codes, fields, messages_by_template, needs_translation, walk

from align.errors import AlignError, DuizhaoError, Message, UnreadableInput
from glossary.errors import GlossaryError
from glossary.web.catalogue import sentence
from glossary.web.messages import areas, say
from glossary.web.pages import HERE

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
KEY = re.compile(r"""\bt\(\s*["']([\w. ]+)["']\s*[,)]""")
PROSE = re.compile(r"[^\W\d_]{2,}")


@pytest.mark.parametrize("area", sorted(areas()))
def test_both_languages_are_complete_and_take_the_same_values(area):
    places = string.Formatter()
    for key, (english, chinese) in areas()[area].items():
        assert english.strip(), key
        assert chinese.strip(), key
        names = [{name for _, name, _, _ in places.parse(text) if name} for text in (english, chinese)]
        assert names[0] == names[1], key


@pytest.mark.parametrize("catalogue", sorted((HERE / "locale").rglob("*.po")), ids=lambda path: path.stem)
def test_the_programs_of_translators_can_open_the_catalogues(catalogue):
    import polib  # stricter than Babel, which passes over a second msgstr

    assert all(entry.msgstr for entry in polib.pofile(str(catalogue)) if not entry.obsolete)


def test_no_key_stands_in_two_areas():
    keys = [key for table in areas().values() for key in table]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_use_words_that_there_are(template):
    for key in KEY.findall(template.read_text(encoding="utf-8")):
        assert say(key, "zh")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_prose_of_their_own(template):
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}", " ", text, flags=re.DOTALL)
    # Commands, names of formats and samples of input are the same in both languages.
    text = re.sub(r"<(pre|code|kbd|svg|title)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r'<dl class="how">.*?</dl>', " ", text, flags=re.DOTALL)
    text = re.sub(r"\{% block page %\}.*?\{% endblock %\}", " ", text)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    for name in ("title", "aria-label", "placeholder", "alt"):
        for value in re.findall(rf'\s{name}="([^"]*)"', text):
            assert not PROSE.search(value), value
    words = PROSE.findall(re.sub(r"<[^>]*>", " ", text))
    known = {
        "对照",
        "duizhao",
        "TBX",
        "XLSX",
        "CSV",
        "TMX",
        "XLIFF",
        "TSV",
        "HTML",
        "JSONL",
        "nbsp",
        "Ctrl",
        "Esc",
        "amp",
    }
    assert not set(words) - known


def test_pages_hold_no_inline_script_or_style():
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|hx-on", text), template.name


@pytest.fixture(scope="module")
def found():
    """Every template of both packages, found by walking the code."""
    return walk()


def test_every_message_is_written_out_where_it_can_be_found_and_translated(found):
    advice = 'write the template out: UnreadableInput("has {pages} pages", pages=count); see docs/decisions.md'
    assert found.unreadable == [], advice
    assert found.wrong == []


def test_what_may_go_wrong_is_told_in_chinese(found):
    known = messages_by_template()
    assert len(found.templates) > 200
    lacking = {
        template: place
        for template, place in found.templates.items()
        if needs_translation(template) and not known.get(template)
    }
    assert lacking == {}, f"run `make messages` and write the Chinese into {CATALOGUE.relative_to(ROOT)}"


def test_the_chinese_of_a_message_takes_its_parameters():
    for template, chinese in messages_by_template().items():
        assert not chinese or fields(template) == fields(chinese), template


def test_a_message_is_found_by_its_template_and_filled_in_chinese():
    error = UnreadableInput("has {pages} pages, more than {limit}", pages=5000, limit=2000, where="a.pdf")
    assert str(error) == "a.pdf: has 5000 pages, more than 2000"
    assert sentence(error.what, "zh") == "共 5000 页，超过 2000 页。"
    assert sentence(pickle.loads(pickle.dumps(error)).what, "zh") == "共 5000 页，超过 2000 页。"
    assert sentence(Message("a fault with 字 {braces}"), "zh") == "A fault with 字 {braces}."


def test_each_class_of_errors_has_a_code_of_its_own_in_one_spelling():
    def below(kind):
        return {one for child in kind.__subclasses__() for one in {child, *below(child)}}

    kinds = below(DuizhaoError) - {AlignError, GlossaryError}
    assert len(kinds) > 12
    for kind in kinds:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.code)
        assert kind.code != DuizhaoError.code, kind
    # The same name is the same case: what both packages may raise has one code.
    names = {kind.__name__ for kind in kinds}
    assert len({kind.code for kind in kinds} - {UnreadableInput.code}) == len(names - {"UnreadableInput"})


def test_every_code_is_explained_in_the_docs_and_has_one_spelling():
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert len(codes()) > 30
    for code in codes():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
        assert f"`{code}`" in page, f"explain {code} in docs/errors.md"
