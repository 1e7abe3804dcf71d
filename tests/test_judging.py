"""Whether two texts are translations of each other at all: what is judged, said, marked, refused and recorded."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import product
from pathlib import Path

import pytest
from forked import command

from align.align_files import PairOptions, pair
from align.alignment.aligner import align
from align.formats import read, write
from align.judgement import LEAST, contradictions, judge
from align.types import Bead, Bitext, Judgement, Segment

HERE = Path(__file__).resolve().parent


def subjects() -> dict[str, tuple[list[str], list[str]]]:
    """The short texts of our own, Chinese and English, by subject."""
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for line in (HERE / "data" / "judging.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        subject, zh, en = line.split("\t")
        found[subject][0].append(zh)
        found[subject][1].append(en)
    return dict(found)


TEXTS = subjects()


def judged(one: str, other: str) -> Judgement:
    found = align(TEXTS[one][0], TEXTS[other][1], src_lang="zh", tgt_lang="en").judgement
    assert found is not None
    return found


@pytest.mark.parametrize(("one", "other"), list(product(TEXTS, TEXTS)))
def test_reports_are_translations_of_themselves_and_of_no_other_with_the_same_formulae(one: str, other: str) -> None:
    found = judged(one, other)
    assert found.refused == (one != other), (one, other, found)


def test_a_translation_that_has_only_a_part_is_a_translation() -> None:
    zh, en = (TEXTS["water"][k] + TEXTS["ports"][k] for k in (0, 1))
    found = align(zh, en[:9], src_lang="zh", tgt_lang="en").judgement
    assert found is not None
    assert found.verdict == "translation"


def test_the_order_of_the_languages_does_not_matter() -> None:
    zh, en = TEXTS["water"][0], TEXTS["ports"][1]
    there, back = align(zh, en, src_lang="zh", tgt_lang="en"), align(en, zh, src_lang="en", tgt_lang="zh")
    assert there.judgement == back.judgement


def test_of_fewer_than_eight_sentences_nothing_is_said() -> None:
    found = align(TEXTS["water"][0][: LEAST - 1], TEXTS["ports"][1][: LEAST - 1], src_lang="zh", tgt_lang="en")
    assert found.judgement == Judgement("too short")
    assert max(bead.confidence for bead in found.beads) > 0


def test_the_beads_of_a_refused_pair_are_sure_of_nothing_omissions_included() -> None:
    zh, en = TEXTS["water"][0], TEXTS["archives"][1]
    refused = align(zh, en, src_lang="zh", tgt_lang="en")
    forced = align(zh, en, src_lang="zh", tgt_lang="en", force=True)
    assert max(bead.confidence for bead in refused.beads) < 0.3
    assert forced.judgement is not None
    assert forced.judgement.forced
    assert not forced.judgement.refused
    assert max(bead.confidence for bead in forced.beads) > 0.5
    assert [(bead.src, bead.tgt) for bead in refused.beads] == [(bead.src, bead.tgt) for bead in forced.beads]


def test_a_bitext_is_judged_by_its_beads_alone() -> None:
    for one, other in (("water", "water"), ("water", "ports")):
        bitext = align(TEXTS[one][0], TEXTS[other][1], src_lang="zh", tgt_lang="en")
        assert judge(bitext) == bitext.judgement


@pytest.mark.parametrize("suffix", ["parquet", "jsonl", "tmx", "xliff"])
def test_the_mark_of_a_refused_pair_comes_back_from_a_file(tmp_path: Path, suffix: str) -> None:
    bitext = align(TEXTS["water"][0], TEXTS["archives"][1], src_lang="zh", tgt_lang="en")
    write(bitext, tmp_path / f"a.{suffix}")
    (back,) = read(tmp_path / f"a.{suffix}")
    assert back.judgement == bitext.judgement
    assert "judgement" not in back.metadata


def test_the_page_of_a_refused_pair_says_so() -> None:
    import io

    stream = io.BytesIO()
    write(align(TEXTS["water"][0], TEXTS["archives"][1], src_lang="zh", tgt_lang="en"), stream, format="html")
    assert "not translations of each other" in stream.getvalue().decode()


def written(folder: Path, one: str, other: str, names: tuple[str, str] = ("a.zh.txt", "a.en.txt")) -> tuple[Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / names[0], folder / names[1]
    for path, text in zip(paths, (TEXTS[one][0], TEXTS[other][1]), strict=True):
        path.write_text("\n\n".join(text) + "\n", encoding="utf-8")
    return paths


def test_pair_writes_a_refused_pair_says_so_in_one_line_and_exits_1(tmp_path: Path) -> None:
    src, tgt = written(tmp_path, "water", "archives")
    out = tmp_path / "out.parquet"
    words = ("align", "pair", src, tgt, "-o", out)
    done = command(*words)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if "not translations of each other" in line]
    assert "--force" in line
    (bitext,) = read(out)
    assert bitext.judgement is not None
    assert bitext.judgement.refused
    done = command(*words, "--force")
    assert done.returncode == 0
    (bitext,) = read(out)
    assert bitext.judgement is not None
    assert bitext.judgement.forced


def test_the_same_language_on_both_sides_is_refused_whatever_the_names_say(tmp_path: Path) -> None:
    for name in ("report_C.txt", "report_E.txt"):
        (tmp_path / name).write_text("\n\n".join(TEXTS["water"][1]), encoding="utf-8")
    bitext = pair(tmp_path / "report_C.txt", tmp_path / "report_E.txt")
    assert bitext.judgement == Judgement("same language", 0.0)
    assert contradictions(bitext) == ["report_C.txt: its name says Chinese, but the text is English"]
    said = pair(tmp_path / "report_C.txt", tmp_path / "report_E.txt", PairOptions(src_lang="zh"))
    assert said.judgement == Judgement("same language", 0.0)


def test_nothing_is_learned_from_a_refused_pair(tmp_path: Path) -> None:
    src, tgt = written(tmp_path, "water", "archives")
    pair(src, tgt, PairOptions(learn_lexicon=tmp_path / "lexicon.parquet"))
    assert not (tmp_path / "lexicon.parquet").exists()
    pair(src, tgt, PairOptions(learn_lexicon=tmp_path / "lexicon.parquet", force=True))
    assert (tmp_path / "lexicon.parquet").exists()


@pytest.fixture(scope="module")
def crossed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of which two translations have each other's name, and one is in order."""
    folder = tmp_path_factory.mktemp("crossed")
    for one, other, symbol in (
        ("water", "ports", "IDB.51_1"),
        ("ports", "water", "IDB.51_2"),
        ("forests", "forests", "IDB.51_3"),
    ):
        written(folder, one, other, (f"{symbol}_C.txt", f"{symbol}_E.txt"))
    return folder


