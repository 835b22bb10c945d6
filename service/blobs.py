"""Bytes by their sha256: in a folder, or in an S3-compatible store.

A blob is written under a name of its own, synced, and only then gets its place: nobody ever sees half of one. What a killed
process left behind is removed at the next start. Names are digests of the content, so a blob never changes.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import io
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol

from service.errors import StorageFull, Unknown
from service.settings import Settings

_PIECE = 1 << 20  # bytes copied at a time
_NAME = re.compile(r"[0-9a-f]{64}")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Writer(Protocol):
    """Bytes on their way in, piece by piece. Leaving the `with` block without `commit` drops them."""

    size: int

    def write(self, data: bytes) -> None:
        """Append. Raises StorageFull."""

    def commit(self) -> str:
        """Keep what was written: its sha256. It is on disk when this returns. Raises StorageFull."""

    def __enter__(self) -> Writer:
        """Itself."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Drops what was not committed."""


class Blobs(Protocol):
    """Where bytes are kept. Safe to use from many threads and processes."""

    def writer(self) -> Writer:
        """For bytes that arrive piece by piece."""

    def put(self, data: bytes | BinaryIO) -> str:
        """Keep bytes: their sha256. Raises StorageFull, Unavailable."""

    def open(self, sha256: str) -> BinaryIO:
        """For reading from the start. Raises Unknown."""

    def read(self, sha256: str) -> bytes:
        """All of it. Raises Unknown."""

    def path(self, sha256: str) -> Path | None:
        """A local file with these bytes, for child processes, not to be changed; None where there is no such blob."""

    def exists(self, sha256: str) -> bool:
        """Whether it is there."""

    def delete(self, sha256: str, *, before: float | None = None) -> bool:
        """Remove it; with `before` (UTC seconds) only where it was last put earlier than that. Whether it was removed."""

    def stored(self) -> Iterator[tuple[str, float]]:
        """All blobs, each with when it was last put (UTC seconds)."""

    def clean(self) -> int:
        """Remove what killed processes left half written: how many files."""


def open_blobs(settings: Settings) -> Blobs:
    """The blob store of these settings."""
    if settings.blob_url:
        from service.objects import ObjectBlobs  # needs the extra [s3]

        return ObjectBlobs(settings.blob_url, settings.data_dir / "blob-cache")
    return FolderBlobs(settings.data_dir / "blobs")


@contextmanager
def room() -> Iterator[None]:
    """A full disk in our words."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull("blobs") from error
        raise


class Spool:
    """A file without a place yet, held by a lock that ends with its process: so others can tell that it is in use."""

    def __init__(self, folder: Path) -> None:
        """In `folder`, which is there. Raises StorageFull."""
        self.size = 0
        self._digest = hashlib.sha256()
        with room():
            self.path, self._file = _held_file(folder)

    def write(self, data: bytes) -> None:
        """Append. Raises StorageFull."""
        rest = memoryview(data)
        with room():
            while rest:
                rest = rest[self._file.write(rest) :]
        self._digest.update(data)
        self.size += len(data)

    def sync(self) -> str:
        """All of it on disk: its sha256."""
        with room():
            os.fsync(self._file.fileno())
        return self._digest.hexdigest()

    def close(self) -> None:
        """Remove the file where it still has no place."""
        self.path.unlink(missing_ok=True)
        self._file.close()


def _held_file(folder: Path) -> tuple[Path, io.FileIO]:
    """A new, locked file. One that was swept away between its making and its locking is made again."""
    while True:
        path = folder / secrets.token_hex(16)
        file = io.FileIO(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600), "r+")
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            return path, file
        file.close()


def sweep_spools(folder: Path) -> int:
    """Remove files that no living process holds: how many."""
    removed = 0
    for path in folder.iterdir():
        with contextlib.suppress(BlockingIOError, FileNotFoundError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            removed += 1
    return removed


def sync_folder(folder: Path) -> None:
    """The names in a folder on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checked(sha256: str) -> str:
    """The digest, where it is one; nothing else ever becomes part of a path. Raises Unknown."""
    if not _NAME.fullmatch(sha256):
        raise Unknown("blob")
    return sha256


def copied(writer: Writer, data: bytes | BinaryIO) -> str:
    """All of the data through a writer: its sha256."""
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    with writer:
        while piece := source.read(_PIECE):
            writer.write(piece)
        return writer.commit()


class FolderBlobs:
    """`root/ab/abcd...`, and `root/incoming` for what is being written."""

    def __init__(self, root: Path) -> None:
        """`root` is made where it is not there yet; what killed processes left behind is removed."""
        self.root = root
        self._incoming = root / "incoming"
        with room():
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._incoming.mkdir(exist_ok=True)
            _make_shelves(root)
        self.clean()

    def writer(self) -> Writer:
        """See Blobs."""
        return SpoolWriter(self._incoming, self.place)

    def put(self, data: bytes | BinaryIO) -> str:
        """See Blobs."""
        return copied(self.writer(), data)

    def open(self, sha256: str) -> BinaryIO:
        """See Blobs."""
        try:
            return self._place(sha256).open("rb")
        except FileNotFoundError as error:
            raise Unknown("blob") from error

    def read(self, sha256: str) -> bytes:
        """See Blobs."""
        with self.open(sha256) as file:
            return file.read()

    def path(self, sha256: str) -> Path | None:
        """See Blobs."""
        place = self._place(sha256)
        return place if place.exists() else None

    def exists(self, sha256: str) -> bool:
        """See Blobs."""
        return self._place(sha256).exists()

    def delete(self, sha256: str, *, before: float | None = None) -> bool:
        """See Blobs."""
        place = self._place(sha256)
        with self._held(fcntl.LOCK_EX), contextlib.suppress(FileNotFoundError):
            if before is None or place.stat().st_mtime < before:
                place.unlink()
                return True
        return False

    def stored(self) -> Iterator[tuple[str, float]]:
        """See Blobs."""
        for place in self.root.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                yield place.name, place.stat().st_mtime

    def clean(self) -> int:
        """See Blobs."""
        return sweep_spools(self._incoming)

    def place(self, spool: Spool) -> str:
        """Give a written file its place, in one step that survives a crash: its sha256."""
        sha256 = spool.sync()
        place = self._place(sha256)
        with room(), self._held(fcntl.LOCK_SH):
            spool.path.rename(place)  # over the same bytes, where they are there: that makes them young again
            sync_folder(place.parent)
        return sha256

    def _place(self, sha256: str) -> Path:
        return self.root / checked(sha256)[:2] / sha256

    @contextmanager
    def _held(self, how: int) -> Iterator[None]:
        """Putting excludes deleting: else a sweep could take away what was just put again."""
        handle = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)


def _make_shelves(root: Path) -> None:
    """All 256, once: a folder that was made just before a crash could be lost with what was put into it."""
    missing = [root / f"{number:02x}" for number in range(256) if not (root / f"{number:02x}").exists()]
    for shelf in missing:
        shelf.mkdir(exist_ok=True)
    sync_folder(root)


class SpoolWriter(Spool):
    """A spool that a store takes over when it is committed. `place` puts it into the store and gives its digest."""

    def __init__(self, folder: Path, place: Callable[[Spool], str]) -> None:
        super().__init__(folder)
        self._place = place

    def commit(self) -> str:
        """Keeps what was written; returns its sha256."""
        return self._place(self)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
