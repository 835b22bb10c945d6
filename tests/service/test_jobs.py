"""A document is posted; a worker carries it to its one end."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.blobs import FolderBlobs
from service.jobs import Queue, Worker, workflow_of
from service.limits import LIMITS
from service.settings import Settings
from service.store import Store
from service.store.tables import Job

SAMPLE = Path(__file__).parents[2] / "samples" / "000" / "000.txt"
WAIT = 60.0  # seconds for one job, on a machine that is busy with other tests
FAST = replace(LIMITS, page_seconds=8, worker_deaths=3)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=database_url, workers=1)


@pytest.fixture
def queue(settings: Settings) -> Iterator[Queue]:
    queue = Queue(settings)
    yield queue
    queue.close()


@pytest.fixture
def worker(settings: Settings, store: Store, blobs: FolderBlobs) -> Iterator[Worker]:
    worker = Worker(settings, store, blobs, limits=FAST)
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def post(store: Store, blobs: FolderBlobs) -> Callable[..., Job]:
    """Keep bytes and a job for them, as the API does before it answers 202."""

    def posted(data: bytes, *, tenant: str = "qinghai", name: str = "报告.txt", seconds: float = 600.0, **options: object) -> Job:
        sha256 = blobs.put(data)
        document = store.add_document(tenant, sha256, name, "text/plain", len(data))
        key = hashlib.sha256(sha256.encode() + json.dumps(options).encode()).hexdigest()
        job, _ = store.submit_job(tenant, document.id, options, key, deadline=time.time() + seconds)
        return job

    return posted


def ended(store: Store, job: Job, seconds: float = WAIT) -> Job:
    """The job when it has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = store.job(job.tenant, job.id)
        assert found is not None
        if found.state not in ("queued", "running"):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{found.state} after {seconds} s, {found.pages_done} of {found.pages} pages")


def states(store: Store, job: Job) -> list[object]:
    return [event.data["state"] for event in store.events(job.id) if event.kind == "state"]


def test_a_posted_document_becomes_a_report(worker: Worker, queue: Queue, store: Store, blobs: FolderBlobs, post: Callable[..., Job]) -> None:
    job = post(SAMPLE.read_bytes(), name="000.txt")
    queue.submit(job)
    queue.submit(job)
    found = ended(store, job)
    assert (found.state, found.problem, found.deaths) == ("done", None, 0)
    assert found.report and found.facts and found.facts["observations"]
    report = json.loads(blobs.read(found.report))
    assert report["document"]["filename"] == "000.txt"
    assert states(store, job) == ["queued", "running", "done"]
    assert (found.pages, found.pages_done) == (1, 1)
    assert not list(worker.sandbox.folder.glob(f"{job.id}*"))
