"""Tools for agents (Model Context Protocol), over standard input and output."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import anyio.to_thread
from fastapi import HTTPException
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from service.desk import Desk, TooLarge
from service.errors import ServiceError
from service.problems import Problem
from service.report_parts import Filter
from service.settings import Settings

_ABOUT = (
    "Mingzhang reads disclosures of Chinese government departments (部门决算, 部门预算, 绩效自评). First extract_document, then "
    "look_up_figures and run_checks with its document_id. Money is in yuan, percentages in percent. A confidence is the probability "
    "that indicator, column and value are all right: tell it with the figure. Failing checks are contradictions in the document itself."
)
DocumentId = Annotated[str, Field(description="document_id as told by extract_document or list_documents")]
Limit = Annotated[int, Field(ge=1, le=500)]
T = TypeVar("T")


def server(settings: Settings | None = None) -> MCPServer[None]:
    """The server with its four tools; the data folder is opened when a client has connected."""
    counter = _Counter()

    @asynccontextmanager
    async def open_desk(_server: MCPServer[None]) -> AsyncIterator[None]:
        counter.desk = desk = await anyio.to_thread.run_sync(Desk, settings or Settings())
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(desk.close)

    tools = MCPServer[None]("mingzhang", title="明账", instructions=_ABOUT, lifespan=open_desk, log_level="WARNING")
    for tool in (counter.extract_document, counter.look_up_figures, counter.run_checks, counter.list_documents):
        tools.add_tool(tool)
    return tools


class _Counter:
    """Where agents ask; their tools, by the names of its methods. `desk` is there as long as a client is connected."""

    desk: Desk

    async def extract_document(
        self,
        path: Annotated[str, Field(description="path of a PDF, picture, HTML or text file on this machine")],
        ocr: Literal["default", "paddle", "none"] = "default",
        password: Annotated[str | None, Field(description="opens an encrypted PDF")] = None,
    ) -> dict[str, Any]:
        """Read a document: what it is, how many figures it holds, and where it contradicts itself. A scanned page takes about a second."""
        return await _asked(lambda: self.desk.extract(Path(path).expanduser(), ocr, password))

    async def look_up_figures(
        self,
        document_id: DocumentId,
        text: Annotated[str, Field(description="part of the name, such as 公务用车 or 收入总计")] = "",
        indicator: Annotated[str | None, Field(description="canonical identifier or its beginning, such as function:206")] = None,
        form: Annotated[str | None, Field(description="form, such as revenue_expenditure_summary, or narrative for prose")] = None,
        column: Annotated[str | None, Field(description="canonical column, such as final or budget")] = None,
        min_confidence: Annotated[float | None, Field(ge=0, le=1)] = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """Figures of a document that was read, each with year, unit, page and confidence."""
        asked = Filter(form=form, indicator=indicator, column=column, min_confidence=min_confidence)
        return await _asked(lambda: self.desk.figures(document_id, asked, text, limit))

    async def run_checks(
        self,
        document_id: DocumentId,
        status: Annotated[Literal["fail", "pass", "not_applicable"] | None, Field(description="null: all, failing ones first")] = "fail",
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """Identities that must hold in a document (sums, balances, forms against each other, prose against tables), with their figures."""
        return await _asked(lambda: self.desk.checks(document_id, status, limit))

    async def list_documents(self, limit: Limit = 20) -> dict[str, Any]:
        """Documents that were read on this machine, newest first."""
        return {"documents": await _asked(lambda: self.desk.documents(limit))}


async def _asked(ask: Callable[[], T]) -> T:
    """What the desk says, in a thread; what went wrong in a sentence that an agent can act on."""
    try:
        return await anyio.to_thread.run_sync(ask, abandon_on_cancel=True)
    except Problem as problem:
        told = problem.body("en")
        raise ToolError(f"{told['code']}: {told['title']} {told.get('detail', '')} {told['advice']}") from problem
    except (ServiceError, TooLarge, HTTPException) as error:
        raise ToolError(f"{type(error).__name__}: {error}") from error
    except OSError as error:
        raise ToolError(f"cannot open the file: {error.strerror}") from error
