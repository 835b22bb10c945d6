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


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        place = Place(tmp_path, f"sqlite:///{tmp_path / 'mingzhang.sqlite'}")
        yield place
        place.close()
        return
    cluster = request.getfixturevalue("postgres")
    name = cluster.create()
    place = Place(tmp_path, cluster.url(name))
    yield place
    place.close()
    cluster.drop(name)
