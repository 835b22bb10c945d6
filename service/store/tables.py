"""Our tables (SQLAlchemy 2, declarative). Times are UTC seconds since 1970 as float: both databases order them alike.

Rows leave the store detached and fully loaded; a changed attribute is not written back.
The same database also holds the job engine's tables, in a schema of its own (PostgreSQL) or beside ours (SQLite).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service.store.columns import Count, Data, Label, Line, Prose


class Base(DeclarativeBase):
    """All tables of the service."""


class Tenant(Base):
    """Owner of everything; sees nothing of others."""

    __tablename__ = "tenants"
    id: Mapped[str] = mapped_column(Line(40), primary_key=True)
    name: Mapped[str] = mapped_column(Label(200))
    created: Mapped[float] = mapped_column(Float)


class Key(Base):
    """An API key; only its hash is kept. `prefix` (first characters) tells it apart in listings."""

    __tablename__ = "keys"
    id: Mapped[str] = mapped_column(Line(40), primary_key=True)
    tenant: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    name: Mapped[str] = mapped_column(Label(200))
    prefix: Mapped[str] = mapped_column(Line(20))
    digest: Mapped[str] = mapped_column(Line(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(Data)
    per_minute: Mapped[int] = mapped_column(Integer, default=600)
    expires: Mapped[float | None] = mapped_column(Float)
    revoked: Mapped[float | None] = mapped_column(Float)
    created: Mapped[float] = mapped_column(Float)


class Person(Base):
    """Somebody who signs in on the review page. `password` is an argon2 hash."""

    __tablename__ = "people"
    id: Mapped[str] = mapped_column(Line(40), primary_key=True)
    tenant: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    name: Mapped[str] = mapped_column(Label(200), unique=True)
    password: Mapped[str] = mapped_column(Line(200))
    scopes: Mapped[list[str]] = mapped_column(Data)
    created: Mapped[float] = mapped_column(Float)


class Session(Base):
    """A signed-in browser; the cookie's hash, and the token that forms must carry."""

    __tablename__ = "sessions"
    digest: Mapped[str] = mapped_column(Line(64), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    csrf: Mapped[str] = mapped_column(Line(64))
    expires: Mapped[float] = mapped_column(Float)


class Document(Base):
    """Bytes that a tenant gave us. The same bytes of one tenant are one document, under the name it had first."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("tenant", "sha256"), Index("documents_listing", "tenant", "id"))
    id: Mapped[str] = mapped_column(Line(40), primary_key=True)
    tenant: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    sha256: Mapped[str] = mapped_column(Line(64), index=True)
    filename: Mapped[str] = mapped_column(Label(300))
    media_type: Mapped[str] = mapped_column(Label(100))
    bytes: Mapped[int] = mapped_column(BigInteger)
    created: Mapped[float] = mapped_column(Float)
    touched: Mapped[float] = mapped_column(Float)  # last given to us; retention counts from here, too


class Job(Base):
    """One extraction of a document. `key` is the digest of bytes and options: a known one is answered from the store.
    `batch`: the one it was first given in (see Member); `callback`: the first one asked for (see Delivery).
    `facts`: title, organization, year, counts of the report, for listings without opening it."""

    __tablename__ = "jobs"
    __table_args__ = (Index("jobs_listing", "tenant", "id"), Index("jobs_known", "tenant", "key"), Index("jobs_waiting", "state", "tenant"))
    id: Mapped[str] = mapped_column(Line(40), primary_key=True)
    tenant: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    document: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True)
    batch: Mapped[str | None] = mapped_column(ForeignKey("batches.id"), index=True)
    key: Mapped[str] = mapped_column(Line(64))
    options: Mapped[dict[str, object]] = mapped_column(Data)
    priority: Mapped[int] = mapped_column(Integer, default=5)  # 1 first, 9 last
    state: Mapped[str] = mapped_column(Line(20))
    pages: Mapped[int | None] = mapped_column(Integer)
    pages_done: Mapped[int] = mapped_column(Integer, default=0)
    deaths: Mapped[int] = mapped_column(Integer, default=0)
    attempt: Mapped[int] = mapped_column(Integer, default=1)  # counts up with every retry; `created` and later are of this one
    problem: Mapped[dict[str, object] | None] = mapped_column(Data)  # code, title, detail, advice of a failed job
    report: Mapped[str | None] = mapped_column(Line(64))  # blob of the report's Data
    facts: Mapped[dict[str, object] | None] = mapped_column(Data)
    callback: Mapped[str | None] = mapped_column(Prose)
    created: Mapped[float] = mapped_column(Float)
    started: Mapped[float | None] = mapped_column(Float)
    finished: Mapped[float | None] = mapped_column(Float)
    deadline: Mapped[float] = mapped_column(Float)


class Event(Base):
    """What happened to a job, in order; replayed to listeners that come back (Last-Event-ID)."""

    __tablename__ = "events"
    __table_args__ = (Index("events_of_job", "job", "id"),)
    id: Mapped[int] = mapped_column(Count, primary_key=True, autoincrement=True)
    job: Mapped[str] = mapped_column(ForeignKey("jobs.id"))
    kind: Mapped[str] = mapped_column(Line(40))
    data: Mapped[dict[str, object]] = mapped_column(Data)
    created: Mapped[float] = mapped_column(Float)


class Correction(Base):
    """What a person says that a figure of a report is. Versions count up; the newest one stands."""

    __tablename__ = "corrections"
    __table_args__ = (UniqueConstraint("job", "observation", "version"),)
    id: Mapped[str] = mapped_column(Line(40), primary_key=True)
    tenant: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    job: Mapped[str] = mapped_column(ForeignKey("jobs.id"))
    observation: Mapped[str] = mapped_column(Line(40))
    version: Mapped[int] = mapped_column(Integer)
    before: Mapped[dict[str, object]] = mapped_column(Data)
    after: Mapped[dict[str, object]] = mapped_column(Data)
    note: Mapped[str] = mapped_column(Prose, default="")
    author: Mapped[str] = mapped_column(Label(200))
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    created: Mapped[float] = mapped_column(Float)


class Batch(Base):
    """Jobs under one name."""

    __tablename__ = "batches"
    id: Mapped[str] = mapped_column(Line(40), primary_key=True)
    tenant: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    name: Mapped[str] = mapped_column(Label(200))
    created: Mapped[float] = mapped_column(Float)


class Member(Base):
    """A job of a batch. The same bytes and options are one job, which may be in several batches."""

    __tablename__ = "members"
    batch: Mapped[str] = mapped_column(ForeignKey("batches.id"), primary_key=True)
    job: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True, index=True)


class Delivery(Base):
    """A callback: one a job and URL. It is due at `next_try`; None until the job ends, and when it was taken or given up.
    `body` is empty until it is first made up."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("job", "url"),)
    id: Mapped[str] = mapped_column(Line(40), primary_key=True)
    tenant: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    job: Mapped[str] = mapped_column(ForeignKey("jobs.id"))
    url: Mapped[str] = mapped_column(Line(2000))  # longer ones do not fit into an index of PostgreSQL
    body: Mapped[str] = mapped_column(Prose, default="")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try: Mapped[float | None] = mapped_column(Float, index=True)
    delivered: Mapped[float | None] = mapped_column(Float)
    last_error: Mapped[str | None] = mapped_column(Label(300))


class Secret(Base):
    """A tenant's secret for signing callbacks (Standard Webhooks, whsec_...)."""

    __tablename__ = "secrets"
    tenant: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    value: Mapped[str] = mapped_column(Line(100))


class Idempotency(Base):
    """An Idempotency-Key of a tenant: which request it stood for, and what was answered."""

    __tablename__ = "idempotency"
    tenant: Mapped[str] = mapped_column(Line(40), primary_key=True)
    key: Mapped[str] = mapped_column(Line(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Line(64))
    status: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[dict[str, object] | None] = mapped_column(Data)
    created: Mapped[float] = mapped_column(Float)


class Audit(Base):
    """Who did what, when: keys made and revoked, sign-ins, corrections, deletions."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Count, primary_key=True, autoincrement=True)
    tenant: Mapped[str] = mapped_column(Line(40), index=True)
    actor: Mapped[str] = mapped_column(Label(200))
    action: Mapped[str] = mapped_column(Label(60))
    subject: Mapped[str] = mapped_column(Label(200))
    created: Mapped[float] = mapped_column(Float)


class Heartbeat(Base):
    """A worker process that says it is alive every few seconds; `facts`: its counters for /metrics (pages, seconds, deaths, bytes)."""

    __tablename__ = "heartbeats"
    worker: Mapped[str] = mapped_column(Label(100), primary_key=True)  # host, process id and a random part
    started: Mapped[float] = mapped_column(Float)
    seen: Mapped[float] = mapped_column(Float, index=True)
    facts: Mapped[dict[str, object]] = mapped_column(Data)
