"""Corrections: what people say that figures are. They stand beside what was read and never take its place in the report."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from fastapi import Header, Response
from pydantic import BaseModel, ConfigDict, Field

from extractor.parts import Number
from extractor.records import Comparator, Unit
from service import corrected
from service.api import stored, wire
from service.api.access import Reader, Writer
from service.api.resources import Service, State
from service.api.route import new_router
from service.auth import Principal
from service.problems import Fault, Problem, documented
from service.store import tables as t

router = new_router("corrections")
_ETAGGED = {"headers": {"ETag": {"description": "the version", "schema": {"type": "string"}}}}
_IfMatch = Annotated[
    str | None, Header(max_length=50, description='the version that was seen, `"0"` where there is none yet', examples=['"0"'])
]
_CHANGING = documented(["not_found", "version_required", "version_conflict", "report_not_ready", "report_missing"])
_VERSION = re.compile(r'(?:W/)?"(\d{1,9})"|(\d{1,9})')


class CorrectionRequest(wire.Wire):
    """What is right. Fields that are not sent stay as they were read."""

    indicator: str = Field(default_factory=str, min_length=1, max_length=300)
    name: str = Field(default_factory=str, min_length=1, max_length=300)
    column: str = Field(default_factory=str, min_length=1, max_length=100)
    year: int | None = Field(None, ge=1900, le=2200)
    value: Annotated[Number, Field(max_digits=38, decimal_places=8)] | None = Field(
        None, description="in `unit`; a number or a string of one"
    )
    text: str | None = Field(None, max_length=2000)
    unit: Unit | None = None
    comparator: Comparator = "="
    note: str = Field("", max_length=2000, description="why")


class CorrectionTold(BaseModel):
    """One version of a correction. `before` is what stood there: what was read, or the version before."""

    model_config = ConfigDict(title="Correction")

    observation: str
    version: int
    before: dict[str, Any]
    after: dict[str, Any]
    note: str
    author: str
    withdrawn: bool
    created: datetime


class Corrections(BaseModel):
    """All versions of all corrections of a job."""

    items: list[CorrectionTold]


def _told(row: t.Correction) -> CorrectionTold:
    return CorrectionTold(
        observation=row.observation,
        version=row.version,
        before=row.before,
        after=row.after,
        note=row.note,
        author=row.author,
        withdrawn=row.withdrawn,
        created=wire.moment(row.created),
    )


@router.get("/jobs/{job}/corrections", operation_id="list_corrections", responses=documented(["not_found"]))
def list_corrections(service: Service, principal: Reader, job: wire.Identifier) -> Corrections:
    """All versions, by observation, oldest first; the last one of an observation stands unless it was withdrawn."""
    stored.job_of(service, principal, job)
    return Corrections(items=[_told(row) for row in service.store.corrections(principal.tenant, job)])


@router.get(
    "/jobs/{job}/observations/{observation}/correction",
    operation_id="get_correction",
    responses={200: {"description": "the newest version", **_ETAGGED}, **documented(["not_found"])},
)
def get_correction(
    response: Response, service: Service, principal: Reader, job: wire.Identifier, observation: wire.Identifier
) -> CorrectionTold:
    """The newest version of a correction, also where it was withdrawn; its ETag is the version."""
    versions = [row for row in service.store.corrections(principal.tenant, job) if row.observation == observation]
    if not versions:
        raise Problem("not_found")
    return _tagged(response, versions[-1])


def _tagged(response: Response, row: t.Correction) -> CorrectionTold:
    response.headers["ETag"] = f'"{row.version}"'
    return _told(row)


@router.put(
    "/jobs/{job}/observations/{observation}/correction",
    operation_id="correct_observation",
    responses={200: {"description": "the new version", **_ETAGGED}, **_CHANGING},
)
def correct_observation(
    response: Response,
    service: Service,
    principal: Writer,
    job: wire.Identifier,
    observation: wire.Identifier,
    asked: CorrectionRequest,
    if_match: _IfMatch = None,
) -> CorrectionTold:
    """Say what a figure or its name is. Whoever saw an older version than the newest is refused and may look again."""
    after = asked.model_dump(mode="json", exclude={"note"}, exclude_unset=True)
    if not after:
        raise Problem("invalid_request", errors=[Fault(where="body", message="nothing is corrected")])
    return _tagged(response, _correct(service, principal, job, observation, if_match, after, asked.note))


@router.delete(
    "/jobs/{job}/observations/{observation}/correction",
    operation_id="withdraw_correction",
    responses={200: {"description": "the version that withdraws", **_ETAGGED}, **_CHANGING},
)
def withdraw_correction(
    response: Response, service: Service, principal: Writer, job: wire.Identifier, observation: wire.Identifier, if_match: _IfMatch = None
) -> CorrectionTold:
    """What was read stands again. The versions before stay in the list."""
    rows = [row for row in service.store.standing_corrections(principal.tenant, job) if row.observation == observation]
    if not rows:
        raise Problem("not_found")
    return _tagged(response, _correct(service, principal, job, observation, if_match, {}, "", withdrawn=True))


def _correct(
    service: State,
    principal: Principal,
    job: str,
    observation: str,
    if_match: str | None,
    after: dict[str, Any],
    note: str,
    *,
    withdrawn: bool = False,
) -> t.Correction:
    report = stored.parsed(service, stored.job_of(service, principal, job))
    read = next((o for o in report["observations"] if o["id"] == observation), None)
    if read is None:
        raise Problem("not_found")
    before = corrected.read_as(read)
    row = service.store.correct(
        principal.tenant,
        job,
        observation,
        _version(if_match),
        before if withdrawn else after,
        note,
        principal.actor,
        before=before,
        withdrawn=withdrawn,
    )
    service.store.audit(principal.tenant, principal.actor, "withdraw_correction" if withdrawn else "correct", f"{job} {observation}")
    return row


def _version(if_match: str | None) -> int:
    if if_match is None:
        raise Problem("version_required")
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise Problem("invalid_request", errors=[Fault(where="header.If-Match", message='a version such as "0"')])
    return int(found[1] or found[2])
