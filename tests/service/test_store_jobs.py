"""Jobs: one for one request, limits that hold, each ending once, whatever dies."""

import subprocess
import sys
import time

import pytest
from submitting import PDF, document_of, submitted, together

from service.errors import QueueFull, Unknown, WrongState
from service.store import QueueLimits

# --- jobs -------------------------------------------------------------------------------------------


def test_fifty_requests_with_one_key_are_one_job(store):
    document = document_of(store).id
    answers = together(50, lambda _: submitted(store, document=document))
    assert len({job.id for job, _ in answers}) == 1
    assert [created for _, created in answers].count(True) == 1
    assert len(store.jobs("qinghai")) == 1


@pytest.mark.parametrize("state", ["done", "partial"])
def test_known_bytes_and_options_are_answered_from_the_store(store, state):
    job, _ = submitted(store)
    store.claim(job.id)
    store.finish(job.id, state, report="b" * 64)
    again, created = submitted(store)
    assert (again.id, again.report, created) == (job.id, "b" * 64, False)


@pytest.mark.parametrize("state", ["failed", "cancelled", "quarantined"])
def test_what_came_to_nothing_is_done_anew(store, state):
    job, _ = submitted(store)
    store.claim(job.id)
    store.finish(job.id, state)
    assert submitted(store)[1]


def test_a_tenant_may_queue_so_many(store):
    store.limits = QueueLimits(service=10, tenant=3)
    document = document_of(store).id
    answers = together(20, lambda n: submitted(store, f"k{n}", document=document))
    refused = [a for a in answers if isinstance(a, QueueFull)]
    assert (len(refused), refused[0].scope, refused[0].limit) == (17, "tenant", 3)
    assert submitted(store, tenant="gansu")[1]  # others are not held up
    assert not submitted(store, store.jobs("qinghai")[0].key, document=document)[1]  # known ones are still answered


def test_the_service_queues_so_many(store):
    store.limits = QueueLimits(service=3, tenant=2)
    for tenant in ("qinghai", "gansu"):
        together(5, lambda n, tenant=tenant: submitted(store, f"k{n}", tenant))
    assert store.job_counts() == {"queued": 3}
    store.claim(store.waiting_jobs()[0].id)
    assert sum(store.job_counts().values()) == 3


def test_a_job_needs_a_document_and_a_batch_of_its_tenant(store):
    for more in ({"document": "doc_none"}, {"batch": "bat_none"}):
        with pytest.raises(Unknown):
            submitted(store, **more)
    assert store.jobs("qinghai") == []


def test_one_job_may_be_in_two_batches(store):
    first, second = (store.add_batch("qinghai", name).id for name in ("西宁", "海东"))
    job, _ = submitted(store, batch=first)
    submitted(store, batch=second)
    submitted(store, batch=second)
    assert [j.id for j in store.jobs("qinghai", batch=first)] == [j.id for j in store.jobs("qinghai", batch=second)] == [job.id]
    assert store.batch_states("qinghai", second) == {"queued": 1}


def test_first_priority_first_then_the_oldest(store):
    slow, _ = submitted(store, "k1", priority=9)
    first, _ = submitted(store, "k2")
    second, _ = submitted(store, "k3")
    urgent, _ = submitted(store, "k4", priority=1)
    assert [j.id for j in store.waiting_jobs()] == [urgent.id, first.id, second.id, slow.id]


def test_a_job_ends_once(store):
    job, _ = submitted(store)
    store.claim(job.id)
    ends = together(20, lambda n: store.finish(job.id, "done" if n % 2 else "failed") if n % 3 else store.cancel("qinghai", job.id))
    assert not [e for e in ends if isinstance(e, Exception)]
    states = [e.data["state"] for e in store.events(job.id)]
    assert states == ["queued", "running", store.job("qinghai", job.id).state]


def test_a_worker_that_died_after_claiming_goes_on(store):
    job, _ = submitted(store)
    assert store.claim(job.id).state == "running"
    assert store.claim(job.id).state == "running"
    store.finish(job.id, "done")
    assert store.claim(job.id) is None
    assert [e.data["state"] for e in store.events(job.id)] == ["queued", "running", "done"]


