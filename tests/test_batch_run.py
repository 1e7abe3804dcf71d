"""A batch from end to end: pairs, failures by name, resuming, killing, stopping; the same bytes whatever happens."""

from __future__ import annotations

import html
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress

import forked
import pytest
from duck import rows

from align.batch import batch
from align.batch.process_pool import Failure, Local
from align.errors import InvalidOption
from align.formats import read
from align.readers.ocr import WATCHER, watched

COMMAND = [sys.executable, "-c", "import sys; from align.cli import main; sys.argv[0] = 'align'; main()", "batch"]
ZH = ["本文件介绍了工发组织与中等收入国家合作的情况。", "大会于2023年通过了3项决议。", "委员会请秘书长提交报告。"]
EN = [
    "This document presents the cooperation of UNIDO with middle-income countries.",
    "In 2023 the General Conference adopted 3 resolutions.",
    "The Committee requested the Secretary-General to submit a report.",
]


def document(folder, name, number):
    """A small document of its own, Chinese or English by its name."""
    lines = ZH if "_C" in name or ".zh" in name else EN
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join(line.replace("2023", str(2000 + number)) for line in lines)
    (folder / name).write_text(text + "\n", encoding="utf-8")


def session(folder, count):
    for number in range(1, count + 1):
        for letter in ("C", "E"):
            document(folder, f"GC20_{number}_{letter}.txt", number)
    return folder


def results(out):
    """All that a run leaves but its report, by name."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith("report.") and path.suffix != ".lock" and path.name != "lock"
    }


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A session of four documents, aligned once."""
    folder = tmp_path_factory.mktemp("done")
    session(folder / "in", 4)
    run = batch([folder / "in"], folder / "out", jobs=2)
    return folder, run


def test_each_pair_becomes_a_bitext_in_a_data_set_by_body_and_session(done):
    folder, run = done
    assert (len(run.documents), run.new, run.failures, run.orphans) == (4, 4, [], [])
    names = sorted(path.name for path in (folder / "out/bitext/body=GC/session=20").iterdir())
    assert names == [f"GC.20-{n}.zh-en.parquet" for n in (1, 2, 3, 4)]
    bitexts = list(read(folder / "out/bitext"))
    assert [bitext.metadata["symbol"] for bitext in bitexts] == [f"GC.20/{n}" for n in (1, 2, 3, 4)]
    assert [(src, tgt) for _, src, tgt in bitexts[0]] == [
        ((zh.replace("2023", "2001"),), (en.replace("2023", "2001"),)) for zh, en in zip(ZH, EN, strict=True)
    ]
    assert sorted(path.suffix for path in (folder / "out/documents").iterdir()) == [".html"] * 4 + [".tmx"] * 4


def test_the_data_set_opens_by_its_partitions_in_polars_and_duckdb(done):
    import polars as pl

    folder, _ = done
    frame = pl.scan_parquet(folder / "out/bitext", hive_partitioning=True).filter(pl.col("body") == "GC").collect()
    assert frame["session"].unique().to_list() == [20]
    query = (
        f"select count(distinct document) from read_parquet('{folder}/out/bitext/**/*.parquet', hive_partitioning=true)"
    )
    assert rows(query) == [(4,)]


def test_a_second_run_does_nothing_and_a_changed_document_is_done_again(done, tmp_path):
    folder, _ = done
    shutil.copytree(folder, tmp_path / "copy")
    source, out = tmp_path / "copy/in", tmp_path / "copy/out"
    before = results(out)
    again = batch([source], out)
    assert (again.new, again.known) == (0, 4)
    assert results(out) == before
    document(source, "GC20_2_E.txt", 77)
    changed = batch([source], out)
    assert (changed.again, changed.new, changed.known) == (1, 0, 3)
    assert {name for name, data in results(out).items() if data != before[name]} == {
        ".batch/GC.20-2.zh-en.json",
        "bitext/body=GC/session=20/GC.20-2.zh-en.parquet",
        "documents/GC.20-2.zh-en.html",
        "documents/GC.20-2.zh-en.tmx",
    }
    (out / "documents/GC.20-1.zh-en.tmx").write_text("half")
    assert batch([source], out).again == 1
    assert batch([source], out, formats=["tmx"]).again == 4, "other settings, other results"


def test_one_job_and_three_give_the_same_bytes(done, tmp_path):
    folder, _ = done
    batch([folder / "in"], tmp_path / "one", jobs=1)
    assert results(tmp_path / "one") == results(folder / "out")


def test_a_bad_document_is_named_and_stops_no_other(tmp_path):
    source = session(tmp_path / "in", 1)
    for name in ("IDB51_20_C.txt", "broken.pdf"):
        (source / name).write_bytes(b"\x00\x01\x02\xff" * 20)
    document(source, "IDB51_20_E.txt", 5)
    document(source, "GC20_9_E.txt", 9)
    finished = forked.command("align", "batch", source, "-o", tmp_path / "out", "-j", 2)
    assert finished.returncode == 1
    lines = finished.stderr.splitlines()
    assert [line.split(":")[1].strip() for line in lines] == ["IDB.51-20.zh-en", "broken.pdf"]
    assert "1 document (1 new, 0 unchanged)" in finished.stdout
    report = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    assert report["totals"]["failed"] == 2
    assert [orphan["file"] for orphan in report["without_partner"]] == ["GC20_9_E.txt"]
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "IDB51_20_C.txt" in page
    assert "documents/GC.20-1.zh-en.html" in page


