"""Both databases, empty, for every test that asks for `database_url`; a store on it; blobs in a folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import PROGRAMS, Cluster

from service.blobs import FolderBlobs
from service.store import Store


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A running PostgreSQL of our own."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once of each kind. A test that needs one kind only takes `postgres_url` or a path of its own."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'mingzhang.sqlite'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store with all tables and two tenants, `qinghai` and `gansu`."""
    store = Store(database_url)
    store.migrate()
    store.add_tenant("青海", "qinghai")
    store.add_tenant("甘肃", "gansu")
    yield store
    store.close()


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    """An empty blob folder."""
    return FolderBlobs(tmp_path / "blobs")
