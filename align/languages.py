"""Languages: their codes and names, and which one a text is in.

Codes are primary subtags of BCP 47 (ISO 639-1 where there is one): zh, en, fr, es, ru, ar, de ...
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Literal

from align.errors import UnknownLanguage

__all__ = ["NAMES", "RECOGNIZED", "detect", "normalize_code", "script_of", "side_by_side"]

_UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "km"})
"""Languages that put no space between two sentences."""

# code, ISO 639-2 codes, English name, other names
_LANGUAGES = """\
ar|ara|Arabic|العربية|arabe|árabe|阿拉伯文|阿拉伯语
bg|bul|Bulgarian|български
bn|ben|Bengali|বাংলা
ca|cat|Catalan|català
cs|ces cze|Czech|čeština
da|dan|Danish|dansk
de|deu ger|German|Deutsch|allemand|德文|德语
el|ell gre|Greek|ελληνικά
en|eng|English|anglais|inglés|英文|英语
es|spa|Spanish|español|castellano|espagnol|西班牙文|西班牙语
et|est|Estonian|eesti
fa|fas per|Persian|فارسی|Farsi
fi|fin|Finnish|suomi
fr|fra fre|French|français|francés|法文|法语
he|heb|Hebrew|עברית
hi|hin|Hindi|हिन्दी
hr|hrv|Croatian|hrvatski
hu|hun|Hungarian|magyar
id|ind|Indonesian|Bahasa Indonesia
it|ita|Italian|italiano
ja|jpn|Japanese|日本語|日文|日语
kk|kaz|Kazakh|қазақ тілі
ko|kor|Korean|한국어
lt|lit|Lithuanian|lietuvių
lv|lav|Latvian|latviešu
mn|mon|Mongolian|монгол
ms|msa may|Malay|Bahasa Melayu
nl|nld dut|Dutch|Nederlands
no|nor nb nob nn nno|Norwegian|norsk
pl|pol|Polish|polski
pt|por|Portuguese|português
ro|ron rum|Romanian|română
ru|rus|Russian|русский|russe|ruso|俄文|俄语
sk|slk slo|Slovak|slovenčina
sl|slv|Slovenian|slovenščina
sq|sqi alb|Albanian|shqip
sr|srp|Serbian|српски|srpski
sv|swe|Swedish|svenska
sw|swa|Swahili|Kiswahili
th|tha|Thai|ไทย
tr|tur|Turkish|Türkçe
uk|ukr|Ukrainian|українська
ur|urd|Urdu|اردو
uz|uzb|Uzbek|oʻzbek
vi|vie|Vietnamese|Tiếng Việt
zh|zho chi cmn yue cn|Chinese|中文|汉语|漢語|华语|chinois|chino|Mandarin|简体中文|繁體中文|繁体中文|Simplified Chinese|Traditional Chinese
"""

NAMES: dict[str, str] = {row.split("|")[0]: row.split("|")[2] for row in _LANGUAGES.splitlines()}
"""English name of each language that has a code here."""

# Words that are frequent in one language and rare or absent in the others of the list.
_FUNCTION_WORDS = {
    "en": "the of and to in for is that with on was by as are be this which from it has have its at will not or he his a an"
    " i we you they she my me your our their them him her us been were had would could should may can do does did what who"
    " when where how why if but all more most no new than into over other others after before one said out up about there"
    " these those so just like very also only here now then some any such between under through during s t re ve ll",
    "fr": "le la les des du de et en un une dans pour est que qui sur par au aux avec ce cette il elle son sa ses sont à pas"
    " plus ou d l nous vous ils elles je on ne se leur leurs été être a ont mais comme si tout tous entre ces",
    "es": "el la los las de del y en un una para es que por con se al su sus como lo más este esta fue son a o no ha han"
    " sobre entre pero sin ser le les nos también hay desde todo todos estos estas yo muy",
    "de": "der die das und in den von zu mit dem des ist für auf ein eine im auch sich nicht als werden wird bei sind dass es an"
    " er sie wir ich ihr hat haben war wurde wurden einer einem einen am zum zur über oder aber nach aus um vor durch wie nur",
    "it": "il lo la gli le di del della dei delle e in un una per è che con si al da sono nel nella non i alla ha",
    "pt": "o a os as de do da dos das e em um uma para é que com se no na ao por não são pela pelo mais",
    "nl": "de het een en van in is dat op te voor met zijn niet aan er om ook als bij door naar wordt werd",
    "sv": "och i att det som en på är av för med den till inte ett om har de från var",
    "da": "og i at det som en på er af for med den til ikke et om har de fra var",
    "pl": "i w na z do nie się że jest o od po przez dla jak oraz są za a to",
    "ro": "și în de la cu pe un o care din este pentru să nu sau al ale",
    "tr": "ve bir bu için ile de da olarak olan daha çok gibi en ne değil",
    "id": "yang dan di dari untuk dengan pada ini itu dalam tidak adalah ke oleh atau",
    "vi": "và của là có trong được cho các với những một không này đã về người",
}
_WORDS = {code: frozenset(words.split()) for code, words in _FUNCTION_WORDS.items()}
# Letters that distinguish a language in Latin script from its neighbours.
_LETTERS = {
    "fr": "çœêèùûîâ",
    "es": "ñ¿¡áíóú",
    "de": "äöüß",
    "pt": "ãõç",
    "pl": "łśżźćńęą",
    "sv": "åäö",
    "da": "æøå",
    "tr": "ğışç",
    "ro": "șțăâî",
    "vi": "ơưđạảấầếềộ",
}
RECOGNIZED = frozenset(_FUNCTION_WORDS) | {"zh", "ja", "ko", "ru", "uk", "ar", "fa", "ur", "el", "he", "th", "hi", "bn"}
"""Languages that `detect` knows; a text in another one is taken for the most like of these, or for none."""
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿāăąćčđęěğıłńňőœřśşšșťțůűźżžơưạ-ỹ]+")
_SCRIPTS = {
    "han": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"),
    "kana": re.compile(r"[\u3041-\u30fa]"),
    "hangul": re.compile(r"[\uac00-\ud7a3]"),
    "latin": re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "arabic": re.compile(r"[\u0620-\u06d3\ufb50-\ufdff\ufe70-\ufefc]"),
    "greek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "hebrew": re.compile(r"[\u05d0-\u05ea]"),
    "thai": re.compile(r"[\u0e01-\u0e4e]"),
    "devanagari": re.compile(r"[\u0904-\u0963]"),
    "bengali": re.compile(r"[\u0985-\u09e3]"),
}
_ONLY = {"hangul": "ko", "greek": "el", "hebrew": "he", "thai": "th", "devanagari": "hi", "bengali": "bn"}
_HAN_WEIGHT = 4
"""A Chinese character says about as much as four letters."""
_SAMPLE = 12_000
# Addresses and document symbols are in no language.
_NO_LANGUAGE = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\b[A-Z]+[./][\w./-]*\d[\w./-]*")


@cache
def _aliases() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in _LANGUAGES.splitlines():
        code, others, *names = row.split("|")
        for name in (code, *others.split(), *names):
            table[name.casefold()] = code
    return table


def normalize_code(code: str) -> str:
    """Primary subtag of a language that is given as a code, a tag or a name.

    Raises UnknownLanguage for a language that we do not know.

    >>> [normalize_code(c) for c in ("zh-CN", "zh_Hant", "zho", "chi", "Chinese", "中文", "EN", "ger")]
    ['zh', 'zh', 'zh', 'zh', 'zh', 'zh', 'en', 'de']
    """
    wanted = code.strip().casefold()
    table = _aliases()
    found = table.get(wanted) or table.get(re.split(r"[-_]", wanted, maxsplit=1)[0])
    if found is None:
        raise UnknownLanguage(
            "no language {language!r} is known",
            remedy="give a code such as zh, en, fr, es, ru, ar or de",
            language=code,
        )
    return found


def detect(text: str) -> str:
    """Code of the language that most of `text` is in, by script, and by function words for Latin script.

    Looks at the beginning, the middle and the end of a long text. Raises UnknownLanguage when there is nothing to
    go on: no letters, or a few words in Latin script that many languages share.

    >>> detect("工发组织编写了 IDB.51/CRP.4 号文件"), detect("Report of the Director General")
    ('zh', 'en')
    """
    sample = _NO_LANGUAGE.sub(" ", _sample(text))
    counts = {script: len(pattern.findall(sample)) for script, pattern in _SCRIPTS.items()}
    for script in ("han", "kana", "hangul"):
        counts[script] *= _HAN_WEIGHT
    # Japanese writes both; a few kana in a Chinese text are a quotation.
    if counts["kana"] * 8 > counts["han"] and counts["kana"] + counts["han"] > counts["latin"]:
        return "ja"
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        raise UnknownLanguage(
            "the language cannot be recognized, there are no letters in the text",
            remedy="name the language",
            code="unrecognized_language",
        )
    if script == "han":
        return "zh"
    if script == "cyrillic":
        return _cyrillic(sample)
    if script == "arabic":
        return _arabic(sample)
    return _ONLY.get(script) or _latin(sample)


def script_of(text: str) -> Literal["Hans", "Hant"] | None:
    """Whether a Chinese text is in Simplified or Traditional characters; None when no character tells.

    Counts the characters that only one of the two scripts uses (tables of OpenCC), in the same sample as detect.

    >>> script_of("联合国"), script_of("聯合國"), script_of("大会"), script_of("中文"), script_of("Hello")
    ('Hans', 'Hant', 'Hans', None, None)
    """
    from align.scripts import SIMPLIFIED_ONLY, TRADITIONAL_ONLY

    counts = Counter(_sample(text))
    hans = sum(number for character, number in counts.items() if character in SIMPLIFIED_ONLY)
    hant = sum(number for character, number in counts.items() if character in TRADITIONAL_ONLY)
    return None if hans == hant else "Hans" if hans > hant else "Hant"


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = (len(text) - _SAMPLE) // 2
    return " ".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))


def _latin(sample: str) -> str:
    words = Counter(_LATIN_WORD.findall(sample.lower().replace("’", " ").replace("'", " ")))
    letters = Counter(sample.lower())
    scores = {
        code: sum(words[word] for word in vocabulary) + sum(letters[c] for c in _LETTERS.get(code, "")) / 2
        for code, vocabulary in _WORDS.items()
    }
    # Ties go to the language that comes first: the ones of the United Nations.
    best = max(scores, key=lambda code: scores[code])
    if not scores[best]:
        raise UnknownLanguage(
            "the language cannot be recognized, the text is too short or holds names only",
            remedy="name the language",
            code="unrecognized_language",
        )
    return best


def _cyrillic(sample: str) -> str:
    counts = Counter(sample.lower())
    if sum(counts[c] for c in "іїєґ") > counts["ы"] + counts["э"] + counts["ё"]:
        return "uk"
    if sum(counts[c] for c in "ђјљњћџ") > counts["ы"] + counts["э"]:
        return "sr"
    if sum(counts[c] for c in "қғңұһә") > counts["э"]:
        return "kk"
    if counts["ъ"] * 100 > sum(counts.values()) and not counts["ы"]:
        return "bg"
    return "ru"


def _arabic(sample: str) -> str:
    counts = Counter(sample)
    if sum(counts[c] for c in "ٹڈڑںھے") * 50 > sum(counts.values()):
        return "ur"
    return "fa" if sum(counts[c] for c in "پچژگیک") * 50 > sum(counts.values()) else "ar"


def side_by_side(texts: Iterable[str], language: str) -> str:
    """Sentences as one text: side by side in scripts without spaces, with a space between them elsewhere.

    >>> side_by_side(["你好。", "再见。"], "zh"), side_by_side(["Yes.", "No."], "en")
    ('你好。再见。', 'Yes. No.')
    """
    return ("" if language in _UNSPACED else " ").join(texts)
