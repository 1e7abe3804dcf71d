"""What a UN document says of itself on its cover: symbol, body, session, agenda item, date, original language, title.

Chinese and English are read with care, the other four official languages as far as their usual forms go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from align.types import Paragraph
from align.un_documents.file_symbols import parse_file_name
from align.un_documents.ordinals import is_session_line, ordinal_before
from align.un_documents.symbols import Symbol, parse_symbol

__all__ = ["is_cover_fact", "is_cover_line", "is_date_line", "is_symbol_line", "metadata"]

_BODY_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (body, re.compile(words, re.IGNORECASE))
    for body, words in (
        ("IDB", r"工业发展理事会|工業發展理事會|Industrial Development Board|Conseil du développement industriel|Junta de Desarrollo Industrial|Совет по промышленному развитию|مجلس التنمية الصناعية"),
        ("PBC", r"方案和?预算委员会|方案和?預算委員會|Programme and Budget Committee|Comité des programmes et des budgets|Comité de Programa y de Presupuesto|Комитет по программным и бюджетным"),
        ("A/HRC", r"人权理事会|人權理事會|Human Rights Council|Conseil des droits de l.homme|Consejo de Derechos Humanos|Совет по правам человека|مجلس حقوق الإنسان"),
        ("S", r"安全理事会|安全理事會|Security Council|Conseil de sécurité|Consejo de Seguridad|Совет Безопасности|مجلس الأمن"),
        ("E", r"经济及社会理事会|經濟及社會理事會|Economic and Social Council|Conseil économique et social|Consejo Económico y Social|Экономический и Социальный Совет|المجلس الاقتصادي والاجتماعي"),
        ("GC", r"General Conference|Conférence générale|Conferencia General|Генеральная конференция|المؤتمر العام"),
        ("A", r"General Assembly|Assemblée générale|Asamblea General|Генеральная Ассамблея|الجمعية العامة"),
    )
)  # fmt: skip
_CHINESE_GENERAL = re.compile(r"^大\s?[会會]$")
_UNIDO = re.compile(
    r"工[发發][组組][织織]|工[业業][发發]展[组組][织織]|UNIDO|ONUDI|ЮНИДО|اليونيدو|Industrial Development Organization"
)

_ITEM = re.compile(
    r"(?:临时|臨時)?[议議]程(?:项目|項目)\s*(?P<zh>\d{1,3}(?:\s?[（(]\w{1,3}[)）])?)"
    r"|(?:Agenda item|Item|Point|Tema|Пункт|Пункт)\s+(?P<item>\d{1,3}(?:\s?\(\w{1,3}\))?)(?=.{0,30}(?:agenda|ordre du jour|programa|повестки|$))"
    r"|البند\s+(?P<ar>\d{1,3})(?=.{0,20}جدول)",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(r"(?:Original|原\s?件|原\s?文|Оригинал|الأصل)\s*[:：]\s*(?P<name>[^\W\d_]+)", re.IGNORECASE)
_LANGUAGE_NAMES = {
    "english": "en", "anglais": "en", "inglés": "en", "английский": "en", "英文": "en", "英语": "en", "بالإنكليزية": "en",
    "chinese": "zh", "chinois": "zh", "chino": "zh", "китайский": "zh", "中文": "zh", "بالصينية": "zh",
    "french": "fr", "français": "fr", "francés": "fr", "французский": "fr", "法文": "fr", "بالفرنسية": "fr",
    "spanish": "es", "espagnol": "es", "español": "es", "испанский": "es", "西班牙文": "es", "بالإسبانية": "es",
    "russian": "ru", "russe": "ru", "ruso": "ru", "русский": "ru", "俄文": "ru", "بالروسية": "ru",
    "arabic": "ar", "arabe": "ar", "árabe": "ar", "арабский": "ar", "阿拉伯文": "ar", "بالعربية": "ar", "العربية": "ar",
}  # fmt: skip

_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "january janvier enero января يناير", "february février febrero февраля فبراير", "march mars marzo марта مارس",
            "april avril abril апреля أبريل", "may mai mayo мая مايو", "june juin junio июня يونيه", "july juillet julio июля يوليه",
            "august août agosto августа أغسطس", "september septembre septiembre сентября سبتمبر",
            "october octobre octubre октября أكتوبر", "november novembre noviembre ноября نوفمبر",
            "december décembre diciembre декабря ديسمبر",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"),
    # “27 November–1 December 2023”, “10 to 19 July 2023”: the first day counts.
    re.compile(
        rf"(?P<d>\d{{1,2}})(?:er|º)?\s*(?:de\s+)?(?P<name>{_MONTH})?(?:\s*(?:[–—-]|to|au|al|и|по|إلى)\s*\d{{1,2}}(?:er)?\s*(?:de\s+)?(?P<last>{_MONTH}))?"
        r"(?:\s+(?:de\s+)?(?P<y>\d{4}))",
        re.IGNORECASE,
    ),
    re.compile(rf"(?P<name>{_MONTH})\s+(?P<d>\d{{1,2}}),\s*(?P<y>\d{{4}})", re.IGNORECASE),
)

_BY = re.compile(
    r"(?:Report|Note|Addendum|Corrigendum|Letter|Statement|Proposal) (?:by|of|from|prepared by)\b|(?:Rapport|Note|Informe|Nota|Доклад|Записка|Записка) (?:du|de la|de|del|établi|preparado|Генерального|Секретариата)\b"
    r"|(?:总干事|總幹事|秘书长|秘書長|秘书处|秘書處|主席|委员会|执行主任|高级专员)(?:的)?(?:报告|報告|说明|說明|函件|发言)$|تقرير (?:من )?(?:المدير العام|الأمين العام)|مذكرة من",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"(?:United Nations|Nations Unies|Naciones Unidas|Организация Объединенных Наций|联合国|聯合國|الأمم المتحدة)(?:\s|$)"
    r"|联合国工业发展组织$|(?:United Nations )?Industrial Development Organization$|Organization$",
    re.IGNORECASE,
)
_DISTRIBUTION = re.compile(
    r"Distr(?:\.|ibution)?\s*[:：]|(?:分发|分發)\s*[:：]|(?:General|Limited|Restricted|GENERAL|LIMITED|普遍|有限|限制)$"
    r"|(?:Original|原\s?件|原\s?文|Оригинал)\s*[:：]\s*[^\W\d_]+(?:\s*(?:/|and|和)\s*[^\W\d_]+)*$|Please recycle|请回收|请循环使用",
    re.IGNORECASE,
)
_LANGUAGE_LINE = re.compile(
    r"(?:Arabic|Chinese|English|French|Russian|Spanish|中文|英文)(?: only)?$|(?:English|Chinese) and .{4,12} only$",
    re.IGNORECASE,
)


def is_symbol_line(text: str) -> bool:
    """Whether a line is nothing but the symbol of a document, as covers and page heads carry it.

    >>> is_symbol_line("GC.20/14"), is_symbol_line("IDB.51/20*"), is_symbol_line("IDB.51/20 was")
    (True, True, False)
    """
    return len(text) < 40 and parse_symbol(text) is not None


def is_cover_line(text: str) -> bool:
    """Whether a line belongs to the box of distribution, date and language on a cover.

    >>> [is_cover_line(t) for t in ("Distr.: General", "Original: English", "General Conference")]
    [True, True, False]
    """
    if len(text) > 60:
        return False
    return bool(_DISTRIBUTION.match(text) or _LANGUAGE_LINE.match(text))


def full_date(text: str) -> date | None:
    """The first day that a text names.

    >>> full_date("2023 年 11 月 27 日至 12 月 1 日，维也纳"), full_date("Vienna, 27 November–1 December 2023")
    (datetime.date(2023, 11, 27), datetime.date(2023, 11, 27))
    """
    for form in _DATES:
        for match in form.finditer(text):
            parts = match.groupdict()
            name = parts.get("name") or parts.get("last")
            month = int(parts["m"]) if parts.get("m") else _MONTHS.get((name or "").lower(), 0)
            try:
                return date(int(parts["y"]), month, int(parts["d"]))
            except ValueError:
                continue
    return None


def is_date_line(text: str) -> bool:
    """Whether a line is a single date and nothing else: the date of issue.

    >>> is_date_line("20 September 2023"), is_date_line("Vienna, 27 November–1 December 2023")
    (True, False)
    """
    return len(text) < 40 and any(
        (m := form.fullmatch(text.strip())) and not m.groupdict().get("last") for form in _DATES
    )


def metadata(paragraphs: Sequence[Paragraph], name: str | None = None) -> dict[str, str]:
    """What the cover and the file name say: symbol, body, session, agenda_item, date (ISO), original_language, title.

    A key is absent where nothing was found. `body` is a key of `align.un_documents.BODIES`.

    >>> from align.readers.plain import paragraphs
    >>> metadata(paragraphs("大会\\n\\n第二十届会议\\n\\n临时议程项目 22\\n\\n工发组织相关活动\\n\\n总干事的报告\\n\\n1. 大会通过了决议。"))
    {'body': 'GC', 'session': '20', 'agenda_item': '22', 'title': '工发组织相关活动'}
    """
    cover = list(_cover(paragraphs))
    titles = [p.text for p in cover if p.kind == "title"]
    lines = [p.text for p in cover]
    named, _ = parse_file_name(name) if name else (None, None)
    symbol = _own_symbol(lines, named)
    found: dict[str, str | None] = {
        "symbol": symbol.text if symbol else None,
        "body": (symbol.body if symbol else None) or _body(lines, paragraphs) or _body_of_name(name),
        "session": (symbol.session if symbol else None) or _first(ordinal_before, lines) or _session_of_name(name),
        "agenda_item": _first(_agenda_item, lines),
        "date": _date(lines),
        "original_language": _first(_original, lines),
        "title": _title(titles),
    }
    return {key: value for key, value in found.items() if value}


def _cover(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs before the text begins."""
    for n, paragraph in enumerate(paragraphs[:60]):
        if paragraph.kind in ("title", "furniture", "cell"):
            yield paragraph
        elif n > 3:
            return


