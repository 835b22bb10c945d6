"""Which worker processes are alive, told from heartbeats in the database, and at once where they ran on this machine."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from service.store import Store
from service.store.tables import Heartbeat

BEAT_SECONDS = 3.0
SILENT_SECONDS = 30.0  # ten beats missed, by the clock of who watches: clocks of machines need not agree


class Presence:
    """This worker among the others. `name` is new for each process: nobody else's work is ever taken for its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.name = f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._started = time.time()
        self._heard: dict[str, tuple[float, float]] = {}  # worker: (its last beat, when we first saw that, monotonic)

    def beat(self, facts: Mapping[str, object] | None = None) -> None:
        """Say that this process is alive. `facts`: its counters."""
        place: dict[str, object] = {"place": _place(), "pid": os.getpid(), "ticks": _ticks(os.getpid())}
        with self._store.writing() as session:
            session.merge(Heartbeat(worker=self.name, started=self._started, seen=time.time(), facts={**(facts or {}), **place}))

    def leave(self, worker: str | None = None) -> None:
        """Forget a worker (default: this one)."""
        with self._store.writing() as session:
            session.execute(delete(Heartbeat).where(Heartbeat.worker == (worker or self.name)))

    def others(self) -> tuple[frozenset[str], frozenset[str]]:
        """Workers that live (with this one), and workers that left a heartbeat and are gone."""
        with self._store.reading() as session:
            rows = session.scalars(select(Heartbeat)).all()
        gone = frozenset(row.worker for row in rows if row.worker != self.name and self._gone(row))
        return frozenset(row.worker for row in rows) - gone | {self.name}, gone

    def _gone(self, row: Heartbeat) -> bool:
        if row.facts.get("place") == _place():
            return _ticks(row.facts.get("pid")) != row.facts.get("ticks")
        seen, since = self._heard.get(row.worker, (None, 0.0))
        if seen != row.seen:
            self._heard[row.worker] = (row.seen, time.monotonic())
            return False
        return time.monotonic() - since > SILENT_SECONDS


def _place() -> str:
    """Where process ids mean the same processes: this boot of this machine, this container."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""  # then nobody is taken for dead before SILENT_SECONDS


def _ticks(pid: Any) -> int | None:
    """When a process of this machine started, in ticks since boot; None where there is none (any more)."""
    try:
        fields = Path(f"/proc/{int(pid)}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except (OSError, ValueError, TypeError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])
