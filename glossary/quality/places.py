"""Countries and nationalities: every State that one side names must be named on the other.

The names are those of glossary/resources/countries.tsv, whatever a glossary holds; Chinese and English only. A name
needs its counterpart; an adjective or the name of a people only counts as one, since it is often left out. A name that
is left out is no fault; one that has become another is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from align.errors import Message
from glossary.quality.faults import Fault

__all__ = ["place_faults", "states"]

# what contains the name of a country without being one
_NOT_ZH = (
    "发展中国家", "其中国家", "集中国", "印度洋", "约旦河", "内蒙古", "北爱尔兰", "拉丁美洲", "新几内亚", "几内亚湾", "巴拿马运河",
    "墨西哥湾", "美国式", "日本脑炎", "中国家", "中国际", "中国有", "中国内", "中国民", "孟加拉湾", "突尼斯市", "墨西哥城",
    "英国式", "撒哈拉以南非洲", "马里乌波尔", "以南非洲", "索马里兰", "西班牙文", "西班牙语", "法国式", "葡萄牙语", "葡萄牙文",
)  # fmt: skip
_NOT_EN = (
    "Northern Ireland", "Gulf of Guinea", "New Guinea", "Organization of American States", "Latin America", "North America",
    "Panama Canal", "Panama City", "Mexico City", "Gulf of Mexico", "New Mexico", "South America", "Central America",
    "Indian Ocean", "Jordan River", "Kuwait City", "New England", "Bank of England", "Lake Chad", "Guinea worm",
    "American Samoa", "West Indian", "South China Sea", "Quito, Ecuador", "Monaco Principles",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    states: frozenset[int]
    needs_counterpart: bool
    """Whether it is the name of a State; an adjective or the name of a people needs none."""


def place_faults(src: str, tgt: str, src_lang: str, tgt_lang: str) -> Iterator[Fault]:
    """Countries that one side names and the other does not.

    >>> [fault.message for fault in place_faults("南非代表", "the representative of Southern Africa", "zh", "en")]
    ['南非 is not in the translation (South Africa)', 'Southern Africa is not in the source (南部非洲)']
    """
    if {src_lang, tgt_lang} != {"zh", "en"}:
        return
    left, right = list(_named(src, src_lang)), list(_named(tgt, tgt_lang))
    counterparts = [[*side, *_shortened(text)] for side, text in ((left, src), (right, tgt))]
    lacking, added = list(_missing(left, counterparts[1])), list(_missing(right, counterparts[0]))
    # “the country”, an acronym or nothing may stand for a name; another name may not
    if not (lacking and added):
        # Chinese says the name of a country again where English has “it” or “the country”, hardly the reverse
        lacking = lacking if src_lang == "en" or len(right) >= len(left) else []
        added = added if tgt_lang == "en" or len(left) >= len(right) else []
    for one in lacking:
        expected = _forms(one, tgt_lang)
        said = src[one.start : one.end]
        message = Message("{said} is not in the translation ({expected})", said=said, expected=expected[0])
        yield Fault("place", message, src_spans=((one.start, one.end),), expected=expected)
    for one in added:
        said = tgt[one.start : one.end]
        message = Message("{said} is not in the source ({expected})", said=said, expected=_forms(one, src_lang)[0])
        yield Fault("place", message, tgt_spans=((one.start, one.end),))


def _missing(names: list[_Named], counterparts: list[_Named]) -> Iterator[_Named]:
    known = {state for one in counterparts for state in one.states}
    told: set[frozenset[int]] = set()
    for one in names:
        if one.needs_counterpart and known.isdisjoint(one.states) and one.states not in told:
            told.add(one.states)
            yield one


def _named(text: str, language: str) -> Iterator[_Named]:
    pattern, known = _pattern(language)
    for match in pattern.finditer(text.replace("\u2019", "'")):
        states, needs_counterpart = known[match[0]]
        if states:
            yield _Named(*match.span(), states, needs_counterpart)


_SHORT = {
    "叙": "阿拉伯叙利亚共和国", "俄": "俄罗斯联邦", "美": "美利坚合众国", "英": "大不列颠及北爱尔兰联合王国", "法": "法国", "德": "德国",
    "日": "日本", "韩": "大韩民国", "朝": "朝鲜民主主义人民共和国", "印": "印度", "伊": "伊朗伊斯兰共和国", "以": "以色列", "巴": "巴勒斯坦国",
    "埃": "埃及", "乌": "乌克兰", "阿": "阿富汗", "利": "利比亚", "黎": "黎巴嫩", "约": "约旦", "土": "土耳其", "中": "中国", "越": "越南",
    "澳": "澳大利亚", "加": "加拿大", "意": "意大利", "西": "西班牙", "葡": "葡萄牙", "泰": "泰国", "缅": "缅甸", "刚": "刚果民主共和国",
    "海": "海地", "索": "索马里", "马": "马里",
}  # fmt: skip
"""Single characters that stand for a State beside another of them, or after 驻, 对, 访 and the like."""
_SHORT_PLACE = re.compile(
    rf"(?<=[驻访赴援涉抵离旅])[{''.join(_SHORT)}](?![\u3400-\u9fff]?[利亚国])|[{''.join(_SHORT)}]{{2,5}}(?=[两三四五双各之决关边双首外领]|国)"
)


def _shortened(text: str) -> Iterator[_Named]:
    """States written as a single character, as in 驻叙 and 中俄印; they can be counterparts but need none themselves.

    >>> [[states()[state][0][-1] for state in one.states] for one in _shortened("中俄印决心")]
    [['中国'], ['俄国'], ['印度']]
    """
    by_name = {name: number for number, (chinese, _, _) in enumerate(states()) for name in chinese}
    for match in _SHORT_PLACE.finditer(text):
        for at, char in enumerate(match[0], match.start()):
            state = by_name.get(_SHORT[char])
            if state is not None:
                yield _Named(at, at + 1, frozenset({state}), False)


def _forms(one: _Named, language: str) -> tuple[str, ...]:
    rows = states()
    return tuple(form for state in sorted(one.states) for form in rows[state][0 if language == "zh" else 1])


@lru_cache(maxsize=1)
def states() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The list: of each State its Chinese names, its English names, and the English names of its people.

    >>> [english[0] for chinese, english, people in states() if "南非" in chinese]
    ['South Africa']
    """
    text = (resources.files("glossary") / "resources" / "countries.tsv").read_text("utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(tuple(form for form in cell.split("|") if form) for cell in line) for line in lines)


@lru_cache(maxsize=2)
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, tuple[frozenset[int], bool]]]:
    """Finds the longest name at each place, what it may mean, and whether it needs a counterpart."""
    known: dict[str, tuple[frozenset[int], bool]] = {}
    for number, (chinese, english, people) in enumerate(states()):
        for form in chinese if language == "zh" else english:
            meant = known.get(form, (frozenset(), True))[0]
            known[form] = meant | {number}, True
        for form in () if language == "zh" else people:
            meant = known.get(form, (frozenset(), False))[0]
            known[form] = meant | {number}, False
    known |= {form: (frozenset(), False) for form in (_NOT_ZH if language == "zh" else _NOT_EN)}
    every = "|".join(re.escape(form) for form in sorted(known, key=len, reverse=True))
    return re.compile(every if language == "zh" else rf"(?<!\w)(?:{every})(?!\w)"), known
