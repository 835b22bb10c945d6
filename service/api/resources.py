"""What operations work with, as `service.app` put it on the application's state."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from anyio import CapacityLimiter
from fastapi import Depends, Request

from service.auth import Principal, RateLimiter
from service.blobs import Blobs
from service.sandbox import Sandbox
from service.settings import Settings
from service.store import Store
from service.store.tables import Job


class Queue(Protocol):
    """The job engine's client: what the API asks of it."""

    def submit(self, job: Job) -> None:
        """Enqueue a job that is in the store. Doing so twice is doing it once."""

    def cancel(self, job_id: str) -> None:
        """Stop the work on a job that the store has cancelled."""


class State(Protocol):
    """Attributes of `app.state` that this API needs. `local`: who asks without key or session, on loopback only.
    `posting`: how many posted documents are written down at once. `stopping`: the process is about to end, streams must too."""

    settings: Settings
    store: Store
    blobs: Blobs
    jobs: Queue
    sandbox: Sandbox
    limiter: RateLimiter
    posting: CapacityLimiter
    local: Principal | None
    stopping: bool


def state(request: Request) -> State:
    """The application's state."""
    return cast(State, request.app.state)


async def _state(request: Request) -> State:
    return state(request)


Service = Annotated[State, Depends(_state)]
