"""What the service remembers. Every method is one transaction; those that serve requests take the tenant first and see
nothing of others. Rows come back loaded and detached.

Raises service.errors: Unavailable, StorageFull (any method), Unknown, WrongState, QueueFull, VersionConflict, NameTaken
(where their function says so).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.settings import Settings
from service.store import access as _access
from service.store import arrivals as _arrivals
from service.store import batches as _batches
from service.store import corrections as _corrections
from service.store import deliveries as _deliveries
from service.store import documents as _documents
from service.store import events as _events
from service.store import heartbeats as _heartbeats
from service.store import idempotency as _idempotency
from service.store import jobs as _jobs
from service.store import retention as _retention
from service.store import work as _work
from service.store.arrivals import Arrival
from service.store.engine import make_engine, transaction
from service.store.idempotency import Answered, Begun, InProgress, Mismatch
from service.store.jobs import QueueLimits

__all__ = ["Answered", "Arrival", "Begun", "InProgress", "Mismatch", "QueueLimits", "Store", "open_store"]

P = ParamSpec("P")
R = TypeVar("R")


def _reads(function: Callable[Concatenate[Session, P], R]) -> Callable[Concatenate[Store, P], R]:
    @wraps(function)
    def method(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with store.reading() as session:
            return function(session, *args, **kwargs)

    return method


def _writes(function: Callable[Concatenate[Session, P], R]) -> Callable[Concatenate[Store, P], R]:
    @wraps(function)
    def method(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with store.writing() as session:
            return function(session, *args, **kwargs)

    return method


def _queues(function: Callable[Concatenate[Session, QueueLimits, P], R]) -> Callable[Concatenate[Store, P], R]:
    """A write that the queue limits may refuse."""

    @wraps(function)
    def method(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with store.writing() as session:
            return function(session, store.limits, *args, **kwargs)

    return method


class Store:
    """Our tables on SQLite or PostgreSQL; safe to use from many threads and processes."""

    def __init__(self, url: str, *, limits: QueueLimits = QueueLimits()) -> None:
        """`url`: sqlite:///path or postgresql://...; nothing is opened before the first call."""
        self.engine = make_engine(url)
        self.limits = limits

    def reading(self) -> AbstractContextManager[Session]:
        """A session for reads."""
        return transaction(self.engine, writing=False)

    def writing(self) -> AbstractContextManager[Session]:
        """A session for writes, committed at its end."""
        return transaction(self.engine, writing=True)

    def migrate(self) -> None:
        """Bring the tables to what this version of the program needs. Several processes may do so at once."""
        from service.store.migrations import upgrade  # alembic is needed here only

        upgrade(self.engine)

    def ping(self) -> None:
        """Raises Unavailable where the database does not answer."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    add_document = _writes(_documents.add)
    document = _reads(_documents.one)
    documents = _reads(_documents.listed)
    filenames = _reads(_documents.filenames)
    delete_document = _writes(_documents.remove)

    accept = _queues(_arrivals.accept)
    submit_job = _queues(_jobs.submit)
    job = _reads(_jobs.one)
    jobs = _reads(_jobs.listed)
    cancel = _writes(_jobs.cancel)
    prioritise = _writes(_jobs.prioritise)
    retry = _queues(_jobs.retry)
    job_counts = _reads(_jobs.counts)

    job_to_work = _reads(_work.job_to_work)
    claim = _writes(_work.claim)
    progress = _writes(_work.progress)
    finish = _writes(_work.finish)
    add_death = _writes(_work.add_death)
    waiting_jobs = _reads(_work.waiting)
    running_jobs = _reads(_work.running)
    overdue_jobs = _reads(_work.overdue)

    living_workers = _reads(_heartbeats.living)

    add_event = _writes(_events.add)
    events = _reads(_events.after)

    correct = _writes(_corrections.correct)
    corrections = _reads(_corrections.listed)
    standing_corrections = _reads(_corrections.standing)

    add_batch = _writes(_batches.add)
    batch = _reads(_batches.one)
    batches = _reads(_batches.listed)
    batch_states = _reads(_batches.states)

    add_delivery = _writes(_deliveries.add)
    claim_deliveries = _writes(_deliveries.claim)
    delivered = _writes(_deliveries.delivered)
    delivery_failed = _writes(_deliveries.failed)
    deliveries = _reads(_deliveries.listed)
    secret = _writes(_deliveries.secret)

    begin = _writes(_idempotency.begin)
    answer = _writes(_idempotency.answer)
    abandon = _writes(_idempotency.abandon)

    add_tenant = _writes(_access.add_tenant)
    tenant = _reads(_access.tenant)
    tenants = _reads(_access.tenants)
    has_access = _reads(_access.has_access)
    add_key = _writes(_access.add_key)
    key_of_digest = _reads(_access.key_of_digest)
    keys = _reads(_access.keys)
    revoke_key = _writes(_access.revoke_key)
    add_person = _writes(_access.add_person)
    person_of_name = _reads(_access.person_of_name)
    people = _reads(_access.people)
    set_password = _writes(_access.set_password)
    rehash = _writes(_access.rehash)
    remove_person = _writes(_access.remove_person)
    add_session = _writes(_access.add_session)
    session_of_digest = _reads(_access.session_of_digest)
    remove_session = _writes(_access.remove_session)
    audit = _writes(_access.audit)
    audit_log = _reads(_access.audit_log)

    forget_expired = _writes(_retention.forget_expired)
    forget_empty_batches = _writes(_retention.forget_empty_batches)
    forget_stale = _writes(_retention.forget_stale)
    referred_blobs = _reads(_retention.referred)
    oldest_waiting = _reads(_retention.oldest_waiting)


def open_store(settings: Settings) -> Store:
    """The store of these settings; call `migrate` once before use."""
    if not settings.database_url:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # documents and digests of keys: nobody else's
    return Store(settings.database, limits=QueueLimits(settings.queue_limit, settings.tenant_queue_limit))
