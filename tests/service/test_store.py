"""Documents, events, corrections, callbacks and keys of requests; and what a database in trouble does."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from posting import fill
from submitting import document_of, submitted, together

from service.errors import StorageFull, Unavailable, Unknown, VersionConflict, WrongState
from service.store import Answered, Begun, InProgress, Mismatch, Store
from service.store.tables import Tenant

# --- documents --------------------------------------------------------------------------------------


def test_the_same_bytes_are_one_document_under_their_first_name(store):
    first = document_of(store)
    again = document_of(store, filename="副本.pdf")
    assert (again.id, again.filename) == (first.id, "2023年度部门决算.pdf")
    assert again.touched >= first.touched


def test_fifty_uploads_of_the_same_bytes_are_one_document(store):
    documents = together(50, lambda _: document_of(store))
    assert len({d.id for d in documents}) == 1


def test_a_name_that_is_too_long_keeps_its_ending(store):
    name = document_of(store, filename="决算" * 400 + ".pdf").filename
    assert len(name) <= 300
    assert name.startswith("决算")
    assert name.endswith(".pdf")


def test_text_that_no_database_takes_is_cleaned(store):
    document = document_of(store, filename="决\x00算\ud800.pdf")
    assert store.document("qinghai", document.id).filename == "决\ufffd算\ufffd.pdf"
    job, _ = submitted(store)
    store.claim(job.id)
    store.finish(job.id, "done", facts={"title\x00": ["省\udfff", {"深": "\x00"}]})
    assert store.job("qinghai", job.id).facts == {"title\ufffd": ["省\ufffd", {"深": "\ufffd"}]}


@pytest.mark.parametrize("identifier", ["", "\x00", "\ud800", "doc_" * 500, "' OR 1=1 --", "doc_%"])
def test_any_text_may_be_asked_for(store, identifier):
    submitted(store)
    assert store.document("qinghai", identifier) is None
    assert store.job("qinghai", identifier) is None
    assert store.jobs("qinghai", state=identifier or "x", batch=identifier) == []
    assert store.events(identifier, 10**30) == []
    with pytest.raises(Unknown):
        store.cancel("qinghai", identifier)


def test_listings_go_from_page_to_page(store):
    ids = [document_of(store, sha256=f"{n:064}").id for n in range(7)]
    seen, after = [], None
    while page := store.documents("qinghai", after, 3):
        seen += [d.id for d in page]
        after = page[-1].id
    assert sorted(seen) == sorted(ids)
    assert seen == sorted(seen, reverse=True)


def test_a_document_is_deleted_with_its_jobs_but_not_under_a_running_one(store):
    batch = store.add_batch("qinghai", "2023")
    job, _ = submitted(store, batch=batch.id, callback="https://example.org/hook")
    store.correct("qinghai", job.id, "o1", 0, {"value": "1"}, "", "张三")
    with pytest.raises(WrongState):
        store.delete_document("qinghai", job.document)
    store.cancel("qinghai", job.id)
    store.delete_document("qinghai", job.document)
    assert store.documents("qinghai") == store.jobs("qinghai") == store.corrections("qinghai", job.id) == []


# --- events -----------------------------------------------------------------------------------------


def test_events_are_replayed_behind_the_last_one_seen(store):
    job, _ = submitted(store)
    other, _ = submitted(store, "other")
    numbers = [store.add_event(job.id, "page", {"page": page}) for page in (1, 2, 3)]
    store.add_event(other.id, "page", {"page": 1})
    assert [e.data for e in store.events(job.id, numbers[0])] == [{"page": 2}, {"page": 3}]
    assert store.events(job.id, numbers[-1]) == []
    assert len(store.events(job.id, -5)) == 4


def test_nobody_misses_an_event(store):
    """A listener that reads while many write, each time behind the last number it saw, sees all of them."""
    job, _ = submitted(store)
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
    job, _ = submitted(store)
    for page in range(9):
        store.add_event(job.id, "page", {"page": page})
    assert [e.data["page"] for e in store.events(job.id)] == [4, 5, 6, 7, 8]


def test_an_event_of_a_job_that_is_gone_is_no_error(store):
    assert store.add_event("job_none", "page", {}) == 0


# --- corrections ------------------------------------------------------------------------------------


def test_corrections_keep_every_version(store):
    job, _ = submitted(store)
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
    job, _ = submitted(store)
    answers = together(20, lambda n: store.correct("qinghai", job.id, "o1", 0, {"value": str(n)}, "", f"{n}"))
    lost = [a for a in answers if isinstance(a, VersionConflict)]
    assert (len(lost), {a.current for a in lost}) == (19, {1})
    assert len(store.corrections("qinghai", job.id)) == 1


# --- callbacks --------------------------------------------------------------------------------------


def test_a_callback_is_due_when_its_job_ends(store):
    job, _ = submitted(store, callback="https://example.org/a")
    submitted(store, callback="https://example.org/b")
    assert store.claim_deliveries() == []
    store.claim(job.id)
    store.finish(job.id, "done")
    assert {d.url for d in store.claim_deliveries()} == {"https://example.org/a", "https://example.org/b"}
    assert store.claim_deliveries() == []  # taken
    submitted(store, callback="https://example.org/late")
    assert [d.url for d in store.claim_deliveries()] == ["https://example.org/late"]


def test_the_callback_of_a_retry_is_another_one(store):
    job, _ = submitted(store, callback="https://example.org/a")
    store.finish(job.id, "failed")
    (first,) = store.claim_deliveries()
    store.retry("qinghai", job.id)
    store.finish(job.id, "done")
    store.delivered(first.id)  # comes late
    (second,) = store.claim_deliveries()
    assert second.id != first.id
    assert second.delivered is None


def test_a_delivery_whose_worker_died_comes_back(store):
    job, _ = submitted(store)
    added = store.add_delivery(job.id, "https://example.org/a", "{}")
    assert [d.id for d in store.claim_deliveries(lease=0)] == [added.id]
    assert [d.id for d in store.claim_deliveries()] == [added.id]


def test_two_workers_never_take_the_same_delivery(store):
    job, _ = submitted(store)
    for n in range(30):
        store.add_delivery(job.id, f"https://example.org/{n}", "{}")
    taken = together(8, lambda _: [d.id for d in store.claim_deliveries(5)])
    ids = [d for one in taken for d in one]
    assert len(ids) == len(set(ids))


def test_a_delivery_is_tried_until_taken_or_given_up(store):
    job, _ = submitted(store)
    one = store.add_delivery(job.id, "https://example.org/a", "{}")
    assert store.delivery_failed(one.id, "503 " + "x" * 1000, time.time() - 1) == 1
    assert [d.attempts for d in store.claim_deliveries()] == [1]
    store.delivered(one.id)
    assert store.claim_deliveries() == []
    (kept,) = store.deliveries("qinghai", job.id)
    assert (kept.attempts, kept.next_try, kept.last_error) == (2, None, None)


def test_a_tenant_has_one_secret_until_it_wants_another(store):
    secrets = together(8, lambda _: store.secret("qinghai"))
    assert len(set(secrets)) == 1
    assert secrets[0].startswith("whsec_")
    assert store.secret("qinghai", fresh=True) != secrets[0]
    assert store.secret("gansu") != store.secret("qinghai")


# --- idempotency keys -------------------------------------------------------------------------------


def test_a_request_sent_twice_is_done_once(store):
    assert store.begin("qinghai", "k", "f") == Begun()
    assert store.begin("qinghai", "k", "f") == InProgress()
    assert store.begin("qinghai", "k", "other") == Mismatch()
    assert store.begin("gansu", "k", "other") == Begun()
    store.answer("qinghai", "k", 202, {"id": "doc_1"})
    assert store.begin("qinghai", "k", "f") == Answered(202, {"id": "doc_1"})


def test_fifty_requests_at_once_begin_once(store):
    answers = together(50, lambda _: store.begin("qinghai", "长" * 255, "f"))
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


# --- trouble ----------------------------------------------------------------------------------------


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
    job, _ = submitted(store)
    ballast = small_disk / "ballast"
    fill(ballast)
    with pytest.raises(StorageFull):
        for n in range(200):
            store.submit_job("qinghai", job.document, {"note": "x" * 20_000}, f"k{n}", deadline=time.time())
    jobs = store.jobs("qinghai", limit=1000)
    assert all(store.events(j.id) for j in jobs)
    ballast.unlink()
    assert submitted(store, "again")[1]
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


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(codec=None), max_size=50))
def test_any_text_is_stored_as_it_is_but_for_what_no_database_takes(store, words):
    document = document_of(store, sha256=uuid4().hex * 2, filename=words)
    kept = store.document("qinghai", document.id).filename
    assert len(kept) == len(words)
    assert all(a == b or b == "\ufffd" for a, b in zip(words, kept, strict=True))
    assert store.documents("qinghai", words) is not None
