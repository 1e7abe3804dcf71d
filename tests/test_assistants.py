"""The glossary for assistants, asked by the SDK's own client, over standard input and output and over HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from align.types import Bead, Bitext, Segment
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term

# Imported before any test runs: what is standard error at that moment is passed on to the servers that it starts, and
# that of a test which captures it is no file.
mcp = pytest.importorskip("mcp")


def run(work):
    """Run a coroutine in a thread of its own: in this one the browser tests may have left a loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(asyncio.wait_for(work(), 300))).result()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("assistants") / "g"
    glossary = Glossary.open(path, create=True)
    concept = Concept("unido", (Term("工发组织", "zh"), Term("UNIDO", "en")), status="approved")
    glossary.add([concept], by="t", origin="import")
    pair = Bitext(
        (Segment("工发组织通过了预算。"),),
        (Segment("UNIDO adopted the budget."),),
        (Bead((0,), (0,)),),
        "zh",
        "en",
        "GC.20",
    )
    glossary.add_segments([pair])
    return path


async def talk(client):
    tools = {tool.name for tool in (await client.list_tools()).tools}
    answers = {}
    for name, arguments in (
        ("look_up", {"query": "unido"}),
        ("concordance", {"query": "工发组织"}),
        ("known_terms", {"text": "工发组织很大", "language": "zh"}),
        ("matches", {"sentence": "工发组织通过了预算。", "src_lang": "zh", "tgt_lang": "en"}),
        ("check", {"src": "工发组织有 3 人", "tgt": "The bank has 4 people", "src_lang": "zh", "tgt_lang": "en"}),
    ):
        answer = await client.call_tool(name, arguments)
        assert not answer.is_error, answer
        answers[name] = answer.structured_content["result"]
    (entry,) = (await client.read_resource("glossary://entries/unido")).contents
    return tools, answers, json.loads(entry.text)


def right(tools, answers, entry):
    assert {"look_up", "concordance", "known_terms", "matches", "check"} <= tools
    assert answers["look_up"][0]["id"] == "unido"
    assert answers["concordance"][0]["tgt"] == "UNIDO adopted the budget."
    assert answers["known_terms"][0]["equivalents"] == [{"text": "UNIDO", "language": "en"}]
    assert (answers["matches"][0]["score"], answers["matches"][0]["target"]) == (100, "UNIDO adopted the budget.")
    assert {"number", "term missing"} <= {fault["kind"] for fault in answers["check"][0]["faults"]}
    assert entry["id"] == "unido"


def test_an_assistant_asks_over_standard_input_and_proposes_only_where_allowed(folder):
    code = "import sys; sys.argv = ['glossary', *sys.argv[1:]]; from glossary.cli import main; main()"

    def server(*options):
        arguments = ["-c", code, "mcp", "-g", str(folder), *options]
        return mcp.StdioServerParameters(command=sys.executable, args=arguments)

    async def work():
        async with mcp.Client(server()) as client:
            right(*(found := await talk(client)))
            assert "propose_term" not in found[0]
        async with mcp.Client(server("--allow-changes")) as client:
            answer = await client.call_tool("propose_term", {"src": "绿色氢", "tgt": "green hydrogen"})
            assert not answer.is_error

    run(work)
    assert [one.status for one in Glossary.open(folder).concepts() if one.texts("zh") == ("绿色氢",)] == ["proposed"]


def test_an_assistant_asks_the_workbench_with_its_token(folder):
    import httpx2
    import uvicorn
    from mcp.client.streamable_http import streamable_http_client

    from glossary.web.app import create_app
    from glossary.web.settings import Settings

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
        app = create_app(Settings(glossary=folder, token="long enough"))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)

            async def work():
                async with httpx2.AsyncClient() as stranger:
                    assert (await stranger.post(address, json={})).status_code == 401
                headers = {"authorization": "Bearer long enough"}
                async with (
                    httpx2.AsyncClient(headers=headers, timeout=300) as http,
                    mcp.Client(streamable_http_client(address, http_client=http)) as client,
                ):
                    right(*await talk(client))

            run(work)
        finally:
            server.should_exit = True
            thread.join()
