"""Blobs in an S3-compatible store (obstore, extra [s3]). Credentials come from the environment, as `AWS_*` has them."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from service.blobs import Spool, SpoolWriter, Writer, checked, copied, room, sweep_spools
from service.errors import Unavailable, Unknown

_PATIENCE = 20.0  # seconds; a client waits for its answer meanwhile
_CONNECTING = timedelta(seconds=5)
_PIECE = 8 << 20  # bytes fetched at a time
_CACHED_SECONDS = 86_400  # a local copy that nobody asked for since is removed


def _connected(url: str, patience: timedelta) -> ObjectStore:
    if url.startswith(("file:", "memory:")):
        return from_url(url)
    plain = os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true")  # the library forgets it where other options are given
    return from_url(
        url,
        retry_config={"max_retries": 5, "retry_timeout": patience},
        client_options={"connect_timeout": _CONNECTING, "allow_http": plain},
    )


@contextmanager
def _answering() -> Iterator[None]:
    """The store's errors in our words."""
    try:
        yield
    except FileNotFoundError as error:
        raise Unknown("blob") from error
    except BaseError as error:
        raise Unavailable("blob store") from error


class ObjectBlobs:
    """`prefix/ab/abcd...` in a bucket; local copies for child processes in `cache`."""

    def __init__(self, url: str, cache: Path, *, patience: float = _PATIENCE) -> None:
        """`url`: s3://bucket/prefix, file:///folder, memory:///. `cache` is made where it is not there yet. `patience`:
        seconds in which a store that does not answer is asked again."""
        self._store = _connected(url, timedelta(seconds=patience))
        self._copies, self._incoming = cache / "copies", cache / "incoming"
        with room():
            for folder in (self._copies, self._incoming):
                folder.mkdir(parents=True, exist_ok=True)
        self.clean()

    def writer(self) -> Writer:
        """See Blobs."""
        return SpoolWriter(self._incoming, self.place)

    def put(self, data: bytes | BinaryIO) -> str:
        """See Blobs."""
        return copied(self.writer(), data)

    def open(self, sha256: str) -> BinaryIO:
        """See Blobs. Bytes of which there is no local copy leave none: who reads all blobs once needs no room for them."""
        with contextlib.suppress(FileNotFoundError):
            return (self._copies / checked(sha256)).open("rb")
        with contextlib.closing(self._fetched(sha256)) as spool:
            return spool.path.open("rb")

    def read(self, sha256: str) -> bytes:
        """See Blobs."""
        path = self.path(sha256)
        if path is None:
            raise Unknown("blob")
        return path.read_bytes()

    def path(self, sha256: str) -> Path | None:
        """See Blobs. A copy that is there is used without asking the store: blobs never change."""
        copy = self._copies / checked(sha256)
        if copy.exists():
            with contextlib.suppress(FileNotFoundError):
                os.utime(copy)  # young again: `clean` leaves it
                return copy
        try:
            with contextlib.closing(self._fetched(sha256)) as spool, room():
                spool.path.rename(copy)
        except Unknown:
            return None
        return copy

    def _fetched(self, sha256: str) -> Spool:
        spool = Spool(self._incoming)
        try:
            with _answering():
                for piece in obstore.get(self._store, _key(sha256)).stream(min_chunk_size=_PIECE):
                    spool.write(bytes(piece))
            if spool.sync() != sha256:
                raise Unavailable("blob store")  # cut short on the way, or changed behind our back
        except BaseException:
            spool.close()
            raise
        return spool

    def exists(self, sha256: str) -> bool:
        """See Blobs."""
        try:
            with _answering():
                obstore.head(self._store, _key(sha256))
        except Unknown:
            return False
        return True

    def delete(self, sha256: str, *, before: float | None = None) -> bool:
        """See Blobs. Between looking and removing lies one round trip in which a blob could be put again: sweeps leave
        a day, so only bytes that come back in that very moment are at risk."""
        try:
            with _answering():
                found = obstore.head(self._store, _key(sha256))
                if before is not None and found["last_modified"].timestamp() >= before:
                    return False
                obstore.delete(self._store, _key(sha256))
        except Unknown:
            return False
        (self._copies / sha256).unlink(missing_ok=True)
        return True

    def stored(self) -> Iterator[tuple[str, float]]:
        """See Blobs."""
        with _answering():
            for page in obstore.list(self._store):
                yield from ((entry["path"].rsplit("/", 1)[-1], entry["last_modified"].timestamp()) for entry in page)

    def clean(self) -> int:
        """See Blobs; and local copies that nobody asked for lately."""
        old = time.time() - _CACHED_SECONDS
        for copy in self._copies.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if copy.stat().st_mtime < old:
                    copy.unlink()
        return sweep_spools(self._incoming)

    def place(self, spool: Spool) -> str:
        """Send a written file to its place; always, so that bytes put again are young again: its sha256."""
        sha256 = spool.sync()
        with _answering():
            obstore.put(self._store, _key(sha256), spool.path)
        return sha256


def _key(sha256: str) -> str:
    return f"{checked(sha256)[:2]}/{sha256}"
