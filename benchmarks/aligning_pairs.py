"""Pairs of languages without a dictionary, German-French first, on texts of Debian's packages; nothing of them is kept.

Stories: what is told and said in five campaigns of the game Wesnoth, translated freely, in passages of 120 beads. The
manual: the Debian Administrator's Handbook, in passages of 400. Get them by

    apt-get download debian-handbook wesnoth-1.16-data wesnoth-1.16-{did,dm,sof,thot,tsg}
    for package in *.deb; do dpkg-deb -x $package FOLDER; done

and name the folder: DUIZHAO_BENCH_BOOKS=FOLDER python -m benchmarks aligning_pairs. Without it nothing is measured.

Paragraphs (messages) are known to translate each other. Each is split into sentences; it is taken where its beads are
then beyond doubt: one sentence on a side, or as many on both sides and of like lengths. Of these, 18% of the
neighbours are joined into one sentence on one side, about 6% are left out of one side, and a run of 12 beads. The
figures “by paragraph” are of the whole texts as they are, beads joined within a paragraph. Of the stories, dm
decided nothing: no choice was made by it. With DUIZHAO_BENCH_E5=1 the encoder e5 is measured beside words alone, on
about 1,000 sentences of dm, and nothing else.
"""

from __future__ import annotations

import gettext
import html
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from align.alignment.aligner import align
from align.encoders import E5
from align.segmenter import split
from benchmarks import Row
from benchmarks.aligning import by_length, verse_f1
from benchmarks.aligning_neural import Counting
from benchmarks.training import Beads, strict, without

CAMPAIGNS = {
    "did": "Descent_Into_Darkness",
    "sof": "Sceptre_of_Fire",
    "thot": "The_Hammer_of_Thursagan",
    "tsg": "The_South_Guard",
    "dm": "Delfadors_Memoirs",
}
MANUALS = {"de": "de-DE", "fr": "fr-FR", "en": "en-US", "es": "es-ES", "pt": "pt-BR", "ru": "ru-RU"}
STOP = re.compile(r"(.*[^\W])[.;:]$", re.DOTALL)
Paragraphs = list[tuple[str, str]]
Text = tuple[list[str], list[str], Beads]
Aligner = Callable[[list[str], list[str], str, str], Beads]


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).replace("\u200b", "").split())


def story(root: Path, name: str, languages: tuple[str, str]) -> Paragraphs:
    """The messages of a campaign that are translated into both languages, in the order of the scenarios."""
    game = next((root / "usr/share/games/wesnoth").glob("*"))
    catalogues = []
    for language in languages:
        path = game / "locale" / language / "LC_MESSAGES" / f"wesnoth-{name}.mo"
        catalogues.append(None if language == "en" else gettext.GNUTranslations(path.open("rb")))
    found: Paragraphs = []
    seen = set()
    for scenario in sorted((game / "data/campaigns" / CAMPAIGNS[name] / "scenarios").glob("*.cfg")):
        for match in re.finditer(r'_\s*"((?:[^"]|"")*)"', scenario.read_text(encoding="utf-8")):
            message = match[1].replace('""', '"')
            if len(message) < 12 or message in seen:
                continue
            seen.add(message)
            texts = [c.gettext(message) if c else message for c in catalogues]
            if any(c and text == message for c, text in zip(catalogues, texts, strict=True)):
                continue
            parts = [re.split(r"\n\s*\n", text.partition("^")[2] or text) for text in texts]
            if len(parts[0]) != len(parts[1]):
                parts = [[" ".join(part)] for part in parts]
            found += [(a, b) for a, b in zip(*([plain(p) for p in part] for part in parts), strict=True) if a and b]
    return found


