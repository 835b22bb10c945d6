"""Documents: posting, listing, fetching back, deleting. What is answered with 202 is on disk."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeVar

from anyio import to_thread
from fastapi import Header, Request, Response
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from extractor.intake.sniff import CONTAINERS
from service import fetch, uploads
from service.addresses import AddressRefused
from service.api import listing, serving, submitting, telling, wire
from service.api.access import Reader, Writer
from service.api.failures import invalid
from service.api.resources import Service, State
from service.api.route import SMALL_BODY, new_router, refuse_large
from service.auth import Principal
from service.limits import LIMITS
from service.problems import Problem, documented
from service.store import Arrival
from service.store import tables as t

router = new_router("documents", body_bytes=None)  # uploads bound themselves
_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "the document: PDF, picture, text, Markdown or HTML"},
        "options": {"$ref": "#/components/schemas/ExtractionOptions"},
        "priority": {"type": "integer", "minimum": 1, "maximum": 9, "default": 5},
        "callback": {"type": "string", "maxLength": 2000, "description": "told of the end (Standard Webhooks)"},
        "batch": {"type": "string", "maxLength": wire.MAX_ID},
    },
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": _FORM, "encoding": {"options": {"contentType": "application/json"}}},
            "application/json": {"schema": {"$ref": "#/components/schemas/Address"}},
        },
    }
}
_IdempotencyKey = Annotated[
    str | None, Header(min_length=1, max_length=255, description="the same key with the same request is answered once and for all")
]
_POSTING = (
    "malformed_body", "body_too_large", "too_slow", "unsupported_media_type", "unsupported_format", "empty_document", "url_not_allowed",
    "url_unreachable", "idempotency_mismatch", "idempotency_in_progress", "queue_full", "storage_full", "not_found",
)  # fmt: skip
Model = TypeVar("Model", bound=BaseModel)


@router.post(
    "/documents",
    operation_id="post_document",
    status_code=202,
    openapi_extra=_BODY,
    responses={
        202: {
            "model": wire.Accepted,
            "description": "accepted: document and job are on disk",
            "headers": {"Location": {"schema": {"type": "string"}}},
        },
        200: {"model": wire.Accepted, "description": "known: the same bytes with the same options, nothing was queued"},
        **documented(_POSTING),
    },
)
async def post_document(request: Request, service: Service, principal: Writer, idempotency_key: _IdempotencyKey = None) -> Response:
    """Post a document: as a form with the part `file`, or its address as JSON where the operator allows its host. The same
    bytes with the same options are one job, whoever of the tenant posts them."""
    refuse_large(request, LIMITS.body_bytes)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
        kept, asked = await _by_address(request, service)
    else:
        kept, asked = await _by_form(request, service)
    return await to_thread.run_sync(submitting.once, service, principal, idempotency_key, kept, asked, limiter=service.posting)


async def _by_form(request: Request, service: State) -> tuple[Arrival, wire.Submission]:
    writer = await run_in_threadpool(service.blobs.writer)
    with writer:
        upload = await uploads.receive(request.stream(), request.headers.get("content-type", ""), writer)
        asked = _submission(dict(upload.fields))
        media_type = upload.media_type
        sha256 = await run_in_threadpool(writer.commit)
    return Arrival(sha256, upload.filename, media_type, writer.size), asked


def _submission(fields: dict[str, Any]) -> wire.Submission:
    """From the fields of a form: `options` is JSON, an empty field counts as not sent."""
    sent = {name: value for name, value in fields.items() if value != ""}
    if "options" in sent:
        sent["options"] = _json(sent["options"].encode())
    return _checked(wire.Submission, sent)


async def _by_address(request: Request, service: State) -> tuple[Arrival, wire.Submission]:
    body = b""
    async for chunk in uploads.paced(request.stream()):
        body += chunk
        if len(body) > SMALL_BODY:
            raise Problem("body_too_large", f"{SMALL_BODY:,} bytes at most")
    asked = _checked(wire.Address, _json(body))
    return await run_in_threadpool(_fetched, service, asked.url), asked


def _fetched(service: State, url: str) -> Arrival:
    """A document from its address, in the blob store. In a thread: it takes as long as the other side wants."""
    with service.blobs.writer() as writer:
        try:
            found = fetch.fetch(url, service.settings.fetch_hosts, writer)
        except AddressRefused:
            raise Problem("url_not_allowed") from None
        except fetch.FetchFailed as error:
            raise Problem(error.code, str(error)) from None
        if not writer.size:
            raise Problem("empty_document")
        media_type = uploads.media_type(found.head)
        return Arrival(writer.commit(), uploads.safe_name(found.filename), media_type, writer.size)


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Problem("malformed_body", "not JSON") from None


def _checked(model: type[Model], data: object) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise invalid(error.errors(include_url=False, include_context=False, include_input=False), "body") from None


@router.get("/documents", operation_id="list_documents", responses=documented(["invalid_cursor"]))
def list_documents(
    service: Service, principal: Reader, limit: listing.Limit = 50, cursor: listing.Cursor = None
) -> wire.Listing[wire.DocumentTold]:
    """Documents of the tenant, newest first."""
    rows = service.store.documents(principal.tenant, listing.read(cursor, str, "documents"), limit + 1)
    return listing.listed(rows, limit, telling.document, lambda row: row.id, "documents")


@router.get("/documents/{document}", operation_id="get_document", responses=documented(["not_found"]))
def get_document(service: Service, principal: Reader, document: wire.Identifier) -> wire.DocumentTold:
    """One document."""
    return telling.document(_document(service, principal, document))


def _document(service: State, principal: Principal, document: str) -> t.Document:
    row = service.store.document(principal.tenant, document)
    if row is None:
        raise Problem("not_found")
    return row


@router.delete(
    "/documents/{document}", operation_id="delete_document", status_code=204, responses=documented(["not_found", "job_unfinished"])
)
def delete_document(service: Service, principal: Writer, document: wire.Identifier) -> Response:
    """Delete a document with its jobs, reports and corrections. Jobs that wait or run must be cancelled first."""
    service.store.delete_document(principal.tenant, document)
    service.store.audit(principal.tenant, principal.actor, "delete_document", document)
    return Response(status_code=204)


@router.get(
    "/documents/{document}/source",
    operation_id="get_source",
    response_class=Response,
    responses={
        200: {
            "description": "the bytes as they were posted",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        304: {"description": "not changed"},
        **documented(["not_found"]),
    },
)
def get_source(request: Request, service: Service, principal: Reader, document: wire.Identifier) -> Response:
    """The document itself, to be saved: a browser never shows it as a page of this service."""
    row = _document(service, principal, document)
    headers = {**serving.ATTACHED, "Content-Disposition": serving.saved_as(row.filename), "ETag": f'"{row.sha256}"'}
    if serving.matches(request, row.sha256):
        return Response(status_code=304, headers=headers)
    media_type = row.media_type if row.media_type in CONTAINERS else "application/octet-stream"  # nothing that runs scripts
    file = service.blobs.open(row.sha256)
    return serving.FileAnswer(file, headers={**headers, "Content-Length": str(row.bytes)}, media_type=media_type)