def other_formats(seeds, folder, language):
    """The seed report as Word, HTML and Markdown, under names that share nothing with each other."""
    import docx

    from align.readers import read as read_document

    paragraphs = [
        (paragraph.kind, f"{paragraph.label} {paragraph.text}" if paragraph.label else paragraph.text)
        for paragraph in read_document(seeds / f"gc20-item22.{language}.txt").paragraphs
        if paragraph.kind not in ("furniture", "footnote")
    ]
    word = docx.Document()
    for kind, text in paragraphs:
        word.add_paragraph(text, style={"title": "Title", "heading": "Heading 1"}.get(kind))
    word.save(str(folder / f"unido-mic-{language}.docx"))
    tags = [("h1" if kind in ("title", "heading") else "p", html.escape(text)) for kind, text in paragraphs]
    body = "".join(f"<{tag}>{text}</{tag}>" for tag, text in tags)
    (folder / f"{language}" / "mic.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    marks = ["# " if kind in ("title", "heading") else "" for kind, _ in paragraphs]
    lines = [mark + text for mark, (_, text) in zip(marks, paragraphs, strict=True)]
    (folder / f"GC20_14_{language[0].replace('z', 'C').upper()}.md").write_text("\n\n".join(lines), encoding="utf-8")


def test_a_session_as_it_comes_gives_the_right_pairs_and_names_what_failed(seeds, tmp_path):
    import opencc

    source = tmp_path / "in"
    texts = {language: (seeds / f"gc20-item22.{language}.txt").read_text(encoding="utf-8") for language in ("zh", "en")}
    for language, letter in (("zh", "C"), ("en", "E")):
        (source / language).mkdir(parents=True)
        (source / f"gc20-item22.{language}.txt").write_text(texts[language], encoding="utf-8")
        other_formats(seeds, source, language)
        revision = texts[language].replace("2023", "2024")
        (source / f"GC20_14_Rev.1_{letter}.txt").write_text(revision, encoding="utf-8")
    traditional = opencc.OpenCC("s2hk").convert(texts["zh"]).replace("2023", "2025").replace("2022", "2026")
    (source / "n2512345.txt").write_text(traditional, encoding="utf-8")
    english = texts["en"].replace("2023", "2025").replace("2022", "2026")
    (source / "n2512346.txt").write_text(english, encoding="utf-8")
    (source / "IDB51_3_C.pdf").write_bytes(b"%PDF-1.7\n broken")
    (source / "IDB51_3_E.txt").write_text(texts["en"], encoding="utf-8")
    (source / "PBC39_3_E.txt").write_text(
        "The Committee adopted the budget and thanked the auditors.\n", encoding="utf-8"
    )
    run = batch([source], tmp_path / "out", jobs=2, formats=[])
    assert sorted((note["src"], note["tgt"], note["how"]) for note in run.documents) == [
        ("GC20_14_C.md", "GC20_14_E.md", "symbol"),
        ("GC20_14_Rev.1_C.txt", "GC20_14_Rev.1_E.txt", "symbol"),
        ("gc20-item22.zh.txt", "gc20-item22.en.txt", "name"),
        ("n2512345.txt", "n2512346.txt", "content"),
        ("unido-mic-zh.docx", "unido-mic-en.docx", "name"),
        ("zh/mic.html", "en/mic.html", "name"),
    ]
    assert all(note["mean_confidence"] > 0.9 and note["omissions"] <= 2 for note in run.documents)
    assert [failed.files for failed in run.failures] == [("IDB51_3_C.pdf", "IDB51_3_E.txt")]
    assert [orphan.source.name for orphan in run.orphans] == ["PBC39_3_E.txt"]


def test_a_lexicon_is_learned_from_a_batch_and_used_by_the_next(done, tmp_path):
    from align.lexicon.learned import Lexicon

    folder, _ = done
    learned = tmp_path / "lexicon.parquet"
    batch([folder / "in"], folder / "out", learn_lexicon=learned)
    assert Lexicon.read(learned).entries["决议", "resolutions"][1] >= 4
    run = batch([folder / "in"], folder / "out2", lexicon=learned)
    assert run.new == 4
    assert batch([folder / "in"], folder / "out2", lexicon=learned).known == 4
    assert batch([folder / "in"], folder / "out2").known == 0, "without the lexicon it is another result"


def test_an_archive_is_read_in_place_and_a_damaged_one_is_named(tmp_path):
    session(tmp_path / "in", 2)
    with zipfile.ZipFile(tmp_path / "session.zip", "w") as archive:
        for path in sorted((tmp_path / "in").iterdir()):
            archive.write(path, f"s20/{path.name}")
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 no archive")
    run = batch([tmp_path / "session.zip", tmp_path / "bad.zip"], tmp_path / "out")
    assert [note["src"] for note in run.documents] == ["session.zip/s20/GC20_1_C.txt", "session.zip/s20/GC20_2_C.txt"]
    assert [failed.name for failed in run.failures] == ["bad.zip"]
    assert not (tmp_path / "s20").exists()


def test_what_failed_is_tried_again_and_what_it_left_before_is_gone(tmp_path):
    source = session(tmp_path / "in", 1)
    batch([source], tmp_path / "out")
    (source / "GC20_1_C.txt").write_bytes(b"\x00\x01\x02\xff" * 20)
    run = batch([source], tmp_path / "out")
    assert [failed.name for failed in run.failures] == ["GC.20-1.zh-en"]
    assert results(tmp_path / "out") == {}
    document(source, "GC20_1_C.txt", 1)
    assert batch([source], tmp_path / "out").new == 1


def test_two_runs_in_one_folder_are_kept_apart(tmp_path):
    from align.batch.runner import _only_run

    with _only_run(tmp_path / "out"), pytest.raises(InvalidOption, match="another run is at work"):
        batch([session(tmp_path / "in", 1)], tmp_path / "out")


def test_a_report_shows_names_as_text(tmp_path):
    source = tmp_path / "in"
    for language in ("zh", "en"):
        document(source, f"<img src=x onerror=alert(1)>.{language}.txt", 1)
    batch([source], tmp_path / "out")
    assert "<img" not in (tmp_path / "out/report.html").read_text(encoding="utf-8")


def die(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    if number == 5:
        raise ValueError("five")
    if number == 7:
        time.sleep(60)
    return number * 2


def test_a_document_that_kills_its_process_or_hangs_is_a_failure_and_the_others_go_on():
    with Local(2, timeout=3) as workers:
        outcomes = dict(workers.run(die, range(10)))
        assert dict(workers.run(die, [20])) == {20: 40}
    assert {n: outcomes[n] for n in (0, 1, 2, 4, 6, 8, 9)} == {n: n * 2 for n in (0, 1, 2, 4, 6, 8, 9)}
    assert outcomes[3] == Failure("its process died of SIGSEGV")
    assert outcomes[7] == Failure("took longer than 3 seconds and was given up")
    assert outcomes[5].reason == "a fault of the program, please report it: ValueError: five"
    assert "in die" in outcomes[5].traceback


def read_three_pages(name):
    for page in (1, 2, 3):
        watched(name, page, 3)
    return name


def test_the_pages_that_processes_read_by_ocr_are_told_to_who_watches():
    told = []
    token = WATCHER.set(lambda *page: told.append(page))
    try:
        with Local(1) as workers:
            assert list(workers.run(read_three_pages, ["scan.pdf"])) == [("scan.pdf", "scan.pdf")]
    finally:
        WATCHER.reset(token)
    assert told == [("scan.pdf", page, 3) for page in (1, 2, 3)]


def test_stopping_lets_the_documents_at_work_end_and_begins_no_others():
    with Local(2) as workers:
        seen = []
        for number, _ in workers.run(die, [10, 11, 12, 13, 14, 15]):
            seen.append(number)
            workers.stop()
    assert 1 <= len(seen) <= 3


@pytest.mark.slow
def test_killed_at_many_points_it_goes_on_and_ends_in_the_same_bytes(tmp_path):
    source = session(tmp_path / "in", 24)
    command = [*COMMAND, str(source), "-j", "2", "-o"]
    batch([source], tmp_path / "whole")
    expected = results(tmp_path / "whole")
    generator = random.Random(11)
    partial = set()
    out = tmp_path / "killed"
    for _ in range(4):
        run = subprocess.Popen(
            [*command, str(out)], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for = generator.uniform(0, 0.2)
        started = time.monotonic()
        before = len(list(out.glob(".batch/*.json")))
        while (
            run.poll() is None and len(list(out.glob(".batch/*.json"))) == before and time.monotonic() - started < 600
        ):
            time.sleep(0.01)
        time.sleep(wait_for)
        with suppress(ProcessLookupError):  # a quick machine may have finished meanwhile
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        partial.add(len(list(out.glob(".batch/*.json"))))
    assert len(partial) > 1
    batch([source], out)
    found = {name: data for name, data in results(out).items() if not name.split("/")[-1].startswith(".GC")}
    assert found == expected


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_in_order_says_so_and_goes_on(tmp_path, number):
    source = session(tmp_path / "in", 40)
    command = [*COMMAND, str(source), "-o", str(tmp_path / "out")]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while run.poll() is None and not list(tmp_path.glob("out/.batch/*.json")):
        time.sleep(0.02)
    run.send_signal(number)
    shown, errors = run.communicate(timeout=300)
    assert run.returncode == 130
    assert "the same command goes on" in shown
    assert "Traceback" not in errors
    report = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    assert report["interrupted"]
    assert report["totals"]["not_begun"] == 40 - report["totals"]["documents"]
    finished = forked.command("align", "batch", source, "-o", tmp_path / "out")
    assert finished.returncode == 0
    assert f"({report['totals']['not_begun']} new, {report['totals']['documents']} unchanged)" in finished.stdout
