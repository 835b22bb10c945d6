"""A document and its job as one act: both are there, or neither is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from service.store import documents, jobs
from service.store.engine import lock
from service.store.jobs import QueueLimits
from service.store.tables import Document, Job


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document whose bytes are in the blob store. `size` in bytes."""

    sha256: str
    filename: str
    media_type: str
    size: int


def accept(
    session: Session, limits: QueueLimits, /, tenant: str, arrival: Arrival, options: Mapping[str, object], key: str, **asked: Any
) -> tuple[Document, Job, bool]:
    """The tenant's document with these bytes, its job as `jobs.submit` gives it, and whether the job is new. Raises Unknown
    (batch) and QueueFull, and then keeps neither."""
    lock(session, "queue")  # first, as deleting does: locks taken in one order never wait for each other
    document = documents.add(session, tenant, arrival.sha256, arrival.filename, arrival.media_type, arrival.size)
    session.flush()
    job, created = jobs.submit(session, limits, tenant, document.id, options, key, **asked)
    return document, job, created