def _first(reading: object, lines: Sequence[str]) -> str | None:
    for line in lines:
        value = reading(line)  # type: ignore[operator]
        if value:
            return str(value)
    return None


def _own_symbol(lines: Sequence[str], named: Symbol | None) -> Symbol | None:
    for line in lines:
        # “联合国 GC.20/14” and “GC.20/14 Distr.: General” are one line in some files.
        for word in re.split(r"\s{1,}", line):
            symbol = parse_symbol(word) if len(line) < 80 and "http" not in line else None
            if symbol:
                return symbol
    return named


def _body(lines: Sequence[str], paragraphs: Sequence[Paragraph]) -> str | None:
    for line in lines[:20]:
        if len(line) > 80:
            continue
        for body, words in _BODY_WORDS:
            if words.match(line):
                return body
        if _CHINESE_GENERAL.match(line):
            return "GC" if any(_UNIDO.search(p.text) for p in paragraphs[:40]) else "A"
    return None


_NAME = re.compile(r"(gc|idb|pbc)[._\s-]?(\d{1,3})(?=[._\s-])", re.IGNORECASE)


def _body_of_name(name: str | None) -> str | None:
    match = _NAME.match(re.split(r"[\\/]", name)[-1]) if name else None
    return match[1].upper() if match else None


