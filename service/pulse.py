"""A worker says that it is alive, with its counters; /readyz and /metrics of every API process read them from the store."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread

import structlog

from service.errors import ServiceError
from service.store import Store

BEAT_SECONDS = 5.0
log = structlog.get_logger("service.pulse")


class Pulse:
    """A thread that beats from `start` to `stop`. `facts()` are counters: names to numbers."""

    def __init__(self, store: Store, facts: Callable[[], Mapping[str, float]]) -> None:
        self.worker = f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.store = store
        self.facts = facts
        self._started = time.time()
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        """Beat at once and from then on."""
        self._beat()
        self._thread.start()

    def stop(self) -> None:
        """Stop beating and say so."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=BEAT_SECONDS)
        try:
            self.store.fell_silent(self.worker)
        except ServiceError as error:
            log.warning("pulse_lost", reason=type(error).__name__)

    def _run(self) -> None:
        while not self._stopped.wait(BEAT_SECONDS):
            self._beat()

    def _beat(self) -> None:
        """A database that is away is no reason to die: the next beat tries again."""
        try:
            self.store.beat(self.worker, self._started, {"memory_bytes": resident_bytes(os.getpid()), **self.facts()})
        except ServiceError as error:
            log.warning("pulse_lost", reason=type(error).__name__)


def resident_bytes(process: int) -> int:
    """Memory that a process and its descendants hold; 0 where the system does not tell (no /proc)."""
    return sum(_resident(each) for each in (process, *_descendants(process)))


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def _descendants(process: int) -> list[int]:
    try:
        below = [int(child) for path in Path(f"/proc/{process}/task").glob("*/children") for child in path.read_text().split()]
    except (OSError, ValueError):
        return []
    return below + [each for child in below for each in _descendants(child)]
