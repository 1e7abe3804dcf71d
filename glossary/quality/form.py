"""The form of a translation: what is left untranslated, links, units, brackets, doubled words and blanks, capitals.

A slip that the source shares (a bracket that closes in the next sentence, a name said twice) is not reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from align.errors import Message
from glossary.quality.faults import Fault, Span

__all__ = ["form_faults"]

HAN = "\u3400-\u9fff"
_LETTERED = ("zh", "ja", "ko")


def form_faults(src: str, tgt: str, src_lang: str, tgt_lang: str, *, title: bool = False) -> Iterator[Fault]:
    """Faults of form of one sentence pair; `title` where it is a title or heading.

    >>> [fault.message for fault in form_faults("见附件(一)。", "See the the annex (I.", "zh", "en")]
    ['“(” is not closed', '“the” stands twice']
    """
    yield from untranslated(src, tgt, src_lang, tgt_lang)
    yield from links(src, tgt)
    yield from units(src, tgt)
    yield from brackets(src, tgt)
    yield from doubled(src, tgt, src_lang, tgt_lang)
    yield from capitals(src, tgt, src_lang, tgt_lang, title)


_LOWER_WORDS = re.compile(r"[^\W\d_]+(?:[ '’-]+[^\W\d_]+)*")


def untranslated(src: str, tgt: str, src_lang: str, tgt_lang: str) -> Iterator[Fault]:
    """The whole sentence, or a run of words of it, that stands in the translation as in the source."""
    if src_lang == tgt_lang or (src_lang == "zh" and not re.search(f"[{HAN}]", src)):
        return
    said = _LINK.sub(" ", src)
    bare = re.sub(r"[\W\d_]+", "", said)
    whole = " ".join(src.split()).casefold() == " ".join(tgt.split()).casefold()
    words = re.findall(r"\b[^\W\d_]*[a-zà-ÿа-яء-ي][^\W\d_]*\b", said) if src_lang not in _LETTERED else bare
    if whole and (len(words) >= 4 if src_lang not in _LETTERED else len(bare) >= 4):
        yield Fault(
            "untranslated", Message("the translation is the same as the source"), ((0, len(src)),), ((0, len(tgt)),)
        )
        return
    if src_lang in _LETTERED and tgt_lang not in _LETTERED:
        runs = re.finditer(f"[{HAN}][{HAN}，、（）《》“”0-9 ]*[{HAN}]|[{HAN}]", tgt)
        for found in runs:
            # a name that the original adds in brackets stays
            if found[0] in src and not re.search(r"[(（\[“]\s*$", tgt[: found.start()]):
                yield Fault(
                    "untranslated", Message("{said} is not translated", said=found[0]), tgt_spans=(found.span(),)
                )
        return
    for start, end in _shared_words(src, tgt, 3 if tgt_lang in _LETTERED else 5):
        yield Fault("untranslated", Message("{said} is not translated", said=tgt[start:end]), tgt_spans=((start, end),))


def _shared_words(src: str, tgt: str, least: int) -> Iterator[Span]:
    """Runs of at least so many lower-case words that both sides share."""
    words = list(re.finditer(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", _LINK.sub(lambda link: " " * len(link[0]), tgt)))
    known = " " + " ".join(re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", src)) + " "
    at = 0
    while at < len(words):
        last = at
        while last < len(words) and f" {' '.join(word[0] for word in words[at : last + 1])} " in known:
            last += 1
        run = [word for word in words[at:last] if not re.match(f"[{HAN}]", word[0])]
        small = sum(word[0].islower() and len(word[0]) > 1 for word in run)
        quoted = run and re.search(r"[“\"«(（]\s*$", tgt[: run[0].start()])
        if small >= least and small * 2 > len(run) and not quoted:
            yield run[0].start(), run[-1].end()
        at = max(last, at + 1)


_LINK = re.compile(
    rf"https?://[^\s{HAN}，。；）》、<>\"”]+|www\.[^\s{HAN}，。；）》、<>\"”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII
)


def links(src: str, tgt: str) -> Iterator[Fault]:
    """Addresses of the web and of mail that differ; the part that names a language aside."""
    sides = [[(match.span(), _address(match[0])) for match in _LINK.finditer(text)] for text in (src, tgt)]
    known = [{address for _, address in side} for side in sides]
    for span, address in sides[0]:
        if address not in known[1]:
            yield Fault("link", Message("{said} is not in the translation", said=src[slice(*span)]), src_spans=(span,))
    for span, address in sides[1]:
        if address not in known[0]:
            yield Fault("link", Message("{said} is not in the source", said=tgt[slice(*span)]), tgt_spans=(span,))


def _address(link: str) -> str:
    bare = re.sub(r"^https?://", "", link).rstrip(".,;:!?)]/'’").removeprefix("www.")
    language = (
        r"(?i)(?<=[/=_.-])(?:zh|en|fr|es|ru|ar|chinese|english|french|spanish|russian|arabic|c|e|f|s|r|a)(?=[/&#_.-]|$)"
    )
    return re.sub(language, "*", bare).casefold()


_UNITS = {
    "US dollars": r"美元|美金|美分|US\$|\$|\bUSD\b|\bdollars?\b|\bdólares\b|\bdollars des\b|долл|دولار",
    "euros": r"欧元|€|\bEUR\b|\beuros?\b|\bевро\b|يورو",
    "pounds": r"英镑|£|\bGBP\b|\bpounds?\b",
    "yen": r"日元|¥|￥|\bJPY\b|\byen\b",
    "yuan": r"人民币|\bRMB\b|\bCNY\b|\byuan\b|\brenminbi\b",
    "Swiss francs": r"瑞士法郎|瑞郎|\bCHF\b|\bSwiss francs?\b|\bSwF\b",
    "per cent": r"[%％]|百分之|百分点|\bper ?cent\b|\bpercentages?\b|\bpour cent\b|\bpor ciento\b|процент",
    "kilometres": r"公里|千米|\bkm2?\b|\bkilomet(?:re|er)s?\b",
    "kilograms": r"公斤|千克|\bkg\b|\bkilogram(?:me)?s?\b|\bkilos?\b",
    "tons": r"(?<!万)吨|万吨|\bton(?:ne)?s?\b",
    "hectares": r"公顷|\bha\b|\bhectares?\b",
}
_UNIT = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _UNITS.items()}
_AMOUNT = re.compile(r"\d")


def units(src: str, tgt: str) -> Iterator[Fault]:
    """Currencies and units of measure of which one stands for another, where both sides have figures."""
    if not (_AMOUNT.search(src) and _AMOUNT.search(tgt)):
        return
    left, right = (dict(_first_units(text)) for text in (src, tgt))
    missing, added = [name for name in left if name not in right], [name for name in right if name not in left]
    if missing and added:
        name, other = missing[0], added[0]
        yield Fault(
            "unit",
            Message("{name} in the source, {other} in the translation", name=name, other=other),
            (left[name],),
            (right[other],),
        )


def _first_units(text: str) -> Iterator[tuple[str, Span]]:
    for name, pattern in _UNIT.items():
        if match := pattern.search(text):
            yield name, match.span()


_PAIRS = {"(": ")", "（": "）", "[": "]", "［": "］", "{": "}", "《": "》", "「": "」", "【": "】", "“": "”", "«": "»"}
_ALIKE = str.maketrans("（）［］", "()[]")
_LABEL = re.compile(r"(?:^|[\s；;，,：:。.、/])[\w㈠-㈩]{1,5}$|[:;=]-?$")


def brackets(src: str, tgt: str) -> Iterator[Fault]:
    """Brackets and quotation marks of the translation that do not close or open, unless the source's do not either."""
    here, there = _unpaired(tgt), _unpaired(src)
    shared = Counter(_class(mark) for _, mark in there)
    for at, mark in here:
        if shared[_class(mark)] > 0:
            shared[_class(mark)] -= 1
            continue
        opening = mark in _PAIRS or mark == '"'
        message = (
            Message("“{mark}” is not closed", mark=mark) if opening else Message("“{mark}” is not opened", mark=mark)
        )
        yield Fault("bracket", message, tgt_spans=((at, at + 1),))


