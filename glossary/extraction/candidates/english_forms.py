"""English terms as a dictionary would list them: in the singular, with the capitals of names only."""

from __future__ import annotations

from functools import lru_cache

from glossary.extraction.candidates.english_names import OPENERS, is_name, is_of_a_place, is_subject_of_a_body
from glossary.extraction.candidates.english_sentence import English
from glossary.extraction.candidates.word_lists import PLURAL_HEADS, word_set
from glossary.extraction.vocabulary import general_words, shipped
from glossary.folding import singular

__all__ = ["form"]


def form(s: English, i: int, j: int) -> str:
    """The span as a dictionary would list it: head noun in the singular, capitals only where they belong to a name.

    >>> from glossary.extraction.candidates.english_tagging import annotate
    >>> (sentence,) = annotate(["Industrial Policies of the Board"])
    >>> form(sentence, 0, 2)
    'Industrial Policies'
    """
    text = s.text[s.starts[i] : s.ends[j - 1]]
    name = is_name(s, i, j)
    if name and is_subject_of_a_body(s, i) and _is_common(s, i, j):
        text, name = text.lower(), False
    first = s.words[i]
    opens = i == 0 or s.words[i - 1] in OPENERS or s.tags[i - 1] == "LS"
    # If only the first of several words has a capital, it is because it begins a sentence or heading: Keynote speakers.
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


def _is_common(s: English, i: int, j: int) -> bool:
    """Whether all content words of a span are common words: no places, and none that keeps its capital in names."""
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
"""Words that keep the capital that they have as part of a longer name."""


_PLURALS = word_set("states parties countries organizations committees agencies enterprises governments")


@lru_cache(maxsize=1)
def _listed_plurals() -> frozenset[str]:
    """Plural terms of several words whose singular the shipped vocabularies do not have: temporary special measures."""
    listed = {form.lower() for forms in shipped().values() for form in forms if " " in form}
    plurals = {form for form in listed if form.endswith("s") and not form.endswith("ss")}
    return frozenset(
        form for form in plurals if " ".join((*form.split()[:-1], singular(form.split()[-1]))) not in listed
    )


@lru_cache(maxsize=20_000)
def _lemma(word: str) -> str:
    """The singular of a plural noun, with its capitals; the word itself if glossaries list the plural."""
    lower = word.lower()
    if lower in PLURAL_HEADS:
        return word
    single = singular(lower)
    if single not in general_words("en"):  # “diabete” is no word: ask the lemmatizer, which takes a second to load
        single = next(iter(_lemmas(lower)), "") or single
    if single == lower:
        return word
    same = _common(lower, single)
    return word[:same] + single[same:]


def _lemmas(word: str) -> tuple[str, ...]:
    from lemminflect import getLemma

    found = getLemma(word, "NOUN", lemmatize_oov=False)
    # If the plural is a lemma of its own as well (earnings), glossaries list the plural.
    return (word,) if word in found and len(found) == 1 else tuple(lemma for lemma in found if lemma != word)


def _common(one: str, other: str) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n
