"""A tenant sees and changes nothing of another, whichever method it calls. A new method has to be listed here."""

import inspect
import time

import pytest

from service.errors import Unknown
from service.store import Begun, Store
from service.store.arrivals import Arrival
from service.store.tables import Base

ARRIVAL = Arrival("a" * 64, "决算.pdf", "application/pdf", 1)

NOT_BY_TENANT = {  # of workers and operators, or of callers that have looked up the job as their tenant's
    "job_counts", "job_to_work", "claim", "progress", "finish", "add_death", "waiting_jobs", "running_jobs", "overdue_jobs",
    "add_event", "events", "add_delivery", "claim_deliveries", "delivered", "delivery_failed", "tenants", "has_access",
    "key_of_digest", "person_of_name", "rehash", "add_session", "session_of_digest", "remove_session",
    "forget_expired", "forget_empty_batches", "forget_stale", "referred_blobs", "oldest_waiting",
    "living_workers", "reading", "writing", "migrate", "ping", "close",
}  # fmt: skip
ITS_OWN = {"add_document", "add_batch", "add_key", "add_person", "secret", "answer", "abandon", "audit", "add_tenant", "tenant"}

SEES_NOTHING = {  # called by gansu with what is qinghai's: what it gets
    "document": (lambda s, o: s.document("gansu", o["document"]), None),
    "documents": (lambda s, o: s.documents("gansu"), []),
    "filenames": (lambda s, o: s.filenames("gansu", [o["document"]]), {}),
    "delete_document": (lambda s, o: s.delete_document("gansu", o["document"]), Unknown),
    "submit_job": (lambda s, o: s.submit_job("gansu", o["document"], {}, o["key"], deadline=0), Unknown),
    "accept": (lambda s, o: s.accept("gansu", ARRIVAL, {}, o["key"], deadline=0, batch=o["batch"]), Unknown),
    "job": (lambda s, o: s.job("gansu", o["job"]), None),
    "jobs": (lambda s, o: s.jobs("gansu", batch=o["batch"], document=o["document"]) or s.jobs("gansu"), []),
    "cancel": (lambda s, o: s.cancel("gansu", o["job"]), Unknown),
    "prioritise": (lambda s, o: s.prioritise("gansu", o["job"], 1), Unknown),
    "retry": (lambda s, o: s.retry("gansu", o["job"]), Unknown),
    "correct": (lambda s, o: s.correct("gansu", o["job"], "o1", 1, {}, "", "x"), Unknown),
    "corrections": (lambda s, o: s.corrections("gansu", o["job"]), []),
    "standing_corrections": (lambda s, o: s.standing_corrections("gansu", o["job"]), []),
    "batch": (lambda s, o: s.batch("gansu", o["batch"]), None),
    "batches": (lambda s, o: s.batches("gansu"), []),
    "batch_states": (lambda s, o: s.batch_states("gansu", o["batch"]), {}),
    "deliveries": (lambda s, o: s.deliveries("gansu", o["job"]), []),
    "keys": (lambda s, o: s.keys("gansu"), []),
    "revoke_key": (lambda s, o: s.revoke_key("gansu", o["api_key"]), Unknown),
    "people": (lambda s, o: s.people("gansu"), []),
    "set_password": (lambda s, o: s.set_password("gansu", o["person"], "x"), Unknown),
    "remove_person": (lambda s, o: s.remove_person("gansu", o["person"]), Unknown),
    "audit_log": (lambda s, o: s.audit_log("gansu"), []),
    "begin": (lambda s, o: s.begin("gansu", "once", "another"), Begun()),
}


@pytest.fixture
def of_qinghai(store) -> dict[str, str]:
    """One of everything, all of it qinghai's."""
    document = store.add_document("qinghai", "a" * 64, "决算.pdf", "application/pdf", 1)
    batch = store.add_batch("qinghai", "2023")
    job, _ = store.submit_job("qinghai", document.id, {}, "k", deadline=time.time(), batch=batch.id, callback="https://example.org")
    store.correct("qinghai", job.id, "o1", 0, {"value": "1"}, "", "张三")
    key = store.add_key("qinghai", "k", "mz_", "d" * 64, ["read"])
    person = store.add_person("qinghai", "张三", "hash", ["read"])
    store.audit("qinghai", "张三", "sign_in", "x")
    store.begin("qinghai", "once", "f")
    return {"document": document.id, "batch": batch.id, "job": job.id, "key": "k", "api_key": key.id, "person": person.id}


def _methods():
    return {name for name, value in vars(Store).items() if inspect.isfunction(value) and not name.startswith("_")}


def test_every_method_is_thought_of():
    assert _methods() == NOT_BY_TENANT | ITS_OWN | set(SEES_NOTHING)


def test_methods_that_serve_requests_take_the_tenant_first():
    for name in set(SEES_NOTHING) | (ITS_OWN - {"add_tenant"}):
        parameters = list(inspect.signature(getattr(Store, name)).parameters)
        assert "tenant" in parameters[1:3], name


@pytest.mark.parametrize("method", SEES_NOTHING)
def test_a_tenant_sees_nothing_of_another(method, store, of_qinghai):
    call, expected = SEES_NOTHING[method]
    before = _everything_of("qinghai", store)
    if expected is Unknown:
        with pytest.raises(Unknown):
            call(store, of_qinghai)
    else:
        assert call(store, of_qinghai) == expected
    assert _everything_of("qinghai", store) == before


def test_a_document_that_may_not_join_a_batch_is_not_kept(store, of_qinghai):
    with pytest.raises(Unknown):
        store.accept("gansu", ARRIVAL, {}, "k", deadline=0, batch=of_qinghai["batch"])
    assert store.documents("gansu") == []


def test_what_is_not_and_what_is_anothers_look_alike(store, of_qinghai):
    for identifier in (of_qinghai["job"], "job_none"):
        with pytest.raises(Unknown) as caught:
            store.cancel("gansu", identifier)
        assert str(caught.value) == "job"


def test_the_same_bytes_of_two_tenants_are_two_documents_and_two_jobs(store, of_qinghai):
    document = store.add_document("gansu", "a" * 64, "决算.pdf", "application/pdf", 1)
    job, created = store.submit_job("gansu", document.id, {}, "k", deadline=time.time())
    assert created
    assert document.id != of_qinghai["document"]
    assert job.id != of_qinghai["job"]


def test_a_job_joins_no_batch_of_another_tenant(store, of_qinghai):
    document = store.add_document("gansu", "b" * 64, "决算.pdf", "application/pdf", 1)
    with pytest.raises(Unknown):
        store.submit_job("gansu", document.id, {}, "k", deadline=time.time(), batch=of_qinghai["batch"])


def _everything_of(tenant, store):
    rows = {}
    with store.engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            query = table.select().order_by(*table.primary_key)
            rows[name] = connection.execute(query.where(table.c.tenant == tenant) if "tenant" in table.c else query).fetchall()
    for shared in ("tenants", "idempotency"):
        rows.pop(shared)
    return rows
