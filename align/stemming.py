"""Stems: the form under which the inflections of a word meet, for English and Arabic; not itself a word."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["arabic_stem", "stem"]

_IRREGULAR_FORMS = """
    be: am is are was were been being; have: has had having; do: does did done doing; go: went gone goes; say:
    said; see: saw seen; come: came; take: took taken; give: gave given; make: made; know: knew known; think:
    thought; tell: told; find: found; get: got gotten; leave: left; feel: felt; bring: brought; begin: began
    begun; keep: kept; hold: held; write: wrote written; stand: stood; hear: heard; mean: meant; meet: met; run:
    ran; pay: paid; sit: sat; speak: spoke spoken; lie: lay lain lying; lead: led; grow: grew grown; lose: lost;
    fall: fell fallen; send: sent; build: built; understand: understood; draw: drew drawn; break: broke broken;
    spend: spent; rise: rose risen; drive: drove driven; buy: bought; wear: wore worn; choose: chose chosen;
    eat: ate eaten; drink: drank drunk; sing: sang sung; sleep: slept; catch: caught; teach: taught; fight:
    fought; seek: sought; sell: sold; throw: threw thrown; fly: flew flown; forget: forgot forgotten; hide: hid
    hidden; bite: bit bitten; shake: shook shaken; steal: stole stolen; swear: swore sworn; tear: tore torn;
    wake: woke woken; win: won; swim: swam swum; ring: rang rung; spring: sprang sprung; sink: sank sunk;
    strike: struck stricken; hang: hung; dig: dug; stick: stuck; swing: swung; shine: shone; shoot: shot; slide:
    slid; bend: bent; lend: lent; sweep: swept; weep: wept; creep: crept; deal: dealt; dream: dreamt; bleed:
    bled; feed: fed; breed: bred; flee: fled; light: lit; blow: blew blown; show: shown; freeze: froze frozen;
    ride: rode ridden; smell: smelt; bear: bore borne born; bind: bound; grind: ground; wind: wound; lay: laid;
    forbid: forbade forbidden; beat: beaten; become: became; child: children; man: men; woman: women; foot:
    feet; tooth: teeth; mouse: mice; goose: geese; person: people persons; wife: wives; life: lives; knife:
    knives; leaf: leaves; half: halves; shelf: shelves; thief: thieves; wolf: wolves; self: selves; datum: data;
    good: better best; bad: worse worst; far: farther further; i: me my mine myself; he: him his himself; she:
    her hers herself; it: its itself; we: us our ours ourselves; they: them their theirs themselves; you: your
    yours yourself yourselves thou thee thy thine ye; who: whom whose; this: these; that: those; a: an; will:
    would; can: could; shall: should; may: might
"""
_IRREGULAR = {
    form: base
    for base, _, forms in (line.partition(":") for line in " ".join(_IRREGULAR_FORMS.split()).split("; "))
    for form in forms.split()
}
_VOWEL = re.compile(r"[aeiouy]")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The form under which the inflections of an English word meet; not itself a word.

    >>> {stem(w) for w in ("carry", "carries", "carried", "carrying")}
    {'carri'}
    >>> stem("went"), stem("makes") == stem("making"), stem("bus")
    ('go', True, 'bus')
    """
    w = word.lower()
    if w.endswith(("'s", "’s")):
        w = w[:-2]
    w = _IRREGULAR.get(w, w)
    if len(w) <= 3:
        return w
    if w.endswith("ies") and len(w) > 4:
        w = w[:-3] + "y"
    elif w.endswith(("sses", "xes", "zes", "ches", "shes")):
        w = w[:-2]
    elif w.endswith("s") and not w.endswith(("ss", "us", "is")):
        w = w[:-1]
    if w.endswith("ied") and len(w) > 4:
        w = w[:-3] + "y"
    else:
        for end in ("ing", "ed", "ly"):
            base = w[: -len(end)]
            if w.endswith(end) and len(base) > 2 and _VOWEL.search(base):
                w = base
                if len(w) > 3 and w[-1] == w[-2] and w[-1] not in "lsz" and end != "ly":
                    w = w[:-1]
                break
    if len(w) > 3 and w.endswith("e"):
        w = w[:-1]
    if len(w) > 3 and w.endswith("y") and w[-2] not in "aeiou":
        w = w[:-1] + "i"
    return w


_ARABIC_LETTERS = str.maketrans("ىةٱ", "يها", "ـ")
_ARABIC_ENDS = ("ها", "هم", "هن", "ات", "ان", "ون", "ين", "يه", "ه", "ي", "ا")
# What Arabic writes together with the word: and, so, in, as, for, and the article.
_ARABIC_HEAD = re.compile("[وف]?(?:[بك]ال|لل|ال)(?=..)|[وف](?=...)")


@lru_cache(maxsize=1 << 16)
def arabic_stem(word: str) -> str:
    """An Arabic word without article, conjunction, preposition and endings, in plain letters (the stemmer Light10).

    Larkey, Ballesteros and Connell, “Light stemming for Arabic information retrieval”, 2007.

    >>> {arabic_stem(w) for w in ("والمنظمة", "المنظمات", "منظمة", "للمنظمة")}
    {'منظم'}
    """
    word = word.translate(_ARABIC_LETTERS)
    if match := _ARABIC_HEAD.match(word):
        word = word[match.end() :]
    for end in _ARABIC_ENDS:
        if word.endswith(end) and len(word) - len(end) >= 3:
            word = word[: -len(end)]
            break
    return word