def _class(mark: str) -> str:
    quotes = mark in "“”«»「」\"'《》"
    return ("quote" if quotes else "bracket") + ("open" if mark in _PAIRS else "close")


def _unpaired(text: str) -> list[tuple[int, str]]:
    """Brackets and quotation marks without their other half, with their places; “a)” and “1)” at the start of an item
    are labels.
    """
    closing = {other.translate(_ALIKE): one.translate(_ALIKE) for one, other in _PAIRS.items()}
    stack: list[tuple[int, str]] = []
    alone: list[tuple[int, str]] = []
    for at, char in enumerate(text):
        kind = char.translate(_ALIKE)
        if char in _PAIRS:
            stack.append((at, char))
        elif kind in closing:
            depths = range(len(stack) - 1, -1, -1)
            match = next((n for n in depths if stack[n][1].translate(_ALIKE) == closing[kind]), None)
            if match is not None:
                del stack[match]
            elif not (kind == ")" and _LABEL.search(text[max(0, at - 8) : at])):
                alone.append((at, char))
    straight = [at for at, char in enumerate(text) if char == '"']
    odd = [(straight[-1], '"')] if len(straight) % 2 and not any(mark in "“”" for _, mark in stack + alone) else []
    return sorted([*stack, *alone, *odd])


_TWICE = re.compile(r"\b([^\W\d_]+)\s+\1\b(?!['’-])", re.IGNORECASE)
_TWICE_HAN = re.compile(rf"([{HAN}]{{2,12}})\1|(的|了|在|是|和|与|及|对|将|为|于|被|把|从|向)\2")
_MAY_TWICE = frozenset(
    [
        "that",
        "had",
        "is",
        "was",
        "in",
        "on",
        "no",
        "so",
        "very",
        "bye",
        "ha",
        "nous",
        "vous",
        "se",
        "que",
        "more",
        "much",
        "many",
        "long",
    ]
)


