"""HTML gives its main content, Markdown its text without the signs of the markup."""

from __future__ import annotations

import time

import pytest

from align.errors import InvalidOption, UnreadableInput
from align.readers import read_bytes
from align.readers.markdown import paragraphs

PAGE = """<!DOCTYPE html><html><head><title>x</title><style>p {}</style></head><body>
<nav><a href="/">首页</a></nav><header>联合国</header>
<main><h1>总干事的报告</h1><h2>一. 导言</h2>
<p>大会<b>通过</b>了<a href="x">决议</a>。<sup><a href="#fn1" id="r1">1</a></sup></p>
<ol type="a"><li>第一项；</li><li>第二项。</li></ol><ul><li>要点</li></ul>
<table><tr><th>区域</th><td>非洲</td></tr></table>
<p style="display: none">隐藏</p><script>var a = "脚本";</script>
<section class="footnotes"><ol><li id="fn1">见 GC.19/18 号文件。</li></ol></section></main>
<footer>版权</footer></body></html>"""


def test_the_main_content_of_a_page_is_read():
    page = PAGE.replace("大会", "大会" * 100)
    found = read_bytes(page.encode(), "a.html").paragraphs
    assert [(p.kind, p.label, p.text.replace("大会" * 100, "大会")) for p in found] == [
        ("heading", None, "总干事的报告"), ("heading", "一.", "导言"), ("paragraph", None, "大会通过了决议。"),
        ("list item", "a.", "第一项；"), ("list item", "b.", "第二项。"), ("list item", "•", "要点"),
        ("cell", None, "区域"), ("cell", None, "非洲"), ("footnote", "1", "见 GC.19/18 号文件。"),
    ]  # fmt: skip
    assert found[2].marks == ((len(found[2].text), "1"),)


@pytest.mark.parametrize(("declared", "encoding"), [("gb2312", "gb18030"), ("big5", "big5hkscs"), ("utf-8", "utf-8")])
def test_the_encoding_that_a_page_declares_is_used(declared, encoding):
    text = "<html><meta charset='" + declared + "'><p>工業發展。</p></html>"
    assert read_bytes(text.encode(encoding), "a.html").paragraphs[0].text == "工業發展。"


def test_a_page_without_text_says_so():
    with pytest.raises(UnreadableInput, match="no text"):
        read_bytes(b"<html><body><script>x</script></body></html>", "a.html")


MARKDOWN = """# 总干事的报告

## 一. 导言

大会**通过**了[决议](http://undocs.org/x)，
并请总干事提出报告。[^1]

1. 第一段。
2. 第二段。

- 要点*甲*
- 要点乙

| 区域 | 办事处 |
| --- | --- |
| 非洲 | 18 |

```
code
```

[^1]: 见 GC.19/18 号文件。
"""


def test_markdown_loses_its_signs_and_keeps_its_place():
    document = read_bytes(MARKDOWN.encode(), "a.md")
    assert [(p.kind, p.level, p.label, p.text) for p in document.paragraphs if p.kind != "furniture"] == [
        ("heading", 1, None, "总干事的报告"), ("heading", 2, "一.", "导言"), ("paragraph", 0, None, "大会通过了决议，并请总干事提出报告。"),
        ("paragraph", 0, "1.", "第一段。"), ("paragraph", 0, "2.", "第二段。"), ("list item", 1, "-", "要点甲"), ("list item", 1, "-", "要点乙"),
        ("cell", 0, None, "区域"), ("cell", 0, None, "办事处"), ("cell", 0, None, "非洲"), ("cell", 0, None, "18"),
        ("footnote", 0, "1", "见 GC.19/18 号文件。"),
    ]  # fmt: skip
    assert document.text == MARKDOWN
    for paragraph in document.paragraphs:
        for at, place, length in paragraph.runs:
            assert paragraph.text[at : at + length] == MARKDOWN[place : place + length]


BY_COMMONMARK = """\
---
title: 报告
layout: page
---
报告
====

第二部分
第二行
---

> ## 引文中的标题
> 引文完毕。

地区 | 数目
--- | ---
亚洲 | 7

```
~~~
代码
```

正文[链接][unido]。

    缩进的段落。

[unido]: https://www.unido.org "工发组织"
[注]: 说明
"""


def test_markdown_is_read_as_commonmark_has_it():
    document = read_bytes(BY_COMMONMARK.encode(), "a.md")
    assert [(p.kind, p.level, p.text) for p in document.paragraphs if p.kind != "furniture"] == [
        ("heading", 1, "报告"), ("heading", 2, "第二部分第二行"), ("heading", 2, "引文中的标题"), ("paragraph", 0, "引文完毕。"),
        ("cell", 0, "地区"), ("cell", 0, "数目"), ("cell", 0, "亚洲"), ("cell", 0, "7"),
        ("paragraph", 0, "正文[链接][unido]。"), ("paragraph", 0, "缩进的段落。"), ("paragraph", 0, "[注]: 说明"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "- " * 3000,
        "> " * 3000,
        "[" * 3000 + "]: x",
        "# " * 3000,
        "| " * 3000 + "\n" + "|-" * 3000,
        "`" * 3000 + "\n",
        "---\na:\n" + " \n" * 3000,
    ],
)
def test_markdown_of_signs_alone_is_read_in_no_time(text):
    start = time.process_time()
    assert paragraphs(f"{text}\n{text}\n\nWords.\n")[-1].text.endswith("Words.")
    assert time.process_time() - start < 2


def test_chinese_is_converted_on_the_way_in_and_keeps_its_place():
    text = "聯合國工業發展組織\n\n一. 導言\n\n1. 大會通過了決議，並請總幹事提出報告。\n"
    document = read_bytes(text.encode("big5"), "a.txt", convert="Hans")
    assert [p.text for p in document.paragraphs] == [
        "联合国工业发展组织",
        "导言",
        "大会通过了决议，并请总干事提出报告。",
    ]
    assert (document.text, document.script) == (text, "Hant")
    start, end = document.paragraphs[2].locate(0, 2)
    assert text[start:end] == "大會"
    with pytest.raises(InvalidOption):
        read_bytes(text.encode(), "a.txt", convert="hans")


def test_a_document_is_known_by_its_first_bytes_whatever_its_name():
    assert read_bytes(PAGE.encode(), "a.txt").format == "html"
