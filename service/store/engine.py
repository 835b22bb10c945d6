"""The engine for both databases, transactions, locks, and the driver's errors in our words."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError
from sqlalchemy.orm import Session

from service.errors import StorageFull, Unavailable

BUSY_SECONDS = 30  # SQLite lets one writer in at a time; the others wait so long
_CONNECTIONS, _MORE = 10, 40  # an API process answers from up to 40 threads
_FULL = ("database or disk is full", "no space left on device", "disk quota exceeded", "could not extend file")
_FULL_STATE = "53100"  # PostgreSQL: disk_full
_AWAY = ("08", "57P", "53", "55P03", "40", "25P03")  # connection, shutdown, resources, lock, deadlock, idle: PostgreSQL's classes
_IDLE_SECONDS = 60  # a process that stopped in the middle of a transaction must not hold up the others for ever


def make_engine(url: str) -> Engine:
    """`sqlite:///path`, `postgresql://...`. Each SQLite commit is on disk when it returns (WAL, synchronous FULL)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed, connect_args={"timeout": BUSY_SECONDS}, pool_size=_CONNECTIONS, max_overflow=_MORE, json_serializer=_json
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    parsed = parsed.set(drivername="postgresql+psycopg")
    patience = f"-c lock_timeout={BUSY_SECONDS}s -c idle_in_transaction_session_timeout={_IDLE_SECONDS}s"
    alive = {"connect_timeout": 5, "keepalives": 1, "keepalives_idle": 30, "options": patience}
    return create_engine(
        parsed, connect_args=alive, pool_size=_CONNECTIONS, max_overflow=_MORE, pool_pre_ping=True, pool_timeout=10, json_serializer=_json
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: one that first read and then writes would fail without waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, writing: bool) -> Iterator[Session]:
    """A session in one transaction, committed at the end. Rows leave it loaded and detached.
    Raises Unavailable where the database does not answer, StorageFull where it has no room."""
    bound = engine.execution_options(writing=writing)
    with translated(), Session(bound, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def translated() -> Iterator[None]:
    """The driver's errors in our words; those that stand for mistakes of ours pass."""
    try:
        yield
    except TimeoutError as error:  # no connection became free
        raise Unavailable("database busy") from error
    except DBAPIError as error:
        if _full(error):
            raise StorageFull("database") from error
        if _away(error):
            raise Unavailable("database") from error
        raise


def _state(error: DBAPIError) -> str | None:
    state: Any = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None


def _full(error: DBAPIError) -> bool:
    return _state(error) == _FULL_STATE or any(words in str(error.orig).lower() for words in _FULL)


def _away(error: DBAPIError) -> bool:
    state = _state(error)
    if state is not None:
        return state.startswith(_AWAY)
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated


def lock(session: Session, name: str) -> None:
    """Until the end of the transaction nobody else holds `name`. On SQLite a writing transaction is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:8], signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
