"""Back-up, restore and retention.

A back-up is one tar file: our tables as JSON lines and the blobs that they refer to, as they were at one moment, with the
digest of each part. It does not depend on the kind of database: what was saved from SQLite can be restored into PostgreSQL.
It holds hashes of keys and the secrets that sign callbacks, so only its owner may read it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from service.blobs import Blobs, checked, open_blobs, room, sync_folder
from service.errors import BackupDamaged, NotEmpty, Unknown
from service.settings import Settings
from service.store import Store, dump, open_store

_FORMAT = "mingzhang-backup 1"
_DAY = 86_400  # seconds
_GRACE_SECONDS = _DAY  # bytes that nobody refers to yet may belong to a request that is still under way
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Saved:
    """What a back-up or a restore held. `missing`: sha256 of blobs that tables refer to and that were not there, or
    went bad."""

    rows: int
    blobs: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Swept:
    """What retention removed."""

    documents: int
    blobs: int


# --- back-up -------------------------------------------------------------------------------------


def backup(settings: Settings, path: Path) -> Saved:
    """Save everything into a new file at `path`, while the service goes on. The file is there only when it is complete.
    Raises StorageFull, Unavailable."""
    with _opened(settings) as (store, blobs), _new_file(path) as file, tarfile.open(fileobj=file, mode="w") as tar:
        with closing(dump.snapshot(store.engine)) as seen:
            revision, wanted = dump.revision(seen), sorted(dump.referred(seen))
            tables = {name: _add_lines(tar, _table(name), dump.rows(seen, name)) for name in dump.names()}
        kept = [sha256 for sha256 in wanted if _add_blob(tar, blobs, sha256)]
        missing = sorted(set(wanted) - set(kept))
        manifest = {"format": _FORMAT, "revision": revision, "made": time.time(), "tables": tables, "blobs": kept, "missing": missing}
        _add(tar, _MANIFEST, io.BytesIO(json.dumps(manifest, indent=1).encode()))
    return Saved(sum(part["rows"] for part in tables.values()), len(kept), tuple(missing))


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Store, Blobs]]:
    with closing(open_store(settings)) as store:
        yield store, open_blobs(settings)


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name only when all of it is on disk, and that only its owner may read."""
    with room():
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(draft).rename(path)
            sync_folder(path.parent)
        finally:
            Path(draft).unlink(missing_ok=True)


def _table(name: str) -> str:
    return f"tables/{name}.jsonl"


def _blob(sha256: str) -> str:
    return f"blobs/{sha256}"


def _digest(file: IO[bytes]) -> str:
    return hashlib.file_digest(cast("Any", file), "sha256").hexdigest()


def _add(tar: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    part = tarfile.TarInfo(name)
    part.size, part.mtime, part.mode = file.seek(0, os.SEEK_END), int(time.time()), 0o600
    file.seek(0)
    tar.addfile(part, file)


def _add_lines(tar: tarfile.TarFile, name: str, lines: Iterable[bytes]) -> dict[str, Any]:
    """The digest and number of the lines."""
    digest, count = hashlib.sha256(), 0
    with tempfile.TemporaryFile() as file:
        for line in lines:
            file.write(line)
            digest.update(line)
            count += 1
        _add(tar, name, file)
    return {"sha256": digest.hexdigest(), "rows": count}


def _add_blob(tar: tarfile.TarFile, blobs: Blobs, sha256: str) -> bool:
    """Whether it was there, and what its name says: one that went bad must not spoil the whole archive."""
    try:
        with blobs.open(sha256) as file:
            sound = _digest(file) == sha256
            if sound:
                _add(tar, _blob(sha256), file)
    except Unknown:
        return False
    return sound


# --- restore -------------------------------------------------------------------------------------


def restore(settings: Settings, path: Path) -> Saved:
    """Bring back what `backup` saved, into a store that holds nothing yet. Nothing is changed before all digests were found
    right. Jobs that waited or ran are queued again. Raises NotEmpty, BackupDamaged, StorageFull, Unavailable."""
    with _opened(settings) as (store, blobs), path.open("rb") as file, _archive(file) as tar:
        manifest = _checked_manifest(tar)
        if not dump.is_empty(store.engine):
            raise NotEmpty("database")
        for sha256 in manifest["blobs"]:
            blobs.put(cast("BinaryIO", _part(tar, _blob(sha256))))
        dump.start_anew(store.engine, manifest["revision"])
        rows = dump.load(store.engine, ((name, _part(tar, _table(name))) for name in manifest["tables"]))
        dump.begin_again(store.engine)
    return Saved(rows, len(manifest["blobs"]), tuple(manifest["missing"]))


@contextmanager
def _archive(file: IO[bytes]) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise BackupDamaged("no archive") from error


def _part(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    """A part of the archive, read in place: nothing is ever unpacked to a path that the archive names."""
    try:
        part = tar.extractfile(name)
    except KeyError:
        part = None
    if part is None:
        raise BackupDamaged(f"{name} is missing")
    return part


def _checked_manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    """What the archive holds, after all of it was read and found right. Raises BackupDamaged."""
    try:
        manifest = json.load(_part(tar, _MANIFEST))
        if manifest["format"] != _FORMAT or not dump.knows(manifest["revision"]):
            raise BackupDamaged("made by another version")
        expected = {_table(name): part["sha256"] for name, part in manifest["tables"].items()}
        expected |= {_blob(checked(sha256)): sha256 for sha256 in manifest["blobs"]}
    except (ValueError, KeyError, TypeError, AttributeError, Unknown) as error:
        raise BackupDamaged(_MANIFEST) from error
    for name, sha256 in expected.items():
        if _digest(_part(tar, name)) != sha256:
            raise BackupDamaged(f"{name} was changed")
    return cast("dict[str, Any]", manifest)


# --- retention -----------------------------------------------------------------------------------


def sweep(settings: Settings) -> Swept:
    """Retention once, by these settings."""
    with _opened(settings) as (store, blobs):
        return sweep_store(store, blobs, settings.retention_days)


def sweep_store(store: Store, blobs: Blobs, retention_days: int, clock: Callable[[], float] = time.time) -> Swept:
    """Delete documents `retention_days` after they were last given to us and their last job ended (0: keep them), what has
    expired of itself, and blobs that nobody refers to. Safe while the service works, and from several processes."""
    documents = 0
    if retention_days:
        before = clock() - retention_days * _DAY
        while count := store.forget_expired(before):
            documents += count
        store.forget_empty_batches(before)
    store.forget_stale()
    return Swept(documents, _sweep_blobs(store, blobs, clock()))


def _sweep_blobs(store: Store, blobs: Blobs, now: float) -> int:
    """Blobs are referred to only after they were put: one that was put long ago, and not since, is nobody's. What jobs have
    half done is referred to by the job engine, so all that is younger than the oldest unfinished job stays."""
    oldest = store.oldest_waiting()
    before = now - _GRACE_SECONDS if oldest is None else min(now - _GRACE_SECONDS, oldest)
    old = [sha256 for sha256, put in blobs.stored() if put < before]
    referred = store.referred_blobs()  # after the listing: a reference that came in between counts
    blobs.clean()
    return sum(blobs.delete(sha256, before=before) for sha256 in old if sha256 not in referred)
