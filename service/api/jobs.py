"""Jobs: state and progress, cancelling, trying again, another place in the queue."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from service.api import listing, stored, submitting, telling, wire
from service.api.access import Reader, Writer
from service.api.resources import Service, State
from service.api.route import new_router
from service.auth import Principal
from service.problems import Problem, documented
from service.store import tables as t

router = new_router("jobs")


@router.get("/jobs", operation_id="list_jobs", responses=documented(["invalid_cursor"]))
def list_jobs(
    service: Service,
    principal: Reader,
    state: Annotated[wire.State | None, Query()] = None,
    batch: Annotated[str | None, Query(max_length=wire.MAX_ID)] = None,
    document: Annotated[str | None, Query(max_length=wire.MAX_ID)] = None,
    limit: listing.Limit = 50,
    cursor: listing.Cursor = None,
) -> wire.Listing[wire.JobTold]:
    """Jobs of the tenant, newest first."""
    asked = ("jobs", state, batch, document)
    rows = service.store.jobs(principal.tenant, state, batch, listing.read(cursor, str, *asked), limit + 1, document=document)
    names = service.store.filenames(principal.tenant, {row.document for row in rows})
    return listing.listed(rows, limit, lambda row: telling.job(row, names.get(row.document)), lambda row: row.id, *asked)


@router.get("/jobs/{job}", operation_id="get_job", responses=documented(["not_found"]))
def get_job(service: Service, principal: Reader, job: wire.Identifier) -> wire.JobTold:
    """One job with its progress."""
    return _told(service, principal, stored.job_of(service, principal, job))


def _told(service: State, principal: Principal, row: t.Job) -> wire.JobTold:
    document = service.store.document(principal.tenant, row.document)
    return telling.job(row, document.filename if document else None)


@router.post("/jobs/{job}/cancel", operation_id="cancel_job", responses=documented(["not_found", "job_finished"]))
def cancel_job(service: Service, principal: Writer, job: wire.Identifier) -> wire.JobTold:
    """Stop a job that waits or runs. Cancelling it again changes nothing."""
    row = stored.job_of(service, principal, job)
    if row.state in wire.FINAL and row.state != "cancelled":
        raise Problem("job_finished", row.state)
    row = service.store.cancel(principal.tenant, job)
    if row.state != "cancelled":  # it ended in the meantime
        raise Problem("job_finished", row.state)
    service.jobs.cancel(job)
    service.store.audit(principal.tenant, principal.actor, "cancel_job", job)
    return _told(service, principal, row)


@router.post(
    "/jobs/{job}/retry",
    operation_id="retry_job",
    status_code=202,
    responses=documented(["not_found", "job_unfinished", "job_finished", "queue_full"]),
)
def retry_job(service: Service, principal: Writer, job: wire.Identifier) -> wire.JobTold:
    """Queue a job again that failed, was cancelled or quarantined, or read only a part. A job that is done is not read again."""
    row = service.store.retry(principal.tenant, job)
    submitting.enqueue(service, row)
    service.store.audit(principal.tenant, principal.actor, "retry_job", job)
    return _told(service, principal, row)


@router.patch("/jobs/{job}", operation_id="prioritise_job", responses=documented(["not_found", "job_finished"]))
def prioritise_job(service: Service, principal: Writer, job: wire.Identifier, asked: wire.PriorityRequest) -> wire.JobTold:
    """Give a job that waits another place in the queue."""
    return _told(service, principal, service.store.prioritise(principal.tenant, job, asked.priority))
