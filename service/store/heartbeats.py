"""Workers that are alive, for /readyz and /metrics. They write their heartbeats themselves (service.presence)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.store.stamps import now
from service.store.tables import Heartbeat

LIVING_SECONDS = 15  # a worker beats every 3 seconds


def living(session: Session) -> Sequence[Heartbeat]:
    """Workers heard of within LIVING_SECONDS, oldest first."""
    recent = select(Heartbeat).where(Heartbeat.seen > now() - LIVING_SECONDS).order_by(Heartbeat.started)
    return session.scalars(recent).all()
