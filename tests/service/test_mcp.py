"""An agent reads a document over standard input and output, and asks about it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from service.mcp import server
from service.settings import Settings

REPORT = Path(__file__).parents[2] / "samples" / "003" / "003.txt"


@asynccontextmanager
async def agent(folder: Path) -> AsyncIterator[Client]:
    """A client of `mingzhang mcp` with an empty data folder."""
    environment = {**os.environ, "MINGZHANG_DATA_DIR": str(folder / "data"), "MINGZHANG_WORKERS": "1"}
    parameters = StdioServerParameters(command=sys.executable, args=["-m", "service.cli", "mcp"], env=environment)
    with (folder / "errors.log").open("w") as errors:
        async with Client(stdio_client(parameters, errlog=errors)) as client:
            yield client


async def ask(client: Client, tool: str, **arguments: Any) -> Any:
    answer = await client.call_tool(tool, arguments)
    if answer.is_error:
        return answer.content[0].text  # type: ignore[union-attr]
    return answer.structured_content


def test_an_agent_reads_a_document_and_asks_about_it(tmp_path: Path) -> None:
    async def session() -> None:
        async with agent(tmp_path) as client:
            read = await ask(client, "extract_document", path=str(REPORT))
            assert read["state"] == "done" and read["facts"]["observations"] > 100
            asked = {"document_id": read["document_id"]}
            found = await ask(client, "look_up_figures", **asked, text="收入", limit=5)
            assert found["count"] >= len(found["figures"]) > 0
            assert all("收入" in figure["name"] + figure["raw_name"] and figure["page"] == 1 for figure in found["figures"])
            checks = await ask(client, "run_checks", **asked, status=None, limit=500)
            assert sum(checks["counts"].values()) == read["facts"]["checks"] and checks["counts"]["fail"] == read["facts"]["checks_failed"]
            assert all(figure["raw_value"] for check in checks["checks"] for figure in check["observations"])
            listed = await ask(client, "list_documents")
            assert [document["filename"] for document in listed["documents"]] == [REPORT.name]
            again = await ask(client, "extract_document", path=str(REPORT))  # answered from the store
            assert again["document_id"] == read["document_id"]

    asyncio.run(session())


def test_what_went_wrong_is_said_so_that_an_agent_can_act(tmp_path: Path) -> None:
    (tmp_path / "program.pdf").write_bytes(b"MZ\x90\x00" + b"\0" * 100)
    (tmp_path / "empty.pdf").touch()

    async def session() -> None:
        async with Client(server(Settings(_env_file=None, data_dir=tmp_path / "data"))) as client:  # type: ignore[call-arg]
            assert "cannot open the file" in await ask(client, "extract_document", path=str(tmp_path / "absent.pdf"))
            assert "unsupported_format" in await ask(client, "extract_document", path=str(tmp_path / "program.pdf"))
            assert "empty_document" in await ask(client, "extract_document", path=str(tmp_path / "empty.pdf"))
            assert "Unknown" in await ask(client, "run_checks", document_id="doc_0")
            assert (await ask(client, "list_documents")) == {"documents": []}

    asyncio.run(session())


def test_every_tool_says_what_it_is_for() -> None:
    async def tools() -> list[Any]:
        return list(await server().list_tools())

    told = asyncio.run(tools())
    assert {tool.name for tool in told} == {"extract_document", "look_up_figures", "run_checks", "list_documents"}
    assert all(tool.description and len(tool.description) > 40 for tool in told)
    assert all("description" in json.dumps(tool.input_schema) for tool in told if tool.name != "list_documents")


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    async def session() -> None:
        async with Client(server(Settings(_env_file=None, data_dir=tmp_path / "data"))) as client:  # type: ignore[call-arg]
            assert "cannot open the file" in await ask(client, "extract_document", path=str(tmp_path))

    asyncio.run(session())


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:mcp.*")
