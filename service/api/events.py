"""What happens to a job, as server-sent events; a listener that comes back is told what it missed."""

from __future__ import annotations

import time
from collections.abc import AsyncIterable
from typing import Annotated, Any

import anyio
from fastapi import Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from service.api import stored, wire
from service.api.access import Reader
from service.api.resources import Service, State
from service.api.route import new_router
from service.problems import documented
from service.store import tables as t

router = new_router("jobs")
LOOK_SECONDS = 0.4  # between two looks at the store
STREAM_SECONDS = 900.0  # then the client connects again: its key may have been revoked
RETRY_MILLISECONDS = 2000
_MOST = 500  # events told at once


def _listened(service: Service, principal: Reader, job: wire.Identifier) -> t.Job:
    return stored.job_of(service, principal, job)


@router.get(
    "/jobs/{job}/events",
    operation_id="listen_to_job",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "`state` and `page` events in order; ends after the event of a final state",
            "content": {"text/event-stream": {}},
        },
        **documented(["not_found"]),
    },
)
async def listen_to_job(
    request: Request,
    service: Service,
    row: Annotated[t.Job, Depends(_listened)],
    last_event_id: Annotated[str | None, Header(max_length=20, description="number of the last event seen")] = None,
    after: Annotated[int, Query(ge=0, le=2**62, description="as Last-Event-ID, for clients that cannot send headers")] = 0,
) -> AsyncIterable[ServerSentEvent]:
    """Listen until the job ends. Each event carries its number; send the last one as Last-Event-ID to go on from there."""
    seen = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdigit() else after
    end = time.monotonic() + STREAM_SECONDS
    yield ServerSentEvent(comment="listening", retry=RETRY_MILLISECONDS)
    while time.monotonic() < end and not service.stopping:
        final, events = await run_in_threadpool(_look, service, row, seen)
        for event in events:
            seen = event.id
            yield ServerSentEvent(data=_data(event), event=event.kind, id=str(event.id))
        if final and len(events) < _MOST:
            return
        if await request.is_disconnected():
            return
        await anyio.sleep(0 if len(events) == _MOST else LOOK_SECONDS)


def _look(service: State, row: t.Job, seen: int) -> tuple[bool, list[t.Event]]:
    """Whether the job has ended, and the events behind number `seen`: in this order, or the last one could be missed."""
    job = service.store.job(row.tenant, row.id)
    return job is None or job.state in wire.FINAL, list(service.store.events(row.id, seen, _MOST))


def _data(event: t.Event) -> dict[str, Any]:
    return {**event.data, "at": wire.moment(event.created).isoformat()}
