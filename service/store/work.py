"""Jobs as workers see them: over all tenants, by identifier alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store import events, jobs
from service.store.stamps import now
from service.store.tables import Document, Job


def _held(session: Session, job: str, attempt: int | None) -> Job | None:
    """The job, where it still is at that attempt: a worker that lags behind must not touch a later one."""
    query = select(Job).where(Job.id == job)
    return session.scalar((query if attempt is None else query.where(Job.attempt == attempt)).with_for_update())


def job_to_work(session: Session, job: str) -> tuple[Job, Document] | None:
    """A job with its document, whoever owns it; None where it is gone."""
    found = session.execute(select(Job, Document).join(Document, Document.id == Job.document).where(Job.id == job)).first()
    return None if found is None else (found[0], found[1])


def claim(session: Session, job: str, *, attempt: int | None = None) -> Job | None:
    """Start a queued job (with `attempt`: where it still is at that one, here and below). A running one is returned as it is,
    so that a worker that died after claiming can go on; None where the job has ended or is gone."""
    found = _held(session, job, attempt)
    if found is None or found.state in jobs.ENDED:
        return None
    if found.state == "queued":
        found.state, found.started = "running", now()
        session.flush()
        events.add_state(session, found)
    return found


def progress(session: Session, job: str, pages: int | None, pages_done: int, *, attempt: int | None = None) -> bool:
    """Note how far a running job is; adds no event. False where it no longer runs (cancelled, say)."""
    found = _held(session, job, attempt)
    if found is None or found.state != "running":
        return False
    found.pages, found.pages_done = pages, pages_done
    return True


def finish(
    session: Session,
    job: str,
    state: str,
    report: str | None = None,
    facts: Mapping[str, object] | None = None,
    problem: Mapping[str, object] | None = None,
    *,
    attempt: int | None = None,
) -> Job | None:
    """Into a final state with its event, callbacks become due: all or nothing. None where it had ended before or is gone,
    so that each job ends once. `report`: sha256 of the blob; `problem`: code, title, detail, advice."""
    if state not in jobs.ENDED:
        raise ValueError(f"{state} is no final state")
    found = _held(session, job, attempt)
    if found is None or found.state in jobs.ENDED:
        return None
    found.report = report
    found.facts = None if facts is None else dict(facts)
    found.problem = None if problem is None else dict(problem)
    jobs.end(session, found, state)
    return found


def add_death(session: Session, job: str, *, attempt: int | None = None) -> int:
    """Note that a child process died of this job; how many did by now. 0 where the job is gone."""
    found = _held(session, job, attempt)
    if found is None:
        return 0
    found.deaths += 1
    return found.deaths


def waiting(session: Session, limit: int | None = None) -> Sequence[Job]:
    """Queued jobs of all tenants, first those with the first priority, then the oldest."""
    return session.scalars(select(Job).where(Job.state == "queued").order_by(Job.priority, Job.created, Job.id).limit(limit)).all()


def overdue(session: Session, moment: float | None = None) -> Sequence[Job]:
    """Queued and running jobs whose deadline is over at `moment` (default: now)."""
    late = Job.deadline < (now() if moment is None else moment)
    return session.scalars(select(Job).where(Job.state.in_(jobs.WAITING), late).order_by(Job.deadline)).all()


def running(session: Session) -> Sequence[Job]:
    """Running jobs of all tenants."""
    return session.scalars(select(Job).where(Job.state == "running").order_by(Job.started)).all()
