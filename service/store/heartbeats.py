"""Workers that are alive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.store.stamps import now
from service.store.tables import Heartbeat

LIVING_SECONDS = 20  # a worker says every 5 seconds that it is alive
_KEPT_SECONDS = 3600


def beat(session: Session, worker: str, started: float, facts: Mapping[str, object]) -> None:
    """A worker is alive; long silent ones are forgotten."""
    session.merge(Heartbeat(worker=worker, started=started, seen=now(), facts=dict(facts)))
    session.execute(delete(Heartbeat).where(Heartbeat.seen < now() - _KEPT_SECONDS).execution_options(synchronize_session=False))


def living(session: Session) -> Sequence[Heartbeat]:
    """Workers heard of within LIVING_SECONDS, oldest first."""
    recent = select(Heartbeat).where(Heartbeat.seen > now() - LIVING_SECONDS).order_by(Heartbeat.started)
    return session.scalars(recent).all()


def fell_silent(session: Session, worker: str) -> None:
    """A worker stopped in good order."""
    session.execute(delete(Heartbeat).where(Heartbeat.worker == worker).execution_options(synchronize_session=False))
