"""Which document is whose translation: by names, by symbols, by content; and what is said of those left over."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from typer.testing import CliRunner

from align.batch.discovery import Listed, find
from align.batch.file_names import read_name
from align.batch.likelihood import likely_pairs, most_like, probabilities
from align.batch.matching import match
from align.batch.pairs import Matched, Pair, name_apart, pair_name
from align.batch.profiles import DocumentProfile, document_profile, profile_of, tokens
from align.batch.sources import Source
from align.cli import app
from align.errors import InvalidExchange, UnreadableInput
from align.readers import read_bytes


def sources(*names):
    return [Source(name, f"/in/{name}") for name in names]


def never(asked):
    pytest.fail(f"looked at {asked}")


def pairs(matched):
    return [(pair.src.name, pair.tgt.name, pair.how) for pair in matched.pairs]


def left(matched):
    return [orphan.source.name for orphan in matched.orphans]


@pytest.mark.parametrize(
    ("src", "tgt", "how"),
    [
        ("GC20_14_C.pdf", "gc20-14e.docx", "symbol"),
        ("a/IDB.51_20_Add.1_C.doc", "b/IDB51-20-Add1_en.pdf", "symbol"),
        ("A_RES_78_1-ZH.pdf", "A_RES_78_1-EN.pdf", "symbol"),
        ("report.zh.txt", "report.en.txt", "name"),
        ("unido-mic-zh.docx", "unido-mic-en.docx", "name"),
        ("zh/annual report.txt", "en/annual_report.txt", "name"),
        ("Chinese/x.docx", "English/x.docx", "name"),
        ("中文/x.docx", "英文/x.docx", "name"),
        ("s/report-zh-Hant.txt", "s/report-en.txt", "name"),
    ],
)
def test_names_pair_without_a_look(src, tgt, how):
    matched = match(sources(src, tgt), read_profiles=never)
    assert pairs(matched) == [(src, tgt, how)]
    assert left(matched) == []


def test_a_revision_goes_with_the_same_revision_and_a_corrigendum_stays_apart():
    names = [
        f"GC20_14{modifier}_{letter}.pdf" for modifier in ("", "_Rev.1", "_Corr.1", "_Add.1") for letter in ("C", "E")
    ]
    matched = match(sources(*names), read_profiles=never)
    assert [pair.name for pair in matched.pairs] == [
        "GC.20-14-Add.1.zh-en",
        "GC.20-14-Corr.1.zh-en",
        "GC.20-14-Rev.1.zh-en",
        "GC.20-14.zh-en",
    ]


def test_a_revision_of_one_side_only_is_an_orphan_that_names_the_other():
    looks = {"GC20_14_Rev.1_C.pdf": DocumentProfile("zh", "Hans", "GC.20/14/Rev.1", {"#77": 1, "~unido": 3})}
    looks["GC20_14_E.pdf"] = DocumentProfile("en", None, "GC.20/14", {"#77": 1, "~unido": 3})
    matched = match(sources(*looks), read_profiles=lambda asked: {source: looks[source.name] for source in asked})
    assert pairs(matched) == []
    reasons = {orphan.source.name: orphan.reason for orphan in matched.orphans}
    assert reasons["GC20_14_E.pdf"] == "no translation was found; of the same document there is GC.20/14/Rev.1"


def test_six_languages_are_each_paired_with_english_or_as_asked():
    names = [f"GC20_14_{letter}.pdf" for letter in "ACEFRS"]
    matched = match(sources(*names), read_profiles=never)
    assert [(pair.src_lang, pair.tgt_lang) for pair in matched.pairs] == [
        (code, "en") for code in ("ar", "es", "fr", "ru", "zh")
    ]
    matched = match(sources(*names), read_profiles=never, pairs=[("zh", "fr")])
    assert [(pair.src_lang, pair.tgt_lang) for pair in matched.pairs] == [("zh", "fr")]
    assert (left(matched), matched.unwanted) == ([], 4)


def test_of_several_formats_two_of_one_kind_are_used_and_the_others_named():
    names = [f"report.{language}.{suffix}" for language in ("zh", "en") for suffix in ("txt", "pdf", "html")]
    matched = match(sources("report.zh.docx", *names), read_profiles=never)
    assert pairs(matched) == [("report.zh.html", "report.en.html", "name")]
    assert len(matched.duplicates) == 5


def test_traditional_and_simplified_texts_are_two_texts():
    matched = match(sources("a.zh.txt", "a.zh-tw.txt", "a.en.txt"), read_profiles=never)
    assert [pair.name for pair in matched.pairs] == ["a.zh-Hant-en", "a.zh-en"]


def test_what_names_do_not_say_the_documents_say():
    looks = {
        "n2312345.pdf": DocumentProfile("zh", "Hans", "IDB.51/20", {}),
        "n2312346.pdf": DocumentProfile("en", None, "IDB.51/20", {}),
        "n2312347.pdf": DocumentProfile("fr", None, "IDB.51/21", {}),
    }
    matched = match(sources(*looks), read_profiles=lambda asked: {source: looks[source.name] for source in asked})
    assert pairs(matched) == [("n2312345.pdf", "n2312346.pdf", "symbol")]
    assert left(matched) == ["n2312347.pdf"]


def test_a_document_that_cannot_be_looked_at_is_a_fault_with_its_reason():
    matched = match(sources("broken.pdf"), read_profiles=lambda asked: dict.fromkeys(asked, "is damaged"))
    assert [(source.name, reason) for source, reason in matched.faults] == [("broken.pdf", "is damaged")]


def test_two_documents_of_one_name_get_two_names():
    matched = match(sources("a/b-c.zh.txt", "a/b-c.en.txt", "a-b/c.zh.txt", "a-b/c.en.txt"), read_profiles=never)
    names = [pair.name for pair in matched.pairs]
    assert len(set(names)) == 2
    assert all("/" not in name and name.endswith(".zh-en") for name in names)


def test_content_pairs_news_that_no_name_tells_apart(shared):
    rows = [line.rstrip("\n").split("\t") for line in (shared / "data/ntrex/ntrex.tsv").open(encoding="utf-8")][1:]
    texts = defaultdict(list)
    for document, en, _, hant in rows:
        texts[document].append((en, hant))
    looks = {}
    for n, (_, sentences) in zip(range(40), texts.items(), strict=False):
        en, zh = ("\n".join(side) for side in zip(*sentences, strict=True))
        looks[Source(f"p{n}x.txt", f"{n} zh")] = DocumentProfile("zh", "Hant", None, tokens(zh, "zh"))
        looks[Source(f"q{n}x.txt", f"{n} en")] = DocumentProfile("en", None, None, tokens(en, "en"))
    matched = match(looks, read_profiles=lambda asked: {source: looks[source] for source in asked})
    assert all(pair.src.path.split()[0] == pair.tgt.path.split()[0] for pair in matched.pairs)
    assert len(matched.pairs) >= 34
    assert all(pair.how == "content" and 0.1 < pair.score <= 1 for pair in matched.pairs)


def test_unrelated_documents_are_not_paired(tmp_path):
    (tmp_path / "a.txt").write_text("春天来了，公园里的樱花开得很美，孩子们在草地上放风筝。", encoding="utf-8")
    (tmp_path / "b.txt").write_text(
        "The committee adopted the budget for 2024 and thanked the auditors.", encoding="utf-8"
    )
    found = find([tmp_path]).documents
    matched = match(found, read_profiles=lambda asked: {source: profile_of(source) for source in asked})
    assert (matched.pairs, left(matched)) == ([], ["a.txt", "b.txt"])


def test_read_mes_hidden_files_gold_files_and_the_results_are_no_documents(tmp_path):
    for name in (
        "a.zh.txt",
        "README.txt",
        ".b.txt",
        "~$c.docx",
        "x.gold-terms.txt",
        "_old/d.txt",
        "out/e.txt",
        "f.xyz",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = find([tmp_path], but=tmp_path / "out")
    assert [source.name for source in found.documents] == ["a.zh.txt"]
    assert found.passed_over == 5


@pytest.mark.parametrize("suffix", ["csv", "toml"])
def test_a_manifest_names_the_pairs(tmp_path, suffix):
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_text("x")
    manifest = tmp_path / f"pairs.{suffix}"
    if suffix == "csv":
        manifest.write_text("src,tgt,symbol,src_lang\n1.txt,2.txt,GC.20/14,zh\n", encoding="utf-8-sig")
    else:
        manifest.write_text('[[document]]\nsrc = "1.txt"\ntgt = "2.txt"\nsymbol = "GC.20/14"\nsrc_lang = "zh"\n')
    (listed,) = find([manifest]).listed
    assert (listed.src.name, listed.tgt.name, listed.symbol, listed.src_lang) == ("1.txt", "2.txt", "GC.20/14", "zh")
    (pair,) = match([], [listed], read_profiles=never).pairs
    assert (pair.how, pair.symbol) == ("manifest", "GC.20/14")


def test_a_file_in_a_manifest_is_not_paired_again():
    src, tgt = sources("report.zh.txt", "report.en.txt")
    matched = match([src, tgt], [Listed(src, tgt)], read_profiles=never)
    assert pairs(matched) == [("report.zh.txt", "report.en.txt", "manifest")]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "source,target\n1,2\n", "a.csv:1: the header names no src and tgt"),
        ("a.csv", "src,tgt\nx.txt,\n", "a.csv:2: there is no file x.txt"),
        ("a.csv", "src,tgt\n,x.txt\n", "a.csv:2: no src"),
        ("a.toml", "[[document]\n", "a.toml: not TOML"),
        ("a.toml", "x = 1\n", "a.toml: names no documents"),
    ],
)
def test_a_broken_manifest_names_the_place(tmp_path, name, text, says):
    (tmp_path / name).write_text(text)
    with pytest.raises(InvalidExchange, match=says):
        find([tmp_path / name])


def test_an_input_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UnreadableInput, match="no such file or folder"):
        find([tmp_path / "missing"])


def test_a_name_says_symbol_language_and_script():
    named = read_name(Source("s20/IDB.51_20_Add.1_Rev.2_C.doc", "/x"))
    assert (named.symbol, named.language, named.base) == ("IDB.51/20/Add.1/Rev.2", "zh", "idb51-20")
    assert read_name(Source("report.zh-Hant.txt", "/x")).traditional
    assert not read_name(Source("hanter.zh.txt", "/x")).traditional
    assert read_name(Source("en/notes/plan.txt", "/x")).language == "en"
    assert read_name(Source("2023/plan.txt", "/x")).language is None


def test_files_of_other_kinds_are_named_with_the_reason(tmp_path):
    for name in ("a.zh.txt", "photo.jpg", "memory.tmx", "notes"):
        (tmp_path / name).write_text("x")
    found = find([tmp_path])
    assert dict(found.unread) == {
        "photo.jpg": "is a picture; --ocr reads the text that is on it",
        "memory.tmx": "holds segments with their translations already; name it alone to take it in, or use: glossary build",
        "notes": "its name has no suffix that tells its kind",
    }


def test_a_batch_without_any_document_is_refused(tmp_path):
    from align.batch import batch
    from align.errors import UnreadableInput

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "photo.jpg").write_text("x")
    with pytest.raises(UnreadableInput, match=r"photo\.jpg: is a picture; --ocr"):
        batch([tmp_path / "in"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_has_found_its_partner_is_no_rival_any_more():
    table = np.array([[6.0, 1.0, -5.0], [5.0, 5.2, -5.0], [-4.0, -3.0, -3.0]])
    assert [(a, b) for a, b, _ in likely_pairs(table)] == [(0, 0), (1, 1)]
    # Alike, and none more likely than not; nothing that speaks for it; nothing to compare.
    assert list(likely_pairs(np.full((3, 3), 5.0))) == []
    assert list(likely_pairs(np.array([[-1.0]]))) == []
    assert list(likely_pairs(np.empty((0, 3)))) == []


@given(hnp.arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(-50, 50)))
def test_each_document_is_in_one_pair_and_the_probabilities_are_some(table):
    pairs = list(likely_pairs(table.copy(), 0.4))
    assert len({a for a, _, _ in pairs}) == len({b for _, b, _ in pairs}) == len(pairs)
    assert all(0.4 <= sure <= 1 for _, _, sure in pairs)
    sums = probabilities(table)
    assert (sums.sum(0) <= 1 + 1e-9).all()
    assert (sums.sum(1) <= 1 + 1e-9).all()


def profile(language, text, *lengths):
    return replace(
        document_profile(read_bytes(text.encode(), "a.txt", language=language)),
        characters=sum(lengths),
        paragraphs=len(lengths),
    )


def test_of_two_documents_alike_the_one_of_the_right_length_is_the_partner():
    zh = profile("zh", "2019年GC.18/3号文件规定了1,234个项目。", *[100] * 10)
    short, long = (profile("en", "GC.18/3 of 2019 has 1,234 projects.", *[300] * n) for n in (3, 10))
    assert most_like(("a.txt", zh), [("b.txt", short), ("c.txt", long)], [zh, short, long])[0] == "c.txt"
    # Paragraphs of a PDF and of a Word file are not comparable, lengths are.
    other = replace(long, paragraphs=40)
    assert most_like(("a.docx", zh), [("b.pdf", short), ("c.pdf", other)], [zh, short, other])[0] == "c.pdf"
    assert most_like(("a.txt", zh), [("z.txt", zh)], [zh]) is None


def test_an_orphan_is_told_what_it_most_resembles_by_content_and_by_name(tmp_path):
    text = "工发组织第{n}号决议于20{n}年通过，涉及1{n},345个项目和GC.{n}/7号文件。"
    english = "UNIDO resolution {n} was adopted in 20{n}; it concerns 1{n},345 projects and GC.{n}/7."
    looks = {}
    for name, language, body in (
        ("annual_12_C.txt", "zh", text.format(n=12)),
        ("x.txt", "en", "In 2012 the UNIDO delegates spoke of GC.12/7 and GC.12/8. " * 20),
        ("annual_13_E.txt", "en", english.format(n=13)),
    ):
        looks[Source(name, name)] = document_profile(read_bytes(body.encode(), "a.txt", language=language))
    matched = match(looks, read_profiles=lambda asked: {one: looks[one] for one in asked})
    assert matched.pairs == []
    found = {one.source.name: one for one in matched.orphans}["annual_12_C.txt"]
    assert [(like.source.name, like.by) for like in found.likely] == [("x.txt", "content"), ("annual_13_E.txt", "name")]
    assert all(0 <= like.sure <= 1 for like in found.likely)
    assert found.explanation.startswith("no translation was found; its content is most like that of x.txt (")


def test_an_orphan_is_named_with_what_it_resembles_on_the_terminal_and_in_the_report(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "GC20_1_C.txt").write_text(
        "工发组织第20号决议。\n\n涉及GC.20/7号文件和1,345个项目。\n", encoding="utf-8"
    )
    (tmp_path / "in" / "GC20_11_E.txt").write_text("UNIDO resolution 20.\n\nA cat, GC.20/7.\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["batch", str(tmp_path / "in"), "-o", str(tmp_path / "out")])
    assert (
        "GC20_1_C.txt: without a partner: no translation was found; its content is most like that of GC20_11_E.txt ("
        in done.output
    )
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    (likely,) = (one["likely"] for one in report["without_partner"] if one["file"] == "GC20_1_C.txt")
    assert likely[0]["file"] == "GC20_11_E.txt"
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert 'content most like <span class="file">GC20_11_E.txt</span>' in page


def test_an_orphan_is_compared_by_the_symbol_that_its_text_shows():
    sources = {
        Source("x.txt", "x"): DocumentProfile("zh", None, "IDB.51/20", {}),
        Source("y.txt", "y"): DocumentProfile("en", None, "IDB.51/20/Rev.1", {}),
    }
    matched = match(sources, read_profiles=lambda asked: {one: sources[one] for one in asked})
    assert matched.orphans[0].reason == "no translation was found; of the same document there is IDB.51/20/Rev.1"


def test_a_page_that_is_only_half_translated_is_no_file_in_two_languages(tmp_path):
    from align.batch.profiles import profile_of
    from align.batch.sources import Source

    zh = [
        "大会通过了关于预算的决议，并请秘书长提交报告。",
        "委员会审议了各项建议。",
        "理事会于春季举行了会议。",
        "成员国就方案交换了意见。",
    ]
    own = [
        "The General Assembly adopted the resolution on the budget and requested the Secretary-General to submit a report.",
        "The Committee considered the recommendations.",
        "The Council held a meeting in the spring.",
        "The Member States exchanged views on the programme.",
    ]
    other = [
        "A boot loader starts the kernel and gives it the parameters that were written in its configuration.",
        "Packages are downloaded from mirrors, which are chosen during the installation of the system.",
        "Nobody should work as root, since a mistake of a single letter can remove all files.",
        "The keyboard layout is set by a menu that lists all countries and their languages.",
    ]
    files = {}
    for name, english in (("both", own), ("half", other)):
        lines = [line for pair in zip(zh, english, strict=True) for line in pair]
        if name == "half":
            lines += [
                f"Mirror {n} of the archive keeps {n * 7} packages that are built for machines of its own."
                for n in range(9)
            ]
        files[name] = tmp_path / f"{name}.txt"
        files[name].write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    assert profile_of(Source("both.txt", str(files["both"]))).both == ("zh", "en")
    assert profile_of(Source("half.txt", str(files["half"]))).both is None


@pytest.mark.parametrize(
    ("name", "language", "stem"),
    [
        ("report.en-GB.docx", "en", "report"),
        ("report.zh_CN.txt", "zh", "report"),
        ("report.es-419.txt", "es", "report"),
        ("a.en_us.txt", "en", "a"),
        ("GC20_14_en-GB.pdf", "en", "gc20-14"),
        ("报告（中文）.docx", "zh", "报告"),
        ("annex-de-es.txt", "es", "annex-de"),
        ("plan-mic-zh.txt", "zh", "plan-mic"),
        ("notes-to-me.txt", None, "notes-to-me"),
    ],
)
def test_a_language_with_its_region_is_read_from_a_name(name, language, stem):
    named = read_name(Source(name, "/x"))
    assert (named.language, named.stem) == (language, stem)


@pytest.mark.parametrize(
    ("one", "other"), [("Report.zh-en", "report.zh-en"), ("r\u00e9sum\u00e9.zh-en", "re\u0301sume\u0301.zh-en")]
)
def test_names_that_are_one_file_to_windows_or_macos_are_told_apart(one, other):
    matched = Matched(
        [Pair(name, *sources(f"{name}1", f"{name}2"), "zh", "en", "name") for name in (one, other, "b.zh-en")]
    )
    name_apart(matched)
    plain = [unicodedata.normalize("NFC", pair.name).casefold() for pair in matched.pairs]
    assert len(set(plain)) == 3
    assert plain[2] == "b.zh-en"


def test_no_result_is_named_like_a_device_of_windows():
    names = [pair_name(None, stem, ["zh", "en"]) for stem in ("aux", "CON", "nul.1", "com1", "console", "auxiliary")]
    assert names == ["aux-.zh-en", "CON-.zh-en", "nul-.1.zh-en", "com1-.zh-en", "console.zh-en", "auxiliary.zh-en"]