def manual(root: Path, languages: tuple[str, str]) -> Paragraphs:
    """The headings and paragraphs of the handbook that are translated into both languages."""
    folder = root / "usr/share/doc/debian-handbook/html"
    index = (folder / "en-US/index.html").read_text(encoding="utf-8")
    found: Paragraphs = []
    for page in dict.fromkeys(re.findall(r'href="([\w.-]+\.html)', index)):
        columns = []
        for language in (*languages, "en"):
            text = (folder / MANUALS[language] / page).read_text(encoding="utf-8").partition('class="docnav top"')[2]
            blocks = re.findall(r'<(div class="para"|(?:h\d|p) class="title")>(.*?)</(?:div|h\d|p)>', text, re.DOTALL)
            columns.append([(kind, plain(block)) for kind, block in blocks])
        if len({tuple(kind for kind, _ in column) for column in columns}) > 1:
            continue
        for (_, a), (_, b), (_, english) in zip(*columns, strict=True):
            if a and b and all(t != english for t, c in zip((a, b), languages, strict=True) if c != "en"):
                found.append((a, b))
    return found


def sentences(text: str, language: str) -> list[str]:
    return [part for start, end in split(text, language) if (part := text[start:end].strip())]


def certain(paragraphs: Paragraphs, languages: tuple[str, str]) -> Text:
    """The paragraphs whose beads are beyond doubt."""
    one: list[str] = []
    other: list[str] = []
    gold: Beads = []
    ratio = sum(len(b) for _, b in paragraphs) / sum(len(a) for a, _ in paragraphs)
    for pair in paragraphs:
        a, b = (sentences(text, language) for text, language in zip(pair, languages, strict=True))
        i, j = len(one), len(other)
        if 1 in (len(a), len(b)) and 0 < len(a) <= 4 and 0 < len(b) <= 4:
            gold.append((tuple(range(i, i + len(a))), tuple(range(j, j + len(b)))))
        elif len(a) == len(b) and all(
            0.6 < (len(y) + 12) / (len(x) * ratio + 12) < 1.6 for x, y in zip(a, b, strict=True)
        ):
            gold += [((i + k,), (j + k,)) for k in range(len(a))]
        else:
            continue
        one += a
        other += b
    return one, other, gold


def harder(text: Text, seed: int, share: float = 0.09, omitted: float = 0.04, run: int = 12) -> Text:
    """Neighbours joined on either side, beads left out of one side, and a run of them."""
    chance = random.Random(seed)
    one: list[str] = []
    other: list[str] = []
    gold: Beads = []
    beads, k = text[2], 0
    while k < len(beads):
        a, b = ([side[x] for x in numbers] for side, numbers in zip(text[:2], beads[k], strict=True))
        single = k + 1 < len(beads) and [len(a), len(b), *map(len, beads[k + 1])] == [1] * 4
        if single and (u := chance.random()) < 2 * share:
            k += 1
            x, y = text[0][beads[k][0][0]], text[1][beads[k][1][0]]
            a, b = ([glued(a[0], x, chance)], [*b, y]) if u < share else ([*a, x], [glued(b[0], y, chance)])
        gold.append((tuple(range(len(one), len(one) + len(a))), tuple(range(len(other), len(other) + len(b)))))
        one += a
        other += b
        k += 1
    found = one, other, gold
    for start in sorted(chance.sample(range(len(gold)), int(omitted * len(gold))), reverse=True):
        found = without(*found, chance.randrange(2), start, chance.choice([1, 1, 1, 2, 3]))
    start = chance.randrange(len(gold) - run) if len(gold) > 4 * run else 0
    return without(*found, chance.randrange(2), start, run if start else 0)


def glued(one: str, other: str, chance: random.Random) -> str:
    stop = STOP.match(one)
    if stop and chance.random() < 0.8:
        return f"{stop[1]}{chance.choice([',', ';', ',', ':', ' –'])} {other[:1].lower()}{other[1:]}"
    return f"{one} {other}"


