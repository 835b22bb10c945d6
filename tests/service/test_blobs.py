"""Bytes in a folder and in an object store: whole or not there, whatever happens on the way."""

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service import blobs as module
from service.blobs import FolderBlobs, open_blobs
from service.errors import StorageFull, Unavailable, Unknown
from service.objects import ObjectBlobs
from service.settings import Settings

NOBODY = "0" * 64


@pytest.fixture(params=["folder", "objects"])
def blobs(request, tmp_path):
    return FolderBlobs(tmp_path / "blobs") if request.param == "folder" else _objects(tmp_path)


def _objects(tmp_path):
    (tmp_path / "bucket").mkdir(exist_ok=True)
    return ObjectBlobs((tmp_path / "bucket").as_uri(), tmp_path / "cache")


def _files(root: Path):
    return [path for path in root.rglob("*") if path.is_file()]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=5000), cuts=st.lists(st.integers(0, 5000), max_size=5))
def test_what_was_put_is_read(blobs, content, cuts):
    places = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    with blobs.writer() as writer:
        for start, end in pairwise(places):
            writer.write(content[start:end])
        sha256 = writer.commit()
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert blobs.read(sha256) == content
    assert blobs.path(sha256).read_bytes() == content
    assert blobs.put(io.BytesIO(content)) == sha256


def test_what_was_not_committed_is_gone(blobs, tmp_path):
    with blobs.writer() as writer:
        writer.write(b"half")
    with pytest.raises(ZeroDivisionError), blobs.writer() as writer:
        writer.write(b"half")
        raise ZeroDivisionError
    assert list(blobs.stored()) == []
    assert _files(tmp_path) == []


@pytest.mark.parametrize("name", [NOBODY, "", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "\x00"])
def test_what_is_not_there(blobs, name):
    for call in (blobs.open, blobs.read):
        with pytest.raises(Unknown):
            call(name)
    if name == NOBODY:
        assert (blobs.path(name), blobs.exists(name), blobs.delete(name)) == (None, False, False)


def test_deleting_spares_what_was_put_again(blobs):
    sha256 = blobs.put(b"x")
    first = time.time() + 1
    assert not blobs.delete(sha256, before=first - 100)
    assert blobs.exists(sha256)
    assert blobs.delete(sha256, before=first + 100)
    assert not blobs.exists(sha256)
    assert blobs.path(sha256) is None


def test_putting_again_makes_young(tmp_path):
    blobs = FolderBlobs(tmp_path)
    sha256 = blobs.put(b"x")
    os.utime(blobs.path(sha256), (1, 1))
    blobs.put(b"x")
    assert blobs.path(sha256).stat().st_mtime > 1


def test_many_put_the_same_while_a_sweep_deletes(tmp_path):
    """After each put the bytes are there: a sweep takes only what nobody has put lately."""
    blobs = FolderBlobs(tmp_path)
    sha256 = blobs.put(b"shared")

    def put(_):
        blobs.put(b"shared")
        return blobs.exists(sha256)

    def sweep(_):
        blobs.delete(sha256, before=time.time() - 60)
        return True

    os.utime(blobs.path(sha256), (1, 1))
    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(lambda n: put(n) if n % 2 else sweep(n), range(200)))


def test_stored_lists_everything(blobs):
    put = {blobs.put(b"%d" % n) for n in range(20)}
    listed = dict(blobs.stored())
    assert set(listed) == put
    assert all(abs(when - time.time()) < 60 for when in listed.values())


# --- a process that dies -------------------------------------------------------------------------

DIES = """
import os, signal, sys
from pathlib import Path
from service import blobs

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

point, root = sys.argv[1], Path(sys.argv[2])
store = blobs.FolderBlobs(root)
writer = store.writer()
writer.write(b"a document")
if point == "while writing":
    die()
if point == "between sync and rename":
    blobs.Path.rename = die
if point == "between rename and sync of the folder":
    blobs.sync_folder = die
writer.commit()
"""


