"""HTML: the main content of a page, paragraph by paragraph.

Navigation, scripts, forms and hidden elements stay out; of several candidates the element that HTML itself names as
main (`main`, `article`, `role=main`) is read, else the whole body.
"""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

from align.errors import UnreadableInput
from align.readers.composer import Composer
from align.readers.decoding import decode, is_encoding_of_text
from align.readers.numbering import formatted, whole_number
from align.types import Kind, Paragraph

__all__ = ["compose", "paragraphs", "text_of_markup"]

_LEFT_OUT = frozenset(
    ["script", "style", "noscript", "template", "head", "nav", "form", "iframe", "object", "svg", "math", "canvas", "audio", "video", "select", "button", "textarea", "dialog", "rt", "rp", "del", "s", "strike"]
)  # fmt: skip
_BLOCKS = frozenset(
    ["p", "div", "section", "article", "main", "aside", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th", "caption", "blockquote", "pre", "figure", "figcaption", "address", "hr", "body", "center", "thead", "tbody", "tfoot", "details", "summary", "fieldset"]
)  # fmt: skip
_FURNITURE = frozenset(["header", "footer", "aside"])
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.-]{2,30})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]{2,30})""",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:sd)?(?:foot|end)note|(?:^|[-_])fn[-_:]?\d|ftn|edn", re.IGNORECASE)
_NOTE_LABEL = re.compile(r"\s*[\[(]?(\d{1,3}|[ivxl]{1,6}|\*{1,3})[\])]?[.\s\t]*")


def paragraphs(data: bytes, name: str) -> tuple[str, tuple[Paragraph, ...], str]:
    """The composed text of an HTML file, its paragraphs with spans of that text, and the encoding."""
    composer = Composer()
    encoding = compose(data, name, composer)
    if not composer.text.strip():
        raise UnreadableInput(
            "has no text", where=name, remedy="save the page again, after it has loaded in the browser", code="no_text"
        )
    return composer.text, composer.paragraphs(), encoding


def compose(data: bytes, name: str, composer: Composer, *, page: int | None = None) -> str:
    """Add the paragraphs of an HTML file to those of a composer; returns the encoding."""
    markup, encoding = text_of_markup(data, name)
    # lxml refuses an XML declaration that names an encoding in text that is decoded already.
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)
    parser = lxml.html.HTMLParser(huge_tree=False, no_network=True)
    try:
        root = lxml.html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableInput("is no HTML: {reason}", where=name, remedy="save the page again", reason=error) from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        # The parser leaves out what stands deeper, without a word.
        raise UnreadableInput(
            "has elements within elements, more than 250 deep", where=name, remedy="save the page again"
        )
    reader = _Reader(composer, page)
    reader.walk(_main(root), None)
    reader.finish()
    return encoding


def text_of_markup(data: bytes, name: object) -> tuple[str, str]:
    """Text and encoding of a markup file: what it declares if its bytes agree, else what they look like."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = (declared[1] or declared[2]).decode("ascii").lower()
        encoding = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252"}.get(
            encoding, encoding
        )
        # Python also calls encodings what no page is in (punycode, idna, unicode_escape), and some of them take an
        # hour or say nothing when they fail.
        if is_encoding_of_text(encoding):
            try:
                return data.decode(encoding), encoding.removesuffix("hkscs")
            except (UnicodeDecodeError, LookupError):
                pass
    return decode(data, name)


def _main(root: etree._Element) -> etree._Element:
    for path in ("//main", "//*[@role='main']", "//article"):
        found = root.xpath(path)
        if len(found) == 1 and len("".join(found[0].itertext()).strip()) > 200:
            return found[0]
    body = root.find("body")
    return body if body is not None else root


