"""Two machines: one PostgreSQL, one S3-compatible store, no folder in common."""

import signal
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from bucket import Bucket
from place import Place
from posting import pages

from service.checkpoints import unpacked
from service.objects import ObjectBlobs


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    bucket = Bucket()
    for name, value in bucket.environment.items():
        monkeypatch.setenv(name, value)
    yield bucket
    bucket.close()


def runs(checkpoints: list[bytes]) -> list[list[int]]:
    """Pages of each checkpoint."""
    return [[int(Path(name).stem) for name, _ in unpacked(checkpoint)] for checkpoint in checkpoints]


def test_a_machine_goes_on_where_another_one_died(postgres_place: Place, bucket: Bucket, tmp_path: Path) -> None:
    """The first machine is lost with its disk in the middle of a document; what it had read comes from the store. It dies
    when its second run is kept but not yet written down: that run is read again, the first one is not."""
    place = postgres_place
    place.blobs = ObjectBlobs("s3://mingzhang/blobs", tmp_path / "api-cache")
    (job,) = place.given("qinghai", pages(*["SLOW"] * 10))  # no more than four of them are one run
    first = place.worker(kill_at="after the second checkpoint", folder=tmp_path / "first")
    assert first.wait(90) == -signal.SIGKILL
    kept, again = runs(bucket.written[1:])
    bucket.written.clear()
    place.worker(folder=tmp_path / "second")
    place.until_ended("qinghai", job)
    found = place.store.job("qinghai", job)
    assert found and (found.state, found.pages, found.deaths) == ("done", 10, 0)
    assert found.report and place.blobs.read(found.report)
    later = runs([data for data in bucket.written if sha256(data).hexdigest() != found.report])
    assert (kept[0], later[0][0]) == (1, again[0]) and again[0] == kept[-1] + 1
    assert [run for run in later if run[0] < again[0]] == [], "the first run was not read twice"
    assert {key.rpartition("/")[2] for key in bucket.objects} == {key for key, _ in place.blobs.stored()}