@pytest.mark.parametrize("point", ["while writing", "between sync and rename", "between rename and sync of the folder"])
def test_a_kill_leaves_nothing_half(point, tmp_path):
    killed = subprocess.run([sys.executable, "-c", DIES, point, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    blobs = FolderBlobs(tmp_path)  # the next start
    assert _files(tmp_path / "incoming") == []
    for sha256, _ in blobs.stored():
        assert hashlib.sha256(blobs.read(sha256)).hexdigest() == sha256
    assert bool(list(blobs.stored())) == (point == "between rename and sync of the folder")
    assert blobs.read(blobs.put(b"a document")) == b"a document"


def test_a_start_spares_what_others_are_writing(tmp_path):
    first = FolderBlobs(tmp_path)
    with first.writer() as writer:
        writer.write(b"still ")
        second = FolderBlobs(tmp_path)
        assert second.clean() == 0
        writer.write(b"writing")
        assert second.read(writer.commit()) == b"still writing"


# --- no room -------------------------------------------------------------------------------------


def test_a_full_disk_keeps_nothing_half_and_works_again(small_disk):
    blobs = FolderBlobs(small_disk)
    kept = blobs.put(b"k" * 10_000_000)
    with pytest.raises(StorageFull):
        blobs.put(os.urandom(10_000_000))
    assert _files(small_disk / "incoming") == []
    assert [sha256 for sha256, _ in blobs.stored()] == [kept]
    small = blobs.put(b"small")
    assert blobs.read(small) == b"small"
    blobs.delete(kept)
    assert blobs.put(b"n" * 10_000_000)


@pytest.mark.parametrize("place", ["os.open", "io.FileIO.write", "os.fsync", "Path.rename", "sync_folder"])
def test_a_disk_that_fills_at_any_call(tmp_path, monkeypatch, place):
    blobs = FolderBlobs(tmp_path)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        if place == "io.FileIO.write":
            patch.setattr(module.io, "FileIO", type("FullDisk", (io.FileIO,), {"write": full}))
        else:
            patch.setattr(f"service.blobs.{place}", full)
        with pytest.raises(StorageFull):
            blobs.put(b"x")
    assert _files(tmp_path / "incoming") == []
    assert blobs.read(blobs.put(b"x")) == b"x"


# --- the object store ----------------------------------------------------------------------------


def test_a_bucket_that_does_not_answer_is_said_so(tmp_path, monkeypatch):
    for name, value in {
        "AWS_ENDPOINT": "http://127.0.0.1:1",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
    }.items():
        monkeypatch.setenv(name, value)
    blobs = ObjectBlobs("s3://bucket/prefix", tmp_path, patience=0.1)
    for call in (lambda: blobs.put(b"x"), lambda: blobs.exists(NOBODY), lambda: blobs.path(NOBODY), lambda: list(blobs.stored())):
        with pytest.raises(Unavailable):
            call()
    assert _files(tmp_path) == []


def test_bytes_changed_in_the_bucket_are_not_believed(tmp_path):
    blobs = _objects(tmp_path)
    sha256 = blobs.put(b"document")
    next(path for path in _files(tmp_path / "bucket")).write_bytes(b"forgery!")
    with pytest.raises(Unavailable):
        blobs.read(sha256)


def test_copies_that_nobody_asks_for_go(tmp_path):
    blobs = _objects(tmp_path)
    sha256 = blobs.put(b"document")
    copy = blobs.path(sha256)
    os.utime(copy, (1, 1))
    blobs.clean()
    assert not copy.exists()
    assert blobs.path(sha256) == copy


def test_settings_say_where(tmp_path):
    (tmp_path / "bucket").mkdir()
    assert isinstance(open_blobs(Settings(data_dir=tmp_path, _env_file=None)), FolderBlobs)
    assert isinstance(open_blobs(Settings(data_dir=tmp_path, blob_url=(tmp_path / "bucket").as_uri(), _env_file=None)), ObjectBlobs)
