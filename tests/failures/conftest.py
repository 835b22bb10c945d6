"""The databases of tests/service, and a place to run and kill the service in."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "service"))

from place import Place
from postgres import PROGRAMS, Cluster


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=4, help="random kill -9 of the whole process group, for each database")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A running PostgreSQL of our own."""
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path, f"sqlite:///{tmp_path / 'mingzhang.sqlite'}")
    yield place
    place.close()


@pytest.fixture
def postgres_place(postgres: Cluster, tmp_path: Path) -> Iterator[Place]:
    name = postgres.create()
    place = Place(tmp_path, postgres.url(name))
    yield place
    place.close()
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue("sqlite_place" if request.param == "sqlite" else "postgres_place")
    return found
