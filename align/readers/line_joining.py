"""From lines to reading text: broken lines joined, stray spaces gone, every code point still knowing its place.

The house form of Chinese keeps one space between Chinese and Latin letters or digits where the document prints one
(“占 45%”), and none between Chinese characters or beside Chinese punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from align.types import Run

__all__ = ["HAN", "WritingConventions", "glue", "reading_text"]

HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3220-\u3229\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Chinese characters (and kana), for use inside a character class."""
PUNCTUATION = r"\u3001\u3002\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff5e"
"""Chinese punctuation that carries its own space."""

_HAN_EDGE = re.compile(f"[{HAN}]")
_FULL_EDGE = re.compile(f"[{HAN}{PUNCTUATION}]")
_LINE_END = re.compile("[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_QUOTES = "“”‘’…—"

# Everything that reading text does not keep as it stands. The order matters: the first alternative that fits wins.
_EDITS = re.compile(
    f"(?P<nothing>[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]+)"
    f"|(?P<beside>(?<=[{PUNCTUATION}])[\\s\u3000]+|[\\s\u3000]+(?=[{PUNCTUATION}]))"
    f"|(?P<between>(?<=[{HAN}])[ \u00a0](?=[{HAN}]))"
    f"|(?P<quote>(?<=[{HAN}])[ \u00a0](?=[”’])|(?<=[“‘])[ \u00a0](?=[{HAN}])|(?<=[{HAN}{PUNCTUATION}])[ \u00a0](?=[“‘])|(?<=[”’])[ \u00a0](?=[{HAN}{PUNCTUATION}]))"
    f"|(?P<space>[\\s\u3000]{{2,}}|[\\t\\n\\r\\f\\v\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000])"
    "|(?P<form>[\ufb00-\ufb06\u2e80-\u2fdf\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05\uff0f\uff0b])"
)
_URL_TAIL = re.compile(r"(?:https?://|www\.|ftp://)[^\s\u3000-\u9fff，。；：）】》”]*$", re.IGNORECASE)
_URL_HEAD = re.compile(r"[A-Za-z0-9/_%?=&#~.-]+")
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,40}[-\u2010\u00ad] *\r?\n\s*[^\W\d_]+")
_WORD_TAIL = re.compile(r"[^\W\d_]+$")
_WORD_HEAD = re.compile(r"[^\W\d_]+")
# Halves of compounds that keep their hyphen at the end of a line although the document may not show them elsewhere.
_FIRST_HALVES = frozenset(
    """
    middle low high long short medium well self non co multi cross full half large small mid all ad ex vice
    inter one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety
    decision policy peace capacity gender climate south north east west sub first second third follow
    """.split()  # noqa: SIM905
)
_SECOND_HALVES = frozenset(
    """
    based related income level term sized oriented led wide making building keeping sharing saving driven
    specific first second third fourth fifth sixth seventh eighth ninth one two three four five six seven eight
    nine up to of the south north governmental efficient friendly scale neutral sensitive responsive year old
    month day
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class WritingConventions:
    """How a document writes: whether it sets spaces between Chinese and Latin, and the words it knows."""

    spaced: bool = True
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> WritingConventions:
        """The habits of `text`.

        >>> WritingConventions.of("占 45% 的 2 项").spaced, WritingConventions.of("占45%的2项").spaced
        (True, False)
        """
        sample = text[:200_000]
        # Counted within lines only: at a line's end a space may be there for other reasons.
        spaced = len(re.findall(f"[{HAN}][ \u00a0][A-Za-z0-9]|[A-Za-z0-9%][ \u00a0][{HAN}]", sample))
        close = len(re.findall(f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9%][{HAN}]", sample))
        words: frozenset[str] = frozenset()
        if _BROKEN_WORD.search(sample):
            # The halves of broken words are not words themselves.
            whole = _BROKEN_WORD.sub(" ", sample)
            words = frozenset(w.lower() for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", whole))
        return cls(spaced=spaced >= close, words=words)


def reading_text(
    text: str, spans: Iterable[tuple[int, int]], habits: WritingConventions
) -> tuple[str, tuple[Run, ...]]:
    """The text that a reader reads in these spans of `text`, and the runs that say where each part of it stands.

    >>> reading_text("促进工业\\n 发 展，占\\n45%", [(0, 4), (6, 11), (12, 15)], WritingConventions())
    ('促进工业发展，占 45%', ((0, 0, 4), (4, 6, 1), (5, 8, 3), (9, 12, 3)))
    """
    pieces: list[tuple[str, int | None]] = []
    end_before = 0
    for start, end in spans:
        fragment = text[start:end]
        if not fragment:
            continue
        if pieces and _LINE_END.search(text, end_before, start):
            between, dropped = glue("".join(p[0] for p in pieces[-3:])[-300:], fragment, habits)
            if dropped:
                last, place = pieces[-1]
                pieces[-1] = (last[:-dropped], place)
            if between:
                pieces.append((between, None))
        pieces.append((fragment, start))
        end_before = end
    return _edited(pieces)


def glue(before: str, after: str, habits: WritingConventions) -> tuple[str, int]:
    """What stands between two lines once they are one, and how many code points the first loses at its end.

    >>> glue("the annual", "report", WritingConventions()), glue("develop-", "ment", WritingConventions())
    ((' ', 0), ('', 1))
    """
    before, a, b = before.rstrip(), before.rstrip()[-1:], after.lstrip()[:1]
    if not a or not b:
        return "", 0
    if _URL_TAIL.search(before) and _URL_HEAD.match(after) and not _ends_url(before, after):
        return "", 0
    if a in "-\u2010\u00ad" and b.isalpha():
        return "", _hyphen(before, after, habits)
    if a in "/\u2011" and (b.isalnum()) and before[-2:-1].isalnum():
        return "", 0
    if b in "%‰°" and a.isdigit():
        return "", 0
    full_a, full_b = bool(_FULL_EDGE.match(a)), bool(_FULL_EDGE.match(b))
    if (full_a and (full_b or b in _QUOTES)) or (full_b and a in _QUOTES):
        return "", 0
    if full_a or full_b:
        han = _HAN_EDGE.match(a if full_a else b)
        other = b if full_a else a
        return (" " if han and habits.spaced and (other.isalnum() or other in "%‰°") else ""), 0
    return ("" if a in _QUOTES and _looks_chinese(before) else " "), 0


def _looks_chinese(text: str) -> bool:
    return bool(re.search(f"[{HAN}]", text[-12:]))


def _ends_url(before: str, after: str) -> bool:
    """Whether an address that ends a line ends there: prose goes on after it."""
    head = _URL_HEAD.match(after)
    word = head.group() if head else ""
    if before[-1] in "/-_=&?%.#~":
        return before[-1] == "." and word[:1].isupper()
    return word.isalpha() and not re.search(r"[./_\-=%]", word)


def _hyphen(before: str, after: str, habits: WritingConventions) -> int:
    """1 where the hyphen only broke a word, 0 where it belongs to it."""
    head, tail = _WORD_HEAD.match(after), _WORD_TAIL.search(before[:-1])
    if before[-1] == "\u00ad":
        return 1
    if head is None or tail is None or not head.group()[0].islower():
        return 0
    first, second = tail.group().lower(), head.group().lower()
    if first + second in habits.words:
        return 1
    if f"{first}-{second}" in habits.words or first in _FIRST_HALVES or second in _SECOND_HALVES:
        return 0
    # A compound out of two words that the document uses by themselves keeps its hyphen.
    return 0 if first in habits.words and second in habits.words else 1


class _EditedText:
    """A text that is put together from pieces with edits, and the runs that say where each part of it stood."""

    def __init__(self, pieces: Sequence[tuple[str, int | None]]) -> None:
        self._pieces = pieces
        self.whole = "".join(piece[0] for piece in pieces)
        self._starts = [0, *accumulate(len(piece[0]) for piece in pieces)][: len(pieces)]
        self._out: list[str] = []
        self.runs: list[Run] = []
        self.length = 0

    def place(self, offset: int) -> int | None:
        """Where the character at this offset of the whole stood in the file."""
        index = bisect_right(self._starts, offset) - 1
        origin = self._pieces[index][1]
        return None if origin is None else origin + offset - self._starts[index]

    def add(self, fragment: str, origin: int | None) -> None:
        """Add some text that stood at `origin`; a run that ends there grows."""
        if not fragment:
            return
        if origin is not None:
            last = self.runs[-1] if self.runs else None
            if last and last[0] + last[2] == self.length and last[1] + last[2] == origin:
                self.runs[-1] = (last[0], last[1], last[2] + len(fragment))
            else:
                self.runs.append((self.length, origin, len(fragment)))
        self.add_letters(fragment)

    def add_letters(self, letters: str) -> None:
        """Add text that has no place of its own."""
        self._out.append(letters)
        self.length += len(letters)

    def copy(self, start: int, end: int) -> None:
        """Add this span of the whole as it stands."""
        while start < end:
            index = bisect_right(self._starts, start) - 1
            upto = min(end, self._starts[index] + len(self._pieces[index][0]))
            self.add(self.whole[start:upto], self.place(start))
            start = upto

    def __str__(self) -> str:
        return "".join(self._out)


def _edited(pieces: Sequence[tuple[str, int | None]]) -> tuple[str, tuple[Run, ...]]:
    """The text of the pieces without what only their print needs, and its runs."""
    edited = _EditedText(pieces)
    done = 0
    for match in _EDITS.finditer(edited.whole):
        edited.copy(done, match.start())
        done = match.end()
        if match.lastgroup == "space":
            # Space at either end of a paragraph is not part of its text.
            if edited.length and match.end() < len(edited.whole):
                edited.add(" ", edited.place(match.start()))
        elif match.lastgroup == "form":
            form = unicodedata.normalize("NFKC", match.group())
            edited.add(form[0], edited.place(match.start()))
            edited.add_letters(form[1:])  # of a ligature: all its letters stand where it stands
    edited.copy(done, len(edited.whole))
    return _trimmed(str(edited), edited.runs)


def _trimmed(text: str, runs: list[Run]) -> tuple[str, tuple[Run, ...]]:
    head = len(text) - len(text.lstrip())
    kept = text.strip()
    if len(kept) == len(text):
        return text, tuple(runs)
    return kept, sliced(runs, head, head + len(kept))


def sliced(runs: Sequence[Run], start: int, end: int) -> tuple[Run, ...]:
    """The runs of `text[start:end]`, counted from its start."""
    out: list[Run] = []
    for at, place, length in runs:
        low, high = max(at, start), min(at + length, end)
        if low < high:
            out.append((low - start, place + low - at, high - low))
    return tuple(out)
