"""The migrations make the tables that the program has, on both databases, from many processes at once."""

from concurrent.futures import ThreadPoolExecutor

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from service.store import Store
from service.store.migrations import VERSION_TABLE, revision_of
from service.store.tables import Base


def test_migrations_make_just_our_tables(store):
    ours = set(Base.metadata.tables)
    options = {"version_table": VERSION_TABLE, "include_object": lambda thing, name, kind, *_: kind != "table" or name in ours}
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_migrating_again_changes_nothing(store):
    assert _revision(store) is not None
    before = _revision(store)
    store.migrate()
    assert _revision(store) == before


def _revision(store):
    with store.engine.connect() as connection:
        return revision_of(connection)


def test_eight_processes_start_at_once(database_url):
    stores = [Store(database_url) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(Store.migrate, stores))
    stores[0].add_tenant("青海", "qinghai")
    assert [t.id for t in stores[7].tenants()] == ["qinghai"]
    for store in stores:
        store.close()
