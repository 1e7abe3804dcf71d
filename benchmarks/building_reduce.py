"""What the process that collects a large build holds, measured without the map: the reduce and the writing of a million pairs.

The parts of a real build of 50,000 sentence pairs are taken again and again. In each copy a share of the terms and words is
renamed, so that pairs of terms, words and entries become more as they do in new text (in the last 2,500 of 25,000 real
sentence pairs 70% of the pairs of terms are new, and 20% of the words). This is a stress test of the stages after the map,
and says nothing about the quality of entries: renamed copies are no text.

    python -m benchmarks.building_reduce FOLDER COPIES...

makes the parts in FOLDER, or finds them there, and runs the stages for as many copies as each number says; 20 copies are a
million pairs. `dense` before the numbers: only copies of the part with most pairs of terms, United Nations sentences.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks import Row
from benchmarks.building import many_pairs
from glossary.building.groups import EntryGroups, PackedEntries
from glossary.extraction.part_numbers import UnpackedNumbers, packed_arrays
from glossary.hashing import hash_of

PAIRS = 50_000
TERMS = 45
"""Percent of the terms that each copy has for itself: so 70% of the pairs of two terms."""
WORDS = 10
"""Percent of the words that each copy has for itself."""


class _Taken(Exception):
    """The parts are there."""


def parts_of_a_build(folder: Path, data: Path) -> list[Path]:
    """The packed parts of a build of PAIRS sentence pairs in a folder; those that are there are not made again."""
    from glossary.build import build
    from glossary.building.parts import Parts

    file, found = folder / "pairs.tsv", list[Path]()
    folder.mkdir(parents=True, exist_ok=True)
    lines = ("\t".join(" ".join(side.split()) for side in pair) + "\n" for pair in many_pairs(data, PAIRS))
    file.write_text("zh\ten\n" + "".join(lines), "utf-8")

    def take(parts: Parts, *_: Any) -> None:
        found.extend(parts._files)
        raise _Taken

    with patch.object(Parts, "take_in", take):
        try:
            build([file], folder / "parts", by="benchmark", jobs=2)
        except _Taken:
            return found
    raise RuntimeError("there were no parts")


class _Copies(Sequence[bytes]):
    """The numbers of parts, copy after copy, the first as it is."""

    def __init__(self, files: Sequence[Path], copies: int):
        self._files, self._copies = files, copies

    def __len__(self) -> int:
        return len(self._files) * self._copies

    def __getitem__(self, number: Any) -> Any:
        if not 0 <= number < len(self):
            raise IndexError(number)
        copy, part = divmod(number, len(self._files))
        packed = self._files[part].read_bytes()
        return packed if copy == 0 else _renamed_numbers(UnpackedNumbers.of(packed), copy)


def _renamed_numbers(part: UnpackedNumbers, copy: int) -> bytes:
    import numpy as np

    def mine(codes: Any, percent: int) -> Any:
        return codes % 100 < percent

    own = _mark(copy)
    zh, en = (mine(part[f"codes_{side}"], TERMS)[part[f"of_{side}"]] for side in ("zh", "en"))
    both = 100 - (100 - TERMS) ** 2 // 100
    arrays = dict(part.arrays)
    arrays["codes"] = np.where(zh | en, part["codes"] ^ own, part["codes"])
    for name, percent in (("codes_zh", TERMS), ("codes_en", TERMS), ("host", both)):
        arrays[name] = np.where(mine(part[name], percent), part[name] ^ own, part[name])
    zh_words, en_words = (
        Counter({f"{w}{copy}" if zlib.crc32(w.encode()) % 100 < WORDS else w: n for w, n in often.items()})
        for often in (part.counts.often_zh, part.counts.often_en)
    )
    counts = replace(part.counts, often_zh=zh_words, often_en=en_words)
    return gzip.compress(packed_arrays(counts, part.features, arrays), 0, mtime=0)


def _mark(copy: int) -> int:
    return (copy * 0x9E3779B97F4A7C15) & (2**56 - 2)


def _renamed_entries(packed: PackedEntries, copy: int) -> PackedEntries:
    """The entries of a part with other ids and terms: all together with what they are related to, by their ids."""
    if copy == 0:
        return packed
    sizes, ids, pairs, made, at = [], [], [], [], 0
    for size, hashed, keys in zip(packed.sizes, packed.ids, packed.pairs, strict=True):
        row = json.loads(zlib.decompress(packed.entries[at : at + size]))
        at += size
        if _is_new(row["id"]):
            row["id"] = f"{row['id']}-{copy}"
            row["pairs"] = keys = [key ^ _mark(copy) for key in keys]
            for term in row["terms"]:
                term["text"] += f"{copy}"
            hashed = hash_of(row["id"])
        for relation in row["relations"]:
            if _is_new(relation["target"]):
                relation["target"] += f"-{copy}"
        made.append(zlib.compress(json.dumps(row, ensure_ascii=False).encode(), 1))
        sizes.append(len(made[-1]))
        ids.append(hashed)
        pairs.append(keys)
    return replace(packed, entries=b"".join(made), sizes=sizes, ids=ids, pairs=pairs)


def _is_new(key: str) -> bool:
    return zlib.crc32(key.encode()) % 100 < 100 - (100 - TERMS) ** 2 // 100


def _most(reset: bool = False) -> float:
    """The most megabytes that this process has held since it was last asked to forget."""
    held = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    return held


def stages(folder: Path, files: Sequence[Path], copies: int) -> Iterator[Row]:
    """The stages after the map for copies of parts: processor time, and the most that the process holds."""
    from glossary.building.parts import _score, _Scored
    from glossary.extraction.part_totals import PartTotals
    from glossary.extraction.weights import WEIGHTS
    from glossary.store.glossary import Glossary

    parts, work = _Copies(files, copies), folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    what = f"{copies} copies of {len(files)} parts"
    first = PartTotals.of(_Copies(files, 1), work)
    scored = [_score(_Scored(n, packed, first.of_part(n), (), WEIGHTS)) for n, packed in enumerate(_Copies(files, 1))]
    first.end()
    _most(reset=True)
    started = time.process_time()
    totals = PartTotals.of(parts, work)
    yield Row(f"{what}: adding up, processor time", time.process_time() - started, "s")
    yield Row(f"{what}: adding up, memory", _most(reset=True), "MB")
    files_mb = sum(file.stat().st_size for file in work.rglob("*") if file.is_file()) / 2**20
    yield Row(f"{what}: files of the totals that are waiting for the parts", files_mb, "MB")
    started, shared, pairs = time.process_time(), 0, 0
    for number in range(len(parts)):
        numbers = totals.of_part(number)
        shared, pairs = shared + len(numbers.sums), pairs + len(numbers.rivals)
    totals.end()
    yield Row(f"{what}: totals for each part, processor time", time.process_time() - started, "s")
    yield Row(f"{what}: totals for each part, memory", _most(reset=True), "MB")
    yield Row(f"{what}: pairs of terms in parts, and those of them that are in several", f"{pairs:,}; {shared:,}")
    groups = EntryGroups(work)
    for copy in range(copies):
        for number, packed in enumerate(scored):
            groups.take(copy * len(files) + number, _renamed_entries(packed, copy))
    yield Row(f"{what}: entries of parts kept, memory", _most(reset=True), "MB")
    started = time.process_time()
    groups.sort()
    yield Row(f"{what}: entries sorted into batches, processor time", time.process_time() - started, "s")
    yield Row(f"{what}: entries sorted into batches, memory", _most(reset=True), "MB")
    started = time.process_time()
    added = Glossary.open(work / "g", create=True).add_parts(groups.batches, by="benchmark", apart=True)
    yield Row(f"{what}: entries merged and written, processor time", time.process_time() - started, "s")
    yield Row(f"{what}: entries merged and written, memory", _most(reset=True), "MB")
    yield Row(f"{what}: entries and candidates", added.new)
    shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    from benchmarks.__main__ import DATA

    home, *numbers = sys.argv[1:]
    some = parts_of_a_build(Path(home), DATA)
    if numbers[0] == "dense":
        some, numbers = [max(some, key=lambda file: file.stat().st_size)], numbers[1:]
    for number in numbers:
        for row in stages(Path(home), some, int(number)):
            print(f"{row.what}: {row.value} {row.unit}", flush=True)
