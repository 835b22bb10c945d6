"""What is no longer needed: expired documents, sessions and keys of requests; and which blobs anybody refers to."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, select, union
from sqlalchemy.orm import Session

from service.store import tables as t
from service.store.documents import forget
from service.store.engine import lock
from service.store.idempotency import KEPT_SECONDS
from service.store.jobs import WAITING
from service.store.stamps import now

_SILENT_SECONDS = 86_400  # a worker that was not heard of for so long is gone


def forget_expired(session: Session, before: float, limit: int = 20) -> int:
    """Delete up to `limit` documents that were given to us, and whose last job ended, before that moment (UTC seconds),
    with all that hangs on them: how many."""
    lock(session, "queue")  # no job is added meanwhile
    recent = select(t.Job.id).where(t.Job.document == t.Document.id, _unexpired(before)).exists()
    query = select(t.Document.id).where(t.Document.touched < before, ~recent).limit(limit)
    expired = session.scalars(query.with_for_update(skip_locked=True)).all()
    for document in expired:
        forget(session, document)
    return len(expired)


def _unexpired(before: float) -> ColumnElement[bool]:
    return t.Job.state.in_(WAITING) | (func.coalesce(t.Job.finished, t.Job.created) >= before)


def forget_empty_batches(session: Session, before: float) -> None:
    """Delete batches made before that moment that hold no job any more."""
    lock(session, "queue")
    used = select(t.Member.job).where(t.Member.batch == t.Batch.id).exists() | select(t.Job.id).where(t.Job.batch == t.Batch.id).exists()
    session.execute(delete(t.Batch).where(t.Batch.created < before, ~used).execution_options(synchronize_session=False))


def forget_stale(session: Session) -> None:
    """Delete sessions that are over, requests that are no longer remembered, and workers that are gone."""
    session.execute(delete(t.Session).where(t.Session.expires < now()))
    session.execute(delete(t.Idempotency).where(t.Idempotency.created < now() - KEPT_SECONDS))
    session.execute(delete(t.Heartbeat).where(t.Heartbeat.seen < now() - _SILENT_SECONDS))


def referred(session: Session) -> set[str]:
    """The sha256 of all blobs that documents and reports refer to."""
    reports = select(t.Job.report).where(t.Job.report.is_not(None))
    return {sha256 for sha256 in session.scalars(union(select(t.Document.sha256), reports)) if sha256}


def oldest_waiting(session: Session) -> float | None:
    """When the oldest job that still waits or runs was queued (UTC seconds); what it keeps half done is no older."""
    return session.scalar(select(func.min(t.Job.created)).where(t.Job.state.in_(WAITING)))
