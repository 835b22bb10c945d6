"""Reports as they lie in the blob store: which job's, read once while it is asked for again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any, cast

from pydantic_core import from_json

from service.api.resources import State
from service.api.wire import FINAL, READABLE
from service.auth import Principal
from service.blobs import Blobs
from service.problems import Problem, waiting
from service.report_parts import Part
from service.store.tables import Job

KEPT_BYTES = 8_000_000  # of JSON; as objects about ten times as much
ASK_AGAIN_SECONDS = 2


def job_of(service: State, principal: Principal, job: str) -> Job:
    """The tenant's job. Problem not_found."""
    row = service.store.job(principal.tenant, job)
    if row is None:
        raise Problem("not_found")
    return row


def report_of(job: Job) -> str:
    """The blob of a job's report. Problem: report_not_ready, report_missing."""
    if job.state in READABLE and job.report:
        return job.report
    if job.state not in FINAL:
        raise waiting("report_not_ready", ASK_AGAIN_SECONDS)
    raise Problem("report_missing", str((job.problem or {}).get("code") or job.state))


class Parsed:
    """Reports as plain data, those last asked for kept up to KEPT_BYTES. They are shared: not to be changed."""

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        """`kept_bytes`: of their JSON."""
        self._kept: OrderedDict[str, tuple[int, Part]] = OrderedDict()
        self._most = kept_bytes
        self._lock = threading.Lock()
        self._parsing = threading.Lock()  # a page asks for several lists at once: the first parses, the others wait for it

    def of(self, blobs: Blobs, sha256: str) -> Part:
        """A report. Raises Unknown."""
        found = self._known(sha256)
        if found is not None:
            return found
        data = blobs.read(sha256)
        with self._parsing:
            return self._known(sha256) or self._parse(sha256, data)

    def _known(self, sha256: str) -> Part | None:
        with self._lock:
            if sha256 not in self._kept:
                return None
            self._kept.move_to_end(sha256)
            return self._kept[sha256][1]

    def _parse(self, sha256: str, data: bytes) -> Part:
        report = cast("Part", from_json(data))
        with self._lock:
            self._kept[sha256] = (len(data), report)
            self._trim()
        return report

    def _trim(self) -> None:
        """The last one stays, however large: it is asked for list by list."""
        while len(self._kept) > 1 and sum(size for size, _ in self._kept.values()) > self._most:
            self._kept.popitem(last=False)


PARSED = Parsed()


def parsed(service: State, job: Job) -> dict[str, Any]:
    """A job's report as plain data."""
    return PARSED.of(service.blobs, report_of(job))
