"""What the store promises: one job for one request, limits that hold, corrections that never overwrite one another."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.errors import QueueFull, StorageFull, Unavailable, Unknown, VersionConflict, WrongState
from service.store import Answered, Begun, InProgress, Mismatch, QueueLimits, Store
from service.store.tables import Tenant

PDF = "a" * 64


def _document(store, tenant="qinghai", sha256=PDF, filename="2023年度部门决算.pdf"):
    return store.add_document(tenant, sha256, filename, "application/pdf", 1000)


def _submit(store, key="k1", tenant="qinghai", document=None, **more):
    document = document or _document(store, tenant).id
    return store.submit_job(tenant, document, {"ocr": "none"}, key, deadline=time.time() + 600, **more)


def _together(count, function):
    """The function called `count` times at the same moment: results, exceptions included."""

    def attempt(number):
        try:
            return function(number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(attempt, range(count)))


# --- documents -----------------------------------------------------------------------------------


def test_the_same_bytes_are_one_document_under_their_first_name(store):
    first = _document(store)
    again = _document(store, filename="副本.pdf")
    assert (again.id, again.filename) == (first.id, "2023年度部门决算.pdf")
    assert again.touched >= first.touched


def test_fifty_uploads_of_the_same_bytes_are_one_document(store):
    documents = _together(50, lambda _: _document(store))
    assert len({d.id for d in documents}) == 1


def test_a_name_that_is_too_long_keeps_its_ending(store):
    name = _document(store, filename="决算" * 400 + ".pdf").filename
    assert len(name) <= 300
    assert name.startswith("决算")
    assert name.endswith(".pdf")


def test_text_that_no_database_takes_is_cleaned(store):
    document = _document(store, filename="决\x00算\ud800.pdf")
    assert store.document("qinghai", document.id).filename == "决\ufffd算\ufffd.pdf"
    job, _ = _submit(store)
    store.claim(job.id)
    store.finish(job.id, "done", facts={"title\x00": ["省\udfff", {"深": "\x00"}]})
    assert store.job("qinghai", job.id).facts == {"title\ufffd": ["省\ufffd", {"深": "\ufffd"}]}


@pytest.mark.parametrize("identifier", ["", "\x00", "\ud800", "doc_" * 500, "' OR 1=1 --", "doc_%"])
def test_any_text_may_be_asked_for(store, identifier):
    _submit(store)
    assert store.document("qinghai", identifier) is None
    assert store.job("qinghai", identifier) is None
    assert store.jobs("qinghai", state=identifier or "x", batch=identifier) == []
    assert store.events(identifier, 10**30) == []
    with pytest.raises(Unknown):
        store.cancel("qinghai", identifier)


def test_listings_go_from_page_to_page(store):
    ids = [_document(store, sha256=f"{n:064}").id for n in range(7)]
    seen, after = [], None
    while page := store.documents("qinghai", after, 3):
        seen += [d.id for d in page]
        after = page[-1].id
    assert sorted(seen) == sorted(ids)
    assert seen == sorted(seen, reverse=True)


def test_a_document_is_deleted_with_its_jobs_but_not_under_a_running_one(store):
    batch = store.add_batch("qinghai", "2023")
    job, _ = _submit(store, batch=batch.id, callback="https://example.org/hook")
    store.correct("qinghai", job.id, "o1", 0, {"value": "1"}, "", "张三")
    with pytest.raises(WrongState):
        store.delete_document("qinghai", job.document)
    store.cancel("qinghai", job.id)
    store.delete_document("qinghai", job.document)
    assert store.documents("qinghai") == store.jobs("qinghai") == store.corrections("qinghai", job.id) == []


# --- jobs ----------------------------------------------------------------------------------------


def test_fifty_requests_with_one_key_are_one_job(store):
    document = _document(store).id
    answers = _together(50, lambda _: _submit(store, document=document))
    assert len({job.id for job, _ in answers}) == 1
    assert [created for _, created in answers].count(True) == 1
    assert len(store.jobs("qinghai")) == 1


@pytest.mark.parametrize("state", ["done", "partial"])
def test_known_bytes_and_options_are_answered_from_the_store(store, state):
    job, _ = _submit(store)
    store.claim(job.id)
    store.finish(job.id, state, report="b" * 64)
    again, created = _submit(store)
    assert (again.id, again.report, created) == (job.id, "b" * 64, False)


@pytest.mark.parametrize("state", ["failed", "cancelled", "quarantined"])
def test_what_came_to_nothing_is_done_anew(store, state):
    job, _ = _submit(store)
    store.claim(job.id)
    store.finish(job.id, state)
    assert _submit(store)[1]


def test_a_tenant_may_queue_so_many(store):
    store.limits = QueueLimits(service=10, tenant=3)
    document = _document(store).id
    answers = _together(20, lambda n: _submit(store, f"k{n}", document=document))
    refused = [a for a in answers if isinstance(a, QueueFull)]
    assert (len(refused), refused[0].scope, refused[0].limit) == (17, "tenant", 3)
    assert _submit(store, tenant="gansu")[1]  # others are not held up
    assert not _submit(store, store.jobs("qinghai")[0].key, document=document)[1]  # known ones are still answered


def test_the_service_queues_so_many(store):
    store.limits = QueueLimits(service=3, tenant=2)
    for tenant in ("qinghai", "gansu"):
        _together(5, lambda n, tenant=tenant: _submit(store, f"k{n}", tenant))
    assert store.job_counts() == {"queued": 3}
    store.claim(store.waiting_jobs()[0].id)
    assert sum(store.job_counts().values()) == 3


def test_a_job_needs_a_document_and_a_batch_of_its_tenant(store):
    for more in ({"document": "doc_none"}, {"batch": "bat_none"}):
        with pytest.raises(Unknown):
            _submit(store, **more)
    assert store.jobs("qinghai") == []


def test_one_job_may_be_in_two_batches(store):
    first, second = (store.add_batch("qinghai", name).id for name in ("西宁", "海东"))
    job, _ = _submit(store, batch=first)
    _submit(store, batch=second)
    _submit(store, batch=second)
    assert [j.id for j in store.jobs("qinghai", batch=first)] == [j.id for j in store.jobs("qinghai", batch=second)] == [job.id]
    assert store.batch_states("qinghai", second) == {"queued": 1}


def test_first_priority_first_then_the_oldest(store):
    slow, _ = _submit(store, "k1", priority=9)
    first, _ = _submit(store, "k2")
    second, _ = _submit(store, "k3")
    urgent, _ = _submit(store, "k4", priority=1)
    assert [j.id for j in store.waiting_jobs()] == [urgent.id, first.id, second.id, slow.id]


def test_a_job_ends_once(store):
    job, _ = _submit(store)
    store.claim(job.id)
    ends = _together(20, lambda n: store.finish(job.id, "done" if n % 2 else "failed") if n % 3 else store.cancel("qinghai", job.id))
    assert not [e for e in ends if isinstance(e, Exception)]
    states = [e.data["state"] for e in store.events(job.id)]
    assert states == ["queued", "running", store.job("qinghai", job.id).state]


def test_a_worker_that_died_after_claiming_goes_on(store):
    job, _ = _submit(store)
    assert store.claim(job.id).state == "running"
    assert store.claim(job.id).state == "running"
    store.finish(job.id, "done")
    assert store.claim(job.id) is None
    assert [e.data["state"] for e in store.events(job.id)] == ["queued", "running", "done"]


def test_a_cancelled_job_is_not_gone_on_with(store):
    job, _ = _submit(store)
    assert store.cancel("qinghai", job.id).state == "cancelled"
    assert store.claim(job.id) is None
    assert not store.progress(job.id, 8, 1)
    assert store.finish(job.id, "done") is None
    assert store.cancel("qinghai", job.id).state == "cancelled"


def test_a_retry_starts_from_nothing_with_the_time_it_had(store):
    job, _ = _submit(store)
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
    job, _ = _submit(store)
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
    old, _ = _submit(store)
    store.cancel("qinghai", old.id)
    new, _ = _submit(store)
    assert store.retry("qinghai", old.id).id == new.id


def test_a_retry_waits_for_room_as_well(store):
    store.limits = QueueLimits(service=10, tenant=1)
    job, _ = _submit(store)
    store.cancel("qinghai", job.id)
    _submit(store, "other")
    with pytest.raises(QueueFull):
        store.retry("qinghai", job.id)


def test_jobs_past_their_deadline(store):
    job, _ = _submit(store)
    assert store.overdue_jobs() == []
    assert [j.id for j in store.overdue_jobs(time.time() + 601)] == [job.id]
    store.cancel("qinghai", job.id)
    assert store.overdue_jobs(time.time() + 601) == []


def test_deaths_are_counted(store):
    job, _ = _submit(store)
    assert sorted(_together(5, lambda _: store.add_death(job.id))) == [1, 2, 3, 4, 5]
    assert store.add_death("job_none") == 0


def test_the_worker_sees_job_and_document(store):
    job, _ = _submit(store)
    found, document = store.job_to_work(job.id)
    assert (found.id, document.sha256) == (job.id, PDF)
    assert store.job_to_work("job_none") is None


# --- events --------------------------------------------------------------------------------------


def test_events_are_replayed_behind_the_last_one_seen(store):
    job, _ = _submit(store)
    other, _ = _submit(store, "other")
    numbers = [store.add_event(job.id, "page", {"page": page}) for page in (1, 2, 3)]
    store.add_event(other.id, "page", {"page": 1})
    assert [e.data for e in store.events(job.id, numbers[0])] == [{"page": 2}, {"page": 3}]
    assert store.events(job.id, numbers[-1]) == []
    assert len(store.events(job.id, -5)) == 4


def test_nobody_misses_an_event(store):
    """A listener that reads while many write, each time behind the last number it saw, sees all of them."""
    job, _ = _submit(store)
    with ThreadPoolExecutor(9) as threads:
        writers = [threads.submit(lambda: [store.add_event(job.id, "page", {}) for _ in range(20)]) for _ in range(8)]
        seen, last = [], 0
        while len(seen) < 161 and not (all(w.done() for w in writers) and not store.events(job.id, last)):
            news = store.events(job.id, last)
            seen += [e.id for e in news]
            last = seen[-1] if seen else 0
    assert len(seen) == 161
    assert seen == sorted(set(seen))


def test_only_so_many_events_are_kept(store, monkeypatch):
    monkeypatch.setattr("service.store.events._TRIM_EVERY", 1)
    monkeypatch.setattr("service.store.events.LIMITS", type("Limits", (), {"events_kept": 5}))
    job, _ = _submit(store)
    for page in range(9):
        store.add_event(job.id, "page", {"page": page})
    assert [e.data["page"] for e in store.events(job.id)] == [4, 5, 6, 7, 8]


def test_an_event_of_a_job_that_is_gone_is_no_error(store):
    assert store.add_event("job_none", "page", {}) == 0


# --- corrections ---------------------------------------------------------------------------------


def test_corrections_keep_every_version(store):
    job, _ = _submit(store)
    store.correct("qinghai", job.id, "o1", 0, {"value": "187.4"}, "看错了", "张三", before={"value": "137.4"})
    store.correct("qinghai", job.id, "o1", 1, {"value": "187.5"}, "", "李四")
    versions = store.corrections("qinghai", job.id)
    assert [(c.version, c.before, c.after) for c in versions] == [
        (1, {"value": "137.4"}, {"value": "187.4"}),
        (2, {"value": "187.4"}, {"value": "187.5"}),
    ]
    assert [c.author for c in store.standing_corrections("qinghai", job.id)] == ["李四"]
    store.correct("qinghai", job.id, "o1", 2, {}, "", "张三", withdrawn=True)
    assert store.standing_corrections("qinghai", job.id) == []


def test_of_parallel_corrections_one_wins(store):
    job, _ = _submit(store)
    answers = _together(20, lambda n: store.correct("qinghai", job.id, "o1", 0, {"value": str(n)}, "", f"{n}"))
    lost = [a for a in answers if isinstance(a, VersionConflict)]
    assert (len(lost), {a.current for a in lost}) == (19, {1})
    assert len(store.corrections("qinghai", job.id)) == 1


# --- callbacks -----------------------------------------------------------------------------------


def test_a_callback_is_due_when_its_job_ends(store):
    job, _ = _submit(store, callback="https://example.org/a")
    _submit(store, callback="https://example.org/b")
    assert store.claim_deliveries() == []
    store.claim(job.id)
    store.finish(job.id, "done")
    assert {d.url for d in store.claim_deliveries()} == {"https://example.org/a", "https://example.org/b"}
    assert store.claim_deliveries() == []  # taken
    _submit(store, callback="https://example.org/late")
    assert [d.url for d in store.claim_deliveries()] == ["https://example.org/late"]


def test_the_callback_of_a_retry_is_another_one(store):
    job, _ = _submit(store, callback="https://example.org/a")
    store.finish(job.id, "failed")
    (first,) = store.claim_deliveries()
    store.retry("qinghai", job.id)
    store.finish(job.id, "done")
    store.delivered(first.id)  # comes late
    (second,) = store.claim_deliveries()
    assert second.id != first.id
    assert second.delivered is None


def test_a_delivery_whose_worker_died_comes_back(store):
    job, _ = _submit(store)
    added = store.add_delivery(job.id, "https://example.org/a", "{}")
    assert [d.id for d in store.claim_deliveries(lease=0)] == [added.id]
    assert [d.id for d in store.claim_deliveries()] == [added.id]


def test_two_workers_never_take_the_same_delivery(store):
    job, _ = _submit(store)
    for n in range(30):
        store.add_delivery(job.id, f"https://example.org/{n}", "{}")
    taken = _together(8, lambda _: [d.id for d in store.claim_deliveries(5)])
    ids = [d for one in taken for d in one]
    assert len(ids) == len(set(ids))


def test_a_delivery_is_tried_until_taken_or_given_up(store):
    job, _ = _submit(store)
    one = store.add_delivery(job.id, "https://example.org/a", "{}")
    assert store.delivery_failed(one.id, "503 " + "x" * 1000, time.time() - 1) == 1
    assert [d.attempts for d in store.claim_deliveries()] == [1]
    store.delivered(one.id)
    assert store.claim_deliveries() == []
    (kept,) = store.deliveries("qinghai", job.id)
    assert (kept.attempts, kept.next_try, kept.last_error) == (2, None, None)


def test_a_tenant_has_one_secret_until_it_wants_another(store):
    secrets = _together(8, lambda _: store.secret("qinghai"))
    assert len(set(secrets)) == 1
    assert secrets[0].startswith("whsec_")
    assert store.secret("qinghai", fresh=True) != secrets[0]
    assert store.secret("gansu") != store.secret("qinghai")


# --- idempotency keys ----------------------------------------------------------------------------


def test_a_request_sent_twice_is_done_once(store):
    assert store.begin("qinghai", "k", "f") == Begun()
    assert store.begin("qinghai", "k", "f") == InProgress()
    assert store.begin("qinghai", "k", "other") == Mismatch()
    assert store.begin("gansu", "k", "other") == Begun()
    store.answer("qinghai", "k", 202, {"id": "doc_1"})
    assert store.begin("qinghai", "k", "f") == Answered(202, {"id": "doc_1"})


def test_fifty_requests_at_once_begin_once(store):
    answers = _together(50, lambda _: store.begin("qinghai", "长" * 255, "f"))
    assert answers.count(Begun()) == 1
    assert answers.count(InProgress()) == 49


def test_a_request_that_came_to_nothing_may_be_sent_again(store):
    store.begin("qinghai", "k", "f")
    store.abandon("qinghai", "k")
    assert store.begin("qinghai", "k", "f") == Begun()


def test_a_request_whose_process_died_may_be_sent_again(store, monkeypatch):
    store.begin("qinghai", "k", "f")
    later = time.time() + 61
    monkeypatch.setattr("service.store.idempotency.now", lambda: later)
    assert store.begin("qinghai", "k", "f") == Begun()
    assert store.begin("qinghai", "k", "f") == InProgress()


def test_an_answer_is_remembered_for_a_day(store, monkeypatch):
    store.begin("qinghai", "k", "f")
    store.answer("qinghai", "k", 202, None)
    later = time.time() + 86_401
    monkeypatch.setattr("service.store.idempotency.now", lambda: later)
    assert store.begin("qinghai", "k", "other") == Begun()


@pytest.mark.parametrize("key", ["a\x00b", "\ud800", "k" * 5000, "长" * 200])
def test_any_text_may_be_a_key(store, key):
    assert store.begin("qinghai", key, "f") == Begun()
    store.answer("qinghai", key, 200, {})
    assert store.begin("qinghai", key, "f") == Answered(200, {})


# --- a process that dies -------------------------------------------------------------------------

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
    assert _submit(store, "k_after")[1]


# --- trouble -------------------------------------------------------------------------------------


def test_a_database_that_is_away_is_said_so(tmp_path):
    for url in ("postgresql://nobody@127.0.0.1:1/none", f"sqlite:///{tmp_path}/missing/folder.sqlite"):
        store = Store(url)
        with pytest.raises(Unavailable):
            store.ping()
        store.close()


def test_a_database_that_comes_back_is_used_again(another_postgres):
    store = Store(another_postgres.url("postgres"))
    store.migrate()
    store.add_tenant("青海", "qinghai")
    another_postgres.stop()
    with pytest.raises(Unavailable):
        store.tenants()
    with pytest.raises(Unavailable):
        store.add_tenant("甘肃", "gansu")
    another_postgres.start()
    assert [t.id for t in store.tenants()] == ["qinghai"]
    store.close()


def test_a_transaction_that_fails_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        session.add(Tenant(id="xizang", name="西藏", created=0))
        session.flush()
        raise ZeroDivisionError
    assert store.tenant("xizang") is None


def test_a_full_disk_is_said_so_and_nothing_half_is_kept(small_disk):
    store = Store(f"sqlite:///{small_disk / 'mingzhang.sqlite'}")
    store.migrate()
    store.add_tenant("青海", "qinghai")
    job, _ = _submit(store)
    ballast = small_disk / "ballast"
    _fill(ballast)
    with pytest.raises(StorageFull):
        for n in range(200):
            store.submit_job("qinghai", job.document, {"note": "x" * 20_000}, f"k{n}", deadline=time.time())
    jobs = store.jobs("qinghai", limit=1000)
    assert all(store.events(j.id) for j in jobs)
    ballast.unlink()
    assert _submit(store, "again")[1]
    store.close()


def test_a_database_that_may_not_grow_is_said_so(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'full.sqlite'}")
    store.migrate()
    with pytest.raises(StorageFull), store.writing() as session:
        session.connection().exec_driver_sql("PRAGMA max_page_count=1")
        for n in range(1000):
            session.add(Tenant(id=f"t{n}", name="省" * 200, created=0))
            session.flush()
    assert store.tenants() == []
    store.close()


def _fill(ballast):
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 65_536):
                pass
        except OSError:
            pass


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(codec=None), max_size=50))
def test_any_text_is_stored_as_it_is_but_for_what_no_database_takes(store, words):
    document = _document(store, sha256=uuid4().hex * 2, filename=words)
    kept = store.document("qinghai", document.id).filename
    assert len(kept) == len(words)
    assert all(a == b or b == "\ufffd" for a, b in zip(words, kept, strict=True))
    assert store.documents("qinghai", words) is not None
