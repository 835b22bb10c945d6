"""What the service can do and where it stops; open to everybody, for it tells nothing of anybody."""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal

from fastapi import Response
from pydantic import BaseModel, Field

from extractor import knowledge, output
from extractor.intake.sniff import CONTAINERS
from service.api.reports import MEDIA_TYPES
from service.api.resources import Service
from service.api.route import new_router
from service.api.wire import Identifier
from service.limits import LIMITS
from service.problems import Entry, Problem, catalogue, documented

router = new_router("system")


class Capabilities(BaseModel):
    """What can be asked of this service."""

    version: str
    schema_version: str
    media_types: list[str] = Field(description="of documents that are read")
    report_types: list[str] = Field(description="of reports, for Accept")
    ocr: list[Literal["default", "paddle", "none"]]
    forms: dict[str, str] = Field(description="identifier -> title")
    columns: dict[str, str] = Field(description="identifier -> name")
    languages: list[str]
    sign_in: bool = Field(description="whether people must sign in; false on a machine of one's own")
    fetch_hosts: list[str] = Field(description="hosts that documents may be fetched from")


class LimitsTold(BaseModel):
    """Limits by name; bytes, seconds or counts as the name says."""

    limits: dict[str, int]


_READ = [*CONTAINERS, "text/plain", "text/markdown", "text/html"]


@router.get("/limits", operation_id="get_limits")
async def get_limits(service: Service) -> LimitsTold:
    """Limits of one request, one document, and the queue."""
    settings = service.settings
    return LimitsTold(limits={**LIMITS.told(), "queue": settings.queue_limit, "tenant_queue": settings.tenant_queue_limit})


@router.get("/capabilities", operation_id="get_capabilities")
def get_capabilities(service: Service) -> Capabilities:
    """Formats, engines, and the vocabulary that reports use."""
    known = knowledge.load()
    return Capabilities(
        version=version("mingzhang"),
        schema_version=output.SCHEMA_VERSION,
        media_types=_READ,
        report_types=[kind.partition(";")[0] for kind in MEDIA_TYPES.values()],
        ocr=["default", "paddle", "none"],
        forms={form.id: form.title for form in known.forms.values()},
        columns=known.columns,
        languages=["zh", "en"],
        sign_in=service.local is None,
        fetch_hosts=list(service.settings.fetch_hosts),
    )


@router.get(
    "/schema",
    operation_id="get_schema",
    response_class=Response,
    responses={200: {"description": "JSON Schema", "content": {"application/schema+json": {"schema": {"type": "object"}}}}},
)
def get_schema() -> Response:
    """JSON Schema (2020-12) of a report."""
    from pydantic_core import to_json

    return Response(to_json(output.schema()), media_type="application/schema+json")


@router.get("/problems", operation_id="list_problems")
def list_problems() -> dict[str, Entry]:
    """Everything that can go wrong, by code; texts are Chinese, then English."""
    return dict(catalogue())


@router.get("/problems/{code}", operation_id="get_problem", responses=documented(["not_found"]))
def get_problem(code: Identifier) -> Entry:
    """One problem: what `type` of an error points at."""
    if code not in catalogue():
        raise Problem("not_found")
    return catalogue()[code]