class _Reader:
    def __init__(self, composer: Composer, page: int | None) -> None:
        self.composer = composer
        self._page = page
        self._text = ""
        self._marks: list[tuple[int, int, str]] = []
        self._kind: Kind | None = None
        self._level = 0
        self._label = ""
        self._depth = 0
        self._notes: list[tuple[str, str]] = []
        self._in_note = False

    def walk(self, element: etree._Element, kind: Kind | None) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _LEFT_OUT or _hidden(element):
            self._append(element.tail if tag or element.tail else "")
            return
        block = tag in _BLOCKS
        if block:
            self._end()
        note = block and bool(
            _NOTE.match(element.get("id", ""))
            or _NOTE.match(element.get("class", ""))
            or _NOTE.match(element.get("epub:type", ""))
        )
        if tag == "br":
            self._append("\n")
        elif tag == "sup" and _is_mark(element):
            label = "".join(element.itertext()).strip().strip("[]()")
            if not (self._in_note and not self._text.strip()):
                self._marks.append((len(self._text), len(self._text) + len(label), label))
            self._text += label
        elif tag in ("ul", "ol"):
            self._list(element, kind)
        else:
            was = self._in_note
            self._in_note = was or note
            # LibreOffice marks the heads and feet of pages by a title.
            running = tag == "div" and element.get("title") in ("header", "footer")
            self._children(element, "furniture" if running else self._kind_of(tag, kind))
            self._in_note = was
        if block:
            self._end()
        self._append(element.tail)

    def _children(self, element: etree._Element, kind: Kind | None) -> None:
        before, self._kind = self._kind, kind
        tag = element.tag
        level = self._level
        if isinstance(tag, str) and re.fullmatch(r"h[1-6]", tag):
            self._level = int(tag[1])
        self._append(element.text)
        for child in element:
            self.walk(child, kind)
        if isinstance(tag, str) and tag in _BLOCKS:
            self._end()
        self._kind, self._level = before, level

    def _kind_of(self, tag: str, kind: Kind | None) -> Kind | None:
        if self._in_note:
            return "footnote"
        if re.fullmatch(r"h[1-6]", tag):
            return "heading" if kind is None else kind
        if tag in ("td", "th"):
            return "cell"
        if tag in _FURNITURE:
            return "furniture"
        return kind

    def _list(self, element: etree._Element, kind: Kind | None) -> None:
        self._depth += 1
        count = whole_number(element.get("start"), 1)
        for child in element:
            if child.tag != "li":
                self.walk(child, kind)
                continue
            self._end()
            if kind is None and not self._in_note and "none" not in (element.get("style") or ""):
                self._label = _ordinal(count, element.get("type", "1")) if element.tag == "ol" else "•"
            count += 1
            note = bool(_NOTE.match(child.get("id", "")))
            was, self._in_note = self._in_note, self._in_note or note
            if note and element.tag == "ol":
                self._label = str(count - 1)
            self._children(child, "footnote" if self._in_note else kind)
            self._in_note = was
            self._end()
            self._label = ""
        self._depth -= 1

    def _append(self, text: str | None) -> None:
        if text:
            self._text += re.sub(r"[ \t\r\n\f]+", " ", text)

    def _end(self) -> None:
        text, self._text = self._text, ""
        marks, self._marks = self._marks, []
        if not text.strip():
            return
        kind = "footnote" if self._in_note else self._kind
        label, self._label = self._label, ""
        if kind == "footnote":
            found = _NOTE_LABEL.match(text)
            own = found[1] if found and found.end() < len(text) else ""
            self._notes.append((own or label, text[found.end() :] if found and own else text))
            return
        self.composer.add(
            text,
            label=label,
            kind=kind,
            level=self._level if kind == "heading" else 0,
            depth=self._depth,
            marks=marks,
            page=self._page,
        )

    def finish(self) -> None:
        """Add the last paragraph, and the footnotes after all others."""
        self._end()
        for label, text in self._notes:
            self.composer.add(text, kind="footnote", label=label, page=self._page)


def _hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        "display:none" in style
        or "visibility:hidden" in style
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
    )


def _is_mark(element: etree._Element) -> bool:
    text = "".join(element.itertext()).strip().strip("[]()")
    return bool(re.fullmatch(r"\d{1,3}|\*{1,3}|[ivx]{1,5}", text))


def _ordinal(count: int, style: str) -> str:
    kinds = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    return formatted(count, kinds.get(style, "decimal")) + "."
