"""Checkpoints of a job: the readings of a run of pages as one blob, from which a worker on another machine goes on."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from service.child import READING, keep


def read_pages(folder: Path) -> frozenset[int]:
    """Numbers of the pages whose readings lie in a job's folder."""
    return frozenset(int(file.stem) for file in folder.glob(f"*{READING}"))


def checkpoint(folder: Path, pages: Iterable[int]) -> bytes:
    """The readings of these pages, as far as they lie in a job's folder: lost pages have none."""
    files = (folder / f"{page}{READING}" for page in pages)
    return packed(folder.name, {file.name: file.read_bytes() for file in files if file.exists()})


def restore(folder: Path, blob: bytes) -> None:
    """Files of a checkpoint back in a job's folder, each whole or not at all; those that are there stay. Raises ValueError."""
    for name, data in unpacked(blob):
        if not (folder / name).exists():
            keep(folder / name, (data,))


def packed(job: str, files: Mapping[str, bytes]) -> bytes:
    """Small files in one piece, made different for each job: blobs are shared by content, and these are deleted."""
    parts = [_part(name.encode(), data) for name, data in files.items()]
    return b"".join((_part(b"", job.encode()), *parts))


def _part(name: bytes, data: bytes) -> bytes:
    return struct.pack("<IQ", len(name), len(data)) + name + data


def unpacked(blob: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and contents of what `packed` put together. Names hold no path. Raises ValueError."""
    start = 0
    while start < len(blob):
        named, size = struct.unpack_from("<IQ", blob, start)
        start += struct.calcsize("<IQ")
        name, data = blob[start : start + named].decode(), blob[start + named : start + named + size]
        start += named + size
        if Path(name).name != name:
            raise ValueError("a name with a path")
        if name:
            yield name, data
