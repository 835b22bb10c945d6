"""kill -9 of the whole process group, at named points and at random: each accepted job ends once, with the same bytes."""

import random
import signal
import time
from pathlib import Path

import pytest
from place import Place, kill
from postgres import Cluster
from posting import pages

ROOT = Path(__file__).parents[2]
DOCUMENTS = (pages(*["SLOW"] * 8), pages("一", "ERROR", "三"), (ROOT / "samples" / "000" / "000.txt").read_bytes())
IN_WORKER = ("after claim", "after the first step", "in mid page", "before the result is stored", "after the result is stored")
IN_POSTER = ("after fsync", "after insert", "after enqueuing")

peaceful: dict[bytes, tuple[str, str | None]] = {}  # state and report of a document read in peace: no database changes them


def in_peace(place: Place, documents: tuple[bytes, ...]) -> list[tuple[str, str | None]]:
    """What another tenant gets for these documents; each is read once for all tests."""
    unknown = [document for document in documents if document not in peaceful]
    jobs = place.given("gansu", *unknown)
    place.until_ended("gansu", *jobs)
    for document, job in zip(unknown, jobs, strict=True):
        found = place.store.job("gansu", job)
        assert found
        peaceful[document] = (found.state, found.report)
    return [peaceful[document] for document in documents]


def assert_as_undisturbed(place: Place, jobs: list[str], documents: tuple[bytes, ...]) -> None:
    """Each job ended once, with the bytes that the same document gives another tenant in peace; nothing else is there."""
    for job, twin in zip(jobs, in_peace(place, documents), strict=True):
        found = place.store.job("qinghai", job)
        assert found and (found.state, found.report) == twin
        told = [event.data["state"] for event in place.store.events(job) if event.kind == "state"]
        assert told == ["queued", "running", found.state]
    assert len(place.store.jobs("qinghai")) == len(jobs)


def test_named_points_in_a_worker(place: Place) -> None:
    """One worker after another dies at its point, each with what the others left and a document more."""
    documents = tuple(pages("SLOW", "SLOW", f"{number} SLOW") for number, _ in enumerate(IN_WORKER))
    jobs: list[str] = []
    for point, document in zip(IN_WORKER, documents, strict=True):
        jobs += place.given("qinghai", document)
        assert place.worker(kill_at=point).wait(90) == -signal.SIGKILL, point
    place.worker()
    place.until_ended("qinghai", *jobs)
    assert_as_undisturbed(place, jobs, documents)


def test_what_was_answered_survives_and_what_was_not_is_whole_or_absent(place: Place) -> None:
    documents = tuple(pages("一", "ERROR", point) for point in IN_POSTER)
    for number, (point, document) in enumerate(zip(IN_POSTER, documents, strict=True)):
        assert place.post("qinghai", document, kill_at=point) == []
        assert len(place.store.jobs("qinghai")) == number, "before the insert there is nothing, from then on there is a job"
        assert list((place.folder / "blobs" / "incoming").iterdir()) == []
    jobs = [job for document in documents for job in place.given("qinghai", document)]
    assert len(set(jobs)) == len(jobs)
    place.worker()
    place.until_ended("qinghai", *jobs)
    assert_as_undisturbed(place, jobs, documents)


def test_random_kills(place: Place, request: pytest.FixtureRequest) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    moments = random.Random(seed)
    jobs = place.given("qinghai", *DOCUMENTS)
    for _ in range(request.config.getoption("--kills")):
        worker = place.worker()
        assert worker.stdout and worker.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0.0, 2.5))
        kill(worker)
    place.worker()
    place.until_ended("qinghai", *jobs)
    assert_as_undisturbed(place, jobs, DOCUMENTS)


def test_the_work_of_a_dead_worker_goes_to_a_living_one(place: Place) -> None:
    """Two workers on one database: each does its share; one is killed, the other ends all of it."""
    documents = tuple(pages(*["SLOW"] * 4, f"{number}") for number in range(4))
    workers = [place.worker(), place.worker()]
    for worker in workers:
        assert worker.stdout and worker.stdout.readline() == "ready\n"
    jobs = place.given("qinghai", *documents)
    end = time.monotonic() + 60
    while sum(place.state("qinghai", job) == "running" for job in jobs) < 3:
        assert time.monotonic() < end
        time.sleep(0.05)
    kill(workers[0])
    place.until_ended("qinghai", *jobs)
    assert_as_undisturbed(place, jobs, documents)


def test_postgresql_stopped_and_started_under_load(postgres_place: Place, postgres: Cluster) -> None:
    documents = tuple(pages(*["SLOW"] * 4, f"{number}") for number in range(4))
    jobs = postgres_place.given("qinghai", *documents)
    worker = postgres_place.worker()
    assert worker.stdout and worker.stdout.readline() == "ready\n"
    for _ in range(2):
        time.sleep(2.0)
        postgres.stop("immediate")
        time.sleep(1.0)
        postgres.start()
    postgres_place.until_ended("qinghai", *jobs)
    assert_as_undisturbed(postgres_place, jobs, documents)
