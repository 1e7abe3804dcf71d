"""Words of the page on which a new text is read with its known terms."""

from __future__ import annotations

__all__ = ["WORDING"]

WORDING: dict[str, tuple[str, str]] = {
    "reading.title": ("Read a new text", "读新文本"),
    "reading.intro": (
        "Paste a text or choose a document: the terms that the glossary knows are marked, with their equivalents beside them.",
        "粘贴文字或选择文件：术语库已收的术语将在文中标出，并在旁边列出对应译法。",
    ),
    "reading.text": ("Text", "文字"),
    "reading.file": ("or a document (PDF, Word, HTML, text)", "或文件（PDF、Word、HTML、纯文本）"),
    "reading.button": ("Show the terms", "标出术语"),
    "reading.again": ("Another text", "换一篇"),
    "reading.too_large": (
        "This file is larger than {size} MB; split it, or use the command line.",
        "文件超过 {size} MB；请拆分，或使用命令行。",
    ),
    "reading.found": ("{terms} terms in {places} places", "{terms} 条术语，共 {places} 处"),
    "reading.none": ("The glossary knows no term of this text.", "此文本中没有术语库已收的术语。"),
    "reading.list": ("Terms in order of appearance", "术语（按出现顺序）"),
    "reading.term": ("Term", "术语"),
    "reading.equivalents": ("Equivalents", "对应译法"),
    "reading.times": ("Times", "次数"),
    "reading.download": ("Word list:", "词表："),
    "reading.gone": ("This text is no longer kept.", "此文本已不再保存。"),
    "reading.gone_how": (
        "Texts are kept in memory for a short time only; give it again.",
        "文本只在内存中短时保存，请重新提交。",
    ),
    "reading.key.next": ("next term in the text", "文中下一条术语"),
    "reading.key.previous": ("previous term in the text", "文中上一条术语"),
    "reading.uncertain": (
        "Also entries that are not sure (score under {score})",
        "同时列出把握不大的条目（分数低于 {score}）",
    ),
}