def _session_of_name(name: str | None) -> str | None:
    match = _NAME.match(re.split(r"[\\/]", name)[-1]) if name else None
    return match[2] if match else None


def _agenda_item(line: str) -> str | None:
    match = _ITEM.search(line) if len(line) < 80 else None
    if match is None:
        return None
    item = match["zh"] or match["item"] or match["ar"]
    return re.sub(r"\s?[（(](\w+)[)）]", r" (\1)", item)


def _date(lines: Sequence[str]) -> str | None:
    dates = [line for line in lines if is_date_line(line)] or lines
    return next((found.isoformat() for line in dates if len(line) < 80 and (found := full_date(line))), None)


def _original(line: str) -> str | None:
    match = _ORIGINAL.search(line)
    return _LANGUAGE_NAMES.get(match["name"].lower()) if match else None


def _title(titles: Sequence[str]) -> str | None:
    """The line of the title: the last that is neither body, session, item, date, nor author."""
    left = [t for t in titles if not is_cover_fact(t)]
    before = next((n for n, t in enumerate(titles) if _BY.match(t)), None)
    if before:
        left = [t for t in titles[:before] if not is_cover_fact(t)] or left
    return left[-1] if left else None


def is_cover_fact(text: str) -> bool:
    """Whether a line of a cover says something else than the title: symbol, body, session, item, date, author.

    >>> [is_cover_fact(t) for t in ("第二十届会议", "Report by the Director General", "全球趋势")]
    [True, True, False]
    """
    if parse_symbol(text) or is_cover_line(text) or _agenda_item(text) or _BY.match(text) or _ORGANISATION.match(text):
        return True
    if len(text) < 60 and is_session_line(text):
        return True
    if len(text) < 70 and _is_date_and_place(text):
        return True
    return len(text) < 60 and (bool(_CHINESE_GENERAL.match(text)) or any(w.fullmatch(text) for _, w in _BODY_WORDS))


def _is_date_and_place(text: str) -> bool:
    """Whether little is left of a line besides its date: a place, or the end of a period."""
    span = next((m.span() for form in _DATES if (m := form.search(text))), None)
    return span is not None and len(text) - (span[1] - span[0]) <= 24 and text[-1] not in "，,。."
