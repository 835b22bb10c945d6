"""Reports: whole, in the format asked for, and their parts with filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from pydantic_core import to_json

from extractor import Report, output
from service import corrected as corrections
from service import report_parts
from service.api import listing, serving, stored, wire
from service.api.access import Reader
from service.api.resources import Service, State
from service.api.route import new_router
from service.auth import Principal
from service.problems import Problem, documented
from service.report_parts import Filter, Part
from service.store.tables import Correction, Job

router = new_router("reports")


class Shape(StrEnum):
    """Formats of a whole report."""

    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"
    zip = "zip"


MEDIA_TYPES: dict[Shape, str] = {
    Shape.json: "application/json",
    Shape.jsonl: "application/jsonl",
    Shape.csv: "text/csv; charset=utf-8",
    Shape.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Shape.parquet: "application/vnd.apache.parquet",
    Shape.zip: "application/zip",
}
_ALSO = {"application/x-ndjson": Shape.jsonl, "application/parquet": Shape.parquet, "application/x-zip-compressed": Shape.zip}
_ASKED = {kind.partition(";")[0]: shape for shape, kind in MEDIA_TYPES.items()} | _ALSO
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_WHOLE: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Report,
        "description": "the report",
        "headers": {"ETag": {"schema": {"type": "string"}}},
        "content": {
            kind: _BINARY if shape is not Shape.csv else {"schema": {"type": "string"}}
            for kind, shape in _ASKED.items()
            if shape is not Shape.json
        },
    },
    304: {"description": "not changed"},
    **documented(["not_found", "not_acceptable", "report_not_ready", "report_missing"]),
}
_Format = Annotated[Shape | None, Query(description="goes before Accept")]
_Corrected = Annotated[bool, Query(description="with the corrections that stand; `repairs` of kind `corrected` tell what was read")]


@router.get("/jobs/{job}/report", operation_id="get_report", response_class=Response, responses=_WHOLE)
def get_report(
    request: Request, service: Service, principal: Reader, job: wire.Identifier, format: _Format = None, corrected: _Corrected = False
) -> Response:
    """The whole report of a job."""
    return _whole(request, service, stored.job_of(service, principal, job), format, corrected)


@router.get("/documents/{document}/report", operation_id="get_document_report", response_class=Response, responses=_WHOLE)
def get_document_report(
    request: Request, service: Service, principal: Reader, document: wire.Identifier, format: _Format = None, corrected: _Corrected = False
) -> Response:
    """The report of the document's newest job that has one."""
    return _whole(request, service, _newest(service, principal, document), format, corrected)


def _newest(service: State, principal: Principal, document: str) -> Job:
    """The newest job with a report, else the newest one, which says why there is none."""
    jobs = service.store.jobs(principal.tenant, document=document, limit=wire.JOBS_LOOKED_AT)
    if not jobs:
        raise Problem("not_found")
    return next((job for job in jobs if job.report and job.state in wire.READABLE), jobs[0])


