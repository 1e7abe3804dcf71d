"""Numbers in the text are those of the code: each is looked up where it is set, and its sentence where it is said."""

from __future__ import annotations

import csv
import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORDS = (
    ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    + [""] * 7
    + ["twenty"]
)
MEGABYTE = 1 << 20

Value = Callable[[], object]


def of(module: str, name: str, by: float = 1) -> Value:
    """A constant, in units of `by`."""
    return lambda: f"{getattr(import_module(module), name) / by:,.10g}"


def share(module: str, name: str) -> Value:
    """A constant below 1, as the text writes it: .02."""
    return lambda: f"{getattr(import_module(module), name):.10g}".lstrip("0")


def word(module: str, name: str) -> Value:
    """A small constant as a word."""
    return lambda: WORDS[int(getattr(import_module(module), name))]


def default(module: str, function: str, parameter: str, by: float = 1) -> Value:
    """The default of a parameter, or the field of a class."""

    def read() -> str:
        owner = getattr(import_module(module), function)
        value = inspect.signature(owner).parameters[parameter].default
        return f"{value / by:,.10g}"

    return read


def rows(path: str, header: int) -> Value:
    """Lines of a table of ours that are no comments, without its header."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return lambda: f"{sum(bool(line.strip()) and not line.startswith('#') for line in lines) - header:,}"


def notions() -> str:
    """Notions of the two tables of common words; the second one adds a language to many of the first."""
    tables = [
        (ROOT / f"align/resources/{name}.tsv").read_text(encoding="utf-8") for name in ("core", "core_un", "core_more")
    ]
    return str(len({line.partition("\t")[0] for table in tables for line in table.splitlines()[1:]}))


def tens(value: Value) -> Value:
    """A count rounded to tens, for “some”."""
    return lambda: str(round(int(str(value()).replace(",", "")), -1))


SAID: list[tuple[str, str, Value]] = [
    ("docs/aligning.md", "start from some {} common notions", tens(notions)),
    ("docs/aligning.md", "a band of {} sentences", word("align.alignment.anchors", "MARGIN")),
    ("docs/aligning.md", "up to {} sentences against one", word("align.alignment.dynamic_programming", "MOST")),
    ("docs/aligning.md", "probability under 1 in {}", lambda: f"{1 / float(str(default('align.alignment.lattice', 'first_pass', 'least')())):,.0f}"),
    ("docs/aligning.md", "beyond the first {} are not compared", of("align.words", "LONGEST")),
    ("docs/aligning.md", "Below {} sentences on the shorter side", of("align.judgement", "LEAST")),
    ("docs/batches.md", "mean confidence {}, the shorter side", of("align.batch.profiles", "_SURE")),
    ("docs/batches.md", "the shorter side has {} sentences", of("align.batch.profiles", "_AS_MANY")),
    ("docs/batches.md", "a mean confidence of {}, or", of("align.batch.pair_job", "_UNLIKELY")),
    ("docs/batches.md", "at most {} on the terminal", of("align.cli.batch", "_NAMED")),
    ("docs/checking.md", "probably right (score {};", share("glossary.quality.terms", "SURE")),
    ("docs/checking.md", "{} where one sentence shows it", share("glossary.quality.terms", "SURE_ONCE")),
    ("docs/checking.md", "longer than {} seconds in one sentence", of("glossary.quality.checklist", "SECONDS")),
    ("docs/exchange.md", "segments over {} characters are sentences", of("glossary.exchange.tmx", "_LONGEST")),
    ("docs/exchange.md", "more than {} entries is read twice", of("glossary.import_terms", "BATCH")),
    ("docs/exchange.md", "unpack to over {} GB", of("glossary.exchange.xlsx", "_UNPACKED", 1 << 30)),
    ("docs/extracting.md", "under a score of {} are candidates", share("glossary.types", "CUT")),
    ("docs/extracting.md", "{} times as good", word("glossary.extraction.bilingual", "BETTER")),
    ("docs/extracting.md", "From {} distinct sentence pairs on", of("glossary.extraction.parallel", "SMALL")),
    ("docs/extracting.md", "into chunks of {}", of("glossary.extraction.parallel", "CHUNK")),
    ("docs/extracting.md", "From more than {} sentence pairs on", of("glossary.build", "BEADS")),
    ("docs/extracting.md", "parts of at most {}", of("glossary.building.parts", "PART")),
    ("docs/extracting.md", "glossary keeps (at most {},", of("glossary.learning", "SENTENCES")),
    ("docs/extracting.md", "(variance {})", share("glossary.extraction.review_weights", "VARIANCE")),
    ("docs/extracting.md", "It takes {} decisions", of("glossary.extraction.review_weights", "LEAST_OF_ALL")),
    ("docs/extracting.md", "{} of each kind", of("glossary.extraction.review_weights", "LEAST_OF_A_KIND")),
    ("docs/extracting.md", "the {} best partners", word("glossary.extraction.span_pairing", "ALTERNATIVES")),
    ("docs/glossary.md", "Columns (schema {})", of("glossary.store.rows", "SCHEMA_VERSION")),
    ("docs/glossary.md", "at most {} a file, as the leaves", of("glossary.store.delta_table", "ROWS")),
    ("docs/glossary.md", "up to {} times", of("glossary.store.delta_table", "ATTEMPTS")),
    ("docs/glossary.md", "more than {} characters", of("glossary.store.history", "INLINE")),
    ("docs/glossary.md", "at most {} an entry; the documents", of("glossary.store.merging", "CONTEXTS")),
    ("docs/reading.md", "within {} s", of("align.readers.office", "SECONDS")),
    ("docs/reading.md", "have no text, at {} dpi", of("align.readers.ocr", "_DPI")),
    ("docs/reading.md", "more than {} million dots", of("align.readers.page_images", "MOST_DOTS", 1_000_000)),
    ("docs/reading.md", "at most {} files", of("align.readers.archive", "MEMBERS")),
    ("docs/reading.md", "{} GB in all", of("align.readers.archive", "UNPACKED", 1 << 30)),
    ("docs/reading.md", "{} MB each and", of("align.readers.archive", "MEMBER", MEGABYTE)),
    ("docs/reading.md", "and {} times the packed size", of("align.readers.archive", "RATIO")),
    ("docs/reading.md", "one of {} common English words", rows("align/resources/ligatures.txt", 0)),
    ("docs/reading.md", "paragraphs of {} letters or more", of("align.two_languages", "_LONG")),
    ("docs/reading.md", "a fifth of the text and {} paragraphs", word("align.two_languages", "PARAGRAPHS")),
    ("docs/safety.md", "serves up to {} files", of("align.sandbox.process", "_FILES")),
    ("docs/safety.md", "| {} MB | `DUIZHAO_READ_MEMORY`", default("align.sandbox.limits", "Limits", "memory")),
    ("docs/safety.md", "| {} s, and 2 s for each megabyte", default("align.sandbox.limits", "Limits", "seconds")),
    ("docs/safety.md", "| {} MB | `DUIZHAO_READ_OUTPUT`", default("align.sandbox.limits", "Limits", "output")),
    ("docs/safety.md", "| {} | `DUIZHAO_READ_PROCESSES`", default("align.sandbox.limits", "Limits", "processes")),
    ("docs/safety.md", "`--ocr`, for a page without text | {} s more", of("align.readers.ocr", "SECONDS_A_PAGE")),
    ("docs/safety.md", "for LibreOffice {} s", of("align.readers.office", "SECONDS")),
    ("docs/safety.md", "size of a document | {} MB", of("align.readers", "LIMIT", MEGABYTE)),
    ("docs/safety.md", "archive | {} files", of("align.readers.archive", "MEMBERS")),
    ("docs/safety.md", "{} million cells", of("glossary.exchange.workbook_size", "CELLS", 1_000_000)),
    ("docs/safety.md", "{} MB of text in a sheet", of("glossary.exchange.workbook_size", "_TEXT", MEGABYTE)),
    ("docs/safety.md", "{} characters on a side", of("glossary.extraction.term_pairs", "LONGEST")),
    ("docs/safety.md", "Plain text** of up to {} kB", of("align.readers", "IN_PLACE", 1 << 10)),
    ("docs/safety.md", "| {} s for the head of a request", of("glossary.web.connections", "HEAD_SECONDS")),
    ("docs/safety.md", "{} s for each further piece", of("glossary.web.security", "STALLED")),
    ("docs/safety.md", "size of a request | {} MB", default("glossary.web.settings", "Settings", "upload_limit", MEGABYTE)),
    ("docs/safety.md", "{} MB where documents to align", default("glossary.web.settings", "Settings", "documents_limit", MEGABYTE)),
    ("docs/safety.md", "256 MB a file, {} files", of("glossary.web.aligning_jobs", "MOST_FILES")),
    ("docs/safety.md", "{} jobs waiting", of("glossary.web.aligning_jobs", "MOST_WAITING")),
    ("docs/safety.md", "{} hours after their last change", of("glossary.web.sessions", "LASTS", 3600)),
    ("docs/safety.md", "Forgotten after {} minutes", default("glossary.web.security", "Attempts", "forget_after", 60)),
    ("docs/administrators.md", "{} hours after the last request", of("glossary.people.accounts", "IDLE", 3600)),
    ("docs/administrators.md", "after {} days, with a new password", of("glossary.people.accounts", "LONGEST", 86400)),
    ("docs/administrators.md", "client_max_body_size {}m", default("glossary.web.settings", "Settings", "documents_limit", MEGABYTE)),
    ("docs/searching.md", "over {}% of the files changed", of("glossary.search.index_refresh", "_MOST_CHANGED", 0.01)),
    ("docs/searching.md", "({} times shorter or longer", of("glossary.quality.check", "UNEVEN")),
    ("docs/searching.md", "a score from {} seen in two", of("glossary.quality.terms", "SURE")),
    ("docs/segmenting.md", "closes within {} characters", of("align.segmenter.engine", "LONGEST_BRACKET")),
    ("docs/terms.md", "under the cut of {}", share("glossary.types", "CUT")),
    ("docs/workbench.md", "lists the proposals, {} rows a page", of("glossary.web.review_table", "ROWS")),
    ("docs/workbench.md", "at most {} entries, or one long term", word("glossary.review.families", "MOST")),
    ("docs/workbench.md", "score is at least {}, else", of("glossary.review.families", "LIKELY")),
    ("docs/workbench.md", "so pages hold {} beads", of("glossary.web.documents", "PAGE")),
    ("docs/workbench.md", "{} files, 513 MB a request", of("glossary.web.aligning_jobs", "MOST_FILES")),
    ("docs/workbench.md", "{} waiting at most", word("glossary.web.aligning_jobs", "MOST_WAITING")),
    ("docs/workbench.md", "sent again within {} days", of("glossary.web.idempotency", "KEPT_DAYS")),
    ("docs/workbench.md", "(1 to {} letters and digits)", of("glossary.web.idempotency", "LONGEST_KEY")),
    ("docs/workbench.md", "best first, with {} contexts", word("glossary.web.review", "SHOWN")),
    ("docs/workbench.md", "for the {} best proposals", of("glossary.review.table", "FOLDED")),
    ("docs/workbench.md", "(checkpoints every {} versions", of("glossary.store.delta_table", "CHECKPOINT")),
    ("glossary/resources/README.md", "{} terms of United Nations documents", rows("glossary/resources/vocabulary.terms.tsv", 0)),
    ("glossary/resources/README.md", "how often {} Chinese and English words", rows("glossary/resources/un_words.tsv", 2)),
]  # fmt: skip


def text_of(page: str) -> str:
    return " ".join((ROOT / page).read_text(encoding="utf-8").split())


@pytest.mark.parametrize(("page", "sentence", "value"), SAID, ids=[f"{page}: {said}" for page, said, _ in SAID])
def test_a_number_in_the_text_is_the_one_that_the_code_has(page: str, sentence: str, value: Value) -> None:
    assert sentence.format(value()) in text_of(page)


def test_core_notions_stand_in_as_many_languages_as_the_text_says() -> None:
    with (ROOT / "align/resources/core.tsv").open(encoding="utf-8") as lines:
        header = next(csv.reader(lines, delimiter="\t"))
    assert f"common notions in {WORDS[len(header)]} languages and Arabic" in text_of("docs/aligning.md")


def test_the_readme_repeats_what_the_benchmarks_wrote() -> None:
    figures = (ROOT / "docs/figures.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"(?ms)^## (\w+): .*?$(.*?)(?=^## |\Z)", figures))
    table = re.findall(r"(?m)^\| (.+?) \| ([^|]+?) \| `(\w+)` \|$", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(table) == 10
    for what, value, benchmark in table:
        assert re.fullmatch(r"\d*\.?\d+( %| s| ms)?", value), f"{what}: one number a cell, and no more"
        shown = value.split()[0]
        written = [float(one) for one in re.findall(r"(?<![\w.])\d*\.?\d+", sections[benchmark])]
        digits = len(shown.partition(".")[2])
        written += [100 * share for share in written if value.endswith("%")]
        assert any(round(one, digits) == float(shown) for one in written), f"{what}: {benchmark} wrote no {value}"


def test_the_readme_shows_the_terms_of_the_list_that_no_part_of_the_program_knows() -> None:
    written = re.search(
        r"(?m)^\| (\d+) UN sentences whose list no part of the program knows, .*, in as many entries \| ([\d.]+) % ",
        (ROOT / "docs/figures.md").read_text(encoding="utf-8"),
    )
    assert written is not None
    lines = (ROOT / "tests/data/unpc-eighth.gold-terms.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert int(written[1]) == len({line.split("\t")[2] for line in lines})
    row = (
        f"| terms of {written[1]} sentences of United Nations documents, by a list that no part of the program knows, "
        f"found among as many best entries | {float(written[2]):.1f} % | `extracting` |"
    )
    assert row in (ROOT / "README.md").read_text(encoding="utf-8")
