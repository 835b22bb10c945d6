"""Two machines: one PostgreSQL, one S3-compatible store, no folder in common."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bucket import Bucket
from place import Place, kill
from posting import pages, until

from service.objects import ObjectBlobs

RUN = 4  # pages of one checkpoint


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    bucket = Bucket()
    for name, value in bucket.environment.items():
        monkeypatch.setenv(name, value)
    yield bucket
    bucket.close()


def test_a_machine_goes_on_where_another_one_died(postgres_place: Place, bucket: Bucket, tmp_path: Path) -> None:
    """The first machine is lost with its disk in the middle of a document; what it had read comes from the store."""
    place = postgres_place
    place.blobs = ObjectBlobs("s3://mingzhang/blobs", tmp_path / "api-cache")
    (job,) = place.given("qinghai", pages(*["SLOW"] * 10))
    first = place.worker(folder=tmp_path / "first")
    until(lambda: len(bucket.objects) >= 3)  # the document, and two runs of pages
    kill(first)
    told = [event.data["done"] for event in place.store.events(job) if event.kind == "page"]
    place.worker(folder=tmp_path / "second")
    place.until_ended("qinghai", job)
    found = place.store.job("qinghai", job)
    assert found and (found.state, found.pages, found.deaths) == ("done", 10, 0)
    done = [event.data["done"] for event in place.store.events(job) if event.kind == "page"]
    later = done[len(told) :]
    assert done[: len(told)] == told and later == list(range(later[0], 11))
    assert later[0] > RUN, "the first run was not read twice; the second one was where the first machine died before it said so"
    assert found.report and place.blobs.read(found.report)
    assert {key.rpartition("/")[2] for key in bucket.objects} == {sha256 for sha256, _ in place.blobs.stored()}
