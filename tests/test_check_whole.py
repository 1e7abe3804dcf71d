"""The whole range of a check: form, places, consistency, the user's own checklist, findings accepted."""

from __future__ import annotations

import json

import pytest
from test_check import bitext, faults, run

from glossary.errors import InvalidOption
from glossary.quality.accepted import accept, read_accepted
from glossary.quality.check import Options, check_bitext
from glossary.quality.checklist import Rule, example, read_checklist
from glossary.quality.consistency import inconsistent
from glossary.quality.places import place_faults


@pytest.mark.parametrize(
    ("zh", "en", "kind"),
    [
        ("南非代表说", "The representative of Southern Africa said", "place"),
        ("乌克兰常驻代表", "Permanent Representative of Russia", "place"),
        ("见附件（二）", "See annex (II", "bracket"),
        ("委员会说：“是”。", "The Committee said: “yes.", "bracket"),
        ("委员会通过了决定", "The Committee adopted the the decision", "doubled"),
        ("委员会通过了决定", "The Committee  adopted the decision", "doubled"),
        ("见 https://www.un.org/a/b", "See https://www.un.org/a/c", "link"),
        ("写信给 a@un.org", "Write to b@un.org", "link"),
        ("共计 300 美元", "a total of 300 euros", "unit"),
        ("委员会通过了决定", "委员会通过了决定", "untranslated"),
        ("委员会通过了关于气候的决定", "The Committee adopted 关于气候的决定", "untranslated"),
    ],
)
def test_slips_of_form_and_names_are_found(zh, en, kind):
    assert kind in {one for one, _ in faults((zh, en))}


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("发展中国家", "developing countries"),
        ("撒哈拉以南非洲", "sub-Saharan Africa"),
        ("中国代表", "the Chinese delegation"),
        ("加蓬还提供奖学金", "Scholarships are also available"),
        ("刚果民主共和国", "the Democratic Republic of the Congo"),
        ("大韩民国", "the Republic of Korea"),
        ("见 http://www.un.org/zh/a。", "See https://www.un.org/en/a."),
        ("一) 通过议程；", "a) Adoption of the agenda;"),
        ("（见附件", "(see the annex"),
        ("巴戈巴戈", "Pago Pago"),
        ("联合国（UNIDO）", "United Nations (工发组织)"),
        ("6 February 2015", "6 February 2015"),
    ],
)
def test_what_is_right_is_left_alone(zh, en):
    assert faults((zh, en)) == []


def test_the_list_holds_every_member_state_once_in_each_language():
    from glossary.quality.places import states

    rows = states()
    assert len(rows) >= 195
    assert len({row[0][0] for row in rows}) == len({row[1][0] for row in rows}) == len(rows)
    for chinese, english, _ in rows:
        assert list(place_faults(chinese[0], english[0], "zh", "en")) == []


def test_inconsistent_translations_are_found_both_ways():
    pairs = [
        ("通过议程。", "Adoption of the agenda."),
        ("3. 通过议程", "The agenda was passed"),
        ("选举主席。", "Adoption of the agenda."),
    ]
    found = inconsistent(pairs)
    assert [fault.message for fault in found[1]] == [
        "the same sentence is translated elsewhere as: Adoption of the agenda."
    ]
    assert [fault.message for fault in found[2]] == ["the same translation is used elsewhere for: 通过议程。"]
    assert 0 not in found


def test_the_other_documents_of_a_folder_are_compared():
    one = bitext(("通过议程。", "The agenda was passed."))
    found = check_bitext(one, options=Options(others=[("通过议程。", "Adoption of the agenda.")]))
    assert [fault.kind for fault in found[0].faults] == ["inconsistent"]


def test_the_shipped_checklist_is_read_and_finds_what_it_names():
    rules = read_checklist(example())
    found = check_bitext(bitext(("会员国的 45%", "45 percent of member states")), options=Options(checklist=rules))
    messages = [fault.message for fault in found[0].faults if fault.kind == "checklist"]
    assert messages == ["write “per cent” in two words", "write “Member States”"]
    assert (
        check_bitext(bitext(("会员国的 45%", "45 per cent of Member States")), options=Options(checklist=rules)) == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "[[rule]]\nfind = '('\nmessage = 'm'",
        "[[rule]]\nfind = 'a'",
        "rule = 3",
        "not toml",
        "[[rule]]\nfind=1\nmessage='m'",
    ],
)
def test_a_checklist_that_cannot_be_read_is_named(tmp_path, text):
    path = tmp_path / "list.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidOption, match=r"list\.toml"):
        read_checklist(path)


