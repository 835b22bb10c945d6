"""Pages as pictures, and crops of a box on them. Drawn in a child process; what was drawn is kept as a blob."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response

from service.api import serving, stored, wire
from service.api.access import Reader
from service.api.resources import Service, State
from service.api.route import new_router
from service.errors import Unknown
from service.passwords import opened
from service.problems import Fault, Problem, documented, waiting
from service.sandbox import Outcome, SandboxUnavailable
from service.store.tables import Job

router = new_router("pages")
WORKER_SECONDS = 5  # to wait before another try
_KEPT = 20_000  # pictures remembered, about 200 bytes each
_PNG: dict[int | str, dict[str, Any]] = {
    200: {"description": "the picture", "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "not changed"},
    **documented(["not_found", "picture_unavailable", "report_not_ready", "report_missing", "worker_unavailable"]),
}
_Width = Annotated[int, Query(ge=16, le=4000, description="pixels")]
_PageNumber = Annotated[int, Query(ge=1, le=100_000)]


class Drawn:
    """Which blob holds a picture; forgotten with the process, drawn again where the blob is gone."""

    def __init__(self, kept: int = _KEPT) -> None:
        """`kept`: how many are remembered."""
        self._blobs: OrderedDict[str, str] = OrderedDict()
        self._most = kept
        self._lock = threading.Lock()

    def get(self, name: str) -> str | None:
        """The blob of a picture, None where it was never drawn."""
        with self._lock:
            if name in self._blobs:
                self._blobs.move_to_end(name)
            return self._blobs.get(name)

    def put(self, name: str, sha256: str) -> None:
        """Remember a picture."""
        with self._lock:
            self._blobs[name] = sha256
            while len(self._blobs) > self._most:
                self._blobs.popitem(last=False)


DRAWN = Drawn()


@router.get("/jobs/{job}/pages/{number}.png", operation_id="get_page_picture", response_class=Response, responses=_PNG)
def get_page_picture(
    request: Request, service: Service, principal: Reader, job: wire.Identifier, number: str, width: _Width = 1000
) -> Response:
    """A page as it was read: upright and straight, so that the boxes of the report lie on it. Text has no pictures."""
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        raise Problem("not_found")
    return _picture(request, service, stored.job_of(service, principal, job), int(number), width, None)


@router.get("/jobs/{job}/crop", operation_id="get_crop", response_class=Response, responses=_PNG)
def get_crop(
    request: Request,
    service: Service,
    principal: Reader,
    job: wire.Identifier,
    observation: Annotated[str | None, Query(max_length=wire.MAX_ID, description="identifier of an observation of the report")] = None,
    page: _PageNumber | None = None,
    bbox: Annotated[
        str | None, Query(max_length=200, description="left,top,right,bottom in fractions of the page", examples=["0.1,0.2,0.5,0.3"])
    ] = None,
    width: _Width = 600,
) -> Response:
    """What stands under a box: that of an observation, or `bbox` on `page`."""
    row = stored.job_of(service, principal, job)
    if observation is not None and page is None and bbox is None:
        number, box = _place(stored.parsed(service, row), observation)
    elif observation is None and page is not None and bbox is not None:
        number, box = page, _box(bbox)
    else:
        raise _wrong("query", "give observation, or page and bbox")
    return _picture(request, service, row, number, width, box)


def _place(report: dict[str, Any], observation: str) -> tuple[int, list[float]]:
    found = next((o for o in report["observations"] if o["id"] == observation), None)
    if found is None:
        raise Problem("not_found")
    place = next((e for e in found["evidence"] if e["bbox"]), None)
    if place is None:
        raise Problem("picture_unavailable")
    return place["page"], place["bbox"]


def _box(text: str) -> list[float]:
    try:
        left, top, right, bottom = (float(part) for part in text.split(","))
    except ValueError:
        raise _wrong("query.bbox", "four numbers, separated by commas") from None
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise _wrong("query.bbox", "0 <= left < right <= 1 and 0 <= top < bottom <= 1")
    return [left, top, right, bottom]


def _wrong(where: str, message: str) -> Problem:
    return Problem("invalid_request", errors=[Fault(where=where, message=message)])


def _picture(request: Request, service: State, job: Job, page: int, width: int, box: Sequence[float] | None) -> Response:
    report = stored.parsed(service, job)
    facts = next((p for p in report["pages"] if p["number"] == page), None)
    if facts is None:
        raise Problem("not_found")
    if facts["source"] == "plain_text":
        raise Problem("picture_unavailable")
    name = hashlib.sha256(json.dumps([job.report, page, width, box]).encode()).hexdigest()
    headers = {**serving.ATTACHED, "Cache-Control": "private, max-age=3600", "ETag": f'"{name}"'}
    if serving.matches(request, name):
        return Response(status_code=304, headers=headers)
    return Response(_png(service, job, name, facts, width, box), headers=headers, media_type="image/png")


def _png(service: State, job: Job, name: str, facts: dict[str, Any], width: int, box: Sequence[float] | None) -> bytes:
    if sha256 := DRAWN.get(name):
        try:
            return service.blobs.read(sha256)
        except Unknown:
            pass  # swept away: draw it again
    data = _drawn(_draw(service, job, facts, width, box))
    DRAWN.put(name, service.blobs.put(data))
    return data


def _draw(service: State, job: Job, facts: dict[str, Any], width: int, box: Sequence[float] | None) -> Outcome:
    document = service.store.document(job.tenant, job.document)
    path = service.blobs.path(document.sha256) if document else None
    if document is None or path is None:
        raise Problem("not_found")
    options = opened(job.options, service.blobs, document.sha256)
    turned = {"rotation": facts["rotation"], "skew": facts["skew"]}
    try:
        if box is None:
            return service.sandbox.picture(path, options, facts["number"], width, **turned)
        return service.sandbox.crop(path, options, facts["number"], box, width, **turned)
    except SandboxUnavailable:
        raise waiting("worker_unavailable", WORKER_SECONDS) from None


def _drawn(outcome: Outcome) -> bytes:
    if outcome.problem:
        raise Problem("picture_unavailable", outcome.problem.message, advice=outcome.problem.advice)
    if outcome.failure or not outcome.data:
        raise Problem("picture_unavailable", "the page could not be drawn")
    return outcome.data
