"""What an agent does with documents of this machine: read a file, find figures, see contradictions. It works on the same
store as the review page, so that both show the same documents; a worker is started where none is running."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service import report_parts
from service.api.submitting import job_key
from service.auth import LOCAL_TENANT
from service.blobs import open_blobs
from service.errors import Unknown
from service.jobs import Queue
from service.limits import LIMITS
from service.passwords import sealed
from service.problems import Problem
from service.report_parts import Filter
from service.settings import Settings
from service.store import open_store
from service.store.tables import Document, Job
from service.supervisor import Supervisor
from service.uploads import media_type, safe_name

_HEAD_BYTES = 8192  # enough to tell a format
_POLL_SECONDS = 0.2
_WORKER_SECONDS = 6.0  # without any worker's heartbeat for so long, one is started
_ENDED = ("done", "partial", "failed", "cancelled", "quarantined")
Told = dict[str, Any]


class TooLarge(Exception):
    """The file is larger than a document may be."""


class Desk:
    """Documents of the tenant `local`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store, self._blobs = open_store(settings), open_blobs(settings)
        self._store.migrate()
        if self._store.tenant(LOCAL_TENANT) is None:
            self._store.add_tenant("本机", LOCAL_TENANT)
        self._jobs = Queue(settings)
        self._worker: Supervisor | None = None

    def close(self) -> None:
        """Stop the worker that was started here, if any."""
        if self._worker:
            self._worker.stop()
        self._jobs.close()
        self._store.close()

    def extract(self, path: Path, ocr: str = "default", password: str | None = None) -> Told:
        """Read a file, and wait until it is read. OSError, TooLarge, service.problems.Problem, ServiceError."""
        if path.stat().st_size > LIMITS.body_bytes:
            raise TooLarge(f"{LIMITS.body_bytes:,} bytes at most")
        if not path.stat().st_size:
            raise Problem("empty_document")
        document = self._kept(path)
        chosen = {"ocr": ocr if ocr != "default" else None, "password": password}
        options = sealed({name: value for name, value in chosen.items() if value is not None}, self._blobs, document.sha256)
        deadline = time.time() + LIMITS.queue_seconds + LIMITS.document_seconds
        job, created = self._store.submit_job(LOCAL_TENANT, document.id, options, job_key(document.sha256, options), deadline=deadline)
        if created:
            self._jobs.submit(job)
        return self._summary(document, self._ended(job))

    def documents(self, limit: int) -> list[Told]:
        """The newest ones, each with what is known of it."""
        rows = self._store.documents(LOCAL_TENANT, limit=limit)
        return [self._summary(row, self._newest(row.id)) for row in rows]

    def figures(self, document: str, asked: Filter, text: str, limit: int) -> Told:
        """Figures that fit, `text` being part of their name or printed name."""
        found = [o for o in report_parts.observations(self._report(document), asked) if text in o["name"] or text in o["raw_name"]]
        return {"count": len(found), "figures": [_figure(o) for o in found[:limit]]}

    def checks(self, document: str, status: str | None, limit: int) -> Told:
        """Identities of a document that hold, fail or do not apply, with the figures that they compare."""
        report = self._report(document)
        by_id = {o["id"]: o for o in report["observations"]}
        found = report_parts.checks(report, Filter(status=status))
        told = [{**c, "observations": [_figure(by_id[id_]) for id_ in c["observations"] if id_ in by_id]} for c in found[:limit]]
        counts = {name: sum(c["status"] == name for c in report["checks"]) for name in ("fail", "pass", "not_applicable")}
        return {"counts": counts, "checks": told}

    def _kept(self, path: Path) -> Document:
        with path.open("rb") as file:
            kind = media_type(file.read(_HEAD_BYTES))
            file.seek(0)
            sha256 = self._blobs.put(file)
        return self._store.add_document(LOCAL_TENANT, sha256, safe_name(path.name), kind, path.stat().st_size)

    def _ended(self, job: Job) -> Job:
        """The job when it has ended; every job does."""
        waited = time.monotonic()
        while job.state not in _ENDED:
            if time.monotonic() - waited > _WORKER_SECONDS or not self._store.living_workers():
                self._help()
            time.sleep(_POLL_SECONDS)
            found = self._store.job(LOCAL_TENANT, job.id)
            if found is None:
                raise Unknown("job")
            job = found
        return job

    def _help(self) -> None:
        if self._worker is None and not self._store.living_workers():
            self._worker = Supervisor(environment=self._settings.environment())
            self._worker.start()

    def _newest(self, document: str) -> Job | None:
        jobs = self._store.jobs(LOCAL_TENANT, document=document, limit=20)
        return next((job for job in jobs if job.report), jobs[0] if jobs else None)

    def _report(self, document: str) -> Told:
        """The newest report of a document. Unknown where there is none."""
        import json

        job = self._newest(document)
        if job is None or job.report is None:
            raise Unknown("report")
        told: Told = json.loads(self._blobs.read(job.report))
        return told

    def _summary(self, document: Document, job: Job | None) -> Told:
        told: Told = {"document_id": document.id, "filename": document.filename, "media_type": document.media_type}
        if job is None:
            return told
        return {**told, "state": job.state, "problem": job.problem, "facts": job.facts}


def _figure(o: Told) -> Told:
    """An observation without what only a page picture needs."""
    names: Sequence[str] = (
        "id", "name", "raw_name", "indicator", "form", "column", "year", "value", "text", "unit", "comparator", "raw_value", "raw_unit",
    )  # fmt: skip
    return {**{name: o[name] for name in names}, "confidence": o["confidence"], "page": o["evidence"][0]["page"] if o["evidence"] else None}
