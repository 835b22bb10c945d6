"""Callbacks that are to be delivered, and the secrets that sign them."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Unknown
from service.store.engine import lock
from service.store.stamps import new_id, now
from service.store.tables import Delivery, Job, Secret


def add(session: Session, job: str, url: str, body: str) -> Delivery:
    """The delivery of a job to a URL, due now, with this body. There is one a job and URL. Raises Unknown.
    Submitting with a callback adds it, and the end of the job makes it due: this one gives it its body."""
    owner = session.scalar(select(Job).where(Job.id == job).with_for_update())
    if owner is None:
        raise Unknown("job")
    delivery = session.scalar(select(Delivery).where(Delivery.job == job, Delivery.url == url))
    if delivery is None:
        delivery = Delivery(id=new_id("dlv"), tenant=owner.tenant, job=job, url=url)
        session.add(delivery)
    delivery.body = body
    delivery.next_try = None if delivery.delivered else now()
    return delivery


def claim(session: Session, limit: int = 5, lease: float = 180.0) -> Sequence[Delivery]:
    """Deliveries that are due, taken for `lease` seconds: no other worker gets them meanwhile, and they are due again
    where this one dies. One without body has yet to get it by `add`."""
    due = select(Delivery).where(Delivery.next_try <= now()).order_by(Delivery.next_try).limit(limit)
    taken = session.scalars(due.with_for_update(skip_locked=True)).all()
    for delivery in taken:
        delivery.next_try = now() + lease
    return taken


def delivered(session: Session, delivery: str) -> None:
    """The receiver has taken it."""
    found = session.get(Delivery, delivery, with_for_update=True)
    if found is not None:
        found.attempts += 1
        found.delivered, found.next_try, found.last_error = now(), None, None


def failed(session: Session, delivery: str, error: str, next_try: float | None) -> int:
    """It was not taken; to be tried again at `next_try` (UTC seconds), None: given up. How often it was tried."""
    found = session.get(Delivery, delivery, with_for_update=True)
    if found is None:
        return 0
    found.attempts += 1
    found.next_try, found.last_error = next_try, error
    return found.attempts


def listed(session: Session, tenant: str, job: str) -> Sequence[Delivery]:
    """Deliveries of a job, oldest first."""
    return session.scalars(select(Delivery).where(Delivery.tenant == tenant, Delivery.job == job).order_by(Delivery.id)).all()


def secret(session: Session, tenant: str, *, fresh: bool = False) -> str:
    """The tenant's secret for signing, made at the first call; `fresh` replaces it."""
    lock(session, f"secret {tenant}")
    found = session.get(Secret, tenant)
    if found is None:
        found = Secret(tenant=tenant, value=_new_secret())
        session.add(found)
    elif fresh:
        found.value = _new_secret()
    return found.value


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode("ascii")