def _whole(request: Request, service: State, job: Job, format: Shape | None, corrected: bool) -> Response:
    shape = format or _negotiated(request.headers.get("accept", ""))
    sha256 = stored.report_of(job)
    standing = service.store.standing_corrections(job.tenant, job.id) if corrected else ()
    tag = corrections.mark(sha256, standing) if standing else sha256
    tag = tag if shape is Shape.json else f"{tag}.{shape}"
    headers = {"ETag": f'"{tag}"', "Vary": "Accept", "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    if serving.matches(request, tag):
        return Response(status_code=304, headers=headers)
    if shape is not Shape.json:
        headers |= {**serving.ATTACHED, "Content-Disposition": serving.saved_as(f"{_name(job)}.{shape}")}
    if shape is Shape.json and not standing:
        return serving.FileAnswer(service.blobs.open(sha256), headers=headers, media_type=MEDIA_TYPES[shape])
    return Response(_written(service, sha256, shape, standing), headers=headers, media_type=MEDIA_TYPES[shape])


def _name(job: Job) -> str:
    facts = job.facts or {}
    told = [str(facts[name]) for name in ("organization", "fiscal_year") if facts.get(name)]
    return " ".join(told) or "report"


def _written(service: State, sha256: str, shape: Shape, standing: Sequence[Correction]) -> bytes:
    report = corrections.corrected(Report.model_validate_json(service.blobs.read(sha256)), standing)
    if shape is Shape.zip:
        from service.packages import to_package  # pandas costs half a second: JSON does not pay for it

        return to_package(report)
    from service.formats import Format, written

    return b"".join(written([report], Format(shape), alone=True))


def _negotiated(accept: str) -> Shape:
    """The format that Accept likes best (RFC 9110, 12.5.1), JSON where it does not care. Problem not_acceptable."""
    wanted = [part.strip().lower() for part in accept[:1000].split(",") if part.strip()]
    ranked = sorted(((_quality(part), -n, part.partition(";")[0].strip()) for n, part in enumerate(wanted)), reverse=True)
    for quality, _, kind in ranked:
        if quality > 0 and (shape := _ASKED.get(kind)):
            return shape
        if quality > 0 and kind in ("*/*", "application/*"):
            return Shape.json
    if wanted:
        raise Problem("not_acceptable")
    return Shape.json


def _quality(part: str) -> float:
    for parameter in part.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


# --- parts ----------------------------------------------------------------------------------------

_Fraction = Annotated[float | None, Query(ge=0, le=1, allow_inf_nan=False)]
_Word = Annotated[str | None, Query(min_length=1, max_length=200)]
_Page = Annotated[int | None, Query(ge=1, le=100_000)]
_Status = Annotated[Literal["pass", "fail", "not_applicable"] | None, Query()]
_PART = documented(["not_found", "report_not_ready", "report_missing", "invalid_cursor"])


def _told(model: type[Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": wire.Listing[model], "description": "a page of the list"}, **_PART}  # type: ignore[valid-type]


def _part(
    service: State, job: Job, select: Callable[[Part, Filter], list[Part]], asked: Filter, cursor: str | None, limit: int
) -> Response:
    rows = select(stored.parsed(service, job), asked)
    items, following = listing.cut(rows, cursor, limit, job.report, select.__name__, asked)
    return Response(to_json({"items": items, "next": following}), media_type="application/json")


@router.get(
    "/jobs/{job}/report/observations", operation_id="list_observations", response_class=Response, responses=_told(output.Observation)
)
def list_observations(
    service: Service,
    principal: Reader,
    job: wire.Identifier,
    form: _Word = None,
    indicator: Annotated[str | None, Query(min_length=1, max_length=200, description="beginning of the identifier")] = None,
    column: _Word = None,
    min_confidence: _Fraction = None,
    max_confidence: _Fraction = None,
    status: Annotated[Literal["pass", "fail", "not_applicable"] | None, Query(description="taken in by a check of this status")] = None,
    page: _Page = None,
    limit: listing.Limit = 100,
    cursor: listing.Cursor = None,
) -> Response:
    """Observations in reading order."""
    asked = Filter(form, indicator, column, min_confidence, max_confidence, status, page)
    return _part(service, stored.job_of(service, principal, job), report_parts.observations, asked, cursor, limit)


@router.get("/jobs/{job}/report/tables", operation_id="list_tables", response_class=Response, responses=_told(output.Table))
def list_tables(
    service: Service,
    principal: Reader,
    job: wire.Identifier,
    form: _Word = None,
    min_confidence: _Fraction = None,
    max_confidence: _Fraction = None,
    page: _Page = None,
    limit: listing.Limit = 20,
    cursor: listing.Cursor = None,
) -> Response:
    """Tables in reading order."""
    asked = Filter(form=form, min_confidence=min_confidence, max_confidence=max_confidence, page=page)
    return _part(service, stored.job_of(service, principal, job), report_parts.tables, asked, cursor, limit)


@router.get("/jobs/{job}/report/sections", operation_id="list_sections", response_class=Response, responses=_told(output.Section))
def list_sections(
    service: Service, principal: Reader, job: wire.Identifier, page: _Page = None, limit: listing.Limit = 100, cursor: listing.Cursor = None
) -> Response:
    """Sections in reading order."""
    return _part(service, stored.job_of(service, principal, job), report_parts.sections, Filter(page=page), cursor, limit)


@router.get("/jobs/{job}/report/checks", operation_id="list_checks", response_class=Response, responses=_told(output.Check))
def list_checks(
    service: Service,
    principal: Reader,
    job: wire.Identifier,
    status: _Status = None,
    form: _Word = None,
    indicator: _Word = None,
    column: _Word = None,
    page: _Page = None,
    limit: listing.Limit = 100,
    cursor: listing.Cursor = None,
) -> Response:
    """Checks, failing ones first; with a filter those that take in such an observation."""
    asked = Filter(form=form, indicator=indicator, column=column, status=status, page=page)
    return _part(service, stored.job_of(service, principal, job), report_parts.checks, asked, cursor, limit)
