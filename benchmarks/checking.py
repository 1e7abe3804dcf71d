"""Checking: slips put into clean sentences and found again, by kind; false alarms on sentences of the United Nations.

The slips are put in by a fixed seed, none looked at while the check was made better but by its kind.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from align.types import Bead, Bitext, Segment
from benchmarks import Row
from glossary.quality.check import check_bitext
from glossary.types import Concept

LANGUAGES = ("zh", "en", "fr", "es", "ru", "ar")
OF_A_KIND = 17
"""Slips of each kind, so that twelve kinds are 204."""
Pair = tuple[str, str]
Slip = Callable[[Pair, random.Random, list[Pair]], Pair | None]


def rows(data: Path) -> Iterator[Row]:
    pairs = _pairs(data, "zh", "en")
    for turned in (False, True):
        languages = ("en", "zh") if turned else ("zh", "en")
        yield from _recall([pair[::-1] for pair in pairs] if turned else pairs, *languages)
        yield _many_dropped([pair[::-1] for pair in pairs] if turned else pairs, *languages)
    for src, tgt in (
        ("zh", "en"),
        ("en", "zh"),
        ("en", "fr"),
        ("en", "es"),
        ("en", "ru"),
        ("en", "ar"),
        ("zh", "fr"),
        ("fr", "es"),
    ):
        both = _pairs(data, src, tgt)
        found = check_bitext(_bitext(both, src, tgt))
        yield Row(
            f"false alarms, and slips of its own, in {len(both):,} sentences {src}-{tgt}",
            1000 * len(found) / len(both),
            "in 1,000",
            "≤ 15",
        )


def _pairs(data: Path, src: str, tgt: str) -> list[Pair]:
    folder = data / "real" / "unpc-dev"
    sides = [(folder / f"unpc.{code}").read_text(encoding="utf-8").splitlines() for code in (src, tgt)]
    return list(zip(*sides, strict=True))


def _bitext(pairs: list[Pair], src: str, tgt: str) -> Bitext:
    left, right = (tuple(Segment(pair[side]) for pair in pairs) for side in (0, 1))
    return Bitext(left, right, tuple(Bead((n,), (n,)) for n in range(len(pairs))), src, tgt)


def _recall(pairs: list[Pair], src: str, tgt: str) -> Iterator[Row]:
    """Of slips put into sentences without fault, those that are found; the other sentences stay around them."""
    from glossary.store.glossary import Glossary

    with tempfile.TemporaryDirectory() as folder:
        glossary = Glossary.open(Path(folder, "g"), create=True)
        glossary.add(_terms(), by="bench", origin="import")
        faulty = {finding.bead for finding in check_bitext(_bitext(pairs, src, tgt), glossary)}
        clean = [pair for number, pair in enumerate(pairs) if number not in faulty and 20 < len(pair[1]) < 600]
        chosen = random.Random(14)
        found: Counter[str] = Counter()
        put: Counter[str] = Counter()
        made: list[Pair] = []
        kinds: dict[int, str] = {}
        order = clean[:]
        chosen.shuffle(order)
        for pair in order:
            kind, changed = None, None
            tries = sorted((name for name in SLIPS if put[name] < OF_A_KIND), key=lambda name: put[name])
            for kind in tries:
                changed = SLIPS[kind](pair, chosen, clean)
                if changed is not None and changed != pair:
                    break
                changed = None
            if changed is not None and kind is not None:
                put[kind] += 1
                kinds[len(made)] = kind
                made.append(changed)
                if kind == "inconsistent":  # the second of the two is told
                    made.append(pair)
                    kinds[len(made) - 1] = kinds.pop(len(made) - 2)
            else:
                made.append(pair)
        marked = {finding.bead for finding in check_bitext(_bitext(made, src, tgt), glossary)}
        for place, kind in kinds.items():
            found[kind] += place in marked
        for kind in SLIPS:
            if put[kind]:
                yield Row(f"slips found, {src}-{tgt}, {kind} ({put[kind]} put in)", found[kind] / put[kind], "", "≥ .9")
        every = sum(put.values())
        yield Row(f"slips found, {src}-{tgt}, all {every}", sum(found.values()) / every, "", "≥ .9")


def _many_dropped(pairs: list[Pair], src: str, tgt: str) -> Row:
    """Of clauses left out of every fourth sentence, whatever is wrong with it already, those that are found."""
    chosen = random.Random(15)
    made, places = list(pairs), []
    for number in chosen.sample(range(len(pairs)), len(pairs) // 4):
        short = dropped(pairs[number], chosen, pairs) if 20 < len(pairs[number][1]) < 600 else None
        if short is not None and short[1]:
            made[number] = short
            places.append(number)
    marked = {finding.bead for finding in check_bitext(_bitext(made, src, tgt))}
    found = sum(place in marked for place in places) / len(places)
    return Row(f"slips found, {src}-{tgt}, {len(places)} dropped clauses", found, "", "≥ .9")


TERMS = {
    "经济及社会理事会": "Economic and Social Council", "安全理事会": "Security Council", "人权": "human rights",
    "可持续发展": "sustainable development", "缔约国": "State party|States parties", "秘书长": "Secretary-General",
    "大会": "General Assembly|Assembly|Conference", "武装团体": "armed group", "气候变化": "climate change",
    "维持和平": "peacekeeping", "小岛屿发展中国家": "small island developing State", "咨询委员会": "Advisory Committee",
    "土著人民": "indigenous peoples", "性别平等": "gender equality", "恐怖主义": "terrorism", "两年期": "biennium",
    "国际法": "international law", "化学武器": "chemical weapon", "民间社会": "civil society", "能力建设": "capacity-building",
}  # fmt: skip


def _terms() -> list[Concept]:
    from glossary.types import Term

    return [
        Concept(f"t{n}", (Term(zh, "zh"), *(Term(one, "en") for one in en.split("|"))), status="approved")
        for n, (zh, en) in enumerate(TERMS.items())
    ]


def _number(text: str, chosen: random.Random) -> re.Match[str] | None:
    found = [one for one in re.finditer(r"(?<![\w./(-])\d[\d,]*(?:\.\d+)?(?![\w./)-])", text) if one.start() > 4]
    return chosen.choice(found) if found else None


def omitted_number(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    found = _number(pair[1], chosen)
    return (pair[0], " ".join((pair[1][: found.start()] + pair[1][found.end() :]).split())) if found else None


def changed_number(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    found = _number(pair[1], chosen)
    if not found:
        return None
    digits = list(found[0])
    place = chosen.choice([n for n, char in enumerate(digits) if char.isdigit()])
    digits[place] = chosen.choice([one for one in "123456789" if one != digits[place]])
    return pair[0], pair[1][: found.start()] + "".join(digits) + pair[1][found.end() :]


def changed_date(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    months = [
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    found = re.search(rf"(\d{{1,2}}) ({'|'.join(months)})|(\d{{1,2}})月(\d{{1,2}})日", pair[1])
    if not found:
        return None
    if found[3]:
        new = (
            f"{int(found[3]) % 12 + 1}月{found[4]}日"
            if chosen.random() < 0.5
            else f"{found[3]}月{int(found[4]) % 28 + 1}日"
        )
    elif chosen.random() < 0.5:
        new = f"{found[1]} {chosen.choice([month for month in months if month != found[2]])}"
    else:
        new = f"{int(found[1]) % 28 + 1} {found[2]}"
    return pair[0], pair[1][: found.start()] + new + pair[1][found.end() :]


def wrong_country(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    from glossary.quality.places import states

    english = not re.search("[\u4e00-\u9fff]", pair[1])
    rows = states()
    names = [row[1 if english else 0] for row in rows]
    source = {n for n, row in enumerate(rows) if any(one in pair[0] for one in row[0 if english else 1])}
    there = [(n, one) for n in source for one in names[n][:1] if one in pair[1]]
    if not there:
        return None
    number, name = chosen.choice(there)
    other = chosen.choice([forms[0] for n, forms in enumerate(names) if n != number])
    return pair[0], pair[1].replace(name, other)


def wrong_term(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    english = not re.search("[\u4e00-\u9fff]", pair[1])
    side = {zh: en.split("|")[0] for zh, en in TERMS.items()}
    there = [(zh, en) for zh, en in side.items() if zh in pair[1 - english] and en in pair[english]]
    if not there:
        return None
    zh, en = chosen.choice(there)
    other_zh, other_en = chosen.choice(
        [one for one in side.items() if one[0] != zh and one[0] not in pair[1 - english]]
    )
    old, new = (en, other_en) if english else (zh, other_zh)
    return pair[0], pair[1].replace(old, new)


def dropped(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    parts = re.split(r"(?<=[,;，；:：])", pair[1])
    long = [
        n for n, part in enumerate(parts) if len(part.split()) >= 7 or len(re.findall("[\u4e00-\u9fff]", part)) >= 12
    ]
    if len(parts) < 2 or not long:
        return None
    gone = chosen.choice(long)
    return pair[0], "".join(part for n, part in enumerate(parts) if n != gone).strip()


def untranslated(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    if chosen.random() < 0.5:
        return pair[0], pair[0]
    parts = re.split(r"(?<=[,;，；])", pair[0])
    return (pair[0], parts[0] + " " + pair[1].split(",", 1)[-1].split("，", 1)[-1]) if len(parts) > 1 else None


def doubled(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    if re.search("[\u4e00-\u9fff]", pair[1]):
        import rjieba

        words = rjieba.cut(pair[1], False)
        places = [n for n, word in enumerate(words) if len(word) > 1 and re.fullmatch("[\u4e00-\u9fff]+", word)]
        join = ""
    else:
        words, join = pair[1].split(" "), " "
        places = [n for n, word in enumerate(words) if word.isalpha()]
    if not places:
        return None
    place = chosen.choice(places)
    return pair[0], join.join([*words[: place + 1], *words[place:]])


def unclosed(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    places = [n for n, char in enumerate(pair[1]) if char in ")）”]》」" and n > 6]
    if not places:
        return None
    place = chosen.choice(places)
    return pair[0], pair[1][:place] + pair[1][place + 1 :]


def wrong_symbol(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    found = re.search(r"\b[A-Z]{1,6}(?:[/.][A-Z\d][\w.]*)+/?\d+", pair[1])
    if not found:
        symbol = f"A/{chosen.randint(55, 79)}/{chosen.randint(10, 900)}"
        return f"{pair[0]} ({symbol})", f"{pair[1]} ({symbol[:-1]}{(int(symbol[-1]) + 3) % 10})"
    digits = list(found[0])
    place = max(n for n, char in enumerate(digits) if char.isdigit())
    digits[place] = str((int(digits[place]) + chosen.randint(1, 8)) % 10)
    return pair[0], pair[1][: found.start()] + "".join(digits) + pair[1][found.end() :]


def changed_link(pair: Pair, chosen: random.Random, _: list[Pair]) -> Pair | None:
    found = re.search(r"(?:https?://|www\.)[\w./-]{6,}\w", pair[1], re.ASCII)
    if found:
        place = chosen.randint(found.start() + 11, found.end() - 1)
        new = "x" if pair[1][place] != "x" else "q"
        return pair[0], pair[1][:place] + new + pair[1][place + 1 :]
    link = f"www.un.org/esa/{chosen.randint(100, 999)}"
    return f"{pair[0]} {link}", f"{pair[1]} {link[:-1]}x"


def inconsistent(pair: Pair, chosen: random.Random, clean: list[Pair]) -> Pair | None:
    if len(pair[0]) > 120:
        return None
    return pair[0], re.sub(r"(\w+)(\W*)$", r"again \1\2", pair[1])


SLIPS: dict[str, Slip] = {
    "wrong symbol": wrong_symbol, "wrong country": wrong_country, "wrong term": wrong_term, "changed date": changed_date,
    "unclosed bracket": unclosed, "omitted number": omitted_number, "changed number": changed_number,
    "dropped clause": dropped, "untranslated": untranslated, "doubled word": doubled, "changed link": changed_link,
    "inconsistent": inconsistent,
}  # fmt: skip
