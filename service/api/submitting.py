"""From bytes that have arrived to a job that is on disk: once a key, once the same bytes and options."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from fastapi.responses import JSONResponse

from service.api import telling, wire
from service.api.failures import DATABASE_SECONDS
from service.api.resources import State
from service.auth import Principal
from service.errors import ServiceError
from service.limits import LIMITS
from service.passwords import sealed
from service.problems import Problem, waiting
from service.store import Answered, Arrival, InProgress, Mismatch
from service.store import tables as t

REPLAYED = "Idempotency-Replayed"
_PROGRAM = version("mingzhang")  # read once: it is looked up on disk


def job_key(sha256: str, options: Mapping[str, object]) -> str:
    """Digest of bytes and options, and of the program: a newer one reads again."""
    return _digest([sha256, dict(options), _PROGRAM])


def once(service: State, principal: Principal, key: str | None, kept: Arrival, asked: wire.Submission) -> JSONResponse:
    """`submit`, and under an Idempotency-Key only the first time: later the first answer is told again.
    Problem: idempotency_mismatch, idempotency_in_progress, and those of `submit`."""
    options = sealed(asked.options.stored(), service.blobs, kept.sha256)
    if key is None:
        return _answered(submit(service, principal, kept, asked, options))
    told = asked.model_dump(mode="json", exclude={"options"})
    begun = service.store.begin(principal.tenant, key, _digest(["POST /v1/documents", kept.sha256, options, told]))
    if isinstance(begun, Answered):
        headers = {**_places(begun.body or {}), REPLAYED: "true"}
        return JSONResponse(begun.body, begun.status, headers)
    if isinstance(begun, Mismatch):
        raise Problem("idempotency_mismatch")
    if isinstance(begun, InProgress):
        raise waiting("idempotency_in_progress", DATABASE_SECONDS)
    return _first(service, principal, key, lambda: submit(service, principal, kept, asked, options))


def _first(service: State, principal: Principal, key: str, act: Callable[[], wire.Accepted]) -> JSONResponse:
    done = False
    try:
        answer = _answered(act())
        service.store.answer(principal.tenant, key, answer.status_code, json.loads(bytes(answer.body)))
        done = True
    finally:
        if not done:
            service.store.abandon(principal.tenant, key)
    return answer


def submit(service: State, principal: Principal, kept: Arrival, asked: wire.Submission, options: Mapping[str, object]) -> wire.Accepted:
    """The job for these bytes and options (as they are stored), a new one or the one that is known. On disk when this returns."""
    document, job, created = service.store.accept(
        principal.tenant,
        kept,
        options,
        job_key(kept.sha256, options),
        deadline=time.time() + LIMITS.queue_seconds + LIMITS.document_seconds,
        priority=asked.priority,
        callback=asked.callback,
        batch=asked.batch,
    )
    if created:
        enqueue(service, job)
    return wire.Accepted(document=telling.document(document), job=telling.job(job, document.filename), known=not created)


def enqueue(service: State, job: t.Job) -> None:
    """Hand a job to the workers at once. Where that fails the job still waits in the store, and their sweep finds it."""
    try:
        service.jobs.submit(job)
    except ServiceError:
        return


def _answered(accepted: wire.Accepted) -> JSONResponse:
    body = accepted.model_dump(mode="json")
    return JSONResponse(body, 200 if accepted.known else 202, _places(body))


def _places(body: Mapping[str, Any]) -> dict[str, str]:
    return {
        "Location": f"/v1/jobs/{body['job']['id']}",
        "Link": f'</v1/documents/{body["document"]["id"]}>; rel="item", </v1/jobs/{body["job"]["id"]}/events>; rel="monitor"',
    }


def _digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
