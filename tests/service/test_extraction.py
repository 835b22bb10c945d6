"""What becomes of one document when its pages do harm to the process that reads them."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from posting import now, pages, post, states, unread

from service import extraction as module
from service.blobs import FolderBlobs
from service.checkpoints import checkpoint, packed, restore, unpacked
from service.extraction import Extraction, Turn, carry
from service.limits import LIMITS
from service.sandbox import Sandbox
from service.store import Store
from service.store.tables import Job

LIMITS_OF_TESTS = replace(LIMITS, page_seconds=4)


@pytest.fixture
def database_kind() -> str:
    """The kind of database makes no difference here."""
    return "sqlite"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    program = [str(Path(__file__).with_name("misbehaving.py"))]
    sandbox = Sandbox(tmp_path_factory.mktemp("scratch"), children=1, limits=LIMITS_OF_TESTS, program=program)
    yield sandbox
    sandbox.close()


@pytest.fixture
def extraction(store: Store, blobs: FolderBlobs, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Extraction:
    monkeypatch.setattr(module, "RUN_SECONDS", 1.0)
    return Extraction(store, blobs, sandbox, limits=LIMITS_OF_TESTS)


def step(_name: str, act: Callable[..., Any], *arguments: object) -> Any:
    return act(*arguments)


@pytest.fixture
def extracted(extraction: Extraction, store: Store, blobs: FolderBlobs) -> Callable[..., Job]:
    def carried(data: bytes, **named: Any) -> Job:
        job = post(store, blobs, data, **named)
        carry(extraction, Turn(job.id, 1), step)
        assert not list(extraction._sandbox.folder.glob(f"{job.id}*"))
        return now(store, job)

    return carried


@pytest.mark.parametrize(("trouble", "deaths"), [("SIGSEGV", 1), ("SIGABRT", 1), ("SIGKILL", 2), ("HANG", 1), ("MEMORY", 0)])
def test_a_page_that_kills_its_child_is_skipped_and_named(
    extracted: Callable[..., Job], blobs: FolderBlobs, trouble: str, deaths: int
) -> None:
    job = extracted(pages("一", "二", f"三 {trouble}", "四"))
    assert (job.state, job.pages, unread(blobs, job), job.deaths) == ("partial", 4, [3], deaths)


def test_a_child_killed_from_outside_costs_no_page(extracted: Callable[..., Job], blobs: FolderBlobs) -> None:
    job = extracted(pages("一", "二 KILLED ONCE", "三"))
    assert (job.state, unread(blobs, job), job.deaths) == ("done", [], 1)


def test_an_error_on_a_page_is_no_death(extracted: Callable[..., Job], blobs: FolderBlobs) -> None:
    job = extracted(pages("一", "ERROR", "三", "ERROR", "ERROR", "ERROR"))
    assert (job.state, unread(blobs, job), job.deaths) == ("partial", [2, 4, 5, 6], 0)


def test_three_deaths_are_quarantine(extracted: Callable[..., Job]) -> None:
    job = extracted(pages("一", "SIGSEGV", "SIGSEGV", "SIGSEGV", "五"))
    assert (job.state, job.deaths, job.report) == ("quarantined", 3, None)
    assert job.problem and job.problem["code"] == "quarantined" and job.problem["advice"]


@pytest.mark.parametrize(
    ("data", "code"), [(b"%PDF-1.7\nnothing more", "damaged_document"), (b"PK\x03\x04" + b"\0" * 90, "unsupported_format")]
)
def test_a_document_that_cannot_be_read_fails_with_a_code(extracted: Callable[..., Job], data: bytes, code: str) -> None:
    job = extracted(data)
    assert (job.state, job.problem and job.problem["code"]) == ("failed", code)


def test_only_the_pages_asked_for_are_read(extracted: Callable[..., Job], blobs: FolderBlobs) -> None:
    job = extracted(pages("一 SIGSEGV", "二", "三", "四 SIGSEGV"), first_page=2, last_page=3)
    assert (job.state, job.pages, unread(blobs, job)) == ("done", 2, [])
    assert extracted(pages("一"), first_page=3).problem["code"] == "no_such_page"  # type: ignore[index]


def test_progress_is_told_page_by_page(extracted: Callable[..., Job], store: Store) -> None:
    job = extracted(pages(*["SLOW"] * 7))
    told = [event.data for event in store.events(job.id) if event.kind == "page"]
    assert job.state == "done" and len(told) >= 3
    assert [data["done"] for data in told] == sorted(data["done"] for data in told)  # type: ignore[type-var]
    assert told[-1] == {"page": 7, "done": 7, "pages": 7}


def test_the_deadline_ends_a_job_with_what_was_read(extracted: Callable[..., Job], blobs: FolderBlobs) -> None:
    job = extracted(pages(*["SLOW"] * 60), seconds=6.0)
    lost = unread(blobs, job)
    assert job.state == "partial" and 0 < len(lost) < 60 and lost == list(range(lost[0], 61))


def test_a_deadline_that_is_over_before_the_start_is_told(extracted: Callable[..., Job]) -> None:
    job = extracted(pages("一"), seconds=-1.0)
    assert (job.state, job.problem and job.problem["code"]) == ("failed", "deadline_exceeded")


def test_the_time_for_one_document_is_bounded(store: Store, blobs: FolderBlobs, sandbox: Sandbox) -> None:
    job = post(store, blobs, pages(*["SLOW"] * 60))
    carry(Extraction(store, blobs, sandbox, limits=replace(LIMITS_OF_TESTS, document_seconds=4)), Turn(job.id, 1), step)
    found = now(store, job)
    assert found.state == "partial" and len(unread(blobs, found)) < 60


def test_steps_done_again_give_the_same_bytes(extraction: Extraction, store: Store, blobs: FolderBlobs) -> None:
    """As after a crash: each step twice, in a worker that lost its folder in between, and with the state before it."""
    data = pages(*["SLOW"] * 7, "八 ERROR")
    undisturbed = post(store, blobs, data, tenant="gansu")
    carry(extraction, Turn(undisturbed.id, 1), step)

    def twice(name: str, act: Callable[..., Any], *arguments: object) -> Any:
        if name != "conclude":
            act(*arguments)
        for folder in extraction._sandbox.folder.glob("job*"):
            for file in folder.iterdir():
                file.unlink()
        return act(*arguments)

    job = post(store, blobs, data)
    carry(extraction, Turn(job.id, 1), twice)
    assert now(store, job).report == now(store, undisturbed).report
    assert states(store, job) == ["queued", "running", "partial"]


def test_a_job_that_was_cancelled_is_left(extraction: Extraction, store: Store, blobs: FolderBlobs) -> None:
    job = post(store, blobs, pages("一", "二"))

    def cancelling(name: str, act: Callable[..., Any], *arguments: object) -> Any:
        if name == "conclude":
            store.cancel("qinghai", job.id)
        return act(*arguments)

    carry(extraction, Turn(job.id, 1), cancelling)
    assert states(store, job) == ["queued", "running", "cancelled"]
    assert now(store, job).report is None


def test_a_worker_of_an_earlier_attempt_leaves_the_next_one_alone(extraction: Extraction, store: Store, blobs: FolderBlobs) -> None:
    """Its job was cancelled and tried again by another worker while it could not reach the database."""
    job = post(store, blobs, pages("一", "二"))

    def lagging(name: str, act: Callable[..., Any], *arguments: object) -> Any:
        if name == "conclude":
            store.cancel("qinghai", job.id)
            store.retry("qinghai", job.id)
            store.claim(job.id, attempt=2)
        return act(*arguments)

    assert carry(extraction, Turn(job.id, 1), lagging) is None
    found = now(store, job)
    assert (found.state, found.attempt, found.report, found.deaths) == ("running", 2, None, 0)


def test_what_is_packed_comes_out_again_and_differs_by_job() -> None:
    files = {"1.reading": b"one", "2.reading": b"", "12.reading": b"\x00" * 1000}
    assert dict(unpacked(packed("job_a.1", files))) == files
    assert packed("job_a.1", files) != packed("job_b.1", files)
    with pytest.raises(ValueError, match="path"):
        list(unpacked(packed("job", {"../x": b""})))


def test_a_checkpoint_comes_back_where_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies on the way leaves no half of a reading, which the next one would take for a whole one."""
    there, here = tmp_path / "there", tmp_path / "here"
    for folder in (there, here):
        folder.mkdir()
    for page in (1, 2, 4):
        (there / f"{page}.reading").write_bytes(b"there" * page)
    (here / "2.reading").write_bytes(b"here")
    blob = checkpoint(there, range(1, 4))
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(os, "fsync", lambda _file: (_ for _ in ()).throw(KeyboardInterrupt))
        restore(here, blob)
    assert not (here / "1.reading").exists()
    restore(here, blob)
    assert {file.name: file.read_bytes() for file in here.glob("*.reading")} == {"1.reading": b"there", "2.reading": b"here"}
