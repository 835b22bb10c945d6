"""What happened to a job, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.limits import LIMITS
from service.store.stamps import now
from service.store.tables import Event, Job

_LARGEST = 2**63 - 1
_TRIM_EVERY = 100  # events; the oldest are dropped so often, not each time


def add(session: Session, job: str, kind: str, data: Mapping[str, object]) -> int:
    """The number of the new event; numbers of one job grow in the order in which they become visible. 0 where the job is gone.
    Changes of state are told by the store itself (kind `state`)."""
    if session.scalar(select(Job.id).where(Job.id == job).with_for_update()) is None:
        return 0
    event = Event(job=job, kind=kind, data=dict(data), created=now())
    session.add(event)
    session.flush()
    if event.id % _TRIM_EVERY == 0:
        _trim(session, job)
    return event.id


def add_state(session: Session, job: Job) -> None:
    """The event of a job's new state: `{"state", "attempt"}`, and the problem's code where it failed."""
    data: dict[str, object] = {"state": job.state, "attempt": job.attempt or 1}
    if job.problem:
        data["code"] = job.problem.get("code")
    session.add(Event(job=job.id, kind="state", data=data, created=now()))
    session.flush()


def _trim(session: Session, job: str) -> None:
    oldest = session.scalar(select(Event.id).where(Event.job == job).order_by(Event.id.desc()).offset(LIMITS.events_kept).limit(1))
    if oldest is not None:
        session.execute(delete(Event).where(Event.job == job, Event.id <= oldest).execution_options(synchronize_session=False))


def after(session: Session, job: str, after: int = 0, limit: int = 1000) -> Sequence[Event]:
    """Events of a job behind number `after`, oldest first. The caller has looked up the job as its tenant's."""
    number = max(0, min(after, _LARGEST))
    return session.scalars(select(Event).where(Event.job == job, Event.id > number).order_by(Event.id).limit(limit)).all()
