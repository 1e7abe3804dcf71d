"""The places of a query in a term or a sentence: spans of the text as it is written, found through its folded form."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from glossary.folding import fold
from glossary.search import keys, pinyin
from glossary.search.types import Span

__all__ = [
    "chinese_letters",
    "initial_spans",
    "leading_span",
    "letter_spans",
    "merged",
    "phrase_spans",
    "shared_spans",
    "syllable_spans",
    "word_spans",
    "word_tokens",
]


def chinese_letters(text: str) -> tuple[str, list[int], list[int]]:
    """The text letter by letter as `fold(..., "zh")` has it, with the span of `text` that each letter comes from.

    White space and quotation marks are gone, width, case and script are one. Returns (letters, starts, ends), all of
    one length.

    >>> chinese_letters("聯合 國")
    ('联合国', [0, 1, 3], [1, 2, 4])
    """
    pieces, starts, ends = [], [], []
    for at, char in enumerate(text):
        for letter in _letter(char):
            pieces.append(letter)
            starts.append(at)
            ends.append(at + 1)
    joined = "".join(pieces)
    # Which character a Traditional one becomes may depend on its neighbours, so the whole is folded where it can be.
    folded = fold(joined, "zh")
    return (folded if len(folded) == len(joined) else joined), starts, ends


@lru_cache(maxsize=65536)
def _letter(char: str) -> str:
    return fold(char, "zh")


def letter_spans(text: str, forms: Iterable[str]) -> list[Span]:
    """Spans of `text` in which one of the folded Chinese forms stands.

    >>> letter_spans("聯合國 工業 發展", ["工业发展"])
    [(4, 9)]
    """
    letters, starts, ends = _lettered(text)
    return merged((starts[at], ends[at + len(form) - 1]) for form in forms for at in _places(letters, form) if form)


# A sentence is searched for one form after the other, and shown again as the next letter is typed.
_lettered = lru_cache(maxsize=2048)(chinese_letters)


def word_tokens(text: str, language: str = "en") -> Iterator[tuple[int, int, str]]:
    """Words of a text that are not Chinese: start, end, folded form. A possessive stays outside.

    Of a hyphenated compound each part is a word, unless it is one word in folded form.

    >>> list(word_tokens("Women’s middle-income co-operation"))
    [(0, 5, 'woman'), (8, 14, 'middle'), (15, 21, 'income'), (22, 34, 'cooperation')]
    """
    for start, end in keys.compound_runs(text):
        run = text[start:end]
        if run in ("s", "S") and start and text[start - 1] in "'’":
            continue
        for first, last, folded in _parts(run, language):
            yield start + first, start + last, folded


@lru_cache(maxsize=200_000)
def _parts(run: str, language: str) -> tuple[tuple[int, int, str], ...]:
    """Words of a run of letters and hyphens: start and end in it, folded form."""
    folded = _folded(run, language)
    if len(folded) == 1:
        return ((0, len(run), folded[0]),)
    parts = list(keys.word_runs(run))
    if len(folded) == len(parts):
        return tuple((*part, one) for part, one in zip(parts, folded, strict=True))
    return tuple((first, last, " ".join(_folded(run[first:last], language))) for first, last in parts)


def _folded(run: str, language: str) -> tuple[str, ...]:
    key = fold(run, language).replace("-", " ")
    return tuple(key.split()) or (unicodedata.normalize("NFKC", run).casefold(),)


def phrase_spans(text: str, phrases: Iterable[Sequence[str]], language: str) -> list[Span]:
    """Spans of `text` in which the words of one of the phrases follow each other, compared by their stems.

    >>> phrase_spans("for industrially developed countries", [["industrial", "development"]], "en")
    [(4, 26)]
    """
    found = []
    for phrase in phrases:
        wanted = keys.stems(list(phrase), language)
        tokens, roots = _rooted(text, language)
        for at in range(len(roots) - len(wanted) + 1) if wanted else ():
            if roots[at] == wanted[0] and roots[at : at + len(wanted)] == wanted:
                found.append((tokens[at][0], tokens[at + len(wanted) - 1][1]))
    return merged(found)


@lru_cache(maxsize=2048)
def _rooted(text: str, language: str) -> tuple[list[tuple[int, int, str]], list[str]]:
    tokens = list(word_tokens(text, language))
    return tokens, keys.stems([token[2] for token in tokens], language)


def word_spans(text: str, wanted: Iterable[str], language: str, *, prefixes: bool = False) -> list[Span]:
    """Spans of the words of `text` that are one of the folded words, share a stem with one, or begin with one.

    Neighbouring words are one span.

    >>> word_spans("industrialized and developing countries", ["developing", "country"], "en")
    [(19, 39)]
    """
    words = list(dict.fromkeys(wanted))
    exact, roots = set(words), set(keys.stems(words, language))
    found: list[Span] = []
    for start, end, folded in word_tokens(text, language):
        plain = text[start:end].casefold()
        if (
            folded in exact
            or plain in exact
            or keys.stems([folded], language)[0] in roots
            or (prefixes and any(folded.startswith(one) or plain.startswith(one) for one in words))
        ):
            found.append((start, end))
    return merged(found, text)


def leading_span(text: str, typed: str, forms: Iterable[str], words: Sequence[str], language: str) -> list[Span]:
    """The beginning of `text` that a prefix of it covers, to the end of the last letter typed where it is plain.

    >>> leading_span("Industrial development", "industrial DEV", ["industrial dev"], ["industrial", "dev"], "en")
    [(0, 14)]
    """
    for form in (typed.casefold(), *forms):
        if text.casefold().startswith(form):
            return [(0, len(form))]
    return word_spans(text, words, language, prefixes=True) or letter_spans(text, forms)


def shared_spans(text: str, forms: Iterable[str]) -> list[Span]:
    """Spans of `text` that a nearly equal Chinese form shares with it.

    >>> shared_spans("工业发展组织", ["工业发屏组织"])
    [(0, 3), (4, 6)]
    """
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.fuzz import partial_ratio_alignment

    letters, starts, ends = chinese_letters(text)
    best: list[Span] = []
    for form in forms:
        part = partial_ratio_alignment(form, letters)
        first = part.dest_start if part is not None and len(letters) > len(form) else 0
        piece = letters[first : part.dest_end] if part is not None and len(letters) > len(form) else letters
        found = [
            (starts[first + block.dest_start], ends[first + block.dest_end - 1])
            for block in Levenshtein.opcodes(form, piece)
            if block.tag == "equal"
        ]
        best = max(best, found, key=lambda spans: sum(end - start for start, end in spans))
    return merged(best)


def syllable_spans(text: str, ways: Sequence[tuple[str, ...]]) -> list[Span]:
    """Spans of `text` that are read as one of the sequences of syllables.

    >>> syllable_spans("重庆的工业", [("chong", "qing")])
    [(0, 2)]
    """
    letters, starts, ends = chinese_letters(text)
    spoken = [
        (start, end, pinyin.readings(char) or pinyin.initials(char))
        for char, start, end in zip(letters, starts, ends, strict=True)
    ]
    return _sequences([one for one in spoken if one[2]], ways)


def initial_spans(text: str, letters: str) -> list[Span]:
    """Spans of `text` whose initials are these letters.

    >>> initial_spans("工业发展组织", "fzzz")
    [(2, 6)]
    """
    folded, starts, ends = chinese_letters(text)
    heads = [(s, e, pinyin.initials(char)) for char, s, e in zip(folded, starts, ends, strict=True)]
    return _sequences([one for one in heads if one[2]], [tuple(letters)])


def _sequences(places: list[tuple[int, int, tuple[str, ...]]], ways: Sequence[tuple[str, ...]]) -> list[Span]:
    return merged(
        (places[at][0], places[at + len(way) - 1][1])
        for way in ways
        if way
        for at in range(len(places) - len(way) + 1)
        if way[0] in places[at][2] and all(one in places[at + n][2] for n, one in enumerate(way))
    )


def merged(spans: Iterable[Span], text: str | None = None) -> list[Span]:
    """Spans in order, overlapping ones joined; with `text`, also those with nothing but a space or hyphen between.

    >>> merged([(4, 6), (0, 3), (5, 8)])
    [(0, 3), (4, 8)]
    """
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and (start < out[-1][1] or (text is not None and text[out[-1][1] : start] in ("", " ", "-", "‑"))):
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part) if part else -1
    while at >= 0:
        yield at
        at = text.find(part, at + 1)
