"""Batches: jobs under one name. A document joins one by the field `batch` when it is posted."""

from __future__ import annotations

from service.api import listing, telling, wire
from service.api.access import Reader, Writer
from service.api.resources import Service
from service.api.route import new_router
from service.problems import Problem, documented

router = new_router("batches")


@router.post("/batches", operation_id="add_batch", status_code=201)
def add_batch(service: Service, principal: Writer, asked: wire.BatchRequest) -> wire.Batch:
    """A new, empty batch."""
    return telling.batch(service.store.add_batch(principal.tenant, asked.name), {})


@router.get("/batches", operation_id="list_batches", responses=documented(["invalid_cursor"]))
def list_batches(service: Service, principal: Reader, limit: listing.Limit = 50, cursor: listing.Cursor = None) -> wire.Listing[wire.Batch]:
    """Batches of the tenant, newest first, each with how many of its jobs are in each state."""
    rows = service.store.batches(principal.tenant, listing.read(cursor, str, "batches"), limit + 1)
    states = {row.id: service.store.batch_states(principal.tenant, row.id) for row in rows[:limit]}
    return listing.listed(rows, limit, lambda row: telling.batch(row, states[row.id]), lambda row: row.id, "batches")


@router.get("/batches/{batch}", operation_id="get_batch", responses=documented(["not_found"]))
def get_batch(service: Service, principal: Reader, batch: wire.Identifier) -> wire.Batch:
    """One batch; its jobs are listed by `GET /v1/jobs?batch=`."""
    row = service.store.batch(principal.tenant, batch)
    if row is None:
        raise Problem("not_found")
    return telling.batch(row, service.store.batch_states(principal.tenant, batch))
