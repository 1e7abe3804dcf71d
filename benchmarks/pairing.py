"""Pairs of documents by content alone: one collection after the other is held out, the weights are learned from the rest.

The collections are Debian's books in up to ten languages (packages debian-handbook, installation-guide-amd64,
debian-reference-*, maint-guide-*, debian-faq-*, debmake-doc, developers-reference-*) and the laws of the data. Each is measured
whole, and with a part of the documents on either side taken away, so that many have no partner and could be given a wrong
one. `python -m benchmarks.pairing` prints the weights that stand in align/batch/likelihood.py; `--kept FILE` keeps what was
seen of the documents, which takes minutes.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from align.batch.likelihood import FEATURES, PAIRED, features, likely_pairs
from align.batch.profiles import DocumentProfile, profile_of
from align.batch.sources import Source
from align.errors import AlignError
from benchmarks import Row

HANDBOOK = Path("/usr/share/doc/debian-handbook/html")
_DOC = Path("/usr/share/doc")
_FOLDERS = {
    **{
        ("handbook", language): HANDBOOK / folder
        for language, folder in {
            "en": "en-US",
            "zh": "zh-CN",
            "zh-Hant": "zh-TW",
            "fr": "fr-FR",
            "es": "es-ES",
            "ru": "ru-RU",
            "de": "de-DE",
            "ja": "ja-JP",
            "ar": "ar-MA",
            "it": "it-IT",
        }.items()
    },
    **{
        ("installation guide", language): _DOC / "installation-guide-amd64" / folder
        for language, folder in {"zh": "zh_CN"}.items()
        | {code: code for code in ("en", "fr", "es", "ru", "de", "ja")}.items()
    },
    **{
        ("maintainers' guide", language): _DOC / package / "html"
        for language, package in {
            "en": "maint-guide",
            "zh": "maint-guide-zh-cn",
            "zh-Hant": "maint-guide-zh-tw",
            **{code: f"maint-guide-{code}" for code in ("fr", "es", "ru", "de")},
        }.items()
    },
    ("FAQ", "en"): _DOC / "debian/FAQ",
    ("FAQ", "fr"): _DOC / "debian/FAQ/fr",
    **{
        ("developers' reference", language): Path("/usr/share/developers-reference") / folder
        for language, folder in {"en": "", "fr": "fr", "ru": "ru"}.items()
    },
}
_SHARED = {"reference": Path("/usr/share/debian-reference"), "debmake guide": _DOC / "debmake-doc/html"}
"""Folders in which a page is called NAME.LANGUAGE.html."""
_CODES = {"en": "en", "zh-cn": "zh", "zh-tw": "zh-Hant", "fr": "fr", "es": "es", "de": "de", "ja": "ja", "ru": "ru"}
_AWAY = (0.0, 0.3, 0.5)
"""Shares of the documents that are taken away on either side."""
_SMALL = 5
"""Documents of the small batches that are learned from as well."""

Documents = dict[str, DocumentProfile]
Collections = dict[tuple[str, str], Documents]


@dataclass(frozen=True)
class Case:
    """Documents in two languages, and which are translations of each other."""

    collection: str
    away: float
    table: NDArray[np.float64]
    """Features: FEATURES × sources × targets."""
    partners: NDArray[np.float64]
    """1 where the two are translations of each other."""


def rows(data: Path, kept: Path | None = None) -> Iterator[Row]:
    """Share of the pairs found and wrong pairs, each collection with weights learned from the others."""
    collections = _collections(data, kept)
    if len({name for name, _ in collections}) < 3:
        yield Row("pairs by content, collections held out", "cannot be measured: Debian's books are not installed")
        return
    cases = list(_cases(collections))
    found: dict[tuple[str, float], Counter[str]] = defaultdict(Counter)
    for held_out in sorted({case.collection for case in cases}):
        weights = fit([case for case in cases if case.collection != held_out])
        for case in cases:
            if case.collection == held_out and case.table.shape[1] > _SMALL:
                found[held_out, case.away] += _count(case, weights)
    for away in _AWAY:
        total: Counter[str] = Counter()
        for (name, share), count in found.items():
            if share == away:
                total += count
                if not away:
                    yield Row(
                        f"pairs by content, {name} held out",
                        f"{count['right']} of {count['pairs']}",
                        f"({count['wrong']} wrong)",
                        "all, none wrong",
                    )
        title = (
            "all together"
            if not away
            else f"all together, {away:.0%} of the documents without a partner on either side"
        )
        yield Row(
            f"pairs by content, {title}",
            f"{total['right']} of {total['pairs']}",
            f"({total['wrong']} wrong)",
            "all, none wrong",
        )


def _count(case: Case, weights: NDArray[np.float64]) -> Counter[str]:
    pairs = [(a, b) for a, b, _ in likely_pairs(_values(case.table, weights), PAIRED)]
    right = sum(int(case.partners[pair]) for pair in pairs)
    return Counter(pairs=int(case.partners.sum()), right=right, wrong=len(pairs) - right)


def _values(table: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    values: NDArray[np.float64] = np.tensordot(weights[:-1], table, 1) - weights[-1]
    return values


def fit(cases: Sequence[Case], *, used: Sequence[int] = range(FEATURES)) -> NDArray[np.float64]:
    """The weights that make the true partners, or none where there is none, most probable; the last is that of none."""
    mask = np.array([float(n in used) for n in range(FEATURES)] + [1.0])
    start = np.array([2.0, 5.0, -5.0, -5.0, -5.0, -3.0]) * mask
    found: NDArray[np.float64] = (
        minimize(lambda weights: _loss(weights * mask, cases), start, method="L-BFGS-B").x * mask
    )
    return found


def _loss(weights: NDArray[np.float64], cases: Sequence[Case]) -> float:
    total = count = 0.0
    for case in cases:
        values = _values(case.table, weights)
        most = max(float(values.max()), 0.0)
        shares, none = np.exp(values - most), np.exp(-most)
        # A large collection tells more than a small one, but not as many times as it has documents.
        weight = 1 / np.sqrt(sum(values.shape))
        for axis in (1, 0):
            chosen = shares / (none + shares.sum(axis, keepdims=True))
            has = case.partners.sum(axis) > 0
            sure = np.where(has, (chosen * case.partners).sum(axis), 1 - chosen.sum(axis))
            total -= weight * float(np.log(np.maximum(sure, 1e-9)).sum())
            count += weight * len(sure)
    return total / count + 1e-4 * float((weights**2).sum())


def _cases(collections: Collections) -> Iterator[Case]:
    for (name, language), documents in sorted(collections.items()):
        others = [collections.get((name, "en"))] if language != "en" else []
        if language == "zh":
            others += [collections.get((name, code)) for code in ("fr", "ru")]
        for other in others:
            if other is None or len(documents.keys() & other.keys()) < _SMALL:
                continue
            for away in _AWAY:
                generator = random.Random(f"{name} {language} {away}")
                yield _case(name, away, *(_thinned(side, away, generator) for side in (documents, other)))
            for _ in range(4):
                some = dict(generator.sample(sorted(documents.items()), _SMALL))
                close = {key: other[key] for key in sorted(other) if key in some or generator.random() < 2 / len(other)}
                if close:
                    yield _case(name, 0.4, *(_thinned(side, 0.4, generator) for side in (some, close)))


def _thinned(documents: Documents, away: float, generator: random.Random) -> Documents:
    left = {key: documents[key] for key in sorted(documents) if generator.random() >= away}
    return left or documents


def _case(name: str, away: float, sources: Documents, targets: Documents) -> Case:
    table = features(list(sources.values()), list(targets.values()), [*sources.values(), *targets.values()])
    partners = np.array([[float(one == other) for other in targets] for one in sources])
    return Case(name, away, table, partners)


def _collections(data: Path, kept: Path | None) -> Collections:
    if kept is not None and kept.exists():
        found: Collections = pickle.loads(kept.read_bytes())
        return found
    files = [(name, language, key, path) for name, language, key, path in _files(data) if path.is_file()]
    collections: Collections = defaultdict(dict)
    with ProcessPoolExecutor(2) as pool:
        seen = pool.map(_seen, [path for *_, path in files], chunksize=8)
        for (name, language, key, _), profile in zip(files, seen, strict=True):
            # Many pages of a translation are still in English.
            if profile is not None and profile.language == language[:2] and profile.both is None:
                collections[name, language][key] = profile
    if kept is not None:
        kept.write_bytes(pickle.dumps(dict(collections)))
    return collections


def _seen(path: Path) -> DocumentProfile | None:
    try:
        return profile_of(Source(path.name, str(path)))
    except AlignError:
        return None


def _files(data: Path) -> Iterator[tuple[str, str, str, Path]]:
    for (name, language), folder in _FOLDERS.items():
        for path in sorted(folder.glob("*.html")):
            suffix = path.name.removesuffix(".html").rpartition(".")[2]
            if name != "FAQ" or suffix == language:
                # Pages of the handbook have dots in their names; those of these two are called NAME.LANGUAGE.
                key = path.stem if name not in ("FAQ", "maintainers' guide") else path.name.partition(".")[0]
                yield name, language, key, path
    for name, folder in _SHARED.items():
        for path in sorted(folder.glob("*.*.html")):
            key, _, code = path.stem.partition(".")
            if code in _CODES:
                yield name, _CODES[code], key, path
    for path in sorted(data.glob("real/laws/*.??.txt")):
        yield "laws", path.name[-6:-4], path.name.partition(".")[0], path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--kept", type=Path)
    options = parser.parse_args()
    for row in rows(options.data, options.kept):
        print(row)
    cases = list(_cases(_collections(options.data, options.kept)))
    for title, used in (("SAME_FORMAT", range(FEATURES)), ("OTHER_FORMAT", range(3))):
        print(title, "=", tuple(round(float(weight), 2) for weight in fit(cases, used=used)))


if __name__ == "__main__":
    main()
