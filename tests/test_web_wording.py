"""Every word of the interface stands in the tables, in both languages."""

from __future__ import annotations

import re
import string

import pytest

from glossary.web.pages import HERE
from glossary.web.wording import areas, say

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
    text = re.sub(r"\{#.*?#\}", " ", text, flags=re.S)
    # Commands, names of formats and samples of input are the same in both languages.
    text = re.sub(r"<(pre|code|kbd|svg|title)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r'<dl class="how">.*?</dl>', " ", text, flags=re.S)
    text = re.sub(r"\{% block page %\}.*?\{% endblock %\}", " ", text)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.S)
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
