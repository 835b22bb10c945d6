"""Idempotency-Key: a request that is sent twice is done once (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.store.engine import lock
from service.store.stamps import now
from service.store.tables import Idempotency

KEPT_SECONDS = 86_400  # a key is remembered for a day
TAKEN_OVER_SECONDS = 60  # a request without answer for so long has died with its process
_LONGEST = 128  # characters; longer keys are kept as their digest


@dataclass(frozen=True, slots=True)
class Begun:
    """The request is new: do it, then `answer` (or `abandon`)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """It was answered before: say the same again."""

    status: int
    body: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The key stood for another request."""


@dataclass(frozen=True, slots=True)
class InProgress:
    """The same request is being worked on now."""


Beginning = Begun | Answered | Mismatch | InProgress


def _short(key: str) -> str:
    return key if len(key) <= _LONGEST else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def begin(session: Session, tenant: str, key: str, fingerprint: str) -> Beginning:
    """What to do with a request. `fingerprint`: sha256 of method, path and body."""
    lock(session, f"idempotency {tenant} {_short(key)}")
    found = session.get(Idempotency, (tenant, _short(key)))
    if found is not None and found.created < now() - KEPT_SECONDS:
        session.delete(found)
        session.flush()
        found = None
    if found is None:
        session.add(Idempotency(tenant=tenant, key=_short(key), fingerprint=fingerprint, created=now()))
        return Begun()
    if found.fingerprint != fingerprint:
        return Mismatch()
    if found.status is not None:
        return Answered(found.status, found.body)
    if found.created > now() - TAKEN_OVER_SECONDS:
        return InProgress()
    found.created = now()
    return Begun()


def answer(session: Session, tenant: str, key: str, status: int, body: Mapping[str, object] | None) -> None:
    """Keep what was answered."""
    found = session.get(Idempotency, (tenant, _short(key)))
    if found is not None:
        found.status, found.body = status, None if body is None else dict(body)


def abandon(session: Session, tenant: str, key: str) -> None:
    """Forget a key whose request came to nothing, so that it may be sent again."""
    session.execute(delete(Idempotency).where(Idempotency.tenant == tenant, Idempotency.key == _short(key), Idempotency.status.is_(None)))
