"""TMX 1.4b (LISA/OSCAR 2005): translation memories, written one bead a `tu`, read at level 1 and 2.

Written: the sentences of a side joined to one `seg`; document symbol, paths, kind, paragraph and confidence as `prop`,
and `x-judgement` where the two texts are not translations of each other.
Lost, and counted: omissions (a `tu` of one language helps nobody), borders between the sentences of a side, control
characters that XML does not admit. Read: native codes (bpt, ept, it, ph, ut, and sub-flows in them) are left out, what
is highlighted (hi) stays, tags that OmegaT writes into its texts go; a `tu` that lacks one of the languages is passed over, as the compliance samples want it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import IO

from lxml import etree

from align.errors import InvalidExchange
from align.formats.rows import JUDGEMENT, KINDS, BitextBuilder, Losses, file_name, joined, mark, rows, xml_text
from align.locales import locales
from align.safexml import elements
from align.types import Bitext, Segment

__all__ = ["read", "write"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OMEGAT_TAG = re.compile(r"</?[A-Za-z]{1,12}\d{1,4}/?>")
"""What OmegaT writes into a text for the formatting of the document: <b0>, </b0>, <br1/>."""
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut", "sub"})


def write(bitexts: Iterable[Bitext], stream: IO[bytes], *, min_confidence: float = 0.0) -> Losses:
    """Write the translation memory, in UTF-8. `srclang` is that of the first bitext, `*all*` when they differ."""
    losses = Losses()
    todo = list(bitexts)
    sources = sorted({locales(bitext)[0] for bitext in todo})
    with tmx_file(stream, sources[0] if len(sources) == 1 else "*all*") as xml:
        for bitext in todo:
            _write_bitext(xml, bitext, losses, min_confidence)
    return losses


@contextmanager
def tmx_file(stream: IO[bytes], source: str) -> Iterator[etree._IncrementalFileWriter]:
    """A file of TMX 1.4b in UTF-8 whose units are written within the block; `source` is its `srclang`."""
    header = {
        "creationtool": "duizhao",
        "creationtoolversion": version("duizhao"),
        "segtype": "sentence",
        "o-tmf": "duizhao",
        "adminlang": "en",
        "srclang": source,
        "datatype": "plaintext",
    }
    with etree.xmlfile(stream, encoding="utf-8") as xml:
        xml.write_declaration()
        xml.write_doctype('<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
        with xml.element("tmx", version="1.4"):
            xml.write("\n  ", etree.Element("header", header), "\n  ")
            with xml.element("body"):
                yield xml
                xml.write("\n  ")
            xml.write("\n")
    stream.write(b"\n")


def _write_bitext(xml: etree._IncrementalFileWriter, bitext: Bitext, losses: Losses, min_confidence: float) -> None:
    known = {
        "x-symbol": bitext.metadata.get("symbol"),
        "x-src-path": file_name(bitext.src_path),
        "x-tgt-path": file_name(bitext.tgt_path),
        "x-judgement": mark(bitext),
    }
    document = {name: xml_text(value, Losses()) for name, value in known.items() if value}
    for row in rows(bitext, losses, min_confidence, omissions=False):
        unit = etree.Element("tu", tuid=str(row.number))
        if len(row.src) > 1 or len(row.tgt) > 1:
            unit.set("segtype", "block")
            losses.lost["sentence borders"] += len(row.src) + len(row.tgt) - 2
        props = {"x-kind": row.kind, "x-paragraph": str(row.paragraph), "x-confidence": f"{row.confidence:g}"}
        if row.bead.confirmed:
            props["x-confirmed"] = "yes"
        for name, value in (document | props).items():
            prop = etree.SubElement(unit, "prop", type=name)
            prop.text = value
        sides = ((bitext.src_lang, row.src), (bitext.tgt_lang, row.tgt))
        for tag, (language, side) in zip(locales(bitext), sides, strict=True):
            variant = etree.SubElement(unit, "tuv", {_LANG: tag})
            segment = etree.SubElement(variant, "seg")
            segment.text = xml_text(joined(side, language), losses)
        xml.write("\n    ", unit)


def read(
    stream: IO[bytes], where: str, *, src_lang: str | None = None, tgt_lang: str | None = None
) -> Iterator[Bitext]:
    """The bitexts of a translation memory, as it is read.

    Without both languages named the file is looked through once before, and must hold exactly two. Raises
    InvalidExchange when it holds more, naming them, or lacks the one asked for.
    """
    source, target = src_lang, tgt_lang
    if not (source and target):
        source, target = _languages(stream, where, src_lang, tgt_lang)
        stream.seek(0)
    gathering = BitextBuilder(where)
    found = False
    tags = ("", "")
    own_tags = False
    for unit in elements(stream, "{*}header", "{*}tu", name=where):
        if etree.QName(unit).localname == "header":
            own_tags = "omegat" in unit.get("creationtool", "").lower()
            continue
        texts: dict[str, str] = {}
        for variant in unit.iterchildren("{*}tuv"):
            segment = variant.find("{*}seg")
            if segment is not None:
                text = "".join(_text(segment))
                texts.setdefault(_language(variant), _OMEGAT_TAG.sub("", text) if own_tags else text)
        src_code, src = _of(texts, source)
        tgt_code, tgt = _of(texts, target, but=src_code)
        if not (src and tgt):
            continue
        if not found:
            # Of regional forms of a language that was asked for, that of the first unit stands for all.
            tags, found = (src_code, tgt_code), True
        props = {prop.get("type", ""): prop.text or "" for prop in unit.iterchildren("{*}prop")}
        yield from _add(gathering, unit, props, (tags[0], src), (tags[1], tgt))
    if not found:
        raise InvalidExchange(
            "holds no translations between {source} and {target}", where=where, source=source, target=target
        )
    yield from gathering.finish()


def _add(
    gathering: BitextBuilder,
    unit: etree._Element,
    props: dict[str, str],
    src: tuple[str, str],
    tgt: tuple[str, str],
) -> Iterator[Bitext]:
    kind = props.get("x-kind") if props.get("x-kind") in KINDS else "paragraph"
    paragraph = int(props["x-paragraph"]) if props.get("x-paragraph", "").isdecimal() else 0
    try:
        confidence = min(1.0, max(0.0, float(props.get("x-confidence", "1"))))
    except ValueError:
        confidence = 1.0  # a property of another program
    number = unit.get("tuid", "")
    yield from gathering.add(
        [Segment(src[1], paragraph=paragraph, kind=kind)],  # type: ignore[arg-type]
        [Segment(tgt[1], paragraph=paragraph, kind=kind)],  # type: ignore[arg-type]
        confidence if confidence == confidence else 1.0,
        number=int(number) if "x-confidence" in props and number.isdecimal() else None,
        confirmed=props.get("x-confirmed") == "yes",
        src_lang=src[0],
        tgt_lang=tgt[0],
        symbol=props.get("x-symbol"),
        metadata={JUDGEMENT: props["x-judgement"]} if "x-judgement" in props else None,
        src_path=props.get("x-src-path"),
        tgt_path=props.get("x-tgt-path"),
    )


def _languages(stream: IO[bytes], where: str, source: str | None, target: str | None) -> tuple[str, str]:
    """The two languages of the file: as asked for, as the header says, else in the order met."""
    declared = ""
    met: dict[str, None] = {}
    for element in elements(stream, "{*}header", "{*}tu", name=where):
        if etree.QName(element).localname == "header":
            declared = element.get("srclang", "").lower()
        else:
            met.update((_language(variant), None) for variant in element.iterchildren("{*}tuv"))
    codes = [code for code in met if code]
    if not codes:
        raise InvalidExchange("holds no translation units", where=where)
    source = source or (declared if declared in codes and (not target or not _matches(declared, target)) else None)
    rest = [code for code in codes if not any(asked and _matches(code, asked) for asked in (source, target))]
    if source and target:
        return source, target
    if source and len(rest) == 1:
        return source, rest[0]
    if target and len(rest) == 1:
        return rest[0], target
    if not source and not target and len(rest) == 2:
        return rest[0], rest[1]
    raise InvalidExchange(
        "holds the languages {languages}" if len(codes) > 1 else "holds {languages} only",
        where=where,
        remedy="choose two with --src-lang and --tgt-lang",
        languages=", ".join(sorted(codes)),
    )


def _language(variant: etree._Element) -> str:
    # TMX 1.1 has `lang` without a namespace.
    return (variant.get(_LANG) or variant.get("lang") or "").replace("_", "-").lower()


def _matches(code: str, asked: str) -> bool:
    """Whether a code is the one asked for or a regional form of it: zh-CN is a zh, zh is no zh-CN."""
    asked = asked.replace("_", "-").lower()
    return code == asked or code.startswith(f"{asked}-")


def _of(texts: dict[str, str], asked: str, *, but: str = "") -> tuple[str, str]:
    """Code and text of the language asked for, an exact match before a regional form."""
    exact = asked.replace("_", "-").lower()
    for code in sorted(texts, key=lambda code: code != exact):
        if code != but and _matches(code, asked) and texts[code].strip():
            return code, texts[code]
    return "", ""


def _text(element: etree._Element) -> Iterator[str]:
    """The text of a segment without its native codes."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and etree.QName(child).localname not in _CODES:
            yield from _text(child)
        yield child.tail or ""