def passages(text: Text, size: int) -> Iterator[Text]:
    one, other, gold = text
    for start in range(0, max(1, len(gold) - size // 2), size):
        part = gold[start : start + size]
        i, j = min((x for a, _ in part for x in a)), min((x for _, b in part for x in b))
        beads = [(tuple(x - i for x in a), tuple(x - j for x in b)) for a, b in part]
        yield (
            one[i : i + sum(len(a) for a, _ in beads)],
            other[j : j + sum(len(b) for _, b in beads)],
            beads,
        )


def own(encoder: Counting | None = None) -> Aligner:
    def aligned(one: list[str], other: list[str], src_lang: str, tgt_lang: str) -> Beads:
        beads = align(one, other, src_lang=src_lang, tgt_lang=tgt_lang, encoder=encoder).beads
        return [(bead.src, bead.tgt) for bead in beads]

    return aligned


def lengths(one: list[str], other: list[str], src_lang: str, tgt_lang: str) -> Beads:
    import galechurch

    return by_length(galechurch, one, other)


def by_paragraph(paragraphs: Paragraphs, languages: tuple[str, str], aligner: Aligner) -> float:
    """F1 over the whole text, beads joined within a paragraph."""
    sides: tuple[list[str], list[str]] = [], []
    names: tuple[list[str], list[str]] = [], []
    for number, pair in enumerate(paragraphs):
        for side, name, text, language in zip(sides, names, pair, languages, strict=True):
            found = sentences(text, language)
            side += found
            name += [str(number)] * len(found)
    return verse_f1(aligner(*sides, *languages), list(names), [len(side) for side in sides])


def rows(data: Path) -> Iterator[Row]:
    root = Path(os.environ.get("DUIZHAO_BENCH_BOOKS", "/"))
    if not (root / "usr/share/games/wesnoth").is_dir() or not (root / "usr/share/doc/debian-handbook/html").is_dir():
        yield Row("Nothing measured: DUIZHAO_BENCH_BOOKS names no folder with the books (see the docstring)", "-")
        return
    align(["Eins."], ["Un."], src_lang="de", tgt_lang="fr")
    if os.environ.get("DUIZHAO_BENCH_E5"):
        yield from with_e5(root)
        return
    told = ["did", "sof", "thot", "tsg"]
    groups: list[tuple[str, tuple[str, str], list[str], int]] = [
        ("stories, German-French", ("de", "fr"), told, 120),
        ("stories held out, German-French", ("de", "fr"), ["dm"], 120),
        ("stories, French-German", ("fr", "de"), told, 120),
        ("stories, English-German", ("en", "de"), told, 120),
        ("stories, English-French", ("en", "fr"), told, 120),
        ("stories, Russian-English", ("ru", "en"), told, 120),
        ("manual, German-French", ("de", "fr"), ["manual"], 400),
        ("manual, Spanish-Portuguese", ("es", "pt"), ["manual"], 400),
    ]
    for name, languages, books, size in groups:
        found = [manual(root, languages) if book == "manual" else story(root, book, languages) for book in books]
        texts = [part for book in found for part in passages(harder(certain(book, languages), 7), size)][:12]
        yield Row(f"{name}: sentences", sum(len(one) + len(other) for one, other, _ in texts))
        for what, aligner in METHODS.items():
            yield from measured(what, aligner, texts, languages)
            if languages == ("de", "fr") and size == 120:
                value = sum(by_paragraph(book, languages, aligner) for book in found) / len(found)
                yield Row(f"  {what}, whole texts, F1 by paragraph", value)


def with_e5(root: Path) -> Iterator[Row]:
    languages = "de", "fr"
    encoder = Counting(E5())
    encoder.encode(["loaded before the clock runs"])
    texts = list(passages(harder(certain(story(root, "dm", languages), languages), 7), 120))[:4]
    yield Row("stories held out, German-French: sentences", sum(len(one) + len(other) for one, other, _ in texts))
    yield from measured("words alone", own(), texts, languages)
    encoder.texts = 0
    yield from measured("e5", own(encoder), texts, languages)
    yield Row("  texts encoded", encoder.texts)


def measured(what: str, aligner: Aligner, texts: Sequence[Text], languages: tuple[str, str]) -> Iterator[Row]:
    start = time.process_time()
    score = strict([(aligner(one, other, *languages), gold) for one, other, gold in texts])
    yield Row(f"  {what}, strict F1", score)
    yield Row("  seconds of one core", time.process_time() - start, "s")


METHODS: dict[str, Aligner] = {"words alone": own(), "package galechurch": lengths}
