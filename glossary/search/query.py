"""A look-up as a list of stages, each a query of the term index that finds one kind of match, best kind first."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from glossary.search import keys, pinyin
from glossary.search.terms_index import TermIndex
from glossary.search.types import MatchKind

__all__ = ["Question"]

_SPECIAL = re.compile(r"([\\.+*?()|\[\]{}^$&~#-])")
_FEW = 64
"""Number of tokens up to which they are searched one by one: a regular expression takes 0.4 ms to begin."""
_READ = 400
"""Number of terms up to which they are read one by one."""
_MARKED = re.compile("[\u0300-\u0304\u030c]|[a-z][1-5]\\b")


@dataclass(frozen=True)
class Question:
    """A query, and its keys in each language that the index holds."""

    text: str
    index: TermIndex

    @cached_property
    def forms(self) -> list[str]:
        """Folded forms of the question: as Chinese where it has Chinese characters, in any case as English."""
        languages = self.index.values("language") or ["en"]
        if keys.has_han(self.text):
            languages = [one for one in languages if one in ("zh", "ja", "ko")] or ["zh"]
        else:
            languages = sorted(languages, key=lambda one: one != "en")
        return list(dict.fromkeys(form for one in languages for form in keys.keys(self.text, one)))

    @property
    def is_han(self) -> bool:
        return keys.has_han(self.text)

    @cached_property
    def words(self) -> list[str]:
        return keys.words(self.forms[0]) if self.forms and not self.is_han else []

    @cached_property
    def repeats(self) -> bool:
        """Whether a word of the question stands in it twice in a row, as in South-South."""
        return any(one == other for one, other in itertools.pairwise(self.words))

    def certain(self) -> Iterator[tuple[MatchKind, Any]]:
        """Stages that match what was typed as it stands."""
        if not self.forms:
            return
        yield "exact", self._any(self.index.term("key", form) for form in self.forms)
        bare = re.sub(r"[\s.]", "", self.text)
        if bare.isalpha() and not self.is_han and 2 <= len(bare) <= 12:
            forms = [bare.lower(), *([bare[:-1].lower()] if re.fullmatch("[A-Z]{2,}s", bare) else [])]
            yield "acronym", self._any(self.index.term("acronym", form) for form in forms)
        yield "prefix", self._any(self._beginning(form) for form in self.forms)
        yield from self._whole_words()
        yield from self._inside()

    def _beginning(self, form: str) -> Any:
        if self.is_han:
            return self.index.phrase("pairs", keys.pairs(form)[:-1])
        if len(form) <= keys.STARTS:
            return self.index.term("start", form)
        return self._opening("key", form)

    def _word_beginning(self, word: str) -> Any:
        return self.index.term("heads", word) if len(word) in keys.HEADS else self._opening("words", word)

    def _whole_words(self) -> Iterator[tuple[MatchKind, Any]]:
        if self.is_han:
            chunks = self.text.split()
            if len(chunks) > 1:
                found = [self._parts(keys.keys(chunk, "zh")) for chunk in chunks]
                yield "all words", self._all(found)
        elif self.repeats:
            yield "all words", self._repeated()
        elif self.words:
            yield "all words", self._all([self.index.term("words", word) for word in self.words])
            per_language = [keys.stems(self.words, language) for language in self.index.values("language")]
            ways = {tuple(one) for one in per_language}
            yield (
                "all words",
                self._any(self._all([self.index.term("stems", stem) for stem in way]) for way in sorted(ways)),
            )

    def _repeated(self) -> Any:
        """Terms with the words one after the other, though one of them stands twice: South-South."""
        inner = " ".join(self.words)
        having = self._all([self.index.term("words", word) for word in dict.fromkeys(self.words)])
        matches = self.index.matches(having, _READ)
        if len(matches) == _READ:  # an expression over all terms takes long where there are a million
            escaped = _SPECIAL.sub(r"\\\1", inner)
            return tantivy_regex(self.index, "key", f"(.* )?{escaped}( .*)?")
        known = dict.fromkeys(key for key in map(self.index.key, matches) if f" {inner} " in f" {key} ")
        return self._any(self.index.term("key", key) for key in known)

    def _inside(self) -> Iterator[tuple[MatchKind, Any]]:
        if self.is_han:
            yield "inside", self._parts(self.forms)
        elif self.words and not self.repeats and all(len(word) > 1 for word in self.words):
            # a word of the question may be the beginning of a word of the term: "sust dev"
            yield "inside", self._all([self._word_beginning(word) for word in self.words])

    def spoken(self) -> Iterator[tuple[MatchKind, Any]]:
        """Stages that read the question as pinyin or as initials."""
        if self.is_han:
            return
        for border in ((True, True), (True, False), (False, False)):
            ways = [self._sounding(way, border) for way in pinyin.spellings(self.text)]
            if ways:
                yield "pinyin", self._any(ways)
        letters = re.sub(r"[\s'\-]", "", self.text.lower())
        if re.fullmatch("[a-z0-9]{2,16}", letters) and not letters.isdigit():
            for border in ((True, True), (True, False), (False, False)):
                chain = (keys.START if border[0] else "") + letters + (keys.END if border[1] else "")
                twos = [chain[n : n + 2] for n in range(len(chain) - 1)]
                yield "initials", self.index.phrase("initials", twos)

    def whole_among(self, ways: list[list[str]]) -> Any:
        """Terms that are made of one word of each list, in order."""
        whole = itertools.islice(itertools.product(*ways), 32)
        return self._any(self.index.term("key", " ".join(words)) for words in whole)

    def words_among(self, ways: list[list[str]]) -> Any:
        """Terms that have, for each list, one of its words."""
        return self._all([self._any(self.index.term("words", word) for word in way) for way in ways])

    def sounding(self, ways: list[tuple[str, ...]]) -> Any:
        """Terms in which one of these sequences of syllables stands."""
        return self._any(self._sounding(way) for way in ways)

    @property
    def looks_like_pinyin(self) -> bool:
        """Whether tones are written, or no word of it is a word of the glossary."""
        import unicodedata

        if _MARKED.search(unicodedata.normalize("NFD", self.text.lower())):
            return True
        return not any(self.index.has("words", word) for word in self.words)

    def _sounding(self, way: Sequence[str], border: tuple[bool, bool] = (False, False)) -> Any:
        tokens = list(way)
        tokens[0] = keys.START * border[0] + tokens[0]
        tokens[-1] += keys.END * border[1]
        return self.index.phrase("syllables", tokens)

    def _parts(self, forms: Sequence[str]) -> Any:
        """Terms in which one of the forms stands somewhere."""
        ways = []
        for form in forms:
            inner = keys.pairs(form)[1:-1]
            ways.append(self.index.phrase("pairs", inner) if inner else self.index.term("chars", form))
        return self._any(ways)

    def _opening(self, field: str, text: str) -> Any:
        """Terms with a token that begins with the text."""
        import tantivy

        few = self.index.searcher.terms_with_prefix(field, text, limit=_FEW)
        if len(few) < _FEW:
            return self._any(self.index.term(field, token) for token, _ in few)
        return tantivy.Query.regex_query(self.index.schema, field, _SPECIAL.sub(r"\\\1", text) + ".*")

    @staticmethod
    def _any(queries: Any) -> Any:
        import tantivy

        every = list(queries)
        if len(every) == 1:
            return every[0]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in every])

    @staticmethod
    def _all(queries: list[Any]) -> Any:
        import tantivy

        return tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in queries])


def tantivy_regex(index: TermIndex, field: str, pattern: str) -> Any:
    """Terms with a token that fits the pattern as a whole."""
    import tantivy

    return tantivy.Query.regex_query(index.schema, field, pattern)
