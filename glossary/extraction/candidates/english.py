"""English candidates: noun phrases, with the inner prepositions and conjunctions that names and terms have."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from align.numerals import MONTHS
from glossary.extraction.candidates.english_roots import root
from glossary.extraction.candidates.english_sentence import MODIFIER, NOUN, START, English
from glossary.extraction.candidates.english_tagging import annotate
from glossary.extraction.candidates.word_lists import GENERIC_EN, PLURAL_HEADS, word_set
from glossary.extraction.vocabulary import general_words, places, shipped
from glossary.folding import singular

__all__ = [
    "LONGEST",
    "English",
    "annotate",
    "bounded",
    "capitals_in_doubt",
    "coordination",
    "cut",
    "form",
    "is_name",
    "is_of_a_place",
    "is_phrase",
    "root",
    "spans",
]

LONGEST = 14
"""Longest candidate in words."""

_HEAD = NOUN | {"VBG", "FW"}
_PREPOSITION = word_set("of for on in to with against from by at under among between per as through")
_MONTHS = frozenset(MONTHS)


def is_phrase(s: English, i: int, j: int) -> bool:
    """Whether words [i, j) could be a term by their parts of speech: a noun phrase, or one adjective.

    >>> (sentence,) = annotate(["The Board approved the green hydrogen strategy."])
    >>> is_phrase(sentence, 4, 7), is_phrase(sentence, 2, 5)
    (True, False)
    """
    if i >= j or j - i > LONGEST or (j - i == 1 and len(s.lower[i]) == 1):
        return False  # also the letter of an item: (c)
    if s.lower[i] in ("capita", "cent") or (s.lower[i] in GENERIC_EN and not _opens_a_name(s, i, j)):
        return False
    if not _can_begin(s, i, j) or _is_part_of_a_word(s, i, j) or _is_date(s, i, j):
        return False
    if not _can_end(s, i, j):
        return j - i == 1 and s.tags[i] == "JJ" and len(s.lower[i]) > 6
    if j - i == 1 and s.tags[i] == "VBG" and len(s.lower[i]) < 5:
        return False
    return _can_stand_between(s, i, j)


def _opens_a_name(s: English, i: int, j: int) -> bool:
    """Whether a word that no term begins with begins a name here: Major General, Other Place."""
    return j - i > 1 and s.tags[i] == "NNP" and s.words[i][0].isupper() and s.words[i + 1][0].isupper()


def _can_begin(s: English, i: int, j: int) -> bool:
    """A modifier or noun; a number only as in 2-tier or 2030 Agenda; an adverb only before an adjective and its noun."""
    tag = s.tags[i]
    if tag in START:
        return True
    if tag == "CD":
        year = s.words[i].isdigit() and len(s.words[i]) == 4
        return j - i > 1 and (s.words[i + 1] == "-" or (year and s.words[i + 1][0].isupper()))
    return tag == "RB" and j - i > 2 and s.tags[i + 1] in ("JJ", "VBN", "VBG")


def _can_end(s: English, i: int, j: int) -> bool:
    """A noun or gerund; a number only after a name or a hyphen (Agenda 2030, COVID-19)."""
    if s.tags[j - 1] in _HEAD:
        return True
    return s.tags[j - 1] == "CD" and j - i > 1 and (s.words[j - 2][0].isupper() or s.words[j - 2] == "-")


def _is_part_of_a_word(s: English, i: int, j: int) -> bool:
    """A hyphen on either side."""
    return (i > 0 and s.tags[i - 1] == "HYPH") or (j < len(s.tags) and s.tags[j] == "HYPH")


def _is_date(s: English, i: int, j: int) -> bool:
    return "CD" in s.tags[i:j] and any(word in _MONTHS for word in s.words[i:j])


def _can_stand_between(s: English, i: int, j: int) -> bool:
    """Whether a phrase can have the words between its first and its last, with three prepositions at the most."""
    prepositions = 0
    for n in range(i + 1, j - 1):
        tag = s.tags[n]
        if tag in _ANYWHERE:
            continue
        if not _INNER.get(tag, _is_slash)(s, n, j):
            return False
        prepositions += tag in ("IN", "TO")
    return prepositions <= 3


def _inner_preposition(s: English, n: int, j: int) -> bool:
    """After a noun or number; before a phrase, with or without its article."""
    if s.lower[n] not in _PREPOSITION or (s.tags[n - 1] not in _HEAD and s.tags[n - 1] != "CD"):
        return False
    following = s.tags[n + 1]
    if following == "DT":
        return s.lower[n + 1] == "the" and n + 2 < j
    return following in START or following in ("CD", "RB")


def _inner_article(s: English, n: int, _j: int) -> bool:
    """Only “the”, after a preposition or conjunction."""
    return s.lower[n] == "the" and (s.tags[n - 1] in ("IN", "TO") or s.lower[n - 1] in ("and", "or"))


def _inner_conjunction(s: English, n: int, _j: int) -> bool:
    return s.lower[n] in ("and", "or", "&")


def _inner_comma(s: English, n: int, j: int) -> bool:
    """Only inside a list of modifiers that ends with “and” or “or”."""
    return s.words[n] == "/" or "CC" in s.tags[n + 1 : j - 1]


def _is_slash(s: English, n: int, _j: int) -> bool:
    return s.words[n] == "/"


_ANYWHERE = MODIFIER | {"HYPH", "POS", "CD"}
"""Tags of words that can stand anywhere inside a phrase."""

_INNER: dict[str, Callable[[English, int, int], bool]] = {
    "IN": _inner_preposition,
    "TO": _inner_preposition,
    "DT": _inner_article,
    "CC": _inner_conjunction,
    ",": _inner_comma,
}
"""For each other tag that a phrase can have inside: whether word n can stand there in a phrase that ends before word j."""


def coordination(s: English, k: int, m: int) -> int:
    """What an “and” or “or” inside the span joins.

    0 there is none; 1 modifiers of one head (social and climate justice); 2 two single words (norms and standards);
    3 a noun and a compound, which may or may not share a head (information and communications technology);
    4 two phrases.

    >>> (sentence,) = annotate(["They discussed norms and standards for social and climate justice."])
    >>> coordination(sentence, 2, 5), coordination(sentence, 6, 10)
    (2, 1)
    """
    worst = 0
    for n in range(k + 1, m - 1):
        if s.tags[n] != "CC":
            continue
        before = n - 1 if s.words[n - 1] != "," else n - 2
        left = before
        while left > k and s.tags[left - 1] in MODIFIER:
            left -= 1
        right = n + 1
        while right < m and (s.tags[right] in MODIFIER or s.tags[right] == "HYPH"):
            right += 1
        one, other = before + 1 - left, right - n - 1
        if s.tags[before] not in NOUN:
            kind = 1
        elif one == 1 and other == 1:
            kind = 2
        elif one == 1 and s.tags[before] in ("NN", "NNP"):
            kind = 3
        else:
            kind = 4
        worst = max(worst, kind)
    return worst


def cut(s: English, k: int, m: int) -> tuple[bool, bool]:
    """Whether the left and the right border of words [k, m) run through a name: capitals on both sides of them."""
    left = s.words[k][:1].isupper() and _name_goes_on(s, k, -1)
    last = m - 1
    right = (s.words[last][:1].isupper() or s.tags[last] == "CD") and _name_goes_on(s, last, 1)
    return left, right


def _name_goes_on(s: English, at: int, step: int) -> bool:
    n = at + step
    joined = False
    while 0 <= n < len(s):
        word, tag = s.words[n], s.tags[n]
        if tag == "HYPH" or (tag == "CD" and step < 0):
            n += step
            continue
        if word == "and" and step < 0 and n == at - 1 and n and _is_capital_adjective(s, n - 1):
            return True  # Latin American and | Caribbean region
        if word in ("of", "for", "on", "in", "the", "to") and abs(n - at) <= 3:
            joined = True
            n += step
            continue
        if not word[:1].isupper() or tag in ("CD", "LS"):
            return False
        if word.isupper() and len(word) > 1 and len(word) < 9:
            return False  # an acronym stands before names without being part of them
        if n == 0 and tag not in ("NNP", "NNPS") and not joined:
            return False
        return tag in ("NN", "NNS", "NNP", "NNPS", "JJ", "VBN", "VBG", "FW") and not (joined and n == 0)
    return False


def _is_capital_adjective(s: English, n: int) -> bool:
    word = s.words[n]
    if not word[:1].isupper() or word in places():
        return False
    return s.tags[n] == "JJ" or (s.tags[n] == "NNP" and word.endswith(("ic", "al", "an", "ive", "ary")))


def bounded(s: English, k: int, m: int) -> tuple[bool, bool]:
    """Whether words [k, m) could not go on to the left, and to the right: no modifier before them, no noun after them."""
    before = s.tags[k - 1] if k else "."
    left = before not in MODIFIER | {"POS"} or s.lower[k - 1] in GENERIC_EN
    if before == "VBG" and (k < 2 or s.tags[k - 2] in ("IN", "TO", "CC", ",", ".", "``")):
        left = True  # of accelerating | industrial development: a verb, not a modifier
    right = m == len(s) or s.tags[m] not in NOUN
    if right and m + 1 < len(s) and s.tags[m] == "JJ" and s.tags[m + 1] in NOUN and "HYPH" in s.tags[k:m]:
        right = False  # high-level | political forum
    return left, right


def spans(s: English) -> list[tuple[int, int]]:
    """Candidates of a sentence, as half-open spans of words; for one language alone, so without conjunctions.

    >>> (sentence,) = annotate(["Green hydrogen needs new standards."])
    >>> [" ".join(sentence.words[i:j]) for i, j in spans(sentence)]
    ['Green hydrogen', 'hydrogen', 'standards']
    """
    found = []
    for i in range(len(s)):
        if not s.weights[i]:
            continue
        for j in range(i + 1, min(len(s), i + 8) + 1):
            tag = s.tags[j - 1]
            if tag in ("CC", ",", ".", ":", "VB", "VBZ", "VBP", "VBD", "MD", "PRP", "WDT"):
                break
            if is_phrase(s, i, j):
                found.append((i, j))
    return found


def is_name(s: English, i: int, j: int) -> bool:
    """Whether the span is written as a name: all its content words have capitals, and not for opening a sentence.

    >>> (sentence,) = annotate(["The Industrial Development Board met in Vienna with many experts."])
    >>> is_name(sentence, 1, 4), is_name(sentence, 8, 10)
    (True, False)
    """
    name = s.names.get((i, j))
    if name is None:
        name = s.names[i, j] = _is_name(s, i, j)
    return name


def _is_name(s: English, i: int, j: int) -> bool:
    if not s.words[i][0].isupper() and s.weights[i] and s.tags[i] != "CD":
        return False
    content = [n for n in range(i, j) if s.weights[n] and s.tags[n] != "CD" and not (n > i and s.words[n - 1] == "-")]
    if not content:
        return False
    if not all(s.words[n][0].isupper() for n in content):
        return False
    if i > 0 and s.words[i - 1] not in ".“\"(:'‘":
        return True
    return len(content) > 1 or s.tags[content[0]] in ("NNP", "NNPS") or s.words[content[0]].isupper()


def capitals_in_doubt(s: English, i: int, j: int) -> bool:
    """Whether the capitals of words [i, j) may come from their place.

    They open the sentence, the sentence is a title, or they are a piece of a longer name: Maputo | Plan of Action.
    """
    if not s.words[i][:1].isupper():
        return False
    if _is_subject_of_a_body(s, i) or (j - i > 1 and any(cut(s, i, j))):
        return True
    return i == 0 or s.words[i - 1] in _OPENERS or s.tags[i - 1] == "LS" or s.in_title_case


def _is_subject_of_a_body(s: English, i: int) -> bool:
    """Whether a preposition stands before word i, and before it a body or document with a capital."""
    before = i - 1
    if before > 0 and s.lower[before] == "the":
        before -= 1
    return before > 0 and s.tags[before] == "IN" and s.words[before - 1][0].isupper() and s.lower[before - 1] in _ABOUT


_ABOUT = word_set("""
    act affairs agreement centre code commission committee compensation conference congress convention council day decade declaration
    department development division elimination forum framework fund guidelines institute law ministry network office panel
    plan principles programme promotion protection protocol report rights rules strategy treaty unit year