def test_batch_reports_pairs_that_are_none_with_the_likeliest_partner(crossed: Path, tmp_path: Path) -> None:
    from align.batch import batch

    done = batch([crossed], tmp_path / "out", formats=())
    assert [note["name"] for note in done.documents] == ["IDB.51-3.zh-en"]
    assert [(failed.name, failed.kind) for failed in done.failures] == [
        ("IDB.51-1.zh-en", "unrelated"),
        ("IDB.51-2.zh-en", "unrelated"),
    ]
    assert done.failures[0].partners["IDB.51_1_C.txt"] == "IDB.51_2_E.txt"
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["totals"]["no_translations"] == 2
    assert "Not translations of each other" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    # a second run says it again, and one that is forced takes them
    again = batch([crossed], tmp_path / "out", formats=())
    assert [failed.kind for failed in again.failures] == ["unrelated", "unrelated"]
    assert (done.new, done.known, again.new, again.known) == (1, 0, 0, 1)
    forced = batch([crossed], tmp_path / "out", formats=(), force=True)
    assert not forced.failures
    assert [note["forced"] for note in forced.documents] == [True, True, False]


def test_a_glossary_takes_nothing_from_a_pair_that_is_none(tmp_path: Path) -> None:
    from glossary.build import build

    src, tgt = written(tmp_path / "in", "water", "archives")
    built = build([src, tgt], tmp_path / "g")
    assert len(built.faults) == 1
    assert "not translations of each other" in built.faults[0]
    assert not built.documents
    marked = tmp_path / "marked.tmx"
    write(pair(src, tgt), marked)
    built = build([marked], tmp_path / "g2")
    assert "not translations of each other" in built.faults[0]
    assert not built.documents
    built = build([marked], tmp_path / "g2", force=True)
    assert built.documents
    assert built.forced


def test_a_judgement_is_read_as_it_is_written() -> None:
    for found in (
        Judgement("translation", 0.9876),
        Judgement("unrelated", 0.0012, forced=True),
        Judgement("same language", 0.0),
        Judgement("too short"),
    ):
        assert Judgement.parse(str(found)) == found
    for text in ("", "translation 7", "unrelated x", "translations", "a translation"):
        assert Judgement.parse(text) is None


def laws(shared: Path) -> list[str]:
    """Nine laws of 39 to 420 lines: the shorter, the harder to judge, while thousands of lines only cost more time."""
    files = sorted((shared / "data/real/laws").glob("*.zh.txt"), key=lambda path: (path.stat().st_size, path.name))
    return [path.name.split(".")[0] for path in files[3:12]]


@pytest.mark.slow
def test_laws_crossed_are_refused_and_laws_themselves_are_not(shared: Path) -> None:
    folder = shared / "data/real/laws"
    names = laws(shared)
    for n, name in enumerate(names):
        other = names[(n + 1) % len(names)]
        true, wrong = (pair(folder / f"{name}.zh.txt", folder / f"{which}.en.txt") for which in (name, other))
        assert not _refused(true), name
        assert _refused(wrong), (name, other)


def test_un_sentences_in_other_languages_are_not_refused(shared: Path) -> None:
    folder = shared / "data/real/unpc-dev"
    texts = {
        code: (folder / f"unpc.{code}").read_text(encoding="utf-8").split("\n")
        for code in ("ar", "en", "fr", "ru", "zh")
    }
    for one, other in (("en", "fr"), ("zh", "ru"), ("en", "ar"), ("ar", "zh")):
        for start in range(0, 300, 60):
            span = slice(start, start + 60)
            bitext = align(texts[one][span], texts[other][span], src_lang=one, tgt_lang=other)
            assert not _refused(bitext), (one, other, start, bitext.judgement)


def _refused(bitext: Bitext) -> bool:
    return bitext.judgement is not None and bitext.judgement.refused


@pytest.mark.parametrize(
    ("name", "told"), [("doc-1-a.txt", False), ("report_A.txt", True), ("gc20-14-a.txt", True), ("report.ar.txt", True)]
)
def test_a_small_letter_at_the_end_of_a_name_says_no_language_against_the_text(name: str, told: bool) -> None:
    src = tuple(
        Segment(text) for text in ("工发组织支持绿色氢的发展，促进工业。", "大会通过了关于可持续发展的决议。") * 6
    )
    tgt = tuple(Segment(text) for text in ("UNIDO supports green hydrogen.", "The Conference adopted it.") * 6)
    bitext = Bitext(src, tgt, tuple(Bead((n,), (n,)) for n in range(12)), "zh", "en", name, "b.txt")
    assert bool(contradictions(bitext)) is told
