"""Jobs under one name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.store.stamps import new_id, now
from service.store.tables import Batch, Job, Member


def add(session: Session, tenant: str, name: str) -> Batch:
    """A new, empty batch."""
    batch = Batch(id=new_id("bat"), tenant=tenant, name=name, created=now())
    session.add(batch)
    return batch


def one(session: Session, tenant: str, batch: str) -> Batch | None:
    """The tenant's batch of that identifier, None where it has none."""
    return session.scalar(select(Batch).where(Batch.tenant == tenant, Batch.id == batch))


def listed(session: Session, tenant: str, after: str | None = None, limit: int = 50) -> Sequence[Batch]:
    """Newest first; `after` is the identifier of the last one seen."""
    query = select(Batch).where(Batch.tenant == tenant).order_by(Batch.id.desc()).limit(limit)
    return session.scalars(query.where(Batch.id < after) if after else query).all()


def states(session: Session, tenant: str, batch: str) -> dict[str, int]:
    """How many jobs of a batch are in each state."""
    jobs = select(Job.state, func.count()).join(Member, Member.job == Job.id)
    rows = session.execute(jobs.where(Job.tenant == tenant, Member.batch == batch).group_by(Job.state))
    return dict(rows.all())
