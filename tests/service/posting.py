"""Documents posted as the API does before it answers 202, and what became of them."""

import contextlib
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path

from service.blobs import FolderBlobs
from service.store import Store
from service.store.tables import Job

WAIT = 90.0  # seconds for one job, on a machine that is busy with other things


def post(
    store: Store,
    blobs: FolderBlobs,
    data: bytes,
    *,
    tenant: str = "qinghai",
    name: str = "报告.txt",
    seconds: float = 600.0,
    **options: object,
) -> Job:
    """Keep bytes and a job for them; nobody is told yet."""
    sha256 = blobs.put(data)
    document = store.add_document(tenant, sha256, name, "text/plain", len(data))
    key = hashlib.sha256(sha256.encode() + json.dumps(options).encode()).hexdigest()
    job, _ = store.submit_job(tenant, document.id, options, key, deadline=time.time() + seconds)
    return job


def pages(*texts: str) -> bytes:
    """A text of these pages; see misbehaving for what they may say."""
    return "\f".join(f"{text}\n本年收入合计{number}00.00万元。\n" for number, text in enumerate(texts, 1)).encode()


def now(store: Store, job: Job) -> Job:
    found = store.job(job.tenant, job.id)
    assert found is not None
    return found


def ended(store: Store, job: Job) -> Job:
    """The job when it has ended."""
    until(lambda: now(store, job).state not in ("queued", "running"))
    return now(store, job)


def until(true: Callable[[], object], seconds: float = WAIT) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def states(store: Store, job: Job) -> list[object]:
    return [event.data["state"] for event in store.events(job.id) if event.kind == "state"]


def fill(ballast: Path) -> None:
    """Take all the room that a disk has left."""
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 65_536):
            pass


def unread(blobs: FolderBlobs, job: Job) -> list[int]:
    """Pages that the report names as not read; it has all pages."""
    assert job.report, (job.state, job.problem)
    report = json.loads(blobs.read(job.report))
    assert len(report["pages"]) == job.pages
    return [warning["page"] for warning in report["warnings"] if warning["code"] == "page_unreadable"]
