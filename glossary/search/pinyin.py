"""Pinyin of Chinese terms, and pinyin as people type it: with tones, without, run together, initials only."""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

__all__ = ["MAX_READINGS", "guesses", "initials", "plain", "readings", "spellings", "syllables"]

MAX_READINGS = 3
"""Readings kept of a character, most frequent first: 和 has six, and nobody looks it up under the sixth."""

_TONE_NUMBER = re.compile(r"(?<=[a-zü:])[1-5](?![0-9])")
_LETTERS = re.compile("[a-z]+")
_SYLLABLES = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng
cha chai chan chang chao che chen cheng chi chong chou chu chuai chuan chuang chui chun chuo ci cong cou cu cuan
cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en
eng er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui
gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie
jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo
la lai lan lang lao le lei len leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma
mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni
nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian
piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng
ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng
shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei
teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao
xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang
zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui
zhun zhuo zi zong zou zu zuan zui zun zuo
"""


def plain(text: str) -> str:
    """Pinyin without tones: marks and numbers gone, ü written v, lower case; other text stays.

    >>> plain("Gōngfā zǔzhī"), plain("gong1fa1 zu3zhi1"), plain("nǚ"), plain("lu:e4")
    ('gongfa zuzhi', 'gongfa zuzhi', 'nv', 'lve')
    """
    text = unicodedata.normalize("NFD", text.lower())
    text = re.sub("u\u0308|u:", "v", re.sub("u([\u0300-\u0304\u030c])\u0308", "u\u0308\\1", text))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _TONE_NUMBER.sub("", text.replace("’", "'"))


@lru_cache(maxsize=65536)
def readings(char: str) -> tuple[str, ...]:
    """Syllables of a Chinese character without tones, at most MAX_READINGS; () for any other character.

    >>> readings("重"), readings("女"), readings("a")
    (('zhong', 'chong', 'tong'), ('nv', 'ru'), ())
    """
    found = _table().get(ord(char))
    if not found:
        return ()
    return tuple(dict.fromkeys(plain(one) for one in found.split(",")))[:MAX_READINGS]


@lru_cache(maxsize=65536)
def initials(char: str) -> tuple[str, ...]:
    """First letters of the character's readings; of a Latin letter or a digit, itself.

    >>> initials("重"), initials("9"), initials("-")
    (('z', 'c', 't'), ('9',), ())
    """
    if found := readings(char):
        return tuple(dict.fromkeys(one[0] for one in found))
    return (char.lower(),) if char.isascii() and char.isalnum() else ()


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """All syllables of pinyin, without tones."""
    return frozenset(_SYLLABLES.split())


def spellings(query: str, limit: int = 8) -> list[tuple[str, ...]]:
    """Ways to read a query as pinyin, the one with the fewest syllables first; empty when it is no pinyin.

    An apostrophe, a space or a hyphen always parts syllables; within a run every division is tried.

    >>> spellings("gongfa zuzhi"), spellings("xi'an"), spellings("Xian")
    ([('gong', 'fa', 'zu', 'zhi')], [('xi', 'an')], [('xian',), ('xi', 'an')])
    >>> spellings("hydrogen")
    []
    """
    runs = re.split(r"[\s'\-]+", plain(query).strip())
    ways: list[tuple[str, ...]] = [()]
    for run in runs:
        divisions = _divisions(run)
        ways = [way + division for way in ways for division in divisions][: limit * 4]
    return sorted(ways, key=len)[:limit] if all(runs) else []


def _divisions(run: str) -> list[tuple[str, ...]]:
    if not _LETTERS.fullmatch(run) or len(run) > 60:
        return []
    known = syllables()
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(run) + 1):
        here = [
            (*way, run[start:end])
            for start in range(max(0, end - 6), end)
            if run[start:end] in known
            for way in ways[start]
        ]
        ways.append(sorted(here, key=len)[:8])
    return ways[-1]


def guesses(query: str, limit: int = 12) -> list[tuple[str, ...]]:
    """Ways to read a query as pinyin with one slip of the keys or, from 12 letters, two.

    Fewest slips first, then fewest syllables, then the likelier slips. Two slips are thought of only where one gives
    fewer readings than `limit`.

    >>> ('gong', 'fa', 'zu', 'zhi') in guesses("gonfa zuzhi")
    True
    >>> guesses("zongguo", limit=1)
    [('zhong', 'guo')]
    """
    runs = [run for run in re.split(r"[\s'\-]+", plain(query).strip()) if run]
    letters = "".join(runs)
    if not 5 <= len(letters) <= 60 or not all(map(_LETTERS.fullmatch, runs)):
        return []
    ends = list(itertools.accumulate(map(len, runs)))
    found: list[tuple[str, ...]] = []
    for slips in range(1, 2 if len(letters) < 12 else 3):
        found += _readings_with(slips, letters, ends, limit - len(found))
        if len(found) == limit:
            break
    return found


def _readings_with(slips: int, letters: str, ends: list[int], limit: int) -> list[tuple[str, ...]]:
    """The best readings of the letters with just so many slips; no syllable goes over one of the `ends`."""
    pieces = [
        [(end, _near(letters[start:end])) for end in range(start + 1, min(start + 7, border) + 1)]
        for start, border in ((start, next(end for end in ends if end > start)) for start in range(len(letters)))
    ]
    # Fewest slips with which the letters from each place on can be read: what leads nowhere is not begun.
    least = [0] * (len(letters) + 1)
    for start in reversed(range(len(letters))):
        costs = [least[end] + near[0][0] for end, near in pieces[start] if near]
        least[start] = min(costs, default=slips + 1)
    # The best ways to each place by the slips they took: (number of syllables, unlikeliness, syllables).
    ways: list[list[list[tuple[int, int, tuple[str, ...]]]]] = [[[] for _ in range(slips + 1)] for _ in least]
    ways[0][0].append((0, 0, ()))
    for start in range(len(letters)):
        for taken in range(slips + 1):
            here = sorted(ways[start][taken])[:limit]
            for end, near in pieces[start] if here else ():
                for slip, odd, syllable in near:
                    if taken + slip + least[end] > slips:
                        break
                    ways[end][taken + slip] += [(n + 1, odds + odd, (*way, syllable)) for n, odds, way in here]
    return [way for _, _, way in sorted(ways[-1][slips])[:limit]]


@lru_cache(maxsize=16384)
def _near(piece: str) -> tuple[tuple[int, int, str], ...]:
    """Syllables that a piece is, or is one slip away from: (slips, unlikeliness, syllable), likeliest first."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    if len(piece) < 2:
        return ((0, 0, piece),) if piece in syllables() else ()
    found = extract(piece, _by_length(len(piece)), scorer=OSA.distance, score_cutoff=1, limit=None)
    return tuple(sorted((int(distance), _unlikeliness(piece, one), one) for one, distance, _ in found))


def _unlikeliness(typed: str, syllable: str) -> int:
    """0 where both sound alike to many speakers or letters changed places, 1 where one is missing or too many, else 2."""
    if _sound(typed) == _sound(syllable) or sorted(typed) == sorted(syllable):
        return 0
    return 1 if len(typed) != len(syllable) else 2


def _sound(syllable: str) -> str:
    return re.sub("^([zcs])h", r"\1", syllable).removesuffix("g")


@lru_cache(maxsize=16)
def _by_length(length: int) -> list[str]:
    return [one for one in sorted(syllables()) if abs(len(one) - length) <= 1]


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT
