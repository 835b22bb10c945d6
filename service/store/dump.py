"""Our tables as JSON lines and back, on either database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, inspect, select, text, update
from sqlalchemy.orm import Session

from service.store import retention
from service.store.engine import translated
from service.store.migrations import VERSION_TABLE, known_revisions, revision_of, upgrade
from service.store.stamps import now
from service.store.tables import Base, Batch, Document, Job, Key, Person

NOT_KEPT = ("sessions", "heartbeats")  # people sign in again, workers report again
_ROWS_AT_ONCE = 500
_MATTERING = (Document, Batch, Key, Person)  # a store without any of these rows holds nothing that could be lost


def names() -> list[str]:
    """The tables that a back-up holds, those that others refer to first."""
    return [table.name for table in Base.metadata.sorted_tables if table.name not in NOT_KEPT]


def snapshot(engine: Engine) -> Connection:
    """A connection that sees the database as it is now, whatever others write meanwhile."""
    if engine.dialect.name == "postgresql":
        return engine.connect().execution_options(isolation_level="REPEATABLE READ")
    connection = engine.connect()
    connection.execute(text("SELECT count(*) FROM tenants"))  # SQLite takes its picture at the first read
    return connection


def referred(connection: Connection) -> set[str]:
    """The sha256 of all blobs that the rows refer to."""
    with Session(connection) as session:
        return retention.referred(session)


def rows(connection: Connection, name: str) -> Iterator[bytes]:
    """One line of JSON a row."""
    table = Base.metadata.tables[name]
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_ROWS_AT_ONCE)
    for row in connection.execute(query).mappings():
        yield json.dumps(dict(row), ensure_ascii=False, allow_nan=False).encode() + b"\n"


def is_empty(engine: Engine) -> bool:
    """Whether nothing could be lost by starting anew."""
    with translated(), engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        return not any(
            connection.scalar(select(func.count()).select_from(table.__table__)) for table in _MATTERING if table.__tablename__ in there
        )


def knows(revision: str) -> bool:
    """Whether this version of the program can read tables of that one."""
    return revision in known_revisions()


def start_anew(engine: Engine, revision: str) -> None:
    """Our tables, empty, as that revision had them. The job engine's stay as they are."""
    with translated(), engine.execution_options(writing=True).begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text(f"DROP TABLE IF EXISTS {VERSION_TABLE}"))
    upgrade(engine, revision)


def load(engine: Engine, tables: Iterable[tuple[str, Iterable[bytes]]]) -> int:
    """All rows of all tables (referred-to ones first) in one transaction: how many."""
    metadata, count = MetaData(), 0
    with translated(), engine.execution_options(writing=True).begin() as connection:
        for name, lines in tables:
            table = Table(name, metadata, autoload_with=connection)
            count += _insert(connection, table, iter(lines))
            _continue_numbers(connection, table)
    return count


def _insert(connection: Connection, table: Table, lines: Iterator[bytes]) -> int:
    count = 0
    while batch := [json.loads(line) for line in islice(lines, _ROWS_AT_ONCE)]:
        connection.execute(insert(table), batch)
        count += len(batch)
    return count


def _continue_numbers(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers new rows by a sequence of its own, which knows nothing of rows that bring their number along."""
    if connection.dialect.name != "postgresql" or table.name not in ("events", "audit"):
        return
    place, largest = f"pg_get_serial_sequence('{table.name}', 'id')", f"(SELECT max(id) FROM {table.name})"
    connection.execute(text(f"SELECT setval({place}, coalesce({largest}, 1), {largest} IS NOT NULL)"))


def begin_again(engine: Engine) -> None:
    """Bring restored tables up to date; jobs that waited or ran are queued with the time they had."""
    upgrade(engine)
    time_left = now() + (Job.deadline - Job.created)
    waiting = update(Job).where(Job.state.in_(("queued", "running")))
    with translated(), engine.execution_options(writing=True).begin() as connection:
        connection.execute(waiting.values(deadline=time_left, created=now(), started=None, pages_done=0, state="queued"))


def revision(connection: Connection) -> str:
    """Which step of the migrations the tables of a back-up are at."""
    return revision_of(connection) or ""
