"""A document is posted; a worker carries it to its one end, whatever ends the worker."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from posting import ended, fill, now, pages, post, states, unread, until

from service import jobs
from service.blobs import FolderBlobs
from service.jobs import Queue, Worker
from service.limits import LIMITS
from service.sandbox import Sandbox
from service.settings import Settings
from service.store import Store, open_store

SAMPLE = Path(__file__).parents[2] / "samples" / "000" / "000.txt"


@pytest.fixture(autouse=True)
def _sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep does the same work, oftener."""
    monkeypatch.setattr(jobs, "SWEEP_SECONDS", 0.3)
    monkeypatch.setattr(jobs, "LEFT_ALONE_SECONDS", 0.6)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=database_url, workers=1)


@pytest.fixture
def queue(settings: Settings) -> Iterator[Queue]:
    queue = Queue(settings)
    yield queue
    queue.close()


def started(settings: Settings, store: Store, blobs: FolderBlobs) -> Worker:
    """A worker whose children do to themselves what a page says."""
    program, limits = [str(Path(__file__).with_name("misbehaving.py"))], replace(LIMITS, page_seconds=20)
    sandbox = Sandbox(settings.data_dir / "scratch", children=1, limits=limits, program=program)
    worker = Worker(settings, store, blobs, limits=limits, sandbox=sandbox)
    worker.start()
    return worker


@pytest.fixture
def worker(settings: Settings, store: Store, blobs: FolderBlobs) -> Iterator[Worker]:
    worker = started(settings, store, blobs)
    yield worker
    worker.stop()


def test_a_posted_document_becomes_a_report(worker: Worker, queue: Queue, store: Store, blobs: FolderBlobs) -> None:
    job = post(store, blobs, SAMPLE.read_bytes(), name="000.txt")
    queue.submit(job)
    queue.submit(job)
    found = ended(store, job)
    assert (found.state, found.problem, found.deaths) == ("done", None, 0)
    assert found.report and found.facts and found.facts["observations"]
    assert json.loads(blobs.read(found.report))["document"]["filename"] == "000.txt"
    assert states(store, job) == ["queued", "running", "done"]
    assert (found.pages, found.pages_done) == (1, 1)
    until(lambda: not list(worker.sandbox.folder.glob(f"{job.id}*")))  # its folder goes once its end is told


def test_a_running_job_is_cancelled_and_another_one_tried_again(worker: Worker, queue: Queue, store: Store, blobs: FolderBlobs) -> None:
    running, waiting = post(store, blobs, pages("一", "二", "HANG")), post(store, blobs, pages("SLOW"))
    queue.submit(running)
    until(lambda: now(store, running).pages_done)
    queue.submit(waiting)
    for job in (running, waiting):
        store.cancel("qinghai", job.id)
        queue.cancel(job.id)
    until(lambda: not worker.sandbox._busy, 10.0)
    assert states(store, running) == ["queued", "running", "cancelled"]
    queue.submit(store.retry("qinghai", waiting.id))
    assert ended(store, waiting).state == "done"
    assert [state for state in states(store, waiting) if state != "running"] == ["queued", "cancelled", "queued", "done"]


def test_jobs_that_nobody_enqueued_or_carries_end(worker: Worker, store: Store, blobs: FolderBlobs) -> None:
    """The process that took them in was killed between the insert and the queue; one is past its deadline by now."""
    left, late = post(store, blobs, pages("一")), post(store, blobs, pages("二"), seconds=-100.0)
    assert ended(store, left).state == "done"
    found = ended(store, late)
    assert (found.state, found.problem and found.problem["code"]) == ("failed", "deadline_exceeded")


def test_tenants_take_turns(settings: Settings, queue: Queue, store: Store, blobs: FolderBlobs) -> None:
    """Many documents of one tenant do not make another one wait for all of them. Whose turn it is is drawn by lot for two
    documents at a time: that these 40 come first happens once in a million times."""
    many = [post(store, blobs, pages("SLOW", f"{number}")) for number in range(40)]
    one = post(store, blobs, pages("SLOW"), tenant="gansu")
    for job in (*many, one):
        queue.submit(job)
    worker = started(settings, store, blobs)  # all are queued when it comes, however long that takes on a busy machine
    try:
        assert ended(store, one).state == "done"
        assert any(now(store, job).state == "queued" for job in many)
    finally:
        worker.stop()


def test_a_worker_that_stops_leaves_its_work_to_the_next(settings: Settings, queue: Queue, store: Store, blobs: FolderBlobs) -> None:
    job = post(store, blobs, pages(*["SLOW"] * 12))
    queue.submit(job)
    worker = started(settings, store, blobs)
    until(lambda: now(store, job).pages_done >= 3)
    worker.stop()
    assert now(store, job).state == "running"
    worker = started(settings, store, blobs)
    try:
        assert ended(store, job).state == "done"
        assert states(store, job) == ["queued", "running", "done"]
        told = [event.data["done"] for event in store.events(job.id) if event.kind == "page"]
        assert told == sorted(told), "pages that were read are kept"  # type: ignore[type-var]
    finally:
        worker.stop()


def test_a_disk_that_is_full_for_a_while_costs_time_only(small_disk: Path) -> None:
    """Database, blobs and what was read so far on one full disk in the middle of a job: it goes on when there is room."""
    settings = Settings(_env_file=None, data_dir=small_disk, workers=1)
    store, blobs = open_store(settings), FolderBlobs(small_disk / "blobs")
    store.migrate()
    store.add_tenant("青海", "qinghai")
    job = post(store, blobs, pages(*["SLOW"] * 12))
    worker = started(settings, store, blobs)
    try:
        until(lambda: now(store, job).pages_done >= 2)
        ballast = small_disk / "ballast"
        fill(ballast)
        time.sleep(3)
        assert now(store, job).state == "running"
        ballast.unlink()
        assert (ended(store, job).state, unread(blobs, now(store, job))) == ("done", [])
        assert states(store, job) == ["queued", "running", "done"]
        assert not [path for path in small_disk.rglob("*") if path.suffix == ".part"]
    finally:
        worker.stop()
        store.close()