def doubled(src: str, tgt: str, src_lang: str, tgt_lang: str) -> Iterator[Fault]:
    """Words of the translation that stand twice in a row, and blanks, unless the source doubles as well."""
    if tgt_lang in _LETTERED:
        if not _TWICE_HAN.search(src) and not (src_lang not in _LETTERED and _TWICE.search(src)):
            for match in _TWICE_HAN.finditer(tgt):
                if (match[2] is None and len(set(match[1])) > 1) or (match[2] and _is_whole_word(tgt, match.start())):
                    yield Fault(
                        "doubled",
                        Message("“{said}” stands twice", said=match[1] or match[2]),
                        tgt_spans=(match.span(),),
                    )
    elif not _TWICE.search(src) and not any(match[1] for match in _TWICE_HAN.finditer(src)):
        for match in _TWICE.finditer(tgt):
            name = match[1][0].isupper() and match[0].split()[-1][0].isupper()
            if match[1].lower() not in _MAY_TWICE and not (name and len(match[1]) > 2 and tgt_lang == src_lang):
                yield Fault("doubled", Message("“{said}” stands twice", said=match[1]), tgt_spans=(match.span(),))
    blank = re.search(r"(?<=[^\s.:]) {2,}(?=\S)", tgt)
    if blank and not re.search(r"\S {2,}\S", src):
        yield Fault("doubled", Message("a blank stands twice"), tgt_spans=(blank.span(),))


def _is_whole_word(text: str, at: int) -> bool:
    """Whether the character there is a word of its own, not the end of another, as in 目的的 and 少将将.

    >>> _is_whole_word("杂志的的编辑", 2), _is_whole_word("用于移植目的的器官", 5)
    (True, False)
    """
    import rjieba

    place = max(0, at - 12)
    for word in rjieba.cut(text[place : at + 4], False):
        place += len(word)
        if place > at:
            return len(word) == 1
    return True


def capitals(src: str, tgt: str, src_lang: str, tgt_lang: str, title: bool) -> Iterator[Fault]:
    """A title, or the translation of a sentence that begins with a capital, begins with a small letter."""
    if tgt_lang in (*_LETTERED, "ar"):
        return
    first, other = (re.match(r"\W*([^\W\d_])([^\W\d_]*)", text) for text in (tgt, src))
    if not first or not first[1].islower() or len(first[2]) < 2 or _LINK.match(tgt):
        return
    sentence = (
        not {src_lang, tgt_lang} & {*_LETTERED, "ar", "ru"}
        and other
        and other[1].isupper()
        and src.rstrip()[-1:] in ".!?"
    )
    if title or (sentence and tgt.rstrip()[-1:] in ".!?"):
        yield Fault(
            "capitals",
            Message("“{said}” begins with a small letter", said=first[1] + first[2]),
            tgt_spans=(first.span(1),),
        )
