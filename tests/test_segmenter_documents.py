"""Documents into segments with exact places, and the command that shows them."""

from __future__ import annotations

import json

from forked import command

from align.readers import read
from align.segmenter import segment
from align.types import Document, Paragraph


def run(*arguments, **options):
    return command("align", "segment", *arguments, **options)


def test_a_segment_stands_where_its_span_says(seeds):
    for language in ("zh", "en"):
        document = read(seeds / f"gc20-item22.{language}.txt")
        segments = segment(document)
        assert len(segments) > 40
        for s in segments:
            # Broken lines were joined and stray spaces taken out; nothing else may differ.
            place = document.text[s.start : s.end]
            assert "".join(place.split()) == "".join(s.text.split())
        starts = [s.start for s in segments]
        assert starts == sorted(starts)


def test_every_sentence_of_the_gold_alignment_is_a_segment(seeds):
    beads = json.loads((seeds / "gc20-item22.gold-alignment.json").read_text(encoding="utf-8"))["beads"]
    for language in ("zh", "en"):
        found = {"".join(s.text.split()) for s in segment(read(seeds / f"gc20-item22.{language}.txt"))}
        wanted = ["".join(sentence.split()) for bead in beads if bead["kind"] == "p" for sentence in bead[language]]
        # The gold text keeps paragraph numbers and footnote marks, a Document takes both out of the flow.
        missed = [w for w in wanted if not any(w.removesuffix("1").endswith(f) and len(f) >= len(w) - 4 for f in found)]
        assert missed == []


def test_titles_headings_and_cells_stay_whole_and_furniture_is_left_out():
    kinds = ["title", "heading", "cell", "furniture", "paragraph", "footnote", "list item"]
    text = "One. Two."
    paragraphs = tuple(Paragraph(text, kind=kind, number=str(n), level=n) for n, kind in enumerate(kinds))
    segments = segment(Document("", paragraphs, "en"))
    assert [(s.text, s.kind, s.paragraph, s.number, s.level) for s in segments] == [
        (text, "title", 0, "0", 0),
        (text, "heading", 1, "1", 1),
        (text, "cell", 2, "2", 2),
        *[
            (sentence, kind, n, str(n) if sentence == "One." else None, n)
            for n, kind in [(4, "paragraph"), (5, "footnote"), (6, "list item")]
            for sentence in ("One.", "Two.")
        ],
    ]


def test_paragraphs_without_places_and_without_text_are_no_problem():
    segments = segment(Document("", (Paragraph("  "), Paragraph("", kind="title"), Paragraph(" A b. ")), "en"))
    assert [(s.text, s.start, s.end, s.paragraph) for s in segments] == [("A b.", None, None, 2)]


def test_the_command_prints_one_segment_a_line(seeds):
    done = run(seeds / "gc20-item22.zh.txt")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "大会似宜注意到本文件所载信息。" in lines
    assert len(lines) == len(segment(read(seeds / "gc20-item22.zh.txt")))


def test_the_command_gives_places_as_json(seeds):
    done = run(seeds / "gc20-item22.en.txt", "--format", "jsonl", "--lang", "English")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert set(rows[0]) == {"text", "start", "end", "paragraph", "kind", "number"}
    text = read(seeds / "gc20-item22.en.txt").text
    assert all("".join(text[r["start"] : r["end"]].split()) == "".join(r["text"].split()) for r in rows)


def test_the_command_reads_standard_input_and_writes_a_file(tmp_path):
    out = tmp_path / "out.txt"
    done = run("-", "-o", out, input="大会通过了决议。会议闭幕。\n")
    assert (done.returncode, done.stdout) == (0, "")
    assert out.read_text(encoding="utf-8") == "大会通过了决议。\n会议闭幕。\n"


def test_wrong_use_is_one_line_and_status_2(tmp_path, seeds):
    for arguments in ([tmp_path / "none.txt"], [seeds / "gc20-item22.en.txt", "--lang", "klingon"]):
        done = run(*arguments)
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1
