"""The page for revisers, and the small look-up window."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from align.types import Bead, Bitext, Judgement, Segment
from glossary.quality.report import together
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term
from glossary.web.app import create_app
from glossary.web.settings import Settings


@pytest.fixture
def client(tmp_path):
    glossary = Glossary.open(tmp_path / "g", create=True)
    glossary.add(
        [Concept("unido", (Term("工发组织", "zh"), Term("UNIDO", "en")), status="approved")], by="t", origin="import"
    )
    pair = (Segment("工发组织通过了预算。"),), (Segment("UNIDO adopted the budget."),)
    glossary.add_segments([Bitext(*pair, (Bead((0,), (0,)),), "zh", "en", "GC.20")])
    return TestClient(create_app(Settings(glossary=tmp_path / "g")), base_url="http://127.0.0.1")


def test_a_reviser_sees_the_faults_on_both_sides_accepts_one_and_takes_the_report(client):
    texts = {
        "src": "工发组织有 45 个成员国。\n大会通过了决定。",
        "tgt": "UNIDO has 54 members.\nThe Conference adopted the decision.",
    }
    page = client.post("/check", data=texts)
    assert page.status_code == 200
    assert "<mark>45</mark>" in page.text
    assert "<mark>54</mark>" in page.text
    assert ">大会通过了决定" not in page.text
    assert ">大会通过了决定" in client.get(f"{page.url.path}?all=true").text
    fault = re.search(r'name="fault" value="(\w+)"', page.text)[1]
    left = client.post(f"{page.url.path}/accept", data={"fault": fault, "reason": "as agreed"})
    assert fault not in left.text
    assert client.post(f"{page.url.path}/accept", data={"fault": "x", "reason": " "}).status_code == 400
    assert client.get(f"{page.url.path}/report?format=xlsx").content[:2] == b"PK"
    assert "<mark>54</mark>" in client.get(f"{page.url.path}/report").text
    client.cookies.set("lang", "zh")
    assert client.post("/check", data=texts).status_code == 200


def test_two_texts_that_are_no_translations_of_each_other_are_said_to_be_so(client):
    zh = "工发组织支持可持续工业发展。大会通过了预算。总干事提交了报告。秘书处印发了文件。成员国缴纳了会费。"
    en = "The cat sat on the mat. It rained for 3 days. She bought apples in the market. He sang. We left early."
    texts = {"src": zh * 4, "tgt": en * 4}
    page = client.post("/check", data=texts).text
    assert "The two texts are not translations of each other (probability 0.0" in page
    client.cookies.set("lang", "zh")
    assert "两份文本并非互为译文（概率 0.0" in client.post("/check", data=texts).text
    client.cookies.set("lang", "en")
    assert "Both texts are in the same language" in client.post("/check", data={"src": en * 4, "tgt": en * 4}).text


def test_the_report_on_two_texts_that_are_no_translations_says_so_in_every_format(client):
    zh = "工发组织支持可持续工业发展。大会通过了预算。总干事提交了报告。秘书处印发了文件。成员国缴纳了会费。"
    en = "The cat sat on the mat. It rained for 3 days. She bought apples in the market. He sang. We left early."
    page = client.post("/check", data={"src": zh * 4, "tgt": en * 4})
    told = "not translations of each other"
    assert told in client.get(f"{page.url.path}/report").text
    with ZipFile(BytesIO(client.get(f"{page.url.path}/report?format=xlsx").content)) as book:
        assert told in book.read("xl/sharedStrings.xml").decode()
    pair = (Segment("一。"),), (Segment("Cats."),)
    bitext = Bitext(*pair, (Bead((0,), (0,)),), "zh", "en", judgement=Judgement("unrelated", 0.002))
    assert told in together([[]], [bitext], "table").decode()
    assert told in together([[]], [bitext], "json").decode()


def test_a_text_without_its_translation_is_sent_back_with_what_was_typed(client):
    page = client.post("/check", data={"src": "工发组织", "tgt": ""})
    assert page.status_code in (400, 415)
    assert "工发组织" in page.text
    assert client.get("/check/none").status_code == 404


def test_the_small_window_answers_terms_and_sentences(client):
    assert 'data-copy="UNIDO"' in client.get("/window", params={"q": "工发组织"}).text
    page = client.get("/window", params={"q": "工发组织通过了预算。"}).text
    assert 'data-copy="UNIDO"' in page
    assert "100%" in page
    assert "UNIDO adopted the budget." in page
    assert client.get("/window").status_code == 200