""")
"""Bodies and documents that are named after what they are about."""


def _is_common(s: English, i: int, j: int) -> bool:
    """Whether all words of a span are words of general language, no places, and none that a name of the United Nations has a capital for."""
    content = [n for n in range(i, j) if s.weights[n]]
    return all(
        general_words("en").get(singular(s.lower[n]), 0.0) >= 3.3
        and s.words[n][1:].islower()
        and s.lower[n] not in _CAPITALIZED
        and not is_of_a_place(s.words[n])
        for n in content
    )


_CAPITALIZED = word_set("""
    agreement assembly bank board charter commission committee conference convention council court covenant declaration
    executive force forum fund general governing group initiative institute mechanism member members middle mission nation
    nations office organization panel parties party permanent programme protocol rules secretary security state states
    the treaty tribunal union united university world
""")
"""Words that keep the capital that they have inside a longer name."""


def form(s: English, i: int, j: int) -> str:
    """The span as a dictionary would list it: head noun in the singular, capitals only where they belong to a name.

    >>> (sentence,) = annotate(["Industrial Policies of the Board"])
    >>> form(sentence, 0, 2)
    'Industrial Policies'
    """
    text = s.text[s.starts[i] : s.ends[j - 1]]
    name = is_name(s, i, j)
    if name and _is_subject_of_a_body(s, i) and _is_common(s, i, j):
        text, name = text.lower(), False
    first = s.words[i]
    opens = i == 0 or s.words[i - 1] in _OPENERS or s.tags[i - 1] == "LS"
    # Where only the first of several words has a capital, it has it for opening a sentence or heading: Keynote speakers.
    heading = j - i > 1 and first.lower() in general_words("en")
    common = first[:1].isupper() and first[1:].islower() and (heading or s.tags[i] not in ("NNP", "NNPS"))
    if not name and opens and common and not is_of_a_place(first):
        text = text[0].lower() + text[1:]
    head = j - 1
    for n in range(i + 1, j):
        if s.tags[n] in ("IN", "TO"):
            head = n - 1
            break
    plural = s.words[head]
    states = plural.lower() in _PLURALS  # Member States, taken for one name
    if s.tags[head] not in ("NNS", "NNPS") and not (states and s.tags[head] == "NNP"):
        return text
    if any(s.tags[n] == "CC" and s.tags[n - 1] in ("NNS", "NNPS") for n in range(i + 1, head)):
        return text  # norms and standards
    if name and j - i > 1 and not states:
        return text  # Paris Principles, Golan Heights: a name keeps its number
    if name and plural in ("Nations", "States") and head > i and s.words[head - 1] == "United":
        return text
    single = _lemma(plural)
    if single == plural or (head == j - 1 and text.lower() in _listed_plurals()):
        return text
    at = s.starts[head] - s.starts[i]
    return text[:at] + single + text[at + len(plural) :]


@lru_cache(maxsize=1)
def _listed_plurals() -> frozenset[str]:
    """Plurals of several words that the shipped vocabularies have, and not their singular: temporary special measures."""
    listed = {form.lower() for forms in shipped().values() for form in forms if " " in form}
    plurals = {form for form in listed if form.endswith("s") and not form.endswith("ss")}
    return frozenset(
        form for form in plurals if " ".join((*form.split()[:-1], singular(form.split()[-1]))) not in listed
    )


@lru_cache(maxsize=20_000)
def _lemma(word: str) -> str:
    """The singular of a plural noun, with its capitals; the word itself where a glossary lists the plural."""
    lower = word.lower()
    if lower in PLURAL_HEADS:
        return word
    single = singular(lower)
    if single not in general_words("en"):  # diabete: asked of a lemmatizer with data, which takes a second to load
        single = next(iter(_lemmas(lower)), "") or single
    if single == lower:
        return word
    same = _common(lower, single)
    return word[:same] + single[same:]


def _lemmas(word: str) -> tuple[str, ...]:
    from lemminflect import getLemma

    found = getLemma(word, "NOUN", lemmatize_oov=False)
    # Where the plural is a lemma of its own as well (earnings), it is what a glossary lists.
    return (word,) if word in found and len(found) == 1 else tuple(lemma for lemma in found if lemma != word)


_OPENERS = frozenset({".", "“", '"', "(", ":", "'", "‘", "”", "*", "•", ")", "I.", "II.", "III.", "IV.", "V.", "VI."})


@lru_cache(maxsize=10_000)
def is_of_a_place(word: str) -> bool:
    """Whether a word with a capital is or belongs to a place, as African does."""
    return len(word) > 3 and word[:1].isupper() and word[:4] in _places()


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(word[:4] for name in places() for word in name.split() if word[0].isupper() and len(word) > 3)


def _common(one: str, other: str) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


_PLURALS = word_set("states parties countries organizations committees agencies enterprises governments")