def test_a_cancelled_job_is_not_gone_on_with(store):
    job, _ = submitted(store)
    assert store.cancel("qinghai", job.id).state == "cancelled"
    assert store.claim(job.id) is None
    assert not store.progress(job.id, 8, 1)
    assert store.finish(job.id, "done") is None
    assert store.cancel("qinghai", job.id).state == "cancelled"


def test_a_retry_starts_from_nothing_with_the_time_it_had(store):
    job, _ = submitted(store)
    store.claim(job.id)
    store.progress(job.id, 8, 3)
    store.add_death(job.id)
    store.finish(job.id, "failed", problem={"code": "damaged"})
    again = store.retry("qinghai", job.id)
    assert (again.id, again.state, again.attempt) == (job.id, "queued", 2)
    assert (again.pages, again.pages_done, again.deaths, again.problem, again.started) == (None, 0, 0, None, None)
    assert abs(again.deadline - time.time() - 600) < 5
    with pytest.raises(WrongState):
        store.retry("qinghai", job.id)


def test_a_worker_of_an_earlier_attempt_cannot_touch_the_next(store):
    job, _ = submitted(store)
    store.claim(job.id, attempt=1)
    store.cancel("qinghai", job.id)
    store.retry("qinghai", job.id)
    assert store.claim(job.id, attempt=1) is None
    assert store.claim(job.id, attempt=2)
    assert not store.progress(job.id, 8, 8, attempt=1)
    assert store.finish(job.id, "done", attempt=1) is None
    assert store.add_death(job.id, attempt=1) == 0
    assert store.job("qinghai", job.id).state == "running"


def test_a_retry_where_a_newer_job_answers_gives_that_one(store):
    old, _ = submitted(store)
    store.cancel("qinghai", old.id)
    new, _ = submitted(store)
    assert store.retry("qinghai", old.id).id == new.id


def test_a_retry_waits_for_room_as_well(store):
    store.limits = QueueLimits(service=10, tenant=1)
    job, _ = submitted(store)
    store.cancel("qinghai", job.id)
    submitted(store, "other")
    with pytest.raises(QueueFull):
        store.retry("qinghai", job.id)


def test_jobs_past_their_deadline(store):
    job, _ = submitted(store)
    assert store.overdue_jobs() == []
    assert [j.id for j in store.overdue_jobs(time.time() + 601)] == [job.id]
    store.cancel("qinghai", job.id)
    assert store.overdue_jobs(time.time() + 601) == []


def test_deaths_are_counted(store):
    job, _ = submitted(store)
    assert sorted(together(5, lambda _: store.add_death(job.id))) == [1, 2, 3, 4, 5]
    assert store.add_death("job_none") == 0


def test_the_worker_sees_job_and_document(store):
    job, _ = submitted(store)
    found, document = store.job_to_work(job.id)
    assert (found.id, document.sha256) == (job.id, PDF)
    assert store.job_to_work("job_none") is None


# --- a process that dies ----------------------------------------------------------------------------


SUBMITS = """
import sys, time
from service.store import Store

store = Store(sys.argv[1])
for n in range(10_000):
    document = store.add_document("qinghai", f"{n:064}", "决算.pdf", "application/pdf", 1)
    job, _ = store.submit_job("qinghai", document.id, {}, f"k{n}", deadline=time.time() + 600)
    print(job.id, flush=True)
"""


@pytest.mark.parametrize("accepted", [1, 7])
def test_what_was_accepted_survives_kill_9(store, store_url, accepted):
    store.limits = QueueLimits(10_000, 10_000)
    with subprocess.Popen([sys.executable, "-c", SUBMITS, store_url], stdout=subprocess.PIPE, text=True) as process:
        told = [process.stdout.readline().strip() for _ in range(accepted)]
        process.kill()
        told += [line.strip() for line in process.stdout if line.endswith("\n")]
    kept = store.jobs("qinghai", limit=10_000)
    assert set(told) <= {job.id for job in kept}
    assert len(kept) <= len(told) + 1  # one may have been kept, but not yet told
    assert all([e.data["state"] for e in store.events(job.id)] == ["queued"] for job in kept)
    assert submitted(store, "k_after")[1]
