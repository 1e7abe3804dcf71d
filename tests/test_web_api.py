"""The API: what it answers, its one shape of error, and that it keeps to its own description whatever it is sent."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from align.types import Bead, Bitext, Segment
from glossary.exchange import read
from glossary.store.glossary import Glossary
from glossary.types import Concept, Context, Scores, Term
from glossary.web.api_page import operations
from glossary.web.app import create_app
from glossary.web.settings import Settings

LOCAL = "http://127.0.0.1:8765"


def made(folder: Path) -> Path:
    """A small glossary with sentences."""
    glossary = Glossary.open(folder, create=True)
    context = Context(
        "工发组织促进绿色氢。", "UNIDO promotes green hydrogen.", document="GC.20/14", paragraph="3", bead=0
    )
    concepts = [
        Concept(
            "unido",
            (Term("工发组织", "zh", "Hans"), Term("UNIDO", "en", type="acronym")),
            contexts=(context,),
            documents=("GC.20/14",),
            frequency=3,
            scores=Scores(0.9, 0.9, 0.9, 0.9),
        ),
        Concept("h2", (Term("绿色氢", "zh"), Term("green hydrogen", "en")), contexts=(context,), scores=Scores(0.5)),
        Concept("odd/id?#é", (Term("<b>粗体</b>", "zh"), Term('"bold" & more', "en")), scores=Scores(0.1)),
    ]
    glossary.add(concepts, by="builder")
    bitext = Bitext(
        (Segment(context.src),),
        (Segment(context.tgt),),
        (Bead((0,), (0,)),),
        "zh",
        "en",
        metadata={"symbol": "GC.20/14"},
    )
    glossary.add_segments([bitext])
    return folder


@pytest.fixture
def client(tmp_path):
    return TestClient(create_app(Settings(glossary=made(tmp_path / "g"))), base_url=LOCAL)


def test_search_in_any_way_and_with_filters(client):
    for query in ("工发组织", "工發組織", "gongfa zuzhi", "gfzz", "unido"):
        assert client.get("/api/search", params={"q": query}).json()["hits"][0]["entry"]["id"] == "unido"
    assert client.get("/api/search", params={"q": "unido", "session": "GC.20"}).json()["hits"]
    assert not client.get("/api/search", params={"q": "unido", "session": "GC.19"}).json()["hits"]
    assert not client.get("/api/search", params={"q": "green hydrogen", "document": "GC.20/14"}).json()["hits"]
    assert not client.get("/api/search", params={"q": "unido", "status": "approved"}).json()["hits"]


def test_concordance_marks_both_sides_and_names_the_bead(client):
    line = client.get("/api/concordance", params={"q": "绿色氢"}).json()["lines"][0]
    assert line["src"][slice(*line["src_spans"][0])] == "绿色氢"
    assert line["tgt"][slice(*line["tgt_spans"][0])] == "green hydrogen"
    assert (line["document"], line["bead"]) == ("GC.20/14", 0)
    assert not client.get("/api/concordance", params={"q": "绿色氢", "session": "GC.19"}).json()["lines"]


def test_an_entry_is_edited_approved_and_taken_back(client):
    before = client.get("/api/entries/h2").json()
    body = {"expected": before["modified"], "definition": "Hydrogen from renewables.", "by": "Li"}
    after = client.post("/api/entries/h2/edit", json=body).json()
    assert (after["definition"], after["modified_by"]) == ("Hydrogen from renewables.", "Li")
    assert client.post("/api/entries/h2/edit", json=body).status_code == 409
    assert client.post("/api/entries/h2/approve", json={"by": "Li"}).json()["status"] == "approved"
    changes = client.get("/api/history/h2").json()["changes"]
    assert [change["operation"] for change in changes] == ["approve", "edit", "add"]
    assert changes[0]["what"] == ["status: proposed → approved"]
    undone = client.post("/api/entries/h2/undo", json={"version": changes[0]["version"]}).json()
    assert (undone["status"], undone["definition"]) == ("proposed", "Hydrogen from renewables.")
    assert client.post("/api/entries/h2/undo", json={"version": changes[-1]["version"]}).status_code == 400


def test_terms_are_replaced_and_keep_what_the_api_does_not_show(client):
    terms = [{"text": "綠色氫", "language": "zh"}, {"text": "green hydrogen", "language": "en", "status": "preferred"}]
    after = client.post("/api/entries/h2/edit", json={"terms": terms}).json()["terms"]
    assert [(term["text"], term["script"], term["status"]) for term in after] == [
        ("綠色氫", "Hant", None),
        ("green hydrogen", None, "preferred"),
    ]
    assert client.post("/api/entries/h2/edit", json={"terms": []}).status_code == 400


def test_merging_through_the_api(client):
    merged = client.post("/api/entries/unido/merge", json={"others": ["h2"]}).json()
    assert {term["text"] for term in merged["terms"]} >= {"UNIDO", "green hydrogen"}
    assert client.get("/api/entries/h2").status_code == 404


def test_an_entry_is_made_and_met_again(client):
    terms = [{"text": "数字鸿沟", "language": "zh"}, {"text": "digital divide", "language": "en"}]
    first = client.post("/api/entries", json={"terms": terms, "approved": True})
    assert (first.status_code, first.json()["status"]) == (201, "approved")
    again = client.post("/api/entries", json={"terms": terms, "subject": "digital"}).json()
    assert again["id"] == first.json()["id"]


def test_entries_are_listed_a_page_at_a_time(client):
    first = client.get("/api/entries", params={"limit": 2}).json()
    assert [entry["id"] for entry in first["entries"]] == ["unido", "h2"]
    rest = client.get("/api/entries", params={"limit": 2, "offset": first["next"]}).json()
    assert (len(rest["entries"]), rest["next"]) == (1, None)


def test_an_id_of_any_letters_has_its_address(client):
    from urllib.parse import quote

    address = f"/api/entries/{quote('odd/id?#é')}"
    assert client.get(address).json()["id"] == "odd/id?#é"
    assert client.post(f"{address}/approve", json={}).json()["status"] == "approved"


def test_known_terms_of_a_text_with_their_places(client):
    text = "工發組織支持绿色氢。"
    found = client.post("/api/terms", json={"text": text}).json()
    assert [(one["entry"], [text[slice(*span)] for span in one["spans"]]) for one in found["terms"]] == [
        ("unido", ["工發組織"]),
        ("h2", ["绿色氢"]),
    ]


def test_checking_a_translation(client):
    answer = client.post(
        "/api/check", json={"src": "工发组织的投资占 45%。", "tgt": "It is 54 per cent of investment."}
    )
    assert answer.status_code == 200
    assert "number" in {fault["kind"] for finding in answer.json()["findings"] for fault in finding["faults"]}


@pytest.mark.parametrize("format", ["tbx", "csv", "xlsx", "json"])
def test_an_export_is_what_the_command_would_write(client, tmp_path, format):
    client.post("/api/entries/unido/approve", json={})
    answer = client.get("/api/export", params={"format": format, "status": "approved"})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    file = tmp_path / f"out.{format}"
    file.write_bytes(answer.content)
    assert [concept.texts("en") for concept in read(file)] == [("UNIDO",)]


def test_errors_have_one_shape(client):
    for answer, status in (
        (client.get("/api/entries/nope"), 404),
        (client.get("/api/search"), 422),
        (client.get("/api/search", params={"q": "a", "status": "no"}), 422),
        (client.post("/api/entries", content=b"{"), 422),
        (client.delete("/api/entries/h2"), 405),
        (client.post("/api/entries/h2/merge", json={"others": ["h2"]}), 400),
    ):
        assert answer.status_code == status
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == {"code", "message", "remedy", "where", "line"}


def test_every_operation_answers_an_error_in_the_one_shape_with_a_code(tmp_path):
    folder = made(tmp_path / "g")
    token = {"authorization": "Bearer a-long-token"}
    closed = TestClient(create_app(Settings(glossary=folder, token="a-long-token")), base_url=LOCAL)
    description = closed.get("/api/openapi.json", headers=token).json()
    walked = 0
    for path, operations_of in description["paths"].items():
        for method in operations_of:
            address = re.sub(r"\{\w+\}", "no-such-thing", path)
            stranger = closed.request(method, address, content=b"{")
            known = closed.request(method, address, content=b"{", headers=token)
            assert stranger.status_code == 401, path
            assert stranger.json()["error"]["code"] == "sign_in"
            for answer in (stranger, known):
                if answer.status_code >= 400:
                    error = answer.json()["error"]
                    assert list(error) == ["code", "message", "remedy", "where", "line"], path
                    assert re.fullmatch(r"[a-z_]+", error["code"])
                    assert error["message"].endswith((".", "?"))
            walked += 1
    assert walked > 15


def test_the_page_describes_every_operation_and_its_commands_run(client):
    page = client.get("/api", headers={"accept": "text/html"})
    assert page.status_code == 200
    for path in client.get("/api/openapi.json").json()["paths"]:
        assert path in page.text
    assert "curl" in page.text
    assert "&#34;terms&#34;:" in page.text


@pytest.mark.slow
@pytest.mark.hypothesis  # `make fuzz` asks for long what `make test` asks a few times
def test_it_keeps_to_its_own_description_whatever_it_is_sent(tmp_path):
    """schemathesis: no 500, only documented statuses, answers of the documented shape."""
    schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis: pip install schemathesis")
    from hypothesis import HealthCheck, Phase, given, settings

    app = create_app(Settings(glossary=made(tmp_path / "g"), names=("testserver",)))
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    checks = [
        schemathesis.checks.not_a_server_error,
        schemathesis.checks.status_code_conformance,
        schemathesis.checks.response_schema_conformance,
    ]
    seen = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=100 if os.environ.get("DUIZHAO_FUZZ") else 6,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case):
            case.call_and_validate(checks=checks)

        holds()
        seen += 1
    assert seen > 12


def test_every_operation_has_an_example_of_what_it_takes_and_answers(client):
    for group in operations(client.app, LOCAL).values():
        for one in group:
            assert one["answer"] is not None or one["path"].endswith("/export"), one["path"]
            for example in (one["body"], one["answer"]):
                assert example is None or "…" not in example, one["path"]
            for parameter in one["parameters"]:
                assert parameter["description"] or parameter["in"] == "path", (one["path"], parameter["name"])
