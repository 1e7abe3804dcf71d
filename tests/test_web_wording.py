"""Every word of the interface stands in the tables, in both languages."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from glossary.web.error_messages import sentence
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


ROOT = HERE.parent.parent
REACHED = [
    *(ROOT / "align" / "readers").glob("*.py"),
    *(
        ROOT / "align" / name
        for name in ("correction/journal.py", "correction/revision.py", "correction/library.py", "languages.py")
    ),
    *(
        ROOT / "glossary" / name
        for name in ("store/curation.py", "review/drafts.py", "store/glossary.py", "store/history.py")
    ),
    *(path for path in HERE.glob("*.py") if path.name != "settings.py"),
]
ERRORS = {"UnreadableInput", "UnknownEncoding", "UnsupportedFormat", "InvalidOption", "UnknownDocument", "Stale"}
ERRORS |= {
    "UnknownConcept",
    "UnknownLanguage",
    "Conflict",
    "InvalidEntry",
    "InvalidExchange",
    "Problem",
    "wrong",
    "NoGlossary",
    "GlossaryError",
}
NOT_IN_A_BROWSER = {
    "there is no such file",
    "is a folder",
    "is not an ordinary file",
    "may not be read",
    "cannot be read: 7",
}
NOT_IN_A_BROWSER |= {
    "no script 7 to convert to",
    "7: 7",
}  # an option of the command; a field of the address, by Pydantic


def written(node):
    """A string of the source, 7 in the place of what varies; None where it is made elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
    return None


def messages(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
            given = [node.args[2]] if node.func.id == "Problem" and len(node.args) > 2 else node.args[:1]
            yield from filter(None, map(written, given))


@pytest.mark.parametrize("path", REACHED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_may_go_wrong_is_told_in_chinese(path):
    for message in messages(path):
        if message not in NOT_IN_A_BROWSER and message != "7 byte 7 (0x7)":
            assert sentence(message, "zh") != sentence(message, "en"), message
