"""Callbacks: the end of a job told to the address that its client gave, signed, tried again until it is taken.

Signatures are those of Standard Webhooks (standardwebhooks.com): the receiver checks webhook-id, webhook-timestamp and
webhook-signature with the tenant's secret. A callback may come twice; webhook-id tells that it is the same one.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks import Webhook

from service.addresses import AddressRefused, HostUnknown, checked
from service.outbound import Unreachable, answered
from service.settings import Settings
from service.store import Store
from service.store.tables import Delivery, Job

PAUSES = (5.0, 30.0, 120.0, 600.0, 3600.0, 4 * 3600.0, 12 * 3600.0, 24 * 3600.0)
"""Seconds after the first, second, ... attempt in vain; after the last one it is given up. Two days in all, which bridges a
weekend's outage of a receiver."""
SPREAD = 0.2  # of a pause, so that receivers that come back are not met by all at once
GONE = 410  # the receiver wants no more of this
ANSWER_BYTES = 10_000  # more of an answer than this is not read

_log = logging.getLogger("mingzhang.callbacks")


class Callbacks:
    """Delivers what is due. Thread-safe; several workers share the work."""

    def __init__(self, settings: Settings, store: Store) -> None:
        """`settings.callback_hosts` empty: any public address; else these hosts only, wherever they lead."""
        self._hosts, self._store = settings.callback_hosts, store

    def deliver_due(self) -> int:
        """Try all that are due, once each: how many were. Raises service errors where the database is away."""
        due = self._store.claim_deliveries()
        for delivery in due:
            self.deliver(delivery)
        return len(due)

    def deliver(self, delivery: Delivery) -> None:
        """Try one, and note what came of it."""
        found = self._store.job_to_work(delivery.job)
        if found is None:
            self._store.delivery_failed(delivery.id, "the job is gone", None)
            return
        error = self._sent(delivery, delivery.body or body(found[0]))
        if error is None:
            self._store.delivered(delivery.id)
            return
        _log.info("callback of %s: %s", delivery.job, error)
        self._store.delivery_failed(delivery.id, error, None if error in _FINAL else next_try(delivery.attempts))

    def _sent(self, delivery: Delivery, text: str) -> str | None:
        """Send it: None, or why it was not taken."""
        try:
            target = checked(delivery.url, hosts=self._hosts, any_public=not self._hosts)
            headers = signed(delivery.id, text, self._store.secret(delivery.tenant))
            with answered("POST", target, content=text.encode(), headers=headers) as response:
                return None if response.is_success else _REFUSED if response.status_code == GONE else f"HTTP {response.status_code}"
        except AddressRefused:
            return _NOT_ALLOWED
        except HostUnknown:
            return "the name does not resolve"
        except Unreachable as error:
            return str(error)


_NOT_ALLOWED, _REFUSED = "the address is not allowed", "HTTP 410: no more wanted"
_FINAL = (_NOT_ALLOWED, _REFUSED)


def body(job: Job) -> str:
    """What is told of a job's end: enough to fetch the report, nothing of its content."""
    data = {
        "id": job.id,
        "document": job.document,
        "batch": job.batch,
        "state": job.state,
        "attempt": job.attempt,
        "problem": job.problem,
        "finished": _moment(job.finished),
    }
    return json.dumps({"type": f"job.{job.state}", "timestamp": _moment(job.finished), "data": data}, ensure_ascii=False)


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def signed(message: str, text: str, secret: str) -> Mapping[str, str]:
    """Headers of a signed message with identifier `message`. `secret`: whsec_ and base64."""
    now = datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(message, now, text),
    }


def next_try(attempts: int) -> float | None:
    """When to try again after `attempts` earlier ones and this one in vain (UTC seconds); None: never."""
    if attempts >= len(PAUSES):
        return None
    return time.time() + PAUSES[attempts] * (1 + SPREAD * random.random())
