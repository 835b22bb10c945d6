"""Jobs as clients see them: submitted, looked up, cancelled, tried again. What a worker does with them is in `work`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.errors import QueueFull, Unknown, WrongState
from service.store import events
from service.store.engine import lock
from service.store.stamps import new_id, now
from service.store.tables import Batch, Delivery, Document, Job, Member

WAITING = ("queued", "running")
ENDED = ("done", "partial", "failed", "cancelled", "quarantined")
KNOWN = ("queued", "running", "done", "partial")  # such a job answers for the same bytes and options
TRYABLE = ("partial", "failed", "cancelled", "quarantined")


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How many jobs may be queued, over all and by tenant."""

    service: int = 1000
    tenant: int = 200


def submit(
    session: Session,
    limits: QueueLimits,
    tenant: str,
    document: str,
    options: Mapping[str, object],
    key: str,
    *,
    deadline: float,
    priority: int = 5,
    callback: str | None = None,
    batch: str | None = None,
) -> tuple[Job, bool]:
    """The job for a document and options, and whether it is new. A known one of the same `key` (digest of bytes and
    options) is returned as it is, and joins the batch and the callbacks. `deadline` in UTC seconds since 1970.
    Raises Unknown (document, batch) and QueueFull."""
    lock(session, "queue")  # looking for a known job, counting and adding are one act
    if session.scalar(select(Document.id).where(Document.tenant == tenant, Document.id == document)) is None:
        raise Unknown("document")
    if batch and session.scalar(select(Batch.id).where(Batch.tenant == tenant, Batch.id == batch)) is None:
        raise Unknown("batch")
    job = known(session, tenant, key)
    created = job is None
    if job is None:
        refuse_when_full(session, limits, tenant)
        job = Job(id=new_id("job"), tenant=tenant, document=document, options=dict(options), key=key, priority=priority, state="queued")
        job.batch, job.callback, job.created, job.deadline = batch, callback, now(), deadline
        session.add(job)
        session.flush()
        events.add_state(session, job)
    _join(session, job, batch, callback)
    return job, created


def known(session: Session, tenant: str, key: str) -> Job | None:
    """The tenant's newest job that answers for this key, None where there is none."""
    query = select(Job).where(Job.tenant == tenant, Job.key == key, Job.state.in_(KNOWN))
    return session.scalar(query.order_by(Job.id.desc()).limit(1).with_for_update())


def refuse_when_full(session: Session, limits: QueueLimits, tenant: str) -> None:
    """Raises QueueFull where one more job may not wait."""
    counts = select(func.count()).select_from(Job).where(Job.state == "queued")
    if (session.scalar(counts.where(Job.tenant == tenant)) or 0) >= limits.tenant:
        raise QueueFull("tenant", limits.tenant)
    if (session.scalar(counts) or 0) >= limits.service:
        raise QueueFull("service", limits.service)


def _join(session: Session, job: Job, batch: str | None, callback: str | None) -> None:
    if batch and session.get(Member, (batch, job.id)) is None:
        session.add(Member(batch=batch, job=job.id))
    if callback and session.scalar(select(Delivery.id).where(Delivery.job == job.id, Delivery.url == callback)) is None:
        due = now() if job.state in ENDED else None
        session.add(Delivery(id=new_id("dlv"), tenant=job.tenant, job=job.id, url=callback, next_try=due))


def one(session: Session, tenant: str, job: str) -> Job | None:
    """The tenant's job of that identifier, None where it has none."""
    return session.scalar(select(Job).where(Job.tenant == tenant, Job.id == job))


def listed(
    session: Session,
    tenant: str,
    state: str | None = None,
    batch: str | None = None,
    after: str | None = None,
    limit: int = 50,
    *,
    document: str | None = None,
) -> Sequence[Job]:
    """Newest first; `after` is the identifier of the last one seen."""
    query = select(Job).where(Job.tenant == tenant)
    if state:
        query = query.where(Job.state == state)
    if batch:
        query = query.where(Job.id.in_(select(Member.job).where(Member.batch == batch)))
    if document:
        query = query.where(Job.document == document)
    if after:
        query = query.where(Job.id < after)
    return session.scalars(query.order_by(Job.id.desc()).limit(limit)).all()


def _held(session: Session, tenant: str, job: str) -> Job:
    found = session.scalar(select(Job).where(Job.tenant == tenant, Job.id == job).with_for_update())
    if found is None:
        raise Unknown("job")
    return found


def cancel(session: Session, tenant: str, job: str) -> Job:
    """A waiting job is cancelled now; one that has ended stays as it is. Raises Unknown."""
    found = _held(session, tenant, job)
    if found.state in WAITING:
        end(session, found, "cancelled")
    return found


def prioritise(session: Session, tenant: str, job: str, priority: int) -> Job:
    """Another place in the queue, 1 first, 9 last. Raises Unknown, and WrongState where the job has ended."""
    found = _held(session, tenant, job)
    if found.state not in WAITING:
        raise WrongState(found.state)
    found.priority = priority
    return found


def end(session: Session, job: Job, state: str) -> None:
    """Into a final state, with its event; its callbacks become due."""
    job.state, job.finished = state, now()
    session.flush()
    events.add_state(session, job)
    for delivery in session.scalars(select(Delivery).where(Delivery.job == job.id).with_for_update()):
        delivery.id = new_id("dlv")  # receivers drop what they know, and who still delivers an earlier attempt is not believed
        delivery.next_try, delivery.delivered, delivery.attempts, delivery.body = job.finished, None, 0, ""


def retry(session: Session, limits: QueueLimits, tenant: str, job: str) -> Job:
    """The job queued again as its next attempt, with as much time as it had. Where a newer job answers for the same
    bytes and options by now, that one is returned. Raises Unknown, QueueFull, and WrongState where it waits, runs or is done."""
    lock(session, "queue")
    found = _held(session, tenant, job)
    if found.state not in TRYABLE:
        raise WrongState(found.state)
    twin = known(session, tenant, found.key)
    if twin is not None and twin.id != found.id:
        return twin
    refuse_when_full(session, limits, tenant)
    found.deadline = now() + (found.deadline - found.created)
    found.created, found.started, found.finished = now(), None, None
    found.state, found.attempt = "queued", found.attempt + 1
    found.pages, found.pages_done, found.deaths = None, 0, 0
    found.problem, found.report, found.facts = None, None, None
    session.flush()
    events.add_state(session, found)
    return found


def counts(session: Session) -> dict[str, int]:
    """How many jobs of all tenants are in each state."""
    rows = session.execute(select(Job.state, func.count()).group_by(Job.state))
    return dict(rows.all())
