"""Sentence ends in Chinese: full-width and half-width stops, quotes after them, speech tags, footnote marks."""

from __future__ import annotations

import re
from functools import cache

from align.segmenter import en, western
from align.segmenter.rules import Rules

__all__ = ["candidates", "sentence_end"]

LOOK_BACK_FOR_QUOTE = 1000

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_CANDIDATES = re.compile(
    rf"""(?P<open>[(\[（［〔])|(?P<shut>[)\]）］〕])
    |(?P<stop>[。！？｡︒…⋯‥]+[。！？｡︒…⋯‥!?]* | [!?]+ | [.．](?:[ ]?[.．])*(?![A-Za-z]))
    (?P<close>(?:[ \u3000]?[”’」』）〕］】》〉〞]|[\])"'])*)
    (?P<mark>{western.FOOTNOTE_MARK}|[ ]?\d{{1,3}}(?=[ ]*$))?
    (?P<end>)""",
    re.VERBOSE,
)
_IS_HAN = re.compile(rf"[{_HAN}]")
_LABEL = re.compile(
    r"[（(“\"]?(?:[一二三四五六七八九十百零〇]{1,5}|\d{1,3}(?:[.．]\d{1,3})*|[A-Za-z]|[IVXivx]{1,6})[）)]?"
)
_ONLY_DOTS = re.compile(r"[….．⋯‥ ]+")
_QUOTE_CLOSED = "”’」』〞\"'"
_TITLE_CLOSED = "》〉"
# The sentence goes on after a closing quote or bracket with one of these.
_GOES_ON = re.compile(
    r"[ \u3000]?(?:[，、；：,;:。！？!?）)」』》”’]|——|的|等[，。、国人问各]|之[一类际]|一[词語语文书書句案]|这一|這一|这[个個种種]|為題|为题|为主[题題]|為主題|与“|和“|及“|或“|、)"
)
_GOES_ON_BARE = re.compile(r"[ \u3000]?[，、；：,;:。！？!?」』》”’]")
# Who says what was quoted: “……？”他说。  A name or pronoun and a verb, up to their own stop; a longer clause
# (说着，便走了) is a sentence of its own, as translators' corpora have it.
_SPEECH_TAG = re.compile(
    rf"[ \u3000]?(?![{_HAN}]{{0,6}}[没沒无無不])[{_HAN}A-Za-z·]{{1,8}}?(?:说道|說道|問道|问道|答道|喊道|叫道|笑道|叹道|嘆道|写道|寫道|说|說|问|問|答|喊|叫|道|表示|指出|强调|強調"
    r"|回答|补充|補充|嚷|吼)[。.]"
)
# After a stop, figures before one of these begin a sentence: “。12 月 3 日”, “。3 个国家”.
_COUNTED = frozenset(
    "年月日号號时時点點分秒个個位名项項次届屆条條款段章节節岁歲世亿億万萬千百十多余餘种種家所国國国人份篇件期倍度美欧歐公平吨噸米周週天小架艘辆輛座场場组組类類级級区區省州市县縣村户戶"
    "%％.．,，、:：~～-–—至到/／°℃和与及或"
)


@cache
def candidates(_rules: Rules) -> re.Pattern[str]:
    """Pattern of brackets (groups open, shut) and of stops with what is stuck to them (close, mark)."""
    return _CANDIDATES


def sentence_end(text: str, start: int, end: int, stop: re.Match[str], _rules: Rules) -> int | None:
    """Where the sentence that began at `start` ends by this stop; None when it goes on."""
    sign, at = stop["stop"], stop.start()
    cut = _after_closing(text, max(start, at - LOOK_BACK_FOR_QUOTE), stop)
    closing = text[stop.end("stop") : cut].strip()
    if sign[0] in ".．" and not _is_full_stop(text, start, end, stop, cut):
        return None
    if sign[0] in "?!" and _is_latin(text[cut]) and _is_latin(text[at - 1]):
        return None  # of an address, or a name: “?id=”, “Yahoo!Inc”
    if closing[-1:] and closing[-1] in _TITLE_CLOSED:
        return None
    ellipsis = _ONLY_DOTS.fullmatch(sign) and sign not in ".．"
    if ellipsis and (not closing or closing[-1] not in _QUOTE_CLOSED):
        return None  # a pause within the sentence, unless a quote ends with it
    if (_GOES_ON if closing else _GOES_ON_BARE).match(text, cut, end):
        return None
    if closing and closing[-1] in _QUOTE_CLOSED and _SPEECH_TAG.match(text, cut, end):
        return None
    # That a sentence ends here is decided; whether a straight quote is its last or the next one's first may depend on
    # what stands before it: a quotation of several sentences.
    cut = _after_closing(text, max(0, at - LOOK_BACK_FOR_QUOTE), stop)
    if cut == stop.end("close") and stop["mark"] and _is_footnote(text, stop, end):
        cut = stop.end()
    return cut


def _after_closing(text: str, start: int, stop: re.Match[str]) -> int:
    """End of the closing marks; straight quotes among them close only what was opened since `start`."""
    cut = stop.end("close")
    for quote in "\"'":
        place = text.find(quote, stop.end("stop"), cut)
        if place >= 0 and text.count(quote, start, place) % 2 == 0:
            cut = place
    return cut


def _is_full_stop(text: str, start: int, end: int, stop: re.Match[str], cut: int) -> bool:
    """Whether a dot ends a sentence, as Chinese text of mixed widths has it."""
    at = stop.start()
    if len(stop["stop"]) > 1:
        return True
    if at - start <= 8 and _LABEL.fullmatch(text, start, at):
        return False
    before, after = text[at - 1], text[cut]
    if _is_latin(after) and not stop["mark"]:
        # “网址.cn”, “3.5”; with a space between, the English rules know.
        return False
    if not _is_latin(before):
        return not before.isspace()
    latin = _LATIN_STOP.match(text, at, end)
    if latin is not None:
        word = re.search(r"[A-Za-z0-9./-]*$", text[max(start, at - 40) : at])
        known = word is not None and (word[0].casefold() + ".") in _ENGLISH_ABBREVIATIONS
        if known or word is None or len(word[0]) < 2:
            return False
        following = latin["next"]
        if _IS_HAN.match(following) or following in "“「《（":
            return word[0].isalpha() or len(word[0]) == 4 or "/" in word[0]
        return western.sentence_end(text, start, end, latin, en.RULES) is not None
    return bool(_IS_HAN.match(after)) and text[max(start, at - 3) : at].isalpha() and at - start > 8


_ENGLISH_ABBREVIATIONS = en.RULES.joining | en.RULES.numbered | en.RULES.doubtful
_LATIN_STOP = re.compile(r"(?P<stop>\.)(?P<close>[”’\"')\]]*)(?P<mark>)(?=\s+(?P<next>\S))")


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_footnote(text: str, stop: re.Match[str], end: int) -> bool:
    """Whether figures after a stop are a footnote's mark and do not open the next sentence."""
    if not stop["mark"].strip()[0].isdecimal():
        return True
    at = stop.end()
    if at < end and text[at].isdecimal():
        return False
    while at < end and at < stop.end() + 3 and text[at].isspace():
        at += 1
    return at >= end or not (text[at] in _COUNTED or (_is_latin(text[at]) and at == stop.end()))