def test_an_expression_that_runs_away_is_stopped():
    rule = Rule(r"^(?:(a|aa)+b?)+\d$", "slow")
    with pytest.raises(InvalidOption, match="seconds"):
        check_bitext(bitext(("很长", "a" * 60)), options=Options(checklist=[rule]))


def test_an_accepted_finding_stays_accepted(tmp_path):
    pairs = bitext(("占 45%", "54 per cent"))
    first, second = check_bitext(pairs)[0].faults
    file = tmp_path / "accepted.jsonl"
    assert accept(file, [first.id], "agreed with the author", by="li") == [first.id]
    assert accept(file, [first.id], "agreed with the author", by="li") == []
    left = check_bitext(pairs, options=Options(accepted=frozenset(read_accepted(file))))
    assert [fault.id for fault in left[0].faults] == [second.id]
    with pytest.raises(InvalidOption):
        accept(file, [first.id], " ")


def test_the_command_accepts_reports_as_a_workbook_and_checks_folders(tmp_path):
    for name, zh, en in (
        ("a", "通过议程。占 45%。", "Adoption of the agenda. 54 per cent."),
        ("b", "通过议程。", "The agenda was passed."),
    ):
        for code, said in (("zh", zh), ("en", en)):
            folder = tmp_path / code
            folder.mkdir(exist_ok=True)
            (folder / f"{name}.{code}.txt").write_text(said, encoding="utf-8")
    src, tgt, kept = tmp_path / "zh", tmp_path / "en", tmp_path / "kept.jsonl"
    languages = ("--src-lang", "zh", "--tgt-lang", "en")
    status, out, _ = run("check", src, tgt, *languages, "--format", "json")
    found = [fault for part in json.loads(out) for finding in part["findings"] for fault in finding["faults"]]
    assert status == 1
    assert {"number", "inconsistent"} <= {fault["kind"] for fault in found}
    arguments = [part for fault in found for part in ("--accept", fault["id"])]
    status, _, _ = run("check", src, tgt, *languages, "--accepted", kept, *arguments, "--reason", "as agreed")
    assert status == 0
    status, _, _ = run("check", src, tgt, *languages, "--accepted", kept)
    assert status == 0
    assert run("check", src, tgt, *languages, "-o", tmp_path / "r.xlsx")[0] == 1
    import fastexcel

    sheet = fastexcel.read_excel((tmp_path / "r.xlsx").read_bytes()).load_sheet(0).to_polars()
    assert sheet.height == len(found)
    assert run("check", "--accept", "x")[0] == 2
    assert run("check", src)[0] == 2


def test_two_texts_that_are_no_translations_of_each_other_are_named(tmp_path):
    src, tgt = tmp_path / "a.zh.txt", tmp_path / "b.en.txt"
    src.write_text("\n".join(f"理事会第{n}号决定涉及工业发展和能源转型。" for n in range(3, 43)), encoding="utf-8")
    tgt.write_text("\n".join(f"My cat sleeps on the sofa all day ({n})." for n in range(200, 240)), encoding="utf-8")
    status, _, said = run("check", src, tgt)
    assert status == 1
    assert f"glossary: {src} and {tgt}: the two texts are not translations of each other (probability 0." in said


@pytest.mark.parametrize(
    ("en", "fr", "count"),
    [
        ("The Board has 53 members.", "Le Conseil compte 53 membres.", 0),
        ("It costs 1,250.5 dollars.", "Il coûte 1 250,5 dollars.", 0),
        ("its fifty-eighth session", "sa cinquante-huitième session", 0),
        ("its fifty-eighth session", "sa 58e session", 0),
        ("on 19 January 2015", "le 19 janvier 2015", 0),
        ("The Board has 53 members.", "Le Conseil compte 35 membres.", 2),
        ("on 19 January 2015", "le 19 janvier 2016", 2),
    ],
)
def test_figures_are_compared_in_other_pairs_of_languages(en, fr, count):
    found = check_bitext(bitext((en, fr), src="en", tgt="fr"))
    assert len([fault for finding in found for fault in finding.faults if fault.kind == "number"]) == count
