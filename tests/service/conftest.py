"""Both databases, empty, for every test that asks for `database_url`; a store on it; blobs in a folder."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from postgres import PROGRAMS, Cluster

from service import auth
from service.blobs import FolderBlobs
from service.store import Store

if TYPE_CHECKING:
    from house import Caller, House


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """Hashing a password takes 50 ms on purpose; tests need not wait for it."""
    slow = auth._hasher
    auth._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    auth._hasher = slow


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A running PostgreSQL of our own."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def another_postgres(postgres: Cluster) -> Iterator[Cluster]:
    """One that a test may stop: nobody else uses it."""
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
def database_kind(request: pytest.FixtureRequest) -> str:
    """Every test that uses a database runs once on each kind."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> str:
    """An empty database, once of each kind. A test that needs one kind only takes `postgres_url` or a path of its own."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'mingzhang.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, copied for each test: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres_template(postgres: Cluster) -> str:
    """The same as a database."""
    name = postgres.create()
    _migrate(postgres.url(name))
    return name


def _migrate(url: str) -> None:
    store = Store(url)
    store.migrate()
    store.add_tenant("青海", "qinghai")
    store.add_tenant("甘肃", "gansu")
    with store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


@pytest.fixture
def store_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> str:
    """As `database_url`, with all tables and two tenants, `qinghai` and `gansu`."""
    if database_kind == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('_sqlite_template'), tmp_path / 'mingzhang.sqlite')}"
    return str(request.getfixturevalue("_postgres_copy"))


@pytest.fixture
def _postgres_copy(postgres: Cluster, _postgres_template: str) -> Iterator[str]:
    name = postgres.create(template=_postgres_template)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store with all tables and two tenants, `qinghai` and `gansu`."""
    store = Store(store_url)
    yield store
    store.close()


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    """An empty blob folder."""
    return FolderBlobs(tmp_path / "blobs")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running application on each kind of database; tests share it and take tenants of their own."""
    from house import opened  # needs the whole application, tests of the store do not

    url = ""
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres")
        url = cluster.url(cluster.create())
    with opened(tmp_path_factory.mktemp("house"), url) as house:
        yield house


@pytest.fixture
def api(house: House) -> Caller:
    """Somebody with a key of a new tenant."""
    return house.caller()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 16 MB. Where mounting is not allowed, tests that fail single calls stand in for it."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a file system needs root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)
